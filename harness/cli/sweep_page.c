#include "cli/sweep_page.h"

#include "report/figures/gnuplot.h"
#include "report/report.h"

static enum status print_path(const struct sweep *sweep, const char *what, const char *file,
                              struct error *error) {
    char path[FILE_PATH_MAX];
    enum status status = sweep_path(path, sweep, file, error);
    if (status == STATUS_OK)
        text_print_line(stdout, "%s: %s", what, path);
    return status;
}

static int has_runs(const struct sweep *sweep) {
    return sweep->results.count[SWEEP_TAKEN] > 0;
}

static enum status write_page(const struct sweep *sweep, const struct sweep_options *sweep_options,
                              const struct options *options, struct error *error) {
    char folder[FILE_PATH_MAX];
    const struct report_input input = {.study = sweep->study.name};
    const struct report_options report_options = {
        .scripts = options->reports,
        .folder = folder,
        .gnuplot = "gnuplot",
        .workers = 1,
        .quiet = 1,
        .sweeps = sweep_options->out,
        .experiments = sweep_options->experiments,
    };
    enum status status = file_join(folder, sweep_options->out, sweep->study.name, error);
    return status == STATUS_OK ? report_write(&input, &report_options, error) : status;
}

enum status sweep_page_write(const struct sweep *sweep, const struct sweep_options *sweep_options,
                             const struct options *options, struct error *error) {
    const struct gnuplot gnuplot = {.program = "gnuplot"};
    if (!has_runs(sweep))
        return STATUS_OK;
    enum status status = gnuplot_check(&gnuplot, error);
    if (status == STATUS_UNSUPPORTED) {
        text_print_line(stderr, "klimb: no figure: %s", error->message);
        return STATUS_OK;
    }
    if (status == STATUS_OK)
        status = write_page(sweep, sweep_options, options, error);
    if (status == STATUS_OK)
        status = print_path(sweep, "figure", "figures/study.svg", error);
    return status == STATUS_OK ? print_path(sweep, "page", "index.html", error) : status;
}
