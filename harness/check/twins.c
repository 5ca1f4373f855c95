#include "check/twins.h"

#include <math.h>
#include <string.h>

#include "base/student.h"
#include "base/text.h"

/* ---- measuring ----------------------------------------------------------------------------------- */

static double difference(double a, double b) {
    return isfinite(a) && isfinite(b) ? fabs(a - b) : 0;
}

/* Raises the noise to the differences between two runs of one seed, in the rows that both have. */
static void add_pair(struct golden_noise *noise, const struct record *a, const struct record *b) {
    long rows = a->rows < b->rows ? a->rows : b->rows;
    for (long row = 0; row < rows; row++)
        for (enum observable column = 0; column < OBSERVABLES; column++)
            noise->column[column] = fmax(noise->column[column],
                                         difference((double)record_value(a, row, column),
                                                    (double)record_value(b, row, column)));
    noise->seeds++;
}

/* Compares a second run with the first, which the evidence owns. */
static enum status compare_twin(struct twins *twins, const struct check_item *item,
                                const struct job *job, struct error *error) {
    const struct evidence_run *first = evidence_run_of(&item->evidence, job->seed);
    struct record second;
    struct departure departure;
    if (!job->done || first == NULL || !first->has_record) {
        *error = job->error;
        return job->error.status != STATUS_OK
                   ? job->error.status
                   : klimb_error_set(error, STATUS_FAILED, "%s seed %ld has no record",
                                     job->scenario->name, job->seed);
    }
    enum status status = record_read(&second, job->folder, error);
    if (status != STATUS_OK)
        return status;
    second.seed = job->seed;
    compare_bits(&departure, &second, &first->record);
    twins->is_repeated = twins->is_repeated && !departure.found;
    add_pair(&twins->noise, &second, &first->record);
    if (departure.found && item->scenario.external.is_deterministic) {
        status = klimb_error_set(
            error, STATUS_FAILED,
            "%s cannot be blessed: trainer.deterministic is true, but two runs "
            "of one seed differ: %.300s",
            item->scenario.name, departure.message);
        klimb_error_hint(error, "fix what differs, or write trainer.deterministic: false");
    }
    record_free(&second);
    return status;
}

enum status twins_measure(struct twins *twins, struct check *check, const struct check_item *item,
                          const struct check_options *options, struct error *error) {
    struct job jobs[TWINS_SEEDS] = {{0}};
    long count = item->runs < TWINS_SEEDS ? item->runs : TWINS_SEEDS;
    *twins = (struct twins){.is_repeated = 1};
    for (long i = 0; i < count; i++)
        jobs[i] = (struct job){.scenario = &item->scenario, .seed = item->jobs[i].seed};
    enum status status = check_run_jobs(check, jobs, count, options, error);
    for (long i = 0; status == STATUS_OK && i < count; i++)
        status = compare_twin(twins, item, &jobs[i], error);
    if (item->scenario.external.is_deterministic)
        twins->noise = (struct golden_noise){0};
    return status;
}

/* ---- in words ------------------------------------------------------------------------------------ */

void twins_print(FILE *stream, const struct twins *twins) {
    if (twins->is_repeated) {
        text_print_line(
            stream, "    twins: two runs of each of %d seeds agree to the bit%s", TWINS_SEEDS,
            twins->noise.seeds > 0 ? "; trainer.deterministic: true compares bits" : "");
        return;
    }
    text_print_line(stream, "    twins: two runs of one seed differ by at most, over %ld seeds:",
                    twins->noise.seeds);
    for (enum observable column = 0; column < OBSERVABLES; column++)
        if (twins->noise.column[column] > 0)
            text_print_line(stream, "    %-19s%12.3g %s", klimb_observable_info[column].name,
                            twins->noise.column[column], klimb_observable_info[column].unit);
}

/* ---- power --------------------------------------------------------------------------------------- */

static double normal_below(double z) {
    return erfc(-z / sqrt(2)) / 2;
}

double twins_power(double shift, long golden, long fresh) {
    double freedom = (double)(golden + fresh - 2);
    double t = student_quantile(ENSEMBLE_ALPHA, golden + fresh - 2);
    double noncentrality = shift / sqrt(1 / (double)golden + 1 / (double)fresh);
    double critical = t * (1 - 1 / (4 * freedom));
    return normal_below((noncentrality - critical) / sqrt(1 + t * t / (2 * freedom)));
}

static double spread_of(const double *features, long count, enum feature feature) {
    double mean = feature_mean(features, count, feature), squares = 0;
    for (long i = 0; i < count; i++)
        squares += pow(features[i * FEATURES + feature] - mean, 2);
    return sqrt(squares / (double)(count - 1));
}

static void print_power_of(FILE *stream, const double *features, long count, enum feature feature) {
    static const double shares[] = {0.05, 0.10};
    static const long runs[] = {1, 8};
    double mean = feature_mean(features, count, feature),
           spread = spread_of(features, count, feature);
    struct text line = {0};
    if (!isfinite(mean) || !(spread > 0))
        return;
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; j < 2; j++)
            text_add(&line, "%s%.0f %% by %ld run%s: %.0f %%", i + j > 0 ? ", " : "",
                     100 * shares[i], runs[j], runs[j] == 1 ? "" : "s",
                     100 * twins_power(shares[i] * fabs(mean) / spread, count, runs[j]));
    text_print_line(stream, "    %-19s%s", feature_names[feature], text_string(&line));
    text_free(&line);
}

void twins_print_power(FILE *stream, const double *features, long count) {
    static const enum feature shown[] = {FEATURE_recon_final, FEATURE_kl_final,
                                         FEATURE_batch_recon_late, FEATURE_batch_kl_late};
    if (count < ENSEMBLE_SEEDS_MIN)
        return;
    text_print_line(stream,
                    "    power of %ld golden seeds at level %.0e, at most: a shift of the mean is "
                    "found",
                    count, ENSEMBLE_ALPHA);
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        print_power_of(stream, features, count, shown[i]);
}
