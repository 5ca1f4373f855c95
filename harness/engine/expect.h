/* expect.h -- how long a run is expected to take, to make tasks of a fair length and to set time limits.
 *
 * The first that there is of: the seconds in the manifest of a record of the same scenario, settings and backend below `kept`,
 * whatever its seed; a trial, which trains for some hundredths of a second in this process; the trial of the job before, by
 * steps, once trials have taken EXPECT_TRIALS_MAX seconds in all. Of a trainer of the user without a record it is the time
 * that a run may take (trainer.timeout). It is an estimate: another machine is faster or slower.
 */
#ifndef KLIMB_EXPECT_H
#define KLIMB_EXPECT_H

#include "record/job.h"

enum { EXPECT_TRIALS_MAX = 2 };

/* expect_seconds -- of each job.
 *   seconds  out  [count], all > 0 */
void expect_seconds(double *seconds, const struct job *jobs, long count, const char *kept);

#endif
