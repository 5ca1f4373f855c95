#include <math.h>
#include <string.h>

#include "report/data/report_data.h"

#include "report/data/report_files.h"

const enum observable report_banded[REPORT_BANDED] = {OBSERVABLE_recon, OBSERVABLE_kl};
const enum report_axis_name report_banded_axis[REPORT_BANDED] = {REPORT_AXIS_recon, REPORT_AXIS_kl};

/* A bound of ln sigma^2 is drawn where values come as near to it as this share of their span. */
static const double CLAMP_NEAR = 0.7;

/* What the curve of a column has come to in a row, NaN before its first value. */
static double reached(const struct record *record, long row, enum observable column) {
    long latest = report_latest_row(record, row, column);
    return latest >= 0 ? (double)record_value(record, latest, column) : (double)NAN;
}

long report_last_drawn_row(const struct record *record) {
    float value[REPORT_BANDED] = {NAN, NAN};
    long last = -1;
    for (long row = 0; row < record->rows; row++) {
        for (int i = 0; i < REPORT_BANDED; i++)
            if (!record_is_missing(record, row, report_banded[i]))
                value[i] = record_value(record, row, report_banded[i]);
        if (isfinite(value[0]) && isfinite(value[1]))
            last = row;
    }
    return last;
}

/* ---- the runs ---------------------------------------------------------------------------------- */

enum status report_read_record(struct record *record, const struct job *job, struct error *error) {
    *record = (struct record){.seed = job->seed};
    enum status status = job->done ? record_read(record, job->folder, error) : STATUS_OK;
    record->seed = job->seed;
    return status == STATUS_FORMAT ? STATUS_OK : status;
}

/* Read the records of the runs that have one, up to as many as are drawn. */
static enum status read_runs(struct report_runs *runs, struct report_item *item,
                             struct error *error) {
    for (long i = 0; i < item->job_count && runs->count < REPORT_SEEDS_DRAWN; i++) {
        struct record *record = &runs->record[runs->count];
        enum status status = report_read_record(record, &item->jobs[i], error);
        if (status != STATUS_OK)
            return status;
        if (record->rows > 0)
            runs->count++;
        else
            record_free(record);
    }
    return STATUS_OK;
}

static void free_runs(struct report_runs *runs) {
    for (long i = 0; i < runs->count; i++)
        record_free(&runs->record[i]);
}

/* A copy of the record to draw from and to download. Columns that it lacks are there without values,
 * so that a script finds all that it knows. */
static enum status write_seed(struct report_item *item, const struct report *report,
                              const struct record *record, struct error *error) {
    char file[64];
    struct text text = {0};
    size_t used = strlen(item->seeds);
    snprintf(file, sizeof file, "seed-%04ld.csv", record->seed);
    snprintf(item->seeds + used, sizeof item->seeds - used, "%s%04ld", used > 0 ? " " : "",
             record->seed);
    item->seed_count++;
    struct record whole = *record;
    for (int column = 0; column < OBSERVABLES; column++)
        whole.present[column] = 1;
    record_format(&text, &whole);
    return report_write_data(report, report_scenario(item)->name, file, &text, error);
}

static enum status write_seeds(struct report_item *item, const struct report *report,
                               const struct report_runs *runs, struct report_axes *axes,
                               struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < runs->count; i++) {
        report_axes_include(axes, &runs->record[i]);
        status = write_seed(item, report, &runs->record[i], error);
    }
    return status;
}

/* ---- the first of them ------------------------------------------------------------------------- */

/* Whether KL and another column have numbers in the same row: a point of the plane of both. */
static int has_meeting(const struct record *record, enum observable column) {
    for (long row = 0; row < record->rows; row++)
        if (isfinite(record_value(record, row, OBSERVABLE_kl)) &&
            isfinite(record_value(record, row, column)))
            return 1;
    return 0;
}

/* The first seed stands for the scenario wherever one number or one curve has to. */
static void describe_first(struct report_item *item, const struct record *record) {
    item->outcome = record->outcome;
    item->phases = report_phases_find(record, &report_scenario(item)->config.schedule);
    for (enum observable column = 0; column < OBSERVABLES; column++) {
        item->present[column] = record->present[column];
        long first = report_next_row(record, 0, column);
        item->initial[column] = first < record->rows ? (double)record_value(record, first, column)
                                                     : (double)NAN;
        item->final[column] = record_final(record, column);
    }
    item->meets_recon = has_meeting(record, OBSERVABLE_recon);
    item->meets_mi = has_meeting(record, OBSERVABLE_mi);
}

static enum status write_heat(struct report_item *item, const struct report *report,
                              const struct record *record, struct error *error) {
    struct text text = {0};
    item->latent = report_heat_format(&text, record);
    if (item->latent == 0)
        return STATUS_OK;
    const char *name = report_scenario(item)->name;
    enum status status = report_write_data(report, name, "dimensions.csv", &text, error);
    if (status != STATUS_OK)
        return status;
    report_active_format(&text, record);
    return report_write_data(report, name, "active.csv", &text, error);
}

static enum status write_variance(const struct report_item *item, const struct report *report,
                                  const struct record *record, struct error *error) {
    struct text text = {0};
    report_variance_format(&text, record);
    return report_write_data(report, report_scenario(item)->name, "variance.csv", &text, error);
}

static enum status write_marks(const struct report_item *item, const struct report *report,
                               const struct record *record, struct text *names, struct text *values,
                               struct error *error) {
    struct text text = {0};
    const struct report_marks marks = report_marks_format(&text, record);
    report_marks_add(names, values, &marks);
    report_present_add(names, values, record);
    return report_write_data(report, report_scenario(item)->name, "marks.csv", &text, error);
}

/* ---- what scripts have to know besides curves -------------------------------------------------- */

/* Make room for a bound of the head unless that would leave little of it for the values. */
static void include_clamp(struct report_axis *axis, double clamp) {
    double span = fmax(axis->most - axis->least, 1);
    if (axis->count > 0 && clamp > axis->least - CLAMP_NEAR * span &&
        clamp < axis->most + CLAMP_NEAR * span)
        report_axis_include(axis, clamp);
}

static void add_head(struct text *names, struct text *values, const struct head_config *head,
                     struct report_axes *axes) {
    int has_clamp = head->kind == HEAD_CLAMPED || head->kind == HEAD_TANH;
    struct report_axis *axis = &axes->axis[REPORT_AXIS_logvar];
    const struct report_parameter parameters[] = {
        {"has_clamp", has_clamp, NULL},
        {"clamp_low", head->low, NULL},
        {"clamp_high", head->high, NULL},
    };
    if (has_clamp) {
        include_clamp(axis, head->low);
        include_clamp(axis, head->high);
    }
    report_add_parameters(names, values, parameters, sizeof parameters / sizeof *parameters);
}

static void add_run(struct text *names, struct text *values, const struct report_item *item,
                    const struct record *record) {
    const struct report_phases *phases = &item->phases;
    long end = report_last_drawn_row(record);
    double recon = end >= 0 ? reached(record, end, OBSERVABLE_recon) : 0;
    double kl = end >= 0 ? reached(record, end, OBSERVABLE_kl) : 0;
    double cap = item->initial[OBSERVABLE_mi_cap];
    const struct report_parameter parameters[] = {
        {"seeds", 0, item->seeds},
        {"annealed", (double)phases->annealed, NULL},
        {"encoded", (double)phases->encoded, NULL},
        {"collapsed", (double)phases->collapsed, NULL},
        {"blown", (double)phases->blown, NULL},
        {"diverged", (double)phases->diverged, NULL},
        {"term", 0, klimb_term_names[item->outcome.term]},
        {"has_band", item->ensemble_seeds > 0, NULL},
        {"has_theory", item->has_theory, NULL},
        {"clip_norm", report_scenario(item)->config.optimiser.clip_norm, NULL},
        {"mi_cap", isfinite(cap) ? cap : 0, NULL},
        {"end_step", end >= 0 ? (double)record->step[end] : -1, NULL},
        {"end_recon", recon, NULL},
        {"end_kl", kl, NULL},
    };
    report_add_parameters(names, values, parameters, sizeof parameters / sizeof *parameters);
}

/* ---- one scenario ------------------------------------------------------------------------------ */

static enum status write_drawn(struct report_item *item, const struct report *report,
                               const struct report_runs *runs, struct report_axes *axes,
                               struct report_sweep *sweep, struct error *error) {
    const struct record *first = &runs->record[0];
    const struct scenario *scenario = report_scenario(item);
    struct text names = {0}, values = {0};
    describe_first(item, first);
    item->last_step = (long)axes->axis[REPORT_AXIS_step].most;
    enum status status = report_golden_write(item, report, runs, axes, &names, &values, error);
    if (status == STATUS_OK)
        status = write_heat(item, report, first, error);
    if (status == STATUS_OK)
        status = write_variance(item, report, first, error);
    if (status == STATUS_OK)
        status = report_theory_write(item, report, first, axes, sweep, error);
    if (status == STATUS_OK)
        status = report_artefacts_write(item, report, &names, &values, error);
    if (status == STATUS_OK)
        status = write_marks(item, report, first, &names, &values, error);
    add_run(&names, &values, item, first);
    add_head(&names, &values, &scenario->config.model.head, axes);
    report_axes_add(&names, &values, axes);
    if (status == STATUS_OK)
        return report_write_parameters(report, scenario->name, "figure.csv", &names, &values,
                                       error);
    text_free(&names);
    text_free(&values);
    return status;
}

static enum status write_item(struct report_item *item, const struct report *report,
                              struct report_overlay *overlay, struct report_sweep *sweep,
                              struct error *error) {
    struct report_runs runs = {.count = 0};
    struct report_axes axes = {0};
    enum status status = read_runs(&runs, item, error);
    if (status == STATUS_OK)
        status = write_seeds(item, report, &runs, &axes, error);
    if (status == STATUS_OK && runs.count > 0) {
        report_overlay_add(overlay, report_scenario(item), &runs.record[0]);
        status = write_drawn(item, report, &runs, &axes, sweep, error);
    }
    free_runs(&runs);
    return status;
}

/* ---- a family ---------------------------------------------------------------------------------- */

/* Where a name stands among the scenarios of the check, -1 when it does not. */
static long index_of(const struct check *check, const char *name) {
    for (long i = 0; i < check->total; i++)
        if (strcmp(check->scenarios[i].name, name) == 0)
            return i;
    return -1;
}

/* The scenario of another family that most of a family's are based on, among those that ran; -1 when
 * fewer than two have it. */
static long reference_of(const struct report *report, const struct report_family *family) {
    long found = -1, most = 1;
    for (long i = 0; i < family->count; i++) {
        const char *base = report_scenario(&report->items[family->first + i])->base;
        char of[SCENARIO_NAME_MAX];
        long index = base[0] != '\0' ? index_of(report->check, base) : -1, count = 0;
        if (index < 0)
            continue;
        report_family_of(of, &report->check->scenarios[index]);
        for (long j = 0; j < family->count; j++)
            count += strcmp(report_scenario(&report->items[family->first + j])->base, base) == 0;
        if (count > most && strcmp(of, family->name) != 0) {
            most = count;
            found = index;
        }
    }
    return found;
}

/* The curve that those of a family are variations of, behind them. */
static enum status add_reference(struct report_overlay *overlay, const struct report *report,
                                 const struct report_family *family, struct error *error) {
    const struct check *check = report->check;
    long index = family->curves > 0 ? reference_of(report, family) : -1;
    struct record record;
    if (index < 0 || check->first_job[index] == check->first_job[index + 1])
        return STATUS_OK;
    enum status status = report_read_record(&record, &check->jobs[check->first_job[index]], error);
    if (status != STATUS_OK)
        return status;
    overlay->has_reference = record.rows > 0;
    if (overlay->has_reference)
        report_overlay_add(overlay, &check->scenarios[index], &record);
    record_free(&record);
    return STATUS_OK;
}

enum status report_data_write(struct report *report, struct report_family *family,
                              struct error *error) {
    struct report_overlay overlay = {0};
    struct report_sweep sweep = {0};
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < family->count; i++) {
        struct report_item *item = &report->items[family->first + i];
        status = write_item(item, report, &overlay, &sweep, error);
        family->curves += item->seed_count > 0;
    }
    if (status == STATUS_OK)
        status = add_reference(&overlay, report, family, error);
    if (status == STATUS_OK && family->curves > 0)
        status = report_overlay_write(family, report, &overlay, error);
    if (status == STATUS_OK)
        status = report_sweep_write(family, report, &sweep, error);
    text_free(&overlay.curves);
    report_sweep_free(&sweep);
    return status;
}
