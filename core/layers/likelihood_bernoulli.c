#include "layers/likelihood_internal.h"

/* The fewest outputs that are worth a thread: their Bernoulli terms take 20 microseconds. */
enum { PART_LEAST = 4096 };

/* A batch and its results; threads share the examples. */
struct bernoulli_pass {
    const struct likelihood_batch *batch;
    double *recon;
    real *gradient, *work;
};

static void bernoulli_part(void *context, long begin, long end) {
    const struct bernoulli_pass *pass = context;
    const struct likelihood_batch *batch = pass->batch;
    long d = batch->d, at = begin * d;
    batch->backend->vm->bernoulli(
        pass->work + at, pass->gradient != NULL ? pass->gradient + at : NULL, batch->output + at,
        batch->x + at, (real)(1 / (double)batch->n), (end - begin) * d);
    for (long i = begin; i < end; i++)
        pass->recon[i] = batch->backend->kernels->sum(pass->work + i * d, d);
}

void klimb_likelihood_bernoulli(double *recon, const struct likelihood_gradient *gradient,
                                const struct likelihood_batch *batch, real *work) {
    struct bernoulli_pass pass = {batch, recon, gradient != NULL ? gradient->output : NULL, work};
    klimb_threads_for(batch->backend->threads, batch->n, (PART_LEAST - 1) / batch->d + 1,
                      bernoulli_part, &pass);
}

void klimb_likelihood_mean_of_logits(real *mean, const struct likelihood_batch *batch) {
    batch->backend->vm->sigmoid(mean, batch->output, batch->n * batch->d);
}
