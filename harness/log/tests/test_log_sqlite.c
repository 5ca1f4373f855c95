/* SQLite files: which is a store, and what is in the way of reading one. */
#include "log/log_sqlite.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log/log_store.h"
#include "log/tests/store_case.h"

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

/* Each page zeroed in turn, and the file cut off after each. */
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
