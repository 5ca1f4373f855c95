#include <math.h>
#include <string.h>

#include "prediction.h"
#include "report_internal.h"

/* The two curves that are drawn with the golden band. */
static const enum observable banded[] = {OBSERVABLE_recon, OBSERVABLE_kl};
enum { BANDED = sizeof banded / sizeof *banded };

/* How far the axes of a figure have to reach. */
struct axes {
    struct report_axis step, beta;
    struct report_axis banded[BANDED];
};

/* A family's figure while its scenarios pass by. */
struct overlay {
    struct text curves;
    struct axes axes;
};

/* ---- files ----------------------------------------------------------------------------------- */

/* Write <report>/data/<of>/<file> and free the text. */
static enum status write_data(const struct report *report, const char *of, const char *file,
                              struct text *text, struct error *error) {
    char path[FILE_PATH_MAX];
    enum status status = file_join(path, report->options->folder, "data", error);
    if (status == STATUS_OK)
        status = file_join(path, path, of, error);
    if (status == STATUS_OK)
        status = file_join(path, path, file, error);
    if (status == STATUS_OK && text->failed)
        status = error_set(error, STATUS_MEMORY, "no memory for %s", path);
    if (status == STATUS_OK)
        status = file_write(path, text->bytes, text->length, error);
    text_free(text);
    return status;
}

/* One of the things that a script has to know besides its curves: a number or a word. */
struct parameter {
    const char *name;
    double number;
    const char *word; /* without comma, quote and line break; NULL for a number */
};

/* A line of names and a line of values. */
static void add_parameters(struct text *text, const struct parameter *parameters, size_t count) {
    text_add(text, "# What the figure needs besides its curves. Steps count updates; -1: none.\n");
    for (size_t i = 0; i < count; i++)
        text_add(text, "%s%s", parameters[i].name, i + 1 < count ? "," : "\n");
    for (size_t i = 0; i < count; i++) {
        if (parameters[i].word != NULL)
            text_add(text, "%s", parameters[i].word);
        else
            text_add(text, "%.9g", parameters[i].number);
        text_add(text, "%s", i + 1 < count ? "," : "\n");
    }
}

static void include_record(struct axes *axes, const struct record *record) {
    for (long row = 0; row < record->rows; row++) {
        report_axis_include(&axes->step, (double)record->step[row]);
        report_axis_include(&axes->beta, (double)record_value(record, row, OBSERVABLE_beta));
        for (int i = 0; i < BANDED; i++)
            report_axis_include(&axes->banded[i], (double)record_value(record, row, banded[i]));
    }
}

/* The last row in which both curves have a value, -1 if there is none. */
static long last_drawn_row(const struct record *record) {
    long row = record->rows - 1;
    while (row >= 0 && !(isfinite(record_value(record, row, OBSERVABLE_recon)) &&
                         isfinite(record_value(record, row, OBSERVABLE_kl))))
        row--;
    return row;
}

/* ---- golden band ----------------------------------------------------------------------------- */

static void add_band_row(struct text *text, const struct golden *golden, long row,
                         struct axes *axes) {
    double interval[BANDED][3];
    for (int i = 0; i < BANDED; i++)
        if (!compare_band_interval(&interval[i][0], &interval[i][1], &interval[i][2], golden, row,
                                   banded[i], REPORT_BAND_LEVEL))
            return;
    text_add(text, "%ld", golden->band[0].step[row]);
    for (int i = 0; i < BANDED; i++) {
        text_add(text, ",%.9g,%.9g,%.9g", interval[i][0], interval[i][1], interval[i][2]);
        report_axis_include(&axes->banded[i], interval[i][1]);
    }
    text_add(text, "\n");
}

/* Lines of band.csv. Returns how many seeds the band is made of, 0 when there is none. */
static long format_band(struct text *text, const struct golden *golden, struct axes *axes) {
    text_add(text, "# Of %ld golden seeds: what the next seed leaves with a chance of %g\nstep",
             golden->band_count, REPORT_BAND_LEVEL);
    for (int i = 0; i < BANDED; i++) {
        const char *column = observable_info[banded[i]].name;
        text_add(text, ",%s_low,%s_centre,%s_high", column, column, column);
    }
    text_add(text, "\n");
    size_t empty = text->length;
    for (long row = 0; row < golden->band[0].rows; row++)
        add_band_row(text, golden, row, axes);
    return text->length > empty ? golden->band_count : 0;
}

/* The band of a golden that can be read: that one is damaged is the verdict's to tell. */
static enum status write_band(struct report_item *item, const struct report *report,
                              struct axes *axes, struct error *error) {
    const char *expected = report->check_options->expected, *name = report_scenario(item)->name;
    struct golden golden;
    if (!golden_exists(expected, name) || golden_read(&golden, expected, name, NULL) != STATUS_OK)
        return STATUS_OK;
    struct text text = {0};
    item->band_seeds = format_band(&text, &golden, axes);
    golden_free(&golden);
    return write_data(report, name, "band.csv", &text, error);
}

/* ---- theory ---------------------------------------------------------------------------------- */

static void add_theory_row(struct text *text, long step, const double *value, struct axes *axes) {
    text_add(text, "%ld", step);
    for (int i = 0; i < BANDED; i++) {
        text_add(text, ",%.9g", value[banded[i]]);
        report_axis_include(&axes->banded[i], value[banded[i]]);
    }
    text_add(text, "\n");
}

/* Lines of theory.csv: the curve if there is one, else the optimum at both ends of the run. Returns
 * whether there are any. */
static int format_theory(struct text *text, const struct prediction *prediction,
                         const struct theory_curve *curve, const struct record *record,
                         struct axes *axes) {
    const double *optimum = prediction->theory.observable;
    text_add(text, "# What theory predicts for the first seed, nats\nstep,recon,kl\n");
    for (long row = 0; row < curve->rows; row++)
        add_theory_row(text, curve->step[row], curve->value + row * OBSERVABLES, axes);
    if (curve->rows > 0)
        return 1;
    if (isnan(optimum[OBSERVABLE_recon]) || isnan(optimum[OBSERVABLE_kl]))
        return 0;
    add_theory_row(text, 0, optimum, axes);
    add_theory_row(text, record->step[record->rows - 1], optimum, axes);
    return 1;
}

/* Theory of a scenario whose claims refer to it: that it cannot be computed is the verdict's to
 * tell. */
static enum status write_theory(int *has_theory, const struct report_item *item,
                                const struct report *report, const struct record *record,
                                struct axes *axes, struct error *error) {
    struct prediction prediction;
    struct theory_curve curve = {0};
    struct text text = {0};
    *has_theory = 0;
    if (prediction_begin(&prediction, report_scenario(item), item->jobs[0].backend, NULL) !=
            STATUS_OK ||
        !prediction.is_made)
        return STATUS_OK;
    if (prediction_curve(&curve, &prediction, record, NULL) == STATUS_OK)
        *has_theory = format_theory(&text, &prediction, &curve, record, axes);
    theory_curve_free(&curve);
    prediction_end(&prediction);
    if (*has_theory)
        return write_data(report, report_scenario(item)->name, "theory.csv", &text, error);
    text_free(&text);
    return STATUS_OK;
}

/* ---- the curves of a family ------------------------------------------------------------------- */

/* Add what the legend calls a curve. gnuplot would end a heading at a double quote and take one with
 * a hash in front for a comment; controls and broken UTF-8 have no place in an SVG file. */
static void add_label(struct text *text, const struct scenario *scenario) {
    char label[SCENARIO_NAME_MAX];
    snprintf(label, sizeof label, "%s", scenario_leaf(scenario->name));
    for (char *byte = label; *byte != '\0'; byte++) {
        if (*byte == '"')
            *byte = '\'';
        else if ((unsigned char)*byte < 0x20 || *byte == 0x7f)
            *byte = ' ';
    }
    int is_comment = label[0] == '#';
    text_add(text, "%s", is_comment ? "\u266f" : "");
    text_add_escaped(text, label + is_comment, TEXT_JSON);
}

/* A block with the curves of one scenario, its name in the heading. */
static void add_to_overlay(struct overlay *overlay, const struct scenario *scenario,
                           const struct record *record) {
    struct text *text = &overlay->curves;
    long end = last_drawn_row(record);
    if (text->length == 0)
        text_add(text,
                 "# First seed of each scenario: name and step, recon and KL (nats), 1 where a run "
                 "that diverged was seen last\n");
    else
        text_add(text, "\n\n");
    add_label(text, scenario);
    text_add(text, "\trecon\tkl\tends\n");
    for (long row = 0; row < record->rows; row++) {
        text_add(text, "%ld", record->step[row]);
        for (int i = 0; i < BANDED; i++) {
            text_add(text, "\t");
            text_add_float(text, record_value(record, row, banded[i]));
        }
        text_add(text, "\t%d\n", record->outcome.diverged && row == end);
    }
    include_record(&overlay->axes, record);
}

/* ---- one scenario ---------------------------------------------------------------------------- */

/* A copy of the record to draw from and to download. */
static enum status write_seed(struct report_item *item, const struct report *report,
                              const struct record *record, long seed, struct error *error) {
    char file[64];
    struct text text = {0};
    size_t used = strlen(item->seeds);
    snprintf(file, sizeof file, "seed-%04ld.csv", seed);
    snprintf(item->seeds + used, sizeof item->seeds - used, "%s%04ld", used > 0 ? " " : "", seed);
    item->seed_count++;
    record_format(&text, record);
    return write_data(report, report_scenario(item)->name, file, &text, error);
}

static enum status write_heat(struct report_item *item, const struct report *report,
                              const struct record *record, struct error *error) {
    struct text text = {0};
    item->latent = report_heat_format(&text, record);
    if (item->latent == 0)
        return STATUS_OK;
    return write_data(report, report_scenario(item)->name, "dimensions.csv", &text, error);
}

/* What a script wants to know of a y axis: "kl_low", "kl_high", "kl_scale". */
#define RANGE_PART(name, range, part)                                                              \
    { name "_" #part, (range).part, NULL }
#define RANGE(name, range)                                                                         \
    RANGE_PART(name, range, low), RANGE_PART(name, range, high), RANGE_PART(name, range, scale)

static enum status write_figure(const struct report_item *item, const struct report *report,
                                const struct record *record, const struct axes *axes,
                                int has_theory, struct error *error) {
    long end = last_drawn_row(record);
    struct report_range recon = report_axis_range(&axes->banded[0]);
    struct report_range kl = report_axis_range(&axes->banded[1]);
    const struct parameter parameters[] = {
        {"seeds", 0, item->seeds},
        {"last_step", axes->step.most, NULL},
        {"annealed", (double)item->phases.annealed, NULL},
        {"encoded", (double)item->phases.encoded, NULL},
        {"diverged", (double)item->phases.diverged, NULL},
        {"term", 0, term_names[item->outcome.term]},
        {"has_band", item->band_seeds > 0, NULL},
        {"has_theory", has_theory, NULL},
        RANGE("recon", recon),
        RANGE("kl", kl),
        {"beta_high", axes->beta.most > 0 ? axes->beta.most : 1, NULL},
        {"end_step", end >= 0 ? (double)record->step[end] : -1, NULL},
        {"end_recon", end >= 0 ? (double)record_value(record, end, OBSERVABLE_recon) : 0, NULL},
        {"end_kl", end >= 0 ? (double)record_value(record, end, OBSERVABLE_kl) : 0, NULL},
    };
    struct text text = {0};
    add_parameters(&text, parameters, sizeof parameters / sizeof *parameters);
    return write_data(report, report_scenario(item)->name, "figure.csv", &text, error);
}

/* The first seed stands for the scenario wherever one number or one curve has to. */
static void describe_first(struct report_item *item, const struct record *record) {
    item->outcome = record->outcome;
    item->phases = report_phases_find(record, &report_scenario(item)->config.schedule);
    for (enum observable column = 0; column < OBSERVABLES; column++) {
        item->initial[column] = (double)record_value(record, 0, column);
        item->final[column] = record_final(record, column);
    }
}

/* Read the records of the runs that have one, up to as many as are drawn. `first` is the caller's
 * to free. */
static enum status write_seeds(struct report_item *item, const struct report *report,
                               struct record *first, struct axes *axes, struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; i < item->job_count && item->seed_count < REPORT_SEEDS_DRAWN; i++) {
        struct record record;
        if (!item->jobs[i].done || record_read(&record, item->jobs[i].folder, NULL) != STATUS_OK)
            continue;
        status = record.rows > 0 ? write_seed(item, report, &record, item->jobs[i].seed, error)
                                 : STATUS_OK;
        record.seed = item->jobs[i].seed;
        include_record(axes, &record);
        if (item->seed_count == 1 && first->rows == 0)
            *first = record;
        else
            record_free(&record);
        if (status != STATUS_OK)
            break;
    }
    return status;
}

static enum status write_item(struct report_item *item, const struct report *report,
                              struct overlay *overlay, struct error *error) {
    struct record first = {0};
    struct axes axes = {0};
    int has_theory = 0;
    enum status status = write_seeds(item, report, &first, &axes, error);
    if (status == STATUS_OK && item->seed_count > 0) {
        describe_first(item, &first);
        add_to_overlay(overlay, report_scenario(item), &first);
        status = write_band(item, report, &axes, error);
        if (status == STATUS_OK)
            status = write_heat(item, report, &first, error);
        if (status == STATUS_OK)
            status = write_theory(&has_theory, item, report, &first, &axes, error);
        if (status == STATUS_OK)
            status = write_figure(item, report, &first, &axes, has_theory, error);
    }
    record_free(&first);
    return status;
}

/* ---- a family -------------------------------------------------------------------------------- */

static enum status write_overlay(const struct report_family *family, const struct report *report,
                                 struct overlay *overlay, struct error *error) {
    struct report_range recon = report_axis_range(&overlay->axes.banded[0]);
    struct report_range kl = report_axis_range(&overlay->axes.banded[1]);
    const struct parameter parameters[] = {
        {"curves", (double)family->curves, NULL},
        {"last_step", overlay->axes.step.most, NULL},
        RANGE("recon", recon),
        RANGE("kl", kl),
    };
    struct text text = {0};
    add_parameters(&text, parameters, sizeof parameters / sizeof *parameters);
    enum status status = write_data(report, family->name, "overlay.csv", &text, error);
    if (status != STATUS_OK)
        return status;
    return write_data(report, family->name, "overlay.tsv", &overlay->curves, error);
}

enum status report_data_write(struct report *report, struct report_family *family,
                              struct error *error) {
    struct overlay overlay = {0};
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < family->count; i++) {
        struct report_item *item = &report->items[family->first + i];
        status = write_item(item, report, &overlay, error);
        family->curves += item->seed_count > 0;
    }
    if (status == STATUS_OK && family->curves > 0)
        status = write_overlay(family, report, &overlay, error);
    text_free(&overlay.curves);
    return status;
}
