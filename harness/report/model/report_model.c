#include "report/model/report_model.h"

#include "scenario/scenario_find.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double ROUNDING = 1e-6; /* nats: sums of binary32 values of order 1 are no better */

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

enum status report_group(struct report *report, struct error *error) {
    const struct check *check = report->check;
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

/* ---- words ----------------------------------------------------------------------------------- */

void report_format_number(char text[REPORT_NUMBER_MAX], double value) {
    if (isnan(value))
        snprintf(text, REPORT_NUMBER_MAX, "nan");
    else if (isinf(value))
        snprintf(text, REPORT_NUMBER_MAX, value > 0 ? "inf" : "-inf");
    else if (value != 0 && fabs(value) < ROUNDING)
        snprintf(text, REPORT_NUMBER_MAX, "\u2248 0");
    else
        snprintf(text, REPORT_NUMBER_MAX, "%.4g", value);
}

const char *report_family_title(const struct report_family *family) {
    return family->name[0] != '\0' ? family->name : "experiments";
}
