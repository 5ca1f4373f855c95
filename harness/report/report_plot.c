#include <limits.h>
#include <string.h>

#include "base/text.h"
#include "report/data/report_data.h"
#include "report/figures/gnuplot.h"
#include "report/figures/report_figures.h"
#include "report/figures/svg.h"
#include "report/report.h"
#include "report/scratch.h"

const char *const report_plot_formats[] = {"svg", "png", "pdf", NULL};
static const char drawn[] = "figure"; /* below the folder */

/* ---- what is asked for ------------------------------------------------------------------------- */

static const struct report_figure *find_figure(const char *name) {
    for (int i = 0; i < REPORT_FIGURES; i++)
        if (strcmp(report_figures[i].name, name) == 0)
            return &report_figures[i];
    return NULL;
}

static enum status unknown_figure(const char *name, struct error *error) {
    const char *names[REPORT_FIGURES + 1] = {NULL};
    struct text list = {0};
    for (int i = 0; i < REPORT_FIGURES; i++) {
        names[i] = report_figures[i].name;
        text_add(&list, "%s%s", i > 0 ? ", " : "", names[i]);
    }
    const char *nearest = text_nearest(name, names);
    klimb_error_set(error, STATUS_INVALID, "there is no figure \"%s\", only %s", name,
                    list.failed ? "others" : list.bytes);
    text_free(&list);
    if (nearest != NULL)
        klimb_error_hint(error, "did you mean %s?", nearest);
    return STATUS_INVALID;
}

int report_plot_is_of_study(const struct report_plot *plot) {
    const struct report_figure *figure = find_figure(plot->figure);
    return figure != NULL && figure->scope == REPORT_OF_STUDY;
}

enum status report_plot_check(const struct report_plot *plot, struct error *error) {
    if (find_figure(plot->figure) == NULL)
        return unknown_figure(plot->figure, error);
    if (text_index(plot->format, report_plot_formats) >= 0)
        return STATUS_OK;
    struct text list = {0};
    text_add_list(&list, report_plot_formats, "or");
    enum status status = klimb_error_set(error, STATUS_INVALID, "--format must be %s, not \"%s\"",
                                         list.failed ? "another" : list.bytes, plot->format);
    text_free(&list);
    return status;
}

/* The one topic of a report that the figure can be about. */
static enum status find_topic(struct report_topic *topic, const struct report *report,
                              const struct report_figure *figure, struct error *error) {
    const struct {
        const char *of;
        long count;
    } scopes[] = {[REPORT_OF_SCENARIO] = {"scenario", report->count},
                  [REPORT_OF_FAMILY] = {"family of scenarios", report->family_count},
                  [REPORT_OF_STUDY] = {"study", report->study_count},
                  [REPORT_OF_WHOLE] = {"report", 1}};
    if (scopes[figure->scope].count != 1)
        return klimb_error_set(error, STATUS_INVALID,
                               "the figure %s shows one %s, but %ld are named", figure->name,
                               scopes[figure->scope].of, scopes[figure->scope].count);
    *topic = (struct report_topic){.scope = figure->scope,
                                   .report = report,
                                   .family = report->families,
                                   .subject = report->subjects,
                                   .study = report->studies};
    const char *lack = figure->lacks(topic);
    if (lack == NULL)
        return STATUS_OK;
    const char *name = report_topic_name(topic);
    return klimb_error_set(error, STATUS_INVALID, "%s%sno figure %s: %s", name,
                           name[0] != '\0' ? " has " : "", figure->name, lack);
}

/* ---- drawing ----------------------------------------------------------------------------------- */

/* The figure as a file in the folder of the report. */
static enum status draw(const struct report *report, const struct report_figure *figure,
                        const struct report_topic *topic, const char *format, struct error *error) {
    char script[PATH_MAX], data[FILE_PATH_MAX];
    const struct gnuplot gnuplot = {
        .program = report->options->gnuplot,
        .folder = report->options->folder,
        .workers = 1,
        .shrink = strcmp(format, "svg") == 0 ? svg_shrink : NULL,
    };
    const struct gnuplot_figure wanted = {
        .script = script, .path = drawn, .arguments = {data, figure->argument, format, NULL}};
    enum status status = report_find_script(script, report->options->scripts, figure->script,
                                            error);
    if (status == STATUS_OK)
        status = file_join(data, "data", report_topic_name(topic), error);
    return status == STATUS_OK ? gnuplot_draw(&gnuplot, &wanted, 1, error) : status;
}

static enum status plot_report(struct report *report, const struct report_plot *plot,
                               struct error *error) {
    const struct report_figure *figure = find_figure(plot->figure);
    struct report_topic topic;
    enum status status = report_prepare(report, error);
    if (status == STATUS_OK)
        status = find_topic(&topic, report, figure, error);
    if (status == STATUS_OK)
        status = draw(report, figure, &topic, plot->format, error);
    if (status == STATUS_OK)
        status = scratch_deliver(report->options->folder, drawn, plot->output, error);
    report_end(report);
    return status;
}

/* ---- its folder -------------------------------------------------------------------------------- */

enum status report_plot(const struct report_input *input, const struct report_options *options,
                        const struct report_plot *plot, struct error *error) {
    char folder[FILE_PATH_MAX];
    enum status status = report_plot_check(plot, error);
    if (status == STATUS_OK)
        status = scratch_make(folder, error);
    if (status != STATUS_OK)
        return status;
    struct report_options here = *options;
    here.folder = folder;
    if (input->study == NULL)
        here.sweeps = NULL; /* no figure of a scenario or of the whole shows them */
    struct report report = {.input = input, .options = &here};
    status = plot_report(&report, plot, error);
    scratch_remove(folder);
    return status;
}
