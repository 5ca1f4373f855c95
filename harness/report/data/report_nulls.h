/* report_nulls.h -- reads p of unchanged runs for a figure: the table of `make calibrate-pairs`.
 *
 *     struct report_nulls nulls;
 *     report_nulls_read(&nulls, "expected/pairs.csv");
 *     if (report_nulls_are_there(&nulls)) ...
 *     report_nulls_free(&nulls);
 */
#ifndef KLIMB_REPORT_NULLS_H
#define KLIMB_REPORT_NULLS_H

#include "report/model/report_model.h"

/* report_nulls_read -- the table in the file `path`, whose columns are those of pairs.h after a column `null`, which
 * names what differs; NULL: none. Errors go to nulls->error, for the page. */
void report_nulls_read(struct report_nulls *nulls, const char *path);
void report_nulls_free(struct report_nulls *nulls);

/* report_nulls_write -- data/pairs.csv, the table itself, and data/nulls.csv for the figure: a line for each group that
 * differs, kind,p,share. Nothing without a table. STATUS_IO, STATUS_MEMORY. */
enum status report_nulls_write(const struct report *report, struct error *error) MUST_CHECK;

#endif
