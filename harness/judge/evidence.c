#include "judge/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "judge/prediction.h"

/* ---- records --------------------------------------------------------------------------------- */

/* The manifest beside a record must be of this scenario, with these overrides, and of this seed. */
static enum status check_owner(const struct record *record, const struct job *job,
                               struct error *error) {
    if (record->scenario_digest[0] == '\0' ||
        (strcmp(record->scenario_digest, job->scenario->digest) == 0 && record->seed == job->seed))
        return STATUS_OK;
    return klimb_error_set(error, STATUS_FORMAT,
                           "%s has the record of another run, not of %s seed %ld", job->folder,
                           job->scenario->name, job->seed);
}

static void take_run(struct evidence_run *run, const struct job *job) {
    run->record.seed = job->seed;
    run->error = job->error;
    if (!job->done)
        return;
    if (record_read(&run->record, job->folder, &run->error) != STATUS_OK)
        return;
    run->has_record = check_owner(&run->record, job, &run->error) == STATUS_OK;
    if (!run->has_record)
        record_free(&run->record);
    run->record.seed = job->seed;
}

enum status evidence_take_runs(struct evidence *evidence, const struct scenario *scenario,
                               const struct job *jobs, long count, struct error *error) {
    struct evidence_run *runs = realloc(evidence->runs, ((size_t)count + 1) * sizeof *runs);
    if (runs == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld records", count);
    evidence->scenario = scenario;
    evidence->jobs = jobs;
    evidence->runs = runs;
    for (; evidence->count < count; evidence->count++) {
        runs[evidence->count] = (struct evidence_run){0};
        take_run(&runs[evidence->count], &jobs[evidence->count]);
    }
    return STATUS_OK;
}

enum status evidence_take_record(struct evidence *evidence, struct record *record,
                                 const struct job *job, struct error *error) {
    struct evidence_run *run = calloc(1, sizeof *run);
    if (run == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for a record");
    run->record = *record;
    run->has_record = 1;
    *record = (struct record){.seed = -1};
    *evidence = (struct evidence){.jobs = job, .runs = run, .count = 1};
    return STATUS_OK;
}

const struct evidence_run *evidence_run_of(const struct evidence *evidence, long seed) {
    for (long i = 0; i < evidence->count; i++)
        if (evidence->jobs[i].seed == seed)
            return &evidence->runs[i];
    return NULL;
}

/* ---- golden ---------------------------------------------------------------------------------- */

void evidence_take_golden(struct evidence *evidence, const char *expected) {
    const char *name = evidence->scenario->name;
    int is_there = 0;
    if (evidence->has_golden || evidence->golden_error.status != STATUS_OK)
        return;
    enum status status = golden_look(&is_there, expected, name, &evidence->golden_error);
    if (status == STATUS_OK && is_there)
        evidence->has_golden = golden_read(&evidence->golden, expected, name,
                                           &evidence->golden_error) == STATUS_OK;
}

/* ---- theory ---------------------------------------------------------------------------------- */

/* Frees the data, which are large, as soon as all curves are computed. */
void evidence_take_theory(struct evidence *evidence) {
    struct prediction prediction;
    long last = evidence->count;
    while (last > 0 && !evidence->runs[last - 1].has_curve)
        last--;
    if (evidence->count == 0 || last == evidence->count ||
        evidence->theory_error.status != STATUS_OK)
        return;
    if (prediction_begin(&prediction, evidence->scenario, evidence->jobs[0].backend,
                         evidence->has_theory ? &evidence->theory : NULL,
                         &evidence->theory_error) != STATUS_OK)
        return;
    for (long i = last; i < evidence->count; i++) {
        struct evidence_run *run = &evidence->runs[i];
        run->has_curve = 1;
        if (prediction_curve(&run->curve, &prediction, &run->record, &run->curve_error) !=
            STATUS_OK)
            run->curve = (struct theory_curve){0};
    }
    evidence->has_theory = prediction.is_made;
    evidence->theory = prediction.theory;
    prediction_end(&prediction);
}

void evidence_free(struct evidence *evidence) {
    for (long i = 0; i < evidence->count; i++) {
        record_free(&evidence->runs[i].record);
        theory_curve_free(&evidence->runs[i].curve);
    }
    free(evidence->runs);
    golden_free(&evidence->golden);
    theory_free(&evidence->theory);
    *evidence = (struct evidence){0};
}
