/* Claims tested on records made by hand: the value, its place, the message, NaN and divergence. */
#include <stdlib.h>

#include "judge/claims_evaluate.h"
#include "tests/check_near.h"
#include "tests/fixtures/claims_records.h"

static struct claim_list list;

/* Stands for a value that nobody has worked out by hand. */
#define UNKNOWN HUGE_VAL

static const struct {
    const char *text;
    int holds;
    double value;
    long step;
    const char *message;
} cases[] = {
    {"[initial: {recon: [64, 64]}]", 1, 64, 0,
     "initial recon = 64 nats at step 0, claimed in [64, 64] nats"},
    {"[initial: {recon: [0, 63.9]}]", 0, 64, 0,
     "initial recon = 64 nats at step 0, claimed in [0, 63.9] nats"},
    /* 955/64 = 14.921875 */
    {"[final: {kl: [14, 15]}]", 1, 14.921875, -1,
     "final kl = 14.9219 nats (mean of steps 901-1000), claimed in [14, 15] nats"},
    {"[final: {kl: [15, .inf]}]", 0, 14.921875, -1,
     "final kl = 14.9219 nats (mean of steps 901-1000), claimed at least 15 nats"},
    {"[peak: {kl_agg: [100, 100], by: 200}]", 1, 100, 200,
     "peak kl_agg = 100 nats at step 200, claimed in [100, 100] nats by step 200"},
    {"[peak: {kl_agg: [100, 100], by: 199}]", 0, 100, 200,
     "peak kl_agg = 100 nats at step 200, claimed in [100, 100] nats by step 199"},
    {"[peak: {kl_agg: [0, 99]}]", 0, 100, 200,
     "peak kl_agg = 100 nats at step 200, claimed in [0, 99] nats"},
    /* 64 - 1000/16 = 1.5; kl_agg falls to 100 - 800/8 = 0 at the end and 75 at the beginning */
    {"[lowest: {recon: [-.inf, 1.5]}]", 1, 1.5, 1000,
     "lowest recon = 1.5 nats at step 1000, claimed at most 1.5 nats"},
    {"[lowest: {kl_agg: [1, 2]}]", 0, 0, 1000,
     "lowest kl_agg = 0 nats at step 1000, claimed in [1, 2] nats"},
    /* 300/64 = 4.6875: the last row at or before 309 is that of 300 */
    {"[at: {step: 309, kl: [4, 4.6875]}]", 1, 4.6875, 300,
     "kl = 4.6875 nats at step 300, claimed in [4, 4.6875] nats at step 309"},
    {"[at: {step: 310, kl: [4, 4.6875]}]", 0, 4.84375, 310,
     "kl = 4.84375 nats at step 310, claimed in [4, 4.6875] nats at step 310"},
    {"[rises: {column: kl, by: [14, 15]}]", 1, 14.921875, -1,
     "rise of kl = 14.9219 nats (step 0 to mean of steps 901-1000), claimed in [14, 15] nats"},
    {"[rises: {column: recon, by: [0, 15]}]", 0, -59.6875, -1,
     "rise of recon = -59.6875 nats (step 0 to mean of steps 901-1000), claimed in [0, 15] nats"},
    /* 955/16 = 59.6875 */
    {"[falls: {column: recon, by: [59, 60]}]", 1, 59.6875, -1,
     "fall of recon = 59.6875 nats (step 0 to mean of steps 901-1000), claimed in [59, 60] nats"},
    /* kl: 955/855 - 1 = 0.1169591; recon: (64 - 955/16)/(64 - 855/16) - 1 = 4.3125/10.5625 - 1
     * = -0.5917160 */
    {"[settles: {column: kl, within: 0.12}]", 1, 955.0 / 855 - 1, -1,
     "late relative change of kl = 0.116959 (mean of steps 901-1000 over that of steps 801-900, "
     "less 1), claimed in [-0.12, 0.12]"},
    {"[settles: {column: kl, within: 0.11}]", 0, 955.0 / 855 - 1, -1, "0.116959"},
    {"[settles: {column: recon, within: 0.59}]", 0, 4.3125 / 10.5625 - 1, -1, "-0.591716"},
    {"[settles: {column: recon, within: 0.6}]", 1, 4.3125 / 10.5625 - 1, -1, "-0.591716"},
    {"[climbs: {column: kl, by: [0.11, 0.12]}]", 1, 955.0 / 855 - 1, -1,
     "late relative climb of kl = 0.116959"},
    {"[climbs: {column: recon, by: [0, 1]}]", 0, 4.3125 / 10.5625 - 1, -1, "-0.591716"},
    /* 500/64 = 7.8125, 1000/64 = 15.625; t/64 first exceeds 10 at t = 650: 10.15625 */
    {"[stays: {column: kl, in: [7.8125, 15.625], from: 500}]", 1, 15.625, 1000,
     "kl = 15.625 nats at step 1000, claimed in [7.8125, 15.625] nats from step 500"},
    {"[stays: {column: kl, in: [0, 10], from: 500}]", 0, 10.15625, 650,
     "kl = 10.1562 nats at step 650, claimed in [0, 10] nats from step 500"},
    {"[stays: {column: kl, in: [1, 20]}]", 0, 0, 0,
     "kl = 0 nats at step 0, claimed in [1, 20] nats"},
    {"[stays: {column: kl, in: [15.625, 16], from: 995}]", 1, 15.625, 1000, ""},
    {"[straight: {column: kl, r2: 0.999999}]", 1, 1, -1, "R^2 of a line through kl = 1, claimed"},
    /* A tent is not a line, but its right side, from step 200 on, is one. */
    {"[straight: {column: kl_agg, r2: 0.99}]", 0, UNKNOWN, -1, "claimed at least 0.99"},
    {"[straight: {column: kl_agg, r2: 0.999999, from: 200}]", 1, 1, -1, "from step 200"},
    {"[tracks: {column: mi, of: kl, within: 0.75}]", 1, 0.75, 960,
     "largest distance of mi from kl = 0.75 nats at step 960 of steps 901-1000, claimed in "
     "[0, 0.75] nats"},
    {"[tracks: {column: mi, of: kl, within: 0.7}]", 0, 0.75, 960, "= 0.75 nats"},
    {"[ratio: {column: kl, of: ../learning/healthy.yaml, in: [4, 4]}]", 1, 4, -1,
     "final kl over that of learning/healthy = 4 (means of steps 901-1000), claimed in [4, 4]"},
    {"[ratio: {column: kl, of: ../learning/healthy.yaml, in: [5, 9]}]", 0, 4, -1, "= 4 ("},
};

START_TEST(claims_evaluate_known_curve_gives_value_place_and_words) {
    struct record record = made_record(), reference = made_reference();
    struct claim_result result = evaluate(&list, cases[_i].text, &record, &reference);
    ck_assert_ptr_eq(result.claim, &list.claims[0]);
    ck_assert_msg(result.holds == cases[_i].holds, "%s", result.message);
    if (cases[_i].value != UNKNOWN)
        ck_assert_near(result.value, cases[_i].value, 1e-12);
    ck_assert_int_eq(result.step, cases[_i].step);
    ck_assert_msg(strstr(result.message, cases[_i].message) != NULL, "%s", result.message);
    record_free(&record);
    record_free(&reference);
}
END_TEST

/* The points (0,0), (1,1), (2,4): means 1 and 5/3; xx = 2, xy = 0 - 0 + 1 (4 - 5/3) + 5/3 = 4,
 * yy = 25/9 + 4/9 + 49/9 = 78/9; R^2 = 16 / (2 * 78/9) = 12/13. */
START_TEST(claims_evaluate_straight_parabola_has_known_r2) {
    struct record record = empty_record(3);
    for (long t = 0; t <= 2; t++) {
        record_append(&record, &(struct observation){.step = t});
        set(&record, t, OBSERVABLE_kl, (double)(t * t));
    }
    struct claim_result result = evaluate(&list, "[straight: {column: kl, r2: 0.9}]", &record,
                                          NULL);
    ck_assert_near(result.value, 12.0 / 13, 1e-15);
    ck_assert(result.holds);
    result = evaluate(&list, "[straight: {column: kl, r2: 0, from: 1}]", &record, NULL);
    ck_assert(!result.holds);
    ck_assert_str_eq(result.message, "R^2 of a line through kl: there are fewer than three rows, "
                                     "claimed at least 0 from step 1");
    result = evaluate(&list, "[straight: {column: mi, r2: 0}]", &record, NULL); /* 0/0 */
    ck_assert(!result.holds && isnan(result.value));
    record_free(&record);
}
END_TEST

/* Bounds that any number satisfies; the NaN stands where only one verb each would miss it. */
static const struct {
    const char *text;
    enum observable column;
    long step;
} planted[] = {
    {"[initial: {kl: [-.inf, .inf]}]", OBSERVABLE_kl, 0},
    {"[final: {kl: [-.inf, .inf]}]", OBSERVABLE_kl, 1000},
    {"[final: {kl: [-.inf, .inf]}]", OBSERVABLE_kl, 910},
    {"[peak: {kl: [-.inf, .inf]}]", OBSERVABLE_kl, 500},
    {"[peak: {kl: [-.inf, .inf]}]", OBSERVABLE_kl, 0},
    {"[lowest: {kl: [-.inf, .inf]}]", OBSERVABLE_kl, 1000},
    {"[at: {step: 305, kl: [-.inf, .inf]}]", OBSERVABLE_kl, 300},
    {"[rises: {column: kl, by: [-.inf, .inf]}]", OBSERVABLE_kl, 0},
    {"[falls: {column: kl, by: [-.inf, .inf]}]", OBSERVABLE_kl, 1000},
    {"[settles: {column: kl, within: .inf}]", OBSERVABLE_kl, 850},
    {"[settles: {column: kl, within: .inf}]", OBSERVABLE_kl, 950},
    {"[climbs: {column: kl, by: [-.inf, .inf]}]", OBSERVABLE_kl, 850},
    {"[stays: {column: kl, in: [-.inf, .inf], from: 500}]", OBSERVABLE_kl, 500},
    {"[stays: {column: kl, in: [-.inf, .inf], from: 500}]", OBSERVABLE_kl, 1000},
    {"[straight: {column: kl, r2: 0}]", OBSERVABLE_kl, 500},
    {"[tracks: {column: mi, of: kl, within: .inf}]", OBSERVABLE_mi, 910},
    {"[tracks: {column: mi, of: kl, within: .inf}]", OBSERVABLE_kl, 1000},
    {"[ratio: {column: kl, of: a.yaml, in: [-.inf, .inf]}]", OBSERVABLE_kl, 950},
};

START_TEST(claims_evaluate_nan_satisfies_nothing) {
    struct record record = made_record(), reference = made_reference();
    struct claim_result result = evaluate(&list, planted[_i].text, &record, &reference);
    ck_assert_msg(result.holds, "holds without the NaN: %s", result.message);
    set(&record, row_of(&record, planted[_i].step), planted[_i].column, (double)NAN);
    result = evaluate(&list, planted[_i].text, &record, &reference);
    ck_assert_msg(!result.holds && isnan(result.value), "%s", result.message);
    ck_assert_ptr_nonnull(strstr(result.message, "= nan"));
    record_free(&record);
    record_free(&reference);
}
END_TEST

START_TEST(claims_evaluate_nan_in_reference_fails_ratio) {
    struct record record = made_record(), reference = made_reference();
    set(&reference, row_of(&reference, 950), OBSERVABLE_kl, (double)NAN);
    const char *text = "[ratio: {column: kl, of: a.yaml, in: [-.inf, .inf]}]";
    ck_assert(!evaluate(&list, text, &record, &reference).holds);
    record_free(&record);
    record_free(&reference);
}
END_TEST

/* 0.25 plus one unit in the last place of binary32 is 0.2500000298: six digits would show 0.25,
 * which is inside the bounds that it breaks. */
START_TEST(claims_evaluate_value_just_outside_is_shown_outside) {
    struct record record = made_record();
    set(&record, 0, OBSERVABLE_kl, (double)nextafterf(0.25f, 1));
    struct claim_result result = evaluate(&list, "[initial: {kl: [0, 0.25]}]", &record, NULL);
    ck_assert(!result.holds);
    ck_assert_str_eq(result.message,
                     "initial kl = 0.25000003 nats at step 0, claimed in [0, 0.25] nats");
    record_free(&record);
}
END_TEST

START_TEST(claims_evaluate_nothing_to_measure_fails_with_the_reason) {
    struct record record = made_record(), none = empty_record(1);
    static const struct {
        const char *text, *message;
    } reasons[] = {
        {"[final: {sigma_x: [0, 9]}]",
         "final sigma_x: the record does not have the column, claimed in [0, 9]"},
        {"[tracks: {column: kl, of: sigma_x, within: 1}]", "the record does not have the column"},
        {"[stays: {column: kl, in: [0, 99], from: 1001}]", "the run ended before that step"},
        {"[ratio: {column: kl, of: a.yaml, in: [0, 9]}]",
         "final kl over that of weak-prior/a: there is no record of the other scenario, claimed"},
    };
    record.present[OBSERVABLE_sigma_x] = 0;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        struct claim_result result = evaluate(&list, reasons[i].text, &record, NULL);
        ck_assert(!result.holds && isnan(result.value));
        ck_assert_int_eq(result.step, -1);
        ck_assert_msg(strstr(result.message, reasons[i].message) != NULL, "%s", result.message);
    }
    struct claim_result result = evaluate(&list, "[final: {kl: [0, 9]}]", &none, NULL);
    ck_assert(!result.holds);
    ck_assert_ptr_nonnull(strstr(result.message, "the record has no rows"));
    result = evaluate(&list, "[ratio: {column: kl, of: a.yaml, in: [0, 9]}]", &record, &none);
    ck_assert(!result.holds);
    struct record foreign = made_record();
    foreign.present[OBSERVABLE_kl] = 0;
    result = evaluate(&list, "[ratio: {column: kl, of: a.yaml, in: [0, 9]}]", &record, &foreign);
    ck_assert_ptr_nonnull(strstr(result.message, "other scenario does not have the column"));
    record_append(&none, &(struct observation){.step = 5});
    result = evaluate(&list, "[initial: {kl: [-1, 1]}]", &none, NULL);
    ck_assert(!result.holds);
    ck_assert_ptr_nonnull(strstr(result.message, "initial kl: the record begins at a later step"));
    ck_assert(!evaluate(&list, "[rises: {column: kl, by: [-1, 1]}]", &none, NULL).holds);
    record_free(&record);
    record_free(&none);
    record_free(&foreign);
}
END_TEST

/* No update was made: the only row is initial and final and every window. */
START_TEST(claims_evaluate_run_of_no_steps_has_one_row_for_all) {
    struct record record = empty_record(1);
    record_append(&record, &(struct observation){.step = 0});
    set(&record, 0, OBSERVABLE_kl, 0.5);
    struct claim_result result = evaluate(&list, "[final: {kl: [0.5, 0.5]}]", &record, NULL);
    ck_assert(result.holds);
    ck_assert_str_eq(result.message,
                     "final kl = 0.5 nats (mean of step 0), claimed in [0.5, 0.5] nats");
    ck_assert(evaluate(&list, "[settles: {column: kl, within: 0}]", &record, NULL).holds);
    ck_assert(evaluate(&list, "[tracks: {column: kl, of: kl, within: 0}]", &record, NULL).holds);
    record_free(&record);
}
END_TEST

/* A record whose KL is 0 to a thousandth from the middle on, and one whose KL is not a number at the end. */
static struct record made_collapse(void) {
    struct record record = made_record();
    for (int column = 0; column < OBSERVABLES; column++)
        record.present[column] = column == OBSERVABLE_recon || column == OBSERVABLE_kl;
    for (long row = 0; row < record.rows; row++) {
        set(&record, row, OBSERVABLE_kl, 4 * exp(-0.2 * (double)row));
        set(&record, row, OBSERVABLE_recon, 20 + 40 * exp(-0.1 * (double)row));
    }
    return record;
}

START_TEST(claims_evaluate_diagnosis) {
    struct record record = made_collapse();
    struct claim_result result = evaluate(&list, "- diagnosis: collapse", &record, NULL);
    ck_assert_msg(result.holds, "%s", result.message);
    ck_assert(result.value > 0.3 && result.value <= 1); /* the confidence */
    ck_assert_int_eq(result.step, -1);
    ck_assert_ptr_eq(strstr(result.message, "diagnosis is collapse (confidence 0."),
                     result.message);
    ck_assert_ptr_nonnull(strstr(result.message, "; kl falls from 4 "));
    ck_assert_ptr_nonnull(strstr(result.message, "), claimed collapse"));
    ck_assert(evaluate(&list, "- diagnosis: [healthy, collapse]", &record, NULL).holds);
    result = evaluate(&list, "- diagnosis: [healthy, learning]", &record, NULL);
    ck_assert(!result.holds);
    ck_assert_ptr_nonnull(strstr(result.message, "diagnosis is collapse"));
    ck_assert_ptr_nonnull(strstr(result.message, "), claimed learning or healthy"));
    record_free(&record);
}
END_TEST

/* A run that diverged, and one without a row, have a diagnosis as well. */
START_TEST(claims_evaluate_diagnosis_of_what_ended_early) {
    struct record record = made_collapse(), none = empty_record(1);
    record.outcome = (struct outcome){
        .diverged = 1, .step = 1000, .term = TERM_KL, .tail = TAIL_ZERO, .dimension = 3};
    struct claim_result result = evaluate(&list, "- diagnosis: explosion", &record, NULL);
    ck_assert_msg(result.holds, "%s", result.message);
    ck_assert_ptr_nonnull(strstr(result.message, "the run ended at step 1000: kl is not finite"));
    ck_assert(!evaluate(&list, "- diagnosis: collapse", &record, NULL).holds);
    result = evaluate(&list, "- diagnosis: insufficient", &none, NULL);
    ck_assert_msg(result.holds, "%s", result.message);
    ck_assert(!evaluate(&list, "- diagnosis: healthy", &none, NULL).holds);
    record_free(&record);
    record_free(&none);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("claims_evaluate");
    TCase *tests = tcase_create("claims_evaluate");
    tcase_add_loop_test(tests, claims_evaluate_known_curve_gives_value_place_and_words, 0,
                        sizeof cases / sizeof *cases);
    tcase_add_test(tests, claims_evaluate_straight_parabola_has_known_r2);
    tcase_add_loop_test(tests, claims_evaluate_nan_satisfies_nothing, 0,
                        sizeof planted / sizeof *planted);
    tcase_add_test(tests, claims_evaluate_nan_in_reference_fails_ratio);
    tcase_add_test(tests, claims_evaluate_value_just_outside_is_shown_outside);
    tcase_add_test(tests, claims_evaluate_nothing_to_measure_fails_with_the_reason);
    tcase_add_test(tests, claims_evaluate_run_of_no_steps_has_one_row_for_all);
    tcase_add_test(tests, claims_evaluate_diagnosis);
    tcase_add_test(tests, claims_evaluate_diagnosis_of_what_ended_early);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
