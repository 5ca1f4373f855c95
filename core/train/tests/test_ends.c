#include "train/ends.h"

#include "tests/trainer_fixture.h"

static const enum observable of_samples[] = {OBSERVABLE_mmd2, OBSERVABLE_mmd_p,
                                             OBSERVABLE_nn_accuracy};
enum { OF_SAMPLES = sizeof of_samples / sizeof *of_samples };

static int has_samples(const struct run *run) {
    int has = 0;
    for (int i = 0; i < OF_SAMPLES; i++)
        has += !isnan(at(run, of_samples[i]));
    return has == OF_SAMPLES ? 1 : has > 0 ? -1 : 0;
}

static struct config asking_config(long prior_samples, long nll_samples) {
    struct config config = example_config();
    config.record.prior_samples = prior_samples;
    config.record.nll_samples = nll_samples;
    return config;
}

START_TEST(ends_observe_of_a_run_has_values_in_the_last_row_alone) {
    struct config config = asking_config(8, 3);
    struct dataset data = small_data();
    struct run run;
    start(&run, &config, &data, 1, BACKEND_EXACT);
    do {
        klimb_trainer_observe(&run.trainer, &run.row);
        int is_last = run.row.step == config.steps;
        ck_assert_int_eq(has_samples(&run), is_last);
        ck_assert_int_eq(!isnan(at(&run, OBSERVABLE_nll_iw)), is_last);
    } while (klimb_trainer_step(&run.trainer));
    klimb_trainer_free(&run.trainer);
}
END_TEST

START_TEST(ends_observe_measures_what_is_asked_for) {
    struct dataset data = small_data();
    for (int asked = 0; asked < 4; asked++) {
        struct config config = asking_config(asked & 1 ? 8 : 0, asked & 2 ? 3 : 0);
        struct run run;
        start(&run, &config, &data, 1, BACKEND_EXACT);
        train(&run, 1);
        ck_assert_int_eq(has_samples(&run), asked & 1);
        ck_assert_int_eq(!isnan(at(&run, OBSERVABLE_nll_iw)), (asked & 2) != 0);
        for (enum observable column = 0; column < OBSERVABLES; column++)
            ck_assert_int_eq(klimb_observable_is_recorded(column, &config),
                             !isnan(at(&run, column)));
        klimb_trainer_free(&run.trainer);
    }
}
END_TEST

START_TEST(ends_observe_leaves_the_trajectory_alone) {
    struct config quiet = asking_config(0, 0), asking = asking_config(8, 3);
    struct dataset data = small_data();
    struct run a, b;
    start(&a, &quiet, &data, 1, BACKEND_EXACT);
    start(&b, &asking, &data, 1, BACKEND_EXACT);
    train(&a, 1);
    train(&b, 1);
    ck_assert(same_parameters(&a, &b));
    for (enum observable column = 0; column < OBSERVABLE_mmd2; column++)
        ck_assert_msg(at(&a, column) == at(&b, column), "%s", klimb_observable_info[column].name);
    klimb_trainer_free(&a.trainer);
    klimb_trainer_free(&b.trainer);
}
END_TEST

/* There are 12 examples. */
START_TEST(ends_layout_cuts_the_samples_to_the_evaluation_set) {
    struct config config = asking_config(CONFIG_PRIOR_SAMPLES_MAX, 0);
    struct dataset data = small_data();
    struct run run;
    start(&run, &config, &data, 1, BACKEND_EXACT);
    ck_assert_int_eq(run.trainer.ends.test.n, TRAIN);
    train(&run, 1);
    ck_assert_int_eq(has_samples(&run), 1);
    klimb_trainer_free(&run.trainer);
}
END_TEST

/* A decoder whose last layer is only a bias gives the same picture for every z. */
START_TEST(ends_observe_compares_decoded_samples_with_the_evaluation_set) {
    struct config config = asking_config(8, 0);
    struct dataset data = small_data();
    struct run run;
    config.steps = 0;
    config.model.init_scale = 0;
    start(&run, &config, &data, 1, BACKEND_EXACT);
    train(&run, 1);
    const struct two_sample *test = &run.trainer.ends.test;
    for (long i = 0; i < 8 * DATA; i++) {
        ck_assert_near(test->points[i], grey[i], 0);
        ck_assert_near(test->points[8 * DATA + i], 0.5, 0);
    }
    klimb_trainer_free(&run.trainer);
}
END_TEST

static Suite *ends_suite(void) {
    Suite *suite = suite_create("ends");
    TCase *tests = tcase_create("observe");
    tcase_add_test(tests, ends_observe_of_a_run_has_values_in_the_last_row_alone);
    tcase_add_test(tests, ends_observe_measures_what_is_asked_for);
    tcase_add_test(tests, ends_observe_leaves_the_trajectory_alone);
    tcase_add_test(tests, ends_layout_cuts_the_samples_to_the_evaluation_set);
    tcase_add_test(tests, ends_observe_compares_decoded_samples_with_the_evaluation_set);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(ends_suite)
