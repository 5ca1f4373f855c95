#include "record/feature.h"

#include <math.h>

#include "tests/check_near.h"
#include "tests/fixtures/made_records.h"

/* 41 rows at steps 0, 10, ..., 400. The KL rises by 1 a row to 20 at step 200, then falls by 1/2 a
 * row to 10; recon falls by 1 a row from 50 to 10; the batch has 1/4 less of both. */
enum { ROWS = 41, PEAK = 20 };

static struct record record;
static double feature[FEATURES];

static void set_up(void) {
    record = made_record(0, ROWS);
    for (long row = 0; row < ROWS; row++) {
        float kl = row <= PEAK ? (float)row : 20 - 0.5f * (float)(row - PEAK);
        float recon = 50 - (float)row;
        made_set(&record, row, OBSERVABLE_kl, kl);
        made_set(&record, row, OBSERVABLE_recon, recon);
        made_set(&record, row, OBSERVABLE_batch_kl, kl - 0.25f);
        made_set(&record, row, OBSERVABLE_batch_recon, recon - 0.25f);
        made_set(&record, row, OBSERVABLE_logvar_min, row == 7 ? -8 : -2);
        made_set(&record, row, OBSERVABLE_grad_encoder, row == 3 ? 9 : 1);
        made_set(&record, row, OBSERVABLE_grad_decoder, row == 4 ? 5 : 1);
    }
}

static void tear_down(void) {
    record_free(&record);
}

/* The last tenth is beyond step 360: rows 37 to 40, where the KL is 11.5, 11, 10.5, 10 and recon 13
 * to 10; its length is 40 steps, 4 rows. The final KL is 10.75, the final
 * recon 11.5; areas are sums over rows with halves of the ends, times 10 steps. The late half is rows 21 to 40. */
START_TEST(feature_measure_of_a_peaked_curve) {
    feature_measure(feature, &record);
    static const struct {
        enum feature feature;
        double wanted;
    } facts[] = {
        {FEATURE_kl_peak, 20},
        {FEATURE_kl_centre_step, 226.7},
        {FEATURE_kl_rise_steps, 10 * (10.5 - 54.375 / 10.75)},
        {FEATURE_recon_fall_steps, 7412.5 / 38.5},
        {FEATURE_recon_final, 11.5},
        {FEATURE_recon_slope, -4},
        {FEATURE_kl_final, 10.75},
        {FEATURE_kl_slope, -2},
        {FEATURE_logvar_lowest, -8},
        {FEATURE_grad_encoder_peak, 9},
        {FEATURE_grad_decoder_peak, 5},
        {FEATURE_batch_kl_late, 14.5},
        {FEATURE_batch_recon_late, 19.25},
        {FEATURE_kl_gap_late, 0.25},
        {FEATURE_recon_gap_late, 0.25},
        {FEATURE_diverged, 0},
        {FEATURE_end_step, 400},
    };
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        ck_assert_near(feature[facts[i].feature], facts[i].wanted, 1e-9);
}
END_TEST

/* The row in which it diverged tells where, and nothing else. */
START_TEST(feature_measure_of_a_diverged_run_leaves_its_end_out) {
    record.rows = 16;
    record.outcome = (struct outcome){.diverged = 1, .step = 150, .term = TERM_KL};
    made_set(&record, 15, OBSERVABLE_kl, NAN);
    feature_measure(feature, &record);
    ck_assert_near(feature[FEATURE_kl_peak], 14, 1e-9);
    ck_assert_near(feature[FEATURE_diverged], 1, 0);
    ck_assert_near(feature[FEATURE_end_step], 150, 0);
}
END_TEST

START_TEST(feature_measure_is_no_number_where_a_value_is_none) {
    made_set(&record, 5, OBSERVABLE_kl, NAN);
    made_set(&record, 39, OBSERVABLE_recon, NAN);
    feature_measure(feature, &record);
    ck_assert(isnan(feature[FEATURE_kl_peak]));
    ck_assert(isnan(feature[FEATURE_kl_centre_step]));
    ck_assert(isnan(feature[FEATURE_recon_final]));
    ck_assert(isnan(feature[FEATURE_recon_fall_steps]));
    ck_assert(isnan(feature[FEATURE_recon_slope]));
    ck_assert(isnan(feature[FEATURE_recon_gap_late]));
}
END_TEST

/* An early bump to 0.52 of the final KL moves the rise by its area, 0.52 x 10 steps, however
 * little it is beyond one half: the first step at one half would jump. */
START_TEST(feature_measure_of_an_early_bump_does_not_jump) {
    double rise[2];
    for (int i = 0; i < 2; i++) {
        for (long row = 0; row < ROWS; row++)
            made_set(&record, row, OBSERVABLE_kl, row < PEAK ? 0 : 10);
        made_set(&record, 2, OBSERVABLE_kl, i == 0 ? 4.8f : 5.2f);
        feature_measure(feature, &record);
        rise[i] = feature[FEATURE_kl_rise_steps];
    }
    ck_assert_near(rise[0], 195 - 4.8, 1e-5);
    ck_assert_near(rise[1], 195 - 5.2, 1e-5);
}
END_TEST

START_TEST(feature_measure_of_two_equal_peaks_does_not_jump) {
    double centre[2];
    for (int i = 0; i < 2; i++) {
        for (long row = 0; row < ROWS; row++)
            made_set(&record, row, OBSERVABLE_kl, 1);
        made_set(&record, 5, OBSERVABLE_kl, i == 0 ? 9.01f : 9);
        made_set(&record, 35, OBSERVABLE_kl, i == 0 ? 9 : 9.01f);
        feature_measure(feature, &record);
        centre[i] = feature[FEATURE_kl_centre_step];
    }
    ck_assert_near(centre[0], centre[1], 0.1);
}
END_TEST

START_TEST(feature_measure_of_one_row) {
    record.rows = 1;
    feature_measure(feature, &record);
    ck_assert_near(feature[FEATURE_kl_final], 0, 0);
    ck_assert_near(feature[FEATURE_kl_slope], 0, 0);
    ck_assert_near(feature[FEATURE_recon_gap_late], 0.25, 0);
    ck_assert_near(feature[FEATURE_end_step], 0, 0);
}
END_TEST

static Suite *feature_suite(void) {
    Suite *suite = suite_create("feature");
    TCase *tests = tcase_create("feature");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, feature_measure_of_a_peaked_curve);
    tcase_add_test(tests, feature_measure_of_a_diverged_run_leaves_its_end_out);
    tcase_add_test(tests, feature_measure_is_no_number_where_a_value_is_none);
    tcase_add_test(tests, feature_measure_of_an_early_bump_does_not_jump);
    tcase_add_test(tests, feature_measure_of_two_equal_peaks_does_not_jump);
    tcase_add_test(tests, feature_measure_of_one_row);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(feature_suite)
