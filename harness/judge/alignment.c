#include "judge/alignment.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Whether a log has a value at a golden step. */
enum had { HAD_NOT, HAD_INTERPOLATED, HAD_EXACTLY };

/* What is compared; filled step by step. */
struct plan {
    const struct golden *golden;
    const struct record *records;
    const char *const *names;
    long count;
    const struct record *grid; /* the record whose steps are used */
    unsigned char *skip;       /* [grid->rows] 1: the step cannot be compared */
    int column[OBSERVABLES];   /* whether the column is compared */
    int exact;                 /* nothing is interpolated */
    long kept;                 /* steps */
};

/* ---- values ---------------------------------------------------------------------------------- */

/* Values of one training batch or its gradient, which differ from row to row. */
static int is_noisy(enum observable column) {
    return column == OBSERVABLE_batch_recon || column == OBSERVABLE_batch_kl ||
           column == OBSERVABLE_grad_encoder || column == OBSERVABLE_grad_decoder;
}

/* The nearest rows with a value at or before the step, and at or after it; -1 for none. */
static void find_neighbours(long *before, long *behind, const struct record *record, long step,
                            enum observable column) {
    long row = record_row_at(record, step);
    *before = row;
    while (*before >= 0 && record_is_missing(record, *before, column))
        (*before)--;
    if (*before >= 0 && record->step[*before] == step) {
        *behind = *before;
        return;
    }
    *behind = row + 1;
    while (*behind < record->rows && record_is_missing(record, *behind, column))
        (*behind)++;
    if (*behind == record->rows)
        *behind = -1;
}

static double interpolate(const struct record *record, long before, long behind, long step,
                          enum observable column) {
    double low = (double)record_value(record, before, column);
    double high = (double)record_value(record, behind, column);
    if (before == behind)
        return low;
    double share = (double)(step - record->step[before]) /
                   (double)(record->step[behind] - record->step[before]);
    return low + share * (high - low);
}

/* The value of the golden trajectory at any step, interpolated; NaN where it has none. */
static double trajectory(const struct record *bits, long step, enum observable column) {
    long before, behind;
    find_neighbours(&before, &behind, bits, step, column);
    return before >= 0 && behind >= 0 ? interpolate(bits, before, behind, step, column)
                                      : (double)NAN;
}

/* The deviation between golden seeds at a step. */
static double deviation(const struct golden *golden, long step, enum observable column) {
    double count = 0, mean = 0, squares = 0;
    for (long i = 0; i < golden->ensemble_count; i++) {
        const struct record *seed = &golden->ensemble[i];
        long row = record_row_at(seed, step);
        if (row < 0 || seed->step[row] != step || !isfinite(record_value(seed, row, column)))
            continue;
        double off = (double)record_value(seed, row, column) - mean;
        count += 1;
        mean += off / count;
        squares += off * ((double)record_value(seed, row, column) - mean);
    }
    return count > 1 ? sqrt(squares / (count - 1)) : 0;
}

/* Whether the golden's own curve is straight enough between two steps of a log. */
static int is_close(const struct golden *golden, long first, long step, long last,
                    enum observable column) {
    if (golden->bits_count == 0)
        return 1;
    const struct record *bits = &golden->bits[0];
    double low = trajectory(bits, first, column), high = trajectory(bits, last, column);
    double own = trajectory(bits, step, column);
    double line = low + (high - low) * (double)(step - first) / (double)(last - first);
    if (!isfinite(line) || !isfinite(own))
        return 1;
    double allowed = fmax(ALIGNMENT_ERROR * deviation(golden, step, column),
                          0.1 * klimb_observable_info[column].resolution);
    return fabs(line - own) <= allowed;
}

static enum had look_up(float *value, const struct golden *golden, const struct record *record,
                        long step, enum observable column) {
    long before, behind;
    *value = NAN;
    find_neighbours(&before, &behind, record, step, column);
    if (before < 0 || behind < 0)
        return HAD_NOT;
    if (before != behind && (is_noisy(column) || !is_close(golden, record->step[before], step,
                                                           record->step[behind], column)))
        return HAD_NOT;
    *value = (float)interpolate(record, before, behind, step, column);
    return before == behind ? HAD_EXACTLY : HAD_INTERPOLATED;
}

/* The worst case of all runs. */
static enum had look_up_all(const struct plan *plan, long step, enum observable column) {
    enum had worst = HAD_EXACTLY;
    float value;
    for (long i = 0; i < plan->count; i++) {
        enum had one = look_up(&value, plan->golden, &plan->records[i], step, column);
        worst = one < worst ? one : worst;
    }
    return worst;
}

/* ---- what can be compared -------------------------------------------------------------------- */

static enum status check_columns(struct plan *plan, struct error *error) {
    static const enum observable needed[] = {OBSERVABLE_recon, OBSERVABLE_kl};
    for (long i = 0; i < plan->count; i++)
        for (int j = 0; j < 2; j++) {
            if (plan->records[i].present[needed[j]])
                continue;
            const char *name = klimb_observable_info[needed[j]].name;
            klimb_error_set(error, STATUS_INVALID,
                            "%s has no column %s; a comparison needs recon and kl", plan->names[i],
                            name);
            klimb_error_hint(error, "--columns %s=NAME names it", name);
            return STATUS_INVALID;
        }
    for (enum observable column = 0; column < OBSERVABLES; column++) {
        plan->column[column] = plan->golden->ensemble[0].present[column];
        for (long i = 0; i < plan->count; i++)
            plan->column[column] = plan->column[column] && plan->records[i].present[column];
    }
    return STATUS_OK;
}

/* Whether every run has recon and kl at every step of the golden trajectory. */
static int has_all_steps(const struct plan *plan) {
    const struct golden *golden = plan->golden;
    const struct record *bits = golden->bits_count > 0 ? &golden->bits[0] : NULL;
    if (bits == NULL || bits->outcome.diverged)
        return 0;
    for (long i = 0; i < golden->ensemble_count; i++)
        if (golden->ensemble[i].outcome.diverged)
            return 0;
    for (long row = 0; row < bits->rows; row++)
        if (look_up_all(plan, bits->step[row], OBSERVABLE_recon) != HAD_EXACTLY ||
            look_up_all(plan, bits->step[row], OBSERVABLE_kl) != HAD_EXACTLY)
            return 0;
    return 1;
}

/* Leaves out steps where a run lacks recon or kl, then columns that a run lacks at any remaining step. */
static void choose_steps(struct plan *plan) {
    enum had least = plan->exact ? HAD_EXACTLY : HAD_INTERPOLATED;
    for (long row = 0; row < plan->grid->rows; row++) {
        long step = plan->grid->step[row];
        plan->skip[row] = look_up_all(plan, step, OBSERVABLE_recon) < least ||
                          look_up_all(plan, step, OBSERVABLE_kl) < least;
        plan->kept += !plan->skip[row];
    }
    for (enum observable column = 0; column < OBSERVABLES; column++)
        for (long row = 0; plan->column[column] && row < plan->grid->rows; row++)
            if (!plan->skip[row] && look_up_all(plan, plan->grid->step[row], column) < least)
                plan->column[column] = 0;
}

static enum status check_steps(const struct plan *plan, struct error *error) {
    if (2 * plan->kept >= plan->grid->rows)
        return STATUS_OK;
    const struct record *grid = plan->grid, *log = &plan->records[0];
    klimb_error_set(error, STATUS_INVALID,
                    "%ld of %ld golden steps can be compared; at least half are needed: %s has "
                    "steps %ld to %ld, the golden %ld to %ld",
                    plan->kept, grid->rows, plan->names[0], log->step[0], log->step[log->rows - 1],
                    grid->step[0], grid->step[grid->rows - 1]);
    klimb_error_hint(error, "a step is an update; log more often where curves bend, above all at "
                            "the start");
    return STATUS_INVALID;
}

/* ---- records at these steps ------------------------------------------------------------------ */

/* Golden runs end where they diverged. A log has no outcome: it diverged where its final non-finite values begin. */
static void find_end(struct record *record) {
    long row = record->rows;
    while (row > 0 && !(isfinite(record_value(record, row - 1, OBSERVABLE_recon)) &&
                        isfinite(record_value(record, row - 1, OBSERVABLE_kl))))
        row--;
    if (row == record->rows)
        return;
    record->rows = row + 1;
    record->outcome.diverged = 1;
    record->outcome.step = record->step[row];
}

static enum status take_record(struct record *out, struct plan *plan, long run, long *interpolated,
                               struct error *error) {
    const struct record *log = &plan->records[run];
    enum status status = record_new(out, plan->kept, 0, error);
    if (status != STATUS_OK)
        return status;
    memcpy(out->name, log->name, sizeof out->name);
    out->seed = log->seed;
    for (long row = 0; row < plan->grid->rows; row++) {
        if (plan->skip[row])
            continue;
        out->step[out->rows] = plan->grid->step[row];
        float *value = out->value + out->rows++ * OBSERVABLES;
        for (enum observable column = 0; column < OBSERVABLES; column++) {
            value[column] = NAN;
            out->present[column] = plan->column[column];
            if (plan->column[column])
                *interpolated += look_up(&value[column], plan->golden, log, plan->grid->step[row],
                                         column) == HAD_INTERPOLATED;
        }
    }
    out->outcome = (struct outcome){.step = out->step[out->rows - 1], .dimension = -1};
    return STATUS_OK;
}

/* Copies a golden run without the steps that are not compared. */
static enum status thin(struct record *out, const struct record *seed, const struct plan *plan,
                        struct error *error) {
    enum status status = record_new(out, plan->kept, 0, error);
    if (status != STATUS_OK)
        return status;
    out->seed = seed->seed;
    out->outcome = seed->outcome;
    memcpy(out->present, seed->present, sizeof out->present);
    for (long row = 0; row < seed->rows; row++) {
        int is_planned = row < plan->grid->rows && seed->step[row] == plan->grid->step[row];
        if (!is_planned || plan->skip[row])
            continue;
        out->step[out->rows] = seed->step[row];
        memcpy(out->value + out->rows++ * OBSERVABLES, seed->value + row * OBSERVABLES,
               OBSERVABLES * sizeof *out->value);
    }
    return STATUS_OK;
}

static int has_diverged(const struct golden *golden) {
    for (long i = 0; i < golden->ensemble_count; i++)
        if (golden->ensemble[i].outcome.diverged)
            return 1;
    return 0;
}

static enum status fill(struct alignment *alignment, struct plan *plan, struct error *error) {
    const struct golden *golden = plan->golden;
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < plan->count; i++) {
        status = take_record(&alignment->records[i], plan, i, &alignment->interpolated, error);
        if (status == STATUS_OK && has_diverged(golden))
            find_end(&alignment->records[i]);
    }
    if (plan->exact || status != STATUS_OK)
        return status;
    for (long i = 0; status == STATUS_OK && i < golden->ensemble_count; i++)
        status = thin(&alignment->ensemble[i], &golden->ensemble[i], plan, error);
    alignment->golden.ensemble = alignment->ensemble;
    alignment->golden.features = NULL;
    return status;
}

/* ---- in words -------------------------------------------------------------------------------- */

/* Why a column is not compared. */
enum why { COMPARED, LACKING, NOT_AT_STEPS };

static enum why ask_why(const struct plan *plan, enum observable column) {
    if (plan->column[column])
        return COMPARED;
    for (long i = 0; i < plan->count; i++)
        if (!plan->records[i].present[column])
            return LACKING;
    return NOT_AT_STEPS;
}

/* Adds `begin` and "kl, mi", or nothing if there are no such columns. Returns their number. */
static long add_columns(struct text *text, const char *begin, const struct plan *plan,
                        enum why why) {
    long count = 0;
    for (enum observable column = 0; column < OBSERVABLES; column++)
        if (plan->golden->ensemble[0].present[column] && ask_why(plan, column) == why)
            text_add(text, "%s%s", count++ > 0 ? ", " : begin, klimb_observable_info[column].name);
    return count;
}

static void say(struct alignment *alignment, const struct plan *plan) {
    struct text *note = &alignment->note;
    long left_out = alignment->steps_wanted - alignment->steps;
    add_columns(note, "compared: ", plan, COMPARED);
    text_add(note, " at %ld of %ld golden steps%s", alignment->steps, alignment->steps_wanted,
             alignment->has_features ? ", and features of whole curves" : "");
    if (alignment->interpolated > 0)
        text_add(note, ", %ld value%s interpolated between the steps of a log",
                 alignment->interpolated, alignment->interpolated == 1 ? "" : "s");
    if (left_out > 0)
        text_add(note, "; %ld golden step%s outside the logs, or between steps too far apart",
                 left_out, left_out == 1 ? " is" : "s are");
    if (!alignment->has_features)
        text_add(note, "; no features, which need every step of `klimb run`");
    if (add_columns(note, "; not in all logs: ", plan, LACKING) == 0)
        text_add(note, "; no column is missing");
    add_columns(note, "; not at all of these steps: ", plan, NOT_AT_STEPS);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static enum status make_room(struct alignment *alignment, struct plan *plan, struct error *error) {
    size_t seeds = (size_t)plan->golden->ensemble_count;
    alignment->records = calloc((size_t)plan->count + 1, sizeof *alignment->records);
    alignment->ensemble = calloc(seeds + 1, sizeof *alignment->ensemble);
    plan->skip = calloc((size_t)plan->grid->rows + 1, 1);
    if (alignment->records != NULL && alignment->ensemble != NULL && plan->skip != NULL)
        return STATUS_OK;
    return klimb_error_set(error, STATUS_MEMORY, "no memory to compare %ld runs", plan->count);
}

enum status alignment_make(struct alignment *alignment, const struct golden *golden,
                           const struct record *records, const char *const *names, long count,
                           struct error *error) {
    struct plan plan = {.golden = golden, .records = records, .names = names, .count = count};
    *alignment = (struct alignment){.count = count, .golden = *golden};
    enum status status = check_columns(&plan, error);
    if (status != STATUS_OK)
        return status;
    plan.exact = has_all_steps(&plan);
    plan.grid = plan.exact ? &golden->bits[0] : golden_longest_seed(golden);
    status = make_room(alignment, &plan, error);
    if (status == STATUS_OK) {
        choose_steps(&plan);
        status = check_steps(&plan, error);
    }
    if (status == STATUS_OK)
        status = fill(alignment, &plan, error);
    alignment->has_features = plan.exact;
    alignment->steps_wanted = golden_longest_seed(golden)->rows;
    alignment->steps = plan.exact ? alignment->steps_wanted : plan.kept;
    if (status == STATUS_OK)
        say(alignment, &plan);
    if (status == STATUS_OK && alignment->note.failed)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory to compare %ld runs", count);
    free(plan.skip);
    if (status != STATUS_OK)
        alignment_free(alignment);
    return status;
}

void alignment_free(struct alignment *alignment) {
    for (long i = 0; alignment->records != NULL && i < alignment->count; i++)
        record_free(&alignment->records[i]);
    for (long i = 0; alignment->ensemble != NULL && i < alignment->golden.ensemble_count; i++)
        record_free(&alignment->ensemble[i]);
    free(alignment->records);
    free(alignment->ensemble);
    text_free(&alignment->note);
    *alignment = (struct alignment){0};
}
