#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/measured.h"
#include "cli/options/options.h"
#include "judge/verdict_format.h"
#include "judge/verdict_markdown.h"
#include "report/figures/gnuplot.h"
#include "report/report.h"
#include "report/report_records.h"

static const char default_folder[] = "build/report";

/* Draws the report. Returns 0, or the exit code of an error. */
static int write_report(const struct report_input *input,
                        const struct report_options *report_options) {
    struct error error = {0};
    char path[FILE_PATH_MAX];
    if (file_join(path, report_options->folder, "index.html", &error) != STATUS_OK ||
        report_write(input, report_options, &error) != STATUS_OK)
        return options_fail(&error);
    text_print_line(stdout, "report: %s", path);
    return EXIT_PASS;
}

/* Looks for gnuplot before the runs, which take minutes. */
static enum status check_gnuplot(const struct report_options *report_options, struct error *error) {
    const struct gnuplot gnuplot = {.program = report_options->gnuplot};
    return gnuplot_check(&gnuplot, error);
}

/* Prints the verdicts as check does, before the figures are drawn; they determine the exit code. */
static void print_verdicts(const struct check *check) {
    verdict_formatter *write;
    if (verdict_format_find(&write, "table", NULL) == STATUS_OK)
        write(stdout, check->judgements, check->count, &check->summary);
    fflush(stdout);
}

static int report_scenarios(const struct options *options,
                            const struct report_options *report_options) {
    struct error error = {0};
    struct check check;
    struct check_options check_options = options_for_check(options);
    check_options.artefacts = 1;
    if (check_gnuplot(report_options, &error) != STATUS_OK ||
        check_run(&check, &check_options, &error) != STATUS_OK)
        return options_fail(&error);
    const struct verdict_asked asked = options_asked(options);
    options_note_asked(&check, &asked);
    print_verdicts(&check);
    const struct report_input input = {.check = &check, .check_options = &check_options};
    int code = write_report(&input, report_options);
    if (code == EXIT_PASS)
        code = options_exit_code(options, &check.summary);
    check_free(&check);
    return code;
}

static int report_records(const struct options *options, struct report_options *report_options) {
    struct error error = {0};
    struct report_records records;
    const struct check_options check_options = options_for_check(options);
    report_options->table_count = 0;
    report_options->power = report_options->nulls = report_options->sweeps = NULL;
    report_options->bench = options->bench;
    report_options->history = options->history;
    if (check_gnuplot(report_options, &error) != STATUS_OK ||
        report_records_load(&records, options->names, options->name_count, options->expected,
                            &options->log, &error) != STATUS_OK)
        return options_fail(&error);
    options_print_notes(&records.notes);
    const struct report_input input = {.subjects = records.subjects,
                                       .count = records.count,
                                       .golden = records.golden,
                                       .check_options = &check_options};
    int code = write_report(&input, report_options);
    report_records_free(&records);
    return code;
}

/* Writes only the summary, without pages and gnuplot. */
static int report_summary(const struct options *options) {
    struct error error = {0};
    struct check check;
    struct check_options check_options = options_for_check(options);
    if (check_run(&check, &check_options, &error) != STATUS_OK)
        return options_fail(&error);
    const struct verdict_asked asked = options_asked(options);
    options_note_asked(&check, &asked);
    int code = options_exit_code(options, &check.summary);
    if (verdict_format_save(options->output, verdict_write_markdown, check.judgements, check.count,
                            &check.summary, &error) != STATUS_OK)
        code = options_fail(&error);
    check_free(&check);
    return code;
}

static int bad_format(const struct options *options, int is_of_records) {
    struct error error = {0};
    klimb_error_set(&error, STATUS_INVALID, "--format must be %s, not \"%s\"",
                    is_of_records ? "html for records, which are not judged" : "html or markdown",
                    options->format);
    return options_fail(&error);
}

/* What makes runs has no meaning for records. */
static int refuse_engine(void) {
    struct error error = {0};
    klimb_error_set(&error, STATUS_INVALID,
                    "records are read, not run: they go with neither --engine nor --dry-run");
    return options_fail(&error);
}

/* Print what the engine would be given. */
static int report_dry_run(const struct options *options) {
    struct check_options check_options = options_for_check(options);
    check_options.artefacts = options->format == NULL || strcmp(options->format, "html") == 0;
    return options_dry_run(&check_options);
}

static int run_report(const struct options *options) {
    struct measured measured;
    struct report_options report_options = {
        .title = options->title,
        .scripts = options->reports,
        .folder = options->output != NULL ? options->output : default_folder,
        .gnuplot = "gnuplot",
        .workers = options->workers,
        .quiet = options->quiet,
    };
    measured_find(&report_options, &measured, options);
    int is_of_records = report_has_record(options->names, options->name_count,
                                          options->experiments);
    int is_html = options->format == NULL || strcmp(options->format, "html") == 0;
    if (!is_html && (is_of_records || strcmp(options->format, "markdown") != 0))
        return bad_format(options, is_of_records);
    if (is_of_records && (options->engine.kind != ENGINE_LOCAL || options->dry_run))
        return refuse_engine();
    if (options->dry_run)
        return report_dry_run(options);
    if (is_of_records)
        return report_records(options, &report_options);
    return is_html ? report_scenarios(options, &report_options) : report_summary(options);
}

static const char *const formats[] = {"html", "markdown", NULL};

const struct command command_report = {
    .name = "report",
    .arguments = "[SCENARIO...|RECORD...]",
    .summary = "run and judge scenarios, or compare records, and draw pages about them",
    .details = "Runs and judges the scenarios named, or those of a family, or all of them, as\n"
               "`klimb check` does, and writes pages that open in a browser without a network:\n"
               "a table of verdicts, then for each scenario its claim, what was measured, and\n"
               "figures drawn by gnuplot.\n"
               "\n"
               "The first page is index.html in the folder given by --output (default:\n"
               "build/report), with the figures in figures/ and the numbers they show in data/.\n"
               "It replaces an earlier report as a whole; other files in that folder stay. The\n"
               "verdicts and the place of the report are printed. Measurements of make bench are\n"
               "shown too, the studies that `klimb sweep` has run, and what earlier checks found\n"
               "(`klimb history`). summary.md has the same verdicts for the summary of a CI job.\n"
               "With --engine another program makes the runs, here or on many machines; the\n"
               "pages are the same. `klimb help engines` says more.\n"
               "With --format markdown only that summary is written, to standard output or to\n"
               "the file given by --output.\n"
               "\n"
               "Names that are files, or folders with a record.csv or metrics.csv, are records,\n"
               "of klimb or of any program: they are drawn over each other and one by one, with\n"
               "the columns that they have. Notes tell how klimb read a log, and `klimb help\n"
               "records` tells what it can read. The golden ensemble is that of the scenario of\n"
               "the first record with a manifest.\n"
               "\n"
               "Exit code: that of the verdicts, as for check, even if the pages were written; 0\n"
               "for records; 2 usage; 3 when the pages could not be written.\n"
               "\n"
               "  klimb report                         everything\n"
               "  klimb report annealing --output build/annealing\n"
               "  klimb report healthy --set objective.beta=4 --seeds 0..7\n"
               "  klimb report mine.csv build/runs/learning/healthy/exact/seed-0000 --title mine\n"
               "  klimb report lightning_logs/version_0/metrics.csv --columns recon=mse\n"
               "  klimb report --format markdown >>\"$GITHUB_STEP_SUMMARY\"",
    .accepts = "jTb46>^798nNsOflB&,MGdDqtego",
    .run = run_report,
    .formats = formats,
    .takes_records = 1,
};
