/* hierarchy.h -- a prior p(z) that is itself a linear VAE: the second level of a Markovian hierarchy.
 *
 *     z2 ~ N(0, I),  z|z2 ~ N(z2 W + b, eta^2 I),  q(z2|z) = N(z V + c, diag e^s)
 * where z has k and z2 has k2 dimensions; V, c, s, W and b are learned, eta and the weight beta of the second KL are
 * settings. Given z, the expectation over z2 is exact, so z2 is never drawn. With m = z V + c and the gap
 * r = z - m W - b the terms of one z are
 *     first  = 1/2 [|r|^2 + sum_l e^s_l |w_l|^2]/eta^2 + k ln eta     -E ln p(z|z2) - k/2 ln(2 pi)
 *     second = 1/2 sum_l [m_l^2 + e^s_l - 1 - s_l]                   KL(q(z2|z) || N(0, I))
 * where w_l is row l of W. first + second bounds -ln p(z) from above; training weights second by beta. For an expectation
 * over the noise of z, z = mu is passed and klimb_hierarchy_spread adds the cost of sigma: both terms are quadratic in z.
 * Source: Dang et al. 2024, ICLR, "Beyond Vanilla Variational Autoencoders", section 4: linear Markovian
 * hierarchical VAE with two latents, whose eta_dec is eta here; its beta_1 is the objective's, its beta_2 that times beta.
 *
 *     hierarchy.p = ...;                                           // view of the parameters
 *     klimb_hierarchy_prepare(&hierarchy);                         // after each change of them
 *     klimb_hierarchy_forward(first, second, &hierarchy, z, n);
 *     klimb_hierarchy_backward(dz, &hierarchy, z, weight, n);      // hierarchy.g gains
 */
#ifndef KLIMB_HIERARCHY_H
#define KLIMB_HIERARCHY_H

#include "layers/dense.h"

struct arena;

struct hierarchy_config {
    long latent;  /* k2, dimensions of z2 */
    double sigma; /* eta */
    double beta;  /* weight of KL(q(z2|z) || p(z2)), as a multiple of the objective's beta */
};

/* One block of parameters is V [k,k2], c [k2], s [k2], W [k2,k], b [k]. */
struct hierarchy {
    long k, k2;
    double variance, beta; /* eta^2 */
    const real *p;         /* view of the caller */
    double *g;             /* gradients, in the same order */
    double *noise;         /* [k2] e^s */
    double *norm;          /* [k2] |w_l|^2 */
    double
        *rest; /* [k,k] I - V W: row i is the part of z_i that the second level does not explain */
    /* [k] second derivatives of the two terms by z_j: |row j of rest|^2/eta^2, |v_j|^2 */
    double *first, *second;
    double *mean, *pull;   /* [k2] of the present row: m, and the gradient by it */
    double *gap, *spread;  /* [k] of the present row: r; of a batch: sum_i weight_i sigma_ij^2 */
    double first_constant; /* the parts of the two terms that do not depend on z */
    double second_constant;
};

/* klimb_hierarchy_parameter_count -- 2 k k2 + 2 k2 + k. */
long klimb_hierarchy_parameter_count(long k, long k2);

/* klimb_hierarchy_layout -- carve all arrays but the view p. Overwrites all of *hierarchy. */
void klimb_hierarchy_layout(struct hierarchy *hierarchy, struct arena *arena, long k,
                            const struct hierarchy_config *config);

/* klimb_hierarchy_init_weights -- draw V with c and W with b as two layers, numbers `layer` and layer + 1 (see
 * klimb_dense_init_weights); s = 0.
 *   p  out [klimb_hierarchy_parameter_count] */
void klimb_hierarchy_init_weights(real *p, long k, long k2, enum init_kind kind, double scale,
                                  uint64_t seed, uint32_t layer, const struct vecmath *vm);

/* klimb_hierarchy_prepare -- compute everything that does not depend on z, and set g to 0. */
void klimb_hierarchy_prepare(struct hierarchy *hierarchy);

/* klimb_hierarchy_forward -- the two terms of each z.
 *   first, second  out [n]    nats; sums over l, then j ascending, in double
 *   z              in  [n,k]
 * Non-finite values propagate. */
void klimb_hierarchy_forward(double *first, double *second, struct hierarchy *hierarchy,
                             const real *z, long n);

/* klimb_hierarchy_spread -- add to the terms of z = mu the expected cost of its noise: 1/2 sum_j h_j sigma_ij^2, j
 * ascending, where h is hierarchy.first or hierarchy.second.
 *   first, second  in/out [n]
 *   sigma          in     [n,k] */
void klimb_hierarchy_spread(double *first, double *second, const struct hierarchy *hierarchy,
                            const real *sigma, long n);

/* klimb_hierarchy_backward -- add the gradient of sum_i weight_i (first_i + beta second_i), i ascending, to g and dz.
 *   dz      in/out [n,k]  gains weight_i d(first_i + beta second_i)/d z_i, through m too
 *   z       in     [n,k]
 *   weight  in     [n] */
void klimb_hierarchy_backward(real *dz, struct hierarchy *hierarchy, const real *z,
                              const real *weight, long n);

/* klimb_hierarchy_spread_backward -- the same for the terms that klimb_hierarchy_spread adds.
 *   dsigma  in/out [k]    gains weight (first_j + beta second_j); times sigma_ij it is the gradient by sigma_ij
 *   sigma   in     [n,k]
 *   weight  in            of every row */
void klimb_hierarchy_spread_backward(real *dsigma, struct hierarchy *hierarchy, const real *sigma,
                                     double weight, long n);

/* klimb_hierarchy_variance -- the variance of m_l over n rows z [n,k], with divisor n; for z = mu it is that of E[z2_l|x]
 * over x. Two passes, rows ascending. */
double klimb_hierarchy_variance(const struct hierarchy *hierarchy, const real *z, long n, long l);

/* klimb_hierarchy_sample -- draw from p(z): z = z2 W + b + eta z.
 *   z   in/out [k]   standard normal noise on entry
 *   z2  in     [k2]  a draw of N(0, I) */
void klimb_hierarchy_sample(real *z, const struct hierarchy *hierarchy, const real *z2);

#endif
