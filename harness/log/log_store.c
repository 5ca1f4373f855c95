#include "log/log_store.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/regular.h"
#include "base/text.h"

/* Limits on what another's file can make SQLite do: lengths in bytes, numbers of things. */
static const struct limit {
    int which, value;
} limits[] = {
    {SQLITE_LIMIT_LENGTH, 64 << 20},  {SQLITE_LIMIT_SQL_LENGTH, 1 << 20},
    {SQLITE_LIMIT_COLUMN, 2000},      {SQLITE_LIMIT_EXPR_DEPTH, 200},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 1},  {SQLITE_LIMIT_ATTACHED, 0},
    {SQLITE_LIMIT_WORKER_THREADS, 0},
};

/* What SQLite said last. */
static enum status last_error(const struct log_store *store, struct error *error) {
    int code = store->db != NULL ? sqlite3_errcode(store->db) : SQLITE_NOMEM;
    const char *what = store->db != NULL ? sqlite3_errmsg(store->db) : "";
    if (code == SQLITE_NOMEM)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", store->path);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
        enum status status = klimb_error_set(
            error, STATUS_IO, "cannot read %s: another program has locked it", store->path);
        klimb_error_hint(error, "try again when it has finished writing, or read a copy");
        return status;
    }
    if (code == SQLITE_READONLY) {
        enum status status = klimb_error_set(
            error, STATUS_IO, "cannot read %s: what was written last is not whole", store->path);
        klimb_error_hint(error, "open it once with the program that wrote it");
        return status;
    }
    if (code == SQLITE_CANTOPEN || code == SQLITE_IOERR || code == SQLITE_PERM ||
        code == SQLITE_AUTH)
        return klimb_error_set(error, STATUS_IO, "cannot read %s: %s", store->path, what);
    return klimb_error_at(error, STATUS_FORMAT, store->path, 0, 0,
                          "damaged: %s; must be a whole SQLite file", what);
}

/* ---- open and close -------------------------------------------------------------------------- */

static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-";

/* Adds "file:" and the path as a URI. */
static void add_uri(struct text *uri, const char *path, const char *query) {
    text_add(uri, "file:");
    for (; *path != '\0'; path++)
        if (strchr(plain, *path) != NULL)
            text_add_bytes(uri, path, 1);
        else
            text_add(uri, "%%%02x", (unsigned)(unsigned char)*path);
    text_add(uri, "?%s", query);
}

static enum status open_as(struct log_store *store, const char *query, struct error *error) {
    struct text uri = {0};
    log_store_close(store);
    add_uri(&uri, store->path, query);
    int code = uri.failed
                   ? SQLITE_NOMEM
                   : sqlite3_open_v2(text_string(&uri), &store->db,
                                     SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
                                     NULL);
    int failed = uri.failed;
    text_free(&uri);
    if (failed)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", store->path);
    if (code != SQLITE_OK)
        return last_error(store, error);
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        sqlite3_limit(store->db, limits[i].which, limits[i].value);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_busy_timeout(store->db, LOG_STORE_WAIT_MS);
    return STATUS_OK;
}

/* Whether the schema can be read; SQLite opens the file only then. */
static enum status look(const struct log_store *store, struct error *error) {
    sqlite3_stmt *query;
    int has_row;
    enum status status = log_store_query(&query, store, "SELECT 1 FROM sqlite_master", error);
    if (status == STATUS_OK)
        status = log_store_step(&has_row, store, query, error);
    sqlite3_finalize(query);
    return status;
}

/* Whether a file beside it is not empty. */
static int has_beside(const char *path, const char *suffix) {
    char name[FILE_PATH_MAX + 8];
    struct stat about;
    int length = snprintf(name, sizeof name, "%s%s", path, suffix);
    return length > 0 && (size_t)length < sizeof name && stat(name, &about) == 0 &&
           about.st_size > 0;
}

/* Byte 19 of a file is 2 if it uses a write-ahead log.
 * Source: sqlite.org/fileformat2.html, 1.3.3. */
static int is_write_ahead(const char *path) {
    unsigned char head[20] = {0};
    const char *reason;
    int file = klimb_regular_open(path, &reason);
    ssize_t got = file >= 0 ? read(file, head, sizeof head) : 0;
    if (file >= 0)
        close(file);
    return got == (ssize_t)sizeof head && head[19] == 2;
}

static enum status open_and_look(struct log_store *store, const char *query, struct error *error) {
    enum status status = open_as(store, query, error);
    return status == STATUS_OK ? look(store, error) : status;
}

/* To use a write-ahead log, SQLite may have to create its index. Without such a log no program has the file open, and
 * it is read without creating anything. */
enum status log_store_open(struct log_store *store, const char *path, int *is_stale,
                           struct error *error) {
    *store = (struct log_store){.path = path};
    int is_ahead = is_write_ahead(path), has_log = is_ahead && has_beside(path, "-wal");
    *is_stale = 0;
    if (is_ahead && !has_log)
        return open_and_look(store, "mode=ro&immutable=1", error);
    enum status status = open_and_look(store, "mode=ro", error);
    int code = store->db != NULL ? sqlite3_errcode(store->db) : SQLITE_OK;
    if (status == STATUS_OK || !has_log || (code != SQLITE_CANTOPEN && code != SQLITE_READONLY))
        return status;
    *is_stale = 1;
    return open_and_look(store, "mode=ro&immutable=1", error);
}

void log_store_close(struct log_store *store) {
    sqlite3_close_v2(store->db);
    store->db = NULL;
}

/* ---- statements ------------------------------------------------------------------------------ */

enum status log_store_query(sqlite3_stmt **query, const struct log_store *store, const char *sql,
                            struct error *error) {
    *query = NULL;
    return sqlite3_prepare_v2(store->db, sql, -1, query, NULL) == SQLITE_OK
               ? STATUS_OK
               : last_error(store, error);
}

enum status log_store_step(int *has_row, const struct log_store *store, sqlite3_stmt *query,
                           struct error *error) {
    int code = sqlite3_step(query);
    *has_row = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE ? STATUS_OK : last_error(store, error);
}

int log_store_has(const struct log_store *store, const char *table, const char *column) {
    sqlite3_stmt *query;
    int has = 0;
    /* Not a view or a virtual table, which could run anything. */
    enum status status = log_store_query(
        &query, store,
        "SELECT 1 FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND "
        "m.sql NOT LIKE 'create virtual%' AND m.name = ?1 COLLATE NOCASE AND c.name = ?2 COLLATE "
        "NOCASE",
        NULL);
    if (status == STATUS_OK && sqlite3_bind_text(query, 1, table, -1, SQLITE_STATIC) == SQLITE_OK &&
        sqlite3_bind_text(query, 2, column, -1, SQLITE_STATIC) == SQLITE_OK)
        has = sqlite3_step(query) == SQLITE_ROW;
    sqlite3_finalize(query);
    return has;
}
