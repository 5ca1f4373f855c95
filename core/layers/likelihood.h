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

/* What the rate mu of a count is. X(NAME, name in a scenario, formula) */
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
    double floor; /* smallest sigma_x of gaussian-learned and gaussian-optimal, 0 for none */
    enum offset_kind offset; /* counts */
    long symbols;            /* categorical: V, of which d is a multiple */
    double dispersion;       /* theta of negative-binomial and zero-inflated at the start, > 0 */
};

/* Counts are parameterised as in scvi-tools: the negative binomial has mean mu and inverse dispersion
 * theta = e^s, one s for each dimension (dispersion "gene"),
 *     -ln p = theta ln((theta + mu)/theta) + x ln((theta + mu)/mu)
 *             - ln Gamma(x + theta) + ln Gamma(theta) + ln x!,
 * and with zero inflation a count is 0 with probability pi = sigmoid(logit), else negative binomial.
 * There is no epsilon in the logarithms; instead ln mu comes from the output without an exponential.
 * With an offset the library is the one observed, as scvi-tools has it by default
 * (use_observed_lib_size), and the decoder shares it out by a softmax.
 * Source: Lopez et al. 2018, "Deep generative modeling for single-cell transcriptomics"; scvi-tools,
 * src/scvi/distributions/_negative_binomial.py (log_nb_positive, log_zinb_positive). */

/* An example of categorical data has d/V positions of V values, of which one is 1 and the others 0. Then with the largest
 * logit m of a position -ln p = ln sum_v e^(l_v - m) - sum_v x_v (l_v - m), whose gradient is softmax(l) - x: what
 * torch.nn.CrossEntropyLoss computes with class probabilities as target, summed over positions. */

/* The two calibrated decoders of Rybkin, Daniilidis & Levine 2021, "Simple and Effective VAE Training
 * with Calibrated Decoders": one sigma_x for all dimensions, learned, or the best one of a batch in
 * closed form, sigma_x^2 = mean (x-m)^2. (Equation 5 of an earlier version has sigma_x there by a slip:
 * orybkin/sigma-vae-pytorch#1.) Their code, model.py there, clips ln sigma_x softly from below:
 * c + softplus(s - c), c = -6. That is ln(e^c + e^s), so it is a floor of e^-6 =
 * 0.0024787521766663585 here, to be written into the scenario. gaussian-diagonal
 * has a sigma_x for each dimension, the same for all examples. It is between theirs and the sigma_x of each pixel and
 * example that a decoder puts out, which to them "often gives suboptimal results". Pixels that never change drive their
 * s down for ever. */

/* klimb_likelihood_batch_scale -- s of gaussian-optimal: ln of the root mean square of x - m over n examples,
 * so that sigma_x = floor + e^s as for gaussian-learned. -inf for an exact fit.
 *   output  in  [n,d]   means
 *   x       in  [n,d]   data
 *   work    scratch [d]
 * Squares are summed in double: over dimensions as by kernels->dot, then over examples ascending. */
real klimb_likelihood_batch_scale(const real *output, const real *x, long n, long d,
                                  const struct backend *backend, real *work);

/* klimb_likelihood_outputs -- values that the decoder gives for d dimensions: d; zero-inflated 2 d, the
 * logits of an excess zero after the others. */
long klimb_likelihood_outputs(enum likelihood_kind kind, long d);

/* klimb_likelihood_parameters -- values s that are learned: 1 for gaussian-learned; d for
 * gaussian-diagonal, and for negative-binomial and zero-inflated, ln theta; 0 for others. */
long klimb_likelihood_parameters(enum likelihood_kind kind, long d);

/* klimb_likelihood_scratch -- elements of scratch for n examples: n d; 2 d for gaussian-diagonal;
 * more for counts. */
long klimb_likelihood_scratch(enum likelihood_kind kind, long n, long d);

/* klimb_likelihood_is_gaussian -- whether there is a sigma_x. */
int klimb_likelihood_is_gaussian(enum likelihood_kind kind);

/* klimb_likelihood_is_count -- whether x must be whole numbers from 0. */
int klimb_likelihood_is_count(enum likelihood_kind kind);

/* klimb_likelihood_initial_scale -- the s that all have at the start: sigma_x = floor + e^s is the configured
 * sigma, or theta = e^s the configured dispersion. */
real klimb_likelihood_initial_scale(const struct likelihood_config *config);

/* klimb_likelihood_sigma -- sigma_x in force: config.sigma, or floor + e^s when learned or optimal, then
 * rounded to real. It has no meaning for other kinds. */
double klimb_likelihood_sigma(const struct likelihood_config *config, real scale);

/* klimb_likelihood_slope -- d ln sigma_x / d s where sigma_x = floor + e^s: 1 without a floor. */
double klimb_likelihood_slope(const struct likelihood_config *config, real scale);

/* klimb_likelihood_spread -- what a likelihood adds to the noise that its mean implies, for the record:
 * sigma_x of a Gaussian, of gaussian-diagonal the geometric mean over dimensions; theta^-1/2 of negative-binomial and zero-inflated, theta being the geometric
 * mean over dimensions, which is the relative deviation of rates (0: Poisson); 0 for others.
 *   scale  in [klimb_likelihood_parameters], NULL for none; of gaussian-optimal [1] */
double klimb_likelihood_spread(const struct likelihood_config *config, const real *scale, long d);

/* Where the gradient of the batch-mean reconstruction (1/n) sum_i recon_i goes. */
struct likelihood_gradient {
    real *output; /* [n, klimb_likelihood_outputs] with respect to the decoder's output */
    real *scale;  /* [klimb_likelihood_parameters] with respect to s; NULL unless learned */
};

/* klimb_likelihood_forward -- recon[i] = -ln p(x_i | output_i) of each example and, since most of the work
 * is the same, its gradient.
 *   recon     out [n]     overwritten: nats, in double, summed over dimensions as by kernels->sum; of counts
 *                         ascending; categorical: -sum_v by kernels->dot of all positions ascending, then
 *                         ln sum_v by kernels->sum of all ascending
 *   gradient  out         overwritten; NULL for none. gradient->output overlaps nothing else
 *   output    in  [n, klimb_likelihood_outputs]  logits, means, or o of the rates of counts
 *   x         in  [n,d]   data; Bernoulli takes grey values in [0,1] as means
 *   scale     in  [klimb_likelihood_parameters]  the learned s; NULL for none; of gaussian-optimal [1], the
 *                 klimb_likelihood_batch_scale of this batch
 *   work      scratch [klimb_likelihood_scratch]
 * The gradient of gaussian-optimal goes through s as well. With Q = sum_ij (m - x)^2 and squares =
 * Q / sigma_x^2, ds/dm = (m - x)/Q and d recon/ds = slope (n d - squares)/n, so that it is the one of
 * gaussian times 1 + slope (n d/squares - 1): the same without a floor, where sigma_x is at the
 * optimum. It makes recon[i] depend on the other examples of the batch.
 * Non-finite values propagate, a sigma_x or theta that underflowed to 0 among them. */
void klimb_likelihood_forward(double *recon, const struct likelihood_gradient *gradient,
                              const real *output, const real *x, long n, long d,
                              const struct likelihood_config *config, const real *scale,
                              const struct backend *backend, real *work);

/* klimb_likelihood_mean -- E[x|z] from the decoder's output: sigmoid of logits, the means, softmax of the
 * logits of each position, or rates of counts, zero inflation included. With a library offset they are those of a library of 1.
 *   mean    out [n,d]  overwritten; may be output itself
 *   output  in  [n, klimb_likelihood_outputs] */
void klimb_likelihood_mean(real *mean, const real *output, long n, long d,
                           const struct likelihood_config *config, const struct backend *backend);

#endif
