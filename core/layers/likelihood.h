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
    X(GAUSSIAN_LEARNED, "gaussian-learned", "the same, sigma_x = floor + e^s with s learned")      \
    X(GAUSSIAN_OPTIMAL, "gaussian-optimal",                                                        \
      "the same, sigma_x = floor + root mean square of x - m over the batch")                      \
    X(GAUSSIAN_DIAGONAL, "gaussian-diagonal",                                                      \
      "as gaussian-learned, with its own sigma_x and s for each dimension")                        \
    X(POISSON, "poisson", "counts of rate mu: sum [mu - x ln mu + ln x!]")                         \
    X(NEGATIVE_BINOMIAL, "negative-binomial",                                                      \
      "counts of mean mu and variance mu + mu^2/theta, theta learned for each dimension")          \
    X(ZERO_INFLATED, "zero-inflated", "the same, but 0 with a probability that is decoded too")    \
    X(CATEGORICAL, "categorical",                                                                  \
      "positions of V symbols, logits l: sum over positions of [ln sum_v e^l_v - l_x]")

/* The rate mu of a count. X(NAME, name in a scenario, formula) */
#define OFFSET_TABLE(X)                                                                            \
    X(NONE, "none", "mu = e^o of the decoder's output o")                                          \
    X(LIBRARY, "library", "mu = l softmax(o), l = max(sum of the example's counts, 1)")

#define KIND_ENUM_LIKELIHOOD(NAME, name, text) LIKELIHOOD_##NAME,
enum likelihood_kind { LIKELIHOOD_TABLE(KIND_ENUM_LIKELIHOOD) LIKELIHOOD_KINDS };
extern const char *const klimb_likelihood_names[]; /* by kind, NULL-terminated */
#define KIND_ENUM_OFFSET(NAME, name, text) OFFSET_##NAME,
enum offset_kind { OFFSET_TABLE(KIND_ENUM_OFFSET) OFFSET_KINDS };
extern const char *const klimb_offset_names[];

struct likelihood_config {
    enum likelihood_kind kind;
    double sigma; /* sigma_x of gaussian; its initial value for gaussian-learned (> floor) */
    double floor; /* smallest sigma_x if it is learned or optimal, 0 for none */
    enum offset_kind offset; /* counts */
    long symbols;            /* categorical: V, which must divide d */
    double dispersion;       /* initial theta of negative-binomial and zero-inflated, > 0 */
};

/* Counts are parameterised as in scvi-tools: the negative binomial has mean mu and inverse dispersion
 * theta = e^s, one s for each dimension (dispersion "gene"),
 *     -ln p = theta ln((theta + mu)/theta) + x ln((theta + mu)/mu)
 *             - ln Gamma(x + theta) + ln Gamma(theta) + ln x!,
 * and with zero inflation a count is 0 with probability pi = sigmoid(logit), else negative binomial.
 * The logarithms have no epsilon; ln mu is computed from the output without an exponential.
 * With an offset, the library is the observed one, as is scvi-tools' default (use_observed_lib_size),
 * and the decoder divides it among the dimensions by a softmax.
 * Source: Lopez et al. 2018, "Deep generative modeling for single-cell transcriptomics"; scvi-tools,
 * src/scvi/distributions/_negative_binomial.py (log_nb_positive, log_zinb_positive). */

/* An example of categorical data has d/V positions of V values; one of them is 1 and the others are 0. With the largest
 * logit m of a position, -ln p = ln sum_v e^(l_v - m) - sum_v x_v (l_v - m), and its gradient is softmax(l) - x. This is
 * torch.nn.CrossEntropyLoss with class probabilities as target, summed over positions. */

/* The two calibrated decoders of Rybkin, Daniilidis & Levine 2021, "Simple and Effective VAE Training
 * with Calibrated Decoders": one sigma_x for all dimensions, learned, or the best one of a batch in
 * closed form, sigma_x^2 = mean (x-m)^2. (Equation 5 of an earlier version has sigma_x there by a slip:
 * orybkin/sigma-vae-pytorch#1.) Their code, model.py there, clips ln sigma_x softly from below:
 * c + softplus(s - c), c = -6. That is ln(e^c + e^s), so it equals a floor of e^-6 =
 * 0.0024787521766663585 here, which the scenario must set. gaussian-diagonal has a sigma_x for each dimension,
 * the same for all examples. It lies between theirs and a decoder that outputs sigma_x for each pixel and example, which
 * according to them "often gives suboptimal results". The s of a pixel that never changes decreases for ever. */

/* klimb_likelihood_batch_scale -- s of gaussian-optimal: ln of the root mean square of x - m over n examples.
 * sigma_x is floor + e^s, as for gaussian-learned. s is -inf for an exact fit.
 *   output  in  [n,d]   means
 *   x       in  [n,d]   data
 *   work    scratch [d]
 * Squares are summed in double: over dimensions by kernels->dot, then over examples ascending. */
real klimb_likelihood_batch_scale(const real *output, const real *x, long n, long d,
                                  const struct backend *backend, real *work);

/* klimb_likelihood_outputs -- number of decoder outputs for d dimensions: d; for zero-inflated 2 d, of which
 * the last d are the logits of an excess zero. */
long klimb_likelihood_outputs(enum likelihood_kind kind, long d);

/* klimb_likelihood_parameters -- number of learned scales s: 1 for gaussian-learned; d for gaussian-diagonal,
 * negative-binomial and zero-inflated (where s = ln theta); 0 for the others. */
long klimb_likelihood_parameters(enum likelihood_kind kind, long d);

/* klimb_likelihood_scratch -- elements of scratch for n examples: n d; 2 d for gaussian-diagonal;
 * more for counts. */
long klimb_likelihood_scratch(enum likelihood_kind kind, long n, long d);

/* klimb_likelihood_is_gaussian -- whether the likelihood has a sigma_x. */
int klimb_likelihood_is_gaussian(enum likelihood_kind kind);

/* klimb_likelihood_is_count -- whether x must be whole numbers of at least 0. */
int klimb_likelihood_is_count(enum likelihood_kind kind);

/* klimb_likelihood_initial_scale -- the initial value of every s: sigma_x = floor + e^s is the configured
 * sigma, or theta = e^s the configured dispersion. */
real klimb_likelihood_initial_scale(const struct likelihood_config *config);

/* klimb_likelihood_sigma -- the present sigma_x: config.sigma, or floor + e^s rounded to real if it is learned
 * or optimal. Only for kinds that are Gaussian. */
double klimb_likelihood_sigma(const struct likelihood_config *config, real scale);

/* klimb_likelihood_slope -- d ln sigma_x / d s for sigma_x = floor + e^s: 1 without a floor. */
double klimb_likelihood_slope(const struct likelihood_config *config, real scale);

/* klimb_likelihood_spread -- the record's measure of a likelihood's spread: sigma_x of a Gaussian, for
 * gaussian-diagonal its geometric mean over dimensions; theta^-1/2 of negative-binomial and zero-inflated, with
 * the geometric mean of theta, which is the relative deviation of rates (0: Poisson); 0 for the others.
 *   scale  in [klimb_likelihood_parameters], NULL for none; [1] for gaussian-optimal */
double klimb_likelihood_spread(const struct likelihood_config *config, const real *scale, long d);

/* Where the gradient of the batch-mean reconstruction (1/n) sum_i recon_i goes. */
struct likelihood_gradient {
    real *output; /* [n, klimb_likelihood_outputs] with respect to the decoder's output */
    real *scale;  /* [klimb_likelihood_parameters] with respect to s; NULL unless learned */
};

/* klimb_likelihood_forward -- recon[i] = -ln p(x_i | output_i) of each example and its gradient, which share
 * most of the work.
 *   recon     out [n]     overwritten: nats, in double, summed over dimensions by kernels->sum; for counts
 *                         ascending; categorical: -sum_v by kernels->dot of all positions ascending, then
 *                         ln sum_v by kernels->sum of all ascending
 *   gradient  out         overwritten; NULL for none. gradient->output must overlap nothing else
 *   output    in  [n, klimb_likelihood_outputs]  logits, means, or the o that determine the rates of counts
 *   x         in  [n,d]   data; Bernoulli takes grey values in [0,1] as means
 *   scale     in  [klimb_likelihood_parameters]  the learned s; NULL for none; for gaussian-optimal [1], the
 *                 klimb_likelihood_batch_scale of this batch
 *   work      scratch [klimb_likelihood_scratch]
 * The gradient of gaussian-optimal includes the path through s. With Q = sum_ij (m - x)^2 and squares =
 * Q / sigma_x^2, ds/dm = (m - x)/Q and d recon/ds = slope (n d - squares)/n. So it is the gradient of
 * gaussian times 1 + slope (n d/squares - 1), which is 1 without a floor, where sigma_x is optimal.
 * recon[i] depends on the other examples of the batch.
 * Non-finite values propagate, and so does a sigma_x or theta that underflowed to 0. */
void klimb_likelihood_forward(double *recon, const struct likelihood_gradient *gradient,
                              const real *output, const real *x, long n, long d,
                              const struct likelihood_config *config, const real *scale,
                              const struct backend *backend, real *work);

/* klimb_likelihood_mean -- E[x|z] from the decoder's output: sigmoid of logits, the means, softmax of the
 * logits of each position, or rates of counts, zero inflation included. A library offset is taken as 1.
 *   mean    out [n,d]  overwritten; may be output itself
 *   output  in  [n, klimb_likelihood_outputs] */
void klimb_likelihood_mean(real *mean, const real *output, long n, long d,
                           const struct likelihood_config *config, const struct backend *backend);

#endif
