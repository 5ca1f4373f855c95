/* kernels.h -- the loops of a training step that are neither matrix products nor elementary
 * functions, compiled once for each vector width. All give the same bits.
 *
 *     const struct kernels *kernels = klimb_kernels_select(NULL);
 *     const double mean = kernels->sum(loss, n) / (double)n;
 *
 * Sums have one documented order, which is part of the exactness contract:
 * A sum of n values goes into 16 double accumulators, value i into accumulator i mod 16, each in
 * ascending i; the accumulators are then added as a binary tree (0+8, 1+9, ..., then 0+4, ..., 0+2,
 * ..., 0+1). All other kernels treat each element by itself, by the operations of the formula in the
 * order shown, so an array may be cut anywhere and its parts computed separately.
 *
 * Any n >= 0 unless noted. Outputs must not overlap anything else. Non-finite input propagates.
 */
#ifndef KLIMB_KERNELS_H
#define KLIMB_KERNELS_H

#include "base/real.h"

/* The numbers of a step of Adam that are the same for all parameters. */
struct adam_rates {
    real keep1, add1; /* beta1, 1 - beta1 */
    real keep2, add2; /* beta2, 1 - beta2 */
    real rate;        /* learning rate divided by the bias correction of m */
    real unbias;      /* the bias correction of sqrt(v), as a factor */
    real epsilon;
    real least_g; /* a smaller |gradient| counts as 0 in v */
};

struct kernels {
    const char *name; /* "baseline", "avx2", "avx512" */

    /* sum x_i and sum x_i y_i. Products are computed in double, where those of floats are exact. x
     * and y may be the same array. */
    double (*sum)(const real *x, long n);
    double (*dot)(const real *x, const real *y, long n);

    /* sum[j] = sum_i x[i,j] for x [m,n], from 0 over i ascending, in real: the gradient of a bias. */
    void (*column_sums)(real *sum, const real *x, long m, long n);

    /* The largest of n >= 1 values; NaN if one is NaN. Among +0 and -0 it may return either. */
    real (*largest)(const real *x, long n);

    /* The smallest i with x_i NaN or infinite; -1 if all are finite. */
    long (*first_nonfinite)(const real *x, long n);

    /* x = 0 in place where |x| < least (real.h). */
    void (*flush)(real *x, long n, real least);

    /* y = max(y, 0) in place; dy = 0 where that y is 0 or dy is subnormal. NaN stays NaN. */
    void (*relu)(real *y, long n);
    void (*relu_backward)(real *dy, const real *y, long n);

    /* The same with slope `leak`, from 0 to 1, below 0: y = leak y in place where y < 0; dy = leak dy
     * where that y <= 0, then dy = 0 where it is subnormal. A leak of 1 changes no y. */
    void (*leaky_relu)(real *y, long n, real leak);
    void (*leaky_relu_backward)(real *dy, const real *y, long n, real leak);

    /* One step of n parameters p with moments m and v, updated in place, from their gradient g.
     * [x]_l is x, or 0 where |x| < l, with s = REAL_SMALL and t = REAL_MIN:
     *   adam  m = keep1 m + add1 [g]_s
     *         v = keep2 v + add2 ([g]_least_g)^2
     *         p -= rate m / (sqrt(v) unbias + epsilon)
     *   sgd   m = [momentum m + [g]_t]_t
     *         p = [p - rate m]_t
     * Returns whether every p is finite afterwards. */
    int (*adam)(real *p, real *m, real *v, const real *g, long n, const struct adam_rates *rates);
    int (*sgd)(real *p, real *m, const real *g, long n, real rate, real momentum);

    /* ln of n normal densities at one point z [k], without the constant -k/2 ln(2 pi), d ascending:
     *   density[j] = offset[j] + sum_d (z_d - mu[d,j])^2 precision[d,j]
     *   offset  [n]            -1/2 sum_d ln sigma^2
     *   mu, precision  [k,n]   precision is -1/2 sigma^-2; rows begin `stride` >= n apart */
    void (*log_densities)(real *density, const real *offset, const real *mu, const real *precision,
                          const real *z, long n, long k, long stride);
};

/* klimb_kernels_select -- the table called `name`, or the widest that this CPU runs if name is NULL.
 * Returns NULL if this build has no table of that name or the CPU does not run it. */
const struct kernels *klimb_kernels_select(const char *name);

/* klimb_kernels_names -- the names of the tables built in, NULL-terminated, narrowest first. */
const char *const *klimb_kernels_names(void);

#endif
