#include "layers/likelihood_internal.h"

/* The fewest outputs that are worth a thread: their exponentials take some 10 microseconds. */
enum { PART_LEAST = 4096 };

/* A batch and its results; threads share the examples. */
struct categorical_pass {
    const struct likelihood_batch *batch;
    double *recon;
    real *gradient; /* [n,d]; NULL for none */
    real *work;     /* [n,d] */
};

/* relative [d] = output minus the largest output of its position. */
static void relate_to_largest(real *relative, const real *output, long d, long symbols,
                              const struct kernels *kernels) {
    for (long at = 0; at < d; at += symbols) {
        real largest = kernels->largest(output + at, symbols);
        for (long v = at; v < at + symbols; v++)
            relative[v] = output[v] - largest;
    }
}

static void put_gradient(real *gradient, const real *e, const real *x, double total, double n,
                         const struct likelihood_batch *batch) {
    long symbols = batch->config->symbols;
    real share = (real)(1 / total), part = (real)(1 / n);
    for (long v = 0; v < symbols; v++)
        gradient[v] = (e[v] * share - x[v]) * part;
    batch->backend->kernels->flush(gradient, symbols, REAL_MIN);
}

static void one_example(const struct categorical_pass *pass, long i) {
    const struct likelihood_batch *batch = pass->batch;
    const struct kernels *kernels = batch->backend->kernels;
    long d = batch->d, symbols = batch->config->symbols;
    const real *x = batch->x + i * d;
    real *e = pass->work + i * d;
    double nats = 0;
    relate_to_largest(e, batch->output + i * d, d, symbols, kernels);
    for (long at = 0; at < d; at += symbols)
        nats -= kernels->dot(x + at, e + at, symbols);
    batch->backend->vm->exp(e, e, d);
    for (long at = 0; at < d; at += symbols) {
        double total = kernels->sum(e + at, symbols);
        nats += klimb_vecmath_scalar_log(total);
        if (pass->gradient != NULL)
            put_gradient(pass->gradient + i * d + at, e + at, x + at, total, (double)batch->n,
                         batch);
    }
    pass->recon[i] = nats;
}

static void categorical_part(void *context, long begin, long end) {
    for (long i = begin; i < end; i++)
        one_example(context, i);
}

void klimb_likelihood_categorical(double *recon, const struct likelihood_gradient *gradient,
                                  const struct likelihood_batch *batch, real *work) {
    struct categorical_pass pass = {batch, recon, gradient != NULL ? gradient->output : NULL, work};
    klimb_threads_for(batch->backend->threads, batch->n, (PART_LEAST - 1) / batch->d + 1,
                      categorical_part, &pass);
}

void klimb_likelihood_mean_of_groups(real *mean, const struct likelihood_batch *batch) {
    const struct backend *backend = batch->backend;
    long size = batch->n * batch->d, symbols = batch->config->symbols;
    relate_to_largest(mean, batch->output, size, symbols, backend->kernels);
    backend->vm->exp(mean, mean, size);
    for (long at = 0; at < size; at += symbols) {
        real share = (real)(1 / backend->kernels->sum(mean + at, symbols));
        for (long v = at; v < at + symbols; v++)
            mean[v] *= share;
    }
}
