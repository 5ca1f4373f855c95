/* report_data.h -- prepares what figures and pages need: the data files, and results from them.
 *
 *     report_group(&report, &error)
 *     report_data_write(&report, &report.families[i], &error)          // of each family
 *     report_prepare(&report, &error)                                  // all of this
 *     report_end(&report);
 */
#ifndef KLIMB_REPORT_DATA_H
#define KLIMB_REPORT_DATA_H

#include "report/model/report_model.h"

/* report_prepare -- group the scenarios of report->check into families and write all data files.
 * The caller calls report_end, also on error. STATUS_IO, STATUS_MEMORY. */
enum status report_prepare(struct report *report, struct error *error) MUST_CHECK;
void report_end(struct report *report);

/* report_data_write -- write all data files of a family's scenarios, and fill in the fields of its
 * items after job_count, and family->curves. A run that broke has no curve. STATUS_IO,
 * STATUS_MEMORY. */
enum status report_data_write(struct report *report, struct report_family *family,
                              struct error *error) MUST_CHECK;

#endif
