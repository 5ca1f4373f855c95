#include "report/model/report_model.h"
#include "tests/check_near.h"
#include "tests/fixtures/made_records.h"

/* Eleven rows at steps 0, 10, ..., 100 in which the KL is a tenth of the step. */
static struct record ramp_record(float active_units) {
    struct record record = made_record(0, 11);
    for (long row = 0; row < record.rows; row++) {
        made_set(&record, row, OBSERVABLE_kl, (float)row);
        made_set(&record, row, OBSERVABLE_active_units, active_units);
    }
    return record;
}

/* The final KL is that of the last row, 10 (steps over 90), so 90 % of it is reached at step 90. */
START_TEST(phases_find_encoding_ends_at_nine_tenths_of_the_final_kl) {
    const struct schedule_config constant = {.kind = SCHEDULE_CONSTANT, .beta = 1};
    struct record record = ramp_record(3);
    struct report_phases phases = report_phases_find(&record, &constant);
    ck_assert_int_eq(phases.annealed, 0);
    ck_assert_int_eq(phases.encoded, 90);
    ck_assert_int_eq(phases.diverged, -1);
    record_free(&record);
}
END_TEST

/* A KL that rises without an active unit tells no examples apart. */
START_TEST(phases_find_without_active_units_says_nothing_of_encoding) {
    const struct schedule_config constant = {.kind = SCHEDULE_CONSTANT, .beta = 1};
    struct record record = ramp_record(0);
    ck_assert_int_eq(report_phases_find(&record, &constant).encoded, -1);
    record_free(&record);
}
END_TEST

START_TEST(phases_find_linear_schedule_is_annealed_at_the_end_of_its_ramp) {
    const struct schedule_config ramp = {.kind = SCHEDULE_LINEAR, .beta = 1, .length = 37};
    const struct schedule_config longer = {.kind = SCHEDULE_LINEAR, .beta = 1, .length = 1000};
    struct record record = ramp_record(3);
    ck_assert_int_eq(report_phases_find(&record, &ramp).annealed, 37);
    ck_assert_int_eq(report_phases_find(&record, &longer).annealed, 100);
    record_free(&record);
}
END_TEST

START_TEST(phases_find_diverged_run_has_its_step_and_no_encoding) {
    const struct schedule_config constant = {.kind = SCHEDULE_CONSTANT, .beta = 1};
    struct record record = ramp_record(3);
    record.outcome = (struct outcome){.diverged = 1, .step = 97, .term = TERM_KL};
    struct report_phases phases = report_phases_find(&record, &constant);
    ck_assert_int_eq(phases.diverged, 97);
    ck_assert_int_eq(phases.encoded, -1);
    record_free(&record);
}
END_TEST

/* One active unit up to step 40, none from step 50 on: seen from its end. */
START_TEST(phases_find_collapse_is_from_where_no_unit_is_active_any_more) {
    const struct schedule_config constant = {.kind = SCHEDULE_CONSTANT, .beta = 1};
    struct record record = ramp_record(0);
    made_set(&record, 2, OBSERVABLE_active_units, 3);
    made_set(&record, 4, OBSERVABLE_active_units, 1);
    ck_assert_int_eq(report_phases_find(&record, &constant).collapsed, 50);
    made_set(&record, 10, OBSERVABLE_active_units, 1);
    ck_assert_int_eq(report_phases_find(&record, &constant).collapsed, -1);
    record_free(&record);
}
END_TEST

/* Ten times the ELBO of step 0, -40, is -400: exceeded at step 60, not by a -NaN. */
START_TEST(phases_find_blow_up_is_ten_times_the_first_elbo) {
    const struct schedule_config constant = {.kind = SCHEDULE_CONSTANT, .beta = 1};
    struct record record = ramp_record(1);
    for (long row = 0; row < record.rows; row++)
        made_set(&record, row, OBSERVABLE_elbo, -40);
    ck_assert_int_eq(report_phases_find(&record, &constant).blown, -1);
    made_set(&record, 3, OBSERVABLE_elbo, (float)NAN);
    made_set(&record, 4, OBSERVABLE_elbo, -399);
    made_set(&record, 6, OBSERVABLE_elbo, -401);
    ck_assert_int_eq(report_phases_find(&record, &constant).blown, 60);
    record_free(&record);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("report_phases");
    TCase *tests = tcase_create("report_phases");
    tcase_add_test(tests, phases_find_encoding_ends_at_nine_tenths_of_the_final_kl);
    tcase_add_test(tests, phases_find_without_active_units_says_nothing_of_encoding);
    tcase_add_test(tests, phases_find_linear_schedule_is_annealed_at_the_end_of_its_ramp);
    tcase_add_test(tests, phases_find_diverged_run_has_its_step_and_no_encoding);
    tcase_add_test(tests, phases_find_collapse_is_from_where_no_unit_is_active_any_more);
    tcase_add_test(tests, phases_find_blow_up_is_ten_times_the_first_elbo);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
