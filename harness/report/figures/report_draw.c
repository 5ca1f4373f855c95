#include <limits.h>
#include <stdlib.h>

#include "base/text.h"
#include "report/figures/gnuplot.h"
#include "report/figures/report_figures.h"
#include "report/figures/svg.h"

/* All figures of a report, with the strings that they point to. */
struct plan {
    char scripts[REPORT_FIGURES][PATH_MAX]; /* absolute */
    char several[PATH_MAX];                 /* the script that draws several */
    struct gnuplot_figure *figures;         /* [count] */
    char (*paths)[FILE_PATH_MAX];           /* [2 count] of a figure and of its data */
    long count;
};

enum status report_find_script(char *script, const char *folder, const char *name,
                               struct error *error) {
    char path[FILE_PATH_MAX];
    enum status status = file_join(path, folder, name, error);
    if (status != STATUS_OK || realpath(path, script) != NULL)
        return status;
    klimb_error_set(error, STATUS_IO, "there is no script %s", path);
    klimb_error_hint(error, "--reports names the folder of scripts and templates");
    return STATUS_IO;
}

static enum status find_scripts(struct plan *plan, const char *folder, struct error *error) {
    enum status status = report_find_script(plan->several, folder, "figures/several.gp", error);
    for (int i = 0; status == STATUS_OK && i < REPORT_FIGURES; i++)
        status = report_find_script(plan->scripts[i], folder, report_figures[i].script, error);
    return status;
}

static enum status plan_figure(struct plan *plan, int index, const struct report_topic *topic,
                               struct error *error) {
    char *path = plan->paths[2 * plan->count], *data = plan->paths[2 * plan->count + 1];
    enum status status = report_figure_path(path, &report_figures[index], topic, error);
    if (status == STATUS_OK)
        status = file_join(data, "data", report_topic_name(topic), error);
    plan->figures[plan->count++] = (struct gnuplot_figure){
        .script = plan->scripts[index],
        .path = path,
        .arguments = {data, report_figures[index].argument, NULL},
    };
    return status;
}

static enum status plan_topic(struct plan *plan, struct report_topic topic, struct error *error) {
    enum status status = STATUS_OK;
    for (int i = 0; status == STATUS_OK && i < REPORT_FIGURES; i++)
        if (report_figures[i].scope == topic.scope && report_figures[i].lacks(&topic) == NULL)
            status = plan_figure(plan, i, &topic, error);
    return status;
}

static enum status plan_family(struct plan *plan, const struct report *report,
                               const struct report_family *family, struct error *error) {
    enum status status = plan_topic(
        plan, (struct report_topic){.scope = REPORT_OF_FAMILY, .report = report, .family = family},
        error);
    for (long i = 0; status == STATUS_OK && i < family->count; i++) {
        const struct report_subject *subject = &report->subjects[family->first + i];
        status = plan_topic(
            plan, (struct report_topic){REPORT_OF_SCENARIO, report, family, subject, NULL}, error);
    }
    return status;
}

static enum status plan_report(struct plan *plan, const struct report *report,
                               struct error *error) {
    size_t room = (size_t)(report->count + report->family_count + report->study_count + 1) *
                  REPORT_FIGURES;
    plan->figures = calloc(room, sizeof *plan->figures);
    plan->paths = calloc(2 * room, sizeof *plan->paths);
    if (plan->figures == NULL || plan->paths == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the figures");
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < report->family_count; i++)
        status = plan_family(plan, report, &report->families[i], error);
    for (long i = 0; status == STATUS_OK && i < report->study_count; i++)
        status = plan_topic(plan,
                            (struct report_topic){.scope = REPORT_OF_STUDY,
                                                  .report = report,
                                                  .study = &report->studies[i]},
                            error);
    if (status == STATUS_OK)
        status = plan_topic(plan, (struct report_topic){.scope = REPORT_OF_WHOLE, .report = report},
                            error);
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

enum status report_draw(const struct report *report, struct error *error) {
    const struct report_options *options = report->options;
    int is_terminal = text_terminal_width(stderr) > 0;
    struct plan *plan = calloc(1, sizeof *plan);
    if (plan == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the figures");
    const struct gnuplot gnuplot = {
        .program = options->gnuplot,
        .folder = options->folder,
        .workers = options->workers,
        .several = plan->several,
        .shrink = svg_shrink,
        .tick = options->quiet ? NULL : show_progress,
        .context = &is_terminal,
    };
    enum status status = find_scripts(plan, options->scripts, error);
    if (status == STATUS_OK)
        status = plan_report(plan, report, error);
    if (status == STATUS_OK)
        status = gnuplot_draw(&gnuplot, plan->figures, plan->count, error);
    free(plan->figures);
    free(plan->paths);
    free(plan);
    return status;
}
