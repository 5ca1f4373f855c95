/* exact.h -- reference values of the functions of vecmath.h: close ones by libm, and to 256 bits by
 * MPFR. Nothing here is shared with the code that is proven.
 *
 *     exact_functions[i].near(y, x, n)                // doubles, off by less than 2^-49
 *     exact_float(&exact_functions[i], x)             // the float nearest to the exact value
 */
#ifndef KLIMB_EXACT_H
#define KLIMB_EXACT_H

#include <mpfr.h>

#include "numerics/vecmath/vecmath.h"

struct exact_function {
    const char *name;
    /* y [n] of x [n], floats in double, n <= EXACT_NEAR_MAX; y must not be x. */
    void (*near)(double *y, const double *x, long n);
    void (*exact)(mpfr_t y, double x); /* y has EXACT_BITS */
    /* y [n] of x [n] by a table; unused [n] is overwritten. The float build's functions. */
    void (*run)(const struct vecmath *table, real *y, real *unused, const real *x, long n);
    double (*scalar)(double x); /* the function of one value in double */
    /* libm's in long double, off by less than 2^-61 where that has 64 bits: far finer than the double
     * that is compared with it. */
    long double (*wide)(double x);
    float (*libm)(float x); /* libm's float function; NULL if C has none */
    int libm_is_nearest;    /* whether glibc's is correctly rounded, from EXACT_GLIBC on */
};

/* glibc 2.41 took expm1f, log1pf and tanhf, among others, from CORE-MATH (its NEWS, January 2025). */
#define EXACT_GLIBC 2.41

enum { EXACT_FUNCTIONS = 9, EXACT_BITS = 256, EXACT_NEAR_MAX = 1024 };
extern const struct exact_function exact_functions[EXACT_FUNCTIONS];

/* exact_float -- the float nearest to the exact value, which is not 0. */
float exact_float(const struct exact_function *function, float x);

/* exact_error -- the relative error of y; 0 if the exact value is 0, not finite or rounds to 0 in float
 * (below 2^-160). */
double exact_error(const struct exact_function *function, double x, double y);

/* exact_ulps_roughly -- exact_ulps by libm in long double: off by less than EXACT_ROUGHLY, in a thirtieth
 * of the time. Infinite if long double cannot decide. */
#define EXACT_ROUGHLY 0.01
double exact_ulps_roughly(const struct exact_function *function, double x, double y);

/* exact_ulps -- the error of y, in units in the last place of a double of its size; infinite if only one
 * of y and the exact value is NaN or infinite. */
double exact_ulps(const struct exact_function *function, double x, double y);

#endif
