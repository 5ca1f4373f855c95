/* posterior_single.h -- a posterior of one example with one dimension, under each head.
 *
 *     struct single got = forward(&sigma, mu, s, eps);
 *     struct derivatives gradient = backward(&sigma, got, dz, weight);
 */
#ifndef KLIMB_POSTERIOR_SINGLE_H
#define KLIMB_POSTERIOR_SINGLE_H

#include "check_near.h"
#include "layers/posterior.h"

/* A few roundings of numbers of the size of 1. */
static const double ROUNDING = 8 * (double)REAL_EPSILON;

static const double LN_4 = 1.3862943611198906;

static inline struct backend backend_of_tests(void) {
    return (struct backend){.vm = klimb_vecmath_select(NULL)};
}

/* One example with one dimension. */
struct single {
    real mu, logvar, variance, sigma, z, kl, weight;
    real raw[2], eps;
};

static inline struct posterior views_of(struct single *single) {
    return (struct posterior){.mu = &single->mu,
                              .logvar = &single->logvar,
                              .variance = &single->variance,
                              .sigma = &single->sigma,
                              .z = &single->z,
                              .kl = &single->kl,
                              .weight = &single->weight};
}

static inline struct single forward(const struct head_config *head, double mu, double s,
                                    double eps) {
    struct single single = {.raw = {(real)mu, (real)s}, .eps = (real)eps};
    struct posterior posterior = views_of(&single);
    struct backend backend = backend_of_tests();
    klimb_posterior_forward(&posterior, single.raw, &single.eps, 1, 1, head, &backend);
    return single;
}

struct derivatives {
    real mu, s;
};

static inline struct derivatives backward(const struct head_config *head, struct single single,
                                          double dz, double weight) {
    struct posterior posterior = views_of(&single);
    struct backend backend = backend_of_tests();
    real draw[2], gradient = (real)dz;
    klimb_posterior_backward(draw, &gradient, weight, &posterior, single.raw, &single.eps, 1, 1,
                             head, &backend);
    return (struct derivatives){draw[0], draw[1]};
}

static const struct head_config logvar = {.kind = HEAD_LOGVAR};
static const struct head_config clamped = {.kind = HEAD_CLAMPED, .low = -30, .high = 20};
static const struct head_config bounded = {.kind = HEAD_TANH, .low = -30, .high = 20};
static const struct head_config softplus = {.kind = HEAD_SOFTPLUS, .floor = 0.125};
static const struct head_config variance = {.kind = HEAD_VARIANCE};
static const struct head_config sigma = {.kind = HEAD_SIGMA};
static const struct head_config fixed = {.kind = HEAD_FIXED, .sigma = 0.6};
static const struct head_config *const all_heads[] = {&logvar,   &clamped, &bounded, &softplus,
                                                      &variance, &sigma,   &fixed};

#endif
