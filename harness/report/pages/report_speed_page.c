/* The page on speed: the table that `make bench` wrote, and the figure drawn from it. */
#include <math.h>
#include <string.h>

#include "report/data/report_speed.h"
#include "report/pages/report_pages.h"

static const char met[] = "met", missed[] = "missed";

static void add_row(struct report_page *page, struct text *out, const struct speed_row *row) {
    char median[REPORT_NUMBER_MAX] = "", spread[2 * REPORT_NUMBER_MAX] = "";
    if (isfinite(row->value[SPEED_MEDIAN])) {
        snprintf(median, sizeof median, "%.4g", (double)row->value[SPEED_MEDIAN]);
        snprintf(spread, sizeof spread, "%.4g \u2013 %.4g", (double)row->value[SPEED_LOW],
                 (double)row->value[SPEED_HIGH]);
    }
    int is_missed = strcmp(row->cell[SPEED_VERDICT], missed) == 0;
    const struct template_field fields[] = {
        REPORT_WORDS("name", row->cell[SPEED_NAME]),
        REPORT_WORDS("measure", row->cell[SPEED_MEASURE]),
        REPORT_WORDS("median", median),
        REPORT_WORDS("spread", spread),
        REPORT_WORDS("goal", row->cell[SPEED_GOAL]),
        REPORT_WORDS("holds", is_missed ? "no" : "yes"),
        REPORT_WORDS("verdict", row->cell[SPEED_VERDICT]),
        REPORT_WORDS("note", row->cell[SPEED_NOTE]),
    };
    REPORT_FILL(page, out, PART_SPEED_ROW, fields);
}

/* Consecutive rows of the same group, with the text about them. */
struct group {
    char name[SPEED_CELL_MAX];
    long rows, met, missed;
    struct text markup;
};

static void end_group(struct report_page *page, struct text *out, struct group *group) {
    struct text summary = {0};
    text_add(&summary, "%ld row%s", group->rows, group->rows == 1 ? "" : "s");
    if (group->met + group->missed > 0)
        text_add(&summary, ", %ld of %ld goals met", group->met, group->met + group->missed);
    const struct template_field fields[] = {REPORT_WORDS("name", group->name),
                                            REPORT_WORDS("summary", summary.bytes),
                                            REPORT_MARKUP("rows", group->markup.bytes)};
    if (group->rows > 0)
        REPORT_FILL(page, out, PART_SPEED_GROUP, fields);
    report_drop(page, &summary);
    report_drop(page, &group->markup);
    *group = (struct group){0};
}

/* Only memory can fail here, because the table was read before. */
static void add_groups(struct report_page *page, struct text *out,
                       const struct report_speed *speed) {
    struct csv csv;
    struct speed_row row;
    struct group group = {0};
    enum status status = report_speed_open(&csv, speed, page->error);
    for (long i = 0; status == STATUS_OK && i < csv.rows; i++) {
        status = report_speed_next(&row, &csv, page->error);
        if (strcmp(row.cell[SPEED_GROUP], group.name) != 0)
            end_group(page, out, &group);
        memcpy(group.name, row.cell[SPEED_GROUP], sizeof group.name);
        group.rows++;
        group.met += strcmp(row.cell[SPEED_VERDICT], met) == 0;
        group.missed += strcmp(row.cell[SPEED_VERDICT], missed) == 0;
        add_row(page, &group.markup, &row);
    }
    end_group(page, out, &group);
    if (page->status == STATUS_OK)
        page->status = status;
}

static void add_download(struct report_page *page, struct text *out) {
    struct text source = {0};
    report_add_address(page, &source, "data/bench.csv");
    const struct template_field fields[] = {REPORT_MARKUP("source", source.bytes),
                                            REPORT_WORDS("name", "all of this as a table")};
    REPORT_FILL(page, out, PART_DOWNLOAD, fields);
    report_drop(page, &source);
}

void report_speed_page_write(struct report_page *page) {
    const struct report_speed *speed = &page->report->speed;
    const struct report_topic topic = {.scope = REPORT_OF_WHOLE, .report = page->report};
    struct text trouble = {0}, picture = {0}, groups = {0}, download = {0}, body = {0};
    if (speed->path == NULL)
        return;
    report_open(page, REPORT_SPEED_PATH);
    if (report_speed_is_there(speed)) {
        report_add_figures(page, &picture, &topic, REPORT_ON_PAGE);
        add_groups(page, &groups, speed);
        add_download(page, &download);
    } else {
        text_add(&trouble, "What was measured cannot be shown: ");
        text_add_error(&trouble, &speed->error);
        text_add(&trouble, ". Measure it again with make bench.");
    }
    const struct template_field fields[] = {
        REPORT_WORDS("trouble", trouble.bytes), REPORT_MARKUP("figure", picture.bytes),
        REPORT_MARKUP("groups", groups.bytes), REPORT_MARKUP("download", download.bytes)};
    REPORT_FILL(page, &body, PART_SPEED, fields);
    report_close(page, REPORT_SPEED_PATH, "speed", "speed", &body);
    report_drop(page, &trouble);
    report_drop(page, &picture);
    report_drop(page, &groups);
    report_drop(page, &download);
}
