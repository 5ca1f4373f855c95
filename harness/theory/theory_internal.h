/* theory_internal.h -- what the parts of theory share with one another and with nobody else.
 */
#ifndef KLIMB_THEORY_INTERNAL_H
#define KLIMB_THEORY_INTERNAL_H

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

/* ---- theory_reach.c ---- */

/* theory_find_reach -- how far theory reaches by model and data, before beta and sigma_x are looked
 * at. Returns why not further, NULL at THEORY_OPTIMUM. */
const char *theory_find_reach(enum theory_reach *reach, const struct config *config, long d);

/* theory_find_why_no_optimum -- what beta and sigma_x leave of the optimum of a linear model.
 * Returns why there is none, NULL if there is one.
 *   training  diagonalised */
const char *theory_find_why_no_optimum(const struct config *config,
                                       const struct theory_moments *training);

/* theory_find_why_no_curve -- why a run is no recursion on mean and covariance; NULL if it is. */
const char *theory_find_why_no_curve(const struct config *config, long d);

/* theory_find_why_unresolved -- recon is a small difference of terms of the size of trace S/s^2, and
 * double carries 16 digits. Returns what to say where they do not reach from trace S down to s^2,
 * NULL where they do.
 *   variance  s^2 */
const char *theory_find_why_unresolved(double variance, const struct theory_moments *training);

/* ---- theory_bounds.c ---- */

/* theory_bound_any -- what holds for every model: recon_constant, recon_least, kl_most, mi_cap, and
 * loss_least and elbo_most as far as they follow from these. STATUS_MEMORY. */
enum status theory_bound_any(struct theory *theory, const struct theory_case *from,
                             struct error *error) MUST_CHECK;

/* theory_bound_linear -- loss_least, elbo_most, elbo_ppca of a set by a linear decoder.
 *   moments  of that set, diagonalised */
void theory_bound_linear(struct theory *theory, const struct config *config,
                         const struct theory_moments *moments, enum theory_set set);

/* ---- theory_optimum.c ---- */

/* theory_describe_optimum -- everything of the optimum.
 *   moments  [THEORY_SETS], diagonalised */
enum status theory_describe_optimum(struct theory *theory, const struct theory_case *from,
                                    const struct theory_moments *moments,
                                    struct error *error) MUST_CHECK;

/* ---- theory_curvature.c ---- */

/* theory_find_curvature -- the largest eigenvalue of the Hessian of recon + beta KL at a model,
 * where none is large and negative, as at a minimum: from below, to about 1e-6.
 *   model  in, out  moved about, and back again to rounding */
enum status theory_find_curvature(double *curvature, struct theory_model *model,
                                  const struct theory_moments *moments, double beta,
                                  struct error *error) MUST_CHECK;

/* ---- sigma_x and weights ---- */

/* theory_is_learned -- whether sigma_x is. */
static inline int theory_is_learned(const struct config *config) {
    return config->likelihood.kind == LIKELIHOOD_GAUSSIAN_LEARNED;
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
