#include <stdio.h>

#include "base/file.h"
#include "cli/measured.h"
#include "cli/options/options.h"
#include "report/figures/gnuplot.h"
#include "report/report.h"
#include "report/report_records.h"

/* The subjects of the figure: all names but the first, which is the figure's own. */
static struct options subjects_of(const struct options *options) {
    struct options subjects = *options;
    subjects.names++;
    subjects.name_count--;
    return subjects;
}

/* An error if a run broke: a figure without it would be misleading. */
static enum status find_broken(const struct check *check, struct error *error) {
    for (long i = 0; i < check->total; i++) {
        const struct check_item *item = &check->items[i];
        if (item->refused.status != STATUS_OK) {
            *error = item->refused;
            return error->status;
        }
        for (long run = 0; run < item->runs; run++)
            if (!item->jobs[run].done) {
                *error = item->jobs[run].error;
                return error->status != STATUS_OK ? error->status : STATUS_FAILED;
            }
    }
    return STATUS_OK;
}

/* What a figure is drawn from: scenarios that were run, or records; neither for a figure of all scenarios. */
struct drawn {
    struct check check;
    struct report_records records;
    struct report_input input;
};

static enum status run_scenarios(struct drawn *drawn, const struct check_options *check_options,
                                 struct error *error) {
    enum status status = check_run(&drawn->check, check_options, error);
    if (status == STATUS_OK)
        status = find_broken(&drawn->check, error);
    drawn->input.check = &drawn->check;
    return status;
}

static enum status read_records(struct drawn *drawn, const struct check_options *check_options,
                                const struct log_options *how, struct error *error) {
    struct report_records *records = &drawn->records;
    enum status status = report_records_load(records, check_options->names,
                                             check_options->name_count, check_options->expected,
                                             how, error);
    options_print_notes(&records->notes);
    drawn->input.subjects = records->subjects;
    drawn->input.count = records->count;
    drawn->input.golden = records->golden;
    return status;
}

/* Reads a study, whose tables already exist. */
static enum status take_study(struct drawn *drawn, const struct check_options *check_options,
                              struct error *error) {
    if (check_options->name_count != 1)
        return klimb_error_set(error, STATUS_INVALID,
                               "the figure study shows one study, but %ld are named",
                               check_options->name_count);
    drawn->input.study = check_options->names[0];
    return STATUS_OK;
}

/*   drawn  out  freed by the caller, also on error */
static enum status prepare(struct drawn *drawn, const struct report_plot *plot,
                           const struct check_options *check_options, const struct log_options *how,
                           struct error *error) {
    *drawn = (struct drawn){.input.check_options = check_options};
    if (report_plot_is_of_study(plot))
        return take_study(drawn, check_options, error);
    if (check_options->name_count == 0)
        return STATUS_OK;
    if (report_has_record(check_options->names, check_options->name_count,
                          check_options->experiments))
        return read_records(drawn, check_options, how, error);
    return run_scenarios(drawn, check_options, error);
}

static void drop(struct drawn *drawn) {
    check_free(&drawn->check);
    report_records_free(&drawn->records);
}

static int run_plot(const struct options *options) {
    struct error error = {0};
    struct drawn drawn = {.input.check = NULL};
    struct measured measured;
    const struct options subjects = subjects_of(options);
    struct check_options check_options = options_for_check(&subjects);
    const struct report_plot plot = {
        .figure = options->names[0],
        .format = options->format != NULL ? options->format : "svg",
        .output = options->output,
    };
    struct report_options report_options = {
        .scripts = options->reports,
        .gnuplot = "gnuplot",
        .workers = 1,
        .quiet = options->quiet,
    };
    const struct gnuplot gnuplot = {.program = report_options.gnuplot};
    measured_find(&report_options, &measured, options);
    check_options.artefacts = 1;
    enum status status = report_plot_check(&plot, &error);
    if (status == STATUS_OK)
        status = gnuplot_check(&gnuplot, &error);
    if (status == STATUS_OK)
        status = prepare(&drawn, &plot, &check_options, &options->log, &error);
    if (status == STATUS_OK)
        status = report_plot(&drawn.input, &report_options, &plot, &error);
    drop(&drawn);
    return status == STATUS_OK ? EXIT_PASS : options_fail(&error);
}

const struct command command_plot = {
    .name = "plot",
    .arguments = "FIGURE [SCENARIO|RECORD|STUDY]...",
    .summary = "draw one figure of the report as SVG, PNG or PDF",
    .details = "Runs the scenario, as `klimb report` does, or takes a record (the folder of a\n"
               "run, or a log of any program), and draws one figure: to the file given by\n"
               "--output, or to standard output. An unknown name lists all figures. If a figure\n"
               "does not apply, the message says why.\n"
               "\n"
               "  of a scenario or record  linear log plane dimensions information variance\n"
               "                           gradients latents pictures path residual departure\n"
               "  of a family, or records  overlay shannon\n"
               "  of measurements          bench nulls history\n"
               "  of a study that has run  study\n"
               "\n"
               "Exit code: 0 drawn, whatever the verdict; 2 usage, or a figure that does not\n"
               "apply; 3 when it could not be drawn.\n"
               "\n"
               "  klimb plot plane learning/healthy --output plane.svg\n"
               "  klimb plot overlay annealing --format pdf --output annealing.pdf\n"
               "  klimb plot log build/runs/learning/healthy/exact/seed-0000 --format png >a.png",
    .accepts = "jTbnNsuALfOB&,MGqtego",
    .run = run_plot,
    .formats = report_plot_formats,
    .names_figure = 1,
    .takes_records = 1,
};
