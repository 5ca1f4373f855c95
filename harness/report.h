/* report.h -- from judged records to build/report/index.html.
 */
#ifndef KLIMB_REPORT_H
#define KLIMB_REPORT_H

#include "check.h"

struct report_options {
    const char *scripts; /* the reports/ folder: gnuplot scripts, templates */
    const char *folder;  /* where the report goes */
    const char *gnuplot; /* the program */
    int workers;
    int quiet;
};

/* report_write -- data files, figures and index.html for all scenarios of a check. */
enum status report_write(const struct check *check, const struct check_options *check_options,
                         const struct report_options *options, struct error *error) MUST_CHECK;

#endif
