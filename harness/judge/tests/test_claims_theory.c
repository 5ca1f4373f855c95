/* Claims of theory: known answers, and the errors where theory has none. */
#include <stdlib.h>

#include "judge/claims_evaluate.h"
#include "tests/check_near.h"
#include "tests/fixtures/claims_records.h"
#include "theory/theory.h"

static struct claim_list list;

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
     "theory has no answer: the standard error of this column is not known"},
    {"[curve: {kl: {theory: within 0.015625}}]", 0, 640, 0.15625, 1, 640, "kl = 10.1562 nats"},
    {"[curve: {kl: {theory: within 0.015625}}]", 0, 640, 0.1875, 0, 640,
     "kl = 10.1875 nats at step 640, theory 10 nats, difference 0.188 nats where up to 0.156 nats "
     "is allowed, claimed within 0.015625 max(1, |theory|) of theory"},
    {"[curve: {kl: {theory: within 0.015625}}]", 0, 640, -0.1875, 0, 640, "kl = 9.8125 nats"},
    {"[curve: {kl: {theory: within 0.015625}}]", 0, 0, 0.03125, 0, 0, "up to 0.0156 nats"},
    {"[curve: {kl: {theory: within 9}}]", 0, 640, (double)NAN, 0, 640, "kl = nan nats at step 640"},
    {"[curve: {recon: {theory: within 0}}]", 0, 640, 1, 1, 0, "recon = 64 nats at step 0"},
    {"[final: {kl: {theory: within 9}}]", 0, 950, (double)NAN, 0, -1, "final kl = nan nats"},
    /* Where theory has no answer. */
    {"[final: {holes: {theory: within 9}}]", 0, 0, 0, 0, -1,
     "final holes: theory has no answer: its formulas do not cover this column, claimed "
     "within 9 max(1, |theory|) of theory"},
    {"[curve: {mi: {theory: within 9}}]", 0, 0, 0, 0, -1,
     "mi: theory has no answer: its formulas do not cover this column"},
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
    ck_assert_ptr_nonnull(strstr(result.message, "final kl: theory has no answer: it rains,"));
    result = evaluate_theory("[curve: {kl: {theory: within 9}}]", &record, &made);
    ck_assert(!result.holds);
    ck_assert_ptr_nonnull(strstr(result.message, "kl: theory has no answer: it snows,"));
    free(made.curve.value);
    record_free(&record);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("claims_theory");
    TCase *tests = tcase_create("claims of theory");
    tcase_add_loop_test(tests, claims_evaluate_theory_is_met_within_its_bound, 0,
                        sizeof of_theory / sizeof *of_theory);
    tcase_add_test(tests, claims_evaluate_curve_is_shown_where_it_is_farthest);
    tcase_add_test(tests, claims_evaluate_theory_that_reaches_less_says_why);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
