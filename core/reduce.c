#include "reduce.h"

#include <math.h>

/* Sixteen accumulators are eight vectors of SSE2, half of its registers, and two of AVX-512: enough
 * chains to hide the latency of their additions. The number is part of the exactness contract. */
enum { LANES = 16 };

/* lane[0] becomes the sum over the binary tree 0+8, 1+9, ..., then 0+4, ..., 0+2, ..., 0+1. */
static double add_tree(double lane[LANES]) {
    for (int half = LANES / 2; half > 0; half /= 2)
        for (int i = 0; i < half; i++)
            lane[i] += lane[i + half];
    return lane[0];
}

double reduce_sum(const real *x, long n) {
    double lane[LANES] = {0};
    long i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int j = 0; j < LANES; j++)
            lane[j] += (double)x[i + j];
    for (int j = 0; i + j < n; j++)
        lane[j] += (double)x[i + j];
    return add_tree(lane);
}

double reduce_dot(const real *x, const real *y, long n) {
    double lane[LANES] = {0};
    long i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int j = 0; j < LANES; j++)
            lane[j] += (double)x[i + j] * (double)y[i + j];
    for (int j = 0; i + j < n; j++)
        lane[j] += (double)x[i + j] * (double)y[i + j];
    return add_tree(lane);
}

double reduce_sum_squares(const real *x, long n) {
    return reduce_dot(x, x, n);
}

/* Columns lie next to each other, so the inner loop vectorises while each sum keeps its order. */
void reduce_columns(real *sum, const real *x, long m, long n) {
    for (long i = 0; i < m; i++)
        for (long j = 0; j < n; j++)
            sum[j] += x[i * n + j];
}

/* Whole blocks are tested without a branch for each value, which vectorises; only a block that
 * holds a non-finite value is searched. */
enum { BLOCK = 64 };

static int has_nonfinite(const real *x) {
    int found = 0;
    for (int i = 0; i < BLOCK; i++)
        found |= !isfinite(x[i]);
    return found;
}

long reduce_first_nonfinite(const real *x, long n) {
    long i = 0;
    while (i + BLOCK <= n && !has_nonfinite(x + i))
        i += BLOCK;
    for (; i < n; i++)
        if (!isfinite(x[i]))
            return i;
    return -1;
}
