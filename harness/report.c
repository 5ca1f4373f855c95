#include "report.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "gnuplot.h"
#include "report_internal.h"

/* ---- families -------------------------------------------------------------------------------- */

/* The folder of a scenario, without its '/'. */
static void family_of(char name[SCENARIO_NAME_MAX], const struct scenario *scenario) {
    const char *leaf = scenario_leaf(scenario->name);
    long length = leaf - scenario->name;
    snprintf(name, SCENARIO_NAME_MAX, "%.*s", (int)(length > 0 ? length - 1 : 0), scenario->name);
}

static int has_family(const struct report *report, const char *name) {
    for (long i = 0; i < report->family_count; i++)
        if (strcmp(report->families[i].name, name) == 0)
            return 1;
    return 0;
}

static void add_item(struct report *report, const struct check *check, long scenario) {
    long first = check->first_job[scenario];
    report->items[report->count++] = (struct report_item){
        .judgement = &check->judgements[scenario],
        .jobs = check->jobs + first,
        .job_count = check->first_job[scenario + 1] - first,
    };
}

/* Add the family of a scenario, with all its members, unless it has been added. */
static void add_family(struct report *report, const struct check *check, long scenario) {
    struct report_family *family = &report->families[report->family_count];
    *family = (struct report_family){.first = report->count};
    family_of(family->name, &check->scenarios[scenario]);
    if (has_family(report, family->name))
        return;
    report->family_count++;
    for (long i = scenario; i < check->count; i++) {
        char name[SCENARIO_NAME_MAX];
        family_of(name, &check->scenarios[i]);
        if (strcmp(name, family->name) == 0)
            add_item(report, check, i);
    }
    family->count = report->count - family->first;
}

static enum status group(struct report *report, const struct check *check, struct error *error) {
    size_t room = (size_t)check->count + 1;
    report->items = calloc(room, sizeof *report->items);
    report->families = calloc(room, sizeof *report->families);
    if (report->items == NULL || report->families == NULL)
        return error_set(error, STATUS_MEMORY, "no memory for a report of %ld scenarios",
                         check->count);
    for (long i = 0; i < check->count; i++)
        add_family(report, check, i);
    return STATUS_OK;
}

/* ---- figures --------------------------------------------------------------------------------- */

enum figure_kind {
    FIGURE_LINEAR,
    FIGURE_LOG,
    FIGURE_DIMENSIONS,
    FIGURE_OVERLAY,
    FIGURE_SPEED,
    FIGURE_KINDS
};

static const struct {
    const char *script, *file, *axis;
} figure_kinds[FIGURE_KINDS] = {
    [FIGURE_LINEAR] = {"scenario.gp", "linear.svg", "linear"},
    [FIGURE_LOG] = {"scenario.gp", "log.svg", "log"},
    [FIGURE_DIMENSIONS] = {"dimensions.gp", "dimensions.svg", NULL},
    [FIGURE_OVERLAY] = {"family.gp", "overlay.svg", NULL},
    [FIGURE_SPEED] = {"bench.gp", "bench.svg", NULL},
};

/* All figures of a report, with the strings that they point to. */
struct plan {
    char scripts[FIGURE_KINDS][PATH_MAX]; /* absolute */
    struct gnuplot_figure *figures;       /* [count] */
    char (*paths)[FILE_PATH_MAX];         /* [2 count] of a figure and of its data */
    long count;
};

/* gnuplot runs in the report's folder, so scripts have to be found from anywhere. */
static enum status find_scripts(struct plan *plan, const char *folder, struct error *error) {
    for (int kind = 0; kind < FIGURE_KINDS; kind++) {
        char path[FILE_PATH_MAX];
        enum status status = file_join(path, folder, figure_kinds[kind].script, error);
        if (status != STATUS_OK)
            return status;
        if (realpath(path, plan->scripts[kind]) != NULL)
            continue;
        error_set(error, STATUS_IO, "there is no script %s", path);
        return error_hint(error, "--reports names the folder of scripts and templates");
    }
    return STATUS_OK;
}

static enum status plan_figure(struct plan *plan, enum figure_kind kind, const char *name,
                               struct error *error) {
    char *path = plan->paths[2 * plan->count], *data = plan->paths[2 * plan->count + 1];
    enum status status = file_join(path, "figures", name, error);
    if (status == STATUS_OK)
        status = file_join(path, path, figure_kinds[kind].file, error);
    if (status == STATUS_OK)
        status = file_join(data, "data", name, error);
    plan->figures[plan->count++] = (struct gnuplot_figure){
        .script = plan->scripts[kind],
        .path = path,
        .arguments = {data, figure_kinds[kind].axis},
    };
    return status;
}

static enum status plan_item(struct plan *plan, const struct report_item *item,
                             struct error *error) {
    const char *name = report_scenario(item)->name;
    if (item->seed_count == 0)
        return STATUS_OK;
    enum status status = plan_figure(plan, FIGURE_LINEAR, name, error);
    if (status == STATUS_OK)
        status = plan_figure(plan, FIGURE_LOG, name, error);
    if (status == STATUS_OK && item->latent > 0)
        status = plan_figure(plan, FIGURE_DIMENSIONS, name, error);
    return status;
}

static enum status plan_figures(struct plan *plan, const struct report *report,
                                struct error *error) {
    size_t room = (size_t)(report->count * FIGURE_KINDS + report->family_count) + 2;
    plan->figures = calloc(room, sizeof *plan->figures);
    plan->paths = calloc(2 * room, sizeof *plan->paths);
    if (plan->figures == NULL || plan->paths == NULL)
        return error_set(error, STATUS_MEMORY, "no memory for the figures");
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < report->family_count; i++)
        if (report->families[i].curves > 0)
            status = plan_figure(plan, FIGURE_OVERLAY, report->families[i].name, error);
    for (long i = 0; status == STATUS_OK && i < report->count; i++)
        status = plan_item(plan, &report->items[i], error);
    if (status == STATUS_OK && report_speed_is_there(&report->speed))
        status = plan_figure(plan, FIGURE_SPEED, "", error);
    return status;
}

/* On a terminal a line that is rewritten, elsewhere one line at the end. */
static void show_progress(void *context, long done, long count) {
    int is_terminal = *(const int *)context;
    if (is_terminal)
        fprintf(stderr, "\rreport: figure %ld/%ld%s", done, count, done == count ? "\n" : "");
    else if (done == count)
        fprintf(stderr, "report: %ld figures drawn\n", count);
}

static enum status draw(const struct report *report, struct error *error) {
    const struct report_options *options = report->options;
    int is_terminal = text_terminal_width(stderr) > 0;
    struct plan *plan = calloc(1, sizeof *plan);
    if (plan == NULL)
        return error_set(error, STATUS_MEMORY, "no memory for the figures");
    const struct gnuplot gnuplot = {
        .program = options->gnuplot,
        .folder = options->folder,
        .workers = options->workers,
        .tick = options->quiet ? NULL : show_progress,
        .context = &is_terminal,
    };
    enum status status = find_scripts(plan, options->scripts, error);
    if (status == STATUS_OK)
        status = plan_figures(plan, report, error);
    if (status == STATUS_OK)
        status = gnuplot_draw(&gnuplot, plan->figures, plan->count, error);
    free(plan->figures);
    free(plan->paths);
    free(plan);
    return status;
}

/* ---- the whole ------------------------------------------------------------------------------- */

enum status report_write(const struct check *check, const struct check_options *check_options,
                         const struct report_options *options, struct error *error) {
    struct report report = {.check = check, .check_options = check_options, .options = options};
    report_speed_read(&report.speed, options->bench);
    enum status status = group(&report, check, error);
    for (long i = 0; status == STATUS_OK && i < report.family_count; i++)
        status = report_data_write(&report, &report.families[i], error);
    if (status == STATUS_OK)
        status = report_speed_write(&report, error);
    if (status == STATUS_OK)
        status = draw(&report, error);
    if (status == STATUS_OK)
        status = report_page_write(&report, error);
    free(report.items);
    free(report.families);
    report_speed_free(&report.speed);
    return status;
}
