#include "log/log_sqlite.h"

#include <string.h>
#include <unistd.h>

#include "base/regular.h"
#include "log/log_store.h"

/* Source: sqlite.org/fileformat2.html, 1.3.1. */
static const char magic[] = "SQLite format 3";

int log_sqlite_is(const char *begin, const char *end) {
    return end - begin >= (long)sizeof magic && memcmp(begin, magic, sizeof magic) == 0;
}

int log_sqlite_is_file(const char *path) {
    char head[sizeof magic];
    const char *reason;
    int file = klimb_regular_open(path, &reason);
    if (file < 0)
        return 0;
    ssize_t got = read(file, head, sizeof head);
    close(file);
    return got > 0 && log_sqlite_is(head, head + got);
}

enum status log_sqlite_refuse(struct log_frame *frame, struct log_input *input,
                              struct error *error) {
    (void)frame;
    return klimb_error_at(error, STATUS_FORMAT, input->name, 0, 0,
                          "an SQLite file, which cannot be read from a pipe; must be named");
}

/* A kind of store, and the columns by which it is recognised. */
static const struct kind {
    const char *format;
    const char *has[4][2];
    enum status (*read)(struct log_frame *frame, const struct log_store *store,
                        struct error *error);
} kinds[] = {
    {"MLflow store",
     {{"runs", "run_uuid"}, {"metrics", "run_uuid"}, {"metrics", "key"}, {"metrics", "value"}},
     log_mlflow_read},
    {"Trackio store", {{"metrics", "run_name"}, {"metrics", "metrics"}}, log_trackio_read},
    {"Trackio store",
     {{"metrics", "run_id"}, {"metrics", "metrics"}, {"runs", "name"}, {"runs", "id"}},
     log_trackio_read},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static int is_kind(const struct log_store *store, const struct kind *kind) {
    for (size_t i = 0; i < sizeof kind->has / sizeof *kind->has && kind->has[i][0] != NULL; i++)
        if (!log_store_has(store, kind->has[i][0], kind->has[i][1]))
            return 0;
    return 1;
}

enum { TABLES_SHOWN = 8 };

/* The names of the tables, for the error about another program's file. */
static enum status list_tables(struct text *list, const struct log_store *store,
                               struct error *error) {
    sqlite3_stmt *query;
    int has_row = 1;
    long count = 0;
    enum status status = log_store_query(
        &query, store, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name", error);
    while (status == STATUS_OK && has_row) {
        char name[LOG_CELL_SHOWN];
        status = log_store_step(&has_row, store, query, error);
        if (status != STATUS_OK || !has_row || count++ >= TABLES_SHOWN)
            continue;
        const char *text = (const char *)sqlite3_column_text(query, 0);
        log_cell_show(name, (struct log_cell){text, sqlite3_column_bytes(query, 0)});
        text_add(list, "%s%s", count > 1 ? ", " : "", name);
    }
    sqlite3_finalize(query);
    if (count > TABLES_SHOWN)
        text_add(list, " and %ld more", count - TABLES_SHOWN);
    return status;
}

static enum status refuse(const struct log_store *store, struct error *error) {
    struct text list = {0};
    enum status status = list_tables(&list, store, error);
    if (status == STATUS_OK && list.failed)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", store->path);
    if (status == STATUS_OK) {
        const char *tables = text_string(&list);
        status = klimb_error_at(
            error, STATUS_FORMAT, store->path, 0, 0,
            "an SQLite file with %s%s; must be a store of MLflow (tables runs and metrics) or of "
            "Trackio (a table metrics with run_name, step and metrics)",
            tables[0] != '\0' ? "the tables " : "no tables", tables);
    }
    text_free(&list);
    return status;
}

static enum status read_store(struct log_frame *frame, const struct log_store *store,
                              struct error *error) {
    for (int i = 0; i < KINDS; i++)
        if (is_kind(store, &kinds[i])) {
            frame->format = kinds[i].format;
            return kinds[i].read(frame, store, error);
        }
    return refuse(store, error);
}

enum status log_sqlite_read(struct log_frame *frame, const char *path, struct error *error) {
    struct log_store store;
    int is_stale;
    frame->is_whole = frame->may_repeat = 1;
    enum status status = log_store_open(&store, path, &is_stale, error);
    if (status == STATUS_OK)
        status = read_store(frame, &store, error);
    if (status == STATUS_OK && is_stale)
        log_frame_note(frame, "its write-ahead log could not be read: the last values may be "
                              "missing");
    log_store_close(&store);
    return status;
}
