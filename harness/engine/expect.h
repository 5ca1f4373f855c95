/* expect.h -- the expected seconds of a run, to balance tasks and set time limits.
 *
 * Taken from the first source available: the manifest of a record below `kept` of the same scenario, settings and
 * backend, with any seed; a trial, which trains for some hundredths of a second in this process; the trial of the job
 * before, scaled by steps, after trials have taken EXPECT_TRIALS_MAX seconds in all. For a user's trainer without a
 * record it is trainer.timeout. It is an estimate: other machines are faster or slower.
 */
#ifndef KLIMB_EXPECT_H
#define KLIMB_EXPECT_H

#include "record/job.h"

enum { EXPECT_TRIALS_MAX = 2 };

/* expect_seconds -- the expected seconds of each job.
 *   seconds  out  [count], all > 0 */
void expect_seconds(double *seconds, const struct job *jobs, long count, const char *kept);

#endif
