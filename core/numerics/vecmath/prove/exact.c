#include "exact.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* ---- near the truth -------------------------------------------------------------------------- */

/* The functions of libmvec, glibc's libm for vectors, are off by at most 4 ulp and take a fraction of
 * the time: four values at once with AVX2. Without it, libm computes one value after another. */
#if defined __x86_64__ && __GLIBC_PREREQ(2, 35)
typedef double four __attribute__((vector_size(32)));
#define FOUR(name)                                                                                 \
    __attribute__((target("avx2"))) four _ZGVdN4v_##name(four);                                    \
    __attribute__((target("avx2"))) static void four_##name(double *y, const double *x, long n) {  \
        for (long i = 0; i < n; i += 4) {                                                          \
            four v;                                                                                \
            memcpy(&v, x + i, sizeof v);                                                           \
            v = _ZGVdN4v_##name(v);                                                                \
            memcpy(y + i, &v, sizeof v);                                                           \
        }                                                                                          \
    }
#define HAS_FOUR __builtin_cpu_supports("avx2")
#else
#define FOUR(name)                                                                                 \
    static void four_##name(double *y, const double *x, long n) {                                  \
        (void)y, (void)x, (void)n;                                                                 \
    }
#define HAS_FOUR 0
#endif

/* For x outside low to high, where one value would slow down the whole vector, libm is used. */
#define NEAR(name, low, high)                                                                      \
    FOUR(name)                                                                                     \
    static void near_##name(double *y, const double *x, long n) {                                  \
        double within[EXACT_NEAR_MAX] = {0};                                                       \
        const int has_four = HAS_FOUR && n % 4 == 0;                                               \
        for (long i = 0; i < n; i++)                                                               \
            within[i] = x[i] > low && x[i] < high ? x[i] : (low + high) / 2;                       \
        if (has_four)                                                                              \
            four_##name(y, within, n);                                                             \
        for (long i = 0; i < n; i++)                                                               \
            if (!has_four || within[i] != x[i] || x[i] == 0)                                       \
                y[i] = name(x[i]);                                                                 \
    }
NEAR(exp, -200.0, 200.0)
NEAR(expm1, -200.0, 200.0)
NEAR(log, 0.0, 1e39)
NEAR(log1p, -1.0, 1e39)
NEAR(tanh, -20.0, 20.0)
NEAR(sin, -2.0, 2.0)

/* e^-|x|, or e^-200, which is 0 to a float as well. */
static void near_decay(double *e, const double *x, long n) {
    double decay[EXACT_NEAR_MAX] = {0};
    for (long i = 0; i < n; i++)
        decay[i] = fabs(x[i]) > 200 ? -200 : -fabs(x[i]);
    near_exp(e, decay, n);
}

static void near_sigmoid(double *y, const double *x, long n) {
    double e[EXACT_NEAR_MAX] = {0};
    near_decay(e, x, n);
    for (long i = 0; i < n; i++)
        y[i] = (x[i] < 0 ? e[i] : 1) / (1 + e[i]);
}

static void near_softplus(double *y, const double *x, long n) {
    double e[EXACT_NEAR_MAX] = {0};
    near_decay(e, x, n);
    near_log1p(y, e, n);
    for (long i = 0; i < n; i++)
        y[i] += x[i] > 0 ? x[i] : 0;
}

/* |x| = quarter/2 + rest, exactly, for floats; those from 2^24 on are even. */
static double reduce(double x, int *quarter) {
    const double a = fabs(x) < 0x1p24 ? fabs(x) : 0;
    const double nearest = (2 * a + 0x1.8p52) - 0x1.8p52;
    *quarter = (int)nearest & 3;
    return a - nearest / 2;
}

/* |sin(pi x)| where shift is 0, |cos(pi x)| where it is 1, up to the sign, by a sine of 0 to pi/2. */
static void near_turn(double *y, const double *x, long n, int shift) {
    double angle[EXACT_NEAR_MAX] = {0};
    for (long i = 0; i < n; i++) {
        int quarter;
        const double rest = reduce(x[i], &quarter);
        angle[i] = M_PI * (((quarter + shift) & 1) ? 0.5 - fabs(rest) : rest);
    }
    near_sin(y, angle, n);
}

static void near_sinpi(double *y, const double *x, long n) {
    near_turn(y, x, n, 0);
    for (long i = 0; i < n; i++) {
        int quarter;
        (void)reduce(x[i], &quarter);
        const double positive = (quarter & 2 ? -y[i] : y[i]) + 0.0;
        y[i] = isfinite(x[i]) ? copysign(1, x[i]) * positive : (double)NAN;
    }
}

/* cos(pi (1/2 + r)) = -sin(pi r) */
static void near_cospi(double *y, const double *x, long n) {
    near_turn(y, x, n, 1);
    for (long i = 0; i < n; i++) {
        int quarter;
        (void)reduce(x[i], &quarter);
        const double positive = ((quarter + 1) & 2 ? -y[i] : y[i]) + 0.0;
        y[i] = isfinite(x[i]) ? positive : (double)NAN;
    }
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

/* For large x, e^-x is negligible against x in 256 bits, and e^x may overflow in MPFR. */
static void exact_softplus(mpfr_t y, double x) {
    if (x > 1000) {
        mpfr_set_d(y, x, MPFR_RNDN);
        return;
    }
    exact_exp(y, x);
    mpfr_log1p(y, y, MPFR_RNDN);
}

/* The same for doubles. */
static double reduce_wide(double x, int *quarter) {
    const double turn = fmod(fabs(x), 2), nearest = nearbyint(2 * turn);
    *quarter = (int)nearest & 3;
    return turn - nearest / 2;
}

static void exact_angle(mpfr_t y, double rest) {
    mpfr_const_pi(y, MPFR_RNDN);
    mpfr_mul_d(y, y, rest, MPFR_RNDN);
}

static void exact_sinpi(mpfr_t y, double x) {
    int quarter = 0;
    exact_angle(y, isfinite(x) ? reduce_wide(x, &quarter) : (double)NAN);
    (quarter & 1 ? mpfr_cos : mpfr_sin)(y, y, MPFR_RNDN);
    if (!(quarter & 2) != !signbit(x))
        mpfr_neg(y, y, MPFR_RNDN);
}

static void exact_cospi(mpfr_t y, double x) {
    int quarter = 0;
    exact_angle(y, isfinite(x) ? reduce_wide(x, &quarter) : (double)NAN);
    (quarter & 1 ? mpfr_sin : mpfr_cos)(y, y, MPFR_RNDN);
    if ((quarter + 1) & 2)
        mpfr_neg(y, y, MPFR_RNDN);
}

/* ---- to 64 bits ------------------------------------------------------------------------------ */

#define WIDE(name)                                                                                 \
    static long double wide_##name(double x) {                                                     \
        return name##l((long double)x);                                                            \
    }
WIDE(exp)
WIDE(expm1)
WIDE(log)
WIDE(log1p)
WIDE(tanh)

static long double wide_sigmoid(double x) {
    const long double e = expl(-fabsl((long double)x));
    return (x < 0 ? e : 1) / (1 + e);
}

static long double wide_softplus(double x) {
    return (x > 0 ? (long double)x : 0) + log1pl(expl(-fabsl((long double)x)));
}

/* The sine of an angle of at most pi/4, or its cosine if `cosine` is set. */
static long double wide_turn(double rest, int cosine, int minus) {
    const long double angle = 3.14159265358979323846264338327950288L * (long double)rest;
    const long double y = cosine ? cosl(angle) : sinl(angle);
    return minus ? -y : y;
}

static long double wide_sinpi(double x) {
    int quarter = 0;
    const double rest = isfinite(x) ? reduce_wide(x, &quarter) : (double)NAN;
    return wide_turn(rest, quarter & 1, !(quarter & 2) != !signbit(x));
}

static long double wide_cospi(double x) {
    int quarter = 0;
    const double rest = isfinite(x) ? reduce_wide(x, &quarter) : (double)NAN;
    return wide_turn(rest, !(quarter & 1), ((quarter + 1) & 2) != 0);
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
    {"exp", near_exp, exact_exp, run_exp, klimb_vecmath_scalar_exp, wide_exp, expf, 0},
    {"expm1", near_expm1, exact_expm1, run_expm1, klimb_vecmath_scalar_expm1, wide_expm1, expm1f,
     1},
    {"log", near_log, exact_log, run_log, klimb_vecmath_scalar_log, wide_log, logf, 0},
    {"log1p", near_log1p, exact_log1p, run_log1p, klimb_vecmath_scalar_log1p, wide_log1p, log1pf,
     1},
    {"tanh", near_tanh, exact_tanh, run_tanh, klimb_vecmath_scalar_tanh, wide_tanh, tanhf, 1},
    {"sigmoid", near_sigmoid, exact_sigmoid, run_sigmoid, klimb_vecmath_scalar_sigmoid,
     wide_sigmoid, NULL, 0},
    {"softplus", near_softplus, exact_softplus, run_softplus, klimb_vecmath_scalar_softplus,
     wide_softplus, NULL, 0},
    {"sinpi", near_sinpi, exact_sinpi, run_sinpi, klimb_vecmath_scalar_sinpi, wide_sinpi, NULL, 0},
    {"cospi", near_cospi, exact_cospi, run_cospi, klimb_vecmath_scalar_cospi, wide_cospi, NULL, 0},
};

float exact_float(const struct exact_function *function, float x) {
    mpfr_t y;
    mpfr_init2(y, EXACT_BITS);
    function->exact(y, (double)x);
    const float nearest = mpfr_get_flt(y, MPFR_RNDN);
    mpfr_clear(y);
    return nearest;
}

double exact_error(const struct exact_function *function, double x, double y) {
    mpfr_t exact, off;
    mpfr_inits2(EXACT_BITS, exact, off, (mpfr_ptr)NULL);
    function->exact(exact, x);
    mpfr_d_sub(off, y, exact, MPFR_RNDN);
    mpfr_div(off, off, exact, MPFR_RNDN);
    const int is_float = mpfr_number_p(off) && fabs(mpfr_get_d(exact, MPFR_RNDN)) > 0x1p-160;
    const double error = is_float ? fabs(mpfr_get_d(off, MPFR_RNDN)) : 0;
    mpfr_clears(exact, off, (mpfr_ptr)NULL);
    return error;
}

/* The exponent of a unit in the last place of a double of this size. */
static int unit_of(double x) {
    const int binade = x == 0 ? DBL_MIN_EXP - 1 : ilogb(x);
    return (binade < DBL_MIN_EXP - 1 ? DBL_MIN_EXP - 1 : binade) - (DBL_MANT_DIG - 1);
}

double exact_ulps_roughly(const struct exact_function *function, double x, double y) {
    const long double wide = LDBL_MANT_DIG < 64 ? (long double)NAN : function->wide(x);
    const double nearest = (double)wide;
    if (!isfinite(nearest) || !isfinite(y))
        return (double)INFINITY;
    return (double)fabsl(ldexpl((long double)y - wide, -unit_of(nearest)));
}

/* Scaled so that a unit in the last place is 1; so a difference that is subnormal counts, too. */
double exact_ulps(const struct exact_function *function, double x, double y) {
    mpfr_t off;
    mpfr_init2(off, EXACT_BITS);
    function->exact(off, x);
    const double nearest = mpfr_get_d(off, MPFR_RNDN);
    double ulps = 0;
    if (isnan(nearest) || isinf(nearest) || isnan(y) || isinf(y)) {
        ulps = nearest == y || (isnan(nearest) && isnan(y)) ? 0 : (double)INFINITY;
    } else {
        mpfr_d_sub(off, y, off, MPFR_RNDN);
        mpfr_mul_2si(off, off, -unit_of(nearest), MPFR_RNDN);
        ulps = fabs(mpfr_get_d(off, MPFR_RNDN));
    }
    mpfr_clear(off);
    return ulps;
}
