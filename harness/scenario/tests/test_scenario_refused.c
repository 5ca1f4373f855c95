/* Scenarios that cannot be loaded: each error with its place and what to do. */
#include <stdlib.h>
#include <string.h>

#include "scenario/scenario_load.h"
#include "tests/check_near.h"
#include "tests/fixtures/scenario_fixture.h"

START_TEST(scenario_load_unknown_name_suggests_the_nearest) {
    ck_assert_int_eq(load("learning/healty"), STATUS_INVALID);
    check_error("", 0, "there is no scenario 'learning/healty'", "did you mean learning/healthy?");
    ck_assert_int_eq(load("helthy"), STATUS_INVALID);
    check_error("", 0, "there is no scenario 'helthy'", "did you mean learning/healthy?");
    ck_assert_int_eq(load("iny"), STATUS_INVALID); /* the end of a word is not a last part */
    check_error("", 0, "there is no scenario 'iny'", "did you mean weak-prior/tiny?");
    ck_assert_int_eq(load("unheard-of"), STATUS_INVALID);
    check_error("", 0, "there is no scenario 'unheard-of'", "");
    ck_assert_int_eq(load(""), STATUS_INVALID);
}
END_TEST

START_TEST(scenario_load_ambiguous_last_part_lists_all) {
    temp_folder_write(root, "collapse/tiny.yaml", "claim: c\n");
    ck_assert_int_eq(load("tiny"), STATUS_INVALID);
    check_error("", 0, "'tiny' is ambiguous: it may be collapse/tiny, weak-prior/tiny",
                "write the folder as well");
    temp_folder_write(root, "tiny.yaml", "claim: c\n"); /* a whole name is never ambiguous */
    load_well("tiny");
    ck_assert_str_eq(scenario.name, "tiny");
}
END_TEST

START_TEST(scenario_load_file_outside_root_is_refused) {
    char inner[FILE_PATH_MAX];
    snprintf(inner, sizeof inner, "%s", in_root("weak-prior"));
    ck_assert_int_eq(load_from(inner, in_root("learning/healthy.yaml"), NULL, 0), STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(error.message, "is not below the experiments folder"));
    ck_assert_str_eq(error.hint, "name its folder with --experiments");
}
END_TEST

START_TEST(scenario_load_root_missing_is_an_error_of_reading) {
    ck_assert_int_eq(load_from("/nonexistent", "x", NULL, 0), STATUS_IO);
}
END_TEST

static const struct {
    const char *override, *message, *hint;
} bad_overrides[] = {
    {"objective.bta=1", "unknown key objective.bta, the keys of objective are beta",
     "did you mean objective.beta?"},
    {"objective.beta=-1", "objective.beta must be at least 0 and finite, not -1", ""},
    {"objective.beta=", "objective.beta has no value", ""},
    {"objective.beta", "an override must be path=value", "for example --set objective.beta=1e-3"},
    {"=1", "an override must be path=value", "for example --set objective.beta=1e-3"},
    {"objective=1", "objective must be a map with the keys beta", ""},
    {"objective={bta: 1}", "unknown key objective.bta", "did you mean objective.beta?"},
    {"claim=other", "claim belongs to the file and cannot be overridden", ""},
    {"expect=[]", "expect belongs to the file and cannot be overridden", ""},
    {"base=x.yaml", "base belongs to the file and cannot be overridden", ""},
    {"model.head.low=11", "model.head.low is 11; must be below model.head.high, which is 10", ""},
    {"model={head: {low: 11, kind: clamped}}",
     "model.head.low is 11; must be below model.head.high, which is 10", ""},
    {"seeds.check=6", "seeds.check must be at most seeds.golden, which is 5, not 6", ""},
};

START_TEST(scenario_load_bad_override_is_named) {
    const char *overrides[] = {"model.head.kind=clamped", bad_overrides[_i].override};
    char file[128];
    snprintf(file, sizeof file, "--set %s", bad_overrides[_i].override);
    ck_assert_int_ne(load_from(root, "healthy", overrides, 2), STATUS_OK);
    ck_assert_str_eq(error.file, file);
    ck_assert_int_eq(error.line, 0);
    ck_assert_msg(strstr(error.message, bad_overrides[_i].message) != NULL, "%s", error.message);
    ck_assert_str_eq(error.hint, bad_overrides[_i].hint);
}
END_TEST

/* Each is a whole file x/bad.yaml. */
static const struct {
    const char *text;
    long line;
    const char *message, *hint;
} bad_files[] = {
    {"", 1, "the file is empty", ""},
    {"# only a comment\n", 1, "the file is empty", ""},
    {"- claim\n", 1, "the scenario must be a map", ""},
    {"about: a\n", 1, "the claim is missing", "add a line like 'claim: The KL rises while ...'"},
    {"claim: '  '\n", 1, "the claim is missing", "add a line like 'claim: The KL rises while ...'"},
    {"claim: c\nclaim: d\n", 2, "duplicate key \"claim\"", ""},
    {"claim: c\nmodle: {}\n", 2, "unknown key modle", "did you mean model?"},
    {"claim: c\nmodel:\n  laten: 3\n", 3, "unknown key model.laten", "did you mean model.latent?"},
    {"claim: c\nbase: ../learning/healty.yaml\n", 2, "base: there is no file",
     "did you mean learning/healthy?"},
    {"claim: c\nbase: ../../x.yaml\n", 2, "leaves the experiments folder", ""},
    {"claim: c\nbase: bad.yaml\n", 2,
     "base: scenarios inherit from each other in a circle: x/bad -> x/bad", ""},
    {"claim: c\nmodel:\n  head: {kind: clamped, low: 30}\n", 3,
     "model.head.low is 30; must be below model.head.high, which is 20", ""},
    {"claim: c\nseeds:\n  check: 65\n", 3,
     "seeds.check must be at most seeds.golden, which is 64, not 65", ""},
    {"claim: c\nexpect:\n  - ratio: {column: kl, of: ../learning/healty.yaml, in: [1, 2]}\n", 3,
     "ratio: there is no file", "did you mean learning/healthy?"},
    {"claim: c\nexpect:\n  - finale: {kl: [1, 2]}\n", 3, "unknown expectation 'finale'",
     "did you mean final?"},
};

START_TEST(scenario_load_bad_file_is_named_with_line) {
    temp_folder_write(root, "x/bad.yaml", bad_files[_i].text);
    ck_assert_int_ne(load("bad"), STATUS_OK);
    check_error("x/bad.yaml", bad_files[_i].line, bad_files[_i].message, bad_files[_i].hint);
}
END_TEST

/* A rule between keys that a base breaks together with the scenario: the line that says the key is
 * in the base, since the scenario does not say it. */
START_TEST(scenario_load_rule_broken_in_base_names_the_base) {
    temp_folder_write(root, "x/a.yaml", "claim: c\nbase: b.yaml\nmodel: {head: {high: -6}}\n");
    temp_folder_write(root, "x/b.yaml", "claim: c\nmodel:\n  head:\n    kind: tanh\n    low: -5\n");
    ck_assert_int_eq(load("x/a"), STATUS_INVALID);
    check_error("x/b.yaml", 5, "model.head.low is -5", "");
}
END_TEST

/* Both keys have their defaults but the kind does not: there is no line, only the file. */
START_TEST(scenario_load_rule_broken_by_default_names_the_file) {
    temp_folder_write(root, "x/a.yaml", "claim: c\nobjective: {schedule: linear}\n");
    ck_assert_int_eq(load("x/a"), STATUS_INVALID);
    check_error("x/a.yaml", 0, "objective.length is 0", "");
}
END_TEST

START_TEST(scenario_load_error_in_base_names_the_base) {
    temp_folder_write(root, "x/a.yaml", "claim: c\nbase: b.yaml\n");
    temp_folder_write(root, "x/b.yaml", "claim: c\ntrain:\n  steps: -1\n");
    ck_assert_int_eq(load("x/a"), STATUS_FORMAT);
    check_error("x/b.yaml", 3, "train.steps must be an integer from 0 to 2147483647, not -1", "");
}
END_TEST

START_TEST(scenario_load_bases_in_a_circle_shows_the_chain) {
    temp_folder_write(root, "x/a.yaml", "claim: c\nbase: b.yaml\n");
    temp_folder_write(root, "x/b.yaml", "claim: c\n\nbase: ../y/c.yaml\n");
    temp_folder_write(root, "y/c.yaml", "base: ../x/b.yaml\nclaim: c\n");
    ck_assert_int_eq(load("x/a"), STATUS_FORMAT);
    check_error("y/c.yaml", 1, "in a circle: x/a -> x/b -> y/c -> x/b", "");
}
END_TEST

START_TEST(scenario_load_sixteen_files_deep_is_the_most) {
    for (int i = 1; i <= 17; i++) {
        char name[32], text[64];
        snprintf(name, sizeof name, "deep/%02d.yaml", i);
        snprintf(text, sizeof text, "claim: c\nbase: %02d.yaml\n", i - 1);
        temp_folder_write(root, name, i == 1 ? "claim: c\n" : text);
    }
    load_well("deep/16");
    ck_assert_int_eq(load("deep/17"), STATUS_FORMAT);
    check_error("deep/02.yaml", 2, "base: more than 16 scenarios inherit from each other", "");
}
END_TEST

START_TEST(scenario_load_every_error_leaves_an_error_record_optional) {
    ck_assert_int_ne(scenario_load(&scenario, root, "nothing", NULL, 0, NULL), STATUS_OK);
    for (size_t i = 0; i < sizeof bad_files / sizeof *bad_files; i++) {
        temp_folder_write(root, "x/bad.yaml", bad_files[i].text);
        ck_assert_int_ne(scenario_load(&scenario, root, "bad", NULL, 0, NULL), STATUS_OK);
    }
    for (size_t i = 0; i < sizeof bad_overrides / sizeof *bad_overrides; i++) {
        const char *overrides[] = {"model.head.kind=clamped", bad_overrides[i].override};
        ck_assert_int_ne(scenario_load(&scenario, root, "healthy", overrides, 2, NULL), STATUS_OK);
    }
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("scenario_load errors");
    TCase *tests = tcase_create("errors");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, scenario_load_unknown_name_suggests_the_nearest);
    tcase_add_test(tests, scenario_load_ambiguous_last_part_lists_all);
    tcase_add_test(tests, scenario_load_file_outside_root_is_refused);
    tcase_add_test(tests, scenario_load_root_missing_is_an_error_of_reading);
    tcase_add_loop_test(tests, scenario_load_bad_override_is_named, 0,
                        sizeof bad_overrides / sizeof *bad_overrides);
    tcase_add_loop_test(tests, scenario_load_bad_file_is_named_with_line, 0,
                        sizeof bad_files / sizeof *bad_files);
    tcase_add_test(tests, scenario_load_rule_broken_in_base_names_the_base);
    tcase_add_test(tests, scenario_load_rule_broken_by_default_names_the_file);
    tcase_add_test(tests, scenario_load_error_in_base_names_the_base);
    tcase_add_test(tests, scenario_load_bases_in_a_circle_shows_the_chain);
    tcase_add_test(tests, scenario_load_sixteen_files_deep_is_the_most);
    tcase_add_test(tests, scenario_load_every_error_leaves_an_error_record_optional);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
