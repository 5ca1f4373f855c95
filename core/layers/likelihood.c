#include "layers/likelihood.h"

#include <string.h>

#define KIND_NAME(NAME, name, text) name,
const char *const klimb_likelihood_names[] = {LIKELIHOOD_TABLE(KIND_NAME) NULL};
#undef KIND_NAME

/* ln(2 pi)/2, the constant of the normal density. */
static const double HALF_LN_2PI = 0.91893853320467274178;

real klimb_likelihood_initial_scale(const struct likelihood_config *config) {
    return (real)klimb_vecmath_scalar_log(config->sigma - config->floor);
}

/* Rounded to the model's precision, so that e^s underflows to 0 and overflows where it would in
 * code that computes everything in that precision. */
static double learned_sigma(const struct likelihood_config *config, real scale) {
    return (double)(real)(config->floor + klimb_vecmath_scalar_exp((double)scale));
}

double klimb_likelihood_sigma(const struct likelihood_config *config, real scale) {
    return config->kind == LIKELIHOOD_GAUSSIAN_LEARNED ? learned_sigma(config, scale)
                                                       : config->sigma;
}

double klimb_likelihood_slope(const struct likelihood_config *config, real scale) {
    double growth = klimb_vecmath_scalar_exp((double)scale);
    return growth / (config->floor + growth);
}

/* ---- Kinds ---- */

/* Outputs that are worth a thread of their own: their Bernoulli terms take 20 microseconds. */
enum { PART_LEAST = 4096 };

/* A batch on its way through a likelihood; sigma has no meaning for Bernoulli. */
struct batch {
    const real *output, *x; /* [n,d] */
    long n, d;
    double sigma;
    const struct backend *backend;
};

/* recon [n] and, unless it is NULL, gradient [n,d] as klimb_likelihood_forward gives them; work scratch
 * [n,d]. Returns sum_i sum_j ((x_ij - m_ij)/sigma)^2 for the gradient of a learned sigma; 0 if sigma is
 * fixed. */
typedef double batch_forward(double *recon, real *gradient, const struct batch *batch, real *work);

/* A Bernoulli batch with its results, whose examples may be done apart. */
struct bernoulli_pass {
    const struct batch *batch;
    double *recon;
    real *gradient, *work;
};

static void bernoulli_part(void *context, long begin, long end) {
    const struct bernoulli_pass *pass = context;
    const struct batch *batch = pass->batch;
    long d = batch->d, at = begin * d;
    batch->backend->vm->bernoulli(
        pass->work + at, pass->gradient != NULL ? pass->gradient + at : NULL, batch->output + at,
        batch->x + at, (real)(1 / (double)batch->n), (end - begin) * d);
    for (long i = begin; i < end; i++)
        pass->recon[i] = batch->backend->kernels->sum(pass->work + i * d, d);
}

static double bernoulli_forward(double *recon, real *gradient, const struct batch *batch,
                                real *work) {
    struct bernoulli_pass pass = {batch, recon, gradient, work};
    klimb_threads_for(batch->backend->threads, batch->n, (PART_LEAST - 1) / batch->d + 1,
                      bernoulli_part, &pass);
    return 0;
}

/* r = (m - x)/sigma. A division rather than a product with 1/sigma: that overflows earlier. */
static void standardise(real *r, const struct batch *batch, long i) {
    const real *mean = batch->output + i * batch->d, *x = batch->x + i * batch->d;
    real sigma = (real)batch->sigma;
    for (long j = 0; j < batch->d; j++)
        r[j] = (mean[j] - x[j]) / sigma;
}

static double gaussian_forward(double *recon, real *gradient, const struct batch *batch,
                               real *work) {
    const struct kernels *kernels = batch->backend->kernels;
    double constant = (double)batch->d * (klimb_vecmath_scalar_log(batch->sigma) + HALF_LN_2PI);
    real share = (real)(1 / (batch->sigma * (double)batch->n));
    double squares = 0;
    for (long i = 0; i < batch->n; i++) {
        real *r = gradient != NULL ? gradient + i * batch->d : work;
        standardise(r, batch, i);
        for (long j = 0; j < batch->d; j++)
            work[j] = r[j] * (REAL(0.5) * r[j]);
        recon[i] = kernels->sum(work, batch->d) + constant;
        if (gradient == NULL)
            continue;
        squares += kernels->dot(r, r, batch->d);
        for (long j = 0; j < batch->d; j++)
            r[j] *= share;
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
    batch_forward *forward;
    void (*mean)(real *mean, const real *output, long count, const struct vecmath *vm);
} likelihoods[LIKELIHOOD_KINDS] = {
    [LIKELIHOOD_BERNOULLI] = {bernoulli_forward, mean_of_logits},
    [LIKELIHOOD_GAUSSIAN] = {gaussian_forward, mean_itself},
    [LIKELIHOOD_GAUSSIAN_LEARNED] = {gaussian_forward, mean_itself},
};

/* ---- The likelihood ---- */

/* d recon_i / d ln sigma = d - sum_j r_ij^2. */
static double scale_gradient(const struct likelihood_config *config, const struct batch *batch,
                             real scale, double squares) {
    double elements = (double)batch->n * (double)batch->d;
    return (elements - squares) / (double)batch->n * klimb_likelihood_slope(config, scale);
}

void klimb_likelihood_forward(double *recon, const struct likelihood_gradient *gradient,
                              const real *output, const real *x, long n, long d,
                              const struct likelihood_config *config, real scale,
                              const struct backend *backend, real *work) {
    struct batch batch = {output, x, n, d, klimb_likelihood_sigma(config, scale), backend};
    real *doutput = gradient != NULL ? gradient->output : NULL;
    double squares = likelihoods[config->kind].forward(recon, doutput, &batch, work);
    if (gradient != NULL && gradient->scale != NULL)
        *gradient->scale = (real)scale_gradient(config, &batch, scale, squares);
}

void klimb_likelihood_mean(real *mean, const real *output, long n, long d,
                           const struct likelihood_config *config, const struct backend *backend) {
    likelihoods[config->kind].mean(mean, output, n * d, backend->vm);
}
