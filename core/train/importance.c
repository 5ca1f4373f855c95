#include "train/importance.h"

#include <math.h>

#include "numerics/rng.h"

void klimb_importance_layout(struct importance *importance, struct arena *arena, long capacity,
                             long latent) {
    importance->eps = klimb_arena_take(arena, capacity * latent, sizeof(real));
    importance->weight = klimb_arena_take(arena, capacity, sizeof(double));
    importance->largest = klimb_arena_take(arena, capacity, sizeof(double));
    importance->sum = klimb_arena_take(arena, capacity, sizeof(double));
}

/* Adds one term to sum_s e^(ln w_s). A NaN makes the sum NaN. */
static void add(double *largest, double *sum, double weight) {
    if (weight > *largest) {
        *sum = *sum * klimb_vecmath_scalar_exp(*largest - weight) + 1;
        *largest = weight;
    } else {
        *sum += klimb_vecmath_scalar_exp(weight - *largest);
    }
}

/* Adds -ln p(x_i) of the n examples whose posteriors are in vae->posterior; the first has the number `start`. */
static void add_batch(double *total, struct importance *importance, struct vae *vae, const real *x,
                      long start, long n, long samples, const struct backend *backend) {
    for (long i = 0; i < n; i++) {
        importance->largest[i] = -(double)INFINITY;
        importance->sum[i] = 0;
    }
    for (long s = 0; s < samples; s++) {
        struct rng_place place = {
            .purpose = RNG_IMPORTANCE, .step = (uint32_t)s, .row = (uint32_t)start};
        klimb_rng_normal(importance->eps, place, n, vae->config.latent, backend->vm);
        klimb_vae_weigh(importance->weight, vae, x, importance->eps, n, backend);
        for (long i = 0; i < n; i++)
            add(&importance->largest[i], &importance->sum[i], importance->weight[i]);
    }
    for (long i = 0; i < n; i++)
        *total -= importance->largest[i] +
                  klimb_vecmath_scalar_log(importance->sum[i] / (double)samples);
}

double klimb_importance_nll(struct importance *importance, struct vae *vae, const real *x, long n,
                            long samples, const struct backend *backend) {
    double total = 0;
    for (long start = 0; start < n; start += vae->capacity) {
        long count = n - start < vae->capacity ? n - start : vae->capacity;
        const real *batch = x + start * vae->data;
        klimb_vae_encode(vae, batch, count, backend);
        add_batch(&total, importance, vae, batch, start, count, samples, backend);
    }
    return total / (double)n;
}
