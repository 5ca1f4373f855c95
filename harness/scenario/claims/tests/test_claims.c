/* Claims: reading and writing them. */
#include "base/text.h"
#include "tests/check_near.h"
#include "tests/fixtures/claims_fixture.h"

static struct claim_list list;

START_TEST(claims_format_every_verb_reads_back_the_same) {
    struct text text = {0};
    expect_parsed(&list, expect_all_verbs);
    ck_assert_int_eq(list.count, CLAIM_KINDS);
    for (long kind = 0; kind < CLAIM_KINDS; kind++)
        ck_assert_int_eq(list.claims[kind].kind, kind); /* none forgotten above */
    claims_format(&text, &list, "weak-prior");
    ck_assert_str_eq(text.bytes, expect_all_verbs);
    text_free(&text);
}
END_TEST

START_TEST(claims_format_optional_keys_not_given_are_not_written) {
    struct text text = {0};
    expect_parsed(&list, "[peak: {kl: [1, 2]}, becomes non-finite: {}]");
    claims_format(&text, &list, "weak-prior");
    ck_assert_str_eq(text.bytes, "\n  - peak: {kl: [1, 2]}\n  - becomes non-finite: {from: 0}");
    text_free(&text);
    expect_parsed(&list, "[]");
    claims_format(&text, &list, "weak-prior");
    ck_assert_str_eq(text.bytes, " []");
    text_free(&text);
}
END_TEST

START_TEST(claims_parse_fills_every_field) {
    expect_parsed(&list, expect_all_verbs);
    const struct claim *claims = list.claims;
    ck_assert_int_eq(claims[CLAIM_INITIAL].column, OBSERVABLE_kl);
    ck_assert(claims[CLAIM_INITIAL].low == 0 && claims[CLAIM_INITIAL].high == 0.5);
    ck_assert_int_eq(claims[CLAIM_INITIAL].by, -1);
    ck_assert_int_eq(claims[CLAIM_INITIAL].from, 0);
    ck_assert_int_eq(claims[CLAIM_PEAK].by, 100);
    ck_assert(claims[CLAIM_LOWEST].high == HUGE_VAL);
    ck_assert_int_eq(claims[CLAIM_AT].by, 300);
    ck_assert(claims[CLAIM_SETTLES].low == -0.05 && claims[CLAIM_SETTLES].high == 0.05);
    ck_assert_int_eq(claims[CLAIM_STAYS].from, 500);
    ck_assert(claims[CLAIM_STRAIGHT].low == 0.98 && claims[CLAIM_STRAIGHT].high == HUGE_VAL);
    ck_assert_int_eq(claims[CLAIM_TRACKS].column, OBSERVABLE_mi);
    ck_assert_int_eq(claims[CLAIM_TRACKS].other, OBSERVABLE_kl);
    ck_assert(claims[CLAIM_TRACKS].low == 0 && claims[CLAIM_TRACKS].high == 0.5);
    ck_assert_str_eq(claims[CLAIM_RATIO].reference, "learning/healthy");
    ck_assert_int_eq(claims[CLAIM_NON_FINITE].term, TERM_KL);
    ck_assert_int_eq(claims[CLAIM_NON_FINITE].tail, TAIL_ZERO);
    ck_assert_int_eq(claims[CLAIM_NON_FINITE].from, 10);
    ck_assert_int_eq(claims[CLAIM_NON_FINITE].by, 200);
    ck_assert_int_eq(claims[CLAIM_NON_FINITE].line, 16); /* the text begins with a new line */
}
END_TEST

/* One end in words is [x, .inf] or [-.inf, x], and both together are [x, y]; so they are written. */
START_TEST(claims_parse_one_end_of_the_bounds_in_words) {
    struct text text = {0};
    expect_parsed(&list, "- ratio: {column: kl, of: ../learning/healthy.yaml, at least: 20}\n"
                         "- falls: {column: recon, at most: 3}\n"
                         "- stays: {column: kl, at least: 1, at most: 2}");
    claims_format(&text, &list, "weak-prior");
    ck_assert_str_eq(text.bytes,
                     "\n  - ratio: {column: kl, of: \"../learning/healthy.yaml\", in: [20, .inf]}"
                     "\n  - falls: {column: recon, by: [-.inf, 3]}"
                     "\n  - stays: {column: kl, in: [1, 2], from: 0}");
    text_free(&text);
}
END_TEST

START_TEST(claims_parse_theory_in_place_of_bounds) {
    struct text text = {0};
    expect_parsed(&list, "- final: {kl: {theory: within 1e-3}, mi: [0, 1]}\n"
                         "- curve: {recon: {theory: \"within 0\"}}");
    ck_assert_int_eq(list.count, 3);
    ck_assert(list.claims[0].of_theory && list.claims[0].high == 1e-3);
    ck_assert(!list.claims[1].of_theory && list.claims[1].high == 1);
    ck_assert_int_eq(list.claims[2].kind, CLAIM_CURVE);
    ck_assert_int_eq(list.claims[2].column, OBSERVABLE_recon);
    ck_assert(list.claims[2].of_theory && list.claims[2].high == 0);
    claims_format(&text, &list, "weak-prior");
    ck_assert_str_eq(text.bytes, "\n  - final: {kl: {theory: within 0.001}}"
                                 "\n  - final: {mi: [0, 1]}"
                                 "\n  - curve: {recon: {theory: within 0}}");
    text_free(&text);
}
END_TEST

START_TEST(claims_parse_theory_takes_standard_errors_besides) {
    struct text text = {0};
    expect_parsed(&list, "- final: {elbo: {theory: within 1e-3 and 4.5 standard errors}}");
    ck_assert_int_eq(list.count, 1);
    ck_assert(list.claims[0].of_theory && list.claims[0].high == 1e-3);
    ck_assert(list.claims[0].errors == 4.5);
    claims_format(&text, &list, "weak-prior");
    ck_assert_str_eq(text.bytes,
                     "\n  - final: {elbo: {theory: within 0.001 and 4.5 standard errors}}");
    text_free(&text);
}
END_TEST

START_TEST(claims_parse_several_columns_become_several_claims) {
    expect_parsed(&list,
                  "- at:\n    kl: [1, 2]\n    step: 7\n    recon: [3, 4]\n- final: {mi: [5, 6]}");
    ck_assert_int_eq(list.count, 3);
    ck_assert_int_eq(list.claims[0].column, OBSERVABLE_kl);
    ck_assert_int_eq(list.claims[1].column, OBSERVABLE_recon);
    ck_assert_int_eq(list.claims[1].by, 7);
    ck_assert_int_eq(list.claims[1].line, 4);
    ck_assert(list.claims[1].low == 3 && list.claims[1].high == 4);
    ck_assert_int_eq(list.claims[2].kind, CLAIM_FINAL);
    ck_assert_int_eq(list.claims[2].by, -1);
}
END_TEST

START_TEST(claims_parse_a_diagnosis) {
    struct text text = {0};
    expect_parsed(&list, "- diagnosis: runaway\n- diagnosis: [healthy, collapse, healthy]\n"
                         "- diagnosis: [annealing]");
    ck_assert_int_eq(list.count, 3);
    for (long i = 0; i < 3; i++)
        ck_assert_int_eq(list.claims[i].kind, CLAIM_DIAGNOSIS);
    ck_assert_uint_eq(list.claims[0].states, 1U << STATE_RUNAWAY);
    ck_assert_uint_eq(list.claims[1].states, 1U << STATE_HEALTHY | 1U << STATE_COLLAPSE);
    ck_assert_int_eq(list.claims[1].line, 2);
    claims_format(&text, &list, "weak-prior"); /* in the order of the table, one without brackets */
    ck_assert_str_eq(text.bytes, "\n  - diagnosis: runaway"
                                 "\n  - diagnosis: [collapse, healthy]"
                                 "\n  - diagnosis: annealing");
    text_free(&text);
}
END_TEST

static const struct {
    const char *text;
    long line, column;
    const char *message, *hint;
} bad[] = {
    {"final: {kl: [1, 2]}", 1, 1, "expect must be a list of claims", ""},
    {"[final]", 1, 2, "a claim must be one word and its keys", ""},
    {"- final: {kl: [1, 2]}\n  peak: {kl: [1, 2]}", 1, 3, "must be one word", ""},
    {"- {}", 1, 3, "must be one word", ""},
    {"- finale: {kl: [1, 2]}", 1, 3,
     "unknown expectation 'finale'; must be one of initial, final, peak", "did you mean final?"},
    {"- diagnosed: runaway", 1, 3, "unknown expectation 'diagnosed'", "did you mean diagnosis?"},
    {"- diagnosis: runawy", 1, 14,
     "unknown diagnosis 'runawy'; must be one of logging-bug, explosion, insufficient",
     "did you mean runaway?"},
    {"- diagnosis: sick", 1, 14, "unknown diagnosis 'sick'; must be one of logging-bug", ""},
    {"- diagnosis: Healthy", 1, 14, "unknown diagnosis 'Healthy'", "did you mean healthy?"},
    {"- diagnosis: [healthy, colapse]", 1, 24, "unknown diagnosis 'colapse'",
     "did you mean collapse?"},
    {"- diagnosis: []", 1, 14, "diagnosis must be a state, or a list of one or more", ""},
    {"- diagnosis: [[healthy]]", 1, 15, "a value here must be text, found a list", ""},
    {"- diagnosis: {state: runaway}", 1, 14, "diagnosis must be text, found a map", ""},
    {"- final: 3", 1, 10, "final must be a map",
     "final takes a map of columns with their bounds, as in {kl: [1, 4]}"},
    {"- final: {}", 1, 10, "final names no column", ""},
    {"- at: {step: 3}", 1, 7, "at names no column", ""},
    {"- final: {kll: [1, 2]}", 1, 11, "unknown column 'kll'; must be one of beta, recon, kl",
     "did you mean kl?"},
    {"- final: {kl: [1, 2], by: 3}", 1, 23, "unknown column 'by'", ""},
    {"- rises: {kl: [1, 2], column: kl, by: [1, 2]}", 1, 11,
     "unknown key 'kl'; must be one of column, by", ""},
    {"- rises: {column: kk, by: [1, 2]}", 1, 19, "unknown column 'kk'; must be one of beta",
     "did you mean kl?"},
    {"- rises: {column: [kl], by: [1, 2]}", 1, 19, "column must be text", ""},
    {"- rises: {column: kl}", 1, 10, "rises needs a bound",
     "rises takes a map of column, by (a bound), at least (a bound), at most (a bound)"},
    {"- rises: {by: [1, 2]}", 1, 10, "rises needs the key 'column'",
     "rises takes a map of column, by (a bound), at least (a bound), at most (a bound)"},
    {"- ratio: {column: kl, of: a.yaml, at least: 3, at most: 2}", 1, 10,
     "ratio has its lower bound 3 above its upper bound 2", ""},
    {"- rises: {column: kl, at least: .nan}", 1, 33, "a bound must be a number or .inf", ""},
    {"- at: {kl: [1, 2]}", 1, 7, "at needs the key 'step'",
     "at takes a map of columns with their bounds, as in {kl: [1, 4]}, step"},
    {"- final: {kl: 3}", 1, 15, "kl must be bounds [low, high]", ""},
    {"- final: {kl: [1]}", 1, 15, "kl must be bounds [low, high]", ""},
    {"- final: {kl: [1, 2, 3]}", 1, 15, "kl must be bounds [low, high]", ""},
    {"- final: {kl: [1, x]}", 1, 19, "must be a number", ""},
    {"- final: {kl: [.nan, 2]}", 1, 16, "not .nan, which nothing satisfies", ""},
    {"- final: {kl: [1, .nan]}", 1, 19, "not .nan, which nothing satisfies", ""},
    {"- final: {kl: [2, 1]}", 1, 15, "kl has its lower bound 2 above its upper bound 1", ""},
    {"- settles: {column: kl, within: -1}", 1, 33, "within is -1; must be from 0 to inf", ""},
    {"- tracks: {column: kl, of: mi, within: -1}", 1, 40, "within is -1; must be from 0 to inf",
     ""},
    {"- settles: {column: kl, within: .nan}", 1, 33, "not .nan", ""},
    {"- straight: {column: kl, r2: 1.5}", 1, 30, "r2 is 1.5; must be from 0 to 1", ""},
    {"- peak: {kl: [1, 2], by: -1}", 1, 26, "by is -1; must be a step, at least 0", ""},
    {"- peak: {kl: [1, 2], by: [1]}", 1, 26, "by must be an integer", ""},
    {"- ratio: {column: kl, of: healthy, in: [1, 2]}", 1, 27,
     "of: 'healthy' is not a scenario file", "write 'healthy.yaml'"},
    {"- ratio: {column: kl, of: ../../x.yaml, in: [1, 2]}", 1, 27,
     "of: '../../x.yaml' leaves the experiments folder", ""},
    {"- ratio: {column: kl, of: [], in: [1, 2]}", 1, 27, "of must be text", ""},
    {"- curve: {kl: [1, 2]}", 1, 15, "kl must be {theory: within x}", ""},
    {"- curve: {}", 1, 10, "curve names no column", ""},
    {"- curve: kl", 1, 10, "curve must be a map",
     "curve takes a map of columns with their bounds, as in {kl: {theory: within 1e-3}}"},
    {"- final: {kl: {theorie: within 1}}", 1, 15, "kl must be {theory: within x}", ""},
    {"- final: {kl: {theory: within 1, of: x}}", 1, 15, "kl must be {theory: within x}", ""},
    {"- final: {kl: {theory: 1e-3}}", 1, 24, "theory must be 'within' and a number", ""},
    {"- final: {kl: {theory: [1, 2]}}", 1, 24, "theory must be 'within' and a number", ""},
    {"- final: {kl: {theory: within x}}", 1, 31, "theory must be a number, found \"x\"", ""},
    {"- final: {kl: {theory: within -1}}", 1, 31,
     "the number after theory is -1; must be at least 0", ""},
    {"- final: {kl: {theory: within .inf}}", 1, 31,
     "the number after theory is inf; must be at least 0", ""},
    {"- final: {kl: {theory: within .nan}}", 1, 31, "not .nan", ""},
    {"- final: {kl: {theory: within 1 standard errors}}", 1, 24, "theory must be 'within'", ""},
    {"- final: {kl: {theory: within 1 and 2}}", 1, 24, "theory must be 'within'", ""},
    {"- final: {kl: {theory: within 1 and 2 standard errorss}}", 1, 24,
     "or 'within 1e-3 and 5 standard errors'", ""},
    {"- final: {kl: {theory: within}}", 1, 24, "theory must be 'within'", ""},
    {"- final: {kl: {theory: within 1 and x standard errors}}", 1, 37, "found \"x\"", ""},
    {"- final: {kl: {theory: within 1 and -2 standard errors}}", 1, 37,
     "the number after theory is -2; must be at least 0", ""},
    {"- final: {kl: {theory: \"within 1 and .nan standard errors\"}}", 1, 38, "not .nan", ""},
    {"- curve: {kl: {theory: within 1 and 2 standard errors}}", 1, 24,
     "as in {theory: within 1e-3}: a curve has no noise to allow for", ""},
    {"- peak: {kl: {theory: within 1}}", 1, 14, "kl must be bounds [low, high]", ""},
    {"- becomes non-finite: {term: none}", 1, 30, "unknown term 'none'; must be one of kl, recon",
     ""},
    {"- becomes non-finite: {tail: infinit}", 1, 30, "unknown tail 'infinit'; must be one of zero",
     "did you mean infinite?"},
    {"- becomes non-finite:", 1, 22, "becomes non-finite must be a map",
     "becomes non-finite takes a map of term (optional), tail (optional), from (optional), "
     "by (optional)"},
};

START_TEST(claims_parse_what_is_wrong_is_named_with_its_place) {
    struct error error;
    ck_assert_int_eq(expect_parse(&list, bad[_i].text, &error), STATUS_FORMAT);
    ck_assert_msg(strstr(error.message, bad[_i].message) != NULL, "%s\nwanted: %s", error.message,
                  bad[_i].message);
    ck_assert_str_eq(error.hint, bad[_i].hint);
    ck_assert_str_eq(error.file, "x.yaml");
    ck_assert_int_eq(error.line, bad[_i].line);
    ck_assert_int_eq(error.column, bad[_i].column);
    ck_assert_int_eq(list.count, 0);
    ck_assert_ptr_null(list.claims);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("claims");
    TCase *tests = tcase_create("claims");
    tcase_add_test(tests, claims_format_every_verb_reads_back_the_same);
    tcase_add_test(tests, claims_format_optional_keys_not_given_are_not_written);
    tcase_add_test(tests, claims_parse_fills_every_field);
    tcase_add_test(tests, claims_parse_one_end_of_the_bounds_in_words);
    tcase_add_test(tests, claims_parse_theory_in_place_of_bounds);
    tcase_add_test(tests, claims_parse_theory_takes_standard_errors_besides);
    tcase_add_test(tests, claims_parse_several_columns_become_several_claims);
    tcase_add_test(tests, claims_parse_a_diagnosis);
    tcase_add_loop_test(tests, claims_parse_what_is_wrong_is_named_with_its_place, 0,
                        sizeof bad / sizeof *bad);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
