#include "run/artefacts.h"

#include <math.h>
#include <stdlib.h>

#include "run/run_folder.h"
#include "run/runner.h"
#include "run/train.h"
#include "scenario/scenario_load.h"
#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

enum { EXAMPLES = 16, LATENT = 2, SIDE = 4 };

static const char small_yaml[] = "claim: A small model can be trained.\n"
                                 "data: {source: bars, side: 4, examples: 120}\n"
                                 "model: {latent: 2, hidden: [8]}\n"
                                 "train: {steps: 20, batch: 7}\n"
                                 "record: {examples: 16}\n";
static const char *const as_it_is[] = {NULL};
static const char *const no_images[] = {"data.source=gaussian", "data.eigenvalues=[2, 1, 0.5]",
                                        "likelihood.kind=gaussian", NULL};
static const char *const sequences[] = {"data.source=markov",   "data.symbols=4",
                                        "data.length=3",        "likelihood.kind=categorical",
                                        "likelihood.symbols=4", NULL};
static const char *const diverging[] = {"optimiser.kind=sgd", "optimiser.learning_rate=10", NULL};

/* Train the scenario with overrides, with artefacts. */
static void train(struct record *record, struct artefacts *artefacts, const char *const *overrides,
                  int wants) {
    char folder[FILE_PATH_MAX];
    struct scenario scenario;
    struct backend backend;
    struct error error = {0};
    long count = 0;
    while (overrides[count] != NULL)
        count++;
    temp_folder_make(folder);
    temp_folder_write(folder, "tests/small.yaml", small_yaml);
    ck_assert_msg(scenario_load(&scenario, folder, "tests/small", overrides, count, &error) ==
                      STATUS_OK,
                  "%s", error.message);
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, &error), STATUS_OK);
    ck_assert_msg(train_run_artefacts(record, wants ? artefacts : NULL, &scenario, 0, &backend,
                                      NULL, NULL, &error) == STATUS_OK,
                  "%s", error.message);
    scenario_free(&scenario);
    temp_folder_remove(folder);
}

/* ---- density ----------------------------------------------------------------------------------- */

/* N(0, I) in two dimensions at its centre: -ln 2 pi. */
START_TEST(log_density_of_one_gaussian_is_its_own) {
    const real z[] = {0, 0}, mu[] = {0, 0}, logvar[] = {0, 0};
    ck_assert_near(artefacts_log_density(z, mu, logvar, 1, 2), -log(2 * M_PI), 1e-12);
}
END_TEST

/* Half of each: N(1; 0, 4) = e^(-1/8)/sqrt(8 pi) and N(1; 3, 1) = e^(-2)/sqrt(2 pi). */
START_TEST(log_density_of_two_gaussians_is_their_mean) {
    const real z[] = {1}, mu[] = {0, 3}, logvar[] = {(real)log(4.0), 0};
    double wanted = log((exp(-0.125) / sqrt(8 * M_PI) + exp(-2.0) / sqrt(2 * M_PI)) / 2);
    ck_assert_near(artefacts_log_density(z, mu, logvar, 2, 1), wanted, 1e-7);
}
END_TEST

/* e^-5000 is not a double, its logarithm is. */
START_TEST(log_density_far_away_does_not_underflow) {
    const real z[] = {100}, mu[] = {0}, logvar[] = {0};
    ck_assert_near(artefacts_log_density(z, mu, logvar, 1, 1), -5000 - 0.5 * log(2 * M_PI), 1e-9);
}
END_TEST

/* ---- files ------------------------------------------------------------------------------------- */

/* Nothing that is drawn or trained may know of the artefacts. */
START_TEST(artefacts_leave_the_record_alone) {
    struct record with, without;
    struct artefacts artefacts = {0};
    char first[65], second[65];
    train(&with, &artefacts, as_it_is, 1);
    train(&without, NULL, as_it_is, 0);
    record_digest(first, &with);
    record_digest(second, &without);
    ck_assert_str_eq(first, second);
    artefacts_free(&artefacts);
    record_free(&with);
    record_free(&without);
}
END_TEST

/* The mean of mu over latents.csv is what the probe saw at the last step: the same examples, the same
 * model. The batch of 7 does not divide the 16 examples. */
START_TEST(latents_are_those_of_the_last_row) {
    struct record record;
    struct artefacts artefacts = {0};
    double mean[LATENT] = {0}, least = HUGE_VAL;
    long rows = 0;
    train(&record, &artefacts, as_it_is, 1);
    const char *line = strchr(artefacts.latents.bytes, '\n') + 1;
    while (*line != '\0') {
        long example, dimension;
        double mu, logvar;
        ck_assert_int_eq(sscanf(line, "%ld,%*d,%ld,%lf,%lf", &example, &dimension, &mu, &logvar),
                         4);
        ck_assert_int_eq(example, rows / LATENT);
        ck_assert_int_eq(dimension, rows % LATENT);
        mean[dimension] += mu / EXAMPLES;
        least = fmin(least, logvar);
        rows++;
        line = strchr(line, '\n') + 1;
    }
    ck_assert_int_eq(rows, EXAMPLES * LATENT);
    const float *seen = record.dimension + (record.rows - 1) * LATENT * DIMENSION_OBSERVABLES;
    for (int i = 0; i < LATENT; i++)
        ck_assert_near(mean[i], (double)seen[i * DIMENSION_OBSERVABLES + DIMENSION_mu_mean], 1e-6);
    ck_assert_near(least, (double)record_value(&record, record.rows - 1, OBSERVABLE_logvar_min),
                   1e-6);
    artefacts_free(&artefacts);
    record_free(&record);
}
END_TEST

/* Ten pictures of four pixels with a line between them are 49 wide; five of them 24 high. The first
 * row holds examples of bars, which are 0 and 1: black and white alone. */
START_TEST(pictures_are_a_grey_map_of_examples_first) {
    struct record record;
    struct artefacts artefacts = {0};
    static const char heading[] = "P5\n49 24\n255\n", path[] = "P5\n54 14\n255\n";
    train(&record, &artefacts, as_it_is, 1);
    ck_assert_uint_eq(artefacts.pictures.length, strlen(heading) + 49 * 24);
    ck_assert_int_eq(memcmp(artefacts.pictures.bytes, heading, strlen(heading)), 0);
    ck_assert_uint_eq(artefacts.path.length, strlen(path) + 54 * 14);
    const unsigned char *grey = (const unsigned char *)artefacts.pictures.bytes + strlen(heading);
    int seen[2] = {0, 0}, others = 0;
    for (int i = 0; i < SIDE * 49; i++)
        ck_assert(grey[i] == 0 || grey[i] == 255);
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j < SIDE; j++)
            seen[grey[i * 49 + j] > 0]++;
    for (int i = 5 * 49; i < 9 * 49; i++) /* reconstructions are means, which are neither */
        others += grey[i] > 0 && grey[i] < 255;
    ck_assert_int_eq(seen[0] + seen[1], SIDE * SIDE);
    ck_assert_int_gt(others, 100);
    artefacts_free(&artefacts);
    record_free(&record);
}
END_TEST

/* Both ends of a path are examples, around which q is denser than in its thinnest hundredth. */
START_TEST(path_begins_and_ends_above_the_level) {
    struct record record;
    struct artefacts artefacts = {0};
    train(&record, &artefacts, as_it_is, 1);
    long path = -1, ends = 0;
    double t, density, level;
    for (const char *line = artefacts.density.bytes; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (*line != '\n' && sscanf(line, "%ld,%lf,%lf,%lf", &path, &t, &density, &level) == 4 &&
            (t <= 0 || t >= 1)) {
            ck_assert(density > level);
            ends++;
        }
        if (*line == '\0')
            break;
    }
    ck_assert_int_eq(ends, 2 * ARTEFACT_PATHS);
    artefacts_free(&artefacts);
    record_free(&record);
}
END_TEST

START_TEST(artefacts_of_examples_that_are_no_images_are_latents_alone) {
    struct record record;
    struct artefacts artefacts = {0};
    train(&record, &artefacts, no_images, 1);
    ck_assert_uint_gt(artefacts.latents.length, 0);
    ck_assert_uint_eq(artefacts.pictures.length + artefacts.path.length + artefacts.density.length,
                      0);
    artefacts_free(&artefacts);
    record_free(&record);
}
END_TEST

START_TEST(artefacts_of_a_diverged_run_are_none) {
    struct record record;
    struct artefacts artefacts = {0};
    train(&record, &artefacts, diverging, 1);
    ck_assert_int_eq(record.outcome.diverged, 1);
    ck_assert_uint_eq(artefacts.latents.length + artefacts.pictures.length, 0);
    record_free(&record);
}
END_TEST

/* A record that is made again without artefacts must not stand beside those of another model. */
START_TEST(run_folder_remove_takes_the_artefacts_with_it) {
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    struct record record;
    struct artefacts artefacts = {0};
    struct error error = {0};
    temp_folder_make(folder);
    train(&record, &artefacts, as_it_is, 1);
    text_add(&artefacts.words, "of pictures there are none\n");
    ck_assert_int_eq(artefacts_write(&artefacts, folder, &error), STATUS_OK);
    for (int i = 0; artefacts_names[i] != NULL; i++) {
        ck_assert_int_eq(file_join(path, folder, artefacts_names[i], &error), STATUS_OK);
        ck_assert(temp_folder_has(path));
    }
    ck_assert_int_eq(run_folder_remove(folder, &error), STATUS_OK);
    for (int i = 0; artefacts_names[i] != NULL; i++) {
        ck_assert_int_eq(file_join(path, folder, artefacts_names[i], &error), STATUS_OK);
        ck_assert(!temp_folder_has(path));
    }
    artefacts_free(&artefacts);
    record_free(&record);
    temp_folder_remove(folder);
}
END_TEST

/* A heading, and ten lines of three words of three symbols. */
START_TEST(words_are_of_sequences_alone) {
    struct record record;
    struct artefacts artefacts = {0};
    train(&record, &artefacts, sequences, 1);
    const char *line = strchr(artefacts.words.bytes, '\n') + 1;
    ck_assert_int_eq(strncmp(artefacts.words.bytes, "example|reconstruction|sample\n", 30), 0);
    for (int i = 0; i < ARTEFACT_PICTURES; i++, line += 12) {
        ck_assert_int_eq(line[3], '|');
        ck_assert_int_eq(line[7], '|');
        ck_assert_int_eq(line[11], '\n');
        ck_assert_uint_eq(strspn(line, "abcd"), 3);
        ck_assert_uint_eq(strspn(line + 4, "abcd"), 3);
        ck_assert_uint_eq(strspn(line + 8, "abcd"), 3);
    }
    ck_assert_int_eq(*line, '\0');
    ck_assert_uint_eq(artefacts.pictures.length, 0);
    artefacts_free(&artefacts);
    record_free(&record);
    train(&record, &artefacts, as_it_is, 1);
    ck_assert_uint_eq(artefacts.words.length, 0);
    artefacts_free(&artefacts);
    record_free(&record);
}
END_TEST

static Suite *artefacts_suite(void) {
    Suite *suite = suite_create("artefacts");
    TCase *tests = tcase_create("artefacts");
    tcase_add_test(tests, log_density_of_one_gaussian_is_its_own);
    tcase_add_test(tests, log_density_of_two_gaussians_is_their_mean);
    tcase_add_test(tests, log_density_far_away_does_not_underflow);
    tcase_add_test(tests, artefacts_leave_the_record_alone);
    tcase_add_test(tests, latents_are_those_of_the_last_row);
    tcase_add_test(tests, words_are_of_sequences_alone);
    tcase_add_test(tests, pictures_are_a_grey_map_of_examples_first);
    tcase_add_test(tests, path_begins_and_ends_above_the_level);
    tcase_add_test(tests, artefacts_of_examples_that_are_no_images_are_latents_alone);
    tcase_add_test(tests, artefacts_of_a_diverged_run_are_none);
    tcase_add_test(tests, run_folder_remove_takes_the_artefacts_with_it);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(artefacts_suite)
