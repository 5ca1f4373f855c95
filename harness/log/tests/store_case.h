/* store_case.h -- an SQLite store in a folder of its own, made by SQLite itself. For tests of log.
 */
#ifndef KLIMB_STORE_CASE_H
#define KLIMB_STORE_CASE_H

#include <sqlite3.h>

#include "base/file.h"
#include "log/tests/runs_case.h"
#include "tests/fixtures/temp_folder.h"

static char folder[FILE_PATH_MAX];
static char path[FILE_PATH_MAX];
static struct error error;

static inline void set_up(void) {
    temp_folder_make(folder);
    /* What a URI gives a meaning to is a part of the name. */
    ck_assert_int_eq(file_join(path, folder, "a store?mode=rwc&x%41#.db", &error), STATUS_OK);
}

static inline void tear_down(void) {
    temp_folder_remove(folder);
}

static inline void run(sqlite3 *db, const char *sql) {
    char *message = NULL;
    ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, &message) == SQLITE_OK, "%s: %s", sql, message);
}

static inline sqlite3 *open_new(void) {
    sqlite3 *db;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    return db;
}

static inline void make(const char *sql) {
    sqlite3 *db = open_new();
    run(db, sql);
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

static inline void assert_reads_as(const char *format, const char *runs_as) {
    runs_assert_read_as(path, format, runs_as);
}

static inline void assert_refused(enum status status, const char *message) {
    struct log_runs runs;
    error = (struct error){0};
    ck_assert_int_eq(log_read_runs(&runs, path, NULL, &error), status);
    ck_assert_msg(strstr(error.message, message) != NULL, "%s", error.message);
}

/* As MLflow 2 makes them, with the columns that matter and some that do not. */
#define MLFLOW                                                                                     \
    "CREATE TABLE experiments (experiment_id INTEGER NOT NULL, name VARCHAR(256));"                \
    "CREATE TABLE runs (run_uuid VARCHAR(32) NOT NULL, name VARCHAR(250), status VARCHAR(9),"      \
    " start_time BIGINT, lifecycle_stage VARCHAR(20), PRIMARY KEY (run_uuid));"                    \
    "CREATE TABLE metrics (key VARCHAR(250) NOT NULL, value FLOAT NOT NULL, timestamp BIGINT NOT " \
    "NULL, run_uuid VARCHAR(32) NOT NULL, step BIGINT DEFAULT '0' NOT NULL, is_nan BOOLEAN "       \
    "DEFAULT '0' NOT NULL, PRIMARY KEY (key, timestamp, step, run_uuid, value, is_nan));"          \
    "CREATE TABLE tags (key VARCHAR(250) NOT NULL, value VARCHAR(5000), run_uuid VARCHAR(32));"

#endif
