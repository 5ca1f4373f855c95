#include "record/job.h"

#include <string.h>

#include "tests/check_near.h"

static const char digest[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

static const struct {
    struct job_name name;
    const char *out, *folder;
} folders[] = {
    {{"weak-prior/tiny-beta", NULL, "openblas", 7},
     "build/runs",
     "build/runs/weak-prior/tiny-beta/openblas/seed-0007"},
    {{"a", NULL, "exact", 12345}, "", "a/exact/seed-12345"},
    {{"a/b", digest, "exact", 0}, "/tmp", "/tmp/a/b/exact/set-0123456789ab/seed-0000"},
};

START_TEST(job_folder_is_out_scenario_backend_overrides_seed) {
    char folder[JOB_FOLDER_MAX];
    struct error error = {0};
    ck_assert_int_eq(job_folder(folder, &folders[_i].name, folders[_i].out, &error), STATUS_OK);
    ck_assert_str_eq(folder, folders[_i].folder);
}
END_TEST

/* The longest path that fits, and one byte more. */
START_TEST(job_folder_too_long_is_refused) {
    const struct job_name name = {.scenario = "a", .backend = "exact"};
    const size_t behind = strlen("/a/exact/seed-0000");
    char folder[JOB_FOLDER_MAX], out[JOB_FOLDER_MAX] = "";
    struct error error = {0};
    memset(out, 'x', JOB_FOLDER_MAX - 1 - behind);
    ck_assert_int_eq(job_folder(folder, &name, out, &error), STATUS_OK);
    ck_assert_uint_eq(strlen(folder), JOB_FOLDER_MAX - 1);
    out[JOB_FOLDER_MAX - 1 - behind] = 'x';
    ck_assert_int_eq(job_folder(folder, &name, out, &error), STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(error.message, "512 bytes; it must have at most 511"));
}
END_TEST

static Suite *job_suite(void) {
    Suite *suite = suite_create("job");
    TCase *tests = tcase_create("job");
    tcase_add_loop_test(tests, job_folder_is_out_scenario_backend_overrides_seed, 0,
                        sizeof folders / sizeof *folders);
    tcase_add_test(tests, job_folder_too_long_is_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(job_suite)
