/* Scenario files: finding, inheriting, overriding, refusing, writing back. */
#include "scenario/scenario.h"
#include "scenario/scenario_find.h"
#include "scenario/scenario_load.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/scenario_data.h"
#include "scenario/schema.h"
#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

static char root[FILE_PATH_MAX];
static struct scenario scenario;
static struct error error;

static void set_up(void) {
    temp_folder_make(root);
    temp_folder_write(root, "learning/healthy.yaml",
                      "claim: it learns\n"
                      "about: because\n"
                      "seeds: {check: 2, golden: 5}\n"
                      "model: {latent: 6, hidden: [32, 16], head: {low: -10, high: 10}}\n"
                      "data: {path: ../d/x.csv}\n"
                      "expect:\n"
                      "  - final: {kl: [1, 4]}\n");
    temp_folder_write(root, "weak-prior/tiny.yaml",
                      "claim: it climbs\n"
                      "base: ../learning/healthy.yaml\n"
                      "model: {hidden: [7]}\n"
                      "objective: {beta: 1.0e-4}\n"
                      "expect:\n"
                      "  - ratio: {column: kl, of: ../learning/healthy.yaml, in: [20, .inf]}\n");
}

static void tear_down(void) {
    scenario_free(&scenario);
    temp_folder_remove(root);
}

/* The path of a file below root, in one buffer for all. */
static const char *in_root(const char *name) {
    static char path[FILE_PATH_MAX];
    ck_assert_int_eq(file_join(path, root, name, &error), STATUS_OK);
    return path;
}

/* Load in place of what was loaded before. */
static enum status load_from(const char *folder, const char *reference,
                             const char *const *overrides, long count) {
    error = (struct error){0};
    scenario_free(&scenario);
    return scenario_load(&scenario, folder, reference, overrides, count, &error);
}

static enum status load(const char *reference) {
    return load_from(root, reference, NULL, 0);
}

static enum status load_with(const char *reference, const char *override) {
    return load_from(root, reference, &override, 1);
}

static void load_well(const char *reference) {
    ck_assert_msg(load(reference) == STATUS_OK, "%s:%ld: %s", error.file, error.line,
                  error.message);
}

/* The error says all of: where, what, what then. File names are below root. */
static void check_error(const char *file, long line, const char *message, const char *hint) {
    ck_assert_str_eq(error.file, file[0] != '\0' ? in_root(file) : "");
    ck_assert_int_eq(error.line, line);
    ck_assert_msg(strstr(error.message, message) != NULL, "%s\nwanted: %s", error.message, message);
    ck_assert_str_eq(error.hint, hint);
    ck_assert_str_eq(scenario.name, ""); /* empty on error */
}

START_TEST(scenario_load_plain_file_fills_all) {
    load_well("learning/healthy");
    ck_assert_str_eq(scenario.name, "learning/healthy");
    ck_assert_str_eq(scenario.path, in_root("learning/healthy.yaml"));
    ck_assert_str_eq(scenario.base, "");
    ck_assert_str_eq(scenario.claim, "it learns");
    ck_assert_str_eq(scenario.about, "because");
    ck_assert_int_eq(scenario.check_seeds, 2);
    ck_assert_int_eq(scenario.ensemble_seeds, 8); /* not said */
    ck_assert_int_eq(scenario.golden_seeds, 5);
    ck_assert_int_eq(scenario.config.model.latent, 6);
    ck_assert_int_eq(scenario.config.steps, 3000); /* the default */
    ck_assert_int_eq(scenario.expect.count, 1);
    ck_assert_int_eq(scenario.expect.claims[0].line, 7);
    ck_assert_uint_eq(strlen(scenario.digest), 64);
}
END_TEST

START_TEST(scenario_load_without_decoder_mirrors_the_encoder) {
    const struct model_config *model = &scenario.config.model;
    load_well("learning/healthy");
    ck_assert_int_eq(model->decoder_layers, 2);
    ck_assert_int_eq(model->decoder_hidden[0], 16);
    ck_assert_int_eq(model->decoder_hidden[1], 32);
    ck_assert_int_eq(load_with("healthy", "model.hidden=[]"), STATUS_OK);
    ck_assert_int_eq(model->decoder_layers, 0);
    ck_assert_int_eq(load_with("healthy", "model.decoder_hidden=[5]"), STATUS_OK);
    ck_assert_int_eq(model->decoder_layers, 1);
    ck_assert_int_eq(model->decoder_hidden[0], 5);
}
END_TEST

START_TEST(scenario_load_with_base_takes_what_it_does_not_say) {
    load_well("weak-prior/tiny");
    ck_assert_str_eq(scenario.base, "learning/healthy");
    ck_assert_int_eq(scenario.config.model.latent, 6);         /* from the base */
    ck_assert(scenario.config.model.head.low == -10);          /* two sections deep */
    ck_assert(scenario.config.schedule.beta == 1e-4);          /* its own */
    ck_assert_int_eq(scenario.config.model.encoder_layers, 1); /* lists are replaced whole */
    ck_assert_int_eq(scenario.config.model.encoder_hidden[0], 7);
    ck_assert_int_eq(scenario.config.model.decoder_hidden[0], 7); /* mirrored after inheriting */
    ck_assert_int_eq(scenario.check_seeds, 2);                    /* seeds are inherited */
    ck_assert_str_eq(scenario.claim, "it climbs");                /* claim, about, expect are not */
    ck_assert_str_eq(scenario.about, "");
    ck_assert_int_eq(scenario.expect.count, 1);
    ck_assert_str_eq(scenario.expect.claims[0].reference, "learning/healthy");
}
END_TEST

START_TEST(scenario_load_by_last_part_or_path_finds_the_same) {
    static const char *const references[] = {"weak-prior/tiny", "tiny", "weak-prior/tiny.yaml",
                                             "tiny.yaml"};
    for (size_t i = 0; i < sizeof references / sizeof *references; i++) {
        load_well(references[i]);
        ck_assert_str_eq(scenario.name, "weak-prior/tiny");
    }
    load_well(in_root("weak-prior/tiny.yaml"));
    ck_assert_str_eq(scenario.name, "weak-prior/tiny");
}
END_TEST

START_TEST(scenario_load_unknown_name_suggests_the_nearest) {
    ck_assert_int_eq(load("learning/healty"), STATUS_INVALID);
    check_error("", 0, "there is no scenario 'learning/healty'", "did you mean learning/healthy?");
    ck_assert_int_eq(load("helthy"), STATUS_INVALID);
    check_error("", 0, "there is no scenario 'helthy'", "did you mean learning/healthy?");
    ck_assert_int_eq(load("iny"), STATUS_INVALID); /* the end of a word is no last part */
    check_error("", 0, "there is no scenario 'iny'", "did you mean weak-prior/tiny?");
    ck_assert_int_eq(load("unheard-of"), STATUS_INVALID);
    check_error("", 0, "there is no scenario 'unheard-of'", "");
    ck_assert_int_eq(load(""), STATUS_INVALID);
}
END_TEST

START_TEST(scenario_load_ambiguous_last_part_lists_all) {
    temp_folder_write(root, "collapse/tiny.yaml", "claim: c\n");
    ck_assert_int_eq(load("tiny"), STATUS_INVALID);
    check_error("", 0, "'tiny' may be any of collapse/tiny, weak-prior/tiny",
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

START_TEST(scenario_load_override_replaces_value_and_digest) {
    char digest[65];
    load_well("healthy");
    memcpy(digest, scenario.digest, sizeof digest);
    ck_assert_int_eq(load_with("healthy", "objective.beta=1e-3"), STATUS_OK);
    ck_assert(scenario.config.schedule.beta == 1e-3);
    ck_assert_str_ne(scenario.digest, digest);
    ck_assert_int_eq(load_with("healthy", "objective.beta=1"), STATUS_OK);
    ck_assert_str_eq(scenario.digest, digest); /* it was 1 */
    ck_assert_int_eq(load_with("healthy", "model.hidden=[3, 4]"), STATUS_OK);
    ck_assert_int_eq(scenario.config.model.encoder_hidden[1], 4);
    ck_assert_int_eq(load_with("healthy", "model.head={kind: tanh, low: -3}"), STATUS_OK);
    ck_assert_int_eq(scenario.config.model.head.kind, HEAD_TANH);
    ck_assert(scenario.config.model.head.low == -3 && scenario.config.model.head.high == 10);
    ck_assert_int_eq(load_with("healthy", "seeds.check=1"), STATUS_OK);
    ck_assert_str_eq(scenario.digest, digest); /* seeds are no part of a trajectory */
}
END_TEST

START_TEST(scenario_load_later_override_wins) {
    const char *overrides[] = {"train.steps=5", "train.steps=6"};
    ck_assert_int_eq(load_from(root, "healthy", overrides, 2), STATUS_OK);
    ck_assert_int_eq(scenario.config.steps, 6);
}
END_TEST

static const struct {
    const char *override, *message, *hint;
} bad_overrides[] = {
    {"objective.bta=1", "unknown key objective.bta, the keys of objective are beta",
     "did you mean objective.beta?"},
    {"objective.beta=-1", "objective.beta must be at least 0 and finite, not -1", ""},
    {"objective.beta=", "objective.beta is given no value", ""},
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
    {"", 1, "the file holds nothing", ""},
    {"# only a comment\n", 1, "the file holds nothing", ""},
    {"- claim\n", 1, "the scenario must be a map", ""},
    {"about: a\n", 1, "the claim is missing", "add a line like 'claim: The KL rises while ...'"},
    {"claim: '  '\n", 1, "the claim is missing", "add a line like 'claim: The KL rises while ...'"},
    {"claim: c\nclaim: d\n", 2, "duplicate key \"claim\"", ""},
    {"claim: c\nmodle: {}\n", 2, "unknown key modle", "did you mean model?"},
    {"claim: c\nmodel:\n  laten: 3\n", 3, "unknown key model.laten", "did you mean model.latent?"},
    {"claim: c\nbase: ../learning/healty.yaml\n", 2, "base: there is no file",
     "did you mean learning/healthy?"},
    {"claim: c\nbase: ../../x.yaml\n", 2, "leaves the experiments folder", ""},
    {"claim: c\nbase: bad.yaml\n", 2, "base: scenarios inherit in a circle: x/bad -> x/bad", ""},
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

START_TEST(scenario_load_data_path_is_kept_as_written_and_resolved) {
    load_well("tiny"); /* says nothing: the path is that of learning/healthy */
    ck_assert_str_eq(scenario.written.path, "../d/x.csv");
    ck_assert_str_eq(scenario.config.data.path, in_root("d/x.csv"));
    ck_assert_str_eq(scenario.config.data.test_path, "");
    ck_assert_int_eq(load_with("tiny", "data.path=/a/b.csv"), STATUS_OK);
    ck_assert_str_eq(scenario.config.data.path, "/a/b.csv");
}
END_TEST

START_TEST(scenario_load_data_of_a_package_that_is_not_installed_hints_at_it) {
    struct dataset data;
    load_with("tiny", "data={source: npy, path: /usr/share/datasets/fashion-mnist/no-such.gz}");
    ck_assert_int_eq(scenario_load_data(&data, &scenario, NULL, &error), STATUS_IO);
    ck_assert_str_eq(error.hint,
                     "install the Debian package dataset-fashion-mnist, or run `make setup`");
    ck_assert_int_eq(load_with("tiny", "data={source: npy, path: /no-such.gz}"), STATUS_OK);
    ck_assert_int_eq(scenario_load_data(&data, &scenario, NULL, &error), STATUS_IO);
    ck_assert_str_eq(error.hint, "check data.path");
}
END_TEST

START_TEST(scenario_digest_does_not_depend_on_where_root_is) {
    char elsewhere[FILE_PATH_MAX], digest[65];
    load_well("healthy");
    memcpy(digest, scenario.digest, sizeof digest);
    struct text text = {0};
    scenario_canonical(&text, &scenario, 1);
    temp_folder_make(elsewhere);
    temp_folder_write(elsewhere, "learning/healthy.yaml", text.bytes);
    ck_assert_int_eq(load_from(elsewhere, "healthy", NULL, 0), STATUS_OK);
    ck_assert_str_eq(scenario.digest, digest);
    text_free(&text);
    temp_folder_remove(elsewhere);
}
END_TEST

START_TEST(scenario_digest_is_of_settings_not_of_words) {
    char digest[65];
    temp_folder_write(root, "a.yaml", "claim: one\n");
    load_well("a");
    memcpy(digest, scenario.digest, sizeof digest);
    temp_folder_write(root, "a.yaml",
                      "about: more\nclaim: two\nseeds: {check: 1}\nobjective: {beta: 1.0}\n"
                      "expect: [{final: {kl: [0, 1]}}]\n");
    load_well("a");
    ck_assert_str_eq(scenario.digest, digest);
    temp_folder_write(root, "a.yaml", "claim: one\nobjective: {beta: 1.0000000000000002}\n");
    load_well("a"); /* the next double */
    ck_assert_str_ne(scenario.digest, digest);
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

START_TEST(scenario_list_gives_names_in_order) {
    char **names;
    long count;
    temp_folder_write(root, "learning/notes.txt", "no scenario");
    ck_assert_int_eq(scenario_list(&names, &count, root, &error), STATUS_OK);
    ck_assert_int_eq(count, 2);
    ck_assert_str_eq(names[0], "learning/healthy");
    ck_assert_str_eq(names[1], "weak-prior/tiny");
    free(names);
}
END_TEST

/* Write the canonical form of every scenario of the repository below root, then read them there:
 * each has to be the same again, to the byte. Ratio claims need all of them to be there. */
START_TEST(scenario_canonical_of_the_repository_reads_back_the_same) {
    char **names;
    long count;
    ck_assert_int_eq(scenario_list(&names, &count, "experiments", &error), STATUS_OK);
    struct text *texts = calloc((size_t)count, sizeof *texts);
    char(*digests)[65] = calloc((size_t)count, sizeof *digests);
    ck_assert(texts != NULL && digests != NULL);
    for (long i = 0; i < count; i++) {
        char file[FILE_PATH_MAX];
        enum status status = load_from("experiments", names[i], NULL, 0);
        ck_assert_msg(status == STATUS_OK, "%s:%ld: %s", error.file, error.line, error.message);
        scenario_canonical(&texts[i], &scenario, 1);
        memcpy(digests[i], scenario.digest, sizeof digests[i]);
        snprintf(file, sizeof file, "%s.yaml", names[i]);
        temp_folder_write(root, file, texts[i].bytes);
    }
    for (long i = 0; i < count; i++) {
        struct text again = {0};
        load_well(names[i]);
        scenario_canonical(&again, &scenario, 1);
        ck_assert_str_eq(again.bytes, texts[i].bytes);
        ck_assert_str_eq(scenario.digest, digests[i]);
        text_free(&again);
        text_free(&texts[i]);
    }
    free(texts);
    free(digests);
    free(names);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("scenario");
    TCase *tests = tcase_create("scenario");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, scenario_load_plain_file_fills_all);
    tcase_add_test(tests, scenario_load_without_decoder_mirrors_the_encoder);
    tcase_add_test(tests, scenario_load_with_base_takes_what_it_does_not_say);
    tcase_add_test(tests, scenario_load_by_last_part_or_path_finds_the_same);
    tcase_add_test(tests, scenario_load_unknown_name_suggests_the_nearest);
    tcase_add_test(tests, scenario_load_ambiguous_last_part_lists_all);
    tcase_add_test(tests, scenario_load_file_outside_root_is_refused);
    tcase_add_test(tests, scenario_load_root_missing_is_an_error_of_reading);
    tcase_add_test(tests, scenario_load_override_replaces_value_and_digest);
    tcase_add_test(tests, scenario_load_later_override_wins);
    tcase_add_loop_test(tests, scenario_load_bad_override_is_named, 0,
                        sizeof bad_overrides / sizeof *bad_overrides);
    tcase_add_loop_test(tests, scenario_load_bad_file_is_named_with_line, 0,
                        sizeof bad_files / sizeof *bad_files);
    tcase_add_test(tests, scenario_load_rule_broken_in_base_names_the_base);
    tcase_add_test(tests, scenario_load_rule_broken_by_default_names_the_file);
    tcase_add_test(tests, scenario_load_error_in_base_names_the_base);
    tcase_add_test(tests, scenario_load_bases_in_a_circle_shows_the_chain);
    tcase_add_test(tests, scenario_load_sixteen_files_deep_is_the_most);
    tcase_add_test(tests, scenario_load_data_of_a_package_that_is_not_installed_hints_at_it);
    tcase_add_test(tests, scenario_load_data_path_is_kept_as_written_and_resolved);
    tcase_add_test(tests, scenario_digest_does_not_depend_on_where_root_is);
    tcase_add_test(tests, scenario_digest_is_of_settings_not_of_words);
    tcase_add_test(tests, scenario_load_every_error_leaves_an_error_record_optional);
    tcase_add_test(tests, scenario_list_gives_names_in_order);
    tcase_add_test(tests, scenario_canonical_of_the_repository_reads_back_the_same);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
