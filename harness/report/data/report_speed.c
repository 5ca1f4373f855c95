#include "report/data/report_speed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"

enum { TABLE_LIMIT = 1 << 20 };

#define COLUMN_NAME(NAME, word) word,
static const char *const names[] = {SPEED_COLUMN_TABLE(COLUMN_NAME) NULL};

/* Refuses quotes: gnuplot would read a text with commas and lines from there. */
static enum status read_text(char cell[SPEED_CELL_MAX], const struct csv *csv, long place,
                             struct error *error) {
    struct csv_field field = csv->field[place];
    if (field.length >= SPEED_CELL_MAX)
        return csv_error(csv, place, error, "longer than %d bytes", SPEED_CELL_MAX - 1);
    if (memchr(field.text, '"', (size_t)field.length) != NULL)
        return csv_error(csv, place, error, "must not contain quotes");
    memcpy(cell, field.text, (size_t)field.length);
    cell[field.length] = '\0';
    if (text_has_controls(cell))
        return csv_error(csv, place, error, "must not contain control characters");
    return STATUS_OK;
}

/* Skips a number of digits and dots that begins with a digit; NULL if there is none. */
static const char *skip_number(const char *text) {
    return text[0] >= '0' && text[0] <= '9' ? text + strspn(text, "0123456789.") : NULL;
}

/* Whether gnuplot can read the goal, which must be a number. */
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

enum status report_speed_next(struct speed_row *row, struct csv *csv, struct error *error) {
    enum status status = csv_next(csv, error);
    int finite = 0;
    for (int column = 0; status == STATUS_OK && column < SPEED_COLUMNS; column++) {
        long place = csv_place(csv, column);
        status = read_text(row->cell[column], csv, place, error);
        if (status != STATUS_OK || column < SPEED_LOW || column > SPEED_HIGH)
            continue;
        status = csv_as_float(&row->value[column], csv, place, error);
        finite += isfinite(row->value[column]);
    }
    if (status == STATUS_OK && finite != 0 && finite != SPEED_HIGH - SPEED_LOW + 1)
        return csv_error(csv, csv_place(csv, SPEED_MEDIAN), error,
                         "low, median and high are numbers together or not at all");
    if (status == STATUS_OK && !is_goal(row->cell[SPEED_GOAL]))
        return csv_error(csv, csv_place(csv, SPEED_GOAL), error,
                         "must be \">= 1.5\", \"<= 1.5\", \"0.9 to 1.1\" or empty");
    return status;
}

/* Checks the first line, the format's version.
 *   length  out  of the line with its end, 0 without one */
static enum status read_format(size_t *length, const struct report_speed *speed,
                               struct error *error) {
    static const char begin[] = SPEED_FORMAT_LINE;
    char *end, *number = speed->text + strlen(begin);
    *length = 0;
    if (strncmp(speed->text, begin, strlen(begin)) != 0)
        return STATUS_OK;
    long format = strtol(number, &end, 10);
    *length = (size_t)(end - speed->text) + 1;
    if (number[0] >= '0' && number[0] <= '9' && *end == '\n' && format == SPEED_FORMAT)
        return STATUS_OK;
    klimb_error_at(error, STATUS_FORMAT, speed->path, 1, (long)strlen(begin) + 1,
                   "the format of the table is %.*s; this klimb reads format %d",
                   (int)strcspn(number, "\n"), number, SPEED_FORMAT);
    klimb_error_hint(error, "make bench writes a new one");
    return STATUS_FORMAT;
}

enum status report_speed_open(struct csv *csv, const struct report_speed *speed,
                              struct error *error) {
    size_t begin;
    enum status status = read_format(&begin, speed, error);
    if (status != STATUS_OK)
        return status;
    status = csv_open(csv, speed->path, speed->text + begin, speed->size - begin, names, error);
    csv->line += begin > 0;
    if (status != STATUS_OK && error != NULL && error->line > 0)
        error->line += begin > 0;
    for (int column = 0; status == STATUS_OK && column < SPEED_COLUMNS; column++)
        if (csv_place(csv, column) < 0)
            status = klimb_error_at(error, STATUS_FORMAT, speed->path, begin > 0 ? 2 : 1, 0,
                                    "there is no column %s", names[column]);
    return status;
}

static enum status check_table(const struct report_speed *speed, struct error *error) {
    struct csv csv;
    struct speed_row row;
    enum status status = report_speed_open(&csv, speed, error);
    for (long i = 0; status == STATUS_OK && i < csv.rows; i++)
        status = report_speed_next(&row, &csv, error);
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
