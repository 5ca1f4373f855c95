/* progress.h -- prints the progress of runs: one line on a terminal, elsewhere a line for each run.
 *
 *     [ 12/75] learning/healthy seed 3  step 1200/3000  ETA 0:42
 *     [ 12/75] learning/healthy seed 3 exact: 3000 steps in 0.84 s
 */
#ifndef KLIMB_PROGRESS_H
#define KLIMB_PROGRESS_H

#include <stdio.h>

#include "record/job.h"
#include "train/trainer.h"

enum { PROGRESS_LINE_MAX = 512 };

/* What is known of one run. */
struct progress_run {
    enum { PROGRESS_WAITING, PROGRESS_RUNNING, PROGRESS_ENDED } state;
    long step;      /* updates made */
    double seconds; /* wall time since it began */
};

struct progress {
    FILE *out;
    int width; /* columns of the terminal; 0: not a terminal */
    int quiet; /* print nothing */
    int workers;
    const struct job *jobs;    /* [count] the caller's */
    struct progress_run *runs; /* [count] owned */
    long count, ended;
    double drawn; /* clock_now() when the terminal's line was last written */
};

/* progress_begin -- start before the first run. Prints nothing. STATUS_MEMORY. End with progress_finish.
 */
enum status progress_begin(struct progress *progress, FILE *out, const struct job *jobs, long count,
                           int workers, int quiet, struct error *error) MUST_CHECK;

/* progress_step -- run `index` has made `step` updates in `seconds`. Draws, on a terminal, at most
 * ten times a second. */
void progress_step(struct progress *progress, long index, long step, double seconds);

/* progress_end -- run `index` has ended; prints its line unless on a terminal.
 *   outcome  how it ended; NULL: it broke, and the line has the job's error */
void progress_end(struct progress *progress, long index, const struct outcome *outcome);

/* progress_finish -- wipe the terminal's line and free. Works on a zeroed struct. */
void progress_finish(struct progress *progress);

/* progress_remaining -- estimate of the seconds left; negative if unknown. A remaining step costs the mean of the
 * scenario's steps so far or, without any, of all scenarios' steps; all workers share them. */
double progress_remaining(const struct progress *progress);

/* progress_line -- the terminal's line, cut to progress->width - 1 characters (not bytes): wiping
 * the rest of a full line would take its last character. */
void progress_line(char line[PROGRESS_LINE_MAX], const struct progress *progress);

#endif
