/* kernels_template.h -- the loops of every kernels table, written once in plain C.
 *
 * A variant is one .c file, compiled for its instruction set, which defines before including this
 *   KERNELS, NAME   the struct kernels to define, and its name as users see it
 * Compilers vectorise these loops: they select instead of branching, and a sum has the 16 accumulators of
 * kernels.h. An operation of IEEE-754 has one result, so the bits do not depend on how many are done
 * at once. To add a variant, write such a file, a line in kernels_variants.h and its flags in the
 * Makefile.
 */
#include <stdint.h>
#include <tgmath.h>

#include "numerics/kernels_variants.h"

/* As wide as `real`, so that the result of a comparison fits into the vector that was compared. */
#ifdef KLIMB_DOUBLE
typedef int64_t flag;
#else
typedef int32_t flag;
#endif

/* ---- Sums ---- */

/* Sixteen accumulators are eight vectors of SSE2, half of its registers, and two of AVX-512: enough
 * chains to hide the latency of their additions. The number is part of the exactness contract. */
enum { LANES = 16 };

static inline double add_tree(const double lane[LANES]) {
    double half[LANES / 2], quarter[LANES / 4];
    for (int j = 0; j < LANES / 2; j++)
        half[j] = lane[j] + lane[j + LANES / 2];
    for (int j = 0; j < LANES / 4; j++)
        quarter[j] = half[j] + half[j + LANES / 4];
    return (quarter[0] + quarter[2]) + (quarter[1] + quarter[3]);
}

static double short_sum(const real *x, long n) {
    double lane[LANES] = {0};
    for (long j = 0; j < n; j++)
        lane[j] += (double)x[j];
    return add_tree(lane);
}

/* The lanes begin with the first values, to which 0 is added as if the lanes had begun at 0. Clearing the
 * lanes first would take longer than adding up a row of 64. */
static double sum(const real *x, long n) {
    if (n < LANES)
        return short_sum(x, n);
    double lane[LANES];
    for (int j = 0; j < LANES; j++)
        lane[j] = 0 + (double)x[j];
    long i = LANES;
    for (; i + LANES <= n; i += LANES)
        for (int j = 0; j < LANES; j++)
            lane[j] += (double)x[i + j];
    for (int j = 0; i + j < n; j++)
        lane[j] += (double)x[i + j];
    return add_tree(lane);
}

static double dot(const real *x, const real *y, long n) {
    double lane[LANES] = {0};
    long i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int j = 0; j < LANES; j++)
            lane[j] += (double)x[i + j] * (double)y[i + j];
    for (int j = 0; i + j < n; j++)
        lane[j] += (double)x[i + j] * (double)y[i + j];
    return add_tree(lane);
}

/* The inner loop runs over adjacent columns, so it vectorises while each sum keeps its order. */
static void column_sums(real *restrict total, const real *restrict x, long m, long n) {
    for (long j = 0; j < n; j++)
        total[j] = 0;
    for (long i = 0; i < m; i++)
        for (long j = 0; j < n; j++)
            total[j] += x[i * n + j];
}

/* ---- Searches ---- */

static inline real larger_or_nan(real a, real b) {
    real larger = a > b ? a : b;
    return isnan(a) ? a : larger;
}

/* A row of SEARCH_WIDTH maxima, then the largest of them by halving. With a shorter row, compilers do
 * one value at a time. */
enum { SEARCH_WIDTH = 32 };

static real largest(const real *x, long n) {
    real most[SEARCH_WIDTH];
    for (int j = 0; j < SEARCH_WIDTH; j++)
        most[j] = -(real)INFINITY;
    long i = 0;
    for (; i + SEARCH_WIDTH <= n; i += SEARCH_WIDTH)
        for (int j = 0; j < SEARCH_WIDTH; j++)
            most[j] = larger_or_nan(x[i + j], most[j]);
    for (int j = 0; i + j < n; j++)
        most[j] = larger_or_nan(x[i + j], most[j]);
    for (int half = SEARCH_WIDTH / 2; half > 0; half /= 2)
        for (int j = 0; j < half; j++)
            most[j] = larger_or_nan(most[j], most[j + half]);
    return most[0];
}

/* Whole blocks are tested without a branch for each value; only a block that holds a non-finite
 * value is searched. */
enum { BLOCK = 64 };

static inline flag has_nonfinite(const real *x) {
    flag found = 0;
    for (int i = 0; i < BLOCK; i++)
        found |= !isfinite(x[i]);
    return found;
}

static long first_nonfinite(const real *x, long n) {
    long i = 0;
    while (i + BLOCK <= n && !has_nonfinite(x + i))
        i += BLOCK;
    for (; i < n; i++)
        if (!isfinite(x[i]))
            return i;
    return -1;
}

/* ---- Layers ---- */

/* NaN, for which every comparison is false, stays NaN: y > 0 ? y : 0 would turn it into a dead unit
 * and hide the divergence. The backward pass lets NaN through in the same way. */
static void relu(real *y, long n) {
    for (long i = 0; i < n; i++)
        y[i] = y[i] < 0 ? 0 : y[i];
}

static void relu_backward(real *restrict dy, const real *restrict y, long n) {
    for (long i = 0; i < n; i++)
        dy[i] = real_keep(dy[i], !(y[i] <= 0) & !(REAL_ABS(dy[i]) < REAL_MIN));
}

static void leaky_relu(real *y, long n, real leak) {
    for (long i = 0; i < n; i++)
        y[i] = y[i] < 0 ? leak * y[i] : y[i];
}

/* A product with a slope of 1 is exact, so dy does not change where y > 0. */
static void leaky_relu_backward(real *restrict dy, const real *restrict y, long n, real leak) {
    for (long i = 0; i < n; i++)
        dy[i] = real_flush(dy[i] * (y[i] <= 0 ? leak : REAL(1.0)), REAL_MIN);
}

static void flush(real *x, long n, real least) {
    for (long i = 0; i < n; i++)
        x[i] = real_flush(x[i], least);
}

/* ---- Optimisers: a step, and in the same pass a test that the parameters are finite ---- */

static int adam(real *restrict p, real *restrict m, real *restrict v, const real *restrict g,
                long n, const struct adam_rates *rates) {
    const struct adam_rates r = *rates;
    flag broken = 0;
    for (long i = 0; i < n; i++) {
        const real s = real_flush(g[i], r.least_g);
        m[i] = r.keep1 * m[i] + r.add1 * real_flush(g[i], REAL_SMALL);
        v[i] = r.keep2 * v[i] + r.add2 * (s * s);
        p[i] -= r.rate * m[i] / (sqrt(v[i]) * r.unbias + r.epsilon);
        broken |= !isfinite(p[i]);
    }
    return !broken;
}

static int sgd(real *restrict p, real *restrict m, const real *restrict g, long n, real rate,
               real momentum) {
    flag broken = 0;
    for (long i = 0; i < n; i++) {
        m[i] = real_flush(momentum * m[i] + real_flush(g[i], REAL_MIN), REAL_MIN);
        p[i] = real_flush(p[i] - rate * m[i], REAL_MIN);
        broken |= !isfinite(p[i]);
    }
    return !broken;
}

/* ---- Densities ---- */

/* Vectors run over the densities; mu and precision of one dimension are contiguous. */
static void log_densities(real *restrict density, const real *restrict offset,
                          const real *restrict mu, const real *restrict precision,
                          const real *restrict z, long n, long k, long stride) {
    for (long j = 0; j < n; j++)
        density[j] = offset[j];
    for (long d = 0; d < k; d++) {
        const real *mu_d = mu + d * stride, *precision_d = precision + d * stride;
        for (long j = 0; j < n; j++) {
            real distance = z[d] - mu_d[j];
            density[j] += distance * distance * precision_d[j];
        }
    }
}

const struct kernels KERNELS = {
    .name = NAME,
    .sum = sum,
    .dot = dot,
    .column_sums = column_sums,
    .largest = largest,
    .first_nonfinite = first_nonfinite,
    .flush = flush,
    .relu = relu,
    .relu_backward = relu_backward,
    .leaky_relu = leaky_relu,
    .leaky_relu_backward = leaky_relu_backward,
    .adam = adam,
    .sgd = sgd,
    .log_densities = log_densities,
};
