/* alignment.h -- brings runs of another program to the steps of a golden ensemble, so that the two can be compared.
 *
 *     struct alignment alignment;
 *     if (alignment_make(&alignment, &golden, records, names, count, &error) != STATUS_OK) ...
 *     ensemble_compare(&result, &alignment.golden, alignment.records, count, level, &error)
 *     alignment_free(&alignment);
 *
 * A log need not have the rows of the golden. If every run has all of them, the other rows are left out, and features
 * of the whole curve are compared as well. Otherwise a value at a golden step that a log lacks is interpolated linearly
 * between the neighbouring rows, never extrapolated, and only where that is accurate: interpolating the golden's own
 * curve between the same steps must give an error below ALIGNMENT_ERROR deviations between seeds. Columns that are
 * noisy from row to row, such as the values of one batch, are not interpolated, because that would change their spread.
 */
#ifndef KLIMB_ALIGNMENT_H
#define KLIMB_ALIGNMENT_H

#include "base/text.h"
#include "golden/golden.h"

/* ALIGNMENT_ERROR -- a quarter of a deviation is 0.7 standard errors of the mean of 8 runs; a departure is 5.6. */
#define ALIGNMENT_ERROR 0.25

struct alignment {
    struct record *records; /* [count] owned; only the columns that are compared */
    long count;
    struct golden golden;     /* what they are compared with; read-only */
    struct record *ensemble;  /* [golden.ensemble_count] owned; NULL: golden has all its rows */
    int has_features;         /* whether features are compared */
    long steps, steps_wanted; /* golden steps that are compared, and all of them */
    long interpolated;        /* compared steps that some run interpolates */
    struct text note;         /* what is compared and what is not; no full stop */
};

/* alignment_make -- does not change `records`, which have at least one row each.
 *   names  in [count] their names in messages
 * STATUS_INVALID: a record lacks recon or kl, or fewer than half of the golden steps can be compared; STATUS_MEMORY. On
 * error nothing needs freeing. */
enum status alignment_make(struct alignment *alignment, const struct golden *golden,
                           const struct record *records, const char *const *names, long count,
                           struct error *error) MUST_CHECK;
void alignment_free(struct alignment *alignment);

#endif
