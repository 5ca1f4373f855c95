/* alignment.h -- runs of another program at the steps of a golden ensemble, so that the two can be compared.
 *
 *     struct alignment alignment;
 *     if (alignment_make(&alignment, &golden, records, names, count, &error) != STATUS_OK) ...
 *     ensemble_compare(&result, &alignment.golden, alignment.records, count, level, &error)
 *     alignment_free(&alignment);
 *
 * A log need not have the rows of the golden. Where it has all of them, in every run, the rows between are left out and
 * features of the whole curve are compared as well. Otherwise what a golden step lacks is interpolated linearly between the
 * neighbours of the step in the log, never extrapolated, and only where the golden's own curve shows that this is
 * close: the error of interpolating it between the same steps must be below ALIGNMENT_ERROR deviations between seeds.
 * What is noisy from row to row, as the values of one batch are, is not interpolated: its spread would be another one.
 */
#ifndef KLIMB_ALIGNMENT_H
#define KLIMB_ALIGNMENT_H

#include "base/text.h"
#include "golden/golden.h"

/* ALIGNMENT_ERROR -- of a mean of 8 runs a quarter of a deviation is 0.7 standard errors, where 5.6 depart. */
#define ALIGNMENT_ERROR 0.25

struct alignment {
    struct record *records; /* [count] owned; with the columns that are compared, and no others */
    long count;
    struct golden golden; /* what they are compared with; only to be read */
    struct record
        *ensemble;    /* [golden.ensemble_count] owned; NULL where golden has all of its own rows */
    int has_features; /* whether features are compared */
    long steps, steps_wanted; /* golden steps that are compared, and that there are */
    long interpolated;        /* of these steps in some run and column */
    struct text note;         /* what is compared and what is not, in words, without an end */
};

/* alignment_make -- `records` are left alone; each has one row at least.
 *   names  in [count] what messages call them
 * STATUS_INVALID: a record lacks recon or kl, or fewer than half of the golden steps can be compared; STATUS_MEMORY. On
 * error there is nothing to free. */
enum status alignment_make(struct alignment *alignment, const struct golden *golden,
                           const struct record *records, const char *const *names, long count,
                           struct error *error) MUST_CHECK;
void alignment_free(struct alignment *alignment);

#endif
