/* With which weight the KL is in the total, of logs whose formula is known. */
#include "diagnose/weights.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "diagnose/tests/curve_record.h"
#include "tests/check_near.h"

enum { ROWS = 100 };

static double recon_of(long row) {
    return 20 + 25 * exp(-0.08 * (double)row);
}
static double kl_of(long row) {
    return 3.2 - 3 * exp(-0.06 * (double)row);
}
static double ramp_of(long row) {
    return fmin((double)row / 60, 1);
}
static double plain_of(long row) {
    return recon_of(row) + kl_of(row);
}
static double weighted_of(long row) {
    return recon_of(row) + 4 * kl_of(row);
}
static double tiny_of(long row) {
    return recon_of(row) + 1e-6 * kl_of(row);
}
static double total_ramp_of(long row) {
    return recon_of(row) + ramp_of(row) * kl_of(row);
}
/* A penalty that comes and goes. */
static double third_of(long row) {
    return plain_of(row) + 6 + 5 * sin(0.9 * (double)row);
}
/* A mean over 784 pixels, of which the terms are sums. */
static double scaled_of(long row) {
    return plain_of(row) / 784;
}
static double elbo_of(long row) {
    return -plain_of(row);
}

/* Of a log with recon, kl and what is given: NULL for what is not logged. */
static struct record log_of(double (*total)(long), double (*beta)(long), long rows) {
    struct record record;
    curve_record(&record, rows);
    curve_record_fill(&record, OBSERVABLE_recon, recon_of);
    curve_record_fill(&record, OBSERVABLE_kl, kl_of);
    if (total != NULL)
        curve_record_fill(&record, OBSERVABLE_loss, total);
    if (beta != NULL)
        curve_record_fill(&record, OBSERVABLE_beta, beta);
    return record;
}

static struct weights found_in(struct record *record) {
    struct weights weights;
    ck_assert_int_eq(weights_find(&weights, record, NULL), STATUS_OK);
    record_free(record);
    return weights;
}

static struct weights find(double (*total)(long), double (*beta)(long)) {
    struct record record = log_of(total, beta, ROWS);
    return found_in(&record);
}

static void assert_weights(struct weights *weights, enum total_parts parts,
                           enum weight_source source) {
    ck_assert_int_eq(weights->parts, parts);
    ck_assert_int_eq(weights->source, source);
    ck_assert_int_eq(weights->beta.count > 0, source != WEIGHT_UNKNOWN);
}

START_TEST(weights_logged) {
    struct weights weights = find(total_ramp_of, ramp_of);
    assert_weights(&weights, TOTAL_BETA, WEIGHT_LOGGED);
    ck_assert(weights.misfit < 1e-3);
    ck_assert_near(weights.beta.value[30], 0.5, 1e-7);
    ck_assert(weights.beta.step[30] == 30);
    weights_free(&weights);
    weights = find(NULL, ramp_of);
    assert_weights(&weights, TOTAL_ABSENT, WEIGHT_LOGGED);
    ck_assert(isnan(weights.misfit));
    weights_free(&weights);
}
END_TEST

/* The weight is logged and the total does not have it: the column of beta counts, and the parts say so. */
START_TEST(weights_logged_and_the_total_is_plain) {
    struct weights weights = find(plain_of, ramp_of);
    assert_weights(&weights, TOTAL_PLAIN, WEIGHT_LOGGED);
    ck_assert_near(weights.beta.value[30], 0.5, 1e-7);
    weights_free(&weights);
}
END_TEST

START_TEST(weights_plain) {
    struct weights weights = find(plain_of, NULL);
    assert_weights(&weights, TOTAL_PLAIN, WEIGHT_INFERRED);
    ck_assert_int_eq(weights.beta.count, ROWS);
    ck_assert(curve_smallest(&weights.beta, 0) == 0 && weights.beta.value[0] == 1);
    weights_free(&weights);
}
END_TEST

START_TEST(weights_of_an_elbo) {
    struct record record = log_of(NULL, NULL, ROWS);
    curve_record_fill(&record, OBSERVABLE_elbo, elbo_of);
    struct weights weights = found_in(&record);
    assert_weights(&weights, TOTAL_PLAIN, WEIGHT_INFERRED);
    weights_free(&weights);
}
END_TEST

START_TEST(weights_one_weight) {
    struct weights weights = find(weighted_of, NULL);
    assert_weights(&weights, TOTAL_WEIGHTED, WEIGHT_INFERRED);
    ck_assert_near(curve_level(&weights.beta, 0, 1), 4, 1e-4);
    ck_assert(weights.beta.from == 0 && weights.beta.to == ROWS - 1);
    weights_free(&weights);
}
END_TEST

/* Latent diffusion's 1e-6: the term is below the digits of the total, so that any small weight fits, and 1 does not. */
START_TEST(weights_tiny) {
    struct weights weights = find(tiny_of, NULL);
    ck_assert_int_ne(weights.parts, TOTAL_PLAIN);
    ck_assert(weights.beta.count == 0 || fabs(curve_level(&weights.beta, 0.5, 1)) < 1e-3);
    weights_free(&weights);
}
END_TEST

START_TEST(weights_a_ramp) {
    struct weights weights = find(total_ramp_of, NULL);
    assert_weights(&weights, TOTAL_RAMP, WEIGHT_INFERRED);
    ck_assert_near(curve_level(&weights.beta, 0.3, 0.31), 0.5, 0.01);
    ck_assert_near(curve_last(&weights.beta), 1, 1e-3);
    weights_free(&weights);
}
END_TEST

static double quarter_of(long row) {
    return ramp_of(row) < 0.6 ? 0 : 1;
}
static double step_total_of(long row) {
    return recon_of(row) + quarter_of(row) * kl_of(row);
}

/* A weight that is switched on is a ramp, too. */
START_TEST(weights_a_switch) {
    struct weights weights = find(step_total_of, NULL);
    assert_weights(&weights, TOTAL_RAMP, WEIGHT_INFERRED);
    ck_assert_near(curve_first(&weights.beta), 0, 1e-3);
    ck_assert_near(curve_last(&weights.beta), 1, 1e-3);
    weights_free(&weights);
}
END_TEST

START_TEST(weights_of_what_is_none) {
    static double (*const totals[])(long) = {third_of, scaled_of};
    for (int i = 0; i < 2; i++) {
        struct weights weights = find(totals[i], NULL);
        assert_weights(&weights, TOTAL_OTHER, WEIGHT_UNKNOWN);
        ck_assert(weights.misfit > 0.05);
        weights_free(&weights);
        weights = find(totals[i], ramp_of);
        assert_weights(&weights, TOTAL_OTHER, WEIGHT_LOGGED);
        weights_free(&weights);
    }
}
END_TEST

static void round_column(struct record *record, enum observable column, int digits) {
    char text[32];
    for (long row = 0; row < record->rows; row++) {
        snprintf(text, sizeof text, "%.*g", digits, (double)record_value(record, row, column));
        curve_record_set(record, row, column, strtod(text, NULL));
    }
}

/* As they are printed, with 3 or 4 digits. */
START_TEST(weights_of_rounded_numbers) {
    static const struct {
        double (*total)(long);
        enum total_parts parts;
    } cases[] = {{plain_of, TOTAL_PLAIN}, {weighted_of, TOTAL_WEIGHTED}, {third_of, TOTAL_OTHER}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int digits = 3; digits <= 4; digits++) {
            struct record record = log_of(cases[i].total, NULL, ROWS);
            round_column(&record, OBSERVABLE_recon, digits);
            round_column(&record, OBSERVABLE_kl, digits);
            round_column(&record, OBSERVABLE_loss, digits);
            struct weights weights = found_in(&record);
            ck_assert_msg(weights.parts == cases[i].parts, "case %zu, %d digits: %d", i, digits,
                          (int)weights.parts);
            weights_free(&weights);
        }
}
END_TEST

/* Both terms and the total in other units: the same weight. */
START_TEST(weights_do_not_depend_on_units) {
    static const enum observable columns[] = {OBSERVABLE_recon, OBSERVABLE_kl, OBSERVABLE_loss};
    static const double units[] = {1.0 / 784, 128};
    for (int unit = 0; unit < 2; unit++) {
        struct record record = log_of(weighted_of, NULL, ROWS);
        for (long row = 0; row < ROWS; row++)
            for (int i = 0; i < 3; i++)
                record.value[row * OBSERVABLES + columns[i]] *= (float)units[unit];
        struct weights weights = found_in(&record);
        assert_weights(&weights, TOTAL_WEIGHTED, WEIGHT_INFERRED);
        ck_assert_near(curve_level(&weights.beta, 0, 1), 4, 1e-3);
        weights_free(&weights);
    }
}
END_TEST

/* Rows in which a value is not finite, or empty, say nothing. */
START_TEST(weights_leave_out_broken_rows) {
    struct record record = log_of(weighted_of, NULL, ROWS);
    for (long row = 0; row < ROWS; row += 2)
        curve_record_set(&record, row, row % 4 == 0 ? OBSERVABLE_kl : OBSERVABLE_loss,
                         row % 8 == 0 ? HUGE_VAL : (double)NAN);
    curve_record_empty(&record, 1, OBSERVABLE_recon);
    struct weights weights = found_in(&record);
    assert_weights(&weights, TOTAL_WEIGHTED, WEIGHT_INFERRED);
    ck_assert_int_eq(weights.beta.count, ROWS / 2 - 1);
    ck_assert(weights.beta.from == 3);
    weights_free(&weights);
}
END_TEST

START_TEST(weights_of_too_few_rows) {
    for (long rows = 0; rows <= 3; rows++) {
        struct record record = log_of(plain_of, NULL, rows);
        struct weights weights = found_in(&record);
        assert_weights(&weights, rows < 3 ? TOTAL_ABSENT : TOTAL_PLAIN,
                       rows < 3 ? WEIGHT_UNKNOWN : WEIGHT_INFERRED);
        weights_free(&weights);
    }
    for (long rows = 3; rows < 8; rows++) { /* a ramp needs more */
        struct record record = log_of(total_ramp_of, NULL, rows);
        struct weights weights = found_in(&record);
        ck_assert_int_ne(weights.parts, TOTAL_RAMP);
        weights_free(&weights);
    }
}
END_TEST

/* Without one of the terms, or with nothing but NaN in it, there are no parts. */
START_TEST(weights_without_a_term) {
    struct record record = log_of(plain_of, NULL, ROWS);
    record.present[OBSERVABLE_kl] = 0;
    struct weights weights = found_in(&record);
    assert_weights(&weights, TOTAL_ABSENT, WEIGHT_UNKNOWN);
    weights_free(&weights);
    record = log_of(plain_of, ramp_of, ROWS);
    for (long row = 0; row < ROWS; row++) {
        curve_record_set(&record, row, OBSERVABLE_recon, (double)NAN);
        curve_record_set(&record, row, OBSERVABLE_beta, (double)NAN);
    }
    weights = found_in(&record);
    assert_weights(&weights, TOTAL_ABSENT, WEIGHT_UNKNOWN);
    weights_free(&weights);
}
END_TEST

static Suite *weights_suite(void) {
    Suite *suite = suite_create("weights");
    TCase *tests = tcase_create("weights");
    tcase_add_test(tests, weights_logged);
    tcase_add_test(tests, weights_logged_and_the_total_is_plain);
    tcase_add_test(tests, weights_plain);
    tcase_add_test(tests, weights_of_an_elbo);
    tcase_add_test(tests, weights_one_weight);
    tcase_add_test(tests, weights_tiny);
    tcase_add_test(tests, weights_a_ramp);
    tcase_add_test(tests, weights_a_switch);
    tcase_add_test(tests, weights_of_what_is_none);
    tcase_add_test(tests, weights_of_rounded_numbers);
    tcase_add_test(tests, weights_do_not_depend_on_units);
    tcase_add_test(tests, weights_leave_out_broken_rows);
    tcase_add_test(tests, weights_of_too_few_rows);
    tcase_add_test(tests, weights_without_a_term);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(weights_suite)
