/* Setting what a file says, and what is wrong with it. */
#include <stdlib.h>
#include <string.h>

#include "scenario/schema.h"
#include "scenario/schema_print.h"
#include "tests/check_near.h"
#include "tests/fixtures/schema_fixture.h"

START_TEST(schema_apply_every_choice_sets_its_value) {
    for (const struct schema_key *key = schema_keys; key->path != NULL; key++)
        for (unsigned i = 0; key->names != NULL && key->names[i] != NULL; i++) {
            struct error error = {0};
            struct yaml yaml;
            ck_assert_int_eq(
                yaml_parse(&yaml, "x", key->names[i], (long)strlen(key->names[i]), &error),
                STATUS_OK);
            const struct schema_source source = {.yaml = &yaml, .folder = "."};
            ck_assert_int_eq(schema_apply(&scenario, &source, key->path, yaml.root, &error),
                             STATUS_OK);
            unsigned value;
            memcpy(&value, (const char *)&scenario + key->offset, sizeof value);
            ck_assert_uint_eq(value, i);
            yaml_tree_free(&yaml);
        }
}
END_TEST

/* A line and column of 0 are not compared: conversions of yaml.h choose those of the value. */
static const struct bad {
    const char *text;
    long line, column;
    const char *message, *hint;
} bad[] = {
    /* unknown keys at three levels, with the nearest */
    {"modle: {}", 1, 1,
     "unknown key modle, the keys of a scenario are claim, about, base, seeds, data, model",
     "did you mean model?"},
    {"model:\n  hiden: [3]", 2, 3, "unknown key model.hiden, the keys of model are latent, hidden",
     "did you mean model.hidden?"},
    {"model: {head: {knid: tanh}}", 1, 16,
     "unknown key model.head.knid, the keys of model.head are kind, low, high, floor, sigma_z, "
     "scale",
     "did you mean model.head.kind?"},
    {"objective.beta: 1", 1, 1, "unknown key objective.beta",
     "write objective.beta as maps inside each other"},
    {"learning_rate: 1", 1, 1, "unknown key learning_rate",
     "did you mean optimiser.learning_rate?"},
    {"model: {qqqqq: 1}", 1, 9, "unknown key model.qqqqq", ""},
    {"'': 1", 1, 1, "unknown key ", ""},
    {"model:\n  decoder_hidden_and_then_so_many_more_words_that_it_is_longer_than_any: 1", 2, 3,
     "unknown key model.decoder_hidden_and_then_so_many_more_words_that_it_is_longer_than_any", ""},
    /* kinds */
    {"[1]", 1, 1, "the scenario must be a map with the keys claim, about", ""},
    {"model: 3", 1, 8, "model must be a map with the keys latent, hidden", ""},
    {"model:\n  head: [1]", 2, 9, "model.head must be a map with the keys kind", ""},
    {"model: {latent: many}", 1, 17, "model.latent must be an integer, digits only, found \"many\"",
     ""},
    {"model: {latent: 3.5}", 1, 17, "model.latent must be an integer", ""},
    {"model: {latent: '3'}", 1, 17, "model.latent must be an integer", ""},
    {"model: {latent: [3]}", 1, 17, "model.latent must be an integer, digits only, found a list",
     ""},
    {"objective: {beta: one}", 1, 19, "objective.beta must be a number", ""},
    {"data: {seed: x}", 1, 14, "data.seed must be an integer", ""},
    {"claim: [1]", 1, 8, "claim must be text, found a list", ""},
    {"data: {path: {}}", 1, 14, "data.path must be text, found a map", ""},
    {"model: {activation: [relu]}", 1, 21,
     "model.activation must be one of identity, relu, tanh, elu, silu, not a list", ""},
    {"model: {hidden: 3}", 1, 17, "model.hidden must be a list of at most 8 integers, not 3",
     "write [3]"},
    {"model: {hidden: [3, x]}", 1, 21, "model.hidden must be an integer", ""},
    {"base: [1]", 1, 7, "base must be text", ""},
    {"expect: 3", 1, 9, "expect must be a list of claims", ""},
    /* ranges, ends included and not */
    {"model: {latent: 0}", 1, 17, "model.latent must be an integer from 1 to 65535, not 0", ""},
    {"objective: {beta: -1}", 1, 19, "objective.beta must be at least 0 and finite, not -1", ""},
    {"objective: {beta: .nan}", 1, 19, "objective.beta must be at least 0 and finite, not .nan",
     ""},
    {"objective: {beta: .inf}", 1, 19, "objective.beta must be at least 0 and finite, not .inf",
     ""},
    {"objective: {ratio: 0}", 1, 20, "objective.ratio must be above 0 and at most 1, not 0", ""},
    {"optimiser: {momentum: 1}", 1, 23, "optimiser.momentum must be at least 0 and below 1, not 1",
     ""},
    {"likelihood: {sigma: 0}", 1, 21, "likelihood.sigma must be above 0 and finite, not 0", ""},
    {"data: {test_fraction: 0.91}", 1, 23,
     "data.test_fraction must be a number from 0 to 0.9, not 0.91", ""},
    {"data: {seed: -1}", 1, 14, "data.seed must be an integer from 0 to 9007199254740992, not -1",
     ""},
    {"model: {head: {low: -.inf}}", 1, 21, "model.head.low must be a finite number, not -.inf", ""},
    {"model: {hidden: [3, 0]}", 1, 21,
     "each of model.hidden must be an integer from 1 to 65535, not 0", ""},
    {"data: {eigenvalues: [1, -1]}", 1, 25,
     "each of data.eigenvalues must be a number from 0 to 1e+30, not -1", ""},
    {"seeds: {check: 0}", 1, 16, "seeds.check must be an integer from 1 to 1024, not 0", ""},
    /* choices, with the nearest */
    {"model: {activation: rellu}", 1, 21,
     "model.activation must be one of identity, relu, tanh, elu, silu, not \"rellu\"",
     "did you mean relu?"},
    {"likelihood: {kind: laplace}", 1, 20,
     "likelihood.kind must be one of bernoulli, gaussian, gaussian-learned, ", ""},
    /* sizes */
    {"model: {hidden: [1, 2, 3, 4, 5, 6, 7, 8, 9]}", 1, 17,
     "model.hidden must have at most 8 elements, not 9", ""},
    /* bases */
    {"base: ../learning/healthy", 1, 7, "must end in .yaml", "write '../learning/healthy.yaml'"},
    {"base: ../../x.yaml", 1, 7, "leaves the experiments folder", ""},
    {"base: /x.yaml", 1, 7, "is an absolute path", ""},
};

START_TEST(schema_apply_what_is_wrong_is_named_with_its_place) {
    const struct bad *wrong = &bad[_i];
    struct error error = {0};
    ck_assert_int_eq(apply(wrong->text, "learning", 0, &error), STATUS_FORMAT);
    ck_assert_msg(strstr(error.message, wrong->message) != NULL, "%s\nwanted: %s", error.message,
                  wrong->message);
    ck_assert_str_eq(error.hint, wrong->hint);
    ck_assert_str_eq(error.file, "x.yaml");
    ck_assert_int_eq(error.line, wrong->line);
    ck_assert_int_eq(error.column, wrong->column);
}
END_TEST

START_TEST(schema_apply_text_too_long_is_refused_not_cut) {
    static char text[SCENARIO_PROSE_MAX + 64];
    struct error error = {0};
    memset(text, 'a', sizeof text);
    memcpy(text, "about: ", 7);
    text[7 + SCENARIO_PROSE_MAX - 1] = '\0';
    ck_assert_int_eq(apply(text, "learning", 0, &error), STATUS_OK);
    text[7 + SCENARIO_PROSE_MAX - 1] = 'a';
    text[7 + SCENARIO_PROSE_MAX] = '\0';
    ck_assert_int_eq(apply(text, "learning", 0, &error), STATUS_FORMAT);
    ck_assert_str_eq(error.message, "about must have at most 4095 bytes, not 4096");
}
END_TEST

START_TEST(schema_apply_of_a_base_passes_over_what_is_the_files_own) {
    struct error error = {0};
    ck_assert_int_eq(apply("claim: c\nabout: a\nbase: b.yaml\nexpect: [{final: {kl: [0, 1]}}]\n"
                           "seeds: {check: 2}\nmodel: {latent: 3}",
                           "learning", 1, &error),
                     STATUS_OK);
    ck_assert_str_eq(scenario.claim, "");
    ck_assert_str_eq(scenario.about, "");
    ck_assert_str_eq(scenario.base, "");
    ck_assert_int_eq(scenario.expect.count, 0);
    ck_assert_int_eq(scenario.check_seeds, 2);
    ck_assert_int_eq(scenario.config.model.latent, 3);
}
END_TEST

/* The scenario is learning/x: a path that a base in weak-prior/ says is seen from learning/. */
START_TEST(schema_apply_path_of_a_base_elsewhere_is_rewritten) {
    struct error error = {0};
    ck_assert_int_eq(apply("data: {path: d/a.csv, test_path: /b.csv}", "weak-prior", 1, &error),
                     STATUS_OK);
    ck_assert_str_eq(scenario.written.path, "../weak-prior/d/a.csv");
    ck_assert_str_eq(scenario.written.test_path, "/b.csv");
    ck_assert_int_eq(apply("data: {path: ../../a.csv}", "weak-prior", 1, &error), STATUS_OK);
    ck_assert_str_eq(scenario.written.path, "../../a.csv");
    ck_assert_int_eq(apply("data: {path: ./d/../a.csv}", "learning", 0, &error), STATUS_OK);
    ck_assert_str_eq(scenario.written.path, "a.csv");
}
END_TEST

START_TEST(schema_apply_shorter_list_leaves_nothing_of_the_longer) {
    struct error error = {0};
    ck_assert_int_eq(apply("model: {hidden: [1, 2, 3]}", "learning", 0, &error), STATUS_OK);
    struct yaml yaml;
    ck_assert_int_eq(yaml_parse(&yaml, "y", "[7]", 3, &error), STATUS_OK);
    const struct schema_source source = {.yaml = &yaml, .folder = "."};
    ck_assert_int_eq(schema_apply(&scenario, &source, "model.hidden", yaml.root, &error),
                     STATUS_OK);
    yaml_tree_free(&yaml);
    ck_assert_int_eq(scenario.config.model.encoder_layers, 1);
    ck_assert_int_eq(scenario.config.model.encoder_hidden[0], 7);
    ck_assert_int_eq(scenario.config.model.encoder_hidden[1], 0);
}
END_TEST

START_TEST(schema_apply_unknown_dotted_path_names_the_part_that_is_wrong) {
    static const struct {
        const char *path, *message, *hint;
    } cases[] = {
        {"objective.bta", "unknown key objective.bta", "did you mean objective.beta?"},
        {"objctive.beta", "unknown key objctive, ", "did you mean objective?"},
        {"model.hed.kind", "unknown key model.hed, ", "did you mean model.head?"},
        {"model.latent.x", "unknown key model.latent, ", ""},
        {"beta", "unknown key beta, ", "did you mean objective.beta?"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error error = {0};
        struct yaml yaml;
        ck_assert_int_eq(yaml_parse(&yaml, "y", "1", 1, &error), STATUS_OK);
        const struct schema_source source = {.yaml = &yaml, .folder = "."};
        ck_assert_int_eq(schema_apply(&scenario, &source, cases[i].path, yaml.root, &error),
                         STATUS_FORMAT);
        ck_assert_ptr_nonnull(strstr(error.message, cases[i].message));
        ck_assert_msg(strstr(error.hint, cases[i].hint) != NULL, "%s", error.hint);
        yaml_tree_free(&yaml);
    }
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("schema_apply");
    TCase *tests = tcase_create("schema_apply");
    tcase_add_test(tests, schema_apply_every_choice_sets_its_value);
    tcase_add_loop_test(tests, schema_apply_what_is_wrong_is_named_with_its_place, 0,
                        sizeof bad / sizeof *bad);
    tcase_add_test(tests, schema_apply_text_too_long_is_refused_not_cut);
    tcase_add_test(tests, schema_apply_of_a_base_passes_over_what_is_the_files_own);
    tcase_add_test(tests, schema_apply_path_of_a_base_elsewhere_is_rewritten);
    tcase_add_test(tests, schema_apply_shorter_list_leaves_nothing_of_the_longer);
    tcase_add_test(tests, schema_apply_unknown_dotted_path_names_the_part_that_is_wrong);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
