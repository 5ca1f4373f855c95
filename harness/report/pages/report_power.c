/* The smallest change that each test sees, on the page of a scenario and, for all measured scenarios, on the
 * comparator's page. */
#include <math.h>
#include <string.h>

#include "report/pages/report_pages.h"

/* "x 1.05", and what came of it: "+0.4 dev., KL +0.1, recon -0.2 nats". */
static void add_finding(struct report_page *page, struct text *out, const struct power_row *row,
                        const struct power_finding *finding) {
    struct text value = {0}, effect = {0};
    int is_seen = isfinite(finding->size);
    text_add(&value, "%s", is_seen ? "" : "not even ");
    power_change_say(&value, row->change, row->base, finding->value);
    text_add(&effect, "%+.3g deviations, KL %+.2g, recon %+.2g nats", finding->deviations,
             finding->kl, finding->recon);
    const struct template_field fields[] = {REPORT_WORDS("holds", is_seen ? "yes" : "no"),
                                            REPORT_WORDS("value", value.bytes),
                                            REPORT_WORDS("effect", effect.bytes)};
    REPORT_FILL(page, out, PART_POWER_CELL, fields);
    report_drop(page, &value);
    report_drop(page, &effect);
}

/*   name  of the scenario; "" on its own page */
static void add_row(struct report_page *page, struct text *out, const struct power_row *row,
                    const char *name) {
    struct text cells = {0};
    for (int way = 0; way < POWER_WAYS; way++)
        add_finding(page, &cells, row, &row->way[way]);
    const struct template_field fields[] = {
        REPORT_WORDS("scenario", name), REPORT_WORDS("change", power_change_names[row->change]),
        REPORT_WORDS("what", power_change_texts[row->change]), REPORT_MARKUP("cells", cells.bytes)};
    REPORT_FILL(page, out, PART_POWER_ROW, fields);
    report_drop(page, &cells);
}

static void add_section(struct report_page *page, struct text *out, const char *scenario,
                        const char *note, const struct text *rows) {
    struct text headings = {0};
    for (int way = 0; way < POWER_WAYS; way++) {
        const struct template_field fields[] = {REPORT_MARKUP("kind", "text"),
                                                REPORT_WORDS("value", power_way_words[way])};
        REPORT_FILL(page, &headings, PART_TABLE_HEADING, fields);
    }
    const struct template_field fields[] = {
        REPORT_WORDS("scenario", scenario), REPORT_WORDS("note", note),
        REPORT_MARKUP("headings", headings.bytes), REPORT_MARKUP("rows", rows->bytes)};
    REPORT_FILL(page, out, PART_POWER, fields);
    report_drop(page, &headings);
}

void report_add_power(struct report_page *page, struct text *out,
                      const struct report_subject *subject) {
    const struct power_table *table = &page->report->power.table;
    struct text rows = {0};
    const char *note = "";
    for (long i = 0; i < table->count; i++) {
        const struct power_row *row = &table->rows[i];
        if (subject->scenario == NULL || strcmp(row->scenario, subject->scenario->name) != 0)
            continue;
        add_row(page, &rows, row, "");
        if (strcmp(row->digest, subject->scenario->digest) != 0)
            note = "The scenario has changed since this was measured.";
    }
    if (rows.length > 0)
        add_section(page, out, "", note, &rows);
    report_drop(page, &rows);
}

void report_add_all_power(struct report_page *page, struct text *out) {
    const struct report_power *power = &page->report->power;
    struct text rows = {0}, trouble = {0};
    for (long i = 0; i < power->table.count; i++) {
        const struct power_row *row = &power->table.rows[i];
        add_row(page, &rows, row, row->scenario);
    }
    if (power->status != STATUS_OK) {
        text_add(&trouble, "What was measured cannot be shown: ");
        text_add_error(&trouble, &power->error);
    }
    if (rows.length > 0 || trouble.length > 0)
        add_section(page, out, "Scenario", text_string(&trouble), &rows);
    report_drop(page, &rows);
    report_drop(page, &trouble);
}
