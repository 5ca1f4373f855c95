#include "layers/objective_kind.h"

/* Kingma et al. 2016, "Improving variational inference with inverse autoregressive flow", free bits: the latent
 * dimensions are divided into groups, and the KL of a group, as a mean over the minibatch, is free below the floor.
 * The derivative of max(floor, KL) is 1 above the floor, and 0 at and below it. */

/* Dimensions first .. end - 1. */
struct group {
    long first, end;
};

static double sum_means(const double *kl, struct group group) {
    double sum = 0;
    for (long j = group.first; j < group.end; j++)
        sum += kl[j];
    return sum;
}

static double sum_example(const real *kl, struct group group) {
    double sum = 0;
    for (long j = group.first; j < group.end; j++)
        sum += (double)kl[j];
    return sum;
}

static void weigh_group(const struct objective_config *config, const struct objective_terms *terms,
                        struct group group, real *factor) {
    int is_mean = config->floor_of == FLOOR_OF_BATCH;
    double mean = sum_means(terms->kl_mean, group);
    for (long i = 0; i < terms->n; i++) {
        const real *row = terms->kl_each + i * terms->k;
        double kl = is_mean ? mean : sum_example(row, group);
        for (long j = group.first; j < group.end; j++)
            factor[i * terms->k + j] = kl > config->floor ? REAL(1.0) : REAL(0.0);
    }
}

static void factors(const struct objective *objective, const struct objective_terms *terms,
                    real *factor) {
    const struct objective_config *config = &objective->config;
    long size = config->group > 0 ? config->group : terms->k;
    for (long first = 0; first < terms->k; first += size) {
        long left = terms->k - first;
        struct group group = {first, first + (left < size ? left : size)};
        weigh_group(config, terms, group, factor);
    }
}

const struct objective_functions klimb_objective_free_bits = {klimb_objective_scheduled, factors};
