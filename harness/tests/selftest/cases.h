/* cases.h -- the table of broken curves and the expected report on each.
 */
#ifndef KLIMB_SELFTEST_CASES_H
#define KLIMB_SELFTEST_CASES_H

#include "plants.h"

/* Where the shell command of a case is run. */
enum place { PLACE_ONE_RUN, PLACE_EVERY_RUN, PLACE_GOLDEN };

struct broken_curve {
    const char *what;
    enum stage_set set;
    enum place place;
    const char *shell; /* how it is broken: a command in the folder of the second run (of the only
                          one), of every run, or of the golden; */
    plant *plant;      /* or, for NULL, arithmetic */
    enum verdict verdict;
    const char *seen; /* the tiers that see it: "reader", "claims", "bits", "ensemble", "digest" */
    const char *message; /* the reason given matches this extended regular expression */
    const char *why;     /* why the verdict is not more severe; may be NULL */
};

extern const struct broken_curve broken_curves[]; /* ends with one without `what` */

#endif
