/* The aggregate posterior q(z) = 1/n sum_j q(z|x_j) as a mixture over the evaluation set: how much
 * a sample of z tells about which x it came from, and whether the prior's samples lie within it. */
#include <math.h>

#include "probe.h"
#include "reduce.h"

/* Transposed to [k,n], so that vectors run over the components j of the mixture. */
struct mixture {
    real *mu;        /* [k,n] */
    real *precision; /* [k,n] -1/2 sigma^-2 */
    real *offset;    /* [n]   -1/2 sum_d ln sigma^2: what does not depend on z */
};

long probe_work_size(long n, long k) {
    return 3 * n + 2 * n * k;
}

static void mixture_build(struct mixture *mixture, const real *mu, const real *logvar, long n,
                          long k, const struct vecmath *vm) {
    for (long j = 0; j < n; j++) {
        mixture->offset[j] = REAL(0.0);
        for (long d = 0; d < k; d++) {
            mixture->mu[d * n + j] = mu[j * k + d];
            mixture->precision[d * n + j] = -logvar[j * k + d];
            mixture->offset[j] -= REAL(0.5) * logvar[j * k + d];
        }
    }
    vm->exp(mixture->precision, mixture->precision, n * k);
    for (long p = 0; p < n * k; p++)
        mixture->precision[p] *= REAL(-0.5);
}

/* density[j] = ln q(z|x_j) without k/2 ln 2 pi, which cancels: offset first, then d ascending. */
static void mixture_log_densities(real *restrict density, const struct mixture *mixture,
                                  const real *z, long n, long k) {
    for (long j = 0; j < n; j++)
        density[j] = mixture->offset[j];
    for (long d = 0; d < k; d++) {
        const real *mu = mixture->mu + d * n, *precision = mixture->precision + d * n;
        for (long j = 0; j < n; j++) {
            real distance = z[d] - mu[j];
            density[j] += distance * distance * precision[j];
        }
    }
}

/* ln sum_j e^x_j, the largest x_j taken out of the sum so that nothing overflows. NaN, or an
 * infinite maximum, gives NaN through the exponentials. Overwrites x. */
static double log_sum_exp(real *x, long n, const struct vecmath *vm) {
    real largest = x[0];
    for (long j = 1; j < n; j++)
        largest = x[j] > largest ? x[j] : largest;
    for (long j = 0; j < n; j++)
        x[j] -= largest;
    vm->exp(x, x, n);
    return (double)largest + vecmath_scalar_log(reduce_sum(x, n));
}

/* A hole is where the density is at most that of the thinnest hundredth of the posterior's
 * samples. */
static int is_hole(real log_density, const real *of_samples, long n) {
    long thinner = 0;
    for (long i = 0; i < n; i++)
        thinner += of_samples[i] <= log_density;
    return 100 * thinner <= n;
}

struct probe_aggregate probe_aggregate(const real *mu, const real *logvar, const real *z,
                                       const real *prior, long n, long k, const struct vecmath *vm,
                                       real *work) {
    struct mixture mixture = {.mu = work, .precision = work + n * k, .offset = work + 2 * n * k};
    real *density = mixture.offset + n, *of_samples = density + n;
    mixture_build(&mixture, mu, logvar, n, k, vm);
    double sum = 0, holes = 0;
    for (long i = 0; i < n; i++) {
        mixture_log_densities(density, &mixture, z + i * k, n, k);
        double own = (double)density[i], all = log_sum_exp(density, n, vm);
        sum += own - all;
        of_samples[i] = (real)all;
    }
    for (long i = 0; i < n; i++) {
        mixture_log_densities(density, &mixture, prior + i * k, n, k);
        double all = log_sum_exp(density, n, vm);
        holes += isnan(all) ? all : is_hole((real)all, of_samples, n);
    }
    return (struct probe_aggregate){
        .mi = sum / (double)n + vecmath_scalar_log((double)n),
        .holes = isfinite(sum) ? holes / (double)n : sum - sum,
    };
}
