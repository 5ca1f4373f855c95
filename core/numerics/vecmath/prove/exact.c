#include "exact.h"

#include <float.h>
#include <math.h>

/* ---- near the truth -------------------------------------------------------------------------- */

static double near_sigmoid(double x) {
    const double e = exp(-fabs(x));
    return (x < 0 ? e : 1) / (1 + e);
}

static double near_softplus(double x) {
    return (x > 0 ? x : 0) + log1p(exp(-fabs(x)));
}

/* |x| = quarter/2 + rest, exactly. */
static double reduce(double x, int *quarter) {
    const double turn = fmod(fabs(x), 2), nearest = nearbyint(2 * turn);
    *quarter = (int)nearest & 3;
    return turn - nearest / 2;
}

static double near_sinpi(double x) {
    int quarter;
    if (!isfinite(x))
        return (double)NAN;
    const double angle = M_PI * reduce(x, &quarter);
    const double y = quarter & 1 ? cos(angle) : sin(angle);
    return copysign(1, x) * ((quarter & 2 ? -y : y) + 0.0);
}

static double near_cospi(double x) {
    int quarter;
    if (!isfinite(x))
        return (double)NAN;
    const double angle = M_PI * reduce(x, &quarter);
    const double y = quarter & 1 ? sin(angle) : cos(angle);
    return ((quarter + 1) & 2 ? -y : y) + 0.0;
}

/* ---- to 256 bits ----------------------------------------------------------------------------- */

#define EXACT(name)                                                                                \
    static void exact_##name(mpfr_t y, double x) {                                                 \
        mpfr_set_d(y, x, MPFR_RNDN);                                                               \
        mpfr_##name(y, y, MPFR_RNDN);                                                              \
    }
EXACT(exp)
EXACT(expm1)
EXACT(log)
EXACT(log1p)
EXACT(tanh)

static void exact_sigmoid(mpfr_t y, double x) {
    exact_exp(y, -x);
    mpfr_add_ui(y, y, 1, MPFR_RNDN);
    mpfr_ui_div(y, 1, y, MPFR_RNDN);
}

/* For large x, e^-x is nothing beside x in 256 bits, and e^x may be more than MPFR can hold. */
static void exact_softplus(mpfr_t y, double x) {
    if (x > 1000) {
        mpfr_set_d(y, x, MPFR_RNDN);
        return;
    }
    exact_exp(y, x);
    mpfr_log1p(y, y, MPFR_RNDN);
}

static void exact_angle(mpfr_t y, double rest) {
    mpfr_const_pi(y, MPFR_RNDN);
    mpfr_mul_d(y, y, rest, MPFR_RNDN);
}

static void exact_sinpi(mpfr_t y, double x) {
    int quarter = 0;
    exact_angle(y, isfinite(x) ? reduce(x, &quarter) : (double)NAN);
    (quarter & 1 ? mpfr_cos : mpfr_sin)(y, y, MPFR_RNDN);
    if (!(quarter & 2) != !signbit(x))
        mpfr_neg(y, y, MPFR_RNDN);
}

static void exact_cospi(mpfr_t y, double x) {
    int quarter = 0;
    exact_angle(y, isfinite(x) ? reduce(x, &quarter) : (double)NAN);
    (quarter & 1 ? mpfr_sin : mpfr_cos)(y, y, MPFR_RNDN);
    if ((quarter + 1) & 2)
        mpfr_neg(y, y, MPFR_RNDN);
}

/* ---- the table ------------------------------------------------------------------------------- */

#define RUN(name)                                                                                  \
    static void run_##name(const struct vecmath *table, real *y, real *unused, const real *x,      \
                           long n) {                                                               \
        (void)unused;                                                                              \
        table->name(y, x, n);                                                                      \
    }
RUN(exp)
RUN(expm1)
RUN(log)
RUN(log1p)
RUN(tanh)
RUN(sigmoid)
RUN(softplus)

static void run_sinpi(const struct vecmath *table, real *y, real *unused, const real *x, long n) {
    table->sincospi(y, unused, x, n);
}

static void run_cospi(const struct vecmath *table, real *y, real *unused, const real *x, long n) {
    table->sincospi(unused, y, x, n);
}

const struct exact_function exact_functions[EXACT_FUNCTIONS] = {
    {"exp", exp, exact_exp, run_exp, klimb_vecmath_scalar_exp, 1},
    {"expm1", expm1, exact_expm1, run_expm1, klimb_vecmath_scalar_expm1, 1},
    {"log", log, exact_log, run_log, klimb_vecmath_scalar_log, 1},
    {"log1p", log1p, exact_log1p, run_log1p, klimb_vecmath_scalar_log1p, 1},
    {"tanh", tanh, exact_tanh, run_tanh, klimb_vecmath_scalar_tanh, 1},
    {"sigmoid", near_sigmoid, exact_sigmoid, run_sigmoid, klimb_vecmath_scalar_sigmoid, 1},
    {"softplus", near_softplus, exact_softplus, run_softplus, klimb_vecmath_scalar_softplus, 1},
    {"sinpi", near_sinpi, exact_sinpi, run_sinpi, klimb_vecmath_scalar_sinpi, 0},
    {"cospi", near_cospi, exact_cospi, run_cospi, klimb_vecmath_scalar_cospi, 0},
};

float exact_float(const struct exact_function *function, float x) {
    mpfr_t y;
    mpfr_init2(y, EXACT_BITS);
    function->exact(y, (double)x);
    const float nearest = mpfr_zero_p(y) ? (float)function->near((double)x)
                                         : mpfr_get_flt(y, MPFR_RNDN);
    mpfr_clear(y);
    return nearest;
}

double exact_error(const struct exact_function *function, double x, double y) {
    mpfr_t exact, off;
    mpfr_inits2(EXACT_BITS, exact, off, (mpfr_ptr)NULL);
    function->exact(exact, x);
    mpfr_d_sub(off, y, exact, MPFR_RNDN);
    if (!mpfr_zero_p(off) && mpfr_number_p(off))
        mpfr_div(off, off, exact, MPFR_RNDN);
    const double error = mpfr_number_p(off) ? fabs(mpfr_get_d(off, MPFR_RNDN)) : 0;
    mpfr_clears(exact, off, (mpfr_ptr)NULL);
    return error;
}

/* Scaled so that a unit is 1, which also a subnormal difference of doubles then can be told from. */
double exact_ulps(const struct exact_function *function, double x, double y) {
    mpfr_t off;
    mpfr_init2(off, EXACT_BITS);
    function->exact(off, x);
    const double nearest = mpfr_get_d(off, MPFR_RNDN);
    double ulps = 0;
    if (isnan(nearest) || isinf(nearest) || isnan(y) || isinf(y)) {
        ulps = nearest == y || (isnan(nearest) && isnan(y)) ? 0 : (double)INFINITY;
    } else {
        const int binade = nearest == 0 ? DBL_MIN_EXP - 1 : ilogb(nearest);
        mpfr_d_sub(off, y, off, MPFR_RNDN);
        mpfr_mul_2si(off, off,
                     DBL_MANT_DIG - 1 - (binade < DBL_MIN_EXP - 1 ? DBL_MIN_EXP - 1 : binade),
                     MPFR_RNDN);
        ulps = fabs(mpfr_get_d(off, MPFR_RNDN));
    }
    mpfr_clear(off);
    return ulps;
}
