/* report_speed.h -- reads the table of `make bench` for the page on speed and its figure.
 *
 *     struct report_speed speed;
 *     report_speed_read(&speed, "build/bench/bench.csv");
 *     if (report_speed_is_there(&speed)) ...
 *     report_speed_free(&speed);
 */
#ifndef KLIMB_REPORT_SPEED_H
#define KLIMB_REPORT_SPEED_H

#include "format/csv.h"
#include "report/model/report_model.h"

/* SPEED_FORMAT -- version of the table's format. Its first line is "# klimb bench 1"; a table of klimb 0.1 has the same
 * format without that line. */
#define SPEED_FORMAT_LINE "# klimb bench "
enum { SPEED_FORMAT = 1 };

/* The columns, in the order of the table. */
#define SPEED_COLUMN_TABLE(X)                                                                      \
    X(GROUP, "group")                                                                              \
    X(NAME, "name")                                                                                \
    X(MEASURE, "measure")                                                                          \
    X(LOW, "low")                                                                                  \
    X(MEDIAN, "median")                                                                            \
    X(HIGH, "high")                                                                                \
    X(GOAL, "goal")                                                                                \
    X(VERDICT, "verdict")                                                                          \
    X(NOTE, "note")
#define SPEED_COLUMN_ENUM(NAME, word) SPEED_##NAME,
enum speed_column { SPEED_COLUMN_TABLE(SPEED_COLUMN_ENUM) SPEED_COLUMNS };
enum { SPEED_CELL_MAX = 256 };

/* One row with its cells as texts; low, median and high also as numbers, NaN where missing. */
struct speed_row {
    char cell[SPEED_COLUMNS][SPEED_CELL_MAX];
    float value[SPEED_COLUMNS];
};

/* report_speed_read -- read the table in the file `path`; NULL: none. Errors go to speed->error, for the page; the
 * report goes on. */
void report_speed_read(struct report_speed *speed, const char *path);
void report_speed_free(struct report_speed *speed);

/* report_speed_write -- data/bench.csv, if there is a table. STATUS_IO. */
enum status report_speed_write(const struct report *report, struct error *error) MUST_CHECK;

/* report_speed_open -- begin to read the rows of a table; csv->rows is their number. report_speed_next -- read the next
 * row. STATUS_FORMAT with line and column for a table that cannot be shown or has another format, but not after
 * report_speed_is_there; STATUS_MEMORY. */
enum status report_speed_open(struct csv *csv, const struct report_speed *speed,
                              struct error *error) MUST_CHECK;
enum status report_speed_next(struct speed_row *row, struct csv *csv,
                              struct error *error) MUST_CHECK;

#endif
