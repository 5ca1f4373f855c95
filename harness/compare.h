/* compare.h -- is this record the golden one (bits), or could it be one of its family (band)?
 *
 *     compare_bits(&departure, &record, &golden.bits[record.seed]);
 *     if (departure.found) puts(departure.message);
 */
#ifndef KLIMB_COMPARE_H
#define KLIMB_COMPARE_H

#include <stdint.h>

#include "golden.h"

/* Where a record leaves its golden. */
struct departure {
    int found;
    long seed, step;
    enum observable column;
    double got, wanted; /* band: wanted is the centre of the interval */
    double low, high;   /* band: the interval */
    uint64_t ulps;      /* bits: units in the last place between got and wanted */
    long count;         /* how many cells departed in all */
    char message[512];  /* all of this in words; empty when nothing departed */
};

/* compare_bits -- is `record` the golden record of its seed to the last bit, outcome included?
 * Reports the first departure in step order, then in column order. A value that is no number
 * equals only one of the same kind, and only in the row where the golden run is declared to have
 * diverged: NaN anywhere else departs, even from NaN. A missing or extra row or column departs. */
void compare_bits(struct departure *departure, const struct record *record,
                  const struct record *golden);

/* What was found by compare_band. */
struct band_result {
    struct departure departure; /* the worst cell, by |got - centre| / half-width */
    long cells, skipped;        /* compared; left out because the ensemble has no interval there */
    double worst;               /* the largest |got - centre| / half-width; <= 1 passes */
};

/* COMPARE_ALPHA -- the chance, if every cell were normal over seeds, that a whole record of the same
 * family is called a departure. Cells with heavy tails leave the band more often: over 4 fresh
 * seeds of 27 scenarios the one departure was in collapse/high-learning-rate, and on the openblas
 * backend the one is in explosion/learned-decoder-variance, whose gradients spike by design. */
#define COMPARE_ALPHA 1e-4

/* compare_band -- is every cell of `record` inside the prediction interval of the ensemble?
 *   mean +- t s sqrt(1 + 1/n), Student's t with n-1 degrees of freedom at the two-sided level
 *   alpha / (cells compared): Bonferroni over steps and columns. LOG columns are compared on ln.
 * The half-width is at least the resolution of the column and 1e-4 of the mean: an ensemble of
 * nearly equal values says nothing about rounding in another backend.
 * Cells where a golden seed has no finite value are left out and counted in `skipped`. A value that
 * is no number in a compared cell departs. So does a record that ended by divergence if no golden
 * seed did, one that did not if all golden seeds did, and one with rows missing. */
void compare_band(struct band_result *result, const struct record *record,
                  const struct golden *golden, double alpha);

/* compare_band_interval -- the interval of one cell of the thinned ensemble, for drawing.
 *   row    index into the rows of golden->band[0]
 *   level  two-sided level of this one cell
 * Returns 0, and leaves the outputs alone, where there is none. */
int compare_band_interval(double *low, double *centre, double *high, const struct golden *golden,
                          long row, enum observable column, double level);

/* compare_student_quantile -- t such that P(|T| > t) = alpha for Student's t with n >= 1 degrees of
 * freedom, to 1e-6 relative for alpha >= 1e-12; infinity for alpha <= 0.
 * Source: Abramowitz & Stegun 1964, 26.7.3 and 26.7.4. */
double compare_student_quantile(double alpha, long n);

/* compare_ulps -- how many binary32 values lie between a and b, both finite. */
uint64_t compare_ulps(float a, float b);

#endif
