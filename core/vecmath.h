/* vecmath.h -- elementary functions over arrays, the same bits on every machine.
 *
 * The functions are SLEEF's deterministic ones of the cinz_ family (no FMA inside), which give the
 * same bits from SSE2 to AVX-512 and on AArch64; the table for the widest vectors that the CPU has
 * is chosen at run time. No other function of core may compute an exponential or a logarithm.
 * y may be x itself (in place) but must not overlap it otherwise. Any n >= 0.
 */
#ifndef KLIMB_VECMATH_H
#define KLIMB_VECMATH_H

#include "real.h"

typedef void vecmath_function(real *y, const real *x, long n);

struct vecmath {
    const char *name;            /* "sse2", "avx", "scalar" */
    vecmath_function *exp;       /* e^x, within 1.0 ulp; inf above 88.722 in float */
    vecmath_function *expm1;     /* e^x - 1, within 1.0 ulp */
    vecmath_function *log;       /* ln x; -inf at 0, NaN below */
    vecmath_function *log1p;     /* ln (1 + x) */
    vecmath_function *tanh;      /* tanh x */
    vecmath_function *sigmoid;   /* 1 / (1 + e^-x), no overflow at either end */
    vecmath_function *softplus;  /* ln (1 + e^x) = max(x, 0) + log1p(e^-|x|) */
    vecmath_function *sqrt;      /* exact by IEEE-754 */
    void (*sincospi)(real *sine, real *cosine, const real *x, long n); /* of pi x */
};

/* vecmath_select -- the table called `name` ("scalar", "sse2", "avx"), or with NULL the widest that
 * this CPU runs. NULL if there is none of that name or the CPU lacks it. All give the same bits. */
const struct vecmath *vecmath_select(const char *name);

/* vecmath_names -- the names of the tables built in, NULL-terminated, narrowest first. */
const char *const *vecmath_names(void);

/* vecmath_scalar_exp, ... -- one value, in double, by the same deterministic family. For
 * schedules, observables and other scalar work that must not vary between systems. */
double vecmath_scalar_exp(double x);
double vecmath_scalar_log(double x);
double vecmath_scalar_cospi(double x); /* cos(pi x) */

#endif
