/* SQLite files: the stores of MLflow and Trackio, and MLflow's folder. An input begins with a digit: 0 to 3 a store, to which
 * the rest is statements of SQL, so that what is in the tables can be anything; 4 to 5 the bytes of a file after
 * SQLite's first words; 6 to 7 a folder, its meta.yaml and a file of values, with FUZZ_CUT between them. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"
#include "log/log.h"

static const char mlflow[] =
    "CREATE TABLE runs (run_uuid, name, start_time, lifecycle_stage);"
    "CREATE TABLE metrics (key, value, timestamp, run_uuid, step, is_nan);"
    "CREATE TABLE tags (key, value, run_uuid);"
    "INSERT INTO runs VALUES ('a', 'one', 1, 'active'), ('b', '', 2, 'active');"
    "INSERT INTO metrics VALUES ('kl', 1, 1, 'a', 0, 0), ('kl', 2, 2, 'b', 1, 0);";
static const char trackio[] =
    "CREATE TABLE metrics (id INTEGER PRIMARY KEY, run_name, step, metrics);"
    "INSERT INTO metrics (run_name, step, metrics) VALUES ('a', 0, '{\"kl\": 1}');";
static const char first_words[] = "SQLite format 3";

/* What may not be done with a file below the fuzzer's folder: attach others, and the like. */
static int authorise(void *context, int action, const char *a, const char *b, const char *c,
                     const char *d) {
    (void)context, (void)a, (void)b, (void)c, (void)d;
    return action == SQLITE_ATTACH || action == SQLITE_PRAGMA || action == SQLITE_FUNCTION
               ? SQLITE_DENY
               : SQLITE_OK;
}

static int is_enough(void *context) {
    return ++*(int *)context > 100;
}

static void make_store(const char *path, const char *tables, const char *sql) {
    sqlite3 *db;
    int steps = 0;
    FUZZ_HOLDS(sqlite3_open(path, &db) == SQLITE_OK, "no file %s", path);
    sqlite3_exec(db, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
    FUZZ_HOLDS(sqlite3_exec(db, tables, NULL, NULL, NULL) == SQLITE_OK, "no tables");
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 100000);
    sqlite3_set_authorizer(db, authorise, NULL);
    sqlite3_progress_handler(db, 1000, is_enough, &steps);
    sqlite3_exec(db, sql, NULL, NULL, NULL);
    sqlite3_close(db);
}

static void check_runs(const char *path) {
    struct log_runs runs;
    struct error error = {0};
    enum status status = log_read_runs(&runs, path, NULL, &error);
    if (FUZZ_STATUS(status, &error) == STATUS_OK)
        FUZZ_HOLDS(runs.count > 0, "no run");
    for (long i = 0; i < runs.count; i++) {
        FUZZ_HOLDS(runs.log[i].record.rows > 0, "a record of nothing");
        FUZZ_HOLDS(!text_has_controls(runs.log[i].run), "a name with controls");
    }
    FUZZ_HOLDS(strpbrk(error.message, "\x1b\n") == NULL, "controls in: %s", error.message);
    log_runs_free(&runs);
}

static void check_folder(const struct fuzz_piece *input) {
    struct fuzz_piece piece[2];
    char path[FILE_PATH_MAX];
    fuzz_cut(piece, 2, (const uint8_t *)input->bytes, input->size);
    fuzz_folder("mlruns");
    fuzz_folder("mlruns/run");
    fuzz_folder("mlruns/run/metrics");
    fuzz_write("mlruns/run/meta.yaml", piece[0].bytes, piece[0].size);
    fuzz_write("mlruns/run/metrics/kl", piece[1].bytes, piece[1].size);
    fuzz_path(path, "mlruns");
    check_runs(path);
}

static void check_bytes(const char *path, const struct fuzz_piece *input) {
    struct text file = {0};
    text_add_bytes(&file, first_words, sizeof first_words);
    text_add_bytes(&file, input->bytes, input->size);
    fuzz_write("store.db", file.bytes, file.length);
    text_free(&file);
    check_runs(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct fuzz_piece input = {(const char *)bytes, size};
    char path[FILE_PATH_MAX];
    int choice = fuzz_digit(&input);
    fuzz_path(path, "store.db");
    unlink(path);
    if (choice >= 6) {
        check_folder(&input);
    } else if (choice >= 4) {
        check_bytes(path, &input);
    } else {
        char *sql = fuzz_text(&input);
        make_store(path, choice < 2 ? mlflow : trackio, sql);
        free(sql);
        check_runs(path);
    }
    return 0;
}
