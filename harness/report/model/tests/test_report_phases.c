#include "report/model/report_model.h"
#include "tests/check_near.h"
#include "tests/fixtures/made_records.h"

/* Eleven rows at steps 0, 10, ..., 100 in which the KL is a tenth of the step. */
static struct record ramp_record(float active_units) {
    struct record record = made_record(0, 11);
    for (long row = 0; row < record.rows; row++) {
        made_set(&record, row, OBSERVABLE_kl, (float)row);
        made_set(&record, row, OBSERVABLE_active_units, active_units);
        made_set(&record, row, OBSERVABLE_beta, 1);
    }
    return record;
}

/* The final KL is that of the last row, 10 (steps over 90), so 90 % of it is reached at step 90. */
START_TEST(phases_find_encoding_ends_at_nine_tenths_of_the_final_kl) {
    const struct config constant = {.schedule = {.kind = SCHEDULE_CONSTANT, .beta = 1}};
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
    const struct config constant = {.schedule = {.kind = SCHEDULE_CONSTANT, .beta = 1}};
    struct record record = ramp_record(0);
    ck_assert_int_eq(report_phases_find(&record, &constant).encoded, -1);
    record_free(&record);
}
END_TEST

START_TEST(phases_find_linear_schedule_is_annealed_at_the_end_of_its_ramp) {
    const struct config ramp = {.schedule = {.kind = SCHEDULE_LINEAR, .beta = 1, .length = 37}};
    const struct config longer = {.schedule = {.kind = SCHEDULE_LINEAR, .beta = 1, .length = 1000}};
    struct record record = ramp_record(3);
    ck_assert_int_eq(report_phases_find(&record, &ramp).annealed, 37);
    ck_assert_int_eq(report_phases_find(&record, &longer).annealed, 100);
    record_free(&record);
}
END_TEST

START_TEST(phases_find_diverged_run_has_its_step_and_no_encoding) {
    const struct config constant = {.schedule = {.kind = SCHEDULE_CONSTANT, .beta = 1}};
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
    const struct config constant = {.schedule = {.kind = SCHEDULE_CONSTANT, .beta = 1}};
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
    const struct config constant = {.schedule = {.kind = SCHEDULE_CONSTANT, .beta = 1}};
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

/* A KL of 500 nats is what a weight of 1e-6 asks for; without its column, or with a weight of 1, it is a blow-up. */
START_TEST(phases_find_kl_that_is_let_go_is_no_blow_up) {
    const struct config constant = {.schedule = {.beta = 1}};
    struct record record = ramp_record(1);
    for (long row = 0; row < record.rows; row++) {
        made_set(&record, row, OBSERVABLE_beta, 1e-6F);
        made_set(&record, row, OBSERVABLE_kl, row >= 6 ? 500 : 1);
        made_set(&record, row, OBSERVABLE_elbo, row >= 6 ? -520 : -41);
    }
    ck_assert_int_eq(report_phases_find(&record, &constant).blown, -1);
    made_set(&record, 8, OBSERVABLE_elbo, -920);
    ck_assert_int_eq(report_phases_find(&record, &constant).blown, 80);
    for (long row = 0; row < record.rows; row++)
        made_set(&record, row, OBSERVABLE_beta, 1);
    ck_assert_int_eq(report_phases_find(&record, &constant).blown, 60);
    record_free(&record);
}
END_TEST

/* Rows at which the weight is 0, 0.1, ... up to `top`, and `top` from there on. */
static struct record weight_record(float top) {
    struct record record = ramp_record(3);
    for (long row = 0; row < record.rows; row++)
        made_set(&record, row, OBSERVABLE_beta, fminf(0.1F * (float)row, top));
    return record;
}

/* From 0 to 0.6, where it ends: at 0.5 it is more than a tenth of that away, at 0.6 not. The ramp of a schedule that is not in
 * use does not matter. */
START_TEST(phases_find_controller_is_annealed_where_its_weight_settles) {
    static const enum objective_kind controllers[] = {OBJECTIVE_CONTROLVAE, OBJECTIVE_GECO};
    struct record record = weight_record(0.6F);
    for (size_t i = 0; i < 2; i++) {
        const struct config config = {.objective = {.kind = controllers[i]},
                                      .schedule = {.kind = SCHEDULE_LINEAR, .length = 1000}};
        ck_assert_int_eq(report_phases_find(&record, &config).annealed, 60);
    }
    record_free(&record);
}
END_TEST

/* Ends at 1, the mean of its last tenth, where it is for a row. */
START_TEST(phases_find_controller_that_moves_to_the_end_is_annealed_there) {
    const struct config config = {.objective = {.kind = OBJECTIVE_GECO}};
    struct record record = weight_record(1);
    ck_assert_int_eq(report_phases_find(&record, &config).annealed, 90);
    made_set(&record, 10, OBSERVABLE_beta, (float)NAN);
    ck_assert_int_eq(report_phases_find(&record, &config).annealed, 0);
    record_free(&record);
}
END_TEST

/* Its weight changes its sign to the end; what comes to an end is the capacity. */
START_TEST(phases_find_capacity_is_annealed_at_the_end_of_its_ramp) {
    const struct config ramp = {.objective = {.kind = OBJECTIVE_CAPACITY},
                                .schedule = {.kind = SCHEDULE_LINEAR, .beta = 30, .length = 40}};
    const struct config constant = {.objective = {.kind = OBJECTIVE_CAPACITY}};
    struct record record = ramp_record(3);
    for (long row = 0; row < record.rows; row++)
        made_set(&record, row, OBSERVABLE_beta, row % 2 ? 30 : -30);
    ck_assert_int_eq(report_phases_find(&record, &ramp).annealed, 40);
    ck_assert_int_eq(report_phases_find(&record, &constant).annealed, 0);
    record_free(&record);
}
END_TEST

/* Only the column is known of a log of another program. Rounding is not a ramp. */
START_TEST(phases_find_log_is_annealed_where_its_weight_settles) {
    const struct config unknown = {.steps = 0};
    struct record record = weight_record(0.6F);
    ck_assert_int_eq(report_phases_find(&record, &unknown).annealed, 60);
    for (long row = 0; row < record.rows; row++)
        made_set(&record, row, OBSERVABLE_beta, row % 2 ? 0.1F : 0.1000001F);
    ck_assert_int_eq(report_phases_find(&record, &unknown).annealed, 0);
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
    tcase_add_test(tests, phases_find_kl_that_is_let_go_is_no_blow_up);
    tcase_add_test(tests, phases_find_controller_is_annealed_where_its_weight_settles);
    tcase_add_test(tests, phases_find_controller_that_moves_to_the_end_is_annealed_there);
    tcase_add_test(tests, phases_find_capacity_is_annealed_at_the_end_of_its_ramp);
    tcase_add_test(tests, phases_find_log_is_annealed_where_its_weight_settles);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
