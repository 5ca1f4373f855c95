#include "judge/verdict.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "judge/claims_evaluate.h"
#include "judge/claims_identities.h"
#include "judge/variant.h"
#include "judge/verdict_note.h"
#include "scenario/scenario_data.h"

#define VERDICT_NAME(NAME, name, code, text) name,
const char *const verdict_names[] = {VERDICT_TABLE(VERDICT_NAME) NULL};
#define VERDICT_MEANING(NAME, name, code, text) text,
const char *const verdict_meanings[] = {VERDICT_TABLE(VERDICT_MEANING) NULL};
static int say(struct judgement *judgement, enum verdict verdict, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Sets verdict and reason if the verdict is more severe than the present one. Returns whether it is. */
static int say(struct judgement *judgement, enum verdict verdict, const char *format, ...) {
    if (verdict <= judgement->verdict)
        return 0;
    judgement->verdict = verdict;
    judgement->reason_source = REASON_OWN;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(judgement->reason, sizeof judgement->reason, format, arguments);
    va_end(arguments);
    return 1;
}

/* A run, or what it is compared with, could not be judged: ERROR. */
static void say_broken(struct judgement *judgement, const char *what, const struct error *error) {
    struct text place = {0};
    text_add_errors(&place, error);
    say(judgement, VERDICT_ERROR, "%s: %s", what, place.failed ? error->message : place.bytes);
    text_free(&place);
}

/* ---- claims ---------------------------------------------------------------------------------- */

static struct claim_result *add_claim(struct judgement *judgement, long seed) {
    judgement->claim_seed[judgement->claims_tested] = seed;
    return &judgement->claims[judgement->claims_tested++];
}

static void note_claim(struct judgement *judgement, const struct claim_result *result, long seed) {
    if (result->holds)
        return;
    judgement->claims_failed++;
    if (say(judgement, VERDICT_FAIL, "seed %ld: %s", seed, result->message)) {
        judgement->reason_source = REASON_CLAIM;
        judgement->reason_claim = result - judgement->claims;
    }
}

/* The record, of the same seed, of the scenario that a `ratio` claim refers to. */
static const struct record *find_reference(const struct claim *claim, long seed,
                                           const struct verdict_runs *all, struct error *error) {
    for (long i = 0; i < all->count; i++) {
        if (strcmp(all->evidence[i]->scenario->name, claim->reference) != 0)
            continue;
        const struct evidence_run *run = evidence_run_of(all->evidence[i], seed);
        if (run == NULL)
            continue;
        *error = run->error;
        return run->has_record ? &run->record : NULL;
    }
    klimb_error_set(error, STATUS_FAILED, "%s seed %ld was not run", claim->reference, seed);
    return NULL;
}

/*   theory  its answer, for all claims of the run */
static void judge_claim(struct judgement *judgement, const struct claim *claim,
                        const struct record *record, const struct claim_reference *theory,
                        const struct verdict_runs *all) {
    const struct record none = {0}, *other = &none;
    struct error error = {0};
    if (claim->kind == CLAIM_RATIO)
        other = find_reference(claim, record->seed, all, &error);
    if (other == NULL) {
        judgement->broken++;
        say_broken(judgement, "the run that a ratio refers to cannot be read", &error);
        return;
    }
    struct claim_result *result = add_claim(judgement, record->seed);
    struct claim_reference reference = *theory;
    reference.record = other;
    claims_evaluate(result, claim, record, &reference);
    note_claim(judgement, result, record->seed);
}

/* Judges the unwritten claims as one: finiteness and, if that holds, the identities. */
static void judge_unwritten(struct judgement *judgement, const struct record *record, long seed) {
    struct claim_result *result = add_claim(judgement, seed), identities;
    claims_evaluate_finiteness(result, &judgement->scenario->expect, record);
    const struct model_config *model = &judgement->scenario->config.model;
    claims_evaluate_identities(&identities, record, model->prior.kind == PRIOR_STANDARD,
                               model->hierarchy.beta);
    /* Other programs print rounded numbers, and their loss may be that of a batch. */
    if (result->holds && !identities.holds && !scenario_is_external(judgement->scenario))
        *result = identities;
    note_claim(judgement, result, seed);
}

static void judge_claims(struct judgement *judgement, const struct evidence *evidence,
                         const struct evidence_run *run, const struct verdict_runs *all) {
    const struct claim_list *list = &judgement->scenario->expect;
    judge_unwritten(judgement, &run->record, run->record.seed);
    if (run->curve_error.status != STATUS_OK) {
        judgement->broken++;
        say_broken(judgement, "the curve that a claim refers to cannot be predicted",
                   &run->curve_error);
        return;
    }
    const struct claim_reference theory = {
        .theory = evidence->has_theory ? &evidence->theory : NULL,
        .curve = run->curve.rows > 0 ? &run->curve : NULL,
    };
    for (long i = 0; i < list->count; i++)
        judge_claim(judgement, &list->claims[i], &run->record, &theory, all);
}

/* ---- golden ---------------------------------------------------------------------------------- */

/* Compares one record with its golden trajectory, if there is one. */
static void judge_bits(struct judgement *judgement, const struct record *record,
                       const struct golden *golden, enum backend_kind backend) {
    if (backend != BACKEND_EXACT || record->seed >= golden->bits_count)
        return;
    struct departure bits;
    if (golden->noise.seeds > 0)
        compare_noise(&bits, record, &golden->bits[record->seed], golden->noise.column);
    else
        compare_bits(&bits, record, &golden->bits[record->seed]);
    judgement->bits_tested++;
    judgement->bits_equal += !bits.found;
    if (!bits.found)
        return;
    if (!judgement->bits.found)
        judgement->bits = bits;
    /* Runs of one seed differ among themselves if the golden has noise: then the ensemble judges. */
    if (golden->noise.seeds == 0 && say(judgement, VERDICT_DRIFT, "%s", bits.message))
        judgement->reason_source = REASON_BITS;
}

/* A run of a golden seed removes that seed's golden run from the reference. If at least this many other runs can be
 * judged as a group, the runs of golden seeds, which come first, are left out instead. */
enum { OTHERS_MIN = 3 };

static long count_golden(const struct record *records, long count, const struct golden *golden) {
    long found = 0;
    while (found < count && records[found].seed < golden->ensemble_count)
        found++;
    return found;
}

/* Compares all records with the golden ensemble, unless they are members of it. */
static void judge_ensemble(struct judgement *judgement, const struct record *records, long count,
                           const struct golden *golden, long group) {
    struct error error = {0};
    long golden_runs = count_golden(records, count, golden);
    if (count - golden_runs >= OTHERS_MIN) {
        records += golden_runs;
        count -= golden_runs;
    } else if (golden_runs == count && group > 0 && group < count) {
        count = group;
    }
    if (ensemble_compare(&judgement->ensemble, golden, records, count, judgement->level, &error) !=
        STATUS_OK) {
        judgement->broken++;
        say_broken(judgement, "the runs cannot be compared with the golden ensemble", &error);
    } else if (judgement->ensemble.departed &&
               say(judgement, VERDICT_FAIL, "%s%s",
                   judgement->is_variant ? "the variant differs from the golden: " : "",
                   judgement->ensemble.message)) {
        judgement->reason_source = REASON_ENSEMBLE;
    }
}

/* Compares runs of golden seeds with the golden runs of the same seeds. */
static void judge_paired(struct judgement *judgement, const struct record *records, long count,
                         const struct golden *golden, double level) {
    struct error error = {0};
    if (paired_compare(&judgement->paired, golden, records, count, level, &error) != STATUS_OK) {
        judgement->broken++;
        say_broken(judgement, "the runs cannot be compared with the golden runs of their seeds",
                   &error);
    } else if (judgement->paired.finding == PAIRED_SHIFTED &&
               say(judgement, VERDICT_SHIFTED, "%s", judgement->paired.message)) {
        judgement->reason_source = REASON_PAIRED;
    }
}

/* The golden, if it is of the scenario as it is now, or if the scenario is judged against it as a variant; else NULL.
 */
static const struct golden *find_golden(struct judgement *judgement,
                                        const struct evidence *evidence, int against_golden) {
    const struct scenario *scenario = judgement->scenario;
    const struct golden *golden = &evidence->golden;
    struct error error = evidence->golden_error;
    if (error.status != STATUS_OK) {
        if (error.hint[0] == '\0' && error.status == STATUS_FORMAT)
            klimb_error_hint(&error, "restore expected/ from version control, or bless again");
        judgement->golden_broken = 1;
        say_broken(judgement, "the golden cannot be used", &error);
        return NULL;
    }
    if (!evidence->has_golden) {
        say(judgement, VERDICT_NEW, "no golden yet: klimb bless --reason TEXT writes one");
        return NULL;
    }
    if (strcmp(golden->digest, scenario->digest) == 0)
        return golden;
    judgement->is_variant = against_golden;
    if (against_golden)
        return golden;
    say(judgement, VERDICT_STALE,
        "the scenario (digest %.12s) has changed since it was blessed (%.12s); --against golden "
        "judges it as a variant",
        scenario->digest, golden->digest);
    return NULL;
}

/* Whether runs have the golden's steps. Only a variant may have others. */
static int has_golden_steps(struct judgement *judgement, const struct record *records, long count,
                            const struct golden *golden) {
    struct error error = {0};
    if (!judgement->is_variant || variant_check_steps(records, count, golden, &error) == STATUS_OK)
        return 1;
    judgement->broken++;
    say_broken(judgement, "the variant cannot be compared with the golden", &error);
    return 0;
}

/* Leaves out the column beta of a variant: it is a setting, not a result, so its change is no departure. */
static void leave_out_settings(struct record *records, long count) {
    for (long i = 0; i < count; i++)
        records[i].present[OBSERVABLE_beta] = 0;
}

/* UNTESTED if no comparison was possible. */
static void judge_evidence(struct judgement *judgement) {
    long others = judgement->ensemble.golden;
    const char *plural = others == 1 ? "" : "s";
    if (judgement->ensemble.method != ENSEMBLE_NONE)
        return;
    if (judgement->verdict == VERDICT_DRIFT ||
        (judgement->verdict == VERDICT_PASS && judgement->bits.found))
        say(judgement, VERDICT_FAIL,
            "%s; the golden has %ld run%s of other seeds, too few to tell whether that matters (%d "
            "are needed: bless with seeds.golden: 12)",
            judgement->bits.message, others, plural, ENSEMBLE_SEEDS_MIN);
    else if (judgement->verdict == VERDICT_PASS && judgement->bits_tested == 0)
        say(judgement, VERDICT_UNTESTED,
            "nothing was compared: %s no golden trajectory to the last bit, and the golden has %ld "
            "run%s of other seeds, but an ensemble test needs %d; bless with seeds.golden: 12",
            judgement->is_variant                 ? "a variant has"
            : judgement->backend == BACKEND_EXACT ? "these seeds have"
                                                  : "this backend has",
            others, plural, ENSEMBLE_SEEDS_MIN);
}

/* ---- one scenario ---------------------------------------------------------------------------- */

/* Judges a run by itself. Returns whether it has a record, which is then judged with the others. */
static int judge_run(struct judgement *judgement, const struct evidence *evidence, long i,
                     const struct golden *golden, const struct verdict_runs *all) {
    const struct evidence_run *run = &evidence->runs[i];
    judgement->seconds += evidence->jobs[i].seconds;
    if (!run->has_record) {
        char seed[32];
        snprintf(seed, sizeof seed, "seed %ld", evidence->jobs[i].seed);
        judgement->broken++;
        say_broken(judgement, seed, &run->error);
        return 0;
    }
    judge_claims(judgement, evidence, run, all);
    if (golden != NULL && !judgement->is_variant)
        judge_bits(judgement, &run->record, golden, evidence->jobs[i].backend);
    return 1;
}

/* Reports a broken run before an error of theory: both have the same cause if data are missing.
 *   records  scratch [evidence->count]  the records there are, side by side; owned by the evidence */
static void judge_runs(struct judgement *judgement, struct record *records,
                       const struct evidence *evidence, const struct golden *golden,
                       const struct verdict_runs *all, const struct verdict_rules *rules) {
    long kept = 0;
    for (long i = 0; i < evidence->count; i++)
        if (judge_run(judgement, evidence, i, golden, all))
            records[kept++] = evidence->runs[i].record;
    if (evidence->theory_error.status != STATUS_OK) {
        judgement->broken++;
        say_broken(judgement, "theory, which a claim refers to, cannot be computed",
                   &evidence->theory_error);
    }
    int is_golden = kept == 0 || judgement->bits_equal == kept;
    if (golden == NULL || is_golden || !has_golden_steps(judgement, records, kept, golden))
        return;
    if (judgement->is_variant)
        leave_out_settings(records, kept);
    judge_ensemble(judgement, records, kept, golden, rules->group);
    judge_paired(judgement, records, kept, golden, PAIRED_ALPHA);
}

void verdict_judge(struct judgement *judgement, const struct evidence *evidence,
                   const struct verdict_runs *all, const struct verdict_rules *rules) {
    static const struct verdict_rules ordinary = {0};
    long count = evidence->count;
    rules = rules != NULL ? rules : &ordinary;
    *judgement = (struct judgement){.scenario = evidence->scenario,
                                    .level = rules->level > 0 ? rules->level : ENSEMBLE_ALPHA};
    if (count > 0)
        judgement->backend = evidence->jobs[0].backend;
    size_t room = (size_t)(count * (evidence->scenario->expect.count + 1));
    judgement->claims = calloc(room + 1, sizeof *judgement->claims);
    judgement->claim_seed = calloc(room + 1, sizeof *judgement->claim_seed);
    struct record *records = calloc((size_t)count + 1, sizeof *records);
    if (judgement->claims == NULL || judgement->claim_seed == NULL || records == NULL) {
        judgement->broken++;
        say(judgement, VERDICT_ERROR, "no memory to judge the runs");
        free(records);
        return;
    }
    const struct golden *golden = find_golden(judgement, evidence, rules->against_golden);
    judge_runs(judgement, records, evidence, golden, all, rules);
    free(records);
    if (golden != NULL)
        judge_evidence(judgement);
    verdict_note(judgement, golden);
    if (count == 0) {
        judgement->broken++;
        say(judgement, VERDICT_ERROR, "no run was made");
    }
}

void verdict_refuse(struct judgement *judgement, const struct scenario *scenario,
                    const struct error *error) {
    *judgement = (struct judgement){.scenario = scenario, .broken = 1};
    say_broken(judgement, "the scenario cannot be used", error);
}

void verdict_skip(struct judgement *judgement, const struct scenario *scenario,
                  const struct scenario *lack) {
    *judgement = (struct judgement){.scenario = scenario};
    if (lack->external.install[0] != '\0' && !scenario_lacks_data(lack))
        say(judgement, VERDICT_SKIP, "its trainer is not installed: run `%s`",
            lack->external.install);
    else
        say(judgement, VERDICT_SKIP, "its data are missing: run `%s`", lack->obtain);
    for (char *byte = judgement->reason; *byte != '\0'; byte++)
        if (*byte == '\n') /* a reason is one line; a text in YAML may be more */
            *byte = ' ';
}

void judgement_free(struct judgement *judgement) {
    free(judgement->claims);
    free(judgement->claim_seed);
    judgement->claims = NULL;
    judgement->claim_seed = NULL;
}

int verdict_departure(struct departure *departure, const struct judgement *judgement) {
    if (!verdict_bits_have_place(judgement))
        return ensemble_departure(departure, &judgement->ensemble);
    *departure = judgement->bits;
    return 1;
}

int verdict_wants_runs(const struct judgement *judgement) {
    return judgement->bits.found || judgement->is_variant;
}
