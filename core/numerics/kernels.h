/* kernels.h -- the loops of a training step that are neither matrix products nor elementary
 * functions, compiled once for each width of vectors, the same bits from all.
 *
 *     const struct kernels *kernels = klimb_kernels_select(NULL);
 *     const double mean = kernels->sum(loss, n) / (double)n;
 *
 * Sums have one documented order, which is part of the exactness contract:
 * A sum of n values goes into 16 double accumulators, value i into accumulator i mod 16, each in
 * ascending i; the accumulators are then added as a binary tree (0+8, 1+9, ..., then 0+4, ..., 0+2,
 * ..., 0+1). All else works on each element for itself, by the operations and in the order that its
 * formula shows, so that an array may be cut anywhere and its parts done apart.
 *
 * Any n >= 0 unless noted. Outputs must not overlap anything else. Non-finite input propagates.
 */
#ifndef KLIMB_KERNELS_H
#define KLIMB_KERNELS_H

#include "base/real.h"

/* The numbers of a step of Adam that do not depend on the parameter. */
struct adam_rates {
    real keep1, add1; /* beta1, 1 - beta1 */
    real keep2, add2; /* beta2, 1 - beta2 */
    real rate;        /* over the bias correction of m */
    real unbias;      /* the bias correction of sqrt(v), as a factor */
    real epsilon;
    real least_g; /* the square of a smaller gradient is 0 */
};

struct kernels {
    const char *name; /* "baseline", "avx2", "avx512" */

    /* sum x_i and sum x_i y_i. Products are taken in double, where those of floats are exact. x and
     * y may be the same array. */
    double (*sum)(const real *x, long n);
    double (*dot)(const real *x, const real *y, long n);

    /* sum[j] = sum_i x[i,j] for x [m,n], from 0 over i ascending, in real: the gradient of a bias. */
    void (*column_sums)(real *sum, const real *x, long m, long n);

    /* The largest of n >= 1 values, NaN if any is; of zeros either. */
    real (*largest)(const real *x, long n);

    /* The smallest i with x_i NaN or infinite, -1 if all are finite. */
    long (*first_nonfinite)(const real *x, long n);

    /* x = 0 in place where |x| < least (real.h). */
    void (*flush)(real *x, long n, real least);

    /* y = max(y, 0) in place, and dy = 0 wherever that y is 0 or dy subnormal. NaN is neither. */
    void (*relu)(real *y, long n);
    void (*relu_backward)(real *dy, const real *y, long n);

    /* The same with the slope `leak`, from 0 to 1, below 0: y = leak y in place where y < 0, and
     * dy = leak dy wherever that y <= 0, then dy = 0 where it is subnormal. A leak of 1 changes no
     * y. */
    void (*leaky_relu)(real *y, long n, real leak);
    void (*leaky_relu_backward)(real *dy, const real *y, long n, real leak);

    /* One step of n parameters p with moments m and v from their gradient g, all updated in place.
     * [x]_l is x, or 0 where |x| < l, with s = REAL_SMALL and t = REAL_MIN:
     *   adam  m = keep1 m + add1 [g]_s
     *         v = keep2 v + add2 ([g]_least_g)^2
     *         p -= rate m / (sqrt(v) unbias + epsilon)
     *   sgd   m = [momentum m + [g]_t]_t
     *         p = [p - rate m]_t
     * Returns whether every p is finite afterwards. */
    int (*adam)(real *p, real *m, real *v, const real *g, long n, const struct adam_rates *rates);
    int (*sgd)(real *p, real *m, const real *g, long n, real rate, real momentum);

    /* ln of n normal densities at one point z [k], ln(2 pi) k/2 left out, d ascending:
     *   density[j] = offset[j] + sum_d (z_d - mu[d,j])^2 precision[d,j]
     *   offset  [n]            -1/2 sum_d ln sigma^2
     *   mu, precision  [k,n]   precision is -1/2 sigma^-2; rows begin `stride` >= n apart */
    void (*log_densities)(real *density, const real *offset, const real *mu, const real *precision,
                          const real *z, long n, long k, long stride);
};

/* klimb_kernels_select -- the table called `name`, or with NULL the widest that this CPU runs. NULL if
 * this build has none of that name or the CPU lacks it. */
const struct kernels *klimb_kernels_select(const char *name);

/* klimb_kernels_names -- the names of the tables built in, NULL-terminated, narrowest first. */
const char *const *klimb_kernels_names(void);

#endif
