/* likelihood.h -- the reconstruction term -ln p(x|z) and its gradient, nats per example.
 *
 *     struct likelihood_gradient gradient = {.output = doutput};
 *     klimb_likelihood_forward(recon, &gradient, output, x, n, d, &config, scale, &backend, work);
 */
#ifndef KLIMB_LIKELIHOOD_H
#define KLIMB_LIKELIHOOD_H

#include "numerics/backend.h"

/* X(NAME, name in a scenario, formula) */
#define LIKELIHOOD_TABLE(X)                                                                        \
    X(BERNOULLI, "bernoulli", "logits l: sum [max(l,0) - x l + ln(1 + e^-|l|)]")                   \
    X(GAUSSIAN, "gaussian",                                                                        \
      "fixed sigma_x: sum [(x-m)^2/(2 sigma_x^2) + ln sigma_x + ln(2 pi)/2]")                      \
    X(GAUSSIAN_LEARNED, "gaussian-learned", "the same, sigma_x = floor + e^s with s learned")

#define KIND_ENUM_LIKELIHOOD(NAME, name, text) LIKELIHOOD_##NAME,
enum likelihood_kind { LIKELIHOOD_TABLE(KIND_ENUM_LIKELIHOOD) LIKELIHOOD_KINDS };
extern const char *const klimb_likelihood_names[]; /* by kind, NULL-terminated */

struct likelihood_config {
    enum likelihood_kind kind;
    double sigma; /* sigma_x of gaussian; its initial value for gaussian-learned (> floor) */
    double floor; /* smallest sigma_x of gaussian-learned, 0 for none */
};

/* klimb_likelihood_initial_scale -- s such that sigma_x = floor + e^s is the configured sigma. */
real klimb_likelihood_initial_scale(const struct likelihood_config *config);

/* klimb_likelihood_sigma -- sigma_x in force: config.sigma, or floor + e^s when learned, then rounded to
 * real. Without meaning for Bernoulli. */
double klimb_likelihood_sigma(const struct likelihood_config *config, real scale);

/* klimb_likelihood_slope -- d ln sigma_x / d s of a learned sigma_x: 1 without a floor. */
double klimb_likelihood_slope(const struct likelihood_config *config, real scale);

/* Where the gradient of the batch-mean reconstruction (1/n) sum_i recon_i goes. */
struct likelihood_gradient {
    real *output; /* [n,d] with respect to the decoder's output */
    real *scale;  /* with respect to s; NULL unless learned */
};

/* klimb_likelihood_forward -- recon[i] = -ln p(x_i | output_i) of each example and, since most of the work
 * is the same, its gradient.
 *   recon     out [n]     overwritten: nats, in double, summed over dimensions as by kernels->sum
 *   gradient  out         overwritten; NULL for none. gradient->output overlaps nothing else
 *   output    in  [n,d]   logits or means
 *   x         in  [n,d]   data; Bernoulli takes grey values in [0,1] as means
 *   scale     in          the learned s, ignored otherwise
 *   work      scratch [n,d]
 * Non-finite values propagate, a sigma_x that underflowed to 0 among them. */
void klimb_likelihood_forward(double *recon, const struct likelihood_gradient *gradient,
                              const real *output, const real *x, long n, long d,
                              const struct likelihood_config *config, real scale,
                              const struct backend *backend, real *work);

/* klimb_likelihood_mean -- E[x|z] from the decoder's output: sigmoid of logits, or the means.
 *   mean    out [n,d]  overwritten; may be output itself
 *   output  in  [n,d] */
void klimb_likelihood_mean(real *mean, const real *output, long n, long d,
                           const struct likelihood_config *config, const struct backend *backend);

#endif
