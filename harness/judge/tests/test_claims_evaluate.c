/* Claims tested on records made by hand: the value, its place, the message, NaN and divergence. */
#include <stdlib.h>

#include "judge/claims_evaluate.h"
#include "tests/check_near.h"
#include "tests/fixtures/claims_fixture.h"
#include "theory/theory.h"

static struct claim_list list;

static void set(struct record *record, long row, enum observable column, double value) {
    record->value[row * OBSERVABLES + column] = (float)value;
}

static long row_of(const struct record *record, long step) {
    long row = record_row_at(record, step);
    ck_assert_int_eq(record->step[row], step);
    return row;
}

static struct record empty_record(long rows) {
    struct record record;
    struct error error = {0};
    ck_assert_int_eq(record_new(&record, rows, 0, &error), STATUS_OK);
    return record;
}

/* Steps t = 0, 10, ..., 1000. All values are exact in binary32:
 *   kl     = t/64                      recon = 64 - t/16
 *   kl_agg = 100 - |t - 200|/8         mi    = kl - 1/2, but kl - 3/4 at t = 960
 * The last tenth has t = 910 ... 1000, mean 955; the ninth has 810 ... 900, mean 855. */
static struct record made_record(void) {
    struct record record = empty_record(101);
    for (long row = 0; row <= 100; row++) {
        struct observation made = {.step = 10 * row};
        double t = (double)made.step;
        record_append(&record, &made);
        set(&record, row, OBSERVABLE_kl, t / 64);
        set(&record, row, OBSERVABLE_recon, 64 - t / 16);
        set(&record, row, OBSERVABLE_kl_agg, 100 - fabs(t - 200) / 8);
        set(&record, row, OBSERVABLE_mi, t / 64 - (made.step == 960 ? 0.75 : 0.5));
    }
    record.outcome = (struct outcome){.step = 1000, .dimension = -1};
    return record;
}

/* The reference has a quarter of the KL. */
static struct record made_reference(void) {
    struct record record = made_record();
    for (long row = 0; row < record.rows; row++)
        set(&record, row, OBSERVABLE_kl, (double)record.step[row] / 256);
    return record;
}

static struct claim_result evaluate(const char *text, const struct record *record,
                                    const struct record *other) {
    struct claim_result result;
    const struct claim_reference reference = {.record = other};
    expect_parsed(&list, text);
    ck_assert_int_eq(list.count, 1);
    claims_evaluate(&result, &list.claims[0], record, &reference);
    return result;
}

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
    /* A tent is no line, but its right side, from step 200 on, is one. */
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
    struct claim_result result = evaluate(cases[_i].text, &record, &reference);
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

/* ---- theory ---------------------------------------------------------------------------------- */

/* The optimum is known of kl, with a standard error of 1/8, and of recon, with none; and the curve is that of the made record, of kl and recon. */
struct made_theory {
    struct theory theory;
    struct theory_curve curve;
    struct claim_reference reference;
};

static void theory_make(struct made_theory *made, const struct record *record, double kl) {
    *made = (struct made_theory){.theory = {.reach = THEORY_OPTIMUM}};
    made->curve.rows = record->rows;
    made->curve.value = calloc((size_t)record->rows * OBSERVABLES, sizeof *made->curve.value);
    ck_assert_ptr_nonnull(made->curve.value);
    for (int i = 0; i < OBSERVABLES; i++)
        made->theory.observable[i] = (double)NAN;
    made->theory.observable[OBSERVABLE_kl] = made->theory.observable[OBSERVABLE_recon] = kl;
    made->theory.error[OBSERVABLE_kl] = 0.125;
    made->theory.error[OBSERVABLE_recon] = (double)NAN;
    for (long cell = 0; cell < record->rows * OBSERVABLES; cell++) {
        long column = cell % OBSERVABLES;
        int is_known = column == OBSERVABLE_kl || column == OBSERVABLE_recon;
        made->curve.value[cell] = is_known ? (double)record->value[cell] : (double)NAN;
    }
    made->reference.theory = &made->theory;
    made->reference.curve = &made->curve;
}

static struct claim_result evaluate_theory(const char *text, const struct record *record,
                                           const struct made_theory *made) {
    struct claim_result result;
    expect_parsed(&list, text);
    ck_assert_int_eq(list.count, 1);
    claims_evaluate(&result, &list.claims[0], record, &made->reference);
    return result;
}

/* The final kl is 14.921875. Above 1 the bound is relative: within 1/16 of 14 is 0.875; of 0.5 it is
 * 1/16. The record is moved by `moved` at step 640, where kl is 10 and 1/64 of it 0.15625, or at
 * step 0, where kl is 0. */
static const struct {
    const char *text;
    double optimum;
    long moved_step;
    double moved;
    int holds;
    long step;
    const char *message;
} of_theory[] = {
    {"[final: {kl: {theory: within 0.0625}}]", 14.921875, 0, 0, 1, -1,
     "final kl = 14.9219 nats (mean of steps 901-1000), theory 14.921875 nats, difference 0 nats "
     "where up to 0.933 nats is allowed, claimed within 0.0625 max(1, |theory|) of theory"},
    {"[final: {kl: {theory: within 0}}]", 14.921875, 0, 0, 1, -1, "difference 0 nats"},
    {"[final: {kl: {theory: within 0.0625}}]", 14.05, 0, 0, 1, -1, "difference 0.872 nats"},
    {"[final: {kl: {theory: within 0.0625}}]", 14, 0, 0, 0, -1,
     "theory 14 nats, difference 0.922 nats where up to 0.875 nats is allowed"},
    {"[final: {kl: {theory: within 0.0625}}]", -15, 0, 0, 0, -1, "difference 29.9 nats"},
    {"[final: {kl: {theory: within 15}}]", 0, 0, 0, 1, -1, "up to 15 nats"},
    {"[final: {kl: {theory: within 14}}]", 0.5, 0, 0, 0, -1, "up to 14 nats"},
    /* 0.921875 off: 0.875 and 3/8 of a standard error. */
    {"[final: {kl: {theory: within 0.0625 and 0.375 standard errors}}]", 14, 0, 0, 1, -1,
     "difference 0.922 nats where up to 0.922 nats is allowed, standard error 0.125 nats, claimed "
     "within 0.0625 max(1, |theory|) + 0.375 standard errors of theory"},
    {"[final: {kl: {theory: within 0.0625 and 0.374 standard errors}}]", 14, 0, 0, 0, -1, "0.922"},
    {"[final: {recon: {theory: within 9}}]", 0, 0, 0, 1, -1, "difference"},
    {"[final: {recon: {theory: within 99 and 1 standard errors}}]", 0, 0, 0, 0, -1,
     "theory says nothing of it: of this column no standard error is known"},
    {"[curve: {kl: {theory: within 0.015625}}]", 0, 640, 0.15625, 1, 640, "kl = 10.1562 nats"},
    {"[curve: {kl: {theory: within 0.015625}}]", 0, 640, 0.1875, 0, 640,
     "kl = 10.1875 nats at step 640, theory 10 nats, difference 0.188 nats where up to 0.156 nats "
     "is allowed, claimed within 0.015625 max(1, |theory|) of theory"},
    {"[curve: {kl: {theory: within 0.015625}}]", 0, 640, -0.1875, 0, 640, "kl = 9.8125 nats"},
    {"[curve: {kl: {theory: within 0.015625}}]", 0, 0, 0.03125, 0, 0, "up to 0.0156 nats"},
    {"[curve: {kl: {theory: within 9}}]", 0, 640, (double)NAN, 0, 640, "kl = nan nats at step 640"},
    {"[curve: {recon: {theory: within 0}}]", 0, 640, 1, 1, 0, "recon = 64 nats at step 0"},
    {"[final: {kl: {theory: within 9}}]", 0, 950, (double)NAN, 0, -1, "final kl = nan nats"},
    /* What theory says nothing of. */
    {"[final: {holes: {theory: within 9}}]", 0, 0, 0, 0, -1,
     "final holes: theory says nothing of it: its formulas do not reach this column, claimed "
     "within 9 max(1, |theory|) of theory"},
    {"[curve: {mi: {theory: within 9}}]", 0, 0, 0, 0, -1,
     "mi: theory says nothing of it: its formulas do not reach this column"},
};

START_TEST(claims_evaluate_theory_is_met_within_its_bound) {
    struct record record = made_record();
    struct made_theory made;
    theory_make(&made, &record, of_theory[_i].optimum);
    long row = row_of(&record, of_theory[_i].moved_step);
    set(&record, row, OBSERVABLE_kl,
        (double)record_value(&record, row, OBSERVABLE_kl) + of_theory[_i].moved);
    struct claim_result result = evaluate_theory(of_theory[_i].text, &record, &made);
    ck_assert_msg(result.holds == of_theory[_i].holds, "%s", result.message);
    ck_assert_msg(strstr(result.message, of_theory[_i].message) != NULL, "%s", result.message);
    ck_assert_int_eq(result.step, of_theory[_i].step);
    free(made.curve.value);
    record_free(&record);
}
END_TEST

/* Off by 1/32 at step 0, where theory is 0, and by 1/64 of theory at step 640, where it is 10: the
 * first is farther, though by a smaller number. */
START_TEST(claims_evaluate_curve_is_shown_where_it_is_farthest) {
    struct record record = made_record();
    struct made_theory made;
    theory_make(&made, &record, 0);
    set(&record, 0, OBSERVABLE_kl, 0.03125);
    set(&record, row_of(&record, 640), OBSERVABLE_kl, 10.15625);
    ck_assert_int_eq(evaluate_theory("[curve: {kl: {theory: within 1}}]", &record, &made).step, 0);
    free(made.curve.value);
    record_free(&record);
}
END_TEST

START_TEST(claims_evaluate_theory_that_reaches_less_says_why) {
    struct record record = made_record();
    struct made_theory made;
    theory_make(&made, &record, (double)NAN);
    made.theory.why = "it rains";
    made.theory.why_no_curve = "it snows";
    made.reference.curve = NULL;
    struct claim_result result = evaluate_theory("[final: {kl: {theory: within 9}}]", &record,
                                                 &made);
    ck_assert(!result.holds);
    ck_assert_ptr_nonnull(strstr(result.message, "final kl: theory says nothing of it: it rains,"));
    result = evaluate_theory("[curve: {kl: {theory: within 9}}]", &record, &made);
    ck_assert(!result.holds);
    ck_assert_ptr_nonnull(strstr(result.message, "kl: theory says nothing of it: it snows,"));
    free(made.curve.value);
    record_free(&record);
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
    struct claim_result result = evaluate("[straight: {column: kl, r2: 0.9}]", &record, NULL);
    ck_assert_near(result.value, 12.0 / 13, 1e-15);
    ck_assert(result.holds);
    result = evaluate("[straight: {column: kl, r2: 0, from: 1}]", &record, NULL);
    ck_assert(!result.holds);
    ck_assert_str_eq(result.message, "R^2 of a line through kl: there are fewer than three rows, "
                                     "claimed at least 0 from step 1");
    result = evaluate("[straight: {column: mi, r2: 0}]", &record, NULL); /* 0/0 */
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
    struct claim_result result = evaluate(planted[_i].text, &record, &reference);
    ck_assert_msg(result.holds, "holds without the NaN: %s", result.message);
    set(&record, row_of(&record, planted[_i].step), planted[_i].column, (double)NAN);
    result = evaluate(planted[_i].text, &record, &reference);
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
    ck_assert(!evaluate(text, &record, &reference).holds);
    record_free(&record);
    record_free(&reference);
}
END_TEST

/* 0.25 plus one unit in the last place of binary32 is 0.2500000298: six digits would show 0.25,
 * which is inside the bounds that it breaks. */
START_TEST(claims_evaluate_value_just_outside_is_shown_outside) {
    struct record record = made_record();
    set(&record, 0, OBSERVABLE_kl, (double)nextafterf(0.25f, 1));
    struct claim_result result = evaluate("[initial: {kl: [0, 0.25]}]", &record, NULL);
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
         "final sigma_x: the record lacks the column, claimed in [0, 9]"},
        {"[tracks: {column: kl, of: sigma_x, within: 1}]", "the record lacks the column"},
        {"[stays: {column: kl, in: [0, 99], from: 1001}]", "the run ended before that step"},
        {"[ratio: {column: kl, of: a.yaml, in: [0, 9]}]",
         "final kl over that of weak-prior/a: there is no record of the other scenario, claimed"},
    };
    record.present[OBSERVABLE_sigma_x] = 0;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        struct claim_result result = evaluate(reasons[i].text, &record, NULL);
        ck_assert(!result.holds && isnan(result.value));
        ck_assert_int_eq(result.step, -1);
        ck_assert_msg(strstr(result.message, reasons[i].message) != NULL, "%s", result.message);
    }
    struct claim_result result = evaluate("[final: {kl: [0, 9]}]", &none, NULL);
    ck_assert(!result.holds);
    ck_assert_ptr_nonnull(strstr(result.message, "the record has no rows"));
    result = evaluate("[ratio: {column: kl, of: a.yaml, in: [0, 9]}]", &record, &none);
    ck_assert(!result.holds);
    struct record foreign = made_record();
    foreign.present[OBSERVABLE_kl] = 0;
    result = evaluate("[ratio: {column: kl, of: a.yaml, in: [0, 9]}]", &record, &foreign);
    ck_assert_ptr_nonnull(strstr(result.message, "other scenario lacks the column"));
    record_append(&none, &(struct observation){.step = 5});
    result = evaluate("[initial: {kl: [-1, 1]}]", &none, NULL);
    ck_assert(!result.holds);
    ck_assert_ptr_nonnull(strstr(result.message, "initial kl: the record begins later"));
    ck_assert(!evaluate("[rises: {column: kl, by: [-1, 1]}]", &none, NULL).holds);
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
    struct claim_result result = evaluate("[final: {kl: [0.5, 0.5]}]", &record, NULL);
    ck_assert(result.holds);
    ck_assert_str_eq(result.message,
                     "final kl = 0.5 nats (mean of step 0), claimed in [0.5, 0.5] nats");
    ck_assert(evaluate("[settles: {column: kl, within: 0}]", &record, NULL).holds);
    ck_assert(evaluate("[tracks: {column: kl, of: kl, within: 0}]", &record, NULL).holds);
    record_free(&record);
}
END_TEST

/* A run that ended at step 61 by a KL of dimension 3 whose sigma^2 reached 0: rows 0, 10, ..., 60
 * and 61. Its last tenth begins behind 61 - 6.1 = 54.9: rows 60 and 61, mean of kl 60.5/64. */
static struct record diverged_record(void) {
    struct record record = empty_record(8);
    for (long row = 0; row < 8; row++) {
        struct observation made = {.step = row < 7 ? 10 * row : 61};
        record_append(&record, &made);
        set(&record, row, OBSERVABLE_kl, (double)made.step / 64);
    }
    record.outcome = (struct outcome){
        .diverged = 1, .step = 61, .term = TERM_KL, .dimension = 3, .tail = TAIL_ZERO};
    return record;
}

static const struct {
    const char *text;
    int holds;
    const char *message;
} divergences[] = {
    {"[becomes non-finite: {}]", 1,
     "non-finite kl at step 61, dimension 3, tail zero, claimed to become non-finite"},
    {"[becomes non-finite: {term: kl, tail: zero, from: 61, by: 61}]", 1,
     "claimed to become non-finite in kl with tail zero from step 61 by step 61"},
    {"['becomes non-finite': {term: kl}]", 1, "in kl"},
    {"[becomes non-finite: {term: recon}]", 0, "claimed to become non-finite in recon"},
    {"[becomes non-finite: {tail: infinite}]", 0, "with tail infinite"},
    {"[becomes non-finite: {by: 60}]", 0, "by step 60"},
    {"[becomes non-finite: {from: 62}]", 0, "from step 62"},
};

START_TEST(claims_evaluate_divergence_is_compared_in_every_part) {
    struct record diverged = diverged_record(), finite = made_record();
    struct claim_result result = evaluate(divergences[_i].text, &diverged, NULL);
    ck_assert_msg(result.holds == divergences[_i].holds, "%s", result.message);
    ck_assert_msg(strstr(result.message, divergences[_i].message) != NULL, "%s", result.message);
    ck_assert(result.value == 61);
    ck_assert_int_eq(result.step, 61);
    result = evaluate(divergences[_i].text, &finite, NULL);
    ck_assert(!result.holds && isnan(result.value));
    ck_assert_int_eq(result.step, -1);
    ck_assert_ptr_nonnull(strstr(result.message, "all values stayed finite up to step 1000"));
    record_free(&diverged);
    record_free(&finite);
}
END_TEST

START_TEST(claims_evaluate_diverged_run_has_windows_of_the_steps_it_made) {
    struct record record = diverged_record();
    struct claim_result result = evaluate("[final: {kl: [0, 1]}]", &record, NULL);
    ck_assert(result.holds);
    ck_assert_near(result.value, 60.5 / 64, 1e-12);
    ck_assert_ptr_nonnull(strstr(result.message, "(mean of steps 55-61)"));
    record_free(&record);
}
END_TEST

START_TEST(claims_evaluate_finiteness_holds_unless_divergence_is_undeclared) {
    struct record diverged = diverged_record(), finite = made_record();
    struct claim_result result;
    expect_parsed(&list, "[final: {kl: [0, 1]}]");
    claims_evaluate_finiteness(&result, &list, &finite);
    ck_assert(result.holds);
    ck_assert_ptr_null(result.claim);
    ck_assert_str_eq(result.message, "all values stayed finite up to step 1000");
    claims_evaluate_finiteness(&result, &list, &diverged);
    ck_assert(!result.holds);
    ck_assert_int_eq(result.step, 61);
    ck_assert_str_eq(result.message, "non-finite kl at step 61, dimension 3, tail zero, and no "
                                     "claim expects that");
    /* A declared divergence is the claim's to judge, even when its step is wrong. */
    expect_parsed(&list, "[final: {kl: [0, 1]}, becomes non-finite: {by: 1}]");
    claims_evaluate_finiteness(&result, &list, &diverged);
    ck_assert(result.holds);
    record_free(&diverged);
    record_free(&finite);
}
END_TEST

/* In a run that diverged the evaluation set may meet a NaN before the training batch does. */
START_TEST(claims_evaluate_finiteness_completed_run_has_no_other_values) {
    static const float values[] = {NAN, HUGE_VALF, -HUGE_VALF};
    static const char *const messages[] = {"mi is nan at step ", "mi is inf at step ",
                                           "mi is -inf at step "};
    struct record finite = made_record(), diverged = diverged_record();
    struct claim_result result;
    expect_parsed(&list, "[becomes non-finite: {by: 1000}]");
    finite.value[6 * OBSERVABLES + OBSERVABLE_mi] = values[_i];
    claims_evaluate_finiteness(&result, &list, &finite);
    ck_assert(!result.holds);
    ck_assert_int_eq(result.step, finite.step[6]);
    ck_assert_msg(strstr(result.message, messages[_i]) == result.message, "%s", result.message);
    ck_assert_ptr_nonnull(strstr(result.message, "the evaluation set was not"));
    finite.present[OBSERVABLE_mi] = 0; /* a column that is not there has no values */
    claims_evaluate_finiteness(&result, &list, &finite);
    ck_assert(result.holds);
    finite.value[6 * OBSERVABLES + OBSERVABLE_batch_kl] = values[_i];
    claims_evaluate_finiteness(&result, &list, &finite);
    ck_assert(!result.holds);
    ck_assert_ptr_null(strstr(result.message, "evaluation"));
    diverged.value[6 * OBSERVABLES + OBSERVABLE_mi] = values[_i];
    claims_evaluate_finiteness(&result, &list, &diverged);
    ck_assert(result.holds);
    record_free(&finite);
    record_free(&diverged);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("claims_evaluate");
    TCase *tests = tcase_create("claims_evaluate");
    tcase_add_loop_test(tests, claims_evaluate_known_curve_gives_value_place_and_words, 0,
                        sizeof cases / sizeof *cases);
    tcase_add_loop_test(tests, claims_evaluate_theory_is_met_within_its_bound, 0,
                        sizeof of_theory / sizeof *of_theory);
    tcase_add_test(tests, claims_evaluate_curve_is_shown_where_it_is_farthest);
    tcase_add_test(tests, claims_evaluate_theory_that_reaches_less_says_why);
    tcase_add_test(tests, claims_evaluate_straight_parabola_has_known_r2);
    tcase_add_loop_test(tests, claims_evaluate_nan_satisfies_nothing, 0,
                        sizeof planted / sizeof *planted);
    tcase_add_test(tests, claims_evaluate_nan_in_reference_fails_ratio);
    tcase_add_test(tests, claims_evaluate_value_just_outside_is_shown_outside);
    tcase_add_test(tests, claims_evaluate_nothing_to_measure_fails_with_the_reason);
    tcase_add_test(tests, claims_evaluate_run_of_no_steps_has_one_row_for_all);
    tcase_add_loop_test(tests, claims_evaluate_divergence_is_compared_in_every_part, 0,
                        sizeof divergences / sizeof *divergences);
    tcase_add_test(tests, claims_evaluate_diverged_run_has_windows_of_the_steps_it_made);
    tcase_add_test(tests, claims_evaluate_finiteness_holds_unless_divergence_is_undeclared);
    tcase_add_loop_test(tests, claims_evaluate_finiteness_completed_run_has_no_other_values, 0, 3);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
