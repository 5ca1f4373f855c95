#include "history/history_findings.h"

#include "tests/check_near.h"
#include "tests/fixtures/history_entries.h"

static struct history history;
static struct history_findings findings;

static void set_up(void) {
    history = (struct history){.entries = calloc(64, sizeof *history.entries)};
    ck_assert_ptr_nonnull(history.entries);
}

static void tear_down(void) {
    findings_free(&findings);
    history_free(&history);
}

/* One check more, of the same machine; its scenario, to be changed. */
static struct history_scenario *add(double seconds) {
    struct history_entry *entry = &history.entries[history.count];
    *entry = entry_of(history.count, seconds);
    entry->line = ++history.count;
    return &entry->scenarios[0];
}

static void add_many(long count) {
    for (long i = 0; i < count; i++)
        add(0.5);
}

static void find(void) {
    struct error error = {0};
    findings_free(&findings);
    ck_assert_int_eq(findings_find(&findings, &history, &error), STATUS_OK);
}

static void curves_become(struct history_scenario *scenario, char digit) {
    memset(scenario->curves, digit, HISTORY_DIGEST);
}

static void golden_becomes(struct history_scenario *scenario, char digit) {
    memset(scenario->golden, digit, HISTORY_DIGEST);
}

START_TEST(findings_find_of_equal_checks_is_nothing) {
    add_many(20);
    find();
    ck_assert_int_eq(findings.count, 0);
    ck_assert_int_eq(findings.open, 0);
}
END_TEST

START_TEST(findings_find_names_an_open_drift_and_its_checks) {
    add_many(3);
    curves_become(add(0.5), 'b');
    curves_become(add(0.5), 'b');
    find();
    ck_assert_int_eq(findings.count, 1);
    ck_assert_int_eq(findings.open, 1);
    ck_assert_int_eq(findings.list[0].kind, FINDING_DRIFT);
    ck_assert_int_eq(findings.list[0].is_open, 1);
    ck_assert_int_eq(findings.list[0].before->line, 3);
    ck_assert_int_eq(findings.list[0].after->line, 4);
}
END_TEST

START_TEST(findings_find_closes_a_drift_that_returned) {
    add_many(1);
    curves_become(add(0.5), 'b');
    add_many(1);
    find();
    ck_assert_int_eq(findings.count, 2);
    ck_assert_int_eq(findings.open, 0);
    ck_assert_int_eq(findings.list[0].kind, FINDING_DRIFT);
    ck_assert_int_eq(findings.list[1].kind, FINDING_RETURNED);
}
END_TEST

/* The curves moved first, and were blessed two checks later; or both at once. */
START_TEST(findings_find_knows_a_new_golden) {
    add_many(1);
    if (_i == 0)
        curves_become(add(0.5), 'b');
    struct history_scenario *last = add(0.5);
    curves_become(last, 'b');
    golden_becomes(last, 'b');
    find();
    ck_assert_int_eq(findings.count, 2 - _i);
    ck_assert_int_eq(findings.open, 0);
    ck_assert_int_eq(findings.list[1 - _i].kind, FINDING_BLESSED);
}
END_TEST

START_TEST(findings_find_of_a_golden_that_left_the_curves_is_drift) {
    add_many(1);
    golden_becomes(add(0.5), 'c');
    find();
    ck_assert_int_eq(findings.count, 1);
    ck_assert_int_eq(findings.list[0].kind, FINDING_DRIFT);
}
END_TEST

START_TEST(findings_find_tells_curves_without_golden_and_changed_scenarios) {
    for (int i = 0; i < 3; i++) {
        struct history_scenario *scenario = add(0.5);
        scenario->golden[0] = '\0';
        if (i > 0)
            curves_become(scenario, 'b');
        if (i > 1)
            scenario->scenario[0] = 'f';
    }
    find();
    ck_assert_int_eq(findings.count, 2);
    ck_assert_int_eq(findings.list[0].kind, FINDING_CURVES);
    ck_assert_int_eq(findings.list[1].kind, FINDING_SCENARIO);
}
END_TEST

/* NaN that stays is not a change, NaN that comes is one. */
START_TEST(findings_find_sees_a_column_that_changed_alone) {
    add_many(1);
    for (int i = 0; i < 2; i++)
        add(0.5)->last[HISTORY_mi] = (double)NAN;
    find();
    ck_assert_int_eq(findings.count, 1);
    ck_assert_int_eq(findings.list[0].kind, FINDING_FINAL);
    ck_assert_int_eq(findings.list[0].column, HISTORY_mi);
    ck_assert(findings.list[0].was == 2.875 && isnan(findings.list[0].is));
}
END_TEST

/* The exact backend has one result; another may have one a machine. */
START_TEST(findings_find_compares_machines_of_the_exact_backend_alone) {
    add_many(1);
    curves_become(add(0.5), 'b');
    history.entries[1].machine.id[0] = 'z';
    find();
    ck_assert_int_eq(findings.count, 1);
    for (int i = 0; i < 2; i++)
        snprintf(history.entries[i].backend, sizeof history.entries[i].backend, "openblas");
    find();
    ck_assert_int_eq(findings.count, 0);
}
END_TEST

START_TEST(findings_find_leaves_out_checks_without_the_scenario) {
    add_many(1);
    add(0.5)->curves[0] = '\0'; /* its runs broke */
    history.entries[1].scenarios[0].runs = 0;
    add(0.5);
    snprintf(history.entries[2].scenarios[0].name, sizeof history.entries[2].scenarios[0].name,
             "c/d");
    add_many(1);
    find();
    ck_assert_int_eq(findings.count, 0);
}
END_TEST

/* ---- seconds ----------------------------------------------------------------------------------- */

START_TEST(findings_find_sees_a_step_of_seconds) {
    for (long i = 0; i < 30; i++)
        add((i < 20 ? 0.5 : 0.65) * (1 + 0.01 * (double)(i % 3)));
    find();
    ck_assert_int_eq(findings.count, 1);
    ck_assert_int_eq(findings.list[0].kind, FINDING_SECONDS);
    ck_assert_int_eq(findings.list[0].before->line, 20);
    ck_assert_int_eq(findings.list[0].after->line, 21);
    ck_assert_near(findings.list[0].was, 0.505, 0.001);
    ck_assert_near(findings.list[0].is, 0.6565, 0.01);
    ck_assert_int_eq(findings.list[0].checks, 30);
}
END_TEST

START_TEST(findings_find_compares_seconds_of_one_setting) {
    for (long i = 0; i < 30; i++) {
        add((i < 20 ? 0.5 : 0.65) * (1 + 0.01 * (double)(i % 3)));
        history.entries[i].threads = i < 20 ? 1 : 2;
    }
    find();
    ck_assert_int_eq(findings.count, 0);
}
END_TEST

/* Five scenarios that become slower at once, each of its own speed. */
START_TEST(findings_find_sees_a_step_of_all_scenarios) {
    enum { SCENARIOS = 5, CHECKS = 30 };
    for (long i = 0; i < CHECKS; i++) {
        add(1);
        free(history.entries[i].scenarios);
        struct history_entry model = entry_of(i, 1);
        history.entries[i].scenarios = calloc(SCENARIOS, sizeof *model.scenarios);
        for (long j = 0; j < SCENARIOS; j++) {
            struct history_scenario *scenario = &history.entries[i].scenarios[j];
            *scenario = model.scenarios[0];
            snprintf(scenario->name, sizeof scenario->name, "a/%ld", j);
            scenario->user = (double)(j + 1) * (i < 15 ? 1 : 1.3) *
                             (1 + 0.01 * (double)((i + j) % 4));
        }
        history.entries[i].count = SCENARIOS;
        history_entry_free(&model);
    }
    find();
    ck_assert_int_eq(findings.count, SCENARIOS + 1);
    const struct history_finding *all = &findings.list[SCENARIOS];
    ck_assert_str_eq(all->scenario, SECONDS_ALL);
    ck_assert_near(all->is / all->was, 1.3, 0.02);
}
END_TEST

static Suite *findings_suite(void) {
    Suite *suite = suite_create("findings");
    TCase *tests = tcase_create("findings");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, findings_find_of_equal_checks_is_nothing);
    tcase_add_test(tests, findings_find_names_an_open_drift_and_its_checks);
    tcase_add_test(tests, findings_find_closes_a_drift_that_returned);
    tcase_add_loop_test(tests, findings_find_knows_a_new_golden, 0, 2);
    tcase_add_test(tests, findings_find_of_a_golden_that_left_the_curves_is_drift);
    tcase_add_test(tests, findings_find_tells_curves_without_golden_and_changed_scenarios);
    tcase_add_test(tests, findings_find_sees_a_column_that_changed_alone);
    tcase_add_test(tests, findings_find_compares_machines_of_the_exact_backend_alone);
    tcase_add_test(tests, findings_find_leaves_out_checks_without_the_scenario);
    tcase_add_test(tests, findings_find_sees_a_step_of_seconds);
    tcase_add_test(tests, findings_find_compares_seconds_of_one_setting);
    tcase_add_test(tests, findings_find_sees_a_step_of_all_scenarios);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(findings_suite)
