#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "log/log_store.h"

/* The columns of the query. */
enum { RUN, PROJECT, NAME, STEP, METRICS };

/* Objects in one another, as in {"train": {"kl": 1}}. */
enum { DEPTH_MAX = 8, NAME_ROOM = 1024 };

/* A table read row by row. */
struct rows {
    struct log_frame *frame;
    const struct log_store *store;
    struct text run; /* that is being read: project and key, apart */
    long refused;    /* rows that hold no object */
    double first_refused;
};

/* Each run as a whole, the one that came first in front; in it, rows as they came. */
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

/* ---- JSON ------------------------------------------------------------------------------------ */

/* The words that Python's json writes for what JSON does not have. */
static const char *const words[] = {"NaN", "Infinity", "-Infinity", NULL};

static double number_of_word(const char *word) {
    return word[0] == 'N' ? (double)NAN : word[0] == '-' ? -(double)INFINITY : (double)INFINITY;
}

static const char *find_word(const char *text, size_t size) {
    for (const char *const *word = words; *word != NULL; word++)
        if (strlen(*word) <= size && memcmp(text, *word, strlen(*word)) == 0)
            return *word;
    return NULL;
}

/* Put those words into quotes, where they are not within a string. */
static void quote_words(struct text *out, const char *text, size_t size) {
    int is_string = 0;
    for (size_t i = 0; i < size; i++) {
        const char *word = is_string ? NULL : find_word(text + i, size - i);
        if (word != NULL) {
            text_add(out, "\"%s\"", word);
            i += strlen(word) - 1;
            continue;
        }
        is_string ^= text[i] == '"';
        text_add_bytes(out, text + i, is_string && text[i] == '\\' && i + 1 < size ? 2 : 1);
        i += is_string && text[i] == '\\';
    }
}

static enum status put_object(struct log_frame *frame, json_t *object, const char *prefix,
                              int depth, struct error *error);

static enum status put_value(struct log_frame *frame, const char *name, json_t *value, int depth,
                             struct error *error) {
    long length = (long)strlen(name);
    if (json_is_number(value))
        return log_frame_put(frame, name, length, json_number_value(value), error);
    if (json_is_null(value))
        return log_frame_put_missing(frame, name, length, error);
    if (json_is_string(value) && text_index(json_string_value(value), words) >= 0)
        return log_frame_put(frame, name, length, number_of_word(json_string_value(value)), error);
    return json_is_object(value) ? put_object(frame, value, name, depth + 1, error) : STATUS_OK;
}

/* The values of an object; those of an object in it are called "outer/inner". What has a _type is a picture or the like. */
static enum status put_object(struct log_frame *frame, json_t *object, const char *prefix,
                              int depth, struct error *error) {
    const char *key;
    json_t *value;
    enum status status = STATUS_OK;
    if (depth > DEPTH_MAX || json_object_get(object, "_type") != NULL)
        return STATUS_OK;
    json_object_foreach(object, key, value) {
        char name[NAME_ROOM];
        snprintf(name, sizeof name, "%s%s%s", prefix, prefix[0] != '\0' ? "/" : "", key);
        status = put_value(frame, name, value, depth, error);
        if (status != STATUS_OK)
            break;
    }
    return status;
}

/* The object in a row, NULL: there is none. */
static enum status read_object(json_t **object, const struct rows *rows, sqlite3_stmt *query,
                               struct error *error) {
    struct text text = {0};
    const char *bytes = sqlite3_column_blob(query, METRICS);
    quote_words(&text, bytes != NULL ? bytes : "", (size_t)sqlite3_column_bytes(query, METRICS));
    *object = NULL;
    if (text.failed)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", rows->store->path);
    if (text.length > 0)
        *object = json_loadb(text.bytes, text.length, JSON_DECODE_INT_AS_REAL, NULL);
    text_free(&text);
    if (*object != NULL && !json_is_object(*object)) {
        json_decref(*object);
        *object = NULL;
    }
    return STATUS_OK;
}

/* ---- rows ------------------------------------------------------------------------------------ */

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
    return is_same ? STATUS_OK : log_frame_run(rows->frame, column(query, NAME), error);
}

/* Of the step that Trackio counted; one that was logged as a value of that name does not count, as in Trackio itself. */
static enum status put_row(struct rows *rows, json_t *object, sqlite3_stmt *query,
                           struct error *error) {
    enum status status = log_frame_row(rows->frame, 0, error);
    if (status == STATUS_OK)
        status = put_object(rows->frame, object, "", 0, error);
    if (status == STATUS_OK && sqlite3_column_type(query, STEP) != SQLITE_NULL)
        status = log_frame_put(rows->frame, "step", 4, (double)sqlite3_column_int64(query, STEP),
                               error);
    return status;
}

static enum status take_row(struct rows *rows, sqlite3_stmt *query, struct error *error) {
    json_t *object;
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
    json_decref(object);
    return status;
}

enum status log_trackio_read(struct log_frame *frame, const struct log_store *store,
                             struct error *error) {
    struct rows rows = {.frame = frame, .store = store};
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
    if (status == STATUS_OK && rows.refused > 0)
        log_frame_note(
            frame, "%ld %s not JSON objects with a step left out, the first with step %.0f",
            rows.refused, rows.refused == 1 ? "row that is" : "rows that are", rows.first_refused);
    return status;
}
