#include "run/train.h"

#include "tests/fixtures/run_fixture.h"

/* Counts its calls; a call that does not follow the one before spoils the count. */
static void count_ticks(void *context, long step, long steps) {
    long *count = context;
    *count = step == *count + 1 && steps == STEPS ? step : -1000;
}

START_TEST(train_run_completed_run_fills_the_record) {
    struct stage stage;
    struct record record;
    struct error error = {0};
    struct backend backend = select_exact();
    long ticks = 0;
    begin(&stage, as_it_is);
    ck_assert_int_eq(train_run(&record, &stage.scenario, 3, &backend, count_ticks, &ticks, &error),
                     STATUS_OK);
    ck_assert_int_eq(ticks, STEPS);
    ck_assert_str_eq(record.name, "tests/small");
    ck_assert_int_eq(record.seed, 3);
    ck_assert_int_eq(record.latent, LATENT);
    ck_assert_int_eq(record.rows, klimb_config_logged_count(&stage.scenario.config));
    ck_assert_int_eq(record.step[0], 0);
    ck_assert_int_eq(record.step[record.rows - 1], STEPS);
    ck_assert_int_eq(record.outcome.diverged, 0);
    ck_assert_int_eq(record.outcome.step, STEPS);
    /* The KL of a row is the sum over its dimensions, whatever their values are. */
    const float *dimension = record.dimension + (record.rows - 1) * LATENT * DIMENSION_OBSERVABLES;
    ck_assert_near_relative(dimension[DIMENSION_kl] +
                                dimension[DIMENSION_OBSERVABLES + DIMENSION_kl],
                            record_value(&record, record.rows - 1, OBSERVABLE_kl), 1e-5);
    record_free(&record);
    end(&stage);
}
END_TEST

START_TEST(train_run_diverged_run_ends_with_the_row_of_its_end) {
    struct stage stage;
    struct record record;
    struct error error = {0};
    struct backend backend = select_exact();
    begin(&stage, diverging);
    ck_assert_int_eq(train_run(&record, &stage.scenario, 0, &backend, NULL, NULL, &error),
                     STATUS_OK);
    ck_assert_int_eq(record.outcome.diverged, 1);
    ck_assert_int_ne(record.outcome.term, TERM_NONE);
    ck_assert(!klimb_config_is_logged(&stage.scenario.config, record.outcome.step));
    ck_assert_int_eq(record.rows, 3); /* 0, 1 and the last */
    ck_assert_int_eq(record.step[2], record.outcome.step);
    record_free(&record);
    end(&stage);
}
END_TEST

START_TEST(train_run_missing_data_is_an_error_without_a_record) {
    struct stage stage;
    struct record record;
    struct error error = {0};
    struct backend backend = select_exact();
    begin(&stage, without_data);
    ck_assert_int_eq(train_run(&record, &stage.scenario, 0, &backend, NULL, NULL, &error),
                     STATUS_IO);
    ck_assert_ptr_null(record.value);
    end(&stage);
}
END_TEST

static Suite *train_suite(void) {
    Suite *suite = suite_create("train");
    TCase *tests = tcase_create("train");
    tcase_add_test(tests, train_run_completed_run_fills_the_record);
    tcase_add_test(tests, train_run_diverged_run_ends_with_the_row_of_its_end);
    tcase_add_test(tests, train_run_missing_data_is_an_error_without_a_record);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(train_suite)
