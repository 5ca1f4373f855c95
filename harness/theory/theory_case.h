/* theory_case.h -- what a prediction is made from, and what it uses of core: the examples
 * and the initial weights.
 */
#ifndef KLIMB_THEORY_CASE_H
#define KLIMB_THEORY_CASE_H

#include "theory/theory.h"
#include "theory/theory_model.h"

/* What a prediction is made from. */
struct theory_case {
    const struct config *config;
    const struct dataset *data;
    uint64_t seed;
    const struct backend *backend;
};

/* The examples of a set, as klimb_trainer_init chooses them. */
struct theory_examples {
    const real *x; /* [count,d] */
    long count;
};
struct theory_examples theory_examples_of(const struct theory_case *from, enum theory_set set);

/* theory_measure_set -- the moments of a set. */
enum status theory_measure_set(struct theory_moments *moments, const struct theory_case *from,
                               enum theory_set set, struct error *error) MUST_CHECK;

/* theory_is_learned -- whether sigma_x is, or is made to suit each batch. */
static inline int theory_is_learned(const struct config *config) {
    return config->likelihood.kind == LIKELIHOOD_GAUSSIAN_LEARNED ||
           config->likelihood.kind == LIKELIHOOD_GAUSSIAN_OPTIMAL ||
           config->likelihood.kind == LIKELIHOOD_GAUSSIAN_DIAGONAL;
}

/* theory_is_count -- whether examples are counts. */
static inline int theory_is_count(const struct config *config) {
    return klimb_likelihood_is_count(config->likelihood.kind);
}

/* theory_is_gaussian -- whether the examples have a normal distribution, and not only its moments. */
static inline int theory_is_gaussian(const struct config *config) {
    return config->data.source == DATA_GAUSSIAN && !(config->data.noise > 0);
}

/* theory_has_two_levels -- whether the prior is a VAE itself. */
static inline int theory_has_two_levels(const struct config *config) {
    return config->model.prior.kind == PRIOR_HIERARCHICAL;
}

/* theory_is_light -- whether a second level's KL weighs less than the first's: the loss may then be less than that
 * of any linear beta-VAE. */
static inline int theory_is_light(const struct config *config) {
    return theory_has_two_levels(config) && config->model.hierarchy.beta < 1;
}

/* theory_variance -- sigma_x^2 where `wanted` would be the best: the fixed one, or that held above
 * the floor. */
static inline double theory_variance(const struct config *config, double wanted) {
    const struct likelihood_config *likelihood = &config->likelihood;
    double least = likelihood->floor * likelihood->floor;
    if (!theory_is_learned(config))
        return likelihood->sigma * likelihood->sigma;
    return wanted > least ? wanted : least;
}

/* theory_draw_model -- the linear model with the initial weights of the seed, which are core's.
 *   model  out  theory_model_free by the caller; empty on error */
enum status theory_draw_model(struct theory_model *model, const struct theory_case *from,
                              struct error *error) MUST_CHECK;

#endif
