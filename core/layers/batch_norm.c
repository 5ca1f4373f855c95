#include "layers/batch_norm.h"

#include <math.h>

#include "base/arena.h"

void klimb_batch_norm_layout(struct batch_norm *norm, struct arena *arena, long capacity, long k,
                             double gamma) {
    *norm = (struct batch_norm){.gamma = gamma, .k = k};
    if (!(gamma > 0))
        return;
    norm->mean = klimb_arena_take(arena, k, sizeof *norm->mean);
    norm->variance = klimb_arena_take(arena, k, sizeof *norm->variance);
    norm->running = klimb_arena_take(arena, 2 * k, sizeof *norm->running);
    norm->h = klimb_arena_take(arena, capacity * k, sizeof *norm->h);
}

void klimb_batch_norm_start(struct batch_norm *norm) {
    long k = norm->k;
    for (long j = 0; j < k; j++) {
        norm->running[j] = 0;
        norm->running[k + j] = 1;
        norm->shift[j] = 0;
    }
}

static void measure(struct batch_norm *norm, const real *mu, long n) {
    long k = norm->k;
    for (long j = 0; j < k; j++) {
        double sum = 0, squares = 0;
        for (long i = 0; i < n; i++)
            sum += (double)mu[i * k + j];
        double mean = norm->mean[j] = sum / (double)n;
        for (long i = 0; i < n; i++) {
            double deviation = (double)mu[i * k + j] - mean;
            squares += deviation * deviation;
        }
        norm->variance[j] = squares / (double)n;
    }
    norm->n = n;
}

/* mu becomes shift + gamma h; h is stored unless it is NULL. */
static void normalise(const struct batch_norm *norm, real *mu, real *h, const double *mean,
                      const double *variance, long n) {
    long k = norm->k;
    for (long j = 0; j < k; j++) {
        double deviation = sqrt(variance[j] + BATCH_NORM_EPSILON), shift = (double)norm->shift[j];
        for (long i = 0; i < n; i++) {
            double value = ((double)mu[i * k + j] - mean[j]) / deviation;
            if (h != NULL)
                h[i * k + j] = (real)value;
            mu[i * k + j] = (real)(shift + norm->gamma * value);
        }
    }
}

void klimb_batch_norm_forward(struct batch_norm *norm, real *mu, long n) {
    measure(norm, mu, n);
    normalise(norm, mu, norm->h, norm->mean, norm->variance, n);
}

void klimb_batch_norm_apply(const struct batch_norm *norm, real *mu, long n) {
    normalise(norm, mu, NULL, norm->running, norm->running + norm->k, n);
}

void klimb_batch_norm_backward(real *dmu, long stride, const struct batch_norm *norm, long n) {
    long k = norm->k;
    for (long j = 0; j < k; j++) {
        double sum = 0, along = 0;
        for (long i = 0; i < n; i++) {
            sum += (double)dmu[i * stride + j];
            along += (double)dmu[i * stride + j] * (double)norm->h[i * k + j];
        }
        norm->dshift[j] = (real)sum;
        double a = sum / (double)n, b = along / (double)n;
        double slope = norm->gamma / sqrt(norm->variance[j] + BATCH_NORM_EPSILON);
        for (long i = 0; i < n; i++) {
            double h = (double)norm->h[i * k + j];
            dmu[i * stride + j] = (real)(slope * (((double)dmu[i * stride + j] - a) - h * b));
        }
    }
}

void klimb_batch_norm_move(struct batch_norm *norm) {
    long k = norm->k;
    double unbiased = (double)norm->n / (double)(norm->n - 1);
    for (long j = 0; j < k; j++) {
        double *mean = &norm->running[j], *variance = &norm->running[k + j];
        *mean += BATCH_NORM_MOMENTUM * (norm->mean[j] - *mean);
        *variance += BATCH_NORM_MOMENTUM * (norm->variance[j] * unbiased - *variance);
    }
}
