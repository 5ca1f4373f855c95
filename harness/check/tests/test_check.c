/* The whole way from names to verdicts, on scenarios so small that a run takes milliseconds. */
#include "check/check.h"

#include <math.h>

#include "judge/golden_subject.h"
#include "tests/check_near.h"
#include "tests/fixtures/check_jobs.h"
#include "tests/fixtures/temp_folder.h"

enum { CHECK_SEEDS = 2, COMPARED_SEEDS = 3, ENSEMBLE_SEEDS = 6, GOLDEN_SEEDS = 24, NAMES_MAX = 4 };

/* Two families. A scenario with the model and the data of another has its trajectory to the last
 * bit, so each ratio that can be measured is 1; a KL is never negative. */
static const struct {
    const char *file, *text;
} scenarios[] = {
    {"experiments/small/good.yaml", "claim: The KL is never negative.\n"
                                    "data: {source: bars, side: 4, examples: 120}\n"
                                    "model: {latent: 2, hidden: [8]}\n"
                                    "train: {steps: 20, batch: 16}\n"
                                    "record: {examples: 32}\n"
                                    "seeds: {check: 2, ensemble: 6, golden: 24}\n"
                                    "expect: [lowest: {kl: [0, .inf]}]\n"},
    {"experiments/small/wrong.yaml", "claim: The KL is negative, which cannot be.\n"
                                     "base: good.yaml\n"
                                     "expect: [final: {kl: [-2, -1]}]\n"},
    {"experiments/small/broken.yaml", "claim: Its data are not there.\n"
                                      "base: good.yaml\n"
                                      "data: {source: csv, path: nowhere.csv}\n"},
    {"experiments/ratio/one.yaml",
     "claim: The KL is that of small/good.\n"
     "base: ../small/good.yaml\n"
     "seeds: {check: 3}\n"
     "expect: [ratio: {column: kl, of: ../small/good.yaml, in: [1, 1]}]\n"},
    {"experiments/ratio/chained.yaml", "claim: The KL is that of ratio/one.\n"
                                       "base: ../small/good.yaml\n"
                                       "expect: [ratio: {column: kl, of: one.yaml, in: [1, 1]}]\n"},
    {"experiments/ratio/wide.yaml",
     "claim: The KL is that of ratio/one, over more seeds than that has.\n"
     "base: ../small/good.yaml\n"
     "seeds: {check: 4}\n"
     "expect: [ratio: {column: kl, of: one.yaml, in: [1, 1]}]\n"},
    {"experiments/ratio/stranded.yaml",
     "claim: What it is measured by cannot be run.\n"
     "base: ../small/good.yaml\n"
     "expect: [ratio: {column: kl, of: ../small/broken.yaml, in: [1, 1]}]\n"},
    {"experiments/theory/exact.yaml",
     "claim: The run is a recursion, and rests at its optimum.\n"
     "data: {source: gaussian, covariance: exact, eigenvalues: [4, 0.5], examples: 16,\n"
     "       test_fraction: 0}\n"
     "model: {latent: 1, hidden: [], decoder_hidden: [], init: normal, init_scale: 0.5,\n"
     "        head: {scale: shared}}\n"
     "likelihood: {kind: gaussian, sigma: 1}\n"
     "objective: {noise: expected}\n"
     "optimiser: {kind: sgd, learning_rate: 0.05}\n"
     "train: {steps: 1000, sampling: full}\n"
     "record: {examples: 16}\n"
     "seeds: {check: 2, golden: 4}\n"
     "expect:\n"
     "  - final: {kl: {theory: within 1e-4}, recon: {theory: within 1e-4}}\n"
     "  - curve: {kl: {theory: within 1e-4}, loss: {theory: within 1e-4}}\n"},
    {"experiments/theory/sampled.yaml", "claim: Chance is no recursion.\n"
                                        "base: exact.yaml\n"
                                        "objective: {noise: sampled}\n"
                                        "expect: [curve: {kl: {theory: within 9}}]\n"},
    {"experiments/theory/missing.yaml", "claim: Neither run nor theory has data.\n"
                                        "base: ../small/broken.yaml\n"
                                        "expect: [final: {kl: {theory: within 9}}]\n"},
};

/* A family whose data have to be fetched; small/broken is one that does not say from where. */
static const struct {
    const char *file, *text;
} lacking[] = {
    {"experiments/lacking/away.yaml",
     "claim: Its data have to be fetched.\n"
     "base: ../small/good.yaml\n"
     "data: {source: csv, path: far.csv, obtain: \"make\\nfar\"}\n"},
    {"experiments/lacking/heir.yaml", "claim: So have the same data of an heir.\n"
                                      "base: away.yaml\n"},
    {"experiments/lacking/drawn.yaml", "claim: Drawn data need no file.\n"
                                       "base: away.yaml\n"
                                       "data: {source: bars}\n"},
    {"experiments/lacking/measured.yaml",
     "claim: What it is measured by cannot be run.\n"
     "base: ../small/good.yaml\n"
     "seeds: {check: 4, golden: 4}\n"
     "expect: [ratio: {column: kl, of: away.yaml, in: [1, 1]}]\n"},
    {"experiments/lacking/outer.yaml",
     "claim: The KL is that of lacking/measured, which can be run but not be judged.\n"
     "base: ../small/good.yaml\n"
     "expect: [ratio: {column: kl, of: measured.yaml, in: [1, 1]}]\n"},
};

static char folder[FILE_PATH_MAX], experiments[FILE_PATH_MAX], expected[FILE_PATH_MAX],
    out[FILE_PATH_MAX];
static struct error error;

static void join(char path[FILE_PATH_MAX], const char *name) {
    ck_assert_int_eq(file_join(path, folder, name, &error), STATUS_OK);
}

static void set_up(void) {
    temp_folder_make(folder);
    join(experiments, "experiments");
    join(expected, "expected");
    join(out, "runs");
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++)
        temp_folder_write(folder, scenarios[i].file, scenarios[i].text);
}

static void tear_down(void) {
    temp_folder_remove(folder);
}

/* Options for a list of names that ends with NULL. */
static struct check_options options_of(const char *const *names) {
    struct check_options options = {.experiments = experiments,
                                    .expected = expected,
                                    .out = out,
                                    .names = names,
                                    .seeds = CHECK_SEEDS_CHECK,
                                    .runner = {.workers = 1, .quiet = 1}};
    while (names[options.name_count] != NULL)
        options.name_count++;
    return options;
}

static struct check run(const struct check_options *options) {
    struct check check;
    ck_assert_msg(check_run(&check, options, &error) == STATUS_OK, "%s", error.message);
    return check;
}

static const char *const good[] = {"small/good", NULL};

/* ---- goldens --------------------------------------------------------------------------------- */

static void write_golden(const struct scenario *scenario, const struct record *records,
                         long count) {
    struct backend backend;
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, &error), STATUS_OK);
    struct golden_provenance provenance = {.reason = "a test",
                                           .commit = "0123456789ab",
                                           .date = "2026-01-02",
                                           .command = "klimb bless",
                                           .backend = &backend};
    ck_assert_int_eq(
        golden_write(expected, golden_subject_of(scenario), records, count, &provenance, &error),
        STATUS_OK);
}

static void as_they_are(struct record *records) {
    (void)records;
}

/* One binary32 further from zero, in one cell of the second seed. */
static void one_bit_off(struct record *records) {
    float *cell = &records[1].value[2 * OBSERVABLES + OBSERVABLE_recon];
    *cell = nextafterf(*cell, *cell > 0 ? HUGE_VALF : -HUGE_VALF);
}

/* Every seed like the first: no room for another. */
static void all_the_same(struct record *records) {
    size_t cells = (size_t)records[0].rows * OBSERVABLES;
    for (long seed = 1; seed < GOLDEN_SEEDS; seed++)
        memcpy(records[seed].value, records[0].value, cells * sizeof *records[0].value);
}

/* Run `count` seeds of the first scenario named, change the records, and make them its golden.
 *   override  for the runs, NULL for none */
static void bless_some(const char *const *names, void (*change)(struct record *),
                       const char *override, long count) {
    struct check_options options = options_of(names);
    struct record records[GOLDEN_SEEDS];
    options.seeds = CHECK_SEEDS_GOLDEN;
    options.overrides = &override;
    options.override_count = override != NULL;
    struct check check = run(&options);
    ck_assert_int_eq(check.items[0].runs, count);
    for (long seed = 0; seed < count; seed++) {
        ck_assert_int_eq(record_read(&records[seed], job_of(&check, seed)->folder, &error),
                         STATUS_OK);
        records[seed].seed = seed;
    }
    change(records);
    write_golden(&check.items[0].scenario, records, count);
    for (long seed = 0; seed < count; seed++)
        record_free(&records[seed]);
    check_free(&check);
}

static void bless(const char *const *names, void (*change)(struct record *)) {
    bless_some(names, change, NULL, GOLDEN_SEEDS);
}

static void bless_good(void (*change)(struct record *)) {
    bless(good, change);
}

/* ---- theory ---------------------------------------------------------------------------------- */

/* Every seed against the curve from its own weights: that of another would not do. */
START_TEST(check_run_claims_of_theory_hold_in_a_linear_model) {
    static const char *const exact[] = {"theory/exact", NULL};
    struct check_options options = options_of(exact);
    struct check check = run(&options);
    const struct judgement *judgement = &check.judgements[0];
    ck_assert_msg(judgement->verdict == VERDICT_NEW, "%s", judgement->reason);
    ck_assert_int_eq(judgement->claims_tested, 5 * CHECK_SEEDS);
    /* The optimum: theta = 1, kl = 1/2 ln 4. */
    ck_assert_near(judgement->claims[1].value, log(2), 1e-4);
    check_free(&check);
}
END_TEST

START_TEST(check_run_claims_of_theory_that_says_nothing_fail_with_the_reason) {
    static const char *const sampled[] = {"theory/sampled", NULL};
    struct check_options options = options_of(sampled);
    struct check check = run(&options);
    ck_assert_int_eq(check.judgements[0].verdict, VERDICT_FAIL);
    ck_assert_ptr_nonnull(strstr(check.judgements[0].reason, "objective.noise is sampled"));
    check_free(&check);
}
END_TEST

/* The run that broke is said, rather than that theory did too. */
START_TEST(check_run_claims_of_theory_without_data_are_an_error) {
    static const char *const missing[] = {"theory/missing", NULL};
    struct check_options options = options_of(missing);
    struct check check = run(&options);
    ck_assert_int_eq(check.judgements[0].verdict, VERDICT_ERROR);
    ck_assert_ptr_nonnull(strstr(check.judgements[0].reason, "seed 0: "));
    ck_assert_ptr_nonnull(strstr(check.judgements[0].reason, "nowhere.csv"));
    ck_assert_int_eq(check.judgements[0].broken, CHECK_SEEDS + 1);
    check_free(&check);
}
END_TEST

/* ---- identities ------------------------------------------------------------------------------ */

START_TEST(verdict_judge_record_that_contradicts_itself_fails) {
    struct check_options options = options_of(good);
    struct check check = run(&options);
    struct judgement judgement;
    struct record record;
    ck_assert_int_eq(check.judgements[0].claims_failed, 0);
    ck_assert_int_eq(record_read(&record, job_of(&check, 1)->folder, &error), STATUS_OK);
    record.value[3 * OBSERVABLES + OBSERVABLE_kl_agg] += 0.125F;
    ck_assert_int_eq(record_remove(job_of(&check, 1)->folder, &error),
                     STATUS_OK); /* and its manifest */
    ck_assert_int_eq(record_write(&record, job_of(&check, 1)->folder, &error), STATUS_OK);
    const struct check_item *item = &check.items[0];
    struct evidence evidence = {0};
    ck_assert_int_eq(evidence_take_runs(&evidence, &item->scenario, item->jobs, item->runs, &error),
                     STATUS_OK);
    verdict_judge(&judgement, &evidence, &(struct verdict_runs){0});
    evidence_free(&evidence);
    ck_assert_int_eq(judgement.verdict, VERDICT_FAIL);
    ck_assert_int_eq(judgement.claims_failed, 1);
    ck_assert_msg(strstr(judgement.reason, "seed 1: kl_agg = kl - mi does not hold") != NULL, "%s",
                  judgement.reason);
    judgement_free(&judgement);
    record_free(&record);
    check_free(&check);
}
END_TEST

/* ---- which scenarios, which runs ------------------------------------------------------------- */

static const struct {
    const char *names[NAMES_MAX], *wanted[NAMES_MAX];
    long jobs;
} selections[] = {
    {{"small/good"}, {"small/good"}, CHECK_SEEDS},
    {{"small"}, {"small/broken", "small/good", "small/wrong"}, 3 * CHECK_SEEDS},
    {{"wrong", "ratio/one"}, {"small/wrong", "ratio/one"}, CHECK_SEEDS + COMPARED_SEEDS},
    {{"small/good", "small"}, {"small/good", "small/broken", "small/wrong"}, 3 * CHECK_SEEDS},
};

START_TEST(check_plan_names_and_families_are_the_scenarios_asked_for) {
    struct check_options options = options_of(selections[_i].names);
    struct check check;
    ck_assert_int_eq(check_plan(&check, &options, &error), STATUS_OK);
    ck_assert_int_eq(check.total, check.count); /* no references */
    ck_assert_int_eq(check_runs(&check), selections[_i].jobs);
    for (long i = 0; i < check.count; i++)
        ck_assert_str_eq(check.items[i].scenario.name, selections[_i].wanted[i]);
    ck_assert_ptr_null(selections[_i].wanted[check.count]);
    ck_assert_ptr_null(check.judgements);
    ck_assert(!file_is_folder(out)); /* nothing was run */
    check_free(&check);
}
END_TEST

START_TEST(check_plan_no_names_are_all_scenarios) {
    static const char *const none[] = {NULL};
    struct check_options options = options_of(none);
    struct check check;
    ck_assert_int_eq(check_plan(&check, &options, &error), STATUS_OK);
    ck_assert_int_eq(check.count, sizeof scenarios / sizeof *scenarios);
    check_free(&check);
}
END_TEST

START_TEST(check_run_reference_is_run_with_as_many_seeds_but_not_judged) {
    static const char *const one[] = {"ratio/one", NULL};
    struct check_options options = options_of(one);
    struct check check = run(&options);
    ck_assert_int_eq(check.count, 1);
    ck_assert_int_eq(check.total, 2);
    ck_assert_str_eq(check.items[1].scenario.name, "small/good");
    ck_assert_int_eq(check.items[0].runs, COMPARED_SEEDS);
    ck_assert_int_eq(check_runs(&check), 2 * COMPARED_SEEDS); /* not CHECK_SEEDS, its own number */
    for (long job = 0; job < check_runs(&check); job++) {
        ck_assert_int_eq(job_of(&check, job)->seed, job % COMPARED_SEEDS);
        ck_assert_ptr_eq(job_of(&check, job)->scenario,
                         &check.items[job / COMPARED_SEEDS].scenario);
        ck_assert(job_of(&check, job)->done);
    }
    const struct judgement *judgement = &check.judgements[0];
    ck_assert_int_eq(judgement->verdict, VERDICT_NEW);
    ck_assert_int_eq(judgement->claims_tested, 2 * COMPARED_SEEDS); /* finite, and the ratio */
    ck_assert_int_eq(judgement->claims_failed, 0);
    ck_assert(judgement->claims[1].value == 1);
    ck_assert_int_eq(check.summary.planned, 1);
    ck_assert_int_eq(check.summary.said[VERDICT_NEW], 1);
    check_free(&check);
}
END_TEST

START_TEST(check_run_reference_that_was_selected_is_judged_with_the_larger_number) {
    static const char *const both[] = {"small/good", "ratio/one", NULL};
    struct check_options options = options_of(both);
    struct check check = run(&options);
    ck_assert_int_eq(check.count, 2);
    ck_assert_int_eq(check.total, 2);
    ck_assert_int_eq(check.items[0].runs, COMPARED_SEEDS);
    ck_assert_int_eq(check_runs(&check), 2 * COMPARED_SEEDS);
    ck_assert_int_eq(check.summary.said[VERDICT_NEW], 2);
    ck_assert_int_eq(check.judgements[0].claims_tested, 2 * COMPARED_SEEDS);
    check_free(&check);
}
END_TEST

START_TEST(check_run_reference_of_a_reference_is_run) {
    static const char *const chained[] = {"ratio/chained", NULL};
    struct check_options options = options_of(chained);
    struct check check = run(&options);
    ck_assert_int_eq(check.count, 1);
    ck_assert_int_eq(check.total, 3);
    ck_assert_str_eq(check.items[1].scenario.name, "ratio/one");
    ck_assert_str_eq(check.items[2].scenario.name, "small/good");
    ck_assert_int_eq(check_runs(&check), 3 * CHECK_SEEDS); /* ratio/one was not asked for: not 3 */
    ck_assert_int_eq(check.summary.said[VERDICT_NEW], 1);
    check_free(&check);
}
END_TEST

/* ratio/wide raises the seeds of ratio/one, which stands before it and has been asked for its own
 * references already; small/good, behind both, has to follow. */
START_TEST(check_run_raised_seeds_travel_along_a_chain_in_any_order) {
    const char *const names[] = {"ratio/one", "ratio/wide", NULL};
    struct check_options options = options_of(names);
    struct check check = run(&options);
    ck_assert_int_eq(check.total, 3);
    for (long i = 0; i < check.total; i++)
        ck_assert_int_eq(check.items[i].runs, 4);
    ck_assert_int_eq(check.summary.said[VERDICT_NEW], 2);
    check_free(&check);
}
END_TEST

START_TEST(check_run_unknown_name_is_refused_and_nothing_is_run) {
    static const char *const unknown[] = {"small/good", "small/god", NULL};
    struct check_options options = options_of(unknown);
    struct check check;
    ck_assert_int_eq(check_run(&check, &options, &error), STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(error.message, "small/god"));
    ck_assert(!file_is_folder(out));
    ck_assert_ptr_null(check.items);
    ck_assert_int_eq(check.total, 0);
}
END_TEST

static void write_lost(void) {
    temp_folder_write(folder, "experiments/ratio/lost.yaml",
                      "claim: Its reference is not there.\n"
                      "base: ../small/good.yaml\n"
                      "expect: [ratio: {column: kl, of: nowhere.yaml, in: [1, 1]}]\n");
}

START_TEST(check_run_reference_to_no_scenario_is_refused_and_nothing_is_run) {
    static const char *const lost[] = {"ratio/lost", NULL};
    write_lost();
    struct check_options options = options_of(lost);
    struct check check;
    ck_assert_int_eq(check_run(&check, &options, &error), STATUS_FORMAT);
    ck_assert_ptr_nonnull(strstr(error.message, "ratio/nowhere.yaml"));
    ck_assert_int_eq(error.line, 3); /* of the claim */
    ck_assert(!file_is_folder(out));
    ck_assert_int_eq(check.total, 0);
}
END_TEST

START_TEST(check_run_scenario_that_cannot_be_read_leaves_the_others_their_verdicts) {
    static const char *const names[] = {"ratio/lost", "small/good", NULL};
    write_lost();
    struct check_options options = options_of(names);
    struct check check = run(&options);
    ck_assert_int_eq(check.count, 2);
    ck_assert_int_eq(check.judgements[0].verdict, VERDICT_ERROR);
    ck_assert_str_eq(check.judgements[0].scenario->name, "ratio/lost");
    ck_assert_ptr_nonnull(strstr(check.judgements[0].reason, "ratio/nowhere.yaml"));
    ck_assert_int_eq(check.judgements[1].verdict, VERDICT_NEW);
    ck_assert_int_eq(check_runs(&check), CHECK_SEEDS);
    ck_assert_int_eq(verdict_exit_code(&check.summary, 0), 3);
    check_free(&check);
}
END_TEST

/* A value of the command line is wrong for all of them. */
START_TEST(check_run_override_that_cannot_be_read_is_refused) {
    static const char *const names[] = {"small/good", "small/wrong", NULL},
                             *override = "train.steps=x";
    struct check_options options = options_of(names);
    struct check check;
    options.overrides = &override;
    options.override_count = 1;
    ck_assert_int_eq(check_run(&check, &options, &error), STATUS_FORMAT);
    ck_assert(!file_is_folder(out));
}
END_TEST

/* ---- verdicts -------------------------------------------------------------------------------- */

START_TEST(check_run_verdict_of_each_scenario_is_its_own) {
    static const char *const small[] = {"small", NULL};
    struct check_options options = options_of(small);
    struct check check = run(&options);
    const struct judgement *broken = &check.judgements[0], *wrong = &check.judgements[2];
    ck_assert_int_eq(broken->verdict, VERDICT_ERROR);
    ck_assert_int_eq(broken->broken, CHECK_SEEDS);
    ck_assert_ptr_nonnull(strstr(broken->reason, "nowhere.csv"));
    ck_assert_int_eq(check.judgements[1].verdict, VERDICT_NEW);
    ck_assert_int_eq(wrong->verdict, VERDICT_FAIL);
    ck_assert_int_eq(wrong->claims_failed, CHECK_SEEDS);
    ck_assert_ptr_nonnull(strstr(wrong->reason, "claimed in [-2, -1] nats"));
    ck_assert_int_eq(check.summary.planned, 3);
    long sum = 0;
    for (enum verdict verdict = 0; verdict < VERDICTS; verdict++)
        sum += check.summary.said[verdict];
    ck_assert_int_eq(sum, check.summary.planned);
    ck_assert_int_eq(verdict_exit_code(&check.summary, 0), 3);
    check_free(&check);
}
END_TEST

START_TEST(check_run_broken_reference_is_an_error_of_what_refers_to_it) {
    static const char *const stranded[] = {"ratio/stranded", NULL};
    struct check_options options = options_of(stranded);
    struct check check = run(&options);
    ck_assert_int_eq(check.judgements[0].verdict, VERDICT_ERROR);
    ck_assert_int_eq(check.judgements[0].broken, CHECK_SEEDS);
    ck_assert_ptr_nonnull(strstr(check.judgements[0].reason, "ratio refers to"));
    ck_assert_int_eq(check.summary.planned, 1);
    ck_assert_int_eq(check.summary.said[VERDICT_ERROR], 1);
    check_free(&check);
}
END_TEST

START_TEST(check_run_what_lacks_data_is_skipped_with_what_is_measured_by_it) {
    static const char *const names[] = {"lacking", "small/good", NULL};
    enum { AWAY, DRAWN, HEIR, MEASURED, OUTER, GOOD, COUNT };
    for (size_t i = 0; i < sizeof lacking / sizeof *lacking; i++)
        temp_folder_write(folder, lacking[i].file, lacking[i].text);
    struct check_options options = options_of(names);
    struct check check = run(&options);
    static const enum verdict wanted[COUNT] = {
        [AWAY] = VERDICT_SKIP, [DRAWN] = VERDICT_NEW,     [HEIR] = VERDICT_SKIP,
        [OUTER] = VERDICT_NEW, [MEASURED] = VERDICT_SKIP, [GOOD] = VERDICT_NEW};
    static const long runs[COUNT] = {[DRAWN] = CHECK_SEEDS,
                                     [MEASURED] = CHECK_SEEDS, /* of lacking/outer */
                                     [OUTER] = CHECK_SEEDS,
                                     [GOOD] = CHECK_SEEDS};
    ck_assert_int_eq(check.count, COUNT);
    for (long i = 0; i < COUNT; i++) {
        ck_assert_int_eq(check.judgements[i].verdict, wanted[i]);
        ck_assert_int_eq(check.items[i].runs, runs[i]);
    }
    ck_assert_str_eq(check.judgements[AWAY].reason, "data are not here: run `make far`");
    ck_assert_str_eq(check.judgements[MEASURED].reason, "data are not here: run `make far`");
    ck_assert_int_eq(check.judgements[AWAY].broken, 0);
    ck_assert_int_eq(check.summary.said[VERDICT_SKIP], 3);
    ck_assert_int_eq(verdict_exit_code(&check.summary, 0), 4); /* of NEW */
    check_free(&check);
}
END_TEST

/* Nothing is judged, so what a scenario is measured by is of no concern. */
START_TEST(check_plan_what_lacks_data_is_not_run) {
    static const char *const names[] = {"lacking", NULL};
    enum { AWAY, DRAWN, HEIR, MEASURED, OUTER, COUNT };
    static const long runs[COUNT] = {[DRAWN] = CHECK_SEEDS, [MEASURED] = 4, [OUTER] = CHECK_SEEDS};
    for (size_t i = 0; i < sizeof lacking / sizeof *lacking; i++)
        temp_folder_write(folder, lacking[i].file, lacking[i].text);
    struct check_options options = options_of(names);
    struct check check;
    ck_assert_int_eq(check_plan(&check, &options, &error), STATUS_OK);
    ck_assert_int_eq(check.count, COUNT);
    for (long i = 0; i < COUNT; i++)
        ck_assert_int_eq(check.items[i].runs, runs[i]);
    char *said = NULL;
    size_t length;
    FILE *stream = open_memstream(&said, &length);
    ck_assert_int_eq(check_print_skipped(stream, &check), 2);
    ck_assert_int_eq(fclose(stream), 0);
    ck_assert_str_eq(said, "klimb: lacking/away is skipped: data are not here: run `make far`\n"
                           "klimb: lacking/heir is skipped: data are not here: run `make far`\n");
    free(said);
    check_free(&check);
}
END_TEST

START_TEST(check_run_blessed_records_pass_to_the_last_bit) {
    struct check_options options = options_of(good);
    bless_good(as_they_are);
    struct check check = run(&options);
    ck_assert_msg(check.judgements[0].verdict == VERDICT_PASS, "%s", check.judgements[0].reason);
    ck_assert_int_eq(check.judgements[0].bits_tested, CHECK_SEEDS);
    ck_assert_int_eq(check.judgements[0].bits_equal, CHECK_SEEDS);
    ck_assert_int_eq(check.judgements[0].ensemble.method, ENSEMBLE_NONE);
    ck_assert_int_eq(check_runs(&check), CHECK_SEEDS);
    ck_assert_int_eq(verdict_exit_code(&check.summary, 0), 0);
    check_free(&check);
}
END_TEST

/* Runs of the golden seeds are members of the golden family, so the ensemble holds but for once in
 * 1/ENSEMBLE_ALPHA = 10^4 ensembles, and this is always the same one. */
START_TEST(check_run_one_bit_changed_is_drift_at_its_place) {
    struct check_options options = options_of(good);
    bless_good(one_bit_off);
    struct check check = run(&options);
    const struct judgement *judgement = &check.judgements[0];
    ck_assert_msg(judgement->verdict == VERDICT_DRIFT, "%s", judgement->reason);
    ck_assert_int_eq(judgement->bits_tested, CHECK_SEEDS);
    ck_assert_int_eq(judgement->bits_equal, CHECK_SEEDS - 1);
    ck_assert_int_eq(judgement->bits.seed, 1);
    ck_assert_int_eq(judgement->bits.step, 2); /* the first steps are logged densely */
    ck_assert_int_eq(judgement->bits.column, OBSERVABLE_recon);
    ck_assert_int_eq(judgement->bits.count, 1);
    ck_assert_uint_eq(judgement->bits.ulps, 1);
    check_free(&check);
}
END_TEST

/* ---- more runs for the ensemble ------------------------------------------------------------------ */

START_TEST(check_run_changed_bits_bring_as_many_runs_as_the_ensemble_wants) {
    struct check_options options = options_of(good);
    bless_good(one_bit_off);
    struct check check = run(&options);
    const struct judgement *judgement = &check.judgements[0];
    ck_assert_int_eq(check_runs(&check), ENSEMBLE_SEEDS);
    ck_assert_int_eq(check.items[0].runs, ENSEMBLE_SEEDS);
    for (long job = 0; job < check_runs(&check); job++) {
        ck_assert_int_eq(job_of(&check, job)->seed, job);
        ck_assert(job_of(&check, job)->done);
    }
    ck_assert_int_eq(judgement->ensemble.method, ENSEMBLE_PERMUTATION);
    ck_assert_int_eq(judgement->ensemble.runs, ENSEMBLE_SEEDS);
    ck_assert_int_eq(judgement->ensemble.golden, GOLDEN_SEEDS - ENSEMBLE_SEEDS);
    ck_assert_int_eq(judgement->claims_tested, 2 * ENSEMBLE_SEEDS); /* judged anew, not twice */
    ck_assert_int_eq(check.summary.planned, 1);
    ck_assert_int_eq(check.summary.said[VERDICT_DRIFT], 1);
    check_free(&check);
}
END_TEST

/* The runs of another scenario, and what was found in them, keep their places. */
START_TEST(check_run_more_runs_move_no_others) {
    static const char *const both[] = {"ratio/one", "small/wrong", "small/good", NULL};
    struct check_options options = options_of(both);
    bless_good(one_bit_off);
    struct check check = run(&options);
    static const long runs[] = {COMPARED_SEEDS, CHECK_SEEDS, ENSEMBLE_SEEDS};
    for (long i = 0, job = 0; i < check.total; i++) {
        ck_assert_int_eq(check.items[i].runs, runs[i]);
        for (long seed = 0; seed < runs[i]; seed++, job++) {
            ck_assert_ptr_eq(job_of(&check, job)->scenario, &check.items[i].scenario);
            ck_assert_int_eq(job_of(&check, job)->seed, seed);
            ck_assert(job_of(&check, job)->done);
            ck_assert(job_of(&check, job)->seconds > 0);
        }
    }
    ck_assert_int_eq(check.judgements[0].verdict, VERDICT_NEW);
    ck_assert_int_eq(check.judgements[1].verdict, VERDICT_FAIL);
    ck_assert_int_eq(check.judgements[2].verdict, VERDICT_DRIFT);
    check_free(&check);
}
END_TEST

START_TEST(check_run_more_runs_bring_those_of_the_reference) {
    static const char *const one[] = {"ratio/one", NULL};
    struct check_options options = options_of(one);
    bless(one, one_bit_off);
    struct check check = run(&options);
    const struct judgement *judgement = &check.judgements[0];
    ck_assert_msg(judgement->verdict == VERDICT_DRIFT, "%s", judgement->reason);
    ck_assert_int_eq(check_runs(&check), 2 * ENSEMBLE_SEEDS);
    ck_assert_int_eq(judgement->claims_tested, 2 * ENSEMBLE_SEEDS);
    ck_assert_int_eq(judgement->claims_failed, 0);
    check_free(&check);
}
END_TEST

/* Each run takes its own seed from the ensemble: 8 have to remain, else seeds are run that no golden has. */
static const struct {
    const char *override;
    long jobs, last_seed, golden;
} remainders[] = {{"seeds.ensemble=16", 16, 15, GOLDEN_SEEDS - 16},
                  {"seeds.ensemble=17", CHECK_SEEDS + 17, GOLDEN_SEEDS_MAX + 16, GOLDEN_SEEDS}};

START_TEST(check_run_more_runs_leave_enough_to_compare_with) {
    struct check_options options = options_of(good);
    bless_good(one_bit_off);
    options.overrides = &remainders[_i].override;
    options.override_count = 1;
    struct check check = run(&options);
    ck_assert_int_eq(check_runs(&check), remainders[_i].jobs);
    ck_assert_int_eq(job_of(&check, check_runs(&check) - 1)->seed, remainders[_i].last_seed);
    ck_assert_int_ne(check.judgements[0].ensemble.method, ENSEMBLE_NONE);
    ck_assert_int_eq(check.judgements[0].ensemble.golden, remainders[_i].golden);
    check_free(&check);
}
END_TEST

/* What a golden of few seeds can tell: 12 are enough on any backend, 8 are where no seed leaves them, and with fewer
 * nothing says what changed bits mean. */
static const struct {
    long golden;
    enum backend_kind backend;
    void (*change)(struct record *);
    enum verdict verdict;
    enum ensemble_method method;
} evidence[] = {
    {12, BACKEND_EXACT, as_they_are, VERDICT_PASS, ENSEMBLE_NONE},
    {12, BACKEND_EXACT, one_bit_off, VERDICT_DRIFT, ENSEMBLE_PREDICTION},
    {12, BACKEND_OPENBLAS, as_they_are, VERDICT_PASS, ENSEMBLE_PREDICTION},
    {8, BACKEND_OPENBLAS, as_they_are, VERDICT_PASS, ENSEMBLE_PREDICTION},
    {8, BACKEND_EXACT, one_bit_off, VERDICT_DRIFT, ENSEMBLE_PREDICTION},
    {7, BACKEND_OPENBLAS, as_they_are, VERDICT_UNTESTED, ENSEMBLE_NONE},
    {2, BACKEND_OPENBLAS, as_they_are, VERDICT_UNTESTED, ENSEMBLE_NONE},
    {2, BACKEND_EXACT, as_they_are, VERDICT_PASS, ENSEMBLE_NONE},
    {3, BACKEND_EXACT, one_bit_off, VERDICT_FAIL, ENSEMBLE_NONE},
};

START_TEST(check_run_without_a_comparison_does_not_pass) {
    char override[32];
    const char *const overrides[] = {override};
    snprintf(override, sizeof override, "seeds.golden=%ld", evidence[_i].golden);
    struct check_options options = options_of(good);
    options.overrides = overrides;
    options.override_count = 1;
    bless_some(good, evidence[_i].change, override, evidence[_i].golden);
    options.backend = evidence[_i].backend;
    struct check check = run(&options);
    ck_assert_msg(check.judgements[0].verdict == evidence[_i].verdict, "%s: %s",
                  verdict_names[check.judgements[0].verdict], check.judgements[0].reason);
    ck_assert_int_eq(check.judgements[0].ensemble.method, evidence[_i].method);
    ck_assert_int_eq(verdict_exit_code(&check.summary, 1) == 0,
                     evidence[_i].verdict == VERDICT_PASS || evidence[_i].verdict == VERDICT_DRIFT);
    check_free(&check);
}
END_TEST

START_TEST(check_run_given_seeds_are_all_that_is_run) {
    struct check_options options = options_of(good);
    bless_good(one_bit_off);
    options.seeds = CHECK_SEEDS_GIVEN;
    options.seed_count = CHECK_SEEDS;
    struct check check = run(&options);
    ck_assert_int_eq(check_runs(&check), CHECK_SEEDS);
    ck_assert_int_eq(check.judgements[0].verdict, VERDICT_DRIFT);
    ck_assert_int_eq(check.judgements[0].ensemble.method, ENSEMBLE_PREDICTION);
    check_free(&check);
}
END_TEST

/* From seed 1 on: the first has golden bits, the others have not. One run, or two, are judged by
 * themselves, more of them as a group. An ensemble of no width lets nothing but itself pass. */
static const struct {
    long count;
    void (*change)(struct record *);
    enum verdict verdict;
    enum ensemble_method method;
} ensembles[] = {
    {2, as_they_are, VERDICT_PASS, ENSEMBLE_PREDICTION},
    {8, as_they_are, VERDICT_PASS, ENSEMBLE_PERMUTATION},
    {2, all_the_same, VERDICT_FAIL, ENSEMBLE_PREDICTION},
    {8, all_the_same, VERDICT_FAIL, ENSEMBLE_PERMUTATION},
};

START_TEST(check_run_seeds_beyond_the_golden_are_judged_by_the_ensemble) {
    enum { FIRST = 1 };
    long count = ensembles[_i].count;
    struct check_options options = options_of(good);
    bless_good(ensembles[_i].change);
    options.seeds = CHECK_SEEDS_GIVEN;
    options.seed_first = FIRST;
    options.seed_count = count;
    struct check check = run(&options);
    const struct judgement *judgement = &check.judgements[0];
    int is_same = ensembles[_i].change == all_the_same;
    ck_assert_int_eq(check_runs(&check), count);
    for (long job = 0; job < count; job++)
        ck_assert_int_eq(job_of(&check, job)->seed, FIRST + job);
    ck_assert_msg(judgement->verdict == ensembles[_i].verdict, "%s", judgement->reason);
    ck_assert_int_eq(judgement->bits_tested, CHECK_SEEDS - FIRST);
    ck_assert_int_eq(judgement->bits_equal, is_same ? 0 : 1);
    ck_assert_int_eq(judgement->ensemble.method, ensembles[_i].method);
    ck_assert_int_eq(judgement->ensemble.runs, count);
    ck_assert_int_eq(judgement->ensemble.golden, GOLDEN_SEEDS - count);
    ck_assert_int_eq(judgement->ensemble.departed, is_same);
    check_free(&check);
}
END_TEST

/* What a trajectory depends on makes the golden stale; how many are run does not. */
static const struct {
    const char *override;
    enum verdict verdict;
    long bits_tested;
} overridden[] = {{"train.batch=17", VERDICT_STALE, 0}, {"seeds.check=1", VERDICT_PASS, 1}};

START_TEST(check_run_override_of_the_trajectory_makes_it_stale) {
    struct check_options options = options_of(good);
    bless_good(as_they_are);
    options.overrides = &overridden[_i].override;
    options.override_count = 1;
    struct check check = run(&options);
    const struct judgement *judgement = &check.judgements[0];
    ck_assert_msg(judgement->verdict == overridden[_i].verdict, "%s", judgement->reason);
    ck_assert_int_eq(judgement->bits_tested, overridden[_i].bits_tested);
    check_free(&check);
}
END_TEST

/* The reference trains in batches of 17 too, or the ratio would not be 1. */
START_TEST(check_run_override_holds_for_references) {
    static const char *const one[] = {"ratio/one", NULL}, *const batch[] = {"train.batch=17"};
    struct check_options options = options_of(one);
    options.overrides = batch;
    options.override_count = 1;
    struct check check = run(&options);
    ck_assert_int_eq(check.items[1].scenario.config.data.batch, 17);
    ck_assert_int_eq(check.judgements[0].claims_failed, 0);
    check_free(&check);
}
END_TEST

static void compare_judgements(const struct judgement *a, const struct judgement *b) {
    ck_assert_str_eq(a->scenario->name, b->scenario->name);
    ck_assert_int_eq(a->verdict, b->verdict);
    ck_assert_str_eq(a->reason, b->reason);
    ck_assert_int_eq(a->bits_equal, b->bits_equal);
    ck_assert_int_eq(a->claims_tested, b->claims_tested);
    for (long i = 0; i < a->claims_tested; i++) {
        ck_assert_int_eq(a->claim_seed[i], b->claim_seed[i]);
        ck_assert_str_eq(a->claims[i].message, b->claims[i].message);
    }
}

START_TEST(check_run_number_of_workers_changes_no_judgement) {
    static const char *const most[] = {"small", "ratio/one", NULL};
    struct check_options options = options_of(most);
    char other[FILE_PATH_MAX];
    bless_good(as_they_are);
    struct check one = run(&options);
    join(other, "other-runs");
    options.out = other;
    options.runner.workers = 2;
    struct check two = run(&options);
    ck_assert_int_eq(one.count, 4);
    ck_assert_int_eq(two.count, 4);
    for (long i = 0; i < 4; i++)
        compare_judgements(&one.judgements[i], &two.judgements[i]);
    check_free(&one);
    check_free(&two);
}
END_TEST

static void add_selection_tests(TCase *tests) {
    tcase_add_test(tests, verdict_judge_record_that_contradicts_itself_fails);
    tcase_add_test(tests, check_run_claims_of_theory_hold_in_a_linear_model);
    tcase_add_test(tests, check_run_claims_of_theory_that_says_nothing_fail_with_the_reason);
    tcase_add_test(tests, check_run_claims_of_theory_without_data_are_an_error);
    tcase_add_loop_test(tests, check_plan_names_and_families_are_the_scenarios_asked_for, 0,
                        sizeof selections / sizeof *selections);
    tcase_add_test(tests, check_plan_no_names_are_all_scenarios);
    tcase_add_test(tests, check_run_reference_is_run_with_as_many_seeds_but_not_judged);
    tcase_add_test(tests, check_run_reference_that_was_selected_is_judged_with_the_larger_number);
    tcase_add_test(tests, check_run_reference_of_a_reference_is_run);
    tcase_add_test(tests, check_run_raised_seeds_travel_along_a_chain_in_any_order);
    tcase_add_test(tests, check_run_unknown_name_is_refused_and_nothing_is_run);
    tcase_add_test(tests, check_run_reference_to_no_scenario_is_refused_and_nothing_is_run);
    tcase_add_test(tests, check_run_scenario_that_cannot_be_read_leaves_the_others_their_verdicts);
    tcase_add_test(tests, check_run_override_that_cannot_be_read_is_refused);
}

static void add_verdict_tests(TCase *tests) {
    tcase_add_test(tests, check_run_verdict_of_each_scenario_is_its_own);
    tcase_add_test(tests, check_run_broken_reference_is_an_error_of_what_refers_to_it);
    tcase_add_test(tests, check_run_what_lacks_data_is_skipped_with_what_is_measured_by_it);
    tcase_add_test(tests, check_plan_what_lacks_data_is_not_run);
    tcase_add_test(tests, check_run_blessed_records_pass_to_the_last_bit);
    tcase_add_test(tests, check_run_one_bit_changed_is_drift_at_its_place);
    tcase_add_test(tests, check_run_changed_bits_bring_as_many_runs_as_the_ensemble_wants);
    tcase_add_test(tests, check_run_more_runs_move_no_others);
    tcase_add_test(tests, check_run_more_runs_bring_those_of_the_reference);
    tcase_add_loop_test(tests, check_run_more_runs_leave_enough_to_compare_with, 0,
                        sizeof remainders / sizeof *remainders);
    tcase_add_loop_test(tests, check_run_without_a_comparison_does_not_pass, 0,
                        sizeof evidence / sizeof *evidence);
    tcase_add_test(tests, check_run_given_seeds_are_all_that_is_run);
    tcase_add_loop_test(tests, check_run_seeds_beyond_the_golden_are_judged_by_the_ensemble, 0,
                        sizeof ensembles / sizeof *ensembles);
    tcase_add_loop_test(tests, check_run_override_of_the_trajectory_makes_it_stale, 0,
                        sizeof overridden / sizeof *overridden);
    tcase_add_test(tests, check_run_override_holds_for_references);
    tcase_add_test(tests, check_run_number_of_workers_changes_no_judgement);
}

static Suite *suite(void) {
    Suite *suite = suite_create("check");
    TCase *tests = tcase_create("check");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    add_selection_tests(tests);
    add_verdict_tests(tests);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
