/* Claims on runs that diverged, or should not have. */
#include "judge/claims_evaluate.h"
#include "tests/check_near.h"
#include "tests/fixtures/claims_records.h"

static struct claim_list list;

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
    struct claim_result result = evaluate(&list, divergences[_i].text, &diverged, NULL);
    ck_assert_msg(result.holds == divergences[_i].holds, "%s", result.message);
    ck_assert_msg(strstr(result.message, divergences[_i].message) != NULL, "%s", result.message);
    ck_assert(result.value == 61);
    ck_assert_int_eq(result.step, 61);
    result = evaluate(&list, divergences[_i].text, &finite, NULL);
    ck_assert(!result.holds && isnan(result.value));
    ck_assert_int_eq(result.step, -1);
    ck_assert_ptr_nonnull(strstr(result.message, "all values stayed finite up to step 1000"));
    record_free(&diverged);
    record_free(&finite);
}
END_TEST

START_TEST(claims_evaluate_diverged_run_has_windows_of_the_steps_it_made) {
    struct record record = diverged_record();
    struct claim_result result = evaluate(&list, "[final: {kl: [0, 1]}]", &record, NULL);
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
    Suite *suite = suite_create("claims_finiteness");
    TCase *tests = tcase_create("finiteness");
    tcase_add_loop_test(tests, claims_evaluate_divergence_is_compared_in_every_part, 0,
                        sizeof divergences / sizeof *divergences);
    tcase_add_test(tests, claims_evaluate_diverged_run_has_windows_of_the_steps_it_made);
    tcase_add_test(tests, claims_evaluate_finiteness_holds_unless_divergence_is_undeclared);
    tcase_add_loop_test(tests, claims_evaluate_finiteness_completed_run_has_no_other_values, 0, 3);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
