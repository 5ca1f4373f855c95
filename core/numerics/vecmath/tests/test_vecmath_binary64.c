/* The functions of one value in double, whatever `real` is. */
#include "numerics/vecmath/vecmath.h"

#include <float.h>
#include <math.h>

#include "tests/check_near.h"

static long double exact_sigmoid(long double x) {
    return 1 / (1 + expl(-x));
}

static long double exact_softplus(long double x) {
    return x > 0 ? x + log1pl(expl(-x)) : log1pl(expl(x));
}

static long double sinpi_exact(long double x) {
    return sinl(3.14159265358979323846264338327950288L * x);
}

static long double cospi_exact(long double x) {
    return cosl(3.14159265358979323846264338327950288L * x);
}

/* Each function in double, and the largest |x| at which long double is exact enough. */
static const struct {
    const char *name;
    double (*function)(double);
    long double (*exact)(long double);
    double range;
} SCALARS[] = {
    {"exp", klimb_vecmath_scalar_exp, expl, 700},
    {"expm1", klimb_vecmath_scalar_expm1, expm1l, 700},
    {"log", klimb_vecmath_scalar_log, logl, 1e300},
    {"log1p", klimb_vecmath_scalar_log1p, log1pl, 1e300},
    {"tanh", klimb_vecmath_scalar_tanh, tanhl, 25},
    {"sigmoid", klimb_vecmath_scalar_sigmoid, exact_sigmoid, 700},
    {"softplus", klimb_vecmath_scalar_softplus, exact_softplus, 700},
    {"sinpi", klimb_vecmath_scalar_sinpi, sinpi_exact, 0.25},
    {"cospi", klimb_vecmath_scalar_cospi, cospi_exact, 0.25},
};
enum { SCALAR_COUNT = sizeof SCALARS / sizeof SCALARS[0] };

START_TEST(vecmath_scalar_functions_against_long_double_within_an_ulp) {
    for (int i = 0; i < 4000; i++) {
        const double size = i % 2 ? ldexp(SCALARS[_i].range, -i / 80)
                                  : i * SCALARS[_i].range / 4000;
        const double x = (i % 4 < 2 ? 1 : -1) * size * 0.9985;
        const double got = SCALARS[_i].function(x);
        const long double exact = SCALARS[_i].exact((long double)x);
        if (isnan(exact) || isinf(exact)) {
            ck_assert(isnan(exact) ? isnan(got) : (long double)got == exact);
            continue;
        }
        const long double ulp = ldexpl(1, exact == 0 ? -1074 : ilogbl(exact) - 52);
        ck_assert_msg(fabsl((long double)got - exact) <= ulp, "%s(%a) = %a, exactly %La",
                      SCALARS[_i].name, x, got, exact);
    }
}
END_TEST

START_TEST(vecmath_scalar_functions_nan_in_gives_nan_out) {
    ck_assert(isnan(SCALARS[_i].function((double)NAN)));
}
END_TEST

/* cos(pi/3) = 1/2, cos(pi/4) = sqrt(1/2); halves and integers are exact. */
START_TEST(vecmath_scalar_cospi_known_angles_known_values) {
    ck_assert(klimb_vecmath_scalar_cospi(0) == 1 && klimb_vecmath_scalar_cospi(1) == -1);
    ck_assert(klimb_vecmath_scalar_cospi(0.5) == 0 && klimb_vecmath_scalar_cospi(2) == 1);
    ck_assert_near(klimb_vecmath_scalar_cospi(1.0 / 3), 0.5, DBL_EPSILON);
    ck_assert_near(klimb_vecmath_scalar_cospi(0.25), sqrt(0.5), DBL_EPSILON);
}
END_TEST

START_TEST(vecmath_scalar_pow_of_moderate_size_within_an_ulp) {
    const double x[] = {0.9, 0.999, 0.5, 1.385, 1e-300, 2.385e17, 1, 0.70710678118654757};
    const double y[] = {1, 2, 1000, 0.385, -3, 0, -1e-9, 17};
    for (int i = 0; i < 64; i++) {
        const double got = klimb_vecmath_scalar_pow(x[i / 8], y[i % 8]);
        const long double exact = powl((long double)x[i / 8], (long double)y[i % 8]);
        if (exact > (long double)DBL_MAX || exact < 0x1p-1080L)
            ck_assert(exact > 1 ? isinf(got) : got == 0);
        else if (fabs(y[i % 8] * log(x[i / 8])) <= 32)
            ck_assert_near_relative(got, exact, DBL_EPSILON);
    }
}
END_TEST

START_TEST(vecmath_scalar_pow_outside_its_domain_nan_or_zero) {
    ck_assert(klimb_vecmath_scalar_pow(0, 2) == 0);
    ck_assert(isnan(klimb_vecmath_scalar_pow(0, -1)) && isnan(klimb_vecmath_scalar_pow(-1, 2)));
    ck_assert(isnan(klimb_vecmath_scalar_pow((double)NAN, 1)));
    ck_assert(isnan(klimb_vecmath_scalar_pow(2, (double)NAN)));
    ck_assert(isnan(klimb_vecmath_scalar_pow((double)INFINITY, 1)));
}
END_TEST

static Suite *vecmath_binary64_suite(void) {
    Suite *suite = suite_create("vecmath_binary64");
    TCase *scalar = tcase_create("one value");
    tcase_add_loop_test(scalar, vecmath_scalar_functions_against_long_double_within_an_ulp, 0,
                        SCALAR_COUNT);
    tcase_add_loop_test(scalar, vecmath_scalar_functions_nan_in_gives_nan_out, 0, SCALAR_COUNT);
    tcase_add_test(scalar, vecmath_scalar_pow_of_moderate_size_within_an_ulp);
    tcase_add_test(scalar, vecmath_scalar_pow_outside_its_domain_nan_or_zero);
    tcase_add_test(scalar, vecmath_scalar_cospi_known_angles_known_values);
    suite_add_tcase(suite, scalar);
    return suite;
}

TEST_MAIN(vecmath_binary64_suite)
