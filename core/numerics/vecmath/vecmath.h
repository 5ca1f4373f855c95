/* vecmath.h -- elementary functions over arrays, with the same bits on every machine.
 *
 * In float each result is the correctly rounded value of the mathematical function: the float nearest
 * to it, ties to even. So mathematics defines the bits, and `make prove` tries all 2^32 inputs of every
 * function. The table for the widest vectors of the CPU is chosen at run time. No other part of core may
 * compute an exponential or a logarithm.
 *
 *     const struct vecmath *vm = klimb_vecmath_select(NULL);
 *     vm->exp(sigma2, logvar, n);
 *
 * y may be x itself (in place) but must not overlap it otherwise. Any n >= 0. Each value depends on
 * its own input alone, not on its place in the array. Infinities, zeros and their signs are those of
 * C's Annex F, subnormal results are exact roundings like all others. NaN in gives NaN out; its sign
 * and payload are not part of the contract. In double the results are off by less than 1 ulp.
 */
#ifndef KLIMB_VECMATH_H
#define KLIMB_VECMATH_H

#include "base/real.h"

typedef void vecmath_function(real *y, const real *x, long n);

struct vecmath {
    const char *name;           /* "scalar", "sse2", "avx2", "avx512", "neon" */
    vecmath_function *exp;      /* e^x; float: inf above 88.7228, 0 below -103.972 */
    vecmath_function *expm1;    /* e^x - 1 */
    vecmath_function *log;      /* ln x; -inf at 0, NaN below */
    vecmath_function *log1p;    /* ln (1 + x); -inf at -1, NaN below */
    vecmath_function *tanh;     /* tanh x */
    vecmath_function *sigmoid;  /* 1 / (1 + e^-x) */
    vecmath_function *softplus; /* ln (1 + e^x) */
    vecmath_function *sqrt;     /* correctly rounded by IEEE-754 */

    /* sin(pi x) and cos(pi x). One of sine and cosine may be x itself; the two must not overlap. The
     * sine of an integer is a zero with the integer's sign; the cosine of an odd multiple of 1/2 is
     * +0; both are NaN for infinite x. */
    void (*sincospi)(real *sine, real *cosine, const real *x, long n);

    /* -ln p of grey values x in [0,1] under Bernoulli distributions with logits l, in one pass:
     *   loss[i] = softplus(-|l_i|) + (max(l_i, 0) - x_i l_i)
     *   gradient[i] = (sigmoid(l_i) - x_i) share, the gradient of share loss[i]; NULL for none
     * The bits are those of softplus and sigmoid, with one e^-|l| for both. The outputs must overlap
     * neither each other nor the inputs. */
    void (*bernoulli)(real *loss, real *gradient, const real *logit, const real *x, real share,
                      long n);
};

/* klimb_vecmath_select -- the table called `name`, or the widest that this CPU runs if name is NULL.
 * Returns NULL if this build has no table of that name or the CPU does not run it. All give the same
 * bits. */
const struct vecmath *klimb_vecmath_select(const char *name);

/* klimb_vecmath_names -- the names of the tables in this build, NULL-terminated, narrowest first. */
const char *const *klimb_vecmath_names(void);

/* klimb_vecmath_scalar_exp, ... -- one value in double, off by less than 1 ulp, by plain operations of
 * IEEE-754 in one order. For schedules, observables, theory and other scalar work that must not vary
 * between systems. The tables of the double build use these functions. */
double klimb_vecmath_scalar_exp(double x);
double klimb_vecmath_scalar_expm1(double x);
double klimb_vecmath_scalar_log(double x);
double klimb_vecmath_scalar_log1p(double x);
double klimb_vecmath_scalar_tanh(double x);
double klimb_vecmath_scalar_sigmoid(double x);
double klimb_vecmath_scalar_softplus(double x);
double klimb_vecmath_scalar_sinpi(double x); /* sin(pi x) */
double klimb_vecmath_scalar_cospi(double x); /* cos(pi x) */

/* klimb_vecmath_scalar_pow -- x^y for normal x > 0 and |y| <= 2^30; 0 for x = 0 and y > 0; else NaN. Off
 * by less than 1 ulp for |y ln x| <= 32; beyond that the error grows in proportion to |y ln x|. */
double klimb_vecmath_scalar_pow(double x, double y);

/* klimb_vecmath_scalar_lgamma, klimb_vecmath_scalar_digamma -- ln Gamma(x) and its derivative psi(x) for
 * x > 0; +inf and -inf at 0, NaN below. The error is at most 8e-15 max(1, |result|) for ln Gamma and
 * 4e-15 max(1, |result|) for psi, also near the zeros (1, 2; 1.4616...). The largest errors against
 * mpmath, over 6,000 values from 1e-6 to 1e8, were 5.9e-15 and 1.0e-15. The same bits everywhere.
 * Source: vecmath_gamma.c. */
double klimb_vecmath_scalar_lgamma(double x);
double klimb_vecmath_scalar_digamma(double x);

#endif
