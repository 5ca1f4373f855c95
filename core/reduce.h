/* reduce.h -- sums in one documented order.
 *
 * A sum of n values goes into 16 double accumulators, value i into accumulator i mod 16, each in
 * ascending i; the accumulators are then added as a binary tree (0+8, 1+9, ..., then 0+4, ..., 0+2,
 * ..., 0+1). The order is part of the exactness contract: it does not depend on vector width.
 *
 *     const double mean = reduce_sum(loss, n) / (double)n;
 */
#ifndef KLIMB_REDUCE_H
#define KLIMB_REDUCE_H

#include "real.h"

/* reduce_sum, _sum_squares, _dot -- sum x_i, sum x_i^2, sum x_i y_i of n >= 0 values.
 * Products are taken in double, where those of floats are exact. x and y may be the same array.
 * Non-finite input propagates. */
double reduce_sum(const real *x, long n);
double reduce_sum_squares(const real *x, long n);
double reduce_dot(const real *x, const real *y, long n);

/* reduce_columns -- sum[j] += sum_i x[i,j], i ascending, in real: the gradient of a bias.
 *   sum  [n]    accumulated; must not overlap x
 *   x    [m,n] */
void reduce_columns(real *sum, const real *x, long m, long n);

/* reduce_first_nonfinite -- the smallest i with x_i NaN or infinite, -1 if all are finite. */
long reduce_first_nonfinite(const real *x, long n);

#endif
