#include <stdio.h>
#include <string.h>

#include "log/log_json_rows.h"
#include "log/log_store.h"

/* The columns of the query. */
enum { RUN, PROJECT, NAME, STEP, METRICS };

/* A table read row by row. */
struct rows {
    struct log_json json; /* rows go to its frame */
    const struct log_store *store;
    struct text run; /* the run being read: project and key, separated */
    long refused;    /* rows without an object */
    double first_refused;
};

/* Orders by run, the first one first, and rows within a run in their order. */
static void write_query(char *sql, size_t size, const struct log_store *store) {
    int has_id = log_store_has(store, "metrics", "run_id");
    int has_name = log_store_has(store, "metrics", "run_name");
    int has_project = log_store_has(store, "metrics", "project_name");
    const char *key = has_id ? "run_id" : "run_name";
    snprintf(sql, size,
             "SELECT m.%s, %s, %s, %s, m.metrics FROM metrics m JOIN (SELECT %s AS k, %s AS p, "
             "min(rowid) AS first FROM metrics GROUP BY 1, 2) f ON f.k IS m.%s AND f.p IS %s ORDER "
             "BY f.first, m.rowid",
             key, has_project ? "m.project_name" : "''",
             has_name ? "m.run_name" : "(SELECT r.name FROM runs r WHERE r.id = m.run_id)",
             log_store_has(store, "metrics", "step") ? "m.step" : "NULL", key,
             has_project ? "project_name" : "''", key, has_project ? "m.project_name" : "''");
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* The object in a row, NULL if it has none. */
static enum status read_object(cJSON **object, const struct rows *rows, sqlite3_stmt *query,
                               struct error *error) {
    const char *bytes = sqlite3_column_blob(query, METRICS);
    size_t size = (size_t)sqlite3_column_bytes(query, METRICS);
    enum status status = log_json_load(object, rows->store->path, 0, bytes != NULL ? bytes : "",
                                       bytes != NULL ? size : 0, error);
    if (status == STATUS_OK && !cJSON_IsObject(*object)) {
        cJSON_Delete(*object);
        *object = NULL;
    }
    return status == STATUS_FORMAT ? STATUS_OK : status;
}

static const char *column(sqlite3_stmt *query, int number) {
    const char *text = (const char *)sqlite3_column_text(query, number);
    return text != NULL ? text : "";
}

static enum status begin_run(struct rows *rows, sqlite3_stmt *query, struct error *error) {
    struct text run = {0};
    text_add(&run, "%s\n%s", column(query, PROJECT), column(query, RUN));
    if (run.failed)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", rows->store->path);
    int is_same = rows->run.bytes != NULL && strcmp(rows->run.bytes, run.bytes) == 0;
    text_free(&rows->run);
    rows->run = run;
    return is_same ? STATUS_OK : log_frame_run(rows->json.frame, column(query, NAME), error);
}

/* Uses the step that Trackio counted. As in Trackio, a logged value called "step" is ignored. */
static enum status put_row(struct rows *rows, const cJSON *object, sqlite3_stmt *query,
                           struct error *error) {
    struct log_frame *frame = rows->json.frame;
    enum status status = log_frame_row(frame, 0, error);
    if (status == STATUS_OK)
        status = log_json_put(&rows->json, object, error);
    if (status == STATUS_OK && sqlite3_column_type(query, STEP) != SQLITE_NULL)
        status = log_frame_put(frame, "step", 4, (double)sqlite3_column_int64(query, STEP), error);
    return status;
}

static enum status take_row(struct rows *rows, sqlite3_stmt *query, struct error *error) {
    cJSON *object;
    double step = (double)sqlite3_column_int64(query, STEP);
    enum status status = begin_run(rows, query, error);
    if (status == STATUS_OK)
        status = read_object(&object, rows, query, error);
    if (status != STATUS_OK)
        return status;
    if (object == NULL || step < 0) {
        if (rows->refused++ == 0)
            rows->first_refused = step;
    } else {
        status = put_row(rows, object, query, error);
    }
    cJSON_Delete(object);
    return status;
}

enum status log_trackio_read(struct log_frame *frame, const struct log_store *store,
                             struct error *error) {
    struct rows rows = {.json = {.frame = frame}, .store = store};
    char sql[1024];
    sqlite3_stmt *query;
    int has_row = 1;
    write_query(sql, sizeof sql, store);
    enum status status = log_store_query(&query, store, sql, error);
    while (status == STATUS_OK && has_row) {
        status = log_store_step(&has_row, store, query, error);
        if (status == STATUS_OK && has_row)
            status = take_row(&rows, query, error);
    }
    sqlite3_finalize(query);
    text_free(&rows.run);
    if (status == STATUS_OK)
        log_json_note_words(&rows.json);
    if (status == STATUS_OK && rows.refused > 0)
        log_frame_note(
            frame, "%ld %s not JSON objects with a step left out, the first with step %.0f",
            rows.refused, rows.refused == 1 ? "row that is" : "rows that are", rows.first_refused);
    return status;
}
