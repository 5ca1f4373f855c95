/* probe.h -- observables: measurements of a model at one step.
 *
 * OBSERVABLE_TABLE is the list of the columns of a record. Writing, reading, comparing, plotting and
 * documentation follow from it.
 */
#ifndef KLIMB_PROBE_H
#define KLIMB_PROBE_H

#include <float.h>
#include <math.h>

#include "train/vae.h"

/* X(name, unit, scale, resolution, meaning)
 * scale       the scale on which curves are compared: LINEAR; LOG for values that span decades; ASINH for
 *             values that span decades above the resolution and are linear below it: asinh(x / resolution)
 * resolution  a smaller difference does not matter, whatever the spread of an ensemble; in the
 *             unit of the column, relative on a LOG scale
 * Columns up to sigma_x are measured on the fixed evaluation set with fixed noise. Those of
 * klimb_observable_is_of_end have a value only in the last row, and only if the scenario asks for it. Those of a second
 * level are only in records of a hierarchical prior. */
#define OBSERVABLE_TABLE(X)                                                                        \
    X(beta, "1", LINEAR, 1e-6, "weight of the KL term in force at this step")                      \
    X(recon, "nats", LINEAR, 0.01, "reconstruction term -ln p(x|z), mean over examples")           \
    X(kl, "nats", ASINH, 0.01, "KL(q(z|x) || p(z)), summed over dimensions, mean over examples")   \
    X(loss, "nats", LINEAR, 0.01, "recon + beta kl")                                               \
    X(elbo, "nats", LINEAR, 0.01, "evidence lower bound -(recon + kl), at beta = 1")               \
    X(mi, "nats", LINEAR, 0.01,                                                                    \
      "mutual information of x and z under q, aggregate-posterior estimate")                       \
    X(mi_cap, "nats", LINEAR, 1e-6, "ln N: the largest value the estimate can take")               \
    X(kl_agg, "nats", LINEAR, 0.01,                                                                \
      "KL(q(z) || p(z)) = kl - mi: how far the aggregate left the prior")                          \
    X(holes, "1", LINEAR, 0.02,                                                                    \
      "share of prior samples where q(z) is as thin as its thinnest 1 %")                          \
    X(active_units, "units", LINEAR, 1, "dimensions with Var_x(mu) > 0.01")                        \
    X(logvar_min, "1", LINEAR, 0.1, "smallest ln sigma^2")                                         \
    X(logvar_max, "1", LINEAR, 0.1, "largest ln sigma^2")                                          \
    X(sigma_mean, "1", LINEAR, 0.01, "mean posterior |sigma|")                                     \
    X(mu_spread, "1", LINEAR, 0.01, "root mean over dimensions of Var_x(mu)")                      \
    X(clamped, "1", LINEAR, 0.02,                                                                  \
      "share of ln sigma^2 outside the clamp, where its gradient is 0")                            \
    X(sigma_x, "1", LOG, 0.01,                                                                     \
      "deviation of the Gaussian likelihood; theta^-1/2 of counts; else 0")                        \
    X(grad_encoder, "1", LOG, 0.05, "Euclidean norm of the batch gradient, encoder's parameters")  \
    X(grad_decoder, "1", LOG, 0.05, "the same, decoder's parameters")                              \
    X(batch_recon, "nats", LINEAR, 0.01, "reconstruction term of the training batch at this step") \
    X(batch_kl, "nats", ASINH, 0.01, "KL of the training batch at this step")                      \
    X(mmd2, "1", LINEAR, 0.005, "unbiased MMD^2 of decoded prior samples and held-out examples")   \
    X(mmd_p, "1", LINEAR, 0.05, "share of permutations with an MMD^2 as large")                    \
    X(nn_accuracy, "1", LINEAR, 0.02,                                                              \
      "accuracy with which the nearest neighbour tells these two apart; 0.5: not at all")          \
    X(nll_iw, "nats", LINEAR, 0.01, "-ln p(x), importance-weighted estimate, mean over examples")  \
    X(kl_2, "nats", ASINH, 0.01,                                                                   \
      "KL(q(z2|z) || N(0, I)) of a second level, part of kl, mean over examples")                  \
    X(active_units_2, "units", LINEAR, 1, "dimensions of z2 with Var_x(E[z2|x]) > 0.01")

#define OBSERVABLE_ENUM(name, unit, scale, resolution, meaning) OBSERVABLE_##name,
enum observable { OBSERVABLE_TABLE(OBSERVABLE_ENUM) OBSERVABLES };

enum observable_scale { OBSERVABLE_LINEAR, OBSERVABLE_LOG, OBSERVABLE_ASINH };

struct klimb_observable_info {
    const char *name, *unit, *meaning;
    enum observable_scale scale;
    double resolution;
};
extern const struct klimb_observable_info klimb_observable_info[OBSERVABLES];

enum { OBSERVABLES_OF_END = OBSERVABLE_nll_iw - OBSERVABLE_mmd2 + 1 };

/* klimb_observable_is_of_end -- whether a column is measured once, of the final model: mmd2 to nll_iw. In other
 * rows it is NaN, which means no value. */
static inline int klimb_observable_is_of_end(enum observable column) {
    return column >= OBSERVABLE_mmd2 && column <= OBSERVABLE_nll_iw;
}

/* klimb_observable_is_of_second -- whether a column is about a second level of latents. */
static inline int klimb_observable_is_of_second(enum observable column) {
    return column == OBSERVABLE_kl_2 || column == OBSERVABLE_active_units_2;
}

/* klimb_observable_is_optional -- whether the records of some configs do not have the column. */
static inline int klimb_observable_is_optional(enum observable column) {
    return klimb_observable_is_of_end(column) || klimb_observable_is_of_second(column);
}

enum { OBSERVABLES_OPTIONAL = OBSERVABLES_OF_END + 2 }; /* how many klimb_observable_is_optional */

/* klimb_observable_is_recorded -- whether a run of this config has the column. */
static inline int klimb_observable_is_recorded(enum observable column,
                                               const struct config *config) {
    const struct record_config *record = &config->record;
    if (klimb_observable_is_of_second(column))
        return config->model.prior.kind == PRIOR_HIERARCHICAL;
    if (!klimb_observable_is_of_end(column))
        return 1;
    return column == OBSERVABLE_nll_iw ? record->nll_samples > 0 : record->prior_samples > 0;
}

/* The observables of each latent dimension. X(name, unit, meaning) */
#define DIMENSION_TABLE(X)                                                                         \
    X(kl, "nats", "mean KL of this dimension")                                                     \
    X(mu_mean, "1", "mean over examples of mu")                                                    \
    X(mu_variance, "1", "variance over examples of mu; active above 0.01")                         \
    X(logvar_mean, "1", "mean ln sigma^2")                                                         \
    X(logvar_min, "1", "smallest ln sigma^2")                                                      \
    X(logvar_max, "1", "largest ln sigma^2")
#define DIMENSION_ENUM(name, unit, meaning) DIMENSION_##name,
enum dimension_observable { DIMENSION_TABLE(DIMENSION_ENUM) DIMENSION_OBSERVABLES };
extern const char *const klimb_dimension_names[]; /* NULL-terminated */

/* One row of a record. Its values are binary32, like the trajectory, by observation_narrow. */
struct observation {
    long step; /* number of updates made */
    float value[OBSERVABLES];
    float *dimension; /* [k, DIMENSION_OBSERVABLES], the caller's memory */
};

/* observation_narrow -- the nearest binary32. A finite number beyond its range becomes the end of the
 * range, 3.4028235e38, so that a sum or norm of finite numbers is not recorded as infinite. NaN and
 * infinities stay. */
static inline float observation_narrow(double value) {
    if (isfinite(value) && !(fabs(value) <= (double)FLT_MAX))
        return value > 0 ? FLT_MAX : -FLT_MAX;
    return (float)value;
}

/* A unit is active above this Var_x(mu): Burda et al. 2016. */
#define PROBE_ACTIVE_VARIANCE 0.01

/* The evaluation set and its scratch. */
struct probe {
    long examples, latent, data;
    const real *x;              /* [examples,d] into the data set */
    real *eps;                  /* [examples,k] fixed noise */
    real *prior;                /* [examples,k] samples of the prior, by fixed noise */
    real *mu, *logvar, *z;      /* [examples,k] gathered over chunks */
    double *recon;              /* [examples] */
    double *kl;                 /* [k] mean of each dimension */
    real *work;                 /* scratch of the aggregate-posterior estimate */
    double mean_recon, mean_kl; /* of the last row, nats; the KL as weighted in the loss */
};

/* klimb_probe_layout -- carve memory for `examples` >= 1 rows of x, which must outlive the probe.
 * Overwrites all of *probe. */
void klimb_probe_layout(struct probe *probe, struct arena *arena, const real *x, long examples,
                        long data, long latent);

/* klimb_probe_init -- draw the fixed noise and prior samples: RNG_EVALUATION and RNG_PRIOR of seed 0, the
 * same for all runs. */
void klimb_probe_init(struct probe *probe, const struct vecmath *vm);

/* klimb_probe_observe -- evaluate the model. Does not change parameters or gradients, but overwrites the vae's
 * buffers of the last batch. Fills row->dimension and all columns of `row` but grad_* and batch_*; these and
 * row->step are the caller's.
 *   beta  the weight of the KL at this step
 * Runs the evaluation set through klimb_vae_evaluate in chunks of vae->capacity; grey values are not binarised.
 * Under a learned prior the column kl is the mean of ln q(z|x) - ln p(z) at one sample, the kl of a dimension
 * is that to N(0, 1), and the prior samples are drawn from the learned prior. All means are over examples
 * ascending, in double, so on the exact backend they do not depend on the capacity. Variances are those of
 * the population, in two passes. A NaN among the values of a column makes it NaN, active_units too. If all
 * posteriors are finite, so are mi and holes, if necessary by klimb_probe_aggregate_wide. */
void klimb_probe_observe(struct probe *probe, struct observation *row, struct vae *vae, double beta,
                         const struct backend *backend);

/* klimb_probe_weigh -- set the columns beta and loss of the row that was just observed, if the weight became known only
 * after the batch. */
void klimb_probe_weigh(const struct probe *probe, struct observation *row, double beta);

/* Estimates with the aggregate posterior q(z) = 1/n sum_j q(z|x_j). */
struct klimb_probe_aggregate {
    double mi; /* I(x;z) = mean_i [ln q(z_i|x_i) - ln q(z_i)], nats */
    double
        holes; /* share of prior samples at which q is no higher than at the lowest 1 % of the z_i */
};

/* klimb_probe_aggregate -- estimate both from one sample of each posterior.
 *   mu, logvar, z  in [n,k];  z_i is one sample of q(z|x_i)
 *   prior          in [n,k];  samples of N(0, I)
 *   work           scratch [klimb_probe_work_size(n, k)]
 * mi lies between about 0 (noise may make it slightly negative) and ln n. If posteriors are narrow and
 * far apart, each z_i lies in its own peak and everything else is a hole. Both are not finite if an input
 * is not, or if a squared distance or a precision leaves the range of `real`; then use
 * klimb_probe_aggregate_wide. Time grows with n^2 k.
 * Source: Hoffman & Johnson 2016; holes: Rezende & Viola 2018. */
struct klimb_probe_aggregate klimb_probe_aggregate(const real *mu, const real *logvar,
                                                   const real *z, const real *prior, long n, long k,
                                                   const struct backend *backend, real *work);

/* klimb_probe_work_size -- elements of scratch that klimb_probe_aggregate needs: 3 n + 2 n k. */
long klimb_probe_work_size(long n, long k);

/* Samples of posteriors, all [n,k]: z = mu + sigma eps; sigma may have either sign. */
struct probe_samples {
    const real *mu, *logvar, *z, *eps;
    const real *prior; /* samples of N(0, I) */
    long n, k;
};

/* klimb_probe_aggregate_wide -- the same estimates, finite for all finite inputs: in double, and many
 * times slower.
 *   work  scratch [n]
 * mi is at most ln n, because every sample's own posterior is part of the sum. The noise is taken from eps, so a
 * posterior so narrow that z equals mu in `real` still has its noise. Uses only klimb_vecmath_scalar_exp,
 * klimb_vecmath_scalar_log and exactly rounded operations in a fixed order: the same bits everywhere. */
struct klimb_probe_aggregate klimb_probe_aggregate_wide(const struct probe_samples *samples,
                                                        const struct backend *backend, real *work);

/* klimb_probe_thinnest -- the smallest density that is not a hole: the next above the lowest hundredth of the
 * densities of the posterior's samples. Moves these lowest ones to the front. */
real klimb_probe_thinnest(real *of_samples, long n);

#endif
