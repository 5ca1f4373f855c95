/* theory_hierarchy.h -- the optimum of a linear VAE of two levels, in closed form.
 *
 *   x|z ~ N(z U + c, s^2 I),  z|z2 ~ N(z2 W + b, eta^2 I),  z2 ~ N(0, I)
 *   q(z|x) = N(x A + a, D),   q(z2|z) = N(z V + e, S)
 * Its loss is recon + beta_1 E ln[q(z|x)/p(z|z2)] + beta_2 E KL(q(z2|z) || p(z2)). At the optimum each principal axis
 * of the data has a dimension of z, and that may have one of z2. With lambda the axis's eigenvalue, D = delta on it and
 * t the variance of its z, noise included,
 *   recon costs lambda delta/(2 s^2 t), for u = v lambda/t is the best decoder of mu = v x, t = v^2 lambda + delta.
 *   The second level is a linear beta-VAE of z (theory_linear.h) with beta = beta_2/beta_1 and the variance eta^2: it
 *   encodes z where t > theta_2 = eta^2 beta_2/beta_1, and costs beta_1 t/(2 eta^2) below and
 *   beta_2/2 [1 + ln(t/theta_2)] above.
 * D = delta I held fixed: t solves d/dt of the sum, which is
 *   t = max(delta, lambda delta/(beta_2 s^2))            if that exceeds theta_2: both levels have the axis,
 *   t = max(delta, eta sqrt(lambda delta/beta_1)/s)      else: only the first, or at t = delta neither.
 * So level 2 has the axis only if lambda > beta_2^2 eta^2 s^2/(beta_1 delta): a larger beta_2 removes it, a larger
 * beta_1 restores it. If delta > theta_2, level 2 encodes the noise of z even if z does not depend on x.
 * D learned: the loss separates into D/t and t. D/t = min(1, beta_1 s^2/lambda), and t costs beta_1 t/(2 eta^2) or
 * beta_2/2 ln t less beta_1/2 ln t. At beta_2 > beta_1 that is least at t = eta^2 < theta_2: level 2 is empty, however
 * much x varies, and the rest is the linear beta-VAE. At beta_2 = beta_1 every t from eta^2 on is as good; below it has
 * no minimum.
 * Source: Dang et al. 2024, ICLR, "Beyond Vanilla Variational Autoencoders", section 4 (linear Markovian
 * hierarchical VAE of two latents, D isotropic and not learned, S learned; eta_dec there is s and eta here), whose
 * thresholds these are. D learned, and k2 < k, are derived here; tests compare both with a numerical minimum.
 */
#ifndef KLIMB_THEORY_HIERARCHY_H
#define KLIMB_THEORY_HIERARCHY_H

#include "theory/theory_case.h"

struct theory_hierarchy {
    double variance; /* s^2 */
    double second;   /* eta^2 */
    double delta;    /* fixed D; 0: D is learned */
    double beta_1, beta_2;
    long latent, latent_2; /* k, k2 */
};

/* One axis at the optimum. */
struct theory_two_levels {
    double v, u;                  /* mu = v x, x' = u z */
    double noise;                 /* its D */
    double v_2, w_2, noise_2;     /* E[z2|z] = v_2 z, E[z|z2] = w_2 z2, its S */
    int is_encoded, is_encoded_2; /* v > 0; v_2 > 0 */
};

/* theory_hierarchy_axis -- the optimum along axis number `axis`, largest eigenvalue first: the first `latent` axes have
 * a dimension of z, the first latent_2 also one of z2. If D is learned, beta_2 > beta_1. */
struct theory_two_levels theory_hierarchy_axis(const struct theory_hierarchy *hierarchy,
                                               double eigenvalue, long axis);

/* The costs of an axis along which x has the mean square `square`, nats. */
struct theory_two_costs {
    double recon, first,
        second; /* recon without the constant of the density; E ln q/p of z; KL of z2 */
};
struct theory_two_costs theory_hierarchy_costs(const struct theory_hierarchy *hierarchy,
                                               const struct theory_two_levels *axis, double square);

/* theory_describe_hierarchy -- quantities and observables of the optimum.
 *   moments  [THEORY_SETS], diagonalised */
void theory_describe_hierarchy(struct theory *theory, const struct theory_case *from,
                               const struct theory_moments *moments);

#endif
