/* log_sqlite.h -- reads the stores of MLflow and Trackio, SQLite files. Internal to log.
 *
 * Recognised by their tables, not by their names:
 *   MLflow   runs (run_uuid) and metrics (run_uuid, key, value, timestamp; since 1.0 also step and is_nan). An infinity
 *            is stored as the largest double, and a NaN as 0 with is_nan: both are restored. Deleted runs are left out.
 *   Trackio  metrics (run_name or run_id, step, metrics), where `metrics` is a JSON object, as text or as bytes, in
 *            which "NaN", "Infinity" and "-Infinity" may be strings. project_name, of its first version, separates
 *            runs.
 * Each run is a run of the frame.
 * Source: mlflow/store/tracking/sqlalchemy_store.py and dbmodels/; trackio/sqlite_storage.py and utils.py.
 *
 * A file is opened read-only. One with a write-ahead log is read with it, for which SQLite may create its index (-shm).
 * If the folder does not allow that, a note says that the write-ahead log was not read.
 */
#ifndef KLIMB_LOG_SQLITE_H
#define KLIMB_LOG_SQLITE_H

#include "log/log_frame.h"
#include "log/log_input.h"

/* log_sqlite_is -- whether a file begins as an SQLite file. log_sqlite_is_file -- the same for a path. */
int log_sqlite_is(const char *begin, const char *end);
int log_sqlite_is_file(const char *path);

/* log_sqlite_read -- read every run of a store from a file.
 * STATUS_FORMAT: another program's tables, which the error lists; a damaged file. STATUS_IO: it cannot be read, or
 * another program has locked it. STATUS_MEMORY. */
enum status log_sqlite_read(struct log_frame *frame, const char *path,
                            struct error *error) MUST_CHECK;

/* log_sqlite_refuse -- STATUS_FORMAT: such a file cannot be read from a pipe, because reading it needs seeking. */
enum status log_sqlite_refuse(struct log_frame *frame, struct log_input *input,
                              struct error *error);

#endif
