#include "report/diagnosis_plot.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "base/file.h"
#include "diagnose/phases.h"
#include "report/figures/gnuplot.h"
#include "report/figures/report_figures.h"
#include "report/figures/svg.h"
#include "report/report.h"
#include "report/scratch.h"

static const char drawn[] = "figure";

/* ---- the format ------------------------------------------------------------------------------ */

static const char *format_of(const char *output) {
    const char *dot = strrchr(output, '.');
    long place = dot != NULL ? text_index(dot + 1, report_plot_formats) : -1;
    return place >= 0 ? report_plot_formats[place] : NULL;
}

enum status diagnosis_plot_check(const char *output, struct error *error) {
    if (format_of(output) != NULL)
        return STATUS_OK;
    return klimb_error_set(error, STATUS_INVALID,
                           "--plot must be a file that ends in .svg, .png or .pdf, not \"%s\"",
                           output);
}

/* ---- data files ------------------------------------------------------------------------------ */

/* Words of a log in a cell: what the table or gnuplot would take for its own becomes a blank. */
static void add_words(struct text *text, const char *words) {
    for (; *words != '\0'; words++) {
        int is_special = *words == '"' || *words == '\\' || (unsigned char)*words < ' ';
        text_add_bytes(text, is_special ? " " : words, 1);
    }
}

static void add_value(struct text *text, const struct record *record, long row,
                      enum observable column) {
    text_add(text, "\t");
    if (record->present[column] && isfinite(record_value(record, row, column)))
        text_add(text, "%.9g", (double)record_value(record, row, column));
}

static void add_curves(struct text *text, const struct record *record) {
    static const enum observable columns[] = {OBSERVABLE_recon, OBSERVABLE_kl, OBSERVABLE_loss,
                                              OBSERVABLE_beta};
    text_add(text, "step\trecon\tkl\ttotal\tbeta\n");
    for (long row = 0; row < record->rows; row++) {
        text_add(text, "%ld", record->step[row]);
        for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
            add_value(text, record, row, columns[i]);
        text_add(text, "\n");
    }
}

static long add_phases(struct text *text, const struct diagnosed *diagnosed) {
    struct phase phases[PHASES_MAX];
    long count = phases_find(phases, diagnosed->diagnosis, diagnosed->record);
    text_add(text, "from\tto\tname\n");
    for (long i = 0; i < count; i++) {
        text_add(text, "%.17g\t%.17g\t", phases[i].from, phases[i].to);
        add_words(text, phases[i].name);
        text_add(text, "\n");
    }
    text->failed |= count < 0;
    return count < 0 ? 0 : count;
}

static void add_evidence(struct text *text, const struct diagnosis *diagnosis) {
    text_add(text, "number\tstep\ttext\n");
    for (long i = 0; i < diagnosis->evidence_count; i++) {
        struct text line = {0};
        text_add(&line, "%ld  %s", i + 1, diagnosis->evidence[i].text);
        text_add(text, "%ld\t", i + 1);
        if (isfinite(diagnosis->evidence[i].step))
            text_add(text, "%.17g", diagnosis->evidence[i].step);
        text_add(text, "\t");
        add_words(text, text_string(&line));
        text_add(text, "\n");
        text->failed |= line.failed;
        text_free(&line);
    }
}

/* The range of an axis: with a margin, or logarithmic where the curve is positive and spans 3 decades. */
struct plot_range {
    double low, high;
    int scale; /* as style.gp has it: 0 linear, 1 logarithmic */
};

static void widen(struct plot_range *range, const struct record *record, enum observable column) {
    for (long row = 0; row < record->rows && record->present[column]; row++) {
        double value = (double)record_value(record, row, column);
        if (!isfinite(value))
            continue;
        range->low = fmin(range->low, value);
        range->high = fmax(range->high, value);
    }
}

static struct plot_range range_of(const struct record *record, enum observable first,
                                  enum observable second) {
    struct plot_range range = {HUGE_VAL, -HUGE_VAL, 0};
    widen(&range, record, first);
    widen(&range, record, second);
    if (!(range.low <= range.high))
        return (struct plot_range){0, 1, 0};
    if (range.low > 0 && range.high > 1e3 * range.low)
        return (struct plot_range){range.low / 1.3, range.high * 1.3, 1};
    double margin = range.high > range.low ? 0.06 * (range.high - range.low)
                                           : fmax(fabs(range.high), 1e-6) * 0.1;
    return (struct plot_range){range.low - margin, range.high + margin, 0};
}

static void add_figure(struct text *text, const struct diagnosed *diagnosed, long phases) {
    const struct record *record = diagnosed->record;
    const struct plot_range recon = range_of(record, OBSERVABLE_recon, OBSERVABLE_loss);
    const struct plot_range kl = range_of(record, OBSERVABLE_kl, OBSERVABLE_kl);
    struct plot_range beta = {0, 0, 0};
    widen(&beta, record, OBSERVABLE_beta);
    double from = (double)record->step[0], to = (double)record->step[record->rows - 1];
    text_add(text,
             "from\tto\tlines\trecon_low\trecon_high\trecon_scale\tkl_low\tkl_high\tkl_scale\t"
             "beta_high\ttotals\tphases\n");
    text_add(text, "%.17g\t%.17g\t%ld\t%.17g\t%.17g\t%d\t%.17g\t%.17g\t%d\t%.17g\t%d\t%ld\n", from,
             to > from ? to : from + 1, diagnosed->diagnosis->evidence_count, recon.low, recon.high,
             recon.scale, kl.low, kl.high, kl.scale, beta.high, record->present[OBSERVABLE_loss],
             phases);
}

static void add_title(struct text *text, const struct diagnosed *diagnosed, const char *axis) {
    struct text title = {0};
    text_add(&title, "%s: %s (confidence %.2f)", diagnosed->name,
             state_info[diagnosed->diagnosis->state].name, diagnosed->diagnosis->confidence);
    text_add(text, "title\taxis\n");
    add_words(text, text_string(&title));
    text_add(text, "\t");
    add_words(text, axis);
    text_add(text, "\n");
    text->failed |= title.failed;
    text_free(&title);
}

static enum status write_file(const char *folder, const char *name, struct text *text,
                              struct error *error) {
    char path[FILE_PATH_MAX];
    enum status status = text->failed ? klimb_error_set(error, STATUS_MEMORY, "no memory to draw")
                                      : file_join(path, folder, name, error);
    if (status == STATUS_OK)
        status = file_write(path, text->bytes, text->length, error);
    text_free(text);
    return status;
}

static enum status write_data(const char *folder, const struct diagnosed *diagnosed,
                              const char *axis, struct error *error) {
    struct text curves = {0}, phases = {0}, evidence = {0}, figure = {0}, words = {0};
    add_curves(&curves, diagnosed->record);
    long count = add_phases(&phases, diagnosed);
    add_evidence(&evidence, diagnosed->diagnosis);
    add_figure(&figure, diagnosed, count);
    add_title(&words, diagnosed, axis);
    struct {
        const char *name;
        struct text *text;
    } files[] = {{"curves.tsv", &curves},
                 {"phases.tsv", &phases},
                 {"evidence.tsv", &evidence},
                 {"figure.tsv", &figure},
                 {"words.tsv", &words}};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (status == STATUS_OK)
            status = write_file(folder, files[i].name, files[i].text, error);
        text_free(files[i].text);
    }
    return status;
}

/* ---- the figure ------------------------------------------------------------------------------ */

static enum status draw(const char *folder, const char *format,
                        const struct report_options *options, struct error *error) {
    char script[PATH_MAX];
    const struct gnuplot gnuplot = {
        .program = options->gnuplot,
        .folder = folder,
        .workers = 1,
        .shrink = strcmp(format, "svg") == 0 ? svg_shrink : NULL,
    };
    const struct gnuplot_figure figure = {
        .script = script, .path = drawn, .arguments = {".", "", format, NULL}};
    enum status status = report_find_script(script, options->scripts, "figures/diagnosis.gp",
                                            error);
    return status == STATUS_OK ? gnuplot_draw(&gnuplot, &figure, 1, error) : status;
}

enum status diagnosis_plot(const struct diagnosed *diagnosed, const char *axis, const char *output,
                           const struct report_options *options, struct error *error) {
    char folder[FILE_PATH_MAX];
    const char *format = format_of(output);
    enum status status = diagnosis_plot_check(output, error);
    if (status == STATUS_OK)
        status = scratch_make(folder, error);
    if (status != STATUS_OK)
        return status;
    status = write_data(folder, diagnosed, axis, error);
    if (status == STATUS_OK)
        status = draw(folder, format, options, error);
    if (status == STATUS_OK)
        status = scratch_deliver(folder, drawn, output, error);
    scratch_remove(folder);
    return status;
}
