/* compare.h -- is this record the golden one (bits), or could it be one of its family (band)?
 */
#ifndef KLIMB_COMPARE_H
#define KLIMB_COMPARE_H

#include "golden.h"

/* The first (in step order, then column order) or worst departure found. */
struct departure {
    int found;
    long seed, step;
    enum observable column;
    double got, wanted;      /* band: wanted is the ensemble mean */
    double low, high;        /* band */
    uint64_t ulps;           /* bits: units in the last place between got and wanted */
    long count;              /* how many cells departed in all */
    char message[512];       /* all of this in words */
};

/* compare_bits -- is `record` the golden record of its seed to the last bit, outcome included?
 * A non-finite value equals only one of the same kind, and only where the golden outcome declares
 * divergence at that row. A missing or extra row or column departs. */
void compare_bits(struct departure *departure, const struct record *record,
                  const struct record *golden);

/* compare_band -- is every thinned cell of `record` inside the prediction interval of the ensemble?
 *   mean +- t s sqrt(1 + 1/n), t of Student with n-1 degrees of freedom at a two-sided level
 *   alpha / (cells compared): Bonferroni over steps and columns; on ln of the value for LOG columns.
 * Cells where a golden seed is missing or not finite are left out and counted; a record that diverged where no
 * golden seed did departs, and the other way round. A NaN inside a compared cell departs. */
struct band_result {
    struct departure departure; /* the worst cell, by |got - mean| / half-width */
    long cells, skipped;
    double worst;               /* the largest |got - mean| / half-width; <= 1 passes */
};
void compare_band(struct band_result *result, const struct record *record,
                  const struct golden *golden, double alpha);

/* compare_band_interval -- the interval of one cell, for drawing. Returns 0 where there is none. */
int compare_band_interval(double *low, double *mean, double *high, const struct golden *golden,
                          long row, enum observable column, double alpha);

/* compare_student_quantile -- t such that P(|T| > t) = alpha, n degrees of freedom. */
double compare_student_quantile(double alpha, double n);

#endif
