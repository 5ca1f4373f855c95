/* report_records.h -- records from anywhere, made ready to be drawn beside one another.
 *
 *     if (report_is_record(names[0])) {
 *         report_records_load(&check, golden, names, count, &error)
 *         report_write(&check, &check_options, &report_options, &error)   // .is_comparison = 1
 *         check_free(&check);
 *     }
 */
#ifndef KLIMB_REPORT_RECORDS_H
#define KLIMB_REPORT_RECORDS_H

#include "check/check.h"

/* report_is_record -- whether a name on the command line stands for a record: the folder that a run
 * left, or a file whose name ends in .csv or .CSV, be it there or not. */
int report_is_record(const char *name);

/* report_check_names -- STATUS_INVALID for a file or folder that is there and is neither a record nor
 * stands for scenarios below root: what a record is. */
enum status report_check_names(const char *const *names, long count, const char *root,
                               struct error *error) MUST_CHECK;

/* report_has_record -- whether one of the names stands for a record: then all have to. */
int report_has_record(const char *const *names, long count);

/* report_records_load -- read all records once, so that whatever is wrong with one is said before
 * anything is drawn, and lay them out as the runs of a check in which every record is a scenario
 * "records/<label>", the label being its file's or its scenario's name and its seed, and different
 * from all others. Its claim is the path. Nothing is judged: verdicts have no meaning.
 *   golden  out  the scenario that the first record with a manifest is of, "" for none
 * STATUS_INVALID for a name that is no record, or none that is there; the errors of record_read; STATUS_MEMORY. On error the
 * check is empty. */
enum status report_records_load(struct check *check, char golden[SCENARIO_NAME_MAX],
                                const char *const *names, long count,
                                struct error *error) MUST_CHECK;

#endif
