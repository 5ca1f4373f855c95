#include "layers/objective_kind.h"

/* Vahdat & Kautz 2020, "NVAE: A Deep Hierarchical Variational Autoencoder", appendix A, on the warm-up of the KL: the KL of
 * group g has the weight gamma_g, proportional to the KL of that group in the batch divided by its size. The weights have
 * mean 1 over the groups and no gradient, and are 1 after the warm-up. So a group with little KL has a small weight. The
 * paper says "proportional to the size", which is a slip: NVlabs/NVAE#26. Their code (kl_per_group of utils.py) adds 0.01
 * nats to each KL, so that a group with a KL of 0 has a weight above 0. */
static const double LEAST = 0.01;

/* The batch mean of the KL of dimensions first .. end - 1, divided by their number. */
static double density(const double *kl, long first, long end) {
    double sum = 0;
    for (long j = first; j < end; j++)
        sum += kl[j];
    return (sum + LEAST) / (double)(end - first);
}

static long end_of(long first, long size, long k) {
    return k - first < size ? k : first + size;
}

static void fill(real *factor, const struct objective_terms *terms, long first, long end,
                 double value) {
    for (long i = 0; i < terms->n; i++)
        for (long j = first; j < end; j++)
            factor[i * terms->k + j] = (real)value;
}

static void factors(const struct objective *objective, const struct objective_terms *terms,
                    real *factor) {
    long k = terms->k, groups = 0;
    long size = objective->config.group > 0 ? objective->config.group : k;
    double total = 0;
    if (!(objective->weight < objective->schedule.beta)) {
        fill(factor, terms, 0, k, 1);
        return;
    }
    for (long first = 0; first < k; first += size, groups++)
        total += density(terms->kl_mean, first, end_of(first, size, k));
    for (long first = 0; first < k; first += size) {
        long end = end_of(first, size, k);
        fill(factor, terms, first, end,
             density(terms->kl_mean, first, end) * (double)groups / total);
    }
}

const struct objective_functions klimb_objective_balanced = {klimb_objective_scheduled, factors};
