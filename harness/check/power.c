#include "check/power.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/check_golden.h"
#include "numerics/rng.h"

#define WAY_WORDS(NAME, name, words) words,
const char *const power_way_words[] = {POWER_WAY_TABLE(WAY_WORDS) NULL};

static const double sizes[] = {POWER_SIZES};
enum { SIZES = sizeof sizes / sizeof *sizes };

/* ---- asking the tests ------------------------------------------------------------------------ */

/* The runs of one size, and what they are compared with. */
struct rung_runs {
    const struct golden *golden;
    struct record record[POWER_SEEDS]; /* of golden seeds 0, 1, ...; the evidence's */
};

/* Makes random choice number `draw` of `count` runs. */
static void choose(struct record *chosen, long count, const struct rung_runs *runs, long draw) {
    uint32_t order[POWER_SEEDS];
    uint64_t scratch[2 * POWER_SEEDS];
    const struct rng_place place = {
        .seed = (uint64_t)count, .purpose = RNG_SHUFFLE, .step = (uint32_t)draw};
    klimb_rng_permutation(order, scratch, place, POWER_SEEDS);
    for (long i = 0; i < count; i++)
        chosen[i] = runs->record[order[i]];
}

static enum status ask_ensemble(int *sees, const struct rung_runs *runs,
                                const struct record *records, long count, struct error *error) {
    struct ensemble_result result;
    enum status status = ensemble_compare(&result, runs->golden, records, count, ENSEMBLE_ALPHA,
                                          error);
    *sees = status == STATUS_OK && result.departed;
    return status;
}

static enum status ask_one(int *sees, const struct rung_runs *runs, long draw,
                           struct error *error) {
    return ask_ensemble(sees, runs, &runs->record[draw], 1, error);
}

static enum status ask_group(int *sees, const struct rung_runs *runs, long draw,
                             struct error *error) {
    struct record chosen[POWER_GROUP_RUNS];
    choose(chosen, POWER_GROUP_RUNS, runs, draw);
    return ask_ensemble(sees, runs, chosen, POWER_GROUP_RUNS, error);
}

static enum status ask_pairs(int *sees, const struct rung_runs *runs, long draw,
                             struct error *error) {
    struct record chosen[PAIRED_SEEDS];
    struct paired_result result;
    choose(chosen, PAIRED_SEEDS, runs, draw);
    enum status status = paired_compare(&result, runs->golden, chosen, PAIRED_SEEDS, PAIRED_ALPHA,
                                        error);
    *sees = status == STATUS_OK && result.finding == PAIRED_SHIFTED;
    return status;
}

/* A test, and how often it is applied at one size. */
static const struct way {
    enum status (*ask)(int *sees, const struct rung_runs *runs, long draw, struct error *error);
    long draws;
} ways[POWER_WAYS] = {[POWER_ONE] = {ask_one, POWER_SEEDS},
                      [POWER_GROUP] = {ask_group, POWER_DRAWS},
                      [POWER_PAIRS] = {ask_pairs, POWER_DRAWS}};

/* Whether a test sees a size; stops as soon as too many answers are no. */
static enum status is_seen(int *seen, const struct way *way, const struct rung_runs *runs,
                           struct error *error) {
    long missed = 0, most = (long)((1 - POWER_SEEN) * (double)way->draws + 1e-9);
    enum status status = STATUS_OK;
    for (long draw = 0; status == STATUS_OK && draw < way->draws && missed <= most; draw++) {
        int sees;
        status = way->ask(&sees, runs, draw, error);
        missed += !sees;
    }
    *seen = missed <= most;
    return status;
}

/* Measures what the change does to the curves, then applies each test that has not seen a smaller one. `left` is the
 * number of tests that have not seen this one either. */
static enum status ask_all(struct power_row *row, int *left, const struct rung_runs *runs,
                           double size, double value, struct error *error) {
    struct paired_result paired;
    enum status status = paired_compare(&paired, runs->golden, runs->record, PAIRED_SEEDS,
                                        PAIRED_ALPHA, error);
    *left = 0;
    for (int way = 0; status == STATUS_OK && way < POWER_WAYS; way++) {
        struct power_finding *finding = &row->way[way];
        int seen = 1;
        if (isfinite(finding->size))
            continue;
        *finding = (struct power_finding){.size = HUGE_VAL,
                                          .value = value,
                                          .deviations = paired.deviations,
                                          .kl = paired.kl,
                                          .recon = paired.recon};
        status = is_seen(&seen, &ways[way], runs, error);
        if (seen)
            finding->size = size;
        *left += !seen;
    }
    return status;
}

/* ---- runs ------------------------------------------------------------------------------------ */

/* The records of a check's only scenario. `beta` is a setting and not a result, so it is not compared, as in a variant
 * that `klimb check` judges. */
static enum status take_runs(struct rung_runs *runs, int *refused, struct check_item *item,
                             struct error *error) {
    enum status status = evidence_take_runs(&item->evidence, &item->scenario, item->jobs,
                                            item->runs, error);
    *refused = 0;
    for (long i = 0; status == STATUS_OK && !*refused && i < item->runs; i++) {
        const struct evidence_run *run = &item->evidence.runs[i];
        *refused = !run->has_record && item->jobs[i].error.status == STATUS_INVALID;
        if (!run->has_record && !*refused) {
            *error = run->error;
            status = error->status != STATUS_OK
                         ? error->status
                         : klimb_error_set(error, STATUS_FAILED, "a run of %s broke",
                                           item->scenario.name);
        }
        runs->record[i] = run->record;
        runs->record[i].present[OBSERVABLE_beta] = 0;
    }
    return status;
}

static struct check_options options_of_rung(const struct check_options *options,
                                            const char *const *name, const char *const *overrides,
                                            long count) {
    struct check_options own = *options;
    own.names = name;
    own.name_count = 1;
    own.overrides = overrides;
    own.override_count = count;
    own.seeds = CHECK_SEEDS_GIVEN;
    own.seed_first = 0;
    own.seed_count = POWER_SEEDS;
    own.is_unkept = 1;
    return own;
}

/* Whether planning failed because the scenario refuses the changed value. */
static int is_refused(const struct error *error) {
    return error->status != STATUS_OK && strncmp(error->file, "--set", 5) == 0;
}

/* Trains with the change and applies the tests.
 *   refused  out  the scenario refuses the value: no test was applied */
static enum status climb(struct power_row *row, int *left, int *refused,
                         const struct golden *golden, const struct check_options *options,
                         const struct power_rung *rung, double size, struct error *error) {
    const char *overrides[POWER_OVERRIDES], *name = row->scenario;
    struct rung_runs runs = {.golden = golden};
    struct check check;
    struct error reason = {0};
    for (long i = 0; i < rung->overrides; i++)
        overrides[i] = rung->override[i];
    const struct check_options own = options_of_rung(options, &name, overrides, rung->overrides);
    enum status status = check_plan(&check, &own, &reason);
    *refused = is_refused(&reason);
    if (status != STATUS_OK) {
        *error = reason;
        return *refused ? STATUS_OK : status;
    }
    status = check_make_runs(&check, &own, error);
    if (status == STATUS_OK)
        status = take_runs(&runs, refused, &check.items[0], error);
    if (status == STATUS_OK && !*refused)
        status = ask_all(row, left, &runs, size, rung->value, error);
    check_free(&check);
    return status;
}

static enum status climb_all(struct power_row *row, int *applies, const struct scenario *scenario,
                             const struct golden *golden, const struct check_options *options,
                             struct error *error) {
    enum status status = STATUS_OK;
    int left = POWER_WAYS, refused = 0;
    struct power_rung rung;
    *applies = 0;
    for (int i = 0; status == STATUS_OK && left > 0 && !refused && i < SIZES; i++) {
        if (!power_change_make(&rung, row->change, sizes[i], scenario, golden))
            break;
        if (rung.value == rung.base)
            continue;
        row->base = rung.base;
        status = climb(row, &left, &refused, golden, options, &rung, sizes[i], error);
        *applies |= status == STATUS_OK && !refused;
    }
    return status;
}

enum status power_measure(struct power_row *row, int *applies, const struct check_options *options,
                          const char *name, enum power_change change, struct error *error) {
    struct check check;
    struct golden golden = {0};
    const struct check_options own = options_of_rung(options, &name, NULL, 0);
    *row = (struct power_row){.change = change};
    enum status status = check_plan(&check, &own, error);
    if (status != STATUS_OK)
        return status;
    const struct scenario *scenario = &check.items[0].scenario;
    snprintf(row->scenario, sizeof row->scenario, "%s", scenario->name);
    memcpy(row->digest, scenario->digest, sizeof row->digest);
    for (int way = 0; way < POWER_WAYS; way++)
        row->way[way].size = HUGE_VAL;
    status = check_read_golden(&golden, scenario, options->expected, error);
    if (status == STATUS_OK && golden.ensemble_count < POWER_SEEDS + ENSEMBLE_SEEDS_MIN)
        status = klimb_error_set(
            error, STATUS_FAILED,
            "the golden of %s has %ld runs; power is measured with at least %d", scenario->name,
            golden.ensemble_count, POWER_SEEDS + ENSEMBLE_SEEDS_MIN);
    if (status == STATUS_OK)
        status = climb_all(row, applies, scenario, &golden, options, error);
    golden_free(&golden);
    check_free(&check);
    return status;
}
