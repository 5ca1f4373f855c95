#include "likelihood.h"

#include <string.h>

#include "reduce.h"

#define KIND_NAME(NAME, name, text) name,
const char *const likelihood_names[] = {LIKELIHOOD_TABLE(KIND_NAME) NULL};
#undef KIND_NAME

/* ln(2 pi)/2, the constant of the normal density. */
static const double HALF_LN_2PI = 0.91893853320467274178;

real likelihood_initial_scale(const struct likelihood_config *config) {
    return (real)vecmath_scalar_log(config->sigma - config->floor);
}

/* Rounded to the model's precision, so that e^s underflows to 0 and overflows where it would in
 * code that computes everything in that precision. */
static double learned_sigma(const struct likelihood_config *config, real scale) {
    return (double)(real)(config->floor + vecmath_scalar_exp((double)scale));
}

double likelihood_sigma(const struct likelihood_config *config, real scale) {
    return config->kind == LIKELIHOOD_GAUSSIAN_LEARNED ? learned_sigma(config, scale)
                                                       : config->sigma;
}

/* ---- Kinds: each forward with its backward below it ---- */

/* A batch on its way through a likelihood; sigma has no meaning for Bernoulli. */
struct batch {
    const real *output, *x; /* [n,d] */
    long n, d;
    double sigma;
    const struct vecmath *vm;
};

/* -ln p(x_i | output_i); work scratch [d]. */
typedef double row_forward(const struct batch *batch, long i, real *work);

/* doutput [n,d] overwritten by d recon/n. Returns sum_i sum_j ((x_ij - m_ij)/sigma)^2 for the
 * gradient of a learned sigma, 0 where there is none. */
typedef double batch_backward(real *doutput, const struct batch *batch);

/* The two large terms max(l, 0) and x l cancel before the small one is added: -ln p of a confident
 * and right prediction keeps its digits, which ln(1 + e^l) - x l would lose. */
static double bernoulli_forward(const struct batch *batch, long i, real *work) {
    const real *logit = batch->output + i * batch->d, *x = batch->x + i * batch->d;
    for (long j = 0; j < batch->d; j++)
        work[j] = logit[j] > 0 ? -logit[j] : logit[j];
    batch->vm->exp(work, work, batch->d);
    batch->vm->log1p(work, work, batch->d);
    for (long j = 0; j < batch->d; j++)
        work[j] += (logit[j] > 0 ? logit[j] : 0) - x[j] * logit[j];
    return reduce_sum(work, batch->d);
}

static double bernoulli_backward(real *doutput, const struct batch *batch) {
    real share = (real)(1 / (double)batch->n);
    batch->vm->sigmoid(doutput, batch->output, batch->n * batch->d);
    for (long i = 0; i < batch->n * batch->d; i++)
        doutput[i] = (doutput[i] - batch->x[i]) * share;
    return 0;
}

/* r = (m - x)/sigma. A division rather than a product with 1/sigma: that overflows earlier. */
static void standardise(real *r, const struct batch *batch, long i) {
    const real *mean = batch->output + i * batch->d, *x = batch->x + i * batch->d;
    real sigma = (real)batch->sigma;
    for (long j = 0; j < batch->d; j++)
        r[j] = (mean[j] - x[j]) / sigma;
}

static double gaussian_forward(const struct batch *batch, long i, real *work) {
    standardise(work, batch, i);
    for (long j = 0; j < batch->d; j++)
        work[j] *= REAL(0.5) * work[j];
    double constant = vecmath_scalar_log(batch->sigma) + HALF_LN_2PI;
    return reduce_sum(work, batch->d) + (double)batch->d * constant;
}

static double gaussian_backward(real *doutput, const struct batch *batch) {
    real share = (real)(1 / (batch->sigma * (double)batch->n));
    double squares = 0;
    for (long i = 0; i < batch->n; i++) {
        real *row = doutput + i * batch->d;
        standardise(row, batch, i);
        squares += reduce_sum_squares(row, batch->d);
        for (long j = 0; j < batch->d; j++)
            row[j] *= share;
    }
    return squares;
}

static void mean_of_logits(real *mean, const real *output, long count, const struct vecmath *vm) {
    vm->sigmoid(mean, output, count);
}

static void mean_itself(real *mean, const real *output, long count, const struct vecmath *vm) {
    (void)vm;
    if (mean != output)
        memcpy(mean, output, (size_t)count * sizeof *mean);
}

static const struct likelihood_functions {
    row_forward *forward;
    batch_backward *backward;
    void (*mean)(real *mean, const real *output, long count, const struct vecmath *vm);
} likelihoods[LIKELIHOOD_KINDS] = {
    [LIKELIHOOD_BERNOULLI] = {bernoulli_forward, bernoulli_backward, mean_of_logits},
    [LIKELIHOOD_GAUSSIAN] = {gaussian_forward, gaussian_backward, mean_itself},
    [LIKELIHOOD_GAUSSIAN_LEARNED] = {gaussian_forward, gaussian_backward, mean_itself},
};

/* ---- The likelihood ---- */

void likelihood_forward(double *recon, const real *output, const real *x, long n, long d,
                        const struct likelihood_config *config, real scale,
                        const struct backend *backend, real *work) {
    struct batch batch = {output, x, n, d, likelihood_sigma(config, scale), backend->vm};
    for (long i = 0; i < n; i++)
        recon[i] = likelihoods[config->kind].forward(&batch, i, work);
}

/* d recon_i / d sigma = (d - sum_j r_ij^2)/sigma, and d sigma / d s = e^s. */
static double scale_gradient(const struct likelihood_config *config, const struct batch *batch,
                             real scale, double squares) {
    double growth = vecmath_scalar_exp((double)scale);
    double elements = (double)batch->n * (double)batch->d;
    return (elements - squares) / (double)batch->n * (growth / (config->floor + growth));
}

void likelihood_backward(real *doutput, real *dscale, const real *output, const real *x, long n,
                         long d, const struct likelihood_config *config, real scale,
                         const struct backend *backend) {
    struct batch batch = {output, x, n, d, likelihood_sigma(config, scale), backend->vm};
    double squares = likelihoods[config->kind].backward(doutput, &batch);
    if (dscale != NULL)
        *dscale = (real)scale_gradient(config, &batch, scale, squares);
}

void likelihood_mean(real *mean, const real *output, long n, long d,
                     const struct likelihood_config *config, const struct backend *backend) {
    likelihoods[config->kind].mean(mean, output, n * d, backend->vm);
}
