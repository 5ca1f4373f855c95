#include "report/model/report_model.h"

#include "scenario/scenario_find.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double ROUNDING = 1e-6; /* nats: sums of binary32 values of order 1 are no better */

/* ---- families -------------------------------------------------------------------------------- */

void report_family_of(char name[SCENARIO_NAME_MAX], const char *subject) {
    long length = scenario_leaf(subject) - subject;
    snprintf(name, SCENARIO_NAME_MAX, "%.*s", (int)(length > 0 ? length - 1 : 0), subject);
}

static int has_family(const struct report *report, const char *name) {
    for (long i = 0; i < report->family_count; i++)
        if (strcmp(report->families[i].name, name) == 0)
            return 1;
    return 0;
}

/* The subject number i of the input. */
static struct report_subject subject_of(const struct report_input *input, long i) {
    if (input->check == NULL)
        return input->subjects[i];
    const struct check_item *item = &input->check->items[i];
    return (struct report_subject){
        .name = item->scenario.name,
        .scenario = &item->scenario,
        .judgement = item->judgement,
        .evidence = &item->evidence,
        .golden = item->evidence.has_golden ? &item->evidence.golden : NULL,
        .golden_error = &item->evidence.golden_error,
    };
}

/* Add the family of a subject, with all its members, unless it has been added. */
static void add_family(struct report *report, const struct report_subject *subjects, long first,
                       long count) {
    struct report_family *family = &report->families[report->family_count];
    *family = (struct report_family){.first = report->count};
    report_family_of(family->name, subjects[first].name);
    if (has_family(report, family->name))
        return;
    report->family_count++;
    for (long i = first; i < count; i++) {
        char name[SCENARIO_NAME_MAX];
        report_family_of(name, subjects[i].name);
        if (strcmp(name, family->name) == 0)
            report->subjects[report->count++] = subjects[i];
    }
    family->count = report->count - family->first;
}

enum status report_group(struct report *report, struct error *error) {
    const struct report_input *input = report->input;
    long count = input->check != NULL ? input->check->count : input->count;
    size_t room = (size_t)count + 1;
    struct report_subject *subjects = calloc(room, sizeof *subjects);
    report->subjects = calloc(room, sizeof *report->subjects);
    report->families = calloc(room, sizeof *report->families);
    int has_room = subjects != NULL && report->subjects != NULL && report->families != NULL;
    for (long i = 0; has_room && i < count; i++)
        subjects[i] = subject_of(input, i);
    for (long i = 0; has_room && i < count; i++)
        add_family(report, subjects, i, count);
    free(subjects);
    if (has_room)
        return STATUS_OK;
    return klimb_error_set(error, STATUS_MEMORY, "no memory for a report of %ld scenarios", count);
}

/* ---- subjects -------------------------------------------------------------------------------- */

const char *report_leaf(const struct report_subject *subject) {
    return scenario_leaf(subject->name);
}

const char *report_claim(const struct report_subject *subject) {
    return subject->scenario != NULL ? subject->scenario->claim : subject->source;
}

const struct config *report_config_of(const struct report_subject *subject) {
    static const struct config unknown;
    return subject->scenario != NULL ? &subject->scenario->config : &unknown;
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
