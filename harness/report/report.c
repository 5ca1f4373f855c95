#include "report/report.h"

#include <stdlib.h>
#include <string.h>

#include "report/figures/report_figures.h"
#include "report/report_folder.h"

/* ---- families -------------------------------------------------------------------------------- */

void report_family_of(char name[SCENARIO_NAME_MAX], const struct scenario *scenario) {
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
        .golden = report->options->is_comparison ? report->options->golden
                                                 : check->scenarios[scenario].name,
        .jobs = check->jobs + first,
        .job_count = check->first_job[scenario + 1] - first,
    };
}

/* Add the family of a scenario, with all its members, unless it has been added. */
static void add_family(struct report *report, const struct check *check, long scenario) {
    struct report_family *family = &report->families[report->family_count];
    *family = (struct report_family){.first = report->count};
    report_family_of(family->name, &check->scenarios[scenario]);
    if (has_family(report, family->name))
        return;
    report->family_count++;
    for (long i = scenario; i < check->count; i++) {
        char name[SCENARIO_NAME_MAX];
        report_family_of(name, &check->scenarios[i]);
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
        return klimb_error_set(error, STATUS_MEMORY, "no memory for a report of %ld scenarios",
                               check->count);
    for (long i = 0; i < check->count; i++)
        add_family(report, check, i);
    return STATUS_OK;
}

/* ---- the whole ------------------------------------------------------------------------------- */

enum status report_prepare(struct report *report, struct error *error) {
    report_speed_read(&report->speed, report->options->bench);
    enum status status = group(report, report->check, error);
    for (long i = 0; status == STATUS_OK && i < report->family_count; i++)
        status = report_data_write(report, &report->families[i], error);
    if (status == STATUS_OK)
        status = report_speed_write(report, error);
    return status;
}

void report_end(struct report *report) {
    free(report->items);
    free(report->families);
    report_speed_free(&report->speed);
}

enum status report_write(const struct check *check, const struct check_options *check_options,
                         const struct report_options *options, struct error *error) {
    struct report_folder folder;
    struct report_options own = *options;
    struct report report = {.check = check, .check_options = check_options, .options = &own};
    enum status status = report_folder_open(&folder, options->folder, error);
    own.folder = folder.made;
    if (status == STATUS_OK) {
        status = report_prepare(&report, error);
        if (status == STATUS_OK)
            status = report_draw(&report, error);
        if (status == STATUS_OK)
            status = report_page_write(&report, error);
        report_end(&report);
    }
    if (status == STATUS_OK)
        status = report_folder_put(&folder, error);
    report_folder_close(&folder);
    return status;
}
