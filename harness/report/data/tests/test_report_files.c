#include <math.h>
#include <stdlib.h>

#include "report/data/report_files.h"
#include "tests/check_near.h"
#include "tests/fixtures/report_fixture.h"

/* ---- principal axes ---------------------------------------------------------------------------- */

/* Parse the lines after the heading. */
static enum status parse(struct report_scatter *scatter, const char *lines, struct error *error) {
    struct text text = {0};
    text_add(&text, "example,label,dimension,mu,logvar\n%s", lines);
    enum status status = report_scatter_parse(scatter, "t.csv", text.bytes, text.length, error);
    text_free(&text);
    return status;
}

/* Four points of variance 4 along (3, 4)/5 and 1 along (4, -3)/5: +-2 of the one and +-1 of the other
 * (times sqrt 2, for each pair rests in the other's direction), about the mean (5, 5). */
START_TEST(scatter_parse_known_covariance_gives_its_axes) {
    static const double along[4] = {2, -2, 0, 0}, across[4] = {0, 0, 1, -1};
    struct text lines = {0};
    for (int i = 0; i < 4; i++) {
        double a = sqrt(2) * along[i], b = sqrt(2) * across[i];
        text_add(&lines, "%d,%d,0,%.9g,0\n%d,%d,1,%.9g,0\n", i, i % 2, 5 + (3 * a + 4 * b) / 5, i,
                 i % 2, 5 + (4 * a - 3 * b) / 5);
    }
    struct report_scatter scatter;
    struct error error = {0};
    ck_assert_msg(parse(&scatter, lines.bytes, &error) == STATUS_OK, "%s", error.message);
    ck_assert_int_eq(scatter.count, 4);
    ck_assert_near(scatter.variance[0], 4, 1e-5);
    ck_assert_near(scatter.variance[1], 1, 1e-5);
    ck_assert_near(scatter.total, 5, 1e-5);
    /* Not centred: the mean (5, 5) lies at 7 along (3, 4)/5 and at 1 along (4, -3)/5. */
    for (int i = 0; i < 4; i++) {
        ck_assert_near(scatter.place[i][0], 7 + sqrt(2) * along[i], 1e-5);
        ck_assert_near(scatter.place[i][1], 1 + sqrt(2) * across[i], 1e-5);
        ck_assert_int_eq(scatter.label[i], i % 2);
    }
    report_scatter_free(&scatter);
    text_free(&lines);
}
END_TEST

START_TEST(scatter_parse_one_dimension_leaves_the_second_axis_empty) {
    struct report_scatter scatter;
    struct error error = {0};
    ck_assert_int_eq(parse(&scatter, "0,-1,0,1,0\n1,-1,0,3,0\n", &error), STATUS_OK);
    ck_assert_int_eq(scatter.label[0], -1);
    ck_assert_near(scatter.place[1][0], 3, 1e-12);
    ck_assert_near(scatter.place[1][1], 0, 1e-12);
    ck_assert_near(scatter.variance[0], 1, 1e-12);
    ck_assert_near(scatter.variance[1], 0, 1e-12);
    report_scatter_free(&scatter);
}
END_TEST

START_TEST(scatter_parse_damaged_table_is_refused) {
    static const char *const damaged[] = {
        "0,1,0,nan,0\n1,1,0,1,0\n",                     /* a place without data */
        "0,1,0,1,0\n0,1,1,1,0\n1,1,0,1,0\n",            /* one dimension of two is missing */
        "0,1,0,1,0\n0,1,0,1,0\n1,1,1,1,0\n1,1,1,1,0\n", /* one stands twice */
        "0,1,0,x,0\n",                                  /* no number */
        "0,1,0,1,0\n999999999999,1,999999999999,1,0\n", /* more than memory holds */
    };
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        struct report_scatter scatter;
        struct error error = {0};
        ck_assert_msg(parse(&scatter, damaged[i], &error) == STATUS_FORMAT, "%zu", i);
        ck_assert_str_eq(error.file, "t.csv");
        ck_assert_ptr_null(scatter.place);
    }
}
END_TEST

/* ---- ln sigma^2 -------------------------------------------------------------------------------- */

/* Means 1, 2, 3, 4, 10 over five dimensions: quartiles 2, 3, 4. Of four, 1, 2, 3, 10: 1.75, 2.5, 4.75. */
static void assert_variance(const float *means, long latent, const char *expected) {
    struct record record;
    struct error error = {0};
    float dimension[8 * DIMENSION_OBSERVABLES] = {0};
    struct text text = {0};
    struct observation made = {.step = 0, .dimension = dimension};
    made.value[OBSERVABLE_logvar_min] = -2;
    made.value[OBSERVABLE_logvar_max] = 12;
    for (long i = 0; i < latent; i++)
        dimension[i * DIMENSION_OBSERVABLES + DIMENSION_logvar_mean] = means[i];
    ck_assert_int_eq(record_new(&record, 1, latent, &error), STATUS_OK);
    record_append(&record, &made);
    report_variance_format(&text, &record);
    const char *line = strstr(text.bytes, "most\n");
    ck_assert_ptr_nonnull(line);
    ck_assert_str_eq(line + 5, expected);
    text_free(&text);
    record_free(&record);
}

START_TEST(variance_format_has_extremes_and_quartiles) {
    assert_variance((const float[]){10, 2, 4, 1, 3}, 5, "0,-2,2,3,4,12\n");
    assert_variance((const float[]){10, 2, 1, 3}, 4, "0,-2,1.75,2.5,4.75,12\n");
    assert_variance((const float[]){7}, 1, "0,-2,7,7,7,12\n");
}
END_TEST

START_TEST(variance_format_without_order_has_no_quartiles) {
    assert_variance((const float[]){1, (float)NAN, 2}, 3, "0,-2,nan,nan,nan,12\n");
    assert_variance(NULL, 0, "0,-2,nan,nan,nan,12\n");
}
END_TEST

/* ---- residuals --------------------------------------------------------------------------------- */

START_TEST(residual_is_in_half_widths_of_the_side_it_is_on) {
    ck_assert_near(report_residual(12, 6, 10, 11, OBSERVABLE_recon), 2, 1e-12);
    ck_assert_near(report_residual(8, 6, 10, 11, OBSERVABLE_recon), -0.5, 1e-12);
    ck_assert_near(report_residual(10, 6, 10, 11, OBSERVABLE_recon), 0, 1e-12);
}
END_TEST

/* A gradient of 8 is one factor of two beyond an interval from 1/4 of 2 to twice 2, on ln. */
START_TEST(residual_of_a_logarithmic_column_is_on_its_scale) {
    ck_assert_near(report_residual(8, 0.5, 2, 4, OBSERVABLE_grad_encoder), 2, 1e-12);
    ck_assert_near(report_residual(1, 0.5, 2, 4, OBSERVABLE_grad_encoder), -0.5, 1e-12);
}
END_TEST

/* Resolution of recon is 0.01 nats: an interval without width counts as one of that. */
START_TEST(residual_of_an_empty_interval_is_in_units_of_the_resolution) {
    ck_assert_near(report_residual(1.02, 1, 1, 1, OBSERVABLE_recon), 2, 1e-9);
}
END_TEST

START_TEST(residual_of_what_is_no_number_is_none) {
    ck_assert(isnan(report_residual((double)NAN, 1, 2, 3, OBSERVABLE_recon)));
    ck_assert(isnan(report_residual(2, (double)NAN, (double)NAN, (double)NAN, OBSERVABLE_recon)));
    ck_assert(isnan(report_residual(HUGE_VAL, 1, 2, 3, OBSERVABLE_recon)));
    ck_assert(isnan(report_residual(-1, 1, 2, 3, OBSERVABLE_grad_encoder)));
}
END_TEST

/* ---- Shannon's curve --------------------------------------------------------------------------- */

/* Write the sweep of runs of data with eigenvalues 4 and 1, sigma_x 1, at `count` values of beta, and
 * of one run of other data. Returns shannon.csv, NULL when there is none. */
static char *written_sweep(long count) {
    static struct fixture fixture;
    struct theory_axis axes[2] = {{.eigenvalue = 4}, {.eigenvalue = 1}};
    struct theory theory = {.reach = THEORY_OPTIMUM, .axis = axes, .axes = 2};
    struct report_sweep sweep = {0};
    struct scenario scenario = {.config.likelihood = {.kind = LIKELIHOOD_GAUSSIAN, .sigma = 1}};
    struct record record = made_record(0, 3);
    struct error error = {0};
    fixture_make(&fixture);
    for (long row = 0; row < 3; row++) {
        made_set(&record, row, OBSERVABLE_kl, 0.5F);
        made_set(&record, row, OBSERVABLE_recon, (float)(2 + log(2 * M_PI)));
    }
    for (long i = 0; i <= count; i++) {
        scenario.config.schedule.beta = 1 + (double)i;
        axes[0].eigenvalue = i < count ? 4 : 5;
        report_sweep_add(&sweep, &scenario, &theory, &record);
    }
    axes[0].eigenvalue = 4;
    scenario.config.steps = 100; /* beta still moves at its end: no point of the sweep */
    scenario.config.schedule.kind = SCHEDULE_LINEAR;
    scenario.config.schedule.length = 95;
    report_sweep_add(&sweep, &scenario, &theory, &record);
    struct report_family family = {.name = "family"};
    struct report report = {.options = &fixture.options};
    ck_assert_msg(report_sweep_write(&family, &report, &sweep, &error) == STATUS_OK, "%s",
                  error.message);
    ck_assert_int_eq(family.sweep, count < 3 ? 0 : count);
    char *written = fixture_read(&fixture, "data/family/shannon.csv");
    report_sweep_free(&sweep);
    record_free(&record);
    fixture_remove(&fixture);
    return written;
}

/* While water stands between 1 and 4, R = ln(4/w)/2 and D = (w + 1)/2 in nats of sigma_x 1, which is
 * (4 e^(-2R) + 1)/2; below, both axes are under it: R = ln(4/w)/2 + ln(1/w)/2, D = w. */
START_TEST(sweep_write_curve_is_reverse_water_filling) {
    char *written = written_sweep(3);
    ck_assert_ptr_nonnull(written);
    long curve = 0, runs = 0;
    double most = 0;
    for (const char *line = written; *line != '\0'; line = strchr(line, '\n') + 1) {
        double rate, distortion, beta;
        if (sscanf(line, "0,nan,%lf,%lf", &rate, &distortion) == 2) {
            double wanted = rate < 0.5 * log(4) ? (4 * exp(-2 * rate) + 1) / 2 : 2 * exp(-rate);
            ck_assert_near(distortion, wanted, 1e-4);
            most = fmax(most, rate);
            curve++;
        }
        if (sscanf(line, "1,%lf,%lf,%lf", &beta, &rate, &distortion) == 3) {
            ck_assert_near(beta, 1 + (double)runs, 1e-9);
            ck_assert_near(rate, 0.5, 1e-6);
            ck_assert_near(distortion, 2, 1e-5); /* recon without ln(2 pi) for two dimensions */
            runs++;
        }
    }
    ck_assert_int_gt(curve, 5);
    ck_assert_int_eq(runs, 3); /* the run of other data is not on this curve */
    ck_assert(most >= 0.5);
    free(written);
}
END_TEST

START_TEST(sweep_write_two_runs_are_no_sweep) {
    ck_assert_ptr_null(written_sweep(2));
}
END_TEST

static Suite *files_suite(void) {
    Suite *suite = suite_create("report files");
    TCase *tests = tcase_create("files");
    tcase_add_test(tests, scatter_parse_known_covariance_gives_its_axes);
    tcase_add_test(tests, scatter_parse_one_dimension_leaves_the_second_axis_empty);
    tcase_add_test(tests, scatter_parse_damaged_table_is_refused);
    tcase_add_test(tests, variance_format_has_extremes_and_quartiles);
    tcase_add_test(tests, variance_format_without_order_has_no_quartiles);
    tcase_add_test(tests, residual_is_in_half_widths_of_the_side_it_is_on);
    tcase_add_test(tests, residual_of_a_logarithmic_column_is_on_its_scale);
    tcase_add_test(tests, residual_of_an_empty_interval_is_in_units_of_the_resolution);
    tcase_add_test(tests, residual_of_what_is_no_number_is_none);
    tcase_add_test(tests, sweep_write_curve_is_reverse_water_filling);
    tcase_add_test(tests, sweep_write_two_runs_are_no_sweep);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(files_suite)
