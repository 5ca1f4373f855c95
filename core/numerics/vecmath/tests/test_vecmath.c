/* Elementary functions: the same bits from every table, and as close to the truth as promised. */
#include "numerics/vecmath/vecmath.h"

#include <stddef.h>

#include "tests/vecmath_sweep.h"

static long double exact_sigmoid(long double x) {
    return 1 / (1 + expl(-x));
}

static long double exact_softplus(long double x) {
    return x > 0 ? x + log1pl(expl(-x)) : log1pl(expl(x));
}

#define EVERYWHERE ((double)INFINITY)

/* The largest error allowed, in units in the last place of the exact value, for x <= limit.
 * exp to tanh: what SLEEF promises, and a thousandth more for tanh, which near 6e-8 is off by one
 * ulp and a hair. Sigmoid and softplus: the 1 ulp of e^-|x| counts up to 2 where the result falls
 * into the binade below e, then 1 for 1 + e or log1p, then 1/2 for the last operation. */
static const struct function {
    const char *name;
    size_t offset; /* in struct vecmath */
    long double (*exact)(long double);
    double ulps;
    double limit;
} FUNCTIONS[] = {
    {"exp", offsetof(struct vecmath, exp), expl, 1.0, EVERYWHERE},
    {"expm1", offsetof(struct vecmath, expm1), expm1l, 1.0, EVERYWHERE},
    {"log", offsetof(struct vecmath, log), logl, 1.0, EVERYWHERE},
    {"log1p", offsetof(struct vecmath, log1p), log1pl, 1.0, LOG1P_LIMIT},
    {"tanh", offsetof(struct vecmath, tanh), tanhl, 1.001, EVERYWHERE},
    {"sigmoid", offsetof(struct vecmath, sigmoid), exact_sigmoid, 3.5, EVERYWHERE},
    {"softplus", offsetof(struct vecmath, softplus), exact_softplus, 3.5, EVERYWHERE},
    {"sqrt", offsetof(struct vecmath, sqrt), sqrtl, 0.5, EVERYWHERE},
};
enum { FUNCTION_COUNT = sizeof FUNCTIONS / sizeof FUNCTIONS[0] };

static vecmath_function *function_of(const struct vecmath *table, const struct function *function) {
    vecmath_function *pointer;
    memcpy(&pointer, (const char *)table + function->offset, sizeof pointer);
    return pointer;
}

START_TEST(functions_dense_sweep_same_bits_from_every_table) {
    const struct function *function = &FUNCTIONS[_i];
    real *x = sweep_new(), *wanted = reals_new(POINTS), *got = reals_new(POINTS);
    function_of(klimb_vecmath_select("scalar"), function)(wanted, x, POINTS);
    int at = 0;
    for (const struct vecmath *table; (table = table_next(&at)) != NULL;) {
        function_of(table, function)(got, x, POINTS);
        for (long i = 0; i < POINTS; i++)
            if (!same(got[i], wanted[i]))
                ck_abort_msg("%s of %s at %a: %a, scalar %a", function->name, table->name,
                             (double)x[i], (double)got[i], (double)wanted[i]);
    }
    free(x), free(wanted), free(got);
}
END_TEST

START_TEST(functions_dense_sweep_within_stated_ulps) {
    const struct function *function = &FUNCTIONS[_i];
    real *x = sweep_new(), *y = reals_new(POINTS);
    function_of(klimb_vecmath_select(NULL), function)(y, x, POINTS);
    for (long i = 0; i < POINTS; i++) {
        if ((double)x[i] > function->limit)
            continue;
        const long double exact = function->exact((long double)x[i]);
        const double off = ulps_off(y[i], exact);
        if (!(off <= function->ulps))
            ck_abort_msg("%s(%a) = %a, exactly %La: off by %g ulp, allowed %g", function->name,
                         (double)x[i], (double)y[i], exact, off, function->ulps);
    }
    free(x), free(y);
}
END_TEST

/* More than two of the pieces that sigmoid and softplus work in. */
enum { PIECE_STRADDLING = 600 };

static void assert_length(const struct vecmath *table, const struct function *function, long n) {
    real x[PIECE_STRADDLING], wanted[PIECE_STRADDLING], buffer[PIECE_STRADDLING + 2 * GUARD];
    real *y = buffer + GUARD;
    for (long i = 0; i < n; i++)
        x[i] = REAL(0.385) * (real)(i + 1) - REAL(0.1) * (real)n;
    for (long i = 0; i < n; i++)
        function_of(klimb_vecmath_select("scalar"), function)(&wanted[i], &x[i], 1);
    for (int in_place = 0; in_place < 2; in_place++) {
        for (long i = 0; i < PIECE_STRADDLING + 2 * GUARD; i++)
            buffer[i] = GUARD_VALUE;
        if (in_place)
            memcpy(y, x, (size_t)n * sizeof *y);
        function_of(table, function)(y, in_place ? y : x, n);
        assert_only_written(y, wanted, n, function->name);
    }
}

START_TEST(functions_any_length_one_value_at_a_time_gives_the_same) {
    int at = 0;
    for (const struct vecmath *table; (table = table_next(&at)) != NULL;) {
        for (long n = 0; n <= LENGTH_MAX; n++)
            assert_length(table, &FUNCTIONS[_i], n);
        assert_length(table, &FUNCTIONS[_i], PIECE_STRADDLING);
    }
}
END_TEST

/* FNV-1a over the bits, every NaN as the same one. Source: Fowler, Noll & Vo 1991. */
static uint64_t digest(const real *y, long n) {
    uint64_t hash = 0xcbf29ce484222325;
    for (long i = 0; i < n; i++) {
        real_bits bits = (real_bits)-1;
        if (!isnan(y[i]))
            memcpy(&bits, &y[i], sizeof bits);
        hash = (hash ^ bits) * 0x100000001b3;
    }
    return hash;
}

/* Of the values within a function's limit, measured with SLEEF 3.5.1 on x86-64. Golden curves rest on these bits: should another version or
 * processor give others, then this test says so before any golden does. */
static const uint64_t DIGESTS[FUNCTION_COUNT] = {
#ifdef KLIMB_DOUBLE
    0xf3f4a3e8e27f58ee, 0x6b1bdbcef9864a2d, 0x5d0121b9cc544983, 0x04376f3c767eec1f,
    0xb286a90ac016ce71, 0xdfbe696cfc03b0e1, 0x86e3067f3262773c, 0xf9426bb902610eb9,
#else
    0xf4491a6bc96baedc, 0x35bea10458b09fa6, 0xaedb976308aa4f7d, 0x99cd652ff075b7a3,
    0x2e37c2b6dcf4e19c, 0xba92031ce2130099, 0xa91942ad29680c18, 0xa117f22797735347,
#endif
};

START_TEST(functions_dense_sweep_bits_of_sleef_3_5_1) {
    real *x = sweep_new(), *y = reals_new(POINTS);
    function_of(klimb_vecmath_select(NULL), &FUNCTIONS[_i])(y, x, POINTS);
    long kept = 0;
    for (long i = 0; i < POINTS; i++)
        if (!((double)x[i] > FUNCTIONS[_i].limit))
            y[kept++] = y[i];
    const uint64_t got = digest(y, kept);
    ck_assert_msg(got == DIGESTS[_i], "%s: digest 0x%016llx, wanted 0x%016llx", FUNCTIONS[_i].name,
                  (unsigned long long)got, (unsigned long long)DIGESTS[_i]);
    free(x), free(y);
}
END_TEST

START_TEST(functions_nan_in_gives_nan_out) {
    real x[11], y[11];
    int at = 0;
    for (const struct vecmath *table; (table = table_next(&at)) != NULL;)
        for (long place = 0; place < 11; place++) {
            for (long i = 0; i < 11; i++)
                x[i] = i == place ? (real)NAN : REAL(1.25);
            function_of(table, &FUNCTIONS[_i])(y, x, 11);
            for (long i = 0; i < 11; i++)
                ck_assert_msg(!isnan(y[i]) == (i != place), "%s of %s, NaN at %ld: %g at %ld",
                              FUNCTIONS[_i].name, table->name, place, (double)y[i], i);
        }
}
END_TEST

/* Limits that follow from the definitions. NaN means that the result must be NaN. */
static const struct {
    const char *name;
    float x, y;
} LIMITS[] = {
    {"exp", -INFINITY, 0},
    {"exp", INFINITY, INFINITY},
    {"exp", 0, 1},
    {"expm1", -INFINITY, -1},
    {"expm1", INFINITY, INFINITY},
    {"expm1", 0, 0},
    {"log", 0, -INFINITY},
    {"log", INFINITY, INFINITY},
    {"log", 1, 0},
    {"log", -1, NAN},
    {"log", -INFINITY, NAN},
    {"log1p", -1, -INFINITY},
    {"log1p", -2, NAN},
    {"log1p", 0, 0},
    {"log1p", INFINITY, INFINITY},
    {"tanh", -INFINITY, -1},
    {"tanh", INFINITY, 1},
    {"tanh", 0, 0},
    {"sigmoid", -INFINITY, 0},
    {"sigmoid", INFINITY, 1},
    {"sigmoid", 0, 0.5F},
    {"sigmoid", 1000, 1},
    {"sigmoid", -1000, 0},
    {"softplus", -INFINITY, 0},
    {"softplus", 1000, 1000},
    {"softplus", -1000, 0},
    {"softplus", INFINITY, INFINITY},
    {"sqrt", INFINITY, INFINITY},
    {"sqrt", 0, 0},
    {"sqrt", -1, NAN},
};

static const struct function *function_named(const char *name) {
    int i = 0;
    while (strcmp(FUNCTIONS[i].name, name) != 0)
        i++;
    return &FUNCTIONS[i];
}

START_TEST(functions_limit_of_their_domain_exact_value) {
    const real x = (real)LIMITS[_i].x, wanted = (real)LIMITS[_i].y;
    real y;
    function_of(klimb_vecmath_select(NULL), function_named(LIMITS[_i].name))(&y, &x, 1);
    ck_assert_msg(y == wanted || (isnan(y) && isnan(wanted)), "%s(%g) = %g, wanted %g",
                  LIMITS[_i].name, (double)x, (double)y, (double)wanted);
}
END_TEST

/* ln FLT_MAX = 88.72284 and ln 2^-150 = -103.97208, half the smallest subnormal; in double
 * ln DBL_MAX = 709.78271 and ln 2^-1075 = -745.13322. */
START_TEST(exp_around_its_thresholds_finite_then_infinite_positive_then_zero) {
#ifdef KLIMB_DOUBLE
    const real x[4] = {709.78, 709.79, -745.13, -745.14};
#else
    const real x[4] = {88.722F, 88.73F, -103.97F, -104.0F};
#endif
    real y[4];
    klimb_vecmath_select(NULL)->exp(y, x, 4);
    ck_assert(isfinite(y[0]) && y[0] > REAL(0.99) * REAL_MAX);
    ck_assert(isinf(y[1]));
    ck_assert(y[2] > 0);
    ck_assert(y[3] == 0);
}
END_TEST

START_TEST(log1p_close_to_its_limit_is_the_logarithm) {
    const real x = (real)(0.99 * LOG1P_LIMIT);
    real y;
    klimb_vecmath_select(NULL)->log1p(&y, &x, 1);
    ck_assert_near_relative(y, logl((long double)x), REAL_EPSILON);
}
END_TEST

START_TEST(vecmath_select_null_widest_table_that_runs) {
    const struct vecmath *widest = NULL;
    int at = 0;
    for (const struct vecmath *table; (table = table_next(&at)) != NULL;)
        widest = table;
    ck_assert_ptr_eq(klimb_vecmath_select(NULL), widest);
}
END_TEST

START_TEST(vecmath_select_each_name_table_of_that_name) {
    ck_assert_str_eq(klimb_vecmath_names()[0], "scalar");
    ck_assert_ptr_nonnull(klimb_vecmath_select("scalar"));
    for (const char *const *name = klimb_vecmath_names(); *name != NULL; name++) {
        const struct vecmath *table = klimb_vecmath_select(*name);
        ck_assert(table == NULL || strcmp(table->name, *name) == 0);
    }
}
END_TEST

/* Which tables each kind of machine has, and which of them only some of its CPUs run. */
static void assert_selectable(const char *name, int wanted) {
    ck_assert_msg((klimb_vecmath_select(name) != NULL) == (wanted != 0), "%s is%s selected", name,
                  wanted ? " not" : "");
}

START_TEST(vecmath_select_each_instruction_set_exactly_where_the_cpu_has_it) {
    int x86_64 = 0, avx = 0, avx512 = 0, aarch64 = 0;
#if defined __x86_64__
    x86_64 = 1;
    avx = __builtin_cpu_supports("avx");
    avx512 = __builtin_cpu_supports("avx512f");
#elif defined __aarch64__
    aarch64 = 1;
#endif
    assert_selectable("sse2", x86_64);
    assert_selectable("avx", avx);
    assert_selectable("avx512", avx512);
    assert_selectable("neon", aarch64);
}
END_TEST

START_TEST(vecmath_select_unknown_name_null) {
    ck_assert_ptr_null(klimb_vecmath_select("mmx"));
    ck_assert_ptr_null(klimb_vecmath_select(""));
}
END_TEST

START_TEST(vecmath_scalar_functions_against_long_double_within_an_ulp) {
    for (int i = -700; i <= 700; i++) {
        const double x = i * 1.0137;
        ck_assert_near_relative(klimb_vecmath_scalar_exp(x), expl((long double)x), DBL_EPSILON);
        const double y = ldexp(1.385, i);
        ck_assert_near_relative(klimb_vecmath_scalar_log(y), logl((long double)y), DBL_EPSILON);
    }
    ck_assert(isnan(klimb_vecmath_scalar_exp((double)NAN)) && isnan(klimb_vecmath_scalar_log(-1)));
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

static Suite *vecmath_suite(void) {
    Suite *suite = suite_create("vecmath");
    TCase *each = tcase_create("each function");
    const int last = FUNCTION_COUNT;
    tcase_add_loop_test(each, functions_dense_sweep_same_bits_from_every_table, 0, last);
    tcase_add_loop_test(each, functions_dense_sweep_within_stated_ulps, 0, last);
    tcase_add_loop_test(each, functions_dense_sweep_bits_of_sleef_3_5_1, 0, last);
    tcase_add_loop_test(each, functions_any_length_one_value_at_a_time_gives_the_same, 0, last);
    tcase_add_loop_test(each, functions_nan_in_gives_nan_out, 0, last);
    tcase_add_loop_test(each, functions_limit_of_their_domain_exact_value, 0,
                        (int)(sizeof LIMITS / sizeof LIMITS[0]));
    tcase_add_test(each, exp_around_its_thresholds_finite_then_infinite_positive_then_zero);
    tcase_add_test(each, log1p_close_to_its_limit_is_the_logarithm);
    suite_add_tcase(suite, each);
    TCase *tables = tcase_create("tables");
    tcase_add_test(tables, vecmath_select_null_widest_table_that_runs);
    tcase_add_test(tables, vecmath_select_each_name_table_of_that_name);
    tcase_add_test(tables, vecmath_select_each_instruction_set_exactly_where_the_cpu_has_it);
    tcase_add_test(tables, vecmath_select_unknown_name_null);
    tcase_add_test(tables, vecmath_scalar_functions_against_long_double_within_an_ulp);
    tcase_add_test(tables, vecmath_scalar_cospi_known_angles_known_values);
    suite_add_tcase(suite, tables);
    return suite;
}

TEST_MAIN(vecmath_suite)
