/* Stores of MLflow and Trackio, of all their versions: made here by SQLite itself. */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log/log.h"
#include "log/log_sqlite.h"
#include "log/log_store.h"
#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

static char folder[FILE_PATH_MAX];
static char path[FILE_PATH_MAX];
static struct error error;

static void set_up(void) {
    temp_folder_make(folder);
    /* What a URI gives a meaning to is a part of the name. */
    ck_assert_int_eq(file_join(path, folder, "a store?mode=rwc&x%41#.db", &error), STATUS_OK);
}

static void tear_down(void) {
    temp_folder_remove(folder);
}

static void run(sqlite3 *db, const char *sql) {
    char *message = NULL;
    ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, &message) == SQLITE_OK, "%s: %s", sql, message);
}

static sqlite3 *open_new(void) {
    sqlite3 *db;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    return db;
}

static void make(const char *sql) {
    sqlite3 *db = open_new();
    run(db, sql);
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

/* Each run as "name\nrecord" and its notes behind "# ", one behind the other. */
static void describe(struct text *out, const struct log_runs *runs) {
    for (long i = 0; i < runs->count; i++) {
        const struct log *log = &runs->log[i];
        text_add(out, "%s\n", log->run);
        record_format(out, &log->record);
        for (const char *line = text_string(&log->notes); *line != '\0';) {
            int length = (int)strcspn(line, "\n");
            text_add(out, "# %.*s\n", length, line);
            line += length + (line[length] == '\n');
        }
    }
}

static void assert_reads_as(const char *format, const char *runs_as) {
    struct log_runs runs;
    struct text found = {0};
    ck_assert_msg(log_read_runs(&runs, path, NULL, &error) == STATUS_OK, "%s", error.message);
    ck_assert_int_ge(runs.count, 1);
    ck_assert_str_eq(runs.log[0].format, format);
    describe(&found, &runs);
    ck_assert_str_eq(text_string(&found), runs_as);
    text_free(&found);
    log_runs_free(&runs);
}

static void assert_refused(enum status status, const char *message) {
    struct log_runs runs;
    error = (struct error){0};
    ck_assert_int_eq(log_read_runs(&runs, path, NULL, &error), status);
    ck_assert_msg(strstr(error.message, message) != NULL, "%s", error.message);
}

/* ---- MLflow ---------------------------------------------------------------------------------- */

/* As MLflow 2 makes them, with the columns that matter and some that do not. */
#define MLFLOW                                                                                     \
    "CREATE TABLE experiments (experiment_id INTEGER NOT NULL, name VARCHAR(256));"                \
    "CREATE TABLE runs (run_uuid VARCHAR(32) NOT NULL, name VARCHAR(250), status VARCHAR(9),"      \
    " start_time BIGINT, lifecycle_stage VARCHAR(20), PRIMARY KEY (run_uuid));"                    \
    "CREATE TABLE metrics (key VARCHAR(250) NOT NULL, value FLOAT NOT NULL, timestamp BIGINT NOT " \
    "NULL, run_uuid VARCHAR(32) NOT NULL, step BIGINT DEFAULT '0' NOT NULL, is_nan BOOLEAN "       \
    "DEFAULT '0' NOT NULL, PRIMARY KEY (key, timestamp, step, run_uuid, value, is_nan));"          \
    "CREATE TABLE tags (key VARCHAR(250) NOT NULL, value VARCHAR(5000), run_uuid VARCHAR(32));"

START_TEST(log_sqlite_read_of_mlflow_gives_runs_in_the_order_of_their_start) {
    make(MLFLOW
         "INSERT INTO runs VALUES ('b', 'second', 'RUNNING', 200, 'active'),"
         " ('a', 'third', 'FINISHED', 300, 'active'), ('c', 'first', 'FINISHED', 100, 'active'),"
         " ('d', 'empty', 'RUNNING', 50, 'active'), ('e', 'gone', 'RUNNING', 10, 'deleted');"
         "INSERT INTO metrics VALUES ('kl', 1.5, 1, 'b', 0, 0), ('recon', 90, 2, 'b', 0, 0),"
         " ('kl', 2.5, 3, 'b', 10, 0), ('recon', 80, 4, 'b', 10, 0), ('lr', 0.001, 5, 'b', 10, 0),"
         " ('kl', 7, 1, 'a', 5, 0), ('kl', 6, 1, 'c', 5, 0), ('kl', 9, 1, 'e', 5, 0);");
    assert_reads_as("MLflow store", "first\nstep,kl\n5,6\n"
                                    "second\nstep,recon,kl\n0,90,1.5\n10,80,2.5\n# left out: "
                                    "\"lr\"\n"
                                    "third\nstep,kl\n5,7\n# 1 deleted run left out\n");
}
END_TEST

START_TEST(log_sqlite_read_of_mlflow_turns_what_sql_lacks_back) {
    make(MLFLOW "INSERT INTO runs VALUES ('a', '', 'RUNNING', 1, 'active');"
                "INSERT INTO metrics VALUES ('kl', 0, 1, 'a', 0, 1), ('kl', 0, 2, 'a', 1, 0),"
                " ('kl', 1.7976931348623157e308, 3, 'a', 2, 0),"
                " ('kl', -1.7976931348623157e308, 4, 'a', 3, 0), ('kl', 3, 5, 'a', 4, 0);");
    assert_reads_as("MLflow store", "a\nstep,kl\n0,nan\n1,0\n2,inf\n3,-inf\n4,3\n");
}
END_TEST

/* Where the name of a run is: in runs, in a tag, nowhere. */
START_TEST(log_sqlite_read_of_mlflow_finds_the_names) {
    make(MLFLOW
         "INSERT INTO runs VALUES ('a1', 'own', '', 1, 'active'), ('b2', '', '', 2, 'active'),"
         " ('c3', NULL, '', 3, 'active');"
         "INSERT INTO tags VALUES ('mlflow.runName', 'by tag', 'b2'), ('mlflow.user', 'x', "
         "'c3'), ('mlflow.runName', 'other', 'a1');"
         "INSERT INTO metrics VALUES ('kl', 1, 1, 'a1', 0, 0), ('kl', 2, 1, 'b2', 0, 0), "
         "('kl', 3, 1, 'c3', 0, 0);");
    assert_reads_as("MLflow store", "own\nstep,kl\n0,1\nby tag\nstep,kl\n0,2\nc3\nstep,kl\n0,3\n");
}
END_TEST

/* MLflow 0.9 had neither steps nor NaN: values are counted in the order of their times. */
START_TEST(log_sqlite_read_of_the_first_mlflow_counts_values) {
    make("CREATE TABLE runs (run_uuid VARCHAR(32), name VARCHAR(250));"
         "CREATE TABLE metrics (key VARCHAR(250), value FLOAT NOT NULL, timestamp BIGINT, run_uuid "
         "VARCHAR(32));"
         "INSERT INTO runs VALUES ('a', 'old');"
         "INSERT INTO metrics VALUES ('kl', 3, 30, 'a'), ('kl', 1, 10, 'a'), ('kl', 2, 20, 'a'),"
         " ('recon', 9, 11, 'a'), ('recon', 8, 21, 'a');");
    assert_reads_as("MLflow store", "old\nstep,recon,kl\n0,9,1\n1,8,2\n2,,3\n"
                                    "# all steps are 0: they are counted\n");
}
END_TEST

/* A run that went back to a checkpoint, one that began anew, and steps that came late. */
START_TEST(log_sqlite_read_of_mlflow_sorts_steps) {
    make(MLFLOW
         "INSERT INTO runs VALUES ('a', '', '', 1, 'active'), ('b', 'anew', '', 2, 'active');"
         "INSERT INTO metrics VALUES ('kl', 1, 1, 'a', 10, 0), ('kl', 3, 2, 'a', 30, 0),"
         " ('kl', 2, 3, 'a', 20, 0), ('kl', 9, 4, 'a', 30, 0), ('kl', 4, 5, 'a', 40, 0),"
         " ('kl', 1, 1, 'b', 0, 0), ('kl', 2, 2, 'b', 1, 0), ('kl', 3, 3, 'b', 0, 0),"
         " ('kl', 4, 4, 'b', 1, 0), ('kl', 5, 5, 'b', -1, 0);");
    assert_reads_as("MLflow store",
                    "a\nstep,kl\n10,1\n20,2\n30,9\n40,4\n"
                    "anew (1)\nstep,kl\n0,1\n1,2\n# 1 value of a negative step left out\n"
                    "anew (2)\nstep,kl\n0,3\n1,4\n# 1 value of a negative step left out\n");
}
END_TEST

START_TEST(log_sqlite_read_of_mlflow_refuses_words) {
    make(MLFLOW "INSERT INTO runs VALUES ('a', '', '', 1, 'active');"
                "INSERT INTO metrics VALUES ('kl', 'many', 1, 'a', 10, 0);");
    assert_refused(STATUS_FORMAT, "metric \"kl\" is \"many\"; must be a number");
    ck_assert_str_eq(error.file, path);
}
END_TEST

/* ---- Trackio --------------------------------------------------------------------------------- */

/* As trackio/sqlite_storage.py makes it since its second version. */
#define TRACKIO                                                                                    \
    "CREATE TABLE metrics (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp TEXT NOT NULL, "        \
    "run_name "                                                                                    \
    "TEXT NOT NULL, step INTEGER NOT NULL, metrics TEXT NOT NULL);"                                \
    "CREATE TABLE configs (id INTEGER PRIMARY KEY AUTOINCREMENT, run_name TEXT NOT NULL, config "  \
    "TEXT NOT NULL, created_at TEXT NOT NULL, UNIQUE(run_name));"

/* Two runs that were written at the same time, in the order in which they came. */
START_TEST(log_sqlite_read_of_trackio_gives_runs) {
    make(TRACKIO "INSERT INTO metrics (timestamp, run_name, step, metrics) VALUES"
                 " ('t', 'zebra', 0, '{\"kl\": 1.5, \"recon\": 90, \"lr\": 1e-3}'),"
                 " ('t', 'ant', 0, '{\"kl\": 7}'),"
                 " ('t', 'zebra', 1, '{\"recon\": 80, \"note\": \"so so\", \"kl\": 2}'),"
                 " ('t', 'ant', 1, '{\"kl\": 8}');");
    assert_reads_as("Trackio store",
                    "zebra\nstep,recon,kl\n0,90,1.5\n1,80,2\n# left out: \"lr\", \"note\"\n"
                    "ant\nstep,kl\n0,7\n1,8\n");
}
END_TEST

/* The first version: a column for the project, numbers as Python's json writes them. Values as bytes are orjson's. */
START_TEST(log_sqlite_read_of_trackio_reads_every_spelling) {
    make("CREATE TABLE metrics (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp TEXT NOT NULL, "
         "project_name TEXT NOT NULL, run_name TEXT NOT NULL, step INTEGER NOT NULL, metrics TEXT "
         "NOT NULL);"
         "INSERT INTO metrics (timestamp, project_name, run_name, step, metrics) VALUES"
         " ('t', 'p', 'r', 0, '{\"kl\": NaN, \"recon\": Infinity, \"NaN Infinity\": 1}'),"
         " ('t', 'p', 'r', 1, '{\"kl\": \"NaN\", \"recon\": \"-Infinity\"}'),"
         " ('t', 'p', 'r', 2, '{\"kl\":-Infinity, \"recon\": null}'),"
         " ('t', 'p', 'r', 3, CAST('{\"kl\":12345678901234567890,\"recon\":true}' AS BLOB)),"
         " ('t', 'p', 'r', 4, '{\"a\\\\\": NaN, \"kl\": 4, \"x\": [NaN, {\"kl\": 9}]}'),"
         " ('t', 'q', 'r', 0, '{\"kl\": 5}');");
    assert_reads_as("Trackio store",
                    "r\nstep,recon,kl\n0,inf,nan\n1,-inf,nan\n2,,-inf\n3,,1.2345679e+19\n"
                    "4,,4\n# left out: \"NaN Infinity\", \"a\\\", \"x\"\n"
                    "r\nstep,kl\n0,5\n");
}
END_TEST

START_TEST(log_sqlite_read_of_trackio_reads_nested_objects) {
    make(TRACKIO
         "INSERT INTO metrics (timestamp, run_name, step, metrics) VALUES"
         " ('t', 'r', 0, '{\"train\": {\"kl\": 1, \"kl_weight\": 0.5}, \"val\": {\"kl\": 2}, "
         "\"picture\": {\"_type\": \"trackio.image\", \"kl\": 3}, \"step\": 77}');");
    assert_reads_as(
        "Trackio store",
        "r\nstep,beta,kl,batch_kl\n0,0.5,2,1\n"
        "# recon and kl are those of validation, batch_recon and batch_kl those of training\n"
        "# batch_kl is \"train/kl\", beta is \"train/kl_weight\", kl is \"val/kl\"\n");
}
END_TEST

/* Values are what they are in JSON lines. */
START_TEST(log_sqlite_read_of_trackio_notes_words) {
    make(TRACKIO "INSERT INTO metrics (timestamp, run_name, step, metrics) VALUES"
                 " ('t', 'r', 0, '{\"kl\": \"many\", \"recon\": [7], \"beta\": \"0.5\"}'),"
                 " ('t', 'r', 1, '{\"kl\": 1,'), ('t', 'r', 2, '{\"kl\\u0000\": 3}'),"
                 " ('t', 'r', 3, ' {\"kl\": 04, \"recon\": 1e} ');");
    assert_reads_as("Trackio store",
                    "r\nstep,beta,recon,kl\n0,0.5,7,\n3,,,4\n# 2 values are not a number and were "
                    "left out: \"kl\" is \"many\"\n# 2 rows that are not JSON objects with a step "
                    "left out, the first with step 1\n");
}
END_TEST

/* Runs in a table of their own, as an intermediate version has them. */
START_TEST(log_sqlite_read_of_trackio_with_a_table_of_runs_gives_their_names) {
    make(
        "CREATE TABLE runs (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, "
        "group_name TEXT, created_at TEXT);"
        "CREATE TABLE metrics (id INTEGER PRIMARY KEY AUTOINCREMENT, run_id INTEGER NOT NULL, step "
        "INTEGER NOT NULL, metrics TEXT NOT NULL, timestamp TEXT NOT NULL);"
        "INSERT INTO runs (name) VALUES ('one'), ('two');"
        "INSERT INTO metrics (run_id, step, metrics, timestamp) VALUES (2, 0, '{\"kl\":1}', 't'),"
        " (1, 0, '{\"kl\":2}', 't'), (2, 1, '{\"kl\":3}', 't');");
    assert_reads_as("Trackio store", "two\nstep,kl\n0,1\n1,3\none\nstep,kl\n0,2\n");
}
END_TEST

/* What is no object, or none that is whole, is left out and counted. */
START_TEST(log_sqlite_read_of_trackio_leaves_out_what_is_no_object) {
    char sql[4096], deep[1024];
    memset(deep, '[', sizeof deep);
    deep[sizeof deep - 1] = '\0';
    snprintf(sql, sizeof sql,
             TRACKIO "INSERT INTO metrics (timestamp, run_name, step, metrics) VALUES"
                     " ('t', 'r', 0, '{\"kl\": 1}'), ('t', 'r', 1, '{\"kl\": 2'),"
                     " ('t', 'r', 2, '[1]'), ('t', 'r', 3, ''), ('t', 'r', 4, '{\"kl\": \"%s'),"
                     " ('t', 'r', 5, '{\"kl\": 6} x'), ('t', 'r', 6, 7), ('t', 'r', -1, "
                     "'{\"kl\": 8}'), ('t', 'r', 7, '{\"kl\": 9}'), ('t', 'r', 8, '%s');",
             "\\", deep);
    make(sql);
    assert_reads_as("Trackio store",
                    "r\nstep,kl\n0,1\n7,9\n# 8 rows that are not JSON objects with a "
                    "step left out, the first with step 1\n");
}
END_TEST

/* ---- files ----------------------------------------------------------------------------------- */

#define ONE_RUN                                                                                    \
    MLFLOW "INSERT INTO runs VALUES ('a', '', '', 1, 'active');"                                   \
           "INSERT INTO metrics VALUES ('kl', 1, 1, 'a', 10, 0);"

START_TEST(log_sqlite_read_of_another_program_lists_the_tables) {
    make(
        "CREATE TABLE metrics (a, b); CREATE TABLE \"x\x1b[31m\" (a); CREATE VIEW runs AS SELECT 1 "
        "AS run_uuid;");
    assert_refused(STATUS_FORMAT, "an SQLite file with the tables metrics, x?[31m; must be a store "
                                  "of MLflow (tables runs and metrics) or of Trackio");
}
END_TEST

START_TEST(log_sqlite_read_of_many_tables_counts_them) {
    make("CREATE TABLE a (x);CREATE TABLE b (x);CREATE TABLE c (x);CREATE TABLE d (x);"
         "CREATE TABLE e (x);CREATE TABLE f (x);CREATE TABLE g (x);CREATE TABLE h (x);"
         "CREATE TABLE i (x);CREATE TABLE j (x);");
    assert_refused(STATUS_FORMAT, "tables a, b, c, d, e, f, g, h and 2 more;");
}
END_TEST

START_TEST(log_sqlite_read_of_an_empty_store_says_so) {
    make("CREATE TABLE a (x); DROP TABLE a;");
    assert_refused(STATUS_FORMAT, "an SQLite file with no tables; must be");
}
END_TEST

/* A view called metrics may have anything behind it. */
START_TEST(log_sqlite_read_does_not_look_into_views) {
    make("CREATE TABLE runs (run_uuid); CREATE VIEW metrics AS SELECT 'kl' AS key, 1 AS value, 'a' "
         "AS "
         "run_uuid;");
    assert_refused(STATUS_FORMAT, "an SQLite file with the tables runs; must be");
}
END_TEST

/* Another connection that has locked the file. */
START_TEST(log_sqlite_read_of_a_locked_file_says_so) {
    make(ONE_RUN);
    sqlite3 *db = open_new();
    run(db, "BEGIN EXCLUSIVE; INSERT INTO tags VALUES ('a', 'b', 'c');");
    assert_refused(STATUS_IO, "another program has locked it");
    ck_assert_msg(strstr(error.hint, "read a copy") != NULL, "%s", error.hint);
    run(db, "ROLLBACK");
    sqlite3_close(db);
    assert_reads_as("MLflow store", "a\nstep,kl\n10,1\n");
}
END_TEST

static long count_files(void) {
    char **list;
    long count;
    ck_assert_int_eq(file_list(&list, &count, folder, "", &error), STATUS_OK);
    free(list);
    return count;
}

/* A writer at work with a write-ahead log: what is only in there is read too. */
START_TEST(log_sqlite_read_sees_the_write_ahead_log) {
    sqlite3 *db = open_new();
    run(db, "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;");
    run(db, ONE_RUN);
    run(db, "INSERT INTO metrics VALUES ('kl', 2, 2, 'a', 20, 0);");
    assert_reads_as("MLflow store", "a\nstep,kl\n10,1\n20,2\n");
    sqlite3_close(db);
    ck_assert_int_eq(count_files(), 1);
    assert_reads_as("MLflow store", "a\nstep,kl\n10,1\n20,2\n");
    ck_assert_int_eq(count_files(), 1); /* nothing beside it */
}
END_TEST

static void copy_beside(const char *suffix, const char *to_suffix) {
    char from[FILE_PATH_MAX + 8], to[FILE_PATH_MAX + 16];
    snprintf(from, sizeof from, "%s%s", path, suffix);
    snprintf(to, sizeof to, "%s%s", path, to_suffix);
    ck_assert_msg(file_copy(from, to, &error) == STATUS_OK, "%s", error.message);
}

/* A store and its log as a writer that was killed left them, in a folder that may not be written. Root may write
 * anywhere, so that the log is read. */
START_TEST(log_sqlite_read_of_a_left_log_reads_it_or_says_so) {
    sqlite3 *db = open_new();
    run(db, ONE_RUN);
    run(db, "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;");
    run(db, "INSERT INTO metrics VALUES ('kl', 2, 2, 'a', 20, 0);");
    copy_beside("", "2");
    copy_beside("-wal", "2-wal");
    sqlite3_close(db);
    snprintf(path + strlen(path), 2, "2");
    ck_assert_int_eq(chmod(folder, 0500), 0);
    if (geteuid() == 0)
        assert_reads_as("MLflow store", "a\nstep,kl\n10,1\n20,2\n");
    else
        assert_reads_as("MLflow store",
                        "a\nstep,kl\n10,1\n# its write-ahead log could not be read: the "
                        "last values may be missing\n");
    ck_assert_int_eq(chmod(folder, 0700), 0);
}
END_TEST

/* Each page zeroed in turn, and the file cut off behind each. */
START_TEST(log_sqlite_read_of_a_damaged_file_is_refused_or_reads) {
    char *bytes;
    size_t size;
    sqlite3 *db = open_new();
    run(db, "PRAGMA page_size = 512;" MLFLOW "INSERT INTO runs VALUES ('a', '', '', 1, 'active');");
    for (int i = 0; i < 100; i++) {
        char sql[128];
        snprintf(sql, sizeof sql, "INSERT INTO metrics VALUES ('kl', %d, %d, 'a', %d, 0);", i, i,
                 i);
        run(db, sql);
    }
    sqlite3_close(db);
    ck_assert_int_eq(file_read(&bytes, &size, path, 1 << 24, &error), STATUS_OK);
    long refused = 0;
    for (size_t page = 0; page < size / 512; page++)
        for (int cut = 0; cut < 2; cut++) {
            struct log_runs runs;
            char *copy = malloc(size);
            ck_assert_ptr_nonnull(copy);
            memcpy(copy, bytes, size);
            memset(copy + 512 * page + 100 * (page == 0), 0xa5, 512 - 100 * (page == 0));
            ck_assert_int_eq(file_write(path, copy, cut ? 512 * (page + 1) - 1 : size, &error),
                             STATUS_OK);
            free(copy);
            error = (struct error){0};
            enum status status = log_read_runs(&runs, path, NULL, &error);
            ck_assert_msg(status == STATUS_OK || status == STATUS_FORMAT, "%s", error.message);
            refused += status == STATUS_FORMAT;
            log_runs_free(&runs);
        }
    free(bytes);
    ck_assert_int_ge(refused, (long)(size / 512));
}
END_TEST

START_TEST(log_sqlite_read_of_what_is_not_a_store_is_refused) {
    ck_assert_int_eq(file_write(path, "SQLite format 3\0and nothing more", 32, &error), STATUS_OK);
    assert_refused(STATUS_FORMAT, "must be a whole SQLite file");
}
END_TEST

START_TEST(log_sqlite_from_a_pipe_is_refused) {
    struct log log;
    static const char text[] = "SQLite format 3\0more";
    ck_assert_int_eq(log_parse(&log, "standard input", text, sizeof text, NULL, &error),
                     STATUS_FORMAT);
    ck_assert_msg(strstr(error.message, "from a pipe") != NULL, "%s", error.message);
    ck_assert(!log_sqlite_is(text, text + 15));
    ck_assert(!log_sqlite_is_file("/dev/zero") && !log_sqlite_is_file("/does/not/exist"));
}
END_TEST

static Suite *log_sqlite_suite(void) {
    Suite *suite = suite_create("log_sqlite");
    TCase *tcase = tcase_create("log_sqlite");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, log_sqlite_read_of_mlflow_gives_runs_in_the_order_of_their_start);
    tcase_add_test(tcase, log_sqlite_read_of_mlflow_turns_what_sql_lacks_back);
    tcase_add_test(tcase, log_sqlite_read_of_mlflow_finds_the_names);
    tcase_add_test(tcase, log_sqlite_read_of_the_first_mlflow_counts_values);
    tcase_add_test(tcase, log_sqlite_read_of_mlflow_sorts_steps);
    tcase_add_test(tcase, log_sqlite_read_of_mlflow_refuses_words);
    tcase_add_test(tcase, log_sqlite_read_of_trackio_gives_runs);
    tcase_add_test(tcase, log_sqlite_read_of_trackio_reads_every_spelling);
    tcase_add_test(tcase, log_sqlite_read_of_trackio_reads_nested_objects);
    tcase_add_test(tcase, log_sqlite_read_of_trackio_notes_words);
    tcase_add_test(tcase, log_sqlite_read_of_trackio_with_a_table_of_runs_gives_their_names);
    tcase_add_test(tcase, log_sqlite_read_of_trackio_leaves_out_what_is_no_object);
    tcase_add_test(tcase, log_sqlite_read_of_another_program_lists_the_tables);
    tcase_add_test(tcase, log_sqlite_read_of_many_tables_counts_them);
    tcase_add_test(tcase, log_sqlite_read_of_an_empty_store_says_so);
    tcase_add_test(tcase, log_sqlite_read_does_not_look_into_views);
    tcase_add_test(tcase, log_sqlite_read_of_a_locked_file_says_so);
    tcase_add_test(tcase, log_sqlite_read_sees_the_write_ahead_log);
    tcase_add_test(tcase, log_sqlite_read_of_a_left_log_reads_it_or_says_so);
    tcase_add_test(tcase, log_sqlite_read_of_a_damaged_file_is_refused_or_reads);
    tcase_add_test(tcase, log_sqlite_read_of_what_is_not_a_store_is_refused);
    tcase_add_test(tcase, log_sqlite_from_a_pipe_is_refused);
    suite_add_tcase(suite, tcase);
    return suite;
}

TEST_MAIN(log_sqlite_suite)
