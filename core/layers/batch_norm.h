/* batch_norm.h -- batch normalisation of the posterior means, with a scale that is not learned.
 *
 *     mu_ij = shift_j + gamma h_ij,   h_ij = (m_ij - mean_j) / sqrt(variance_j + BATCH_NORM_EPSILON)
 *
 * m is the encoder's output; mean_j and variance_j are those of the batch in training, and running averages of
 * these in evaluation. The means mu of a batch then have mean shift_j and variance gamma^2 variance_j/(variance_j +
 * epsilon). So the KL to N(0, I) of a batch, summed over k dimensions, is at least about
 * k gamma^2/2 + sum_j shift_j^2/2 whatever the encoder does, because sigma^2 - 1 - ln sigma^2 is never negative.
 * Source: Zhu et al. 2020, "A Batch Normalized Inference Network Keeps the KL Vanishing Away": gamma fixed, shift
 * learned, from 0. Epsilon, the biased variance of a batch, the unbiased one of the running average and its momentum
 * are those of torch.nn.BatchNorm1d, which their code calls. The bound on the KL is lower if the encoder's own variance
 * is as small as epsilon.
 *
 *     klimb_batch_norm_layout(&norm, &arena, n, k, gamma); // twice, see arena.h; then norm.shift, norm.dshift
 *     klimb_batch_norm_forward(&norm, mu, n);              // in training, or klimb_batch_norm_apply
 *     klimb_batch_norm_backward(draw, 2 * k, &norm, n);
 *     klimb_batch_norm_move(&norm);                        // once for each update
 */
#ifndef KLIMB_BATCH_NORM_H
#define KLIMB_BATCH_NORM_H

#include "base/real.h"

struct arena;

#define BATCH_NORM_EPSILON  1e-5 /* eps of torch.nn.BatchNorm1d */
#define BATCH_NORM_MOMENTUM 0.1  /* the share of the batch in a running average, the same */

struct batch_norm {
    double gamma;     /* 0: no normalisation, and all other members are empty */
    long k;           /* dimensions */
    real *shift;      /* [k] parameters of the caller */
    real *dshift;     /* [k] their gradient */
    double *mean;     /* [k] of the last batch of klimb_batch_norm_forward */
    double *variance; /* [k] of that batch, divided by n */
    double *running;  /* [2k] averages: means, then variances divided by n - 1; 0 and 1 at first */
    real *h;          /* [n,k] the normalised values of that batch */
    long n;           /* its size; 0 before the first */
};

/* klimb_batch_norm_layout -- carve the memory for batches up to `capacity` out of an arena; with gamma = 0 none.
 * Overwrites all of *norm. shift and dshift are NULL: the caller sets them. */
void klimb_batch_norm_layout(struct batch_norm *norm, struct arena *arena, long capacity, long k,
                             double gamma);

/* klimb_batch_norm_start -- running means 0, running variances 1, shift 0. */
void klimb_batch_norm_start(struct batch_norm *norm);

/* klimb_batch_norm_forward -- normalise mu [n,k], 2 <= n <= capacity, in place, by the statistics of this batch. Sums are
 * over i ascending, in double: first the means, then the squares of the deviations from them. A value that is not finite
 * makes its whole dimension NaN. */
void klimb_batch_norm_forward(struct batch_norm *norm, real *mu, long n);

/* klimb_batch_norm_apply -- normalise mu [n,k] in place by the running statistics. Keeps nothing. */
void klimb_batch_norm_apply(const struct batch_norm *norm, real *mu, long n);

/* klimb_batch_norm_backward -- from the gradient with respect to mu to that with respect to m, through mean and variance:
 *     dm_ij = gamma/sqrt(variance_j + epsilon) (dmu_ij - a_j - h_ij b_j),  a_j = mean_i dmu_ij,  b_j = mean_i dmu_ij h_ij
 * and dshift_j = n a_j. Sums are over i ascending, in double.
 *   dmu     in, out  overwritten in place; element ij is at dmu[i stride + j]
 *   norm    as left by klimb_batch_norm_forward of these n rows
 * Source: Ioffe & Szegedy 2015, "Batch Normalization", section 3. */
void klimb_batch_norm_backward(real *dmu, long stride, const struct batch_norm *norm, long n);

/* klimb_batch_norm_move -- move the running averages towards the statistics of the last klimb_batch_norm_forward. */
void klimb_batch_norm_move(struct batch_norm *norm);

#endif
