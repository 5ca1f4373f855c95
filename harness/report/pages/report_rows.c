/* The table of scenarios that the index and the pages of families have. */
#include <string.h>

#include "report/pages/report_pages.h"
#include "scenario/scenario_find.h"

/* The final values in it. */
static const struct {
    enum observable column;
    const char *label;
} columns[] = {
    {OBSERVABLE_recon, "recon"},
    {OBSERVABLE_kl, "KL"},
    {OBSERVABLE_mi, "MI"},
    {OBSERVABLE_active_units, "active"},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static void add_headings(struct report_page *page, struct text *out) {
    for (int i = 0; i < COLUMNS; i++) {
        const struct template_field fields[] = {
            REPORT_WORDS("label", columns[i].label),
            REPORT_WORDS("meaning", klimb_observable_info[columns[i].column].meaning)};
        REPORT_FILL(page, out, PART_HEADING, fields);
    }
}

/* A final value, or a dash, with the key by which a script sorts it. */
static void add_cell(struct report_page *page, struct text *out,
                     const struct report_subject *subject, int i) {
    char words[REPORT_NUMBER_MAX] = "\u2013", order[REPORT_NUMBER_MAX] = "";
    double value = subject->final[columns[i].column];
    if (subject->seed_count > 0 && subject->present[columns[i].column]) {
        report_format_number(words, value);
        snprintf(order, sizeof order, "%.9g", value);
    }
    const struct template_field fields[] = {REPORT_WORDS("label", columns[i].label),
                                            REPORT_WORDS("value", words),
                                            REPORT_WORDS("order", order)};
    REPORT_FILL(page, out, PART_CELL, fields);
}

static void add_row(struct report_page *page, struct text *out, const struct report_family *family,
                    const struct report_subject *subject) {
    const struct report_topic topic = {REPORT_OF_SCENARIO, page->report, family, subject, NULL};
    int is_judged = subject->judgement != NULL;
    const char *leaf = report_leaf(subject);
    char folder[SCENARIO_NAME_MAX];
    struct text source = {0}, badge = {0}, spark = {0}, cells = {0};
    snprintf(folder, sizeof folder, "%.*s", (int)(leaf - subject->name), subject->name);
    report_add_subject_address(page, &source, subject);
    report_add_badge(page, &badge, subject);
    report_add_figures(page, &spark, &topic, REPORT_IN_ROW);
    for (int i = 0; i < COLUMNS; i++)
        add_cell(page, &cells, subject, i);
    const struct template_field fields[] = {
        REPORT_WORDS("verdict", is_judged ? verdict_names[subject->judgement->verdict] : ""),
        REPORT_MARKUP("badge", badge.bytes),
        REPORT_MARKUP("source", source.bytes),
        REPORT_WORDS("family", family->name),
        REPORT_WORDS("folder", is_judged ? folder : ""),
        REPORT_WORDS("leaf", leaf),
        REPORT_WORDS("claim", report_claim(subject)),
        REPORT_MARKUP("spark", spark.bytes),
        REPORT_MARKUP("cells", cells.bytes),
    };
    REPORT_FILL(page, out, PART_ROW, fields);
    report_drop(page, &source);
    report_drop(page, &badge);
    report_drop(page, &spark);
    report_drop(page, &cells);
}

void report_add_rows(struct report_page *page, struct text *out,
                     const struct report_family *family) {
    const struct report *report = page->report;
    struct text headings = {0}, rows = {0};
    add_headings(page, &headings);
    for (long i = 0; i < report->family_count; i++) {
        const struct report_family *its = &report->families[i];
        for (long j = 0; j < its->count && (family == NULL || family == its); j++)
            add_row(page, &rows, its, &report->subjects[its->first + j]);
    }
    int is_judged = report_is_judged(report);
    const struct template_field fields[] = {
        REPORT_WORDS("what", is_judged ? "Scenario" : "Record"),
        REPORT_WORDS("things", is_judged ? "scenarios" : "records"),
        REPORT_MARKUP("headings", headings.bytes), REPORT_MARKUP("rows", rows.bytes)};
    REPORT_FILL(page, out, PART_SCENARIOS, fields);
    report_drop(page, &headings);
    report_drop(page, &rows);
}
