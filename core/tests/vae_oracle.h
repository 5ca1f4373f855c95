/* vae_oracle.h -- the loss of the whole model, one example at a time, directly from the formulas: in double,
 * with libm, sharing with core only the order of the parameters. */
#ifndef KLIMB_VAE_ORACLE_H
#define KLIMB_VAE_ORACLE_H

#include <math.h>

#include "train/vae.h"

enum { ORACLE_WIDTH = 16 }; /* no layer of a test is wider */

/* Sums over the examples added so far. */
struct oracle_sums {
    double recon;
    double kl[ORACLE_WIDTH]; /* of each dimension */
};

static inline double oracle_activation(enum activation kind, double leak, double x) {
    switch (kind) {
    case ACTIVATION_RELU:
        return x > 0 ? x : leak * x;
    case ACTIVATION_TANH:
        return tanh(x);
    case ACTIVATION_ELU:
        return x > 0 ? x : expm1(x);
    case ACTIVATION_SILU:
        return x / (1 + exp(-x));
    default:
        return x;
    }
}

/* Passes `value` through the layers in place; returns the address after their parameters. A layer with more inputs than
 * the previous one has outputs also gets the network's input, after them. */
static inline const double *oracle_mlp(double *value, const double *p, const struct mlp *mlp) {
    double first[ORACLE_WIDTH] = {0};
    for (long i = 0; i < mlp->layer[0].in; i++)
        first[i] = value[i];
    for (long l = 0; l < mlp->count; l++) {
        long in = mlp->layer[l].in, out = mlp->layer[l].out;
        double next[ORACLE_WIDTH];
        for (long i = l > 0 ? mlp->layer[l - 1].out : in; i < in; i++)
            value[i] = first[i - mlp->layer[l - 1].out];
        for (long j = 0; j < out; j++) {
            next[j] = p[in * out + j];
            for (long i = 0; i < in; i++)
                next[j] += value[i] * p[i * out + j];
        }
        for (long j = 0; j < out; j++)
            value[j] = oracle_activation(mlp->layer[l].activation, (double)mlp->layer[l].leak,
                                         next[j]);
        p += in * out + out;
    }
    return p;
}

/* sigma, which may be negative under HEAD_SIGMA, from the raw scale s. */
static inline double oracle_sigma(const struct head_config *head, double s) {
    double mid = (head->low + head->high) / 2, half = (head->high - head->low) / 2;
    switch (head->kind) {
    case HEAD_CLAMPED:
        return exp(fmin(fmax(s, head->low), head->high) / 2);
    case HEAD_TANH:
        return exp((mid + half * tanh((s - mid) / half)) / 2);
    case HEAD_SOFTPLUS:
        return head->floor + log1p(exp(s));
    case HEAD_VARIANCE:
        return sqrt(1 + s);
    case HEAD_SIGMA:
        return 1 + s;
    case HEAD_FIXED:
        return head->sigma;
    default:
        return exp(s / 2);
    }
}

static inline double oracle_sigma_x(const struct likelihood_config *config, double scale) {
    int scaled = config->kind == LIKELIHOOD_GAUSSIAN_LEARNED ||
                 config->kind == LIKELIHOOD_GAUSSIAN_OPTIMAL;
    return scaled ? config->floor + exp(scale) : config->sigma;
}

static inline double oracle_recon(const struct likelihood_config *config, double output, double x,
                                  double scale) {
    if (config->kind == LIKELIHOOD_BERNOULLI)
        return log1p(exp(output)) - x * output;
    double sigma = oracle_sigma_x(config, scale);
    double r = (x - output) / sigma;
    return r * r / 2 + log(sigma) + log(2 * acos(-1)) / 2;
}

static inline void oracle_add_example(struct oracle_sums *sums, const struct vae *vae,
                                      const double *p, const real *x, const real *eps) {
    long k = vae->config.latent;
    double value[ORACLE_WIDTH];
    for (long j = 0; j < vae->data; j++)
        value[j] = vae->config.encoder_input == ENCODER_INPUT_NOTHING ? 0 : (double)x[j];
    p = oracle_mlp(value, p, &vae->encoder.mlp);
    double variance[ORACLE_WIDTH] = {0}; /* of z if the noise is expected, else 0 */
    for (long j = 0; j < k; j++) {
        double mu = value[j], sigma = oracle_sigma(&vae->config.head, value[k + j]);
        int sampled = vae->noise == NOISE_SAMPLED;
        sums->kl[j] += (mu * mu + sigma * sigma - 1 - log(sigma * sigma)) / 2;
        value[j] = sampled ? mu + sigma * (double)eps[j] : mu;
        variance[j] = sampled ? 0 : sigma * sigma;
    }
    const double *w = p; /* of a linear decoder, [k,d] */
    p = oracle_mlp(value, p, &vae->decoder.mlp);
    double scale = vae->likelihood.kind == LIKELIHOOD_GAUSSIAN_LEARNED ? *p : 0;
    double sigma_x = oracle_sigma_x(&vae->likelihood, scale);
    for (long j = 0; j < vae->data; j++) {
        sums->recon += oracle_recon(&vae->likelihood, value[j], (double)x[j], scale);
        for (long l = 0; l < k && vae->noise == NOISE_EXPECTED; l++)
            sums->recon += variance[l] * pow(w[l * vae->data + j] / sigma_x, 2) / 2;
    }
}

static inline struct oracle_sums oracle_evaluate_fixed(const struct vae *vae, const double *p,
                                                       const real *x, const real *eps, long n) {
    struct oracle_sums sums = {0};
    for (long i = 0; i < n; i++)
        oracle_add_example(&sums, vae, p, x + i * vae->data, eps + i * vae->config.latent);
    sums.recon /= (double)n;
    for (long j = 0; j < vae->config.latent; j++)
        sums.kl[j] /= (double)n;
    return sums;
}

/* The batch means of `n` examples at parameters p. At sigma_x = 1 recon is d (mean square + ln 2 pi)/2, which
 * gives the optimal sigma_x and recon with it. */
static inline struct oracle_sums oracle_evaluate(const struct vae *vae, const double *p,
                                                 const real *x, const real *eps, long n) {
    if (vae->likelihood.kind != LIKELIHOOD_GAUSSIAN_OPTIMAL)
        return oracle_evaluate_fixed(vae, p, x, eps, n);
    struct vae unit = *vae;
    unit.likelihood = (struct likelihood_config){.kind = LIKELIHOOD_GAUSSIAN, .sigma = 1};
    struct oracle_sums sums = oracle_evaluate_fixed(&unit, p, x, eps, n);
    double d = (double)vae->data, constant = log(2 * acos(-1));
    double square = 2 * sums.recon / d - constant;
    double sigma = vae->likelihood.floor + sqrt(square);
    sums.recon = d * (square / (sigma * sigma) + 2 * log(sigma) + constant) / 2;
    return sums;
}

static inline double oracle_loss(const struct vae *vae, const double *p, const real *x,
                                 const real *eps, double beta, long n) {
    struct oracle_sums means = oracle_evaluate(vae, p, x, eps, n);
    double loss = means.recon;
    for (long j = 0; j < vae->config.latent; j++)
        loss += beta * means.kl[j];
    return loss;
}

#endif
