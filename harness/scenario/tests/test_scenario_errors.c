/* What is wrong with a scenario is said in one answer, whatever it is. */
#include <stdlib.h>
#include <string.h>

#include "format/yaml.h"
#include "scenario/scenario.h"
#include "scenario/scenario_load.h"
#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

static char root[FILE_PATH_MAX];
static struct error error;

static void set_up(void) {
    temp_folder_make(root);
    temp_folder_write(root, "base.yaml", "claim: it learns\nmodel: {latent: 6}\n");
}

static void tear_down(void) {
    temp_folder_remove(root);
}

static enum status load(const char *name, const char *const *overrides, long count) {
    struct scenario *scenario = calloc(1, sizeof *scenario);
    ck_assert_ptr_nonnull(scenario);
    error = (struct error){0};
    enum status status = scenario_load(scenario, root, name, overrides, count, &error);
    ck_assert(status == STATUS_OK || scenario->name[0] == '\0');
    scenario_free(scenario);
    free(scenario);
    return status;
}

static void assert_contains(const char *text, const char *part) {
    ck_assert_msg(strstr(text, part) != NULL, "%s\nwanted: %s", text, part);
}

static long count_lines(const char *text) {
    long count = 0;
    for (; *text != '\0'; text++)
        count += *text == '\n';
    return count;
}

/* The training of AntixK/PyTorch-VAE#95, of which klimb knows four keys not. */
START_TEST(scenario_load_all_unknown_keys_are_named) {
    temp_folder_write(root, "x.yaml",
                      "claim: Samples are not good.\n"
                      "base: base.yaml\n"
                      "likelihood: {kind: gaussian, reduction: mean}\n"
                      "objective: {beta: 0.00025}\n"
                      "optimiser:\n"
                      "  scheduler_gamma: 0.95\n"
                      "  learning_rat: 0.005\n"
                      "  decay: lambda\n"
                      "train: {epochs: 20, batch: 64}\n");
    ck_assert_int_eq(load("x", NULL, 0), STATUS_FORMAT);
    ck_assert_int_eq(error.line, 3);
    ck_assert_int_eq(error.column, 30);
    assert_contains(error.message, "unknown key likelihood.reduction, the keys of likelihood are");
    ck_assert_int_eq(count_lines(error.more) + error.left_out, 4);
    assert_contains(error.more, "x.yaml:6:3: unknown key optimiser.scheduler_gamma, the keys of");
    assert_contains(error.more, "x.yaml:7:3: unknown key optimiser.learning_rat,");
    assert_contains(error.more, "; did you mean optimiser.learning_rate?\n");
    assert_contains(error.more, "x.yaml:8:10: optimiser.decay must be one of ");
}
END_TEST

START_TEST(scenario_load_values_and_bases_are_looked_at_too) {
    temp_folder_write(root, "wrong.yaml", "claim: x\nmodel: {latent: 0}\n");
    temp_folder_write(
        root, "x.yaml",
        "claim: x\nbase: wrong.yaml\ntrain: {steps: many, batch: 0}\nmodle: {a: 1}\n");
    ck_assert_int_eq(load("x", NULL, 0), STATUS_FORMAT);
    assert_contains(error.file, "wrong.yaml");
    assert_contains(error.message, "model.latent must be an integer from 1 to 65535, not 0");
    ck_assert_int_eq(count_lines(error.more), 3);
    assert_contains(error.more, "x.yaml:3:16: train.steps must be an integer, digits only, found");
    assert_contains(error.more, "x.yaml:3:29: train.batch must be an integer from 1 ");
    assert_contains(error.more, "x.yaml:4:1: unknown key modle, ");
    assert_contains(error.more, "; did you mean model?\n");
}
END_TEST

START_TEST(scenario_load_more_errors_than_fit_are_counted) {
    struct text text = {0};
    text_add(&text, "claim: x\ntrain:\n");
    for (int i = 0; i < 100; i++)
        text_add(&text, "  unheard_of_%d: 1\n", i);
    temp_folder_write(root, "x.yaml", text.bytes);
    text_free(&text);
    ck_assert_int_eq(load("x", NULL, 0), STATUS_FORMAT);
    ck_assert_int_gt(error.left_out, 0);
    ck_assert_int_eq(count_lines(error.more) + error.left_out, 99);
}
END_TEST

START_TEST(scenario_load_all_overrides_are_looked_at) {
    const char *const overrides[] = {"objective.bta=1", "train.steps=30", "model.latent=0"};
    ck_assert_int_eq(load("base", overrides, 3), STATUS_FORMAT);
    ck_assert_str_eq(error.file, "--set objective.bta=1");
    ck_assert_str_eq(error.more, "--set model.latent=0: model.latent must be an integer from 1 to "
                                 "65535, not 0\n");
    ck_assert_int_eq(load("base", overrides + 1, 1), STATUS_OK);
    ck_assert_str_eq(error.more, "");
}
END_TEST

START_TEST(scenario_load_merge_conflict_is_named) {
    static const char *const texts[] = {
        "claim: x\n<<<<<<< HEAD\nmodel: {latent: 3}\n=======\nmodel: {latent: 4}\n>>>>>>> b\n",
        "claim: x\n>>>>>>> b\n", "claim: x\n=======\r\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        temp_folder_write(root, "x.yaml", texts[i]);
        ck_assert_int_eq(load("x", NULL, 0), STATUS_FORMAT);
        ck_assert_str_eq(error.message, "merge conflict, not resolved");
        assert_contains(error.file, "x.yaml");
        ck_assert_int_eq(error.line, 2);
    }
}
END_TEST

/* As a map between braces a conflict can be good JSON, with odd keys. */
START_TEST(yaml_read_merge_conflict_in_json_is_named) {
    struct yaml yaml;
    char path[FILE_PATH_MAX];
    temp_folder_write(root, "a.json",
                      "{\n<<<<<<< HEAD\n\"digest\": 1,\n=======\n\"digst\": 2\n}\n");
    ck_assert_int_eq(file_join(path, root, "a.json", &error), STATUS_OK);
    ck_assert_int_eq(yaml_read(&yaml, path, &error), STATUS_FORMAT);
    ck_assert_str_eq(error.message, "merge conflict, not resolved");
    ck_assert_int_eq(error.line, 2);
}
END_TEST

START_TEST(yaml_parse_json_is_not_called_yaml) {
    struct yaml yaml;
    ck_assert_int_eq(yaml_parse(&yaml, "a/golden.json", "[\"a\": }", 7, &error), STATUS_FORMAT);
    ck_assert_int_eq(strncmp(error.message, "bad JSON: ", 10), 0);
    ck_assert_str_eq(error.hint, "");
    ck_assert_int_eq(yaml_parse(&yaml, "a/x.yaml", "[\"a\": }", 7, &error), STATUS_FORMAT);
    ck_assert_int_eq(strncmp(error.message, "bad YAML: ", 10), 0);
    assert_contains(error.hint, "indent with spaces");
}
END_TEST

START_TEST(scenario_load_name_with_a_control_is_refused) {
    static const char *const names[] = {"a\nb", "a\033[31m", "a\xc2\x9b", "a\xe2\x80\xae"};
    static const char *const good[] = {"größe 1 # 'x' \"y\" $(z) `w`", "caf\xe9"};
    char file[64];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(file, sizeof file, "%s.yaml", names[i]);
        temp_folder_write(root, file, "claim: x\n");
        ck_assert_int_eq(load(names[i], NULL, 0), STATUS_INVALID);
        assert_contains(error.message, "has a control character or a line break");
        ck_assert_str_eq(error.hint, "rename the file");
    }
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        snprintf(file, sizeof file, "%s.yaml", good[i]);
        temp_folder_write(root, file, "claim: x\n");
        ck_assert_int_eq(load(good[i], NULL, 0), STATUS_OK);
    }
}
END_TEST

/* Each of these errors has a hint, and none depends on somewhere to put it. */
START_TEST(scenario_load_without_an_error_status_is_the_same) {
    static const struct {
        const char *name, *text;
        enum status status;
    } cases[] = {{"claimless", "model: {latent: 3}\n", STATUS_FORMAT},
                 {"tabs", "claim: x\nmodel:\n\tlatent: 3\n", STATUS_FORMAT},
                 {"number", "claim: x\nmodel: {hidden: 3}\n", STATUS_FORMAT},
                 {"line\nbreak", "claim: x\n", STATUS_INVALID}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char file[64];
        struct scenario scenario;
        snprintf(file, sizeof file, "%s.yaml", cases[i].name);
        temp_folder_write(root, file, cases[i].text);
        ck_assert_int_eq(load(cases[i].name, NULL, 0), cases[i].status);
        ck_assert_str_ne(error.hint, "");
        ck_assert_int_eq(scenario_load(&scenario, root, cases[i].name, NULL, 0, NULL),
                         cases[i].status);
    }
}
END_TEST

static Suite *scenario_errors_suite(void) {
    Suite *suite = suite_create("scenario_errors");
    TCase *tests = tcase_create("scenario_errors");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, scenario_load_all_unknown_keys_are_named);
    tcase_add_test(tests, scenario_load_values_and_bases_are_looked_at_too);
    tcase_add_test(tests, scenario_load_more_errors_than_fit_are_counted);
    tcase_add_test(tests, scenario_load_all_overrides_are_looked_at);
    tcase_add_test(tests, scenario_load_merge_conflict_is_named);
    tcase_add_test(tests, yaml_read_merge_conflict_in_json_is_named);
    tcase_add_test(tests, yaml_parse_json_is_not_called_yaml);
    tcase_add_test(tests, scenario_load_name_with_a_control_is_refused);
    tcase_add_test(tests, scenario_load_without_an_error_status_is_the_same);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(scenario_errors_suite)
