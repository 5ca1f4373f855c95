/* Scenario files: finding, inheriting, overriding, refusing, writing back. */
#include <stdlib.h>
#include <string.h>

#include "scenario/scenario_data.h"
#include "scenario/scenario_find.h"
#include "scenario/scenario_load.h"
#include "scenario/schema.h"
#include "tests/check_near.h"
#include "tests/fixtures/scenario_fixture.h"

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
    ck_assert_str_eq(scenario.digest, digest); /* seeds are not part of a trajectory */
}
END_TEST

START_TEST(scenario_load_later_override_wins) {
    const char *overrides[] = {"train.steps=5", "train.steps=6"};
    ck_assert_int_eq(load_from(root, "healthy", overrides, 2), STATUS_OK);
    ck_assert_int_eq(scenario.config.steps, 6);
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
    load_with("tiny", "data={source: text, path: /usr/share/wordnet/no-such}");
    ck_assert_int_eq(scenario_load_data(&data, &scenario, NULL, &error), STATUS_IO);
    ck_assert_str_eq(error.hint, "install the Debian package wordnet-base, or run `make setup`");
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
    Suite *suite = suite_create("scenario_load");
    TCase *tests = tcase_create("scenario_load");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, scenario_load_plain_file_fills_all);
    tcase_add_test(tests, scenario_load_without_decoder_mirrors_the_encoder);
    tcase_add_test(tests, scenario_load_with_base_takes_what_it_does_not_say);
    tcase_add_test(tests, scenario_load_by_last_part_or_path_finds_the_same);
    tcase_add_test(tests, scenario_load_override_replaces_value_and_digest);
    tcase_add_test(tests, scenario_load_later_override_wins);
    tcase_add_test(tests, scenario_load_data_path_is_kept_as_written_and_resolved);
    tcase_add_test(tests, scenario_load_data_of_a_package_that_is_not_installed_hints_at_it);
    tcase_add_test(tests, scenario_digest_does_not_depend_on_where_root_is);
    tcase_add_test(tests, scenario_digest_is_of_settings_not_of_words);
    tcase_add_test(tests, scenario_list_gives_names_in_order);
    tcase_add_test(tests, scenario_canonical_of_the_repository_reads_back_the_same);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
