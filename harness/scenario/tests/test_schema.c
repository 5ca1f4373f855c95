/* The table of keys: what is read from it, refused by it and written from it. */
#include <stdlib.h>
#include <string.h>

#include "scenario/schema.h"
#include "scenario/schema_print.h"
#include "tests/check_near.h"
#include "tests/fixtures/schema_fixture.h"

START_TEST(schema_keys_table_is_sound) {
    for (const struct schema_key *key = schema_keys; key->path != NULL; key++) {
        ck_assert_ptr_eq(schema_find(key->path), key);             /* no path twice */
        ck_assert_uint_lt(strlen(key->path), SCHEMA_PATH_MAX / 2); /* so is each of its parts */
        ck_assert_ptr_nonnull(key->unit);
        ck_assert_ptr_nonnull(key->meaning);
        if (key->flags & SCHEMA_LATER)
            ck_assert_ptr_nonnull(key->fallback);
    }
}
END_TEST

/* The base model of the experiments: 64-128-10-128-64, ReLU, Adam 1e-3, batch 64, 3,000 steps, on
 * digits as Bernoulli means. Adam's constants are those of Kingma & Ba 2015. */
START_TEST(schema_set_defaults_nothing_said_gives_the_base_model) {
    struct error error = {0};
    const struct config *config = &scenario.config;
    ck_assert_int_eq(apply("{}", "learning", 0, &error), STATUS_OK);
    ck_assert_int_eq(config->data.source, DATA_DIGITS);
    ck_assert_int_eq(config->model.latent, 10);
    ck_assert_int_eq(config->model.encoder_layers, 1);
    ck_assert_int_eq(config->model.encoder_hidden[0], 128);
    ck_assert_int_eq(config->model.decoder_layers, -1); /* not given: the caller mirrors */
    ck_assert_int_eq(config->model.activation, ACTIVATION_RELU);
    ck_assert_int_eq(config->model.init, INIT_PYTORCH);
    ck_assert_int_eq(config->model.head.kind, HEAD_LOGVAR);
    ck_assert_int_eq(config->likelihood.kind, LIKELIHOOD_BERNOULLI);
    ck_assert_int_eq(config->schedule.kind, SCHEDULE_CONSTANT);
    ck_assert(config->schedule.beta == 1);
    ck_assert_int_eq(config->optimiser.kind, OPTIMISER_ADAM);
    ck_assert(config->optimiser.learning_rate == 1e-3 && config->optimiser.beta1 == 0.9);
    ck_assert(config->optimiser.beta2 == 0.999 && config->optimiser.epsilon == 1e-8);
    ck_assert_int_eq(config->batches.batch, 64);
    ck_assert_int_eq(config->batches.sampling, SAMPLING_SHUFFLE);
    ck_assert_int_eq(config->steps, 3000);
    ck_assert_int_eq(scenario.check_seeds, 3);
    ck_assert_int_eq(scenario.ensemble_seeds, 8);
    ck_assert_int_eq(scenario.golden_seeds, 64);
    ck_assert_int_eq(scenario.expect.count, 0);
}
END_TEST

/* Every key, none with its default. */
static const char all_keys[] =
    "claim: \"one: \\\"two\\\"\\nthree # β\"\n"
    "about: \"why\"\n"
    "seeds:\n"
    "  check: 1\n"
    "  ensemble: 1\n"
    "  golden: 1024\n"
    "data:\n"
    "  source: npy\n"
    "  path: \"a b.npy\"\n"
    "  test_path: \"/data/test.npy\"\n"
    "  label_path: \"../labels\"\n"
    "  obtain: \"make\"\n"
    "  label_columns: 1\n"
    "  limit: 7\n"
    "  scale: 0.3333333333333333\n"
    "  examples: 2147483647\n"
    "  eigenvalues: [0, 0.1, 1e-300, 12345678.9]\n"
    "  covariance: exact\n"
    "  correlation: [-1, 0.5]\n"
    "  condition: 3\n"
    "  dimensions: 5\n"
    "  components: 6\n"
    "  separation: 0\n"
    "  spread: 2.5\n"
    "  side: 3\n"
    "  bar_probability: 1\n"
    "  factors: 3\n"
    "  loading: 0.25\n"
    "  library: 50\n"
    "  library_spread: 0\n"
    "  dispersion: 4\n"
    "  dropout: 0.5\n"
    "  format: wordnet\n"
    "  length: 24\n"
    "  symbols: 5\n"
    "  follow: 0.75\n"
    "  shifts: 3\n"
    "  test_fraction: 0.9\n"
    "  seed: 9007199254740992\n"
    "  noise: 0.25\n"
    "  binarise: dynamic\n"
    "model:\n"
    "  latent: 65535\n"
    "  hidden: [1, 2, 3, 4, 5, 6, 7, 8]\n"
    "  decoder_hidden: []\n"
    "  network: conv\n"
    "  channels: [4, 2, 3]\n"
    "  kernel: 5\n"
    "  stride: 3\n"
    "  activation: silu\n"
    "  leak: 0.01\n"
    "  skip: all\n"
    "  encoder_input: nothing\n"
    "  init: he\n"
    "  init_scale: 0.30000000000000004\n"
    "  head:\n"
    "    kind: tanh\n"
    "    low: -5\n"
    "    high: 5\n"
    "    floor: 0\n"
    "    sigma_z: 0.5\n"
    "    scale: shared\n"
    "    batch_norm: 0.5\n"
    "  decoder: made\n"
    "  decoder_dropout: 0.30000000000000004\n"
    "prior:\n"
    "  kind: vampprior\n"
    "  components: 4096\n"
    "  latent_2: 5\n"
    "  eta: 0.25\n"
    "  weight: 3\n"
    "  alpha: 0.25\n"
    "likelihood:\n"
    "  kind: gaussian-learned\n"
    "  sigma: 0.1\n"
    "  floor: 0.001\n"
    "  offset: library\n"
    "  symbols: 5\n"
    "  dispersion: 3\n"
    "objective:\n"
    "  beta: 0.0001\n"
    "  schedule: cyclical\n"
    "  from: 0.5\n"
    "  start: 1\n"
    "  length: 2\n"
    "  width: 3\n"
    "  cycles: 2\n"
    "  ratio: 1\n"
    "  points_step: [3, 5]\n"
    "  points_share: [0.5, 1]\n"
    "  kind: free-bits\n"
    "  target: 7\n"
    "  lowest: 0.5\n"
    "  highest: 2\n"
    "  proportional: 0.25\n"
    "  integral: 0.125\n"
    "  rate: 0.75\n"
    "  memory: 0.5\n"
    "  floor: 0.125\n"
    "  group: 2\n"
    "  floor_of: example\n"
    "  noise: expected\n"
    "  bound: iwae\n"
    "  samples: 1024\n"
    "optimiser:\n"
    "  kind: sgd\n"
    "  learning_rate: 0\n"
    "  decay: cosine\n"
    "  momentum: 0.9\n"
    "  beta1: 0\n"
    "  beta2: 0.99\n"
    "  epsilon: 0\n"
    "  clip_norm: 1e+30\n"
    "  clip_value: 0.5\n"
    "  weight_decay: 0.01\n"
    "  warmup: 3\n"
    "  decay_factor: 0.5\n"
    "  decay_every: 7\n"
    "  milestones: [2, 9]\n"
    "  patience: 2\n"
    "  threshold: 0\n"
    "train:\n"
    "  steps: 0\n"
    "  batch: 1\n"
    "  sampling: full\n"
    "  procedure: aggressive\n"
    "  inner_window: 2\n"
    "  inner_most: 20\n"
    "  climb_every: 50\n"
    "  climb_patience: 1\n"
    "  reset_at: 7\n"
    "record:\n"
    "  dense_until: 0\n"
    "  growth: 1.5\n"
    "  rows_at_most: 1\n"
    "  examples: 1\n"
    "  prior_samples: 2048\n"
    "  nll_samples: 1000000\n"
    "expect:\n"
    "  - ratio: {column: kl, of: \"../weak-prior/tiny-beta.yaml\", in: [20, .inf]}\n";

/* A message of the whole text would be longer than Check takes: the first line that differs is enough. */
static void assert_same_lines(const char *got, const char *wanted) {
    size_t same = 0;
    while (got[same] != '\0' && got[same] == wanted[same])
        same++;
    size_t line = same;
    while (line > 0 && wanted[line - 1] != '\n')
        line--;
    ck_assert_msg(got[same] == wanted[same], "wanted \"%.60s\", found \"%.60s\"", wanted + line,
                  got + line);
}

/* The text is in canonical form already, so it has to come back byte for byte. */
START_TEST(schema_format_all_keys_reads_back_to_the_same_text) {
    struct error error = {0};
    ck_assert_msg(apply(all_keys, "learning", 0, &error) == STATUS_OK, "%s", error.message);
    char *text = format(1);
    assert_same_lines(text, all_keys);
    free(text);
}
END_TEST

/* Guards the test above: a key that it forgot would come back as its default unseen. */
START_TEST(schema_format_all_keys_leaves_no_line_as_by_default) {
    struct error error = {0};
    ck_assert_int_eq(apply("{}", "learning", 0, &error), STATUS_OK);
    scenario.config.model.decoder_layers = 1;
    char *defaults = format(1);
    for (char *line = strtok(defaults, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        char whole[256];
        snprintf(whole, sizeof whole, "\n%s\n", line);
        if (line[strlen(line) - 1] != ':')
            ck_assert_msg(strstr(all_keys, whole) == NULL, "%s is in all_keys", line);
    }
    free(defaults);
}
END_TEST

START_TEST(schema_format_without_prose_holds_what_moves_a_trajectory) {
    struct error error = {0};
    ck_assert_int_eq(apply(all_keys, "learning", 0, &error), STATUS_OK);
    char *text = format(0);
    const char *data = strstr(all_keys, "data:"), *expect = strstr(all_keys, "expect:");
    const char *obtain = strstr(all_keys, "  obtain:"), *behind = strchr(obtain, '\n') + 1;
    size_t before = (size_t)(obtain - data), after = (size_t)(expect - behind);
    ck_assert_uint_eq(strlen(text), before + after);
    ck_assert_int_eq(strncmp(text, data, before), 0);
    ck_assert_int_eq(strncmp(text + before, behind, after), 0);
    free(text);
}
END_TEST

/* What the goldens of the first 27 scenarios were blessed with: a key added since shows in the
 * digested text only where it says something else than its default, which has to be written in the
 * canonical form for that. */
START_TEST(schema_format_without_prose_leaves_out_later_keys_at_their_default) {
    struct error error = {0};
    int later = 0;
    ck_assert_int_eq(apply("{}", "learning", 0, &error), STATUS_OK);
    char *digested = format(0), *whole = format(1);
    for (const struct schema_key *key = schema_keys; key->path != NULL; key++) {
        if (!(key->flags & SCHEMA_LATER))
            continue;
        char line[SCHEMA_PATH_MAX + 64];
        snprintf(line, sizeof line, " %s: %s\n", strrchr(key->path, '.') + 1, key->fallback);
        ck_assert_msg(strstr(whole, line) != NULL, "%s", line);
        ck_assert_msg(strstr(digested, line) == NULL, "%s", line);
        later++;
    }
    ck_assert_int_ge(later, 3);
    free(digested);
    free(whole);
    ck_assert_int_eq(apply("data: {covariance: exact}\nmodel: {head: {scale: shared}}\n"
                           "objective: {noise: expected}",
                           "learning", 0, &error),
                     STATUS_OK);
    digested = format(0);
    ck_assert_ptr_nonnull(strstr(digested, "  eigenvalues: []\n  covariance: exact\n"));
    ck_assert_ptr_nonnull(strstr(digested, "    floor: 1e-06\n    scale: shared\n"));
    ck_assert_ptr_nonnull(strstr(digested, "  ratio: 0.5\n  noise: expected\n"));
    free(digested);
}
END_TEST

static void assert_has_rows(const struct setting_row *settings, long count, size_t start) {
    for (long i = 0; i < count; i++) {
        const struct schema_key *key = schema_find(settings[i].key);
        ck_assert_msg(key != NULL, "%s", settings[i].key);
        ck_assert_uint_eq(key->offset, start + settings[i].offset);
        if (settings[i].type == SETTING_CHOICE)
            ck_assert_ptr_null(key->names[(long)settings[i].range.high + 1]);
        else
            ck_assert_ptr_eq(key->range, &settings[i].range);
    }
}

START_TEST(schema_find_every_setting_of_core_has_a_row_with_its_range) {
    assert_has_rows(klimb_data_settings, DATA_SETTING_COUNT,
                    offsetof(struct scenario, config.data));
    assert_has_rows(klimb_config_settings, CONFIG_SETTING_COUNT, offsetof(struct scenario, config));
}
END_TEST

START_TEST(scenario_print_schema_lists_every_key_and_choice) {
    struct text text = {0};
    scenario_print_schema(&text);
    ck_assert(!text.failed);
    for (const struct schema_key *key = schema_keys; key->path != NULL; key++) {
        ck_assert_ptr_nonnull(strstr(text.bytes, key->path));
        ck_assert_ptr_nonnull(strstr(text.bytes, key->meaning));
        for (long i = 0; key->names != NULL && key->names[i] != NULL; i++)
            ck_assert_ptr_nonnull(strstr(text.bytes, key->meanings[i]));
    }
    text_free(&text);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("schema");
    TCase *tests = tcase_create("schema");
    tcase_add_test(tests, schema_keys_table_is_sound);
    tcase_add_test(tests, schema_set_defaults_nothing_said_gives_the_base_model);
    tcase_add_test(tests, schema_format_all_keys_reads_back_to_the_same_text);
    tcase_add_test(tests, schema_format_all_keys_leaves_no_line_as_by_default);
    tcase_add_test(tests, schema_format_without_prose_holds_what_moves_a_trajectory);
    tcase_add_test(tests, schema_format_without_prose_leaves_out_later_keys_at_their_default);
    tcase_add_test(tests, schema_find_every_setting_of_core_has_a_row_with_its_range);
    tcase_add_test(tests, scenario_print_schema_lists_every_key_and_choice);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
