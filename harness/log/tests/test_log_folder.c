/* Folders that are logs: TensorBoard's, as Keras, PyTorch and Lightning lay them out, and MLflow's. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log/log.h"
#include "log/log_folder.h"
#include "log/log_walk.h"
#include "log/tests/runs_case.h"
#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

#define EVENTS "harness/log/tests/events/"

static char folder[FILE_PATH_MAX];
static struct error error;

static void set_up(void) {
    temp_folder_make(folder);
}

static void tear_down(void) {
    temp_folder_remove(folder);
}

static void assert_reads_as(const char *path, const char *format, const char *runs_as) {
    ck_assert(log_folder_is(path));
    runs_assert_read_as(path, format, runs_as);
}

/* ---- TensorBoard ----------------------------------------------------------------------------- */

#define TENSORBOARD "TensorBoard events"

START_TEST(log_folder_read_of_keras_joins_training_and_validation) {
    assert_reads_as(
        EVENTS "fit", TENSORBOARD,
        ".\nstep,kl,batch_kl\n0,1.5,1\n1,2.5,2\n2,3.5,3\n"
        "# recon and kl are those of validation, batch_recon and batch_kl those of training\n"
        "# batch_kl is \"train/epoch_kl_loss\", kl is \"validation/epoch_kl_loss\"\n");
}
END_TEST

START_TEST(log_folder_read_of_one_of_keras_parts_is_that_alone) {
    assert_reads_as(EVENTS "fit/train", TENSORBOARD,
                    ".\nstep,kl\n0,1\n1,2\n2,3\n# kl is \"epoch_kl_loss\"\n");
}
END_TEST

START_TEST(log_folder_read_of_add_scalars_joins_its_folders) {
    assert_reads_as(EVENTS "scalars", TENSORBOARD,
                    ".\nstep,recon,kl,loss\n0,90,1,91\n1,80,2,82\n"
                    "# kl is \"loss/all/kl\", recon is \"loss/all/recon\", loss is "
                    "\"loss/train\"\n# left out: \"lr\", \"loss/val\"\n");
}
END_TEST

START_TEST(log_folder_read_of_several_files_continues_from_a_checkpoint) {
    assert_reads_as(EVENTS "logs", TENSORBOARD,
                    "version_0\nstep,kl\n10,1\n20,2\n30,5\n40,6\n50,7\n"
                    "version_1\nstep,kl\n10,8\n20,9\n");
}
END_TEST

static void copy(const char *from, const char *to) {
    char path[FILE_PATH_MAX];
    ck_assert_int_eq(file_join(path, folder, to, &error), STATUS_OK);
    ck_assert_msg(file_copy(from, path, &error) == STATUS_OK, "%s", error.message);
}

/* A file that nobody wrote into, one that is cut off, and a link to a folder above. */
START_TEST(log_folder_read_names_the_file_that_is_damaged) {
    char *bytes, path[FILE_PATH_MAX + 64];
    size_t size;
    copy(EVENTS "pytorch.tfevents", "run/events.out.tfevents.1");
    temp_folder_write(folder, "run/events.out.tfevents.0", "");
    ck_assert_int_eq(file_read(&bytes, &size, EVENTS "keras.tfevents", 1 << 20, &error), STATUS_OK);
    snprintf(path, sizeof path, "%s/run/events.out.tfevents.2", folder);
    ck_assert_int_eq(file_write(path, bytes, size - 100, &error), STATUS_OK);
    free(bytes);
    snprintf(path, sizeof path, "%s/run/latest", folder);
    ck_assert_int_eq(symlink("..", path), 0);
    struct log_runs runs;
    ck_assert_msg(log_read_runs(&runs, folder, NULL, &error) == STATUS_OK, "%s", error.message);
    ck_assert_int_eq(runs.count, 1);
    const char *notes = text_string(&runs.log->notes);
    ck_assert_msg(strstr(notes, "run/events.out.tfevents.0: no record is whole: left out\n") !=
                      NULL,
                  "%s", notes);
    ck_assert_msg(strstr(notes, "run/events.out.tfevents.2: cut off in the record at byte") != NULL,
                  "%s", notes);
    log_runs_free(&runs);
}
END_TEST

/* ---- MLflow ---------------------------------------------------------------------------------- */

static void write_run(const char *run, const char *meta) {
    char name[FILE_PATH_MAX];
    snprintf(name, sizeof name, "%s/meta.yaml", run);
    temp_folder_write(folder, name, meta);
    snprintf(name, sizeof name, "%s/params/beta", run);
    temp_folder_write(folder, name, "1");
}

static void write_metric(const char *run, const char *key, const char *lines) {
    char name[FILE_PATH_MAX];
    snprintf(name, sizeof name, "%s/metrics/%s", run, key);
    temp_folder_write(folder, name, lines);
}

/* As mlflow/store/tracking/file_store.py lays it out. */
static void write_store(void) {
    temp_folder_write(folder, "mlruns/0/meta.yaml", "experiment_id: '0'\nname: Default\n");
    temp_folder_write(folder, "mlruns/models/m/meta.yaml", "name: m\n");
    temp_folder_write(folder, "mlruns/.trash/1/r/meta.yaml", "run_name: trashed\n");
    temp_folder_write(folder, "mlruns/.trash/1/r/metrics/kl", "1 1 1\n");
    write_run("mlruns/0/aaaa",
              "lifecycle_stage: active\nrun_name: late\nstart_time: 1700000000200\n");
    write_metric("mlruns/0/aaaa", "val/kl", "1700000000201 8.5 0\n1700000000203 nan 1\n");
    write_metric("mlruns/0/aaaa", "train/kl", "1700000000201 7.5 0\n1700000000203 -inf 1\n");
    write_metric("mlruns/0/aaaa", "lr", "1 0.1 0\n");
    write_run("mlruns/0/bbbb", "lifecycle_stage: active\nname: ''\nstart_time: 1700000000100\n");
    temp_folder_write(folder, "mlruns/0/bbbb/tags/mlflow.runName", "early\n");
    write_metric("mlruns/0/bbbb", "kl", "3 1.5 10\n4 2.5 20\n5 3.5 30");
    write_run("mlruns/0/cccc", "lifecycle_stage: deleted\nrun_name: gone\nstart_time: 1\n");
    write_metric("mlruns/0/cccc", "kl", "3 1 0\n");
    write_run("mlruns/0/dddd", "a: b: c\n");
    write_metric("mlruns/0/dddd", "kl", "3 7\n4 8\n5 9\n");
}

#define DDDD  "dddd\nstep,kl\n0,7\n1,8\n2,9\n# all steps are 0: they are counted\n"
#define EARLY "early\nstep,kl\n10,1.5\n20,2.5\n"
#define LATE                                                                                       \
    "late\nstep,kl,batch_kl\n0,8.5,7.5\n1,nan,-inf\n"                                              \
    "# recon and kl are those of validation, batch_recon and batch_kl those of training\n"         \
    "# 1 deleted run left out\n"                                                                   \
    "# batch_kl is \"train/kl\", kl is \"val/kl\"\n# left out: \"lr\"\n"

static const struct level {
    const char *path, *runs;
} levels[] = {
    {"mlruns", DDDD EARLY LATE},
    {"mlruns/0", DDDD EARLY LATE},
    {"mlruns/0/bbbb", EARLY},
    {"mlruns/0/cccc", "gone\nstep,kl\n0,1\n"},
};

START_TEST(log_folder_read_of_mlflow_reads_every_level) {
    char path[FILE_PATH_MAX];
    write_store();
    ck_assert_int_eq(file_join(path, folder, levels[_i].path, &error), STATUS_OK);
    assert_reads_as(path, "MLflow folder", levels[_i].runs);
}
END_TEST

static const struct wrong {
    const char *lines;
    long line;
    const char *found;
} wrongs[] = {
    {"1 2 3\nhello\n", 2, "found \"hello\""},
    {"1 2 3\n1 x 3\n", 2, "found \"1 x 3\""},
    {"1 2 3.5\n", 1, "must be a time, a value and a step"},
    {"1 2 1e300\n", 1, "must be a time, a value and a step"},
    {"1\n", 1, "found \"1\""},
    {"1 2 3\n\n\x1b[2J\n", 3, "found \"?[2J\""},
};

START_TEST(log_folder_read_of_mlflow_names_the_line_that_is_wrong) {
    struct log_runs runs;
    char path[FILE_PATH_MAX];
    write_run("r", "run_name: r\n");
    write_metric("r", "kl", wrongs[_i].lines);
    error = (struct error){0};
    ck_assert_int_eq(log_read_runs(&runs, folder, NULL, &error), STATUS_FORMAT);
    ck_assert_int_eq(file_join(path, folder, "r/metrics/kl", &error), STATUS_OK);
    ck_assert_str_eq(error.file, path);
    ck_assert_int_eq(error.line, wrongs[_i].line);
    ck_assert_msg(strstr(error.message, wrongs[_i].found) != NULL, "%s", error.message);
}
END_TEST

/* Models that were logged have more after the step. A metric that is not wanted is not read. */
START_TEST(log_folder_read_of_mlflow_takes_what_newer_versions_add) {
    char path[FILE_PATH_MAX];
    write_run("r", "run_name: r\n");
    write_metric("r", "kl", "1 2 3 name digest\n1 4 -1\n");
    write_metric("r", "other", "no line at all\n");
    ck_assert_int_eq(file_join(path, folder, "r", &error), STATUS_OK);
    assert_reads_as(path, "MLflow folder", "r\nstep,kl\n3,2\n# left out: \"other\"\n");
}
END_TEST

/* ---- folders --------------------------------------------------------------------------------- */

START_TEST(log_folder_is_of_other_folders_says_no) {
    struct log_runs runs;
    temp_folder_write(folder, "a/meta.yaml", "x: 1\n");
    temp_folder_write(folder, "b/metrics/kl", "1 1 1\n");
    temp_folder_write(folder, "c/events.txt", "1 1 1\n");
    temp_folder_write(folder, ".hidden/events.out.tfevents.1", "1 1 1\n");
    ck_assert(!log_folder_is(folder));
    ck_assert(!log_folder_is("/does/not/exist"));
    ck_assert(!log_folder_is(EVENTS "pytorch.tfevents"));
    error = (struct error){0};
    ck_assert_int_eq(log_read_runs(&runs, folder, NULL, &error), STATUS_INVALID);
}
END_TEST

static int is_any(const char *name) {
    return name[0] != '\0';
}

START_TEST(log_walk_files_of_much_ends) {
    char deep[128] = "1";
    for (int i = 0; i < 20; i++) {
        char name[256];
        snprintf(name, sizeof name, "%s/file", deep);
        temp_folder_write(folder, name, "");
        snprintf(deep + strlen(deep), 3, "/1");
    }
    struct log_walk walk = {.folder = folder, .is_wanted = is_any};
    ck_assert_int_eq(log_walk_files(&walk, &error), STATUS_OK);
    ck_assert_int_eq(walk.count, LOG_WALK_DEPTH);
    ck_assert(!walk.is_cut_off);
    ck_assert_str_eq(walk.path[0], "1/file");
    ck_assert_str_eq(walk.path[1], "1/1/file");
    log_walk_free(&walk);
    walk = (struct log_walk){.folder = folder, .most = 3, .is_wanted = is_any};
    ck_assert_int_eq(log_walk_files(&walk, &error), STATUS_OK);
    ck_assert(walk.count == 3 && walk.is_cut_off);
    log_walk_free(&walk);
}
END_TEST

static Suite *log_folder_suite(void) {
    Suite *suite = suite_create("log_folder");
    TCase *tcase = tcase_create("log_folder");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, log_folder_read_of_keras_joins_training_and_validation);
    tcase_add_test(tcase, log_folder_read_of_one_of_keras_parts_is_that_alone);
    tcase_add_test(tcase, log_folder_read_of_add_scalars_joins_its_folders);
    tcase_add_test(tcase, log_folder_read_of_several_files_continues_from_a_checkpoint);
    tcase_add_test(tcase, log_folder_read_names_the_file_that_is_damaged);
    tcase_add_loop_test(tcase, log_folder_read_of_mlflow_reads_every_level, 0,
                        (int)(sizeof levels / sizeof *levels));
    tcase_add_loop_test(tcase, log_folder_read_of_mlflow_names_the_line_that_is_wrong, 0,
                        (int)(sizeof wrongs / sizeof *wrongs));
    tcase_add_test(tcase, log_folder_read_of_mlflow_takes_what_newer_versions_add);
    tcase_add_test(tcase, log_folder_is_of_other_folders_says_no);
    tcase_add_test(tcase, log_walk_files_of_much_ends);
    suite_add_tcase(suite, tcase);
    return suite;
}

TEST_MAIN(log_folder_suite)
