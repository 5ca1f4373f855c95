/* The curve of a deterministic run, as a recursion on the weights of a linear model. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "theory/theory_case.h"
#include "theory/theory_descent.h"
#include "theory/theory_reach.h"

/* ---- rows ---- */

static enum status curve_new(struct theory_curve *curve, long rows, long latent,
                             struct error *error) {
    size_t count = (size_t)rows;
    *curve = (struct theory_curve){
        .latent = latent,
        .step = calloc(count, sizeof *curve->step),
        .value = calloc(count * OBSERVABLES, sizeof *curve->value),
        .dimension = calloc(count * (size_t)latent * DIMENSION_OBSERVABLES,
                            sizeof *curve->dimension),
    };
    if (curve->step != NULL && curve->value != NULL && curve->dimension != NULL)
        return STATUS_OK;
    theory_curve_free(curve);
    return klimb_error_set(error, STATUS_MEMORY, "no memory for a curve of %ld rows", rows);
}

void theory_curve_free(struct theory_curve *curve) {
    free(curve->step);
    free(curve->value);
    free(curve->dimension);
    *curve = (struct theory_curve){0};
}

/* ---- the recursion ---- */

/* A run in progress. */
struct recursion {
    const struct config *config;
    struct theory_moments moments[THEORY_SETS];
    struct theory_model model;
    struct theory_descent descent;
    double *gradient;          /* [parameters] of the training loss, at the present step */
    struct theory_terms terms; /* and its terms */
    long step;
};

static void recursion_free(struct recursion *run) {
    for (enum theory_set set = 0; set < THEORY_SETS; set++)
        theory_moments_free(&run->moments[set]);
    theory_model_free(&run->model);
    theory_descent_free(&run->descent);
    free(run->gradient);
}

static enum status refuse(const char *why, struct error *error) {
    return klimb_error_set(error, STATUS_INVALID, "no curve can be predicted: %s", why);
}

static enum status check_resolution(const struct recursion *run, struct error *error) {
    double sigma = run->config->likelihood.sigma;
    const char *why = theory_find_why_unresolved(sigma * sigma, &run->moments[THEORY_TRAINING]);
    return why != NULL ? refuse(why, error) : STATUS_OK;
}

/* Changes each weight by a share of itself, up or down. */
static void nudge_weights(struct theory_model *model, double share) {
    for (long i = 0; i < model->parameters; i++)
        model->p[i] *= 1 + (i % 2 == 0 ? share : -share);
}

static enum status recursion_begin(struct recursion *run, const struct theory_case *from,
                                   double nudge, struct error *error) {
    *run = (struct recursion){.config = from->config};
    enum status status = theory_draw_model(&run->model, from, error);
    if (status == STATUS_OK)
        nudge_weights(&run->model, nudge);
    for (enum theory_set set = 0; set < THEORY_SETS && status == STATUS_OK; set++)
        status = theory_measure_set(&run->moments[set], from, set, error);
    if (status == STATUS_OK)
        status = check_resolution(run, error);
    if (status == STATUS_OK)
        status = theory_descent_new(&run->descent, from->config, run->model.parameters, error);
    if (status != STATUS_OK)
        return status;
    run->gradient = calloc((size_t)run->model.parameters, sizeof *run->gradient);
    if (run->gradient == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld parameters",
                               run->model.parameters);
    return STATUS_OK;
}

static double beta_of(const struct recursion *run) {
    return theory_descent_beta(&run->config->schedule, run->step);
}

static void find_gradient(struct recursion *run) {
    run->terms = theory_model_gradient(run->gradient, &run->model, &run->moments[THEORY_TRAINING],
                                       beta_of(run));
}

static double norm(const double *x, long n) {
    double squares = 0;
    for (long i = 0; i < n; i++)
        squares += x[i] * x[i];
    return sqrt(squares);
}

static void add_row(struct theory_curve *curve, struct recursion *run) {
    long row = curve->rows++, encoder = run->model.encoder;
    double *value = curve->value + row * OBSERVABLES;
    curve->step[row] = run->step;
    theory_model_observe(value, curve->dimension + row * curve->latent * DIMENSION_OBSERVABLES,
                         &run->model, &run->moments[THEORY_EVALUATION], beta_of(run));
    value[OBSERVABLE_batch_recon] = run->terms.recon;
    value[OBSERVABLE_batch_kl] = run->terms.kl;
    value[OBSERVABLE_grad_encoder] = norm(run->gradient, encoder);
    value[OBSERVABLE_grad_decoder] = norm(run->gradient + encoder, run->model.parameters - encoder);
}

/* The gradient of the last step makes no update, but the last row has it. */
static void run_through(struct theory_curve *curve, struct recursion *run, const long *steps,
                        long count) {
    while (curve->rows < count) {
        find_gradient(run);
        while (curve->rows < count && steps[curve->rows] <= run->step)
            add_row(curve, run);
        theory_descent_step(&run->descent, run->model.p, run->gradient, run->step);
        run->step++;
    }
}

/* ---- which steps ---- */

static void list_logged(long *steps, const struct config *config) {
    for (long step = 0; step <= config->steps; step = klimb_config_next_logged(config, step))
        *steps++ = step;
}

static enum status predict_once(struct theory_curve *curve, const struct theory_case *from,
                                double nudge, const long *steps, long count, struct error *error) {
    struct recursion run;
    enum status status = curve_new(curve, count, from->config->model.latent, error);
    if (status != STATUS_OK)
        return status;
    status = recursion_begin(&run, from, nudge, error);
    if (status == STATUS_OK)
        run_through(curve, &run, steps, count);
    else
        theory_curve_free(curve);
    recursion_free(&run);
    return status;
}

/* ---- what rounding decides ---- */

/* Weights that differ by NUDGE, some hundred roundings, must give the same curve to TWIN_TOLERANCE. Then differences
 * between machines, in the last place of sums and functions, are far below the digits that are shown. */
static const double NUDGE = 0x1p-44, TWIN_TOLERANCE = 1e-9;

/* Differences are relative to the value or to this, in nats, whichever is larger. */
static const double LEAST_TERM = 1e-6;

/* If the recursion diverges, both may be infinite or NaN. */
static int is_same(double one, double other) {
    if (!isfinite(one) || !isfinite(other))
        return isnan(one) ? isnan(other) : one == other;
    return fabs(one - other) <= TWIN_TOLERANCE * fmax(LEAST_TERM, fabs(one));
}

/* A learning rate that throws a run about before it settles amplifies every rounding, and so does a saddle that only
 * rounding errors leave. Rows in which the twin differs become NaN. */
static void drop_unsure_rows(struct theory_curve *curve, const struct theory_curve *twin) {
    const long dimensions = curve->latent * DIMENSION_OBSERVABLES;
    for (long row = 0; row < curve->rows; row++) {
        double *value = curve->value + row * OBSERVABLES;
        const double *other = twin->value + row * OBSERVABLES;
        if (is_same(value[OBSERVABLE_recon], other[OBSERVABLE_recon]) &&
            is_same(value[OBSERVABLE_kl], other[OBSERVABLE_kl]))
            continue;
        curve->unsure_rows++;
        for (long i = 0; i < OBSERVABLES; i++)
            value[i] = (double)NAN;
        for (long i = 0; i < dimensions; i++)
            curve->dimension[row * dimensions + i] = (double)NAN;
    }
}

static enum status predict_steps(struct theory_curve *curve, const struct theory_case *from,
                                 const long *steps, long count, struct error *error) {
    struct theory_curve twin = {0};
    enum status status = predict_once(curve, from, 0, steps, count, error);
    if (status == STATUS_OK)
        status = predict_once(&twin, from, NUDGE, steps, count, error);
    if (status == STATUS_OK)
        drop_unsure_rows(curve, &twin);
    else
        theory_curve_free(curve);
    theory_curve_free(&twin);
    return status;
}

enum status theory_curve_predict(struct theory_curve *curve, const struct config *config,
                                 const struct dataset *data, uint64_t seed,
                                 const struct backend *backend, const long *steps, long count,
                                 struct error *error) {
    struct theory_case from = {config, data, seed, backend};
    const char *why = theory_find_why_no_curve(config, data->dimensions);
    *curve = (struct theory_curve){0};
    if (why != NULL)
        return refuse(why, error);
    if (steps != NULL)
        return predict_steps(curve, &from, steps, count, error);
    long logged = klimb_config_logged_count(config);
    long *own = calloc((size_t)logged, sizeof *own);
    if (own == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld steps", logged);
    list_logged(own, config);
    enum status status = predict_steps(curve, &from, own, logged, error);
    free(own);
    return status;
}
