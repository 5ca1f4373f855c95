/* An explosion that stays finite, from a scenario to its golden: raw scales and fewer examples than
 * columns, where the KL is beyond 1e6 nats and training goes on to its end. */
#include <math.h>
#include <stdint.h>

#include "base/text.h"
#include "check/check.h"
#include "judge/golden_subject.h"
#include "tests/check_near.h"
#include "tests/fixtures/check_jobs.h"
#include "tests/fixtures/temp_folder.h"

enum { SUBJECTS = 24, VOXELS = 300, CHECKED = 3, GOLDEN = 24 };

static const char scenario_text[] =
    "claim: With fewer examples than features and raw scales the KL explodes and stays finite.\n"
    "data: {source: csv, path: subjects.csv, test_fraction: 0.2}\n"
    "model: {latent: 20, hidden: [128]}\n"
    "likelihood: {kind: gaussian}\n"
    "train: {steps: 120, batch: 16}\n"
    "seeds: {check: 3, golden: 24}\n"
    "expect: [peak: {kl: [1.0e+6, .inf]}, final: {mi: [-1, 1.61]}]\n";

static char folder[FILE_PATH_MAX], experiments[FILE_PATH_MAX], expected[FILE_PATH_MAX],
    out[FILE_PATH_MAX];
static struct error error;

/* From -1 to 1. */
static double noise(uint32_t *state) {
    *state = *state * UINT32_C(1664525) + UINT32_C(1013904223);
    return (double)(*state >> 8) / 0x1p23 - 1;
}

/* Columns whose means and deviations differ by what they were measured in. */
static void write_subjects(void) {
    struct text text = {0};
    uint32_t state = 7;
    double mean[VOXELS], deviation[VOXELS];
    for (long j = 0; j < VOXELS; j++) {
        mean[j] = 100 * noise(&state);
        deviation[j] = 90 + 60 * noise(&state);
    }
    for (long i = 0; i < SUBJECTS; i++)
        for (long j = 0; j < VOXELS; j++)
            text_add(&text, "%.2f%s", mean[j] + deviation[j] * noise(&state),
                     j < VOXELS - 1 ? "," : "\n");
    temp_folder_write(folder, "experiments/raw/subjects.csv", text.bytes);
    text_free(&text);
}

static void join(char path[FILE_PATH_MAX], const char *name) {
    ck_assert_int_eq(file_join(path, folder, name, &error), STATUS_OK);
}

static void set_up(void) {
    temp_folder_make(folder);
    join(experiments, "experiments");
    join(expected, "expected");
    join(out, "runs");
    temp_folder_write(folder, "experiments/raw/subjects.yaml", scenario_text);
    write_subjects();
}

static void tear_down(void) {
    temp_folder_remove(folder);
}

static struct check run(enum check_seeds seeds) {
    static const char *const names[] = {"raw/subjects"};
    const struct check_options options = {.experiments = experiments,
                                          .expected = expected,
                                          .out = out,
                                          .names = names,
                                          .name_count = 1,
                                          .seeds = seeds,
                                          .runner = {.workers = 1, .quiet = 1}};
    struct check check;
    ck_assert_msg(check_run(&check, &options, &error) == STATUS_OK, "%s", error.message);
    return check;
}

/* As `klimb bless` does: the records of all golden seeds, whose claims hold. */
static void bless(void) {
    struct record records[GOLDEN];
    struct backend backend;
    struct check check = run(CHECK_SEEDS_GOLDEN);
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, &error), STATUS_OK);
    struct golden_provenance provenance = {.reason = "a test",
                                           .commit = "0123456789ab",
                                           .date = "2026-01-02",
                                           .command = "klimb bless",
                                           .backend = &backend};
    for (long seed = 0; seed < GOLDEN; seed++) {
        ck_assert_int_eq(record_read(&records[seed], job_of(&check, seed)->folder, &error),
                         STATUS_OK);
        records[seed].seed = seed;
    }
    ck_assert_msg(golden_write(expected, golden_subject_of(&check.items[0].scenario), records,
                               GOLDEN, &provenance, &error) == STATUS_OK,
                  "%s", error.message);
    for (long seed = 0; seed < GOLDEN; seed++)
        record_free(&records[seed]);
    check_free(&check);
}

START_TEST(a_finite_explosion_can_be_claimed_and_blessed) {
    struct check check = run(CHECK_SEEDS_GOLDEN);
    const struct judgement *judgement = &check.judgements[0];
    ck_assert_msg(judgement->verdict == VERDICT_NEW, "%s", judgement->reason);
    ck_assert_int_eq(judgement->claims_failed, 0);
    check_free(&check);
    bless();
    check = run(CHECK_SEEDS_CHECK);
    judgement = &check.judgements[0];
    ck_assert_msg(judgement->verdict == VERDICT_PASS, "%s", judgement->reason);
    ck_assert_int_eq(judgement->bits_equal, CHECKED);
    check_free(&check);
}
END_TEST

/* Every value of every row, but of columns that were not asked for. Information is at most ln N. */
START_TEST(a_finite_explosion_has_a_finite_record) {
    struct check check = run(CHECK_SEEDS_CHECK);
    for (long seed = 0; seed < CHECKED; seed++) {
        struct record record;
        ck_assert_int_eq(record_read(&record, job_of(&check, seed)->folder, &error), STATUS_OK);
        ck_assert(!record.outcome.diverged);
        for (long i = 0; i < record.rows * OBSERVABLES; i++)
            ck_assert_msg(!record.present[i % OBSERVABLES] || isfinite(record.value[i]),
                          "seed %ld, %s", seed, klimb_observable_info[i % OBSERVABLES].name);
        ck_assert(record.present[OBSERVABLE_mi] && !record.present[OBSERVABLE_mmd2]);
        for (long row = 0; row < record.rows; row++)
            ck_assert(record_value(&record, row, OBSERVABLE_mi) <=
                      record_value(&record, row, OBSERVABLE_mi_cap));
        record_free(&record);
    }
    check_free(&check);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("explosion");
    TCase *tests = suite_add_long(suite);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_finite_explosion_can_be_claimed_and_blessed);
    tcase_add_test(tests, a_finite_explosion_has_a_finite_record);
    return suite;
}

TEST_MAIN(suite)
