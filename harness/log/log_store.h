/* log_store.h -- reads an SQLite file: statements and their errors. Internal to log.
 *
 *     struct log_store store;
 *     log_store_open(&store, "mlflow.db", &is_stale, &error);
 *     sqlite3_stmt *query;
 *     status = log_store_query(&query, &store, "SELECT a FROM b", &error);
 *     while (status == STATUS_OK && (status = log_store_step(&has_row, &store, query, &error)) == STATUS_OK && has_row)
 *         sqlite3_column_double(query, 0)
 *     sqlite3_finalize(query);
 *     log_store_close(&store);
 */
#ifndef KLIMB_LOG_STORE_H
#define KLIMB_LOG_STORE_H

#include <sqlite3.h>

#include "log/log_frame.h"

struct log_store {
    sqlite3 *db;
    const char *path; /* the caller's */
};

/* log_store_open -- open a file. Waits up to LOG_STORE_WAIT_MS for another program's lock. log_store_close may be
 * called whatever is returned.
 *   is_stale  out  this process cannot read its write-ahead log, so recent values are missing */
enum { LOG_STORE_WAIT_MS = 2000 };
enum status log_store_open(struct log_store *store, const char *path, int *is_stale,
                           struct error *error) MUST_CHECK;
void log_store_close(struct log_store *store);

/* log_store_has -- whether there is a table with this column. 0 also if the file cannot be read. */
int log_store_has(const struct log_store *store, const char *table, const char *column);

/* log_store_query -- a statement, NULL on error. log_store_step -- its next row. STATUS_IO: locked, or cannot be read;
 * STATUS_FORMAT: damaged; STATUS_MEMORY. */
enum status log_store_query(sqlite3_stmt **query, const struct log_store *store, const char *sql,
                            struct error *error) MUST_CHECK;
enum status log_store_step(int *has_row, const struct log_store *store, sqlite3_stmt *query,
                           struct error *error) MUST_CHECK;

/* The readers of the two programs' tables. Errors as above, and those of the frame. */
enum status log_mlflow_read(struct log_frame *frame, const struct log_store *store,
                            struct error *error) MUST_CHECK;
enum status log_trackio_read(struct log_frame *frame, const struct log_store *store,
                             struct error *error) MUST_CHECK;

#endif
