#include "cli/options/options_use.h"

#include "cli/options/options.h"
#include "tests/check_near.h"

START_TEST(options_for_check_passes_all_on) {
    static const char *const names[] = {"a"};
    const struct options given = {
        .workers = 2,
        .threads = 3,
        .backend = BACKEND_OPENBLAS,
        .overrides = {"x=1"},
        .override_count = 1,
        .quiet = 1,
        .seed_first = 5,
        .seed_count = 2,
        .group_runs = 12,
        .level = 0.01,
        .against_golden = 1,
        .out = "d",
        .names = names,
        .name_count = 1,
    };
    struct check_options check = options_for_check(&given);
    ck_assert_int_eq(check.seeds, CHECK_SEEDS_GIVEN);
    ck_assert_int_eq(check.seed_first, 5);
    ck_assert_int_eq(check.seed_count, 2);
    ck_assert_int_eq(check.backend, BACKEND_OPENBLAS);
    ck_assert_int_eq(check.runner.workers, 2);
    ck_assert_int_eq(check.runner.threads, 3);
    ck_assert_int_eq(check.runner.quiet, 1);
    ck_assert_str_eq(check.overrides[0], "x=1");
    ck_assert_int_eq(check.override_count, 1);
    ck_assert_str_eq(check.names[0], "a");
    ck_assert_int_eq(check.name_count, 1);
    ck_assert_str_eq(check.out, "d");
    ck_assert_int_eq(check.group_runs, 12);
    ck_assert_near(check.rules.level, 0.01, 0);
    ck_assert_int_eq(check.rules.against_golden, 1);
    const struct options none = {0};
    ck_assert_int_eq(options_for_check(&none).seeds, CHECK_SEEDS_CHECK);
}
END_TEST

/* Each of the two verdicts of changed bits is forgiven by its own option. */
START_TEST(options_exit_code_forgives_what_is_allowed) {
    static const struct {
        enum verdict verdict;
        int allow_drift, allow_shift, code;
    } cases[] = {
        {VERDICT_DRIFT, 0, 0, EXIT_FAIL},   {VERDICT_DRIFT, 1, 0, EXIT_PASS},
        {VERDICT_DRIFT, 0, 1, EXIT_FAIL},   {VERDICT_SHIFTED, 0, 0, EXIT_FAIL},
        {VERDICT_SHIFTED, 1, 0, EXIT_FAIL}, {VERDICT_SHIFTED, 0, 1, EXIT_PASS},
        {VERDICT_FAIL, 1, 1, EXIT_FAIL},    {VERDICT_ERROR, 1, 1, EXIT_BROKEN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct verdict_summary summary = {.planned = 1};
        const struct options given = {.allow_drift = cases[i].allow_drift,
                                      .allow_shift = cases[i].allow_shift};
        summary.said[cases[i].verdict] = 1;
        ck_assert_int_eq(options_exit_code(&given, &summary), cases[i].code);
    }
}
END_TEST

START_TEST(options_fail_tells_the_users_errors_from_the_systems) {
    struct error error = {0};
    ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
    static const int codes[STATUS_COUNT] = {
        [STATUS_OK] = EXIT_BROKEN,     [STATUS_INVALID] = EXIT_USAGE,
        [STATUS_FORMAT] = EXIT_USAGE,  [STATUS_IO] = EXIT_BROKEN,
        [STATUS_MEMORY] = EXIT_BROKEN, [STATUS_UNSUPPORTED] = EXIT_BROKEN,
        [STATUS_FAILED] = EXIT_BROKEN};
    for (int status = STATUS_INVALID; status < STATUS_COUNT; status++) {
        klimb_error_set(&error, (enum status)status, "x");
        ck_assert_int_eq(options_fail(&error), codes[status]);
    }
}
END_TEST

static Suite *options_use_suite(void) {
    Suite *suite = suite_create("options_use");
    TCase *tests = tcase_create("options_use");
    tcase_add_test(tests, options_for_check_passes_all_on);
    tcase_add_test(tests, options_exit_code_forgives_what_is_allowed);
    tcase_add_test(tests, options_fail_tells_the_users_errors_from_the_systems);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(options_use_suite)
