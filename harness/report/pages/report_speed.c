/* The page on speed: the table that `make bench` wrote, and the figure drawn from it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "format/csv.h"
#include "report/pages/report_parts.h"

enum { TABLE_LIMIT = 1 << 20, CELL_MAX = 256 };

/* The columns, in the order of `names`. */
enum column { GROUP, NAME, MEASURE, LOW, MEDIAN, HIGH, GOAL, VERDICT, NOTE, COLUMNS };
static const char *const names[] = {"group", "name", "measure", "low",  "median",
                                    "high",  "goal", "verdict", "note", NULL};

static const char met[] = "met", missed[] = "missed";

/* One row with its cells as texts; low, median and high also as numbers, NaN where missing. */
struct row {
    char cell[COLUMNS][CELL_MAX];
    float value[COLUMNS];
};

/* ---- reading --------------------------------------------------------------------------------- */

/* gnuplot would take a quote for the beginning of a text that may hold commas and lines. */
static enum status read_text(char cell[CELL_MAX], const struct csv *csv, long place,
                             struct error *error) {
    struct csv_field field = csv->field[place];
    if (field.length >= CELL_MAX)
        return csv_error(csv, place, error, "longer than %d bytes", CELL_MAX - 1);
    if (memchr(field.text, '"', (size_t)field.length) != NULL)
        return csv_error(csv, place, error, "no quotes are allowed");
    memcpy(cell, field.text, (size_t)field.length);
    cell[field.length] = '\0';
    if (text_has_controls(cell))
        return csv_error(csv, place, error, "no control characters are allowed");
    return STATUS_OK;
}

/* Skip a number of digits and dots that begins with a digit; NULL when there is none. */
static const char *skip_number(const char *text) {
    return text[0] >= '0' && text[0] <= '9' ? text + strspn(text, "0123456789.") : NULL;
}

/* Whether gnuplot can read the goal: it stops at a number that is none. */
static int is_goal(const char *text) {
    static const char between[] = " to ";
    int is_bound = strncmp(text, ">= ", 3) == 0 || strncmp(text, "<= ", 3) == 0;
    const char *end = skip_number(is_bound ? text + 3 : text);
    if (end != NULL && !is_bound && strncmp(end, between, strlen(between)) == 0)
        end = skip_number(end + strlen(between));
    else if (!is_bound)
        return text[0] == '\0';
    return end != NULL && *end == '\0';
}

static enum status read_row(struct row *row, struct csv *csv, struct error *error) {
    enum status status = csv_next(csv, error);
    int finite = 0;
    for (int column = 0; status == STATUS_OK && column < COLUMNS; column++) {
        long place = csv_place(csv, column);
        status = read_text(row->cell[column], csv, place, error);
        if (status != STATUS_OK || column < LOW || column > HIGH)
            continue;
        status = csv_as_float(&row->value[column], csv, place, error);
        finite += isfinite(row->value[column]);
    }
    if (status == STATUS_OK && finite != 0 && finite != HIGH - LOW + 1)
        return csv_error(csv, csv_place(csv, MEDIAN), error,
                         "low, median and high are numbers together or not at all");
    if (status == STATUS_OK && !is_goal(row->cell[GOAL]))
        return csv_error(csv, csv_place(csv, GOAL), error,
                         "allowed are \">= 1.5\", \"<= 1.5\", \"0.9 to 1.1\" and nothing");
    return status;
}

static enum status open_table(struct csv *csv, const struct report_speed *speed,
                              struct error *error) {
    enum status status = csv_open(csv, speed->path, speed->text, speed->size, names, error);
    for (int column = 0; status == STATUS_OK && column < COLUMNS; column++)
        if (csv_place(csv, column) < 0)
            status = klimb_error_at(error, STATUS_FORMAT, speed->path, 1, 0,
                                    "there is no column %s", names[column]);
    return status;
}

static enum status check_table(const struct report_speed *speed, struct error *error) {
    struct csv csv;
    struct row row;
    enum status status = open_table(&csv, speed, error);
    for (long i = 0; status == STATUS_OK && i < csv.rows; i++)
        status = read_row(&row, &csv, error);
    return status;
}

void report_speed_read(struct report_speed *speed, const char *path) {
    *speed = (struct report_speed){.path = path};
    if (path == NULL)
        return;
    struct error *error = &speed->error;
    speed->status = file_read(&speed->text, &speed->size, path, TABLE_LIMIT, error);
    if (speed->status == STATUS_OK)
        speed->status = check_table(speed, error);
}

void report_speed_free(struct report_speed *speed) {
    free(speed->text);
    *speed = (struct report_speed){0};
}

enum status report_speed_write(const struct report *report, struct error *error) {
    char path[FILE_PATH_MAX];
    if (!report_speed_is_there(&report->speed))
        return STATUS_OK;
    enum status status = file_join(path, report->options->folder, "data/bench.csv", error);
    if (status == STATUS_OK)
        status = file_write(path, report->speed.text, report->speed.size, error);
    return status;
}

/* ---- the page -------------------------------------------------------------------------------- */

static void add_row(struct report_page *page, struct text *out, const struct row *row) {
    char median[REPORT_NUMBER_MAX] = "", spread[2 * REPORT_NUMBER_MAX] = "";
    if (isfinite(row->value[MEDIAN])) {
        snprintf(median, sizeof median, "%.4g", (double)row->value[MEDIAN]);
        snprintf(spread, sizeof spread, "%.4g \u2013 %.4g", (double)row->value[LOW],
                 (double)row->value[HIGH]);
    }
    int is_missed = strcmp(row->cell[VERDICT], missed) == 0;
    const struct template_field fields[] = {
        REPORT_WORDS("name", row->cell[NAME]),
        REPORT_WORDS("measure", row->cell[MEASURE]),
        REPORT_WORDS("median", median),
        REPORT_WORDS("spread", spread),
        REPORT_WORDS("goal", row->cell[GOAL]),
        REPORT_WORDS("holds", is_missed ? "no" : "yes"),
        REPORT_WORDS("verdict", row->cell[VERDICT]),
        REPORT_WORDS("note", row->cell[NOTE]),
    };
    REPORT_FILL(page, out, PART_SPEED_ROW, fields);
}

/* Rows that follow one another and have the same group, with what is said of them. */
struct group {
    char name[CELL_MAX];
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

/* The table has been read before, so that what fails here is memory alone. */
static void add_groups(struct report_page *page, struct text *out,
                       const struct report_speed *speed) {
    struct csv csv;
    struct row row;
    struct group group = {0};
    enum status status = open_table(&csv, speed, page->error);
    for (long i = 0; status == STATUS_OK && i < csv.rows; i++) {
        status = read_row(&row, &csv, page->error);
        if (strcmp(row.cell[GROUP], group.name) != 0)
            end_group(page, out, &group);
        memcpy(group.name, row.cell[GROUP], sizeof group.name);
        group.rows++;
        group.met += strcmp(row.cell[VERDICT], met) == 0;
        group.missed += strcmp(row.cell[VERDICT], missed) == 0;
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
    const struct report_subject subject = {.scope = REPORT_OF_WHOLE, .report = page->report};
    struct text trouble = {0}, picture = {0}, groups = {0}, download = {0}, body = {0};
    if (speed->path == NULL)
        return;
    report_open(page, REPORT_SPEED_PATH);
    if (report_speed_is_there(speed)) {
        report_add_figures(page, &picture, &subject, REPORT_ON_PAGE);
        add_groups(page, &groups, speed);
        add_download(page, &download);
    } else {
        text_add(&trouble, "What was measured cannot be shown: ");
        text_add_error(&trouble, &speed->error);
        text_add(&trouble, ". Measure it anew by make bench.");
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
