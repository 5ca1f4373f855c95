#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "log/log_points.h"
#include "log/log_store.h"

/* The columns of the query. */
enum { RUN, NAME, KEY, VALUE, IS_NAN, STEP };

/* The query for all metrics of runs that are not deleted, ordered by run. Columns that older schemas lack are replaced:
 * step and is_nan came with MLflow 1.0, names of runs in the table `runs` before that and again since 1.29, else they
 * are a tag. */
static void write_query(char *sql, size_t size, const struct log_store *store) {
    int has_tags = log_store_has(store, "tags", "value") && log_store_has(store, "tags", "key") &&
                   log_store_has(store, "tags", "run_uuid");
    snprintf(sql, size,
             "SELECT r.run_uuid, COALESCE(NULLIF(%s, ''), %s, r.run_uuid), m.key, m.value, %s, %s "
             "FROM metrics m JOIN runs r ON m.run_uuid = r.run_uuid%s "
             "ORDER BY %s, r.run_uuid, %s, m.rowid",
             log_store_has(store, "runs", "name") ? "r.name" : "NULL",
             has_tags ? "(SELECT t.value FROM tags t WHERE t.run_uuid = r.run_uuid AND t.key = "
                        "'mlflow.runName')"
                      : "NULL",
             log_store_has(store, "metrics", "is_nan") ? "m.is_nan" : "0",
             log_store_has(store, "metrics", "step") ? "m.step" : "0",
             log_store_has(store, "runs", "lifecycle_stage")
                 ? " WHERE r.lifecycle_stage IS NOT 'deleted'"
                 : "",
             log_store_has(store, "runs", "start_time") ? "r.start_time" : "1",
             log_store_has(store, "metrics", "timestamp") ? "m.timestamp" : "1");
}

/* SQL has neither NaN nor infinities: mlflow/store/tracking/sqlalchemy_store.py stores 0 with is_nan, and the largest
 * double. */
static double value_of(sqlite3_stmt *query) {
    double value = sqlite3_column_double(query, VALUE);
    if (sqlite3_column_int(query, IS_NAN) != 0 || sqlite3_column_type(query, VALUE) == SQLITE_NULL)
        return (double)NAN;
    if (value >= DBL_MAX || value <= -DBL_MAX)
        return value > 0 ? (double)INFINITY : -(double)INFINITY;
    return value;
}

static enum status refuse_value(const struct log_store *store, sqlite3_stmt *query,
                                struct error *error) {
    char value[LOG_CELL_SHOWN], key[LOG_CELL_SHOWN];
    const char *text = (const char *)sqlite3_column_text(query, VALUE);
    log_cell_show(value, (struct log_cell){text, sqlite3_column_bytes(query, VALUE)});
    text = (const char *)sqlite3_column_text(query, KEY);
    log_cell_show(key, (struct log_cell){text, sqlite3_column_bytes(query, KEY)});
    return klimb_error_at(error, STATUS_FORMAT, store->path, 0, 0,
                          "metric \"%s\" is \"%s\"; must be a number", key, value);
}

/* Reads run by run: the query returns the values of a run together. */
struct runs {
    struct log_points points;
    struct log_frame *frame;
    const struct log_store *store;
    struct text run; /* the run of the points */
    long negative;
};

static int is_same_run(const struct runs *runs, sqlite3_stmt *query) {
    const char *run = (const char *)sqlite3_column_text(query, RUN);
    return runs->run.length > 0 && strcmp(text_string(&runs->run), run != NULL ? run : "") == 0;
}

static enum status begin_run(struct runs *runs, sqlite3_stmt *query, struct error *error) {
    const char *run = (const char *)sqlite3_column_text(query, RUN);
    const char *name = (const char *)sqlite3_column_text(query, NAME);
    enum status status = log_points_flush(&runs->points, runs->frame, error);
    text_free(&runs->run);
    runs->run = (struct text){0};
    text_add(&runs->run, "%s", run != NULL ? run : "");
    if (status == STATUS_OK && runs->run.failed)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", runs->store->path);
    return status == STATUS_OK ? log_frame_run(runs->frame, name != NULL ? name : "", error)
                               : status;
}

static enum status take_metric(struct runs *runs, sqlite3_stmt *query, struct error *error) {
    int type = sqlite3_column_type(query, VALUE);
    sqlite3_int64 step = sqlite3_column_int64(query, STEP);
    if (type == SQLITE_TEXT || type == SQLITE_BLOB)
        return refuse_value(runs->store, query, error);
    enum status status = is_same_run(runs, query) ? STATUS_OK : begin_run(runs, query, error);
    const char *key = (const char *)sqlite3_column_text(query, KEY);
    if (status != STATUS_OK || key == NULL)
        return status;
    runs->negative += step < 0;
    return step < 0
               ? STATUS_OK
               : log_points_add(&runs->points, runs->frame, key, sqlite3_column_bytes(query, KEY),
                                step, value_of(query), error);
}

static enum status take_metrics(struct runs *runs, sqlite3_stmt *query, struct error *error) {
    int has_row = 1;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && has_row) {
        status = log_store_step(&has_row, runs->store, query, error);
        if (status == STATUS_OK && has_row)
            status = take_metric(runs, query, error);
    }
    if (status == STATUS_OK)
        status = log_points_flush(&runs->points, runs->frame, error);
    if (status == STATUS_OK && runs->negative > 0)
        log_frame_note(runs->frame, "%ld %s of a negative step left out", runs->negative,
                       runs->negative == 1 ? "value" : "values");
    return status;
}

static enum status note_deleted(const struct runs *runs, struct error *error) {
    sqlite3_stmt *query;
    int has_row;
    if (!log_store_has(runs->store, "runs", "lifecycle_stage"))
        return STATUS_OK;
    enum status status = log_store_query(
        &query, runs->store, "SELECT count(*) FROM runs WHERE lifecycle_stage = 'deleted'", error);
    if (status == STATUS_OK)
        status = log_store_step(&has_row, runs->store, query, error);
    if (status == STATUS_OK && sqlite3_column_int64(query, 0) > 0)
        log_frame_note(runs->frame, "%lld deleted %s left out",
                       (long long)sqlite3_column_int64(query, 0),
                       sqlite3_column_int64(query, 0) == 1 ? "run" : "runs");
    sqlite3_finalize(query);
    return status;
}

enum status log_mlflow_read(struct log_frame *frame, const struct log_store *store,
                            struct error *error) {
    struct runs runs = {.points = {.name = store->path}, .frame = frame, .store = store};
    char sql[1024];
    sqlite3_stmt *query;
    write_query(sql, sizeof sql, store);
    enum status status = log_store_query(&query, store, sql, error);
    if (status == STATUS_OK)
        status = take_metrics(&runs, query, error);
    sqlite3_finalize(query);
    if (status == STATUS_OK)
        status = note_deleted(&runs, error);
    log_points_free(&runs.points);
    text_free(&runs.run);
    return status;
}
