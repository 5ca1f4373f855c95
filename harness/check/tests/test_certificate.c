/* One digest of what a machine computes. */
#include "check/certificate.h"

#include "base/file.h"
#include "base/text.h"
#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

#define TINY(data, steps)                                                                          \
    "claim: x\ndata: {source: " data "}\nmodel: {latent: 2, hidden: [4]}\n"                        \
    "train: {steps: " steps ", batch: 16}\nrecord: {examples: 8}\n"                                \
    "expect: [lowest: {kl: [0, .inf]}]\n"

static char folder[FILE_PATH_MAX], experiments[FILE_PATH_MAX], out[FILE_PATH_MAX];
static struct check_options options;
static struct certificate certificate;
static struct error error;

static void set_up(void) {
    temp_folder_make(folder);
    ck_assert_int_eq(file_join(experiments, folder, "experiments", &error), STATUS_OK);
    ck_assert_int_eq(file_join(out, folder, "runs", &error), STATUS_OK);
    temp_folder_write(folder, "experiments/b/first.yaml", TINY("bars, side: 4, examples: 60", "3"));
    temp_folder_write(folder, "experiments/a/second.yaml",
                      TINY("bars, side: 4, examples: 60", "4"));
    temp_folder_write(folder, "experiments/a-c.yaml", TINY("bars, side: 4, examples: 60", "5"));
    temp_folder_write(folder, "experiments/a/far.yaml",
                      TINY("csv, path: far.csv, obtain: make far", "5"));
    options = (struct check_options){.experiments = experiments,
                                     .expected = experiments,
                                     .out = out,
                                     .runner = {.workers = 1, .quiet = 1}};
    error = (struct error){0};
}

static void tear_down(void) {
    certificate_free(&certificate);
    temp_folder_remove(folder);
}

static void make(void) {
    certificate_free(&certificate);
    ck_assert_msg(certificate_make(&certificate, &options, &error) == STATUS_OK, "%s",
                  error.message);
}

/* '-' is before '/' in the order of bytes. */
START_TEST(certificate_is_the_digest_of_its_lines) {
    static const char *const names[] = {"a-c", "a/second", "b/first"};
    struct text text = {0};
    char digest[65];
    make();
    ck_assert_int_eq(certificate.count, 3);
    ck_assert_int_eq(certificate.left_out, 1);
    for (long i = 0; i < 3; i++) {
        ck_assert_str_eq(certificate.lines[i].scenario, names[i]);
        ck_assert_uint_eq(strlen(certificate.lines[i].digest), 64);
        text_add(&text, "%s %s\n", names[i], certificate.lines[i].digest);
    }
    file_digest(digest, text.bytes, text.length);
    ck_assert_str_eq(certificate.digest, digest);
    text_free(&text);
}
END_TEST

/* Data that are fetched are left out where they are, too. */
START_TEST(certificate_is_the_same_with_and_without_fetched_data) {
    char digest[65];
    make();
    memcpy(digest, certificate.digest, sizeof digest);
    temp_folder_write(folder, "experiments/a/far.csv", "1,0\n0,1\n1,1\n0,0\n");
    options.runner.workers = 2;
    make();
    ck_assert_int_eq(certificate.left_out, 1);
    ck_assert_str_eq(certificate.digest, digest);
}
END_TEST

START_TEST(certificate_of_other_runs_is_another) {
    char digest[65], line[65];
    make();
    memcpy(digest, certificate.digest, sizeof digest);
    memcpy(line, certificate.lines[0].digest, sizeof line);
    temp_folder_write(folder, "experiments/b/first.yaml", TINY("bars, side: 4, examples: 60", "2"));
    make();
    ck_assert_str_ne(certificate.digest, digest);
    ck_assert_str_eq(certificate.lines[0].digest, line);
}
END_TEST

START_TEST(certificate_of_nothing_is_an_error) {
    const char *name = "a/far";
    options.names = &name;
    options.name_count = 1;
    ck_assert_int_eq(certificate_make(&certificate, &options, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.message, "no scenario to certify"));
    ck_assert_ptr_null(certificate.lines);
}
END_TEST

static Suite *certificate_suite(void) {
    Suite *suite = suite_create("certificate");
    TCase *tests = tcase_create("certificate");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, certificate_is_the_digest_of_its_lines);
    tcase_add_test(tests, certificate_is_the_same_with_and_without_fetched_data);
    tcase_add_test(tests, certificate_of_other_runs_is_another);
    tcase_add_test(tests, certificate_of_nothing_is_an_error);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(certificate_suite)
