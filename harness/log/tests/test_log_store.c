/* Stores of MLflow and Trackio, of all their versions. */
#include "log/log_store.h"
#include "log/tests/store_case.h"

/* ---- MLflow ---------------------------------------------------------------------------------- */

START_TEST(log_store_read_of_mlflow_gives_runs_in_the_order_of_their_start) {
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

START_TEST(log_store_read_of_mlflow_turns_what_sql_lacks_back) {
    make(MLFLOW "INSERT INTO runs VALUES ('a', '', 'RUNNING', 1, 'active');"
                "INSERT INTO metrics VALUES ('kl', 0, 1, 'a', 0, 1), ('kl', 0, 2, 'a', 1, 0),"
                " ('kl', 1.7976931348623157e308, 3, 'a', 2, 0),"
                " ('kl', -1.7976931348623157e308, 4, 'a', 3, 0), ('kl', 3, 5, 'a', 4, 0);");
    assert_reads_as("MLflow store", "a\nstep,kl\n0,nan\n1,0\n2,inf\n3,-inf\n4,3\n");
}
END_TEST

/* Where the name of a run is: in runs, in a tag, nowhere. */
START_TEST(log_store_read_of_mlflow_finds_the_names) {
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
START_TEST(log_store_read_of_the_first_mlflow_counts_values) {
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
START_TEST(log_store_read_of_mlflow_sorts_steps) {
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

START_TEST(log_store_read_of_mlflow_refuses_words) {
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
START_TEST(log_store_read_of_trackio_gives_runs) {
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
START_TEST(log_store_read_of_trackio_reads_every_spelling) {
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

START_TEST(log_store_read_of_trackio_reads_nested_objects) {
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
START_TEST(log_store_read_of_trackio_notes_words) {
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
START_TEST(log_store_read_of_trackio_with_a_table_of_runs_gives_their_names) {
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

/* What is not an object, or not a whole one, is left out and counted. */
START_TEST(log_store_read_of_trackio_leaves_out_what_is_no_object) {
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

static Suite *log_store_suite(void) {
    Suite *suite = suite_create("log_store");
    TCase *tcase = tcase_create("log_store");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, log_store_read_of_mlflow_gives_runs_in_the_order_of_their_start);
    tcase_add_test(tcase, log_store_read_of_mlflow_turns_what_sql_lacks_back);
    tcase_add_test(tcase, log_store_read_of_mlflow_finds_the_names);
    tcase_add_test(tcase, log_store_read_of_the_first_mlflow_counts_values);
    tcase_add_test(tcase, log_store_read_of_mlflow_sorts_steps);
    tcase_add_test(tcase, log_store_read_of_mlflow_refuses_words);
    tcase_add_test(tcase, log_store_read_of_trackio_gives_runs);
    tcase_add_test(tcase, log_store_read_of_trackio_reads_every_spelling);
    tcase_add_test(tcase, log_store_read_of_trackio_reads_nested_objects);
    tcase_add_test(tcase, log_store_read_of_trackio_notes_words);
    tcase_add_test(tcase, log_store_read_of_trackio_with_a_table_of_runs_gives_their_names);
    tcase_add_test(tcase, log_store_read_of_trackio_leaves_out_what_is_no_object);
    suite_add_tcase(suite, tcase);
    return suite;
}

TEST_MAIN(log_store_suite)
