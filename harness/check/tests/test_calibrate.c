/* False alarms, counted on a scenario so small that a run takes milliseconds. */
#include "check/calibrate.h"

#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>

#include "base/folder.h"
#include "base/text.h"
#include "tests/check_near.h"
#include "tests/fixtures/bless_runs.h"
#include "tests/fixtures/temp_folder.h"

enum { GOLDEN_SEEDS = 16, ENSEMBLE_RUNS = 4, ENSEMBLES = 3 };

static const char scenario_text[] = "claim: The KL is never negative.\n"
                                    "data: {source: bars, side: 4, examples: 120}\n"
                                    "model: {latent: 2, hidden: [8]}\n"
                                    "train: {steps: 20, batch: 16}\n"
                                    "record: {examples: 32}\n"
                                    "seeds: {check: 2, ensemble: 4, golden: 16}\n"
                                    "expect: [lowest: {kl: [0, .inf]}]\n";
static const char of_file_text[] = "claim: The KL is never negative.\n"
                                   "data: {source: csv, path: data.csv}\n"
                                   "likelihood: {kind: gaussian}\n"
                                   "model: {latent: 2, hidden: [8]}\n"
                                   "train: {steps: 20, batch: 16}\n"
                                   "record: {examples: 8}\n"
                                   "seeds: {check: 2, ensemble: 4, golden: 16}\n"
                                   "expect: [lowest: {kl: [0, .inf]}]\n";
static const char name[] = "small/good";

static char folder[FILE_PATH_MAX], experiments[FILE_PATH_MAX], expected[FILE_PATH_MAX],
    out[FILE_PATH_MAX];
static struct check_options options;
static struct calibration group, single;
static const char *runs_there; /* folder of runs that are not made again; NULL: none */
static struct error error;

static void join(char path[FILE_PATH_MAX], const char *below) {
    ck_assert_int_eq(file_join(path, folder, below, &error), STATUS_OK);
}

static void set_up(void) {
    temp_folder_make(folder);
    join(experiments, "experiments");
    join(expected, "expected");
    join(out, "runs");
    temp_folder_write(folder, "experiments/small/good.yaml", scenario_text);
    options = (struct check_options){.experiments = experiments,
                                     .expected = expected,
                                     .out = out,
                                     .runner = {.workers = 1, .quiet = 1}};
    error = (struct error){0};
    runs_there = NULL;
}

static void tear_down(void) {
    temp_folder_remove(folder);
}

/* ---- goldens --------------------------------------------------------------------------------- */

/* Other dynamics: a recon that lies 100 nats higher. */
static void lift(struct record *record) {
    for (long row = 0; row < record->rows; row++)
        record->value[row * OBSERVABLES + OBSERVABLE_recon] += 100;
}

static void leave(struct record *record) {
    (void)record;
}

/* Run the golden seeds of the scenario, change the records, and make them its golden. */
static void bless(void (*change)(struct record *)) {
    bless_runs(&options, name, GOLDEN_SEEDS, change);
}

/* ---- counting -------------------------------------------------------------------------------- */

static enum status calibrate(long ensembles, long first_seed) {
    const struct calibrate_request request = {ensembles, first_seed, runs_there};
    return calibrate_scenario(&group, &single, &options, name, &request, &error);
}

static int files_left;

static int count_file(const char *path, const struct stat *about, int type, struct FTW *place) {
    (void)path;
    (void)about;
    (void)place;
    files_left += type == FTW_F;
    return 0;
}

static int count_files(void) {
    files_left = 0;
    ck_assert_int_eq(nftw(out, count_file, 8, FTW_PHYS), 0);
    return files_left;
}

static void check_counts(const struct calibration *counted, long runs, long ensembles,
                         long alarms) {
    ck_assert_str_eq(counted->scenario, name);
    ck_assert_int_eq(counted->runs, runs);
    ck_assert_int_eq(counted->ensembles, ensembles);
    ck_assert_int_eq(counted->alarms, alarms);
    ck_assert_int_ge(counted->mild_alarms, alarms);
    ck_assert_int_eq(counted->smallest <= ENSEMBLE_ALPHA, alarms > 0);
    ck_assert_int_eq(counted->first[0] != '\0', alarms > 0);
}

/* The seeds are always the same ones, so this is not a test that fails once in 1/ENSEMBLE_ALPHA times. */
START_TEST(calibrate_scenario_of_the_same_dynamics_alarms_nobody) {
    bless(leave);
    ck_assert_msg(calibrate(ENSEMBLES, CALIBRATE_FIRST_SEED) == STATUS_OK, "%s", error.message);
    check_counts(&group, ENSEMBLE_RUNS, ENSEMBLES, 0);
    check_counts(&single, 1, ENSEMBLES * ENSEMBLE_RUNS, 0);
    ck_assert(single.stated == ENSEMBLE_SINGLE_LEVEL);
    ck_assert_int_eq(count_files(), 0);
}
END_TEST

START_TEST(calibrate_scenario_of_other_dynamics_alarms_always) {
    bless(lift);
    ck_assert_msg(calibrate(ENSEMBLES, CALIBRATE_FIRST_SEED) == STATUS_OK, "%s", error.message);
    check_counts(&group, ENSEMBLE_RUNS, ENSEMBLES, ENSEMBLES);
    check_counts(&single, 1, ENSEMBLES * ENSEMBLE_RUNS, ENSEMBLES * ENSEMBLE_RUNS);
    ck_assert_ptr_nonnull(strstr(single.first, "recon"));
    ck_assert_int_eq(count_files(), 0);
}
END_TEST

/* A whole batch and one ensemble after it. */
START_TEST(calibrate_scenario_counts_over_batches) {
    bless(leave);
    ck_assert_msg(calibrate(CALIBRATE_BATCH + 1, CALIBRATE_FIRST_SEED) == STATUS_OK, "%s",
                  error.message);
    ck_assert_int_eq(group.ensembles, CALIBRATE_BATCH + 1);
    ck_assert_int_eq(single.ensembles, (CALIBRATE_BATCH + 1) * ENSEMBLE_RUNS);
    ck_assert_int_eq(count_files(), 0);
}
END_TEST

/* ---- what goes wrong ------------------------------------------------------------------------- */

static void refused(enum status status, long first_seed, const char *message, const char *hint) {
    ck_assert_int_eq(calibrate(1, first_seed), status);
    ck_assert_msg(strstr(error.message, message) != NULL, "%s", error.message);
    ck_assert_msg(strstr(error.hint, hint) != NULL, "%s", error.hint);
}

START_TEST(calibrate_scenario_without_golden_says_so) {
    refused(STATUS_FAILED, CALIBRATE_FIRST_SEED, "small/good has no golden in ",
            "klimb bless --reason TEXT small/good");
}
END_TEST

/* ENSEMBLE_RUNS seeds from the last one on would wrap round. */
START_TEST(calibrate_scenario_beyond_the_largest_seed_says_so) {
    bless(leave);
    refused(STATUS_INVALID, LONG_MAX, "seed 9223372036854775807 is too large: ", "");
}
END_TEST

START_TEST(calibrate_scenario_with_a_stale_golden_says_so) {
    bless(leave);
    char longer[sizeof scenario_text + 32];
    snprintf(longer, sizeof longer, "%sobjective: {beta: 2}\n", scenario_text);
    temp_folder_write(folder, "experiments/small/good.yaml", longer);
    refused(STATUS_FAILED, CALIBRATE_FIRST_SEED,
            "the golden of small/good is stale: its digest is ",
            "klimb bless --reason TEXT small/good");
}
END_TEST

START_TEST(calibrate_scenario_with_golden_seeds_is_refused) {
    bless(leave);
    refused(STATUS_INVALID, GOLDEN_SEEDS - 1,
            "seed 15 is one of the 16 of the golden of small/good", "begin at 16");
    ck_assert_int_eq(calibrate(1, GOLDEN_SEEDS), STATUS_OK);
}
END_TEST

/* Data that are gone after the blessing: every run breaks. */
START_TEST(calibrate_scenario_with_a_broken_run_leaves_no_records) {
    char path[FILE_PATH_MAX];
    struct text data = {0};
    for (int i = 0; i < 40; i++)
        text_add(&data, "%d,%d,%d\n", i % 2, i % 3, i % 5);
    temp_folder_write(folder, "experiments/small/data.csv", data.bytes);
    text_free(&data);
    temp_folder_write(folder, "experiments/small/good.yaml", of_file_text);
    bless(leave);
    join(path, "experiments/small/data.csv");
    ck_assert_int_eq(remove(path), 0);
    ck_assert_int_eq(calibrate(1, CALIBRATE_FIRST_SEED), STATUS_IO);
    ck_assert_msg(strstr(error.message, "data.csv") != NULL, "%s", error.message);
    ck_assert_int_eq(count_files(), 0);
}
END_TEST

/* An interrupt that has come and is held back is what the runner meets first. */
START_TEST(calibrate_scenario_interrupted_leaves_no_records) {
    sigset_t held, before;
    bless(leave);
    sigemptyset(&held);
    sigaddset(&held, SIGINT);
    sigprocmask(SIG_BLOCK, &held, &before);
    ck_assert_int_eq(raise(SIGINT), 0);
    refused(STATUS_FAILED, CALIBRATE_FIRST_SEED, "stopped by signal", "none of these records");
    sigprocmask(SIG_SETMASK, &before, NULL);
    ck_assert_int_eq(count_files(), 0);
}
END_TEST

/* ---- runs that are there --------------------------------------------------------------------- */

/* Two ensembles of runs below `folder`/there, as `klimb run --out` leaves them. */
static void make_runs(void) {
    static char there[FILE_PATH_MAX];
    const char *names[] = {name};
    struct check_options own = options;
    struct check check;
    join(there, "there");
    own.names = names;
    own.name_count = 1;
    own.out = there;
    own.seeds = CHECK_SEEDS_GIVEN;
    own.seed_first = CALIBRATE_FIRST_SEED;
    own.seed_count = 2 * ENSEMBLE_RUNS;
    ck_assert_msg(check_run(&check, &own, &error) == STATUS_OK, "%s", error.message);
    check_free(&check);
    runs_there = there;
}

/* `from` and `to` are folders of seeds below there/small/good/exact. */
static void put_in_place_of(const char *from, const char *to) {
    char old[FILE_PATH_MAX], new[FILE_PATH_MAX], below[128];
    snprintf(below, sizeof below, "there/small/good/exact/%s", to);
    join(new, below);
    ck_assert_int_eq(folder_remove(new, &error), STATUS_OK);
    snprintf(below, sizeof below, "there/small/good/exact/%s", from);
    join(old, below);
    ck_assert_int_eq(rename(old, new), 0);
}

/* That they are read shows by one that takes the place of another, which is refused. */
START_TEST(calibrate_scenario_reads_records_that_are_there) {
    bless(leave);
    make_runs();
    ck_assert_msg(calibrate(3, CALIBRATE_FIRST_SEED) == STATUS_OK, "%s", error.message);
    check_counts(&group, ENSEMBLE_RUNS, 3, 0);
    check_counts(&single, 1, 3 * ENSEMBLE_RUNS, 0);
    ck_assert_int_eq(count_files(), 0);
    put_in_place_of("seed-100001", "seed-100000");
    refused(STATUS_FAILED, CALIBRATE_FIRST_SEED, "the seed is 100001, not 100000", "--records");
}
END_TEST

START_TEST(calibrate_scenario_refuses_records_of_another_backend) {
    char from[FILE_PATH_MAX], to[FILE_PATH_MAX];
    bless(leave);
    make_runs();
    join(from, "there/small/good/exact");
    join(to, "there/small/good/openblas");
    ck_assert_int_eq(rename(from, to), 0);
    options.backend = BACKEND_OPENBLAS;
    refused(STATUS_FAILED, CALIBRATE_FIRST_SEED, "the backend is exact, not openblas", "--records");
}
END_TEST

START_TEST(calibrate_scenario_refuses_records_of_another_scenario) {
    bless(leave);
    make_runs();
    char longer[sizeof scenario_text + 32];
    snprintf(longer, sizeof longer, "%sobjective: {beta: 2}\n", scenario_text);
    temp_folder_write(folder, "experiments/small/good.yaml", longer);
    bless(leave);
    refused(STATUS_FAILED, CALIBRATE_FIRST_SEED, "the digest of the scenario is ", "--records");
}
END_TEST

/* ---- the table ------------------------------------------------------------------------------- */

/* None of n trials gives [0, 1 - q], all give [q, 1] with q = 0.025^(1/n): n = 10 and 20. */
START_TEST(calibrate_format_has_intervals_and_leaves_out_what_was_not_compared) {
    const struct calibration rows[] = {
        {"f/a", BACKEND_EXACT, 8, 10, 0, 10, 0.5, 1e-4, ""},
        {"f/b", BACKEND_EXACT, 8, 0, 0, 0, 1, 1e-4, ""},
        {"f/c", BACKEND_OPENBLAS, 1, 20, 20, 20, 1e-5, 1e-3, "it departed"},
    };
    struct text text = {0};
    calibrate_format(&text, rows, 3);
    ck_assert(!text.failed);
    ck_assert_str_eq(text.bytes,
                     "scenario,backend,runs,ensembles,alarms,rate_low,rate_high,mild_alarms,"
                     "mild_rate_low,mild_rate_high,smallest_p,stated,holds\n"
                     "f/a,exact,8,10,0,0,0.3085,10,0.6915,1,0.5,0.0001,holds\n"
                     "f/c,openblas,1,20,20,0.8316,1,20,0.8316,1,1e-05,0.001,not held\n");
    text_free(&text);
}
END_TEST

START_TEST(calibrate_add_sums_counts_and_keeps_the_smallest_p) {
    struct calibration sum = {.scenario = "all", .smallest = 1};
    const struct calibration parts[] = {
        {.ensembles = 3, .alarms = 1, .mild_alarms = 2, .smallest = 0.25, .stated = 1e-3},
        {.ensembles = 40, .alarms = 10, .mild_alarms = 20, .smallest = 0.5, .stated = 1e-4}};
    calibrate_add(&sum, &parts[0]);
    calibrate_add(&sum, &parts[1]);
    ck_assert_str_eq(sum.scenario, "all");
    ck_assert_int_eq(sum.ensembles, 43);
    ck_assert_int_eq(sum.alarms, 11);
    ck_assert_int_eq(sum.mild_alarms, 22);
    ck_assert(sum.smallest == 0.25);
    ck_assert(sum.stated == 1e-3);
}
END_TEST

/* None of n trials gives the limits 0 and 1 - 0.025^(1/n), which is at most 1e-3 from n = 3,688 on. One gives the lower
 * limit 1 - 0.975^(1/n), which is above 1e-3 up to n = 25. */
START_TEST(calibrate_judge_compares_the_limits_with_what_is_stated) {
    static const struct {
        long alarms, ensembles;
        enum calibrate_finding wanted;
    } cases[] = {{0, 1000, CALIBRATE_HOLDS},      {0, 3687, CALIBRATE_HOLDS},
                 {0, 3688, CALIBRATE_SHOWN},      {1, 25, CALIBRATE_NOT_HELD},
                 {1, 26, CALIBRATE_HOLDS},        {1, 1000, CALIBRATE_HOLDS},
                 {1000, 1000, CALIBRATE_NOT_HELD}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct calibration counted = {
            .ensembles = cases[i].ensembles, .alarms = cases[i].alarms, .stated = 1e-3};
        ck_assert_msg(calibrate_judge(&counted) == cases[i].wanted, "%ld of %ld: %s",
                      cases[i].alarms, cases[i].ensembles,
                      calibrate_finding_words[calibrate_judge(&counted)]);
    }
}
END_TEST

static Suite *calibrate_suite(void) {
    Suite *suite = suite_create("calibrate");
    TCase *tests = tcase_create("calibrate");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, calibrate_scenario_of_the_same_dynamics_alarms_nobody);
    tcase_add_test(tests, calibrate_scenario_of_other_dynamics_alarms_always);
    tcase_add_test(tests, calibrate_scenario_without_golden_says_so);
    tcase_add_test(tests, calibrate_scenario_beyond_the_largest_seed_says_so);
    tcase_add_test(tests, calibrate_scenario_with_a_stale_golden_says_so);
    tcase_add_test(tests, calibrate_scenario_with_golden_seeds_is_refused);
    tcase_add_test(tests, calibrate_scenario_with_a_broken_run_leaves_no_records);
    tcase_add_test(tests, calibrate_scenario_interrupted_leaves_no_records);
    tcase_add_test(tests, calibrate_scenario_reads_records_that_are_there);
    tcase_add_test(tests, calibrate_scenario_refuses_records_of_another_backend);
    tcase_add_test(tests, calibrate_scenario_refuses_records_of_another_scenario);
    tcase_add_test(tests, calibrate_format_has_intervals_and_leaves_out_what_was_not_compared);
    tcase_add_test(tests, calibrate_add_sums_counts_and_keeps_the_smallest_p);
    tcase_add_test(tests, calibrate_judge_compares_the_limits_with_what_is_stated);
    suite_add_tcase(suite, tests);

    TCase *slow = suite_add_long(suite);
    tcase_add_checked_fixture(slow, set_up, tear_down);
    tcase_add_test(slow, calibrate_scenario_counts_over_batches);
    return suite;
}

TEST_MAIN(calibrate_suite)
