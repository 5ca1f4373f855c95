/* Claims in words. */
#include "judge/claims_evaluate.h"
#include "tests/check_near.h"
#include "tests/fixtures/claims_fixture.h"

static struct claim_list list;

START_TEST(claims_describe_every_verb_in_words) {
    static const char *const words[] = {
        "initial kl is in [0, 0.5] nats",
        "final kl is in [60, 250] nats",
        "peak kl is in [5, 60] nats by step 100",
        "lowest recon is at least 10 nats",
        "kl is in [1, 4] nats at step 300",
        "rise of kl is in [1, 10] nats",
        "fall of recon is at most 40 nats",
        "late relative change of kl is in [-0.05, 0.05]",
        "late relative climb of kl is in [0.02, 9]",
        "kl stays in [0, 0.01] nats from step 500",
        "R^2 of a line through logvar_min is at least 0.98 from step 100",
        "largest distance of mi from kl is in [0, 0.5] nats",
        "final kl over that of learning/healthy is in [20, 1000]",
        "kl is within 0.0001 max(1, |theory|) of theory in every row",
        "the run becomes non-finite in kl with tail zero from step 10 by step 200",
        "the diagnosis is runaway",
    };
    char text[CLAIM_TEXT_MAX];
    expect_parsed(&list, expect_all_verbs);
    for (long i = 0; i < list.count; i++) {
        claims_describe(text, &list.claims[i]);
        ck_assert_str_eq(text, words[i]);
    }
}
END_TEST

START_TEST(claims_describe_theory_with_its_tolerance) {
    char text[CLAIM_TEXT_MAX];
    expect_parsed(&list, "- final: {kl: {theory: within 1e-3}}\n"
                         "- final: {elbo: {theory: within 1e-3 and 4.5 standard errors}}");
    claims_describe(text, &list.claims[0]);
    ck_assert_str_eq(text, "final kl is within 0.001 max(1, |theory|) of theory");
    claims_describe(text, &list.claims[1]);
    ck_assert_str_eq(text,
                     "final elbo is within 0.001 max(1, |theory|) + 4.5 standard errors of theory");
}
END_TEST

START_TEST(claims_describe_a_diagnosis_of_several) {
    char text[CLAIM_TEXT_MAX];
    expect_parsed(&list, "- diagnosis: [healthy, learning, collapse]");
    claims_describe(text, &list.claims[0]);
    ck_assert_str_eq(text, "the diagnosis is collapse, learning or healthy");
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("claims in words");
    TCase *tests = tcase_create("claims");
    tcase_add_test(tests, claims_describe_every_verb_in_words);
    tcase_add_test(tests, claims_describe_theory_with_its_tolerance);
    tcase_add_test(tests, claims_describe_a_diagnosis_of_several);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
