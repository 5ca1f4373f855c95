#include <stdio.h>

#include "base/file.h"
#include "cli/options.h"
#include "report/figures/gnuplot.h"
#include "report/report_records.h"

static const char default_bench[] = "build/bench/bench.csv";

/* The subjects of the figure: all names but the first, which is the figure's own. */
static struct options subjects_of(const struct options *options) {
    struct options subjects = *options;
    subjects.names++;
    subjects.name_count--;
    return subjects;
}

/* The first run that broke: a figure of the others would be another figure. */
static enum status find_broken(const struct check *check, struct error *error) {
    for (long i = 0; i < check->count; i++)
        if (check->refused[i].status != STATUS_OK) {
            *error = check->refused[i];
            return error->status;
        }
    for (long i = 0; i < check->job_count; i++)
        if (!check->jobs[i].done) {
            *error = check->jobs[i].error;
            return error->status != STATUS_OK ? error->status : STATUS_FAILED;
        }
    return STATUS_OK;
}

/* Run scenarios, or lay out records; nothing at all for a figure of the whole. */
static enum status prepare(struct check *check, struct report_options *report_options,
                           char golden[SCENARIO_NAME_MAX],
                           const struct check_options *check_options, struct error *error) {
    static long none[1];
    const char *const *names = check_options->names;
    long count = check_options->name_count;
    if (count == 0) {
        *check = (struct check){.first_job = none};
        return STATUS_OK;
    }
    if (!report_has_record(names, count)) {
        enum status status = check_run(check, check_options, error);
        if (status == STATUS_OK && (status = find_broken(check, error)) != STATUS_OK)
            check_free(check);
        return status;
    }
    report_options->is_comparison = 1;
    report_options->golden = golden;
    return report_records_load(check, golden, names, count, error);
}

/* The table of speeds to draw, if there is one. */
static const char *choose_bench(const struct options *options) {
    enum file_kind kind;
    if (options->bench != NULL)
        return options->bench;
    int is_absent = file_look(&kind, default_bench, NULL) == STATUS_OK && kind == FILE_NONE;
    return is_absent ? NULL : default_bench;
}

static int run_plot(const struct options *options) {
    struct error error = {0};
    struct check check;
    char golden[SCENARIO_NAME_MAX];
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
        .bench = choose_bench(options),
        .workers = 1,
        .quiet = options->quiet,
    };
    const struct gnuplot gnuplot = {.program = report_options.gnuplot};
    check_options.artefacts = 1;
    if (report_plot_check(&plot, &error) != STATUS_OK ||
        gnuplot_check(&gnuplot, &error) != STATUS_OK ||
        prepare(&check, &report_options, golden, &check_options, &error) != STATUS_OK)
        return options_fail(&error);
    enum status status = report_plot(&check, &check_options, &report_options, &plot, &error);
    if (subjects.name_count > 0)
        check_free(&check);
    return status == STATUS_OK ? EXIT_PASS : options_fail(&error);
}

const struct command command_plot = {
    .name = "plot",
    .arguments = "FIGURE [SCENARIO|RECORD]...",
    .summary = "draw one figure of the report as SVG, PNG or PDF",
    .details =
        "Runs the scenario, as `klimb report` does, or takes a record (the folder of a run,\n"
        "or a CSV file), and draws one figure: to the file given by --output, or else to\n"
        "standard output. A name that is none lists all figures; one that does not apply is\n"
        "told why.\n"
        "\n"
        "  of a scenario or record  linear log plane dimensions information variance\n"
        "                           gradients latents pictures path residual departure\n"
        "  of a family, or records  overlay shannon\n"
        "  of what was measured     bench\n"
        "\n"
        "Exit code: 0 drawn, whatever the verdict; 2 usage, or a figure that does not apply;\n"
        "3 when it could not be drawn.\n"
        "\n"
        "  klimb plot plane healthy --output plane.svg\n"
        "  klimb plot overlay annealing --format pdf --output annealing.pdf\n"
        "  klimb plot log build/runs/learning/healthy/exact/seed-0000 --format png >log.png",
    .accepts = "jTbnNsfOBqtego",
    .run = run_plot,
};
