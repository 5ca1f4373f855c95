#include "report/data/report_data.h"

#include <math.h>
#include <string.h>

#include "report/data/report_files.h"

enum { SEEDS_TEXT = REPORT_SEEDS_DRAWN * 20 + 1 };

/* A bound of ln sigma^2 is drawn if values come within this share of their span. */
static const double CLAMP_NEAR = 0.7;

/* The latest value of a column up to a row, NaN before the first. */
static double reached(const struct record *record, long row, enum observable column) {
    long latest = report_latest_row(record, row, column);
    return latest >= 0 ? (double)record_value(record, latest, column) : (double)NAN;
}

/* ---- the runs ---------------------------------------------------------------------------------- */

/* Chooses the records to draw. A record that the system refuses to read is an error, so that it does not look like a
 * run without one. */
static enum status choose_runs(struct report_subject *subject, struct error *error) {
    const struct evidence *evidence = subject->evidence;
    for (long i = 0; i < evidence->count && subject->seed_count < REPORT_SEEDS_DRAWN; i++) {
        const struct evidence_run *run = &evidence->runs[i];
        if (run->has_record) {
            subject->records[subject->seed_count++] = &run->record;
            continue;
        }
        if (evidence->jobs[i].done && run->error.status != STATUS_FORMAT) {
            *error = run->error;
            return run->error.status;
        }
    }
    return STATUS_OK;
}

/* Writes a copy of the record for drawing and downloading. Missing columns are there without values, because scripts
 * expect all of them; columns of the end are left out, because no figure draws them. */
static enum status write_seed(const struct report_subject *subject, const struct report *report,
                              const struct record *record, struct error *error) {
    char file[64];
    struct text text = {0};
    snprintf(file, sizeof file, "seed-%04ld.csv", record->seed);
    struct record whole = *record;
    for (int column = 0; column < OBSERVABLES; column++)
        whole.present[column] |= !klimb_observable_is_optional((enum observable)column);
    record_format(&text, &whole);
    return report_write_data(report, subject->name, file, &text, error);
}

static enum status write_seeds(const struct report_subject *subject, const struct report *report,
                               struct report_axes *axes, struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < subject->seed_count; i++) {
        report_axes_include(axes, subject->records[i]);
        status = write_seed(subject, report, subject->records[i], error);
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

/* The first seed represents the scenario where one number or curve is shown. */
static void describe_first(struct report_subject *subject, const struct record *record) {
    subject->outcome = record->outcome;
    subject->phases = report_phases_find(record, report_config_of(subject));
    for (enum observable column = 0; column < OBSERVABLES; column++) {
        subject->present[column] = record->present[column];
        long first = report_next_row(record, 0, column);
        subject->initial[column] = first < record->rows
                                       ? (double)record_value(record, first, column)
                                       : (double)NAN;
        subject->final[column] = record_final(record, column);
    }
    subject->meets_recon = has_meeting(record, OBSERVABLE_recon);
    subject->meets_mi = has_meeting(record, OBSERVABLE_mi);
}

static enum status write_heat(struct report_subject *subject, const struct report *report,
                              const struct record *record, struct error *error) {
    struct text text = {0};
    subject->latent = report_heat_format(&text, record);
    if (subject->latent == 0)
        return STATUS_OK;
    const char *name = subject->name;
    enum status status = report_write_data(report, name, "dimensions.csv", &text, error);
    if (status != STATUS_OK)
        return status;
    report_active_format(&text, record);
    return report_write_data(report, name, "active.csv", &text, error);
}

static enum status write_variance(const struct report_subject *subject, const struct report *report,
                                  const struct record *record, struct error *error) {
    struct text text = {0};
    report_variance_format(&text, record);
    return report_write_data(report, subject->name, "variance.csv", &text, error);
}

static enum status write_marks(const struct report_subject *subject, const struct report *report,
                               const struct record *record, struct report_parameters *parameters,
                               struct error *error) {
    struct text text = {0};
    const struct report_marks marks = report_marks_format(&text, record);
    report_marks_add(parameters, &marks);
    report_present_add(parameters, record);
    return report_write_data(report, subject->name, "marks.csv", &text, error);
}

/* ---- what scripts need besides curves -------------------------------------------------------- */

/* Makes room for a bound of the head, unless that would leave little room for the values. */
static void include_clamp(struct report_axis *axis, double clamp) {
    double span = fmax(axis->most - axis->least, 1);
    if (axis->count > 0 && clamp > axis->least - CLAMP_NEAR * span &&
        clamp < axis->most + CLAMP_NEAR * span)
        report_axis_include(axis, clamp);
}

static void add_head(struct report_parameters *parameters, const struct head_config *head,
                     struct report_axes *axes) {
    int has_clamp = head->kind == HEAD_CLAMPED || head->kind == HEAD_TANH;
    struct report_axis *axis = &axes->axis[REPORT_AXIS_logvar];
    const struct report_parameter own[] = {
        {"has_clamp", has_clamp, NULL},
        {"clamp_low", head->low, NULL},
        {"clamp_high", head->high, NULL},
    };
    if (has_clamp) {
        include_clamp(axis, head->low);
        include_clamp(axis, head->high);
    }
    report_add_parameters(parameters, own, sizeof own / sizeof *own);
}

/* The runs as in the names of their files: "0000 0001". */
static void name_seeds(char words[SEEDS_TEXT], const struct report_subject *subject) {
    size_t used = 0;
    words[0] = '\0';
    for (long i = 0; i < subject->seed_count && used < SEEDS_TEXT; i++)
        used += (size_t)snprintf(words + used, SEEDS_TEXT - used, "%s%04ld", i > 0 ? " " : "",
                                 subject->records[i]->seed);
}

static void add_run(struct report_parameters *parameters, const struct report_subject *subject,
                    const struct record *record) {
    const struct report_phases *phases = &subject->phases;
    long end = report_last_drawn_row(record);
    double recon = end >= 0 ? reached(record, end, OBSERVABLE_recon) : 0;
    double kl = end >= 0 ? reached(record, end, OBSERVABLE_kl) : 0;
    char seeds[SEEDS_TEXT];
    name_seeds(seeds, subject);
    double cap = subject->initial[OBSERVABLE_mi_cap];
    const struct report_parameter own[] = {
        {"seeds", 0, seeds},
        {"annealed", (double)phases->annealed, NULL},
        {"encoded", (double)phases->encoded, NULL},
        {"collapsed", (double)phases->collapsed, NULL},
        {"blown", (double)phases->blown, NULL},
        {"diverged", (double)phases->diverged, NULL},
        {"term", 0, klimb_term_names[subject->outcome.term]},
        {"has_band", subject->ensemble_seeds > 0, NULL},
        {"has_theory", subject->has_theory, NULL},
        {"clip_norm", report_config_of(subject)->optimiser.clip_norm, NULL},
        {"mi_cap", isfinite(cap) ? cap : 0, NULL},
        {"end_step", end >= 0 ? (double)record->step[end] : -1, NULL},
        {"end_recon", recon, NULL},
        {"end_kl", kl, NULL},
    };
    report_add_parameters(parameters, own, sizeof own / sizeof *own);
}

/* ---- one scenario ------------------------------------------------------------------------------ */

static enum status write_drawn(struct report_subject *subject, const struct report *report,
                               struct report_axes *axes, struct report_sweep *sweep,
                               struct error *error) {
    const struct record *first = subject->records[0];
    struct report_parameters parameters = {0};
    describe_first(subject, first);
    subject->last_step = (long)axes->axis[REPORT_AXIS_step].most;
    enum status status = report_golden_write(subject, report, axes, &parameters, error);
    if (status == STATUS_OK)
        status = write_heat(subject, report, first, error);
    if (status == STATUS_OK)
        status = write_variance(subject, report, first, error);
    if (status == STATUS_OK)
        status = report_theory_write(subject, report, axes, sweep, error);
    if (status == STATUS_OK)
        status = report_artefacts_write(subject, report, &parameters, error);
    if (status == STATUS_OK)
        status = write_marks(subject, report, first, &parameters, error);
    add_run(&parameters, subject, first);
    add_head(&parameters, &report_config_of(subject)->model.head, axes);
    report_axes_add(&parameters, axes);
    if (status == STATUS_OK)
        return report_write_parameters(report, subject->name, "figure.csv", &parameters, error);
    report_free_parameters(&parameters);
    return status;
}

static enum status write_subject(struct report_subject *subject, const struct report *report,
                                 struct report_overlay *overlay, struct report_sweep *sweep,
                                 struct error *error) {
    struct report_axes axes = {0};
    enum status status = choose_runs(subject, error);
    if (status == STATUS_OK)
        status = write_seeds(subject, report, &axes, error);
    if (status != STATUS_OK || subject->seed_count == 0)
        return status;
    report_overlay_add(overlay, subject->name, subject->records[0]);
    return write_drawn(subject, report, &axes, sweep, error);
}

/* ---- a family ---------------------------------------------------------------------------------- */

/* The scenario of that name among those that ran, NULL if it did not run. */
static const struct check_item *find_item(const struct check *check, const char *name) {
    for (long i = 0; i < check->total && name[0] != '\0'; i++)
        if (strcmp(check->items[i].scenario.name, name) == 0)
            return &check->items[i];
    return NULL;
}

static const char *base_of(const struct report *report, const struct report_family *family,
                           long i) {
    return report->subjects[family->first + i].scenario->base;
}

/* The scenario of another family that is the base of most in a family, among those that ran; NULL if fewer than two
 * have it. */
static const struct check_item *reference_of(const struct report *report,
                                             const struct report_family *family) {
    const struct check_item *found = NULL;
    long most = 1;
    for (long i = 0; i < family->count; i++) {
        const char *base = base_of(report, family, i);
        const struct check_item *item = find_item(report->input->check, base);
        char of[SCENARIO_NAME_MAX];
        long count = 0;
        if (item == NULL)
            continue;
        report_family_of(of, item->scenario.name);
        for (long j = 0; j < family->count; j++)
            count += strcmp(base_of(report, family, j), base) == 0;
        if (count > most && strcmp(of, family->name) != 0) {
            most = count;
            found = item;
        }
    }
    return found;
}

/* Adds the curve of a family's common base after the others. */
static void add_reference(struct report_overlay *overlay, const struct report *report,
                          const struct report_family *family) {
    if (!report_is_judged(report) || family->curves == 0)
        return;
    const struct check_item *item = reference_of(report, family);
    if (item == NULL || item->evidence.count == 0 || !item->evidence.runs[0].has_record)
        return;
    overlay->has_reference = 1;
    report_overlay_add(overlay, item->scenario.name, &item->evidence.runs[0].record);
}

enum status report_data_write(struct report *report, struct report_family *family,
                              struct error *error) {
    struct report_overlay overlay = {0};
    struct report_sweep sweep = {0};
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < family->count; i++) {
        struct report_subject *subject = &report->subjects[family->first + i];
        status = write_subject(subject, report, &overlay, &sweep, error);
        family->curves += subject->seed_count > 0;
    }
    if (status == STATUS_OK)
        add_reference(&overlay, report, family);
    if (status == STATUS_OK && family->curves > 0)
        status = report_overlay_write(family, report, &overlay, error);
    if (status == STATUS_OK)
        status = report_sweep_write(family, report, &sweep, error);
    text_free(&overlay.curves);
    report_sweep_free(&sweep);
    return status;
}
