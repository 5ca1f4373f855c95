#include "layers/likelihood_internal.h"

/* The fewest counts that are worth a thread: they take some 20 microseconds. */
enum { PART_LEAST = 128 };

/* Double holds all of these exactly. */
/* clang-format off */
static const double FACTORIAL[COUNT_FACTORIALS] = {
    1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880, 3628800, 39916800, 479001600,
    6227020800, 87178291200, 1307674368000, 20922789888000, 355687428096000,
    6402373705728000, 121645100408832000.0, 2432902008176640000.0, 51090942171709440000.0, 1124000727777607680000.0};
/* clang-format on */

double klimb_likelihood_factorial(int x) {
    return FACTORIAL[x];
}

double klimb_likelihood_ln_factorial(double x) {
    if (!(x >= 0 && x < COUNT_FACTORIALS))
        return klimb_vecmath_scalar_lgamma(x + 1);
    return x < 2 ? 0 : klimb_vecmath_scalar_log(FACTORIAL[(int)x]);
}

/* ---- Rates ---- */

static int has_library(const struct likelihood_batch *batch) {
    return batch->config->offset == OFFSET_LIBRARY;
}

/* The sum of the counts, at least 1, so that an example of zeros has a rate. */
static double library_of(const real *x, long d, const struct kernels *kernels) {
    double sum = kernels->sum(x, d);
    return sum < 1 ? 1 : sum;
}

/* Ignores NaN, which the exponentials propagate. */
static real largest_of(const real *values, long d) {
    real largest = values[0];
    for (long j = 1; j < d; j++)
        largest = values[j] > largest ? values[j] : largest;
    return largest;
}

/* rate [d] = e^output, or library times its softmax. Returns ln rate - output, the same for all d. */
static double rates_of(real *rate, const real *output, double library,
                       const struct likelihood_batch *batch) {
    const struct backend *backend = batch->backend;
    long d = batch->d;
    if (!has_library(batch)) {
        backend->vm->exp(rate, output, d);
        return 0;
    }
    real largest = largest_of(output, d);
    for (long j = 0; j < d; j++)
        rate[j] = output[j] - largest;
    backend->vm->exp(rate, rate, d);
    double total = backend->kernels->sum(rate, d);
    real share = (real)(library / total);
    for (long j = 0; j < d; j++)
        rate[j] *= share;
    return klimb_vecmath_scalar_log(library) - klimb_vecmath_scalar_log(total) - (double)largest;
}

/* ---- Forward ---- */

/* A batch and its results; threads share the examples. */
struct count_pass {
    const struct likelihood_batch *batch;
    const struct likelihood_gradient *gradient; /* NULL for none */
    count_cost_function *cost;
    double *recon;
    real *rate;        /* [n,d] */
    real *by_ln_theta; /* [n,d] derivative of each count's cost */
    real *theta;       /* [d] */
    long width;        /* outputs of an example */
};

/* With a softmax, a change of one output changes all rates:
 * d/do_j = g_j - mu_j/library sum_k g_k, where g_j = d/d ln mu_j. */
static void through_softmax(real *gradient, const real *rate, double total, double library,
                            long d) {
    double share = total / library;
    for (long j = 0; j < d; j++)
        gradient[j] = (real)((double)gradient[j] - (double)rate[j] * share);
}

static void put_gradient(const struct count_pass *pass, const struct count_cost *cost, long i,
                         long j) {
    double n = (double)pass->batch->n;
    long d = pass->batch->d;
    real *gradient = pass->gradient->output + i * pass->width;
    gradient[j] = (real)(cost->by_ln_rate / n);
    if (pass->width > d)
        gradient[d + j] = (real)(cost->by_logit / n);
    pass->by_ln_theta[i * d + j] = (real)(cost->by_ln_theta / n);
}

static void one_example(const struct count_pass *pass, long i) {
    const struct likelihood_batch *batch = pass->batch;
    long d = batch->d;
    const real *output = batch->output + i * pass->width, *x = batch->x + i * d;
    real *rate = pass->rate + i * d;
    double library = library_of(x, d, batch->backend->kernels), nats = 0, total = 0;
    double shift = rates_of(rate, output, library, batch);
    for (long j = 0; j < d; j++) {
        struct count_case at = {.x = (double)x[j],
                                .ln_rate = (double)output[j] + shift,
                                .rate = (double)rate[j],
                                .theta = (double)pass->theta[j],
                                .logit = pass->width > d ? (double)output[d + j] : 0};
        struct count_cost cost = pass->cost(&at);
        nats += cost.nats;
        total += cost.by_ln_rate;
        if (pass->gradient != NULL)
            put_gradient(pass, &cost, i, j);
    }
    pass->recon[i] = nats;
    if (pass->gradient != NULL && has_library(batch))
        through_softmax(pass->gradient->output + i * pass->width, rate, total / (double)batch->n,
                        library, d);
}

static void count_part(void *context, long begin, long end) {
    for (long i = begin; i < end; i++)
        one_example(context, i);
}

static void sum_over_examples(real *sum, const real *values, long n, long d) {
    for (long j = 0; j < d; j++) {
        double total = 0;
        for (long i = 0; i < n; i++)
            total += (double)values[i * d + j];
        sum[j] = (real)total;
    }
}

void klimb_likelihood_of_counts(double *recon, const struct likelihood_gradient *gradient,
                                const struct likelihood_batch *batch, count_cost_function *cost,
                                real *work) {
    long n = batch->n, d = batch->d;
    struct count_pass pass = {.batch = batch,
                              .gradient = gradient,
                              .cost = cost,
                              .recon = recon,
                              .rate = work,
                              .by_ln_theta = work + n * d,
                              .theta = work + 2 * n * d,
                              .width = klimb_likelihood_outputs(batch->config->kind, d)};
    if (batch->scale != NULL)
        batch->backend->vm->exp(pass.theta, batch->scale, d);
    else
        for (long j = 0; j < d; j++)
            pass.theta[j] = REAL(0.0);
    klimb_threads_for(batch->backend->threads, n, (PART_LEAST - 1) / d + 1, count_part, &pass);
    if (gradient != NULL && gradient->scale != NULL)
        sum_over_examples(gradient->scale, pass.by_ln_theta, n, d);
}

/* ---- Means ---- */

void klimb_likelihood_mean_of_rates(real *mean, const struct likelihood_batch *batch) {
    long width = klimb_likelihood_outputs(batch->config->kind, batch->d);
    for (long i = 0; i < batch->n; i++)
        rates_of(mean + i * batch->d, batch->output + i * width, 1, batch);
}
