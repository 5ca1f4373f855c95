#include <stdio.h>

#include "file.h"
#include "gnuplot.h"
#include "options.h"

static const char default_folder[] = "build/report";
static const char default_bench[] = "build/bench/bench.csv";

/* The table of speeds to show: nobody has to have measured. */
static const char *choose_bench(const struct options *options) {
    if (options->bench != NULL)
        return options->bench;
    return file_exists(default_bench) ? default_bench : NULL;
}

/* Draws what was judged. Returns the exit code of the verdicts, or of what went wrong. */
static int write_report(const struct check *check, const struct check_options *check_options,
                        const struct report_options *report_options, int allow_drift) {
    struct error error = {0};
    char path[FILE_PATH_MAX];
    if (file_join(path, report_options->folder, "index.html", &error) != STATUS_OK ||
        report_write(check, check_options, report_options, &error) != STATUS_OK)
        return options_fail(&error);
    printf("report: %s\n", path);
    return verdict_exit_code(&check->summary, allow_drift);
}

static int run_report(const struct options *options) {
    struct error error = {0};
    struct check check;
    struct check_options check_options = options_for_check(options);
    const struct report_options report_options = {
        .scripts = options->reports,
        .folder = options->output != NULL ? options->output : default_folder,
        .gnuplot = "gnuplot",
        .bench = choose_bench(options),
        .workers = options->workers,
        .quiet = options->quiet,
    };
    /* Found missing after all the runs it would be a waste of minutes. */
    const struct gnuplot gnuplot = {.program = report_options.gnuplot};
    if (gnuplot_check(&gnuplot, &error) != STATUS_OK ||
        check_run(&check, &check_options, &error) != STATUS_OK)
        return options_fail(&error);
    int code = write_report(&check, &check_options, &report_options, options->allow_drift);
    check_free(&check);
    return code;
}

const struct command command_report = {
    .name = "report",
    .arguments = "[SCENARIO...]",
    .summary = "run and judge scenarios, and draw a page about them",
    .details = "Runs and judges the scenarios named, or those of a family, or all of them, as\n"
               "`klimb check` does, and writes a page that opens in a browser without a network:\n"
               "a table of verdicts, then for each scenario its claim, what was measured, and\n"
               "figures drawn by gnuplot.\n"
               "\n"
               "The page is index.html in the folder given by --output (default: build/report),\n"
               "with the figures in figures/ and what they were drawn from in data/. Its place is\n"
               "printed. Where make bench has measured speeds, the page shows them as well.\n"
               "\n"
               "Exit code: that of the verdicts, as for check (0 pass, 1 FAIL or DRIFT, 3 ERROR,\n"
               "4 NEW or STALE), although the page has been written; 2 usage; 3 when it could not\n"
               "be written.\n"
               "\n"
               "  klimb report                         everything\n"
               "  klimb report annealing --output build/annealing\n"
               "  klimb report healthy --set objective.beta=4 --seeds 0..7",
    .accepts = "jTbnNsOBdqtego",
    .run = run_report,
};
