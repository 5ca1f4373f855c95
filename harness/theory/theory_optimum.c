#include "theory/theory_optimum.h"

#include <math.h>
#include <stdlib.h>

#include "numerics/vecmath/vecmath.h"
#include "theory/theory_curvature.h"
#include "theory/theory_descent.h"

/* ---- the optimum as a model ---- */

static void build(struct theory_model *model, const struct theory_linear *optimum,
                  const struct theory_moments *training) {
    long d = model->data, k = model->latent;
    for (long j = 0; j < optimum->encoded; j++) {
        const double *axis = training->axes + j * d;
        double eigenvalue = training->eigenvalues[j];
        double length = sqrt(eigenvalue - optimum->theta);
        for (long i = 0; i < d; i++) {
            model->w[i * k + j] = length * axis[i];
            model->v[j * d + i] = length * axis[i] / eigenvalue;
            model->a[j] -= model->v[j * d + i] * training->mean[i];
        }
        model->s[j] = klimb_vecmath_scalar_log(optimum->theta / eigenvalue);
    }
    for (long i = 0; i < d; i++)
        model->c[i] = training->mean[i];
    model->sigma = sqrt(optimum->variance);
    model->is_learned = model->is_learned &&
                        model->sigma > model->floor; /* else it stays at the floor */
    *model->l = model->is_learned ? log(model->sigma - model->floor) : 0;
}

static enum status observe(struct theory *theory, struct theory_model *optimum,
                           const struct theory_moments *evaluation, double beta,
                           struct error *error) {
    double *dimension = calloc((size_t)theory->latent * DIMENSION_OBSERVABLES, sizeof *dimension);
    if (dimension == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld dimensions",
                               theory->latent);
    theory_model_observe(theory->observable, dimension, optimum, evaluation, beta);
    free(dimension);
    return STATUS_OK;
}

/* Standard errors of the columns from the record's sample of noise. */
static void find_errors(struct theory *theory, struct theory_model *optimum,
                        const struct theory_moments *evaluation, const struct config *config) {
    static const enum observable sampled[] = {OBSERVABLE_recon, OBSERVABLE_loss, OBSERVABLE_elbo};
    double variance = config->noise == NOISE_EXPECTED
                          ? 0
                          : theory_model_noise_variance(optimum, evaluation);
    double error = sqrt(variance / (double)evaluation->count);
    for (long i = 0; i < OBSERVABLES; i++)
        theory->error[i] = isnan(theory->observable[i]) ? (double)NAN : 0;
    for (size_t i = 0; i < sizeof sampled / sizeof *sampled; i++)
        theory->error[sampled[i]] = error;
    theory->value[THEORY_EVALUATION][THEORY_QUANTITY_noise_error] = error;
}

/* Steps above 2/curvature lead away from a minimum; with momentum, above 2 (1 + momentum)/curvature. */
static enum status find_rate_most(struct theory *theory, struct theory_model *optimum,
                                  const struct theory_moments *training,
                                  const struct config *config, struct error *error) {
    double curvature;
    if (config->optimiser.kind != OPTIMISER_SGD || config->data.condition > 0)
        return STATUS_OK;
    enum status status = theory_find_curvature(&curvature, optimum, training, config->schedule.beta,
                                               error);
    if (status == STATUS_OK)
        theory->value[THEORY_TRAINING][THEORY_QUANTITY_rate_most] =
            2 * (1 + config->optimiser.momentum) / curvature;
    return status;
}

/* Fills in what needs a model. */
static enum status inspect(struct theory *theory, const struct config *config,
                           const struct theory_linear *optimum,
                           const struct theory_moments *moments, struct error *error) {
    struct theory_model model;
    enum status status = theory_model_new(&model, theory->data, theory->latent, &config->likelihood,
                                          error);
    if (status != STATUS_OK)
        return status;
    build(&model, optimum, &moments[THEORY_TRAINING]);
    status = observe(theory, &model, &moments[THEORY_EVALUATION], config->schedule.beta, error);
    if (status == STATUS_OK)
        find_errors(theory, &model, &moments[THEORY_EVALUATION], config);
    if (status == STATUS_OK)
        status = find_rate_most(theory, &model, &moments[THEORY_TRAINING], config, error);
    theory_model_free(&model);
    return status;
}

/* -ln p(x) of the model at the optimum, mean over examples: x ~ N(c, W W' + s^2 I), whose variance is
 * lambda_i - theta + s^2 along an encoded axis and s^2 along the others (Tipping & Bishop 1999). */
static double marginal_nll(const struct theory_linear *optimum,
                           const struct theory_moments *training,
                           const struct theory_moments *evaluation) {
    long d = training->dimensions;
    double nll = 0;
    for (long j = 0; j < d; j++) {
        const double *axis = training->axes + j * d;
        double variance = optimum->variance;
        double spread = 0, away = 0;
        if (j < optimum->encoded)
            variance += training->eigenvalues[j] - optimum->theta;
        for (long i = 0; i < d; i++) {
            away += axis[i] * (evaluation->mean[i] - training->mean[i]);
            for (long l = 0; l < d; l++)
                spread += axis[i] * evaluation->covariance[i * d + l] * axis[l];
        }
        nll += (klimb_vecmath_scalar_log(2 * M_PI * variance) + (spread + away * away) / variance) /
               2;
    }
    return nll;
}

/* ---- quantities ---- */

/* Counts as a record does, by Var(mu_i) = v_i' S v_i = 1 - theta/lambda_i. */
static double count_active(const struct theory_linear *optimum,
                           const struct theory_moments *training) {
    long active = 0;
    while (active < optimum->encoded &&
           1 - optimum->theta / training->eigenvalues[active] > PROBE_ACTIVE_VARIANCE)
        active++;
    return (double)active;
}

static void put_training(double *value, const struct theory_linear *optimum,
                         const struct theory_moments *training) {
    double distance = 2 * optimum->variance * optimum->distortion; /* E|x - x'|^2 */
    value[THEORY_QUANTITY_active_units] = count_active(optimum, training);
    value[THEORY_QUANTITY_kl] = optimum->kl;
    value[THEORY_QUANTITY_recon] = optimum->recon;
    value[THEORY_QUANTITY_loss] = optimum->loss;
    value[THEORY_QUANTITY_elbo] = optimum->elbo;
    value[THEORY_QUANTITY_shannon] = theory_linear_shannon_rate(training->eigenvalues,
                                                                training->dimensions, distance);
}

/* The axes are those of the training set, so another set's own optimum differs a little. */
static void put_evaluation(double *value, const double *observable) {
    value[THEORY_QUANTITY_active_units] = observable[OBSERVABLE_active_units];
    value[THEORY_QUANTITY_kl] = observable[OBSERVABLE_kl];
    value[THEORY_QUANTITY_recon] = observable[OBSERVABLE_recon];
    value[THEORY_QUANTITY_loss] = observable[OBSERVABLE_loss];
    value[THEORY_QUANTITY_elbo] = observable[OBSERVABLE_elbo];
}

/* mi = kl holds for Gaussian data, if N examples can carry that much. */
static void put_both(double *value, const struct theory_linear *optimum,
                     const struct theory_case *from) {
    double constant = (double)from->data->dimensions *
                      klimb_vecmath_scalar_log(2 * M_PI * optimum->variance) / 2;
    value[THEORY_QUANTITY_beta] = from->config->schedule.beta;
    value[THEORY_QUANTITY_sigma_x] = sqrt(optimum->variance);
    value[THEORY_QUANTITY_theta] = optimum->theta;
    value[THEORY_QUANTITY_encoded_axes] = (double)optimum->encoded;
    value[THEORY_QUANTITY_distortion] = value[THEORY_QUANTITY_recon] - constant;
    if (theory_is_gaussian(from->config) &&
        value[THEORY_QUANTITY_kl] <= value[THEORY_QUANTITY_mi_cap]) {
        value[THEORY_QUANTITY_mi] = value[THEORY_QUANTITY_kl];
        value[THEORY_QUANTITY_kl_agg] = 0;
    }
}

/* ---- axes ---- */

/* KL of an axis from the part of the initial weights along it in the growing mode. Its direction in
 * (w, v) is (lambda/s^2, r + 1/s^2); every latent dimension has a share in it. */
static double initial_kl(const struct theory_axis *axis, const double *direction,
                         const struct theory_model *initial, double variance) {
    long d = initial->data, k = initial->latent;
    double mode_w = axis->eigenvalue / variance, mode_v = axis->rate + 1 / variance;
    double squares = mode_w * mode_w + mode_v * mode_v, kl = 0;
    for (long j = 0; j < k; j++) {
        double along = 0;
        for (long i = 0; i < d; i++)
            along += direction[i] *
                     (mode_w * initial->w[i * k + j] + mode_v * initial->v[j * d + i]);
        double v = mode_v * along / squares;
        kl += axis->eigenvalue * v * v / 2;
    }
    return kl;
}

/* With a condition, no rate is known. */
static void describe_axis(struct theory_axis *axis, const struct theory *theory,
                          const struct theory_linear *optimum, const double *direction,
                          const struct theory_model *initial,
                          const struct optimiser_config *optimiser) {
    axis->distance = 100 * (axis->eigenvalue - optimum->theta) / optimum->theta;
    axis->kl = axis->is_encoded ? theory_linear_kl(axis->eigenvalue, optimum->theta) : 0;
    axis->variance = axis->is_encoded ? optimum->theta / axis->eigenvalue : 1;
    axis->rate = axis->fold_steps = axis->half_kl_steps = (double)NAN;
    if (initial == NULL)
        return;
    axis->rate = theory_linear_escape_rate(axis->eigenvalue, theory->escape_variance,
                                           theory->value[THEORY_TRAINING][THEORY_QUANTITY_beta]);
    axis->fold_steps = axis->half_kl_steps = optimiser->kind == OPTIMISER_SGD ? HUGE_VAL
                                                                              : (double)NAN;
    if (!(axis->rate > 0) || optimiser->kind != OPTIMISER_SGD)
        return;
    double growth = theory_descent_growth(optimiser, axis->rate);
    double kl = initial_kl(axis, direction, initial, theory->escape_variance);
    axis->fold_steps = 1 / growth;
    if (axis->is_encoded)
        axis->half_kl_steps = fmax(klimb_vecmath_scalar_log(axis->kl / 2 / kl), 0) / (2 * growth);
}

static enum status describe_axes(struct theory *theory, const struct theory_case *from,
                                 const struct theory_linear *optimum,
                                 const struct theory_moments *training, struct error *error) {
    struct theory_model initial = {0};
    int has_rates = from->config->data.condition == 0;
    long d = theory->data;
    enum status status = has_rates ? theory_draw_model(&initial, from, error) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    theory->axis = calloc((size_t)d, sizeof *theory->axis);
    theory->axes = theory->axis != NULL ? d : 0;
    for (long i = 0; i < theory->axes; i++) {
        theory->axis[i].eigenvalue = training->eigenvalues[i];
        theory->axis[i].is_encoded = i < optimum->encoded;
        describe_axis(&theory->axis[i], theory, optimum, training->axes + i * d,
                      has_rates ? &initial : NULL, &from->config->optimiser);
    }
    theory_model_free(&initial);
    return theory->axis != NULL
               ? STATUS_OK
               : klimb_error_set(error, STATUS_MEMORY, "no memory for %ld axes", d);
}

/* If sigma_x is learned, a collapsed model has that of a constant x'. */
static double collapsed_variance(const struct config *config,
                                 const struct theory_moments *training) {
    double trace = 0;
    for (long i = 0; i < training->dimensions; i++)
        trace += training->eigenvalues[i];
    return theory_variance(config, trace / (double)training->dimensions);
}

enum status theory_describe_optimum(struct theory *theory, const struct theory_case *from,
                                    const struct theory_moments *moments, struct error *error) {
    const struct config *config = from->config;
    const struct theory_moments *training = &moments[THEORY_TRAINING];
    double beta = config->schedule.beta;
    long d = theory->data, k = theory->latent;
    double best = theory_linear_best_variance(training->eigenvalues, d, k, beta);
    struct theory_linear optimum = theory_linear_optimum(training->eigenvalues, d, k,
                                                         theory_variance(config, best), beta);
    enum status status = inspect(theory, config, &optimum, moments, error);
    if (status != STATUS_OK)
        return status;
    put_training(theory->value[THEORY_TRAINING], &optimum, training);
    put_evaluation(theory->value[THEORY_EVALUATION], theory->observable);
    for (enum theory_set set = 0; set < THEORY_SETS; set++)
        put_both(theory->value[set], &optimum, from);
    theory->observable[OBSERVABLE_mi] = theory->value[THEORY_EVALUATION][THEORY_QUANTITY_mi];
    theory->observable[OBSERVABLE_kl_agg] =
        theory->value[THEORY_EVALUATION][THEORY_QUANTITY_kl_agg];
    theory->observable[OBSERVABLE_nll_iw] = marginal_nll(&optimum, training,
                                                         &moments[THEORY_EVALUATION]);
    theory->is_collapse_inevitable = optimum.encoded == 0;
    theory->escape_variance = collapsed_variance(config, training);
    return describe_axes(theory, from, &optimum, training, error);
}
