/* prior.h -- learned priors p(z): mixtures of normal distributions with diagonal covariances.
 *
 *     ln p(z) = ln sum_c pi_c N(z; m_c, diag e^l_c)
 * PRIOR_MIXTURE learns m_c, l_c and logits w_c, pi = softmax(w). PRIOR_VAMPPRIOR learns pseudo-inputs u_c in data space:
 * m_c and l_c are the encoder's outputs for u_c, which the caller computes, and pi_c = 1/C (Tomczak & Welling 2018, "VAE
 * with a VampPrior"). The KL from a normal q to a mixture has no closed form; ln q(z|x) - ln p(z) at a sample replaces it.
 *
 *     prior.mean = ..., prior.logvar = ..., prior.logit = ...;     // views
 *     klimb_prior_prepare(&prior);                                 // after each change of them
 *     klimb_prior_forward(nll, &prior, z, n);
 *     klimb_prior_backward(dz, &prior, z, weight, n);              // adds to prior.dmean, dlogvar, dlogit
 */
#ifndef KLIMB_PRIOR_H
#define KLIMB_PRIOR_H

#include "base/real.h"

struct arena;

/* X(NAME, name in a scenario, text) */
#define PRIOR_TABLE(X)                                                                             \
    X(STANDARD, "standard", "N(0, I)")                                                             \
    X(MIXTURE, "mixture", "sum_c pi_c N(m_c, diag s_c^2), all of them learned")                    \
    X(VAMPPRIOR, "vampprior",                                                                      \
      "1/C sum_c q(z|u_c), pseudo-inputs u_c learned: Tomczak & Welling 2018")                     \
    X(HIERARCHICAL, "hierarchical",                                                                \
      "z|z2 ~ N(z2 W + b, eta^2 I), z2 ~ N(0, I), bounded by q(z2|z): Dang et al. 2024")           \
    X(AR1, "ar1", "z_j|z_(j-1) ~ N(alpha z_(j-1), 1 - alpha^2), z_1 ~ N(0, 1): Razavi et al. 2019")
#define KIND_ENUM_PRIOR(NAME, name, text) PRIOR_##NAME,
enum prior_kind { PRIOR_TABLE(KIND_ENUM_PRIOR) PRIOR_KINDS };
extern const char *const klimb_prior_names[]; /* by kind, NULL-terminated */

struct prior_config {
    enum prior_kind kind;
    long components; /* C, mixture and vampprior; the other priors have configs of their own */
};

struct prior {
    long components, latent;               /* C, k */
    const real *mean, *logvar;             /* [C,k] views of the caller */
    const real *logit;                     /* [C] view; NULL: all components have the same weight */
    double *precision, *constant;          /* [C,k] e^-l; [C] ln pi_c - 1/2 sum_j l_cj */
    double *share;                         /* [C] pi_c N_c / sum_c pi_c N_c, of the present row */
    double *dmean, *dlogvar, *dlogit, *pi; /* [C,k], [C,k], [C], [C] */
};

/* klimb_prior_layout -- carve all arrays but the views. Overwrites all of *prior. */
void klimb_prior_layout(struct prior *prior, struct arena *arena, long components, long latent);

/* klimb_prior_share_out -- replace each ln x_c by x_c / sum_c x_c and return ln(sum / divisor). The largest is subtracted
 * first, so nothing overflows; the sum is over c ascending. Also used for the weights of the samples of a bound. */
double klimb_prior_share_out(double *x, long count, double divisor);

/* klimb_prior_prepare -- compute everything that does not depend on z, and set dmean, dlogvar, dlogit to 0. */
void klimb_prior_prepare(struct prior *prior);

/* klimb_prior_forward -- nll[i] = -ln p(z_i) - k/2 ln(2 pi), where the constant cancels against that of q.
 *   nll  out [n]; in double, j and then c ascending, the largest term subtracted first
 *   z    in  [n,k]
 * Non-finite values propagate. */
void klimb_prior_forward(double *nll, struct prior *prior, const real *z, long n);

/* klimb_prior_backward -- gradient of sum_i weight_i nll_i, i ascending.
 *   dz      in/out [n,k]  gains weight_i d nll_i / d z_i
 *   z       in     [n,k]
 *   weight  in     [n]
 * prior->dmean, dlogvar and dlogit gain their gradients. */
void klimb_prior_backward(real *dz, struct prior *prior, const real *z, const real *weight, long n);

/* klimb_prior_sample -- draws from p(z): z_i = m_c + e^(l_c/2) noise_i, where c is the first component with
 * pi_0 + .. + pi_c > uniform_i.
 *   z        in/out [n,k]  standard normal noise on entry
 *   uniform  in     [n]    in (0,1) */
void klimb_prior_sample(real *z, const struct prior *prior, const real *uniform, long n);

#endif
