#include "history/take.h"

#include "tests/fixtures/check_fixture.h"

static struct history_entry take_from(const struct check *check, int is_elsewhere) {
    struct backend backend;
    struct history_entry entry;
    const struct history_facts facts = {
        .backend = &backend, .jobs = 3, .is_elsewhere = is_elsewhere, .klimb = "0.1.0"};
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, &error), STATUS_OK);
    ck_assert_int_eq(history_take(&entry, check, &facts, &error), STATUS_OK);
    return entry;
}

static struct history_entry take(const struct check *check) {
    return take_from(check, 0);
}

START_TEST(history_take_of_a_golden_run_has_equal_digests) {
    bless_good(as_they_are);
    struct check_options options = options_of(good);
    struct check check = run(&options);
    struct history_entry entry = take(&check);
    ck_assert_int_eq(entry.count, 1);
    ck_assert_int_eq(entry.jobs, 3);
    ck_assert_int_eq(entry.threads, 1);
    ck_assert_uint_eq(strlen(entry.time), 20);
    const struct history_scenario *scenario = &entry.scenarios[0];
    ck_assert_str_eq(scenario->name, "small/good");
    ck_assert_int_eq(scenario->verdict, VERDICT_PASS);
    ck_assert_int_eq(scenario->runs, CHECK_SEEDS);
    ck_assert_uint_eq(strlen(scenario->curves), HISTORY_DIGEST);
    ck_assert_str_eq(scenario->curves, scenario->golden);
    ck_assert(scenario->wall > 0 && scenario->user > 0 && scenario->last[HISTORY_recon] > 0);
    history_entry_free(&entry);
    check_free(&check);
}
END_TEST

/* Bits changed: the check makes more runs, and the digest is of the same seeds all the same. */
START_TEST(history_take_of_drift_differs_from_the_golden_alone) {
    struct check_options options = options_of(good);
    struct check check = run(&options);
    struct history_entry before = take(&check);
    check_free(&check);
    bless_good(one_bit_off);
    check = run(&options);
    ck_assert_int_gt(check.items[0].runs, CHECK_SEEDS);
    struct history_entry after = take(&check);
    ck_assert_int_eq(after.scenarios[0].verdict, VERDICT_DRIFT);
    ck_assert_str_ne(after.scenarios[0].curves, after.scenarios[0].golden);
    ck_assert_str_eq(after.scenarios[0].curves, before.scenarios[0].curves);
    ck_assert(after.scenarios[0].last[HISTORY_kl] == before.scenarios[0].last[HISTORY_kl]);
    ck_assert_str_eq(before.scenarios[0].golden, "");
    history_entry_free(&before);
    history_entry_free(&after);
    check_free(&check);
}
END_TEST

START_TEST(history_take_has_scenarios_that_were_not_run) {
    static const char *const names[] = {"small/good", "small/broken", NULL};
    struct check_options options = options_of(names);
    struct check check = run(&options);
    struct history_entry entry = take(&check);
    const struct history_scenario *broken = history_find(&entry, "small/broken");
    ck_assert_ptr_nonnull(broken);
    ck_assert_int_eq(broken->runs, 0);
    ck_assert_str_eq(broken->curves, "");
    ck_assert(isnan(broken->wall) && isnan(broken->last[HISTORY_recon]));
    ck_assert_int_ne(broken->verdict, VERDICT_PASS);
    history_entry_free(&entry);
    check_free(&check);
}
END_TEST

/* Where bits cannot agree, a golden that moves is not a departure. */
START_TEST(history_take_on_another_backend_has_no_golden) {
    bless_good(as_they_are);
    struct check_options options = options_of(good);
    options.backend = BACKEND_OPENBLAS;
    struct check check = run(&options);
    struct history_entry entry = take(&check);
    ck_assert_str_eq(entry.scenarios[0].golden, "");
    ck_assert_uint_eq(strlen(entry.scenarios[0].curves), HISTORY_DIGEST);
    history_entry_free(&entry);
    check_free(&check);
}
END_TEST

START_TEST(history_take_from_elsewhere_has_no_seconds) {
    struct check_options options = options_of(good);
    struct check check = run(&options);
    struct history_entry entry = take_from(&check, 1);
    ck_assert(isnan(entry.scenarios[0].wall) && isnan(entry.scenarios[0].user));
    ck_assert_int_eq(entry.scenarios[0].runs, CHECK_SEEDS);
    history_entry_free(&entry);
    check_free(&check);
}
END_TEST

START_TEST(history_curves_tell_order_and_bits) {
    struct record records[2];
    char first[HISTORY_DIGEST + 1], second[HISTORY_DIGEST + 1];
    for (int i = 0; i < 2; i++) {
        struct observation row = {.step = 1};
        row.value[OBSERVABLE_recon] = (float)(i + 1);
        ck_assert_int_eq(record_new(&records[i], 1, 0, &error), STATUS_OK);
        record_append(&records[i], &row);
    }
    const struct record *one[] = {&records[0], &records[1]}, *other[] = {&records[1], &records[0]};
    ck_assert_int_eq(history_curves(first, one, 2, &error), STATUS_OK);
    ck_assert_int_eq(history_curves(second, other, 2, &error), STATUS_OK);
    ck_assert_str_ne(first, second);
    records[0].value[OBSERVABLE_mi] = 7; /* counts for nothing */
    ck_assert_int_eq(history_curves(second, one, 2, &error), STATUS_OK);
    ck_assert_str_eq(first, second);
    ck_assert_int_eq(history_curves(second, one, 0, &error), STATUS_OK);
    ck_assert_str_eq(second, "");
    record_free(&records[0]);
    record_free(&records[1]);
}
END_TEST

static Suite *take_suite(void) {
    Suite *suite = suite_create("take");
    TCase *tests = tcase_create("take");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, history_take_of_a_golden_run_has_equal_digests);
    tcase_add_test(tests, history_take_of_drift_differs_from_the_golden_alone);
    tcase_add_test(tests, history_take_has_scenarios_that_were_not_run);
    tcase_add_test(tests, history_take_on_another_backend_has_no_golden);
    tcase_add_test(tests, history_take_from_elsewhere_has_no_seconds);
    tcase_add_test(tests, history_curves_tell_order_and_bits);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(take_suite)
