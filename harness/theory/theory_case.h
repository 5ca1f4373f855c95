/* theory_case.h -- the inputs of a prediction, and what it takes from core: the examples and the initial weights.
 */
#ifndef KLIMB_THEORY_CASE_H
#define KLIMB_THEORY_CASE_H

#include "theory/theory.h"
#include "theory/theory_model.h"

/* The inputs of a prediction. */
struct theory_case {
    const struct config *config;
    const struct dataset *data;
    uint64_t seed;
    const struct backend *backend;
};

/* The examples of a set, chosen as in klimb_trainer_init. */
struct theory_examples {
    const real *x; /* [count,d] */
    long count;
};
struct theory_examples theory_examples_of(const struct theory_case *from, enum theory_set set);

/* theory_measure_set -- the moments of a set. */
enum status theory_measure_set(struct theory_moments *moments, const struct theory_case *from,
                               enum theory_set set, struct error *error) MUST_CHECK;

/* theory_is_learned -- whether sigma_x is learned, or fitted to each batch. */
static inline int theory_is_learned(const struct config *config) {
    return config->likelihood.kind == LIKELIHOOD_GAUSSIAN_LEARNED ||
           config->likelihood.kind == LIKELIHOOD_GAUSSIAN_OPTIMAL ||
           config->likelihood.kind == LIKELIHOOD_GAUSSIAN_DIAGONAL;
}

/* theory_is_count -- whether examples are counts. */
static inline int theory_is_count(const struct config *config) {
    return klimb_likelihood_is_count(config->likelihood.kind);
}

/* theory_is_gaussian -- whether the examples are drawn from a normal distribution. */
static inline int theory_is_gaussian(const struct config *config) {
    return config->data.source == DATA_GAUSSIAN && !(config->data.noise > 0);
}

/* theory_has_two_levels -- whether the prior is itself a VAE. */
static inline int theory_has_two_levels(const struct config *config) {
    return config->model.prior.kind == PRIOR_HIERARCHICAL;
}

/* theory_is_light -- whether a second level's KL weighs less than the first's: then the loss may be lower than that of
 * any linear beta-VAE. */
static inline int theory_is_light(const struct config *config) {
    return theory_has_two_levels(config) && config->model.hierarchy.beta < 1;
}

/* theory_variance -- sigma_x^2 if `wanted` is the best: the fixed one, or `wanted` but not below the floor. */
static inline double theory_variance(const struct config *config, double wanted) {
    const struct likelihood_config *likelihood = &config->likelihood;
    double least = likelihood->floor * likelihood->floor;
    if (!theory_is_learned(config))
        return likelihood->sigma * likelihood->sigma;
    return wanted > least ? wanted : least;
}

/* theory_draw_model -- the linear model with core's initial weights of the seed.
 *   model  out  theory_model_free by the caller; empty on error */
enum status theory_draw_model(struct theory_model *model, const struct theory_case *from,
                              struct error *error) MUST_CHECK;

#endif
