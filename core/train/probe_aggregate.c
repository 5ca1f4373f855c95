/* The aggregate posterior q(z) = 1/n sum_j q(z|x_j) as a mixture over the evaluation set: the information of a
 * sample z about its x, and the share of prior samples outside the mixture. */
#include <math.h>

#include "train/probe.h"

/* Transposed to [k,n], so vectors run over the components j of the mixture. */
struct mixture {
    real *mu;        /* [k,n] */
    real *precision; /* [k,n] -1/2 sigma^-2 */
    real *offset;    /* [n]   -1/2 sum_d ln sigma^2 */
    long n, k;
    const struct backend *backend;
};

long klimb_probe_work_size(long n, long k) {
    return 3 * n + 2 * n * k;
}

static void mixture_build(struct mixture *mixture, const real *mu, const real *logvar) {
    long n = mixture->n, k = mixture->k;
    for (long j = 0; j < n; j++) {
        mixture->offset[j] = REAL(0.0);
        for (long d = 0; d < k; d++) {
            mixture->mu[d * n + j] = mu[j * k + d];
            mixture->precision[d * n + j] = -logvar[j * k + d];
            mixture->offset[j] -= REAL(0.5) * logvar[j * k + d];
        }
    }
    mixture->backend->vm->exp(mixture->precision, mixture->precision, n * k);
    for (long p = 0; p < n * k; p++)
        mixture->precision[p] *= REAL(-0.5);
}

/* density[j] = ln q(z|x_j) + k/2 ln 2 pi, which cancels, for the components begin .. end - 1. Returns the
 * largest, or NaN if one is NaN. */
static real log_densities(real *density, const struct mixture *mixture, const real *z, long begin,
                          long end) {
    const struct kernels *kernels = mixture->backend->kernels;
    kernels->log_densities(density + begin, mixture->offset + begin, mixture->mu + begin,
                           mixture->precision + begin, z, end - begin, mixture->k, mixture->n);
    return kernels->largest(density + begin, end - begin);
}

/* ln sum_j e^x_j; the largest x_j is subtracted first, so nothing overflows. A NaN or an infinite maximum
 * gives NaN. Overwrites x. */
static double log_sum_exp(real *x, real largest, long n, const struct backend *backend) {
    for (long j = 0; j < n; j++)
        x[j] -= largest;
    backend->vm->exp(x, x, n);
    return (double)largest + klimb_vecmath_scalar_log(backend->kernels->sum(x, n));
}

real klimb_probe_thinnest(real *of_samples, long n) {
    for (long i = 0; i <= n / 100; i++)
        for (long j = i + 1; j < n; j++)
            if (of_samples[j] < of_samples[i]) {
                real swap = of_samples[i];
                of_samples[i] = of_samples[j];
                of_samples[j] = swap;
            }
    return of_samples[n / 100];
}

/* Whether q at z is below `least`; NaN if q is NaN. A sum is at least its largest term, so for almost every z
 * a part of the mixture, without exponentials, already shows that q is not below; a NaN does not show it. */
static double is_hole(real *density, const struct mixture *mixture, const real *z, real least) {
    enum { PART = 64 };
    long n = mixture->n;
    for (long begin = 0; begin < n; begin += PART)
        if (log_densities(density, mixture, z, begin, begin + PART < n ? begin + PART : n) >= least)
            return 0;
    double all = log_sum_exp(density, mixture->backend->kernels->largest(density, n), n,
                             mixture->backend);
    return isnan(all) ? all : (real)all < least;
}

struct klimb_probe_aggregate klimb_probe_aggregate(const real *mu, const real *logvar,
                                                   const real *z, const real *prior, long n, long k,
                                                   const struct backend *backend, real *work) {
    struct mixture mixture = {work, work + n * k, work + 2 * n * k, n, k, backend};
    real *density = mixture.offset + n, *of_samples = density + n;
    mixture_build(&mixture, mu, logvar);
    double sum = 0, holes = 0;
    for (long i = 0; i < n; i++) {
        real largest = log_densities(density, &mixture, z + i * k, 0, n);
        double own = (double)density[i], all = log_sum_exp(density, largest, n, backend);
        sum += own - all;
        of_samples[i] = (real)all;
    }
    real least = klimb_probe_thinnest(of_samples, n);
    for (long i = 0; i < n; i++)
        holes += is_hole(density, &mixture, prior + i * k, least);
    return (struct klimb_probe_aggregate){
        .mi = sum / (double)n + klimb_vecmath_scalar_log((double)n),
        .holes = isfinite(sum) ? holes / (double)n : sum - sum,
    };
}
