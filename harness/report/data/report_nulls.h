/* report_nulls.h -- p of runs that have not changed, for a figure: what `make calibrate-pairs` left.
 *
 *     struct report_nulls nulls;
 *     report_nulls_read(&nulls, "expected/pairs.csv");
 *     if (report_nulls_are_there(&nulls)) ...
 *     report_nulls_free(&nulls);
 */
#ifndef KLIMB_REPORT_NULLS_H
#define KLIMB_REPORT_NULLS_H

#include "report/model/report_model.h"

/* report_nulls_read -- the table in the file `path`, whose columns are those of pairs.h after one that is called
 * `null` and names what was exchanged; NULL for none. What is wrong with it goes to nulls->error, for the page to say. */
void report_nulls_read(struct report_nulls *nulls, const char *path);
void report_nulls_free(struct report_nulls *nulls);

/* report_nulls_write -- data/pairs.csv, the table itself, and data/nulls.csv, which the figure is drawn from: a line a
 * group that differs, kind,p,share. Nothing without a table. STATUS_IO, STATUS_MEMORY. */
enum status report_nulls_write(const struct report *report, struct error *error) MUST_CHECK;

#endif
