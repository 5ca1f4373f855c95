/* two_sample.h -- whether two samples of one size come from one distribution.
 *
 *     klimb_two_sample_layout(&test, &arena, n, d);             // twice, see arena.h
 *     memcpy(test.points, held_out, ...); memcpy(test.points + n * d, generated, ...);
 *     struct two_sample_found found = klimb_two_sample_compare(&test, &backend);
 *
 * Kernel: k(a,b) = exp(-|a-b|^2 / (2 h^2)), where h is the median distance between two points of the first
 * sample. So one set of held-out examples gives the same h for all models. (The median heuristic of
 * Gretton et al. 2012, section 8, takes the median over both samples.)
 */
#ifndef KLIMB_TWO_SAMPLE_H
#define KLIMB_TWO_SAMPLE_H

#include <stdint.h>

#include "base/arena.h"
#include "numerics/backend.h"

enum { TWO_SAMPLE_PERMUTATIONS = 999 };

/* Memory of a comparison; the caller fills points. */
struct two_sample {
    long n, d;
    real *points;      /* [2n,d] first sample, then the second; kept */
    real *kernel;      /* [2n,2n] squared distances, then k, 0 on the diagonal */
    real *pairs;       /* [n (n-1)/2] squared distances within the first sample */
    real *apart;       /* [larger of d and 2n] scratch */
    uint32_t *order;   /* [2n] */
    uint64_t *scratch; /* [4n] */
};

struct two_sample_found {
    /* Unbiased estimate of MMD^2, eq. (3) of Gretton et al. 2012, "A kernel two-sample test", lemma 6:
     *     sum_{i != j} [k(x_i,x_j) + k(y_i,y_j)] / (n (n-1)) - 2 sum_ij k(x_i,y_j) / n^2
     * Has mean 0, and may be negative, if both come from one distribution. */
    double mmd2;
    /* (1 + the number of P random divisions of the 2n points with an MMD^2 at least as large) / (1 + P), where
     * P = TWO_SAMPLE_PERMUTATIONS. If both come from one distribution, p <= a with probability at most a. */
    double p;
    /* Share of the points whose nearest other point is in their own sample (leave-one-out accuracy of the
     * 1-NN classifier; the first of equally near points counts): 0.5 for one distribution, 1 for two that do
     * not overlap, below 0.5 if one sample repeats the other. Lopez-Paz & Oquab 2017; Xu et al. 2018. */
    double nn_accuracy;
};

/* klimb_two_sample_layout -- carve memory for two samples of n >= 1 points of d dimensions. Overwrites all of
 * *test. */
void klimb_two_sample_layout(struct two_sample *test, struct arena *arena, long n, long d);

/* klimb_two_sample_compare -- all three numbers, from test->points. Differences are in `real`, their squares
 * summed by kernels->dot; sums of k are by kernels->sum and, for a permutation, by kernels->dot for
 * each row, rows ascending. Draws RNG_PERMUTATION of seed 0. All are NaN if a point is not finite, n is
 * 1, or h is 0 or not finite. Time grows with n^2 (d + P). */
struct two_sample_found klimb_two_sample_compare(struct two_sample *test,
                                                 const struct backend *backend);

#endif
