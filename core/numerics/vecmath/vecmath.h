/* vecmath.h -- elementary functions over arrays, the same bits on every machine.
 *
 * The functions are SLEEF's deterministic ones of the cinz_ family (no FMA inside), which give the
 * same bits from plain C to AVX-512 and on AArch64; the table for the widest vectors that the CPU
 * has is chosen at run time. No other function of core may compute an exponential or a logarithm.
 *
 *     const struct vecmath *vm = klimb_vecmath_select(NULL);
 *     vm->exp(sigma2, logvar, n);
 *
 * y may be x itself (in place) but must not overlap it otherwise. Any n >= 0. Each value depends on
 * its own input alone, not on its place in the array. NaN in gives NaN out, everywhere; its sign
 * and payload are not part of the contract, nor is log1p beyond its limit, where versions of SLEEF
 * differ (softplus and bernoulli call it with at most 1). Errors are in units in the last place.
 */
#ifndef KLIMB_VECMATH_H
#define KLIMB_VECMATH_H

#include "base/real.h"

typedef void vecmath_function(real *y, const real *x, long n);

struct vecmath {
    const char *name;           /* "scalar", "sse2", "avx", "avx512", "neon" */
    vecmath_function *exp;      /* e^x, 1 ulp; float: inf above 88.7228, 0 below -103.972 */
    vecmath_function *expm1;    /* e^x - 1, 1 ulp */
    vecmath_function *log;      /* ln x, 1 ulp; -inf at 0, NaN below */
    vecmath_function *log1p;    /* ln (1 + x), 1 ulp for x <= 1e38 (double: 1e307) */
    vecmath_function *tanh;     /* tanh x, 1.001 ulp */
    vecmath_function *sigmoid;  /* 1 / (1 + e^-x), 3.5 ulp, no overflow at either end */
    vecmath_function *softplus; /* ln (1 + e^x) = max(x, 0) + log1p(e^-|x|), 3.5 ulp */
    vecmath_function *sqrt;     /* exact by IEEE-754 */

    /* sin(pi x) and cos(pi x), 0.506 ulp for |x| <= 2.5e6 (double: 2.5e8). One of sine and cosine
     * may be x itself; the two must not overlap. */
    void (*sincospi)(real *sine, real *cosine, const real *x, long n);

    /* -ln p of grey values x in [0,1] under Bernoulli distributions with logits l, in one pass:
     *   loss[i] = log1p(e^-|l_i|) + (max(l_i, 0) - x_i l_i)
     *   gradient[i] = (sigmoid(l_i) - x_i) share, the gradient of share loss[i]; NULL for none
     * Bit for bit what exp, log1p and sigmoid give, with one e^-|l| for both. Unlike elsewhere the
     * outputs must overlap neither each other nor the inputs. */
    void (*bernoulli)(real *loss, real *gradient, const real *logit, const real *x, real share,
                      long n);
};

/* klimb_vecmath_select -- the table called `name`, or with NULL the widest that this CPU runs. NULL if
 * this build has none of that name or the CPU lacks it. All give the same bits. */
const struct vecmath *klimb_vecmath_select(const char *name);

/* klimb_vecmath_names -- the names of the tables built in, NULL-terminated, narrowest first. */
const char *const *klimb_vecmath_names(void);

/* klimb_vecmath_scalar_exp, ... -- one value, in double, by the same deterministic family. For
 * schedules, observables and other scalar work that must not vary between systems. */
double klimb_vecmath_scalar_exp(double x);
double klimb_vecmath_scalar_log(double x);
double klimb_vecmath_scalar_cospi(double x); /* cos(pi x) */

#endif
