#include "run/made_run.h"

#include "base/text.h"
#include "record/versions.h"
#include "run/run_folder.h"
#include "run/runner.h"
#include "tests/fixtures/run_fixture.h"

/* A run of the stage's scenario whose record is in <folder>/out. */
static struct job make_run(const struct stage *stage, long seed) {
    struct job job = {.scenario = &stage->scenario, .seed = seed};
    struct runner_options options = {.workers = 1, .quiet = 1};
    struct error error = {0};
    char path[FILE_PATH_MAX];
    ck_assert_int_eq(file_join(path, stage->folder, "out", &error), STATUS_OK);
    ck_assert_int_eq(runner_job_folder(job.folder, &job, path, &error), STATUS_OK);
    ck_assert_int_eq(runner_run(&job, 1, &options, &error), STATUS_OK);
    ck_assert_msg(job.done, "%s", job.error.message);
    return job;
}

/* Look for the record of a job like `made`, but for `change`. */
static enum status find(const struct job *made, void (*change)(struct job *), struct error *error) {
    struct job job = {.scenario = made->scenario, .seed = made->seed, .backend = made->backend};
    if (change != NULL)
        change(&job);
    enum status status = made_run_find(&job, made->folder, NULL, error);
    ck_assert_int_eq(job.done, status == STATUS_OK);
    ck_assert_str_eq(job.folder, status == STATUS_OK ? made->folder : "");
    if (status == STATUS_OK)
        ck_assert(job.seconds > 0);
    return status;
}

static void other_seed(struct job *job) {
    job->seed++;
}

static void other_backend(struct job *job) {
    job->backend = BACKEND_OPENBLAS;
}

static void with_artefacts(struct job *job) {
    job->wants_artefacts = 1;
}

START_TEST(made_run_find_its_own_record_and_no_other) {
    struct stage stage;
    struct error error = {0};
    begin(&stage, as_it_is);
    struct job made = make_run(&stage, 3);
    ck_assert_msg(find(&made, NULL, &error) == STATUS_OK, "%s", error.message);
    ck_assert_int_eq(find(&made, other_seed, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.message, "the seed is 3, not 4"));
    ck_assert_int_eq(find(&made, other_backend, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.message, "the backend is exact, not openblas"));
    ck_assert_int_eq(find(&made, with_artefacts, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.message, "has no latents.csv"));
    stage.scenario.digest[0] ^= 1;
    ck_assert_int_eq(find(&made, NULL, &error), STATUS_FAILED);
    end(&stage);
}
END_TEST

/* Put `is` in place of the first `was` in the manifest. */
static void change_manifest(const struct job *made, const char *was, const char *is) {
    char path[FILE_PATH_MAX], *text;
    size_t size;
    struct text changed = {0};
    struct error error = {0};
    ck_assert_int_eq(file_join(path, made->folder, "manifest.json", &error), STATUS_OK);
    ck_assert_int_eq(file_read(&text, &size, path, 1 << 20, &error), STATUS_OK);
    char *at = strstr(text, was);
    ck_assert_msg(at != NULL, "no %s", was);
    text_add_bytes(&changed, text, (size_t)(at - text));
    text_add(&changed, "%s%s", is, at + strlen(was));
    ck_assert_int_eq(file_write(path, text_string(&changed), changed.length, &error), STATUS_OK);
    text_free(&changed);
    free(text);
}

START_TEST(made_run_find_record_of_another_version_is_not_taken) {
    struct stage stage;
    struct error error = {0};
    begin(&stage, as_it_is);
    struct job made = make_run(&stage, 0);
    change_manifest(&made, versions_klimb(), "999");
    ck_assert_int_eq(find(&made, NULL, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.message, "the version of klimb is 999"));
    end(&stage);
}
END_TEST

/* klimb sweep cannot take such records: they must be made again (sweep/tests/test_sweep.c has the same faults). */
static const struct {
    const char *was, *is, *told;
} faults[] = {
    {"wall_seconds", "seconds", "the manifest has no record_digest or wall_seconds"},
    {"record_digest", "digest_of_it", "the manifest has no record_digest or wall_seconds"},
    {"\"term\":\t\"none\"", "\"term\":\t\"some\"", "does not say how the run ended"},
    {"\"step\":\t", "\"step\":\t1", "the manifest says that the run ended at step 1"},
};

START_TEST(made_run_find_manifest_that_lacks_something_is_not_taken) {
    struct stage stage;
    struct error error = {0};
    begin(&stage, as_it_is);
    struct job made = make_run(&stage, 0);
    change_manifest(&made, faults[_i].was, faults[_i].is);
    ck_assert_int_eq(find(&made, NULL, &error), STATUS_FORMAT);
    ck_assert_msg(strstr(error.message, faults[_i].told) != NULL, "%s", error.message);
    end(&stage);
}
END_TEST

START_TEST(made_run_find_edited_or_cut_off_is_no_record) {
    struct stage stage;
    struct error error = {0};
    char *text;
    size_t size;
    char path[FILE_PATH_MAX];
    begin(&stage, as_it_is);
    struct job made = make_run(&stage, 0);
    ck_assert_int_eq(file_join(path, made.folder, "record.csv", &error), STATUS_OK);
    ck_assert_int_eq(file_read(&text, &size, path, 1 << 20, &error), STATUS_OK);
    char *digit = strrchr(text, '.') + 1;
    *digit = *digit == '1' ? '2' : '1';
    ck_assert_int_eq(file_write(path, text, size, &error), STATUS_OK);
    ck_assert_int_eq(find(&made, NULL, &error), STATUS_FORMAT);
    free(text);
    ck_assert_int_eq(file_remove(made.folder, "record.csv", &error), STATUS_OK);
    ck_assert_int_ne(find(&made, NULL, &error), STATUS_OK);
    ck_assert_int_eq(run_folder_remove(made.folder, &error), STATUS_OK);
    ck_assert_int_eq(find(&made, NULL, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.message, "there is no record in"));
    end(&stage);
}
END_TEST

static Suite *made_run_suite(void) {
    Suite *suite = suite_create("made_run");
    TCase *tests = tcase_create("made_run");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, made_run_find_its_own_record_and_no_other);
    tcase_add_test(tests, made_run_find_record_of_another_version_is_not_taken);
    tcase_add_loop_test(tests, made_run_find_manifest_that_lacks_something_is_not_taken, 0,
                        (int)(sizeof faults / sizeof *faults));
    tcase_add_test(tests, made_run_find_edited_or_cut_off_is_no_record);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(made_run_suite)
