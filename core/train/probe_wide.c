/* The aggregate posterior for an explosion that stays finite: in double, and only with ratios of the
 * posteriors' densities, so that nothing overflows. */
#include <math.h>

#include "train/probe.h"

/* Beyond these e^x is 0 and infinite in double. */
static const double EXP_LEAST = -750, EXP_MOST = 710;

static double wide_exp(double x) {
    if (x < EXP_LEAST)
        return 0;
    return x > EXP_MOST ? (double)INFINITY : klimb_vecmath_scalar_exp(x);
}

/* a b, but 0 for a distance a of 0, however narrow the density is. */
static double scaled(double a, double b) {
    return a == 0 ? 0 : a * b;
}

/* ln sum_j e^x_j for x_j that are added one by one: the sum is e^largest times `rest`. */
struct log_sum {
    double largest, rest;
};

static void log_sum_add(struct log_sum *sum, double x) {
    if (x > sum->largest) {
        sum->rest = sum->rest * wide_exp(sum->largest - x) + 1;
        sum->largest = x;
    } else if (isfinite(x) && x >= sum->largest + EXP_LEAST) {
        sum->rest += wide_exp(x - sum->largest);
    }
}

/* -infinity for an empty sum. */
static double log_sum_value(const struct log_sum *sum) {
    return isinf(sum->largest) ? sum->largest : sum->largest + klimb_vecmath_scalar_log(sum->rest);
}

/* The noise of a sample with its sign in z, which a negative sigma inverts. */
static double noise_of(const struct probe_samples *samples, long at) {
    double eps = fabs((double)samples->eps[at]);
    return samples->z[at] < samples->mu[at] ? -eps : eps;
}

/* The distance between sample i and mean j in units of sigma_j, in one dimension. The sample is computed again
 * from its noise, which z has lost if sigma is below the last place of mu. */
static double deviation(const struct probe_samples *samples, long i, long j) {
    double eps = noise_of(samples, i);
    double logvar_i = (double)samples->logvar[i], logvar_j = (double)samples->logvar[j];
    double apart = (double)samples->mu[i] - (double)samples->mu[j];
    if (apart == 0)
        return scaled(eps, wide_exp((logvar_i - logvar_j) / 2));
    return scaled(apart + scaled(eps, wide_exp(logvar_i / 2)), wide_exp(-logvar_j / 2));
}

/* ln q(z_i|x_j) - ln q(z_i|x_i); if it is below `least`, any value below that. */
static double log_ratio(const struct probe_samples *samples, long i, long j, double least) {
    long k = samples->k;
    double ratio = 0;
    for (long d = 0; d < k; d++) {
        double eps = noise_of(samples, i * k + d);
        double logvar = (double)samples->logvar[i * k + d];
        ratio += (eps * eps + (logvar - (double)samples->logvar[j * k + d])) / 2;
    }
    for (long d = 0; d < k && ratio >= least; d++) {
        double apart = deviation(samples, i * k + d, j * k + d);
        ratio -= apart * apart / 2;
    }
    return ratio;
}

/* ln q(z_i) - ln q(z_i|x_i) + ln n, at least 0, because the sum contains the sample's own posterior. */
static double log_others(const struct probe_samples *samples, long i) {
    struct log_sum sum = {.largest = 0, .rest = 1};
    for (long j = 0; j < samples->n; j++)
        if (j != i)
            log_sum_add(&sum, log_ratio(samples, i, j, sum.largest + EXP_LEAST));
    return log_sum_value(&sum);
}

/* ln q(z_i|x_i) + k/2 ln 2 pi. */
static double log_own(const struct probe_samples *samples, long i) {
    double density = 0;
    for (long at = i * samples->k; at < (i + 1) * samples->k; at++) {
        double eps = (double)samples->eps[at];
        density -= (eps * eps + (double)samples->logvar[at]) / 2;
    }
    return density;
}

/* ln q(z|x_j) + k/2 ln 2 pi at any z; if it is below `least`, any value below that. */
static double log_density(const struct probe_samples *samples, const real *z, long j,
                          double least) {
    long k = samples->k;
    double density = 0;
    for (long d = 0; d < k; d++)
        density -= (double)samples->logvar[j * k + d] / 2;
    for (long d = 0; d < k && density >= least; d++) {
        double apart = scaled((double)z[d] - (double)samples->mu[j * k + d],
                              wide_exp(-(double)samples->logvar[j * k + d] / 2));
        density -= apart * apart / 2;
    }
    return density;
}

static int is_hole(const struct probe_samples *samples, const real *z, real least) {
    struct log_sum sum = {.largest = -(double)INFINITY};
    for (long j = 0; j < samples->n; j++) {
        double density = log_density(samples, z, j, (double)least + EXP_LEAST);
        if ((real)density >= least)
            return 0;
        log_sum_add(&sum, density);
    }
    return (real)log_sum_value(&sum) < least;
}

static int all_finite(const struct probe_samples *samples, const struct kernels *kernels) {
    const real *const inputs[] = {samples->mu, samples->logvar, samples->z, samples->eps,
                                  samples->prior};
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
        if (kernels->first_nonfinite(inputs[i], samples->n * samples->k) >= 0)
            return 0;
    return 1;
}

struct klimb_probe_aggregate klimb_probe_aggregate_wide(const struct probe_samples *samples,
                                                        const struct backend *backend, real *work) {
    long n = samples->n, holes = 0;
    double sum = 0;
    if (!all_finite(samples, backend->kernels))
        return (struct klimb_probe_aggregate){.mi = (double)NAN, .holes = (double)NAN};
    for (long i = 0; i < n; i++) {
        double others = log_others(samples, i);
        sum -= others;
        work[i] = (real)(log_own(samples, i) + others);
    }
    real least = klimb_probe_thinnest(work, n);
    for (long i = 0; i < n; i++)
        holes += is_hole(samples, samples->prior + i * samples->k, least);
    return (struct klimb_probe_aggregate){
        .mi = sum / (double)n + klimb_vecmath_scalar_log((double)n),
        .holes = (double)holes / (double)n,
    };
}
