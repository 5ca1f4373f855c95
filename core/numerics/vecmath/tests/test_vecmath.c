/* Elementary functions: every table gives the same bits, as accurate as vecmath.h promises. */
#include "numerics/vecmath/vecmath.h"

#include <stddef.h>

#include "tests/vecmath_sweep.h"

static double near_sigmoid(double x) {
    const double e = exp(-fabs(x));
    return (x < 0 ? e : 1) / (1 + e);
}

static double near_softplus(double x) {
    return (x > 0 ? x : 0) + log1p(exp(-fabs(x)));
}

static long double exact_sigmoid(long double x) {
    return 1 / (1 + expl(-x));
}

static long double exact_softplus(long double x) {
    return x > 0 ? x + log1pl(expl(-x)) : log1pl(expl(x));
}

static const struct function {
    const char *name;
    size_t offset; /* in struct vecmath */
    double (*near)(double);
    long double (*exact)(long double);
} FUNCTIONS[] = {
    {"exp", offsetof(struct vecmath, exp), exp, expl},
    {"expm1", offsetof(struct vecmath, expm1), expm1, expm1l},
    {"log", offsetof(struct vecmath, log), log, logl},
    {"log1p", offsetof(struct vecmath, log1p), log1p, log1pl},
    {"tanh", offsetof(struct vecmath, tanh), tanh, tanhl},
    {"sigmoid", offsetof(struct vecmath, sigmoid), near_sigmoid, exact_sigmoid},
    {"softplus", offsetof(struct vecmath, softplus), near_softplus, exact_softplus},
    {"sqrt", offsetof(struct vecmath, sqrt), sqrt, sqrtl},
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

START_TEST(functions_dense_sweep_nearest_float_or_within_an_ulp_in_double) {
    const struct function *function = &FUNCTIONS[_i];
    real *x = sweep_new(), *y = reals_new(POINTS);
    function_of(klimb_vecmath_select(NULL), function)(y, x, POINTS);
    for (long i = 0; i < POINTS; i++) {
        const double near = function->near((double)x[i]);
        if (is_wrong(y[i], near, function->exact((long double)x[i])))
            ck_abort_msg("%s(%a) = %a, about %a", function->name, (double)x[i], (double)y[i], near);
    }
    free(x), free(y);
}
END_TEST

/* More than twice PIECE of vecmath_template.h. */
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

/* FNV-1a over the bits; all NaNs count as the same bits. Source: Fowler, Noll & Vo 1991. */
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

/* Golden curves depend on these bits. If a compiler or processor gives others, this test fails before any
 * golden does. In float they are defined by mathematics. */
static const uint64_t DIGESTS[FUNCTION_COUNT] = {
#ifdef KLIMB_DOUBLE
    0x56e1f85d04a34345, 0xa0c259c0a2e98ca4, 0x1196b7c69c96c754, 0xbd5c614103553677,
    0xfb5a457a7c390bd3, 0x500ea89329312784, 0xc9923d5277961134, 0xf9426bb902610eb9,
#else
    0x782877adb1042f13, 0xb2ece67e7bc5de0f, 0x44376b77e8e5210f, 0xb14558d085cd877e,
    0x19b823090cf2ca46, 0x7311cacb1bcce28b, 0xc7bcd16b963c3f3e, 0xa117f22797735347,
#endif
};

START_TEST(functions_dense_sweep_bits_that_goldens_rest_on) {
    real *x = sweep_new(), *y = reals_new(POINTS);
    function_of(klimb_vecmath_select(NULL), &FUNCTIONS[_i])(y, x, POINTS);
    const uint64_t got = digest(y, POINTS);
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

/* Limits that follow from the definitions; zeros have the signs of C's Annex F. NaN means that the
 * result must be NaN. */
static const struct {
    const char *name;
    float x, y;
} LIMITS[] = {
    {"exp", -INFINITY, 0},
    {"exp", INFINITY, INFINITY},
    {"exp", 0, 1},
    {"exp", -0.0F, 1},
    {"expm1", -INFINITY, -1},
    {"expm1", INFINITY, INFINITY},
    {"expm1", 0, 0},
    {"expm1", -0.0F, -0.0F},
    {"expm1", -1e30F, -1},
    {"log", 0, -INFINITY},
    {"log", -0.0F, -INFINITY},
    {"log", INFINITY, INFINITY},
    {"log", 1, 0},
    {"log", -1, NAN},
    {"log", -INFINITY, NAN},
    {"log1p", -1, -INFINITY},
    {"log1p", -2, NAN},
    {"log1p", 0, 0},
    {"log1p", -0.0F, -0.0F},
    {"log1p", -INFINITY, NAN},
    {"log1p", INFINITY, INFINITY},
    {"tanh", -INFINITY, -1},
    {"tanh", INFINITY, 1},
    {"tanh", 0, 0},
    {"tanh", -0.0F, -0.0F},
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
    {"sqrt", -0.0F, -0.0F},
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
    int at = 0;
    for (const struct vecmath *table; (table = table_next(&at)) != NULL;) {
        real y;
        function_of(table, function_named(LIMITS[_i].name))(&y, &x, 1);
        ck_assert_msg(same(y, wanted), "%s of %s at %g: %g, wanted %g", LIMITS[_i].name,
                      table->name, (double)x, (double)y, (double)wanted);
    }
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

START_TEST(log1p_largest_number_is_its_logarithm) {
    const real x = REAL_MAX;
    real y;
    klimb_vecmath_select(NULL)->log1p(&y, &x, 1);
    ck_assert_near_relative(y, logl((long double)x), REAL_EPSILON);
}
END_TEST

#ifndef KLIMB_DOUBLE
/* sigmoid(x) = 1/2 + x/4 - x^3/48 + ...: if 1/2 + x/4 is the middle between two floats, the nearest float
 * is the one towards 1/2. Floats are 2^-24 apart above 1/2, 2^-25 below. */
START_TEST(sigmoid_near_zero_middle_between_two_floats_rounds_towards_a_half) {
    int at = 0;
    for (const struct vecmath *table; (table = table_next(&at)) != NULL;)
        for (int odd = 1; odd < 4096; odd += 2) {
            const float x[2] = {(float)odd * 0x1p-23F, (float)-odd * 0x1p-24F};
            float y[2];
            table->sigmoid(y, x, 2);
            ck_assert_msg(y[0] == 0.5F + (float)(odd - 1) * 0x1p-25F, "%s at %a: %a", table->name,
                          (double)x[0], (double)y[0]);
            ck_assert_msg(y[1] == 0.5F - (float)(odd - 1) * 0x1p-26F, "%s at %a: %a", table->name,
                          (double)x[1], (double)y[1]);
        }
}
END_TEST
#endif

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

/* The tables of each kind of machine, and those that only some of its CPUs run. */
static void assert_selectable(const char *name, int wanted) {
    ck_assert_msg((klimb_vecmath_select(name) != NULL) == (wanted != 0), "%s is%s selected", name,
                  wanted ? " not" : "");
}

START_TEST(vecmath_select_each_instruction_set_exactly_where_the_cpu_has_it) {
    int x86_64 = 0, avx2 = 0, avx512 = 0, aarch64 = 0;
#if defined __x86_64__
    x86_64 = 1;
    avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    avx512 = __builtin_cpu_supports("avx512f");
#elif defined __aarch64__
    aarch64 = 1;
#endif
    assert_selectable("sse2", x86_64);
    assert_selectable("avx2", avx2);
    assert_selectable("avx512", avx512);
    assert_selectable("neon", aarch64);
}
END_TEST

START_TEST(vecmath_select_unknown_name_null) {
    ck_assert_ptr_null(klimb_vecmath_select("mmx"));
    ck_assert_ptr_null(klimb_vecmath_select(""));
}
END_TEST

static Suite *vecmath_suite(void) {
    Suite *suite = suite_create("vecmath");
    TCase *each = tcase_create("each function");
    const int last = FUNCTION_COUNT;
    tcase_add_loop_test(each, functions_dense_sweep_same_bits_from_every_table, 0, last);
    tcase_add_loop_test(each, functions_dense_sweep_nearest_float_or_within_an_ulp_in_double, 0,
                        last);
    tcase_add_loop_test(each, functions_dense_sweep_bits_that_goldens_rest_on, 0, last);
    tcase_add_loop_test(each, functions_any_length_one_value_at_a_time_gives_the_same, 0, last);
    tcase_add_loop_test(each, functions_nan_in_gives_nan_out, 0, last);
    tcase_add_loop_test(each, functions_limit_of_their_domain_exact_value, 0,
                        (int)(sizeof LIMITS / sizeof LIMITS[0]));
    tcase_add_test(each, exp_around_its_thresholds_finite_then_infinite_positive_then_zero);
    tcase_add_test(each, log1p_largest_number_is_its_logarithm);
#ifndef KLIMB_DOUBLE
    tcase_add_test(each, sigmoid_near_zero_middle_between_two_floats_rounds_towards_a_half);
#endif
    suite_add_tcase(suite, each);
    TCase *tables = tcase_create("tables");
    tcase_add_test(tables, vecmath_select_null_widest_table_that_runs);
    tcase_add_test(tables, vecmath_select_each_name_table_of_that_name);
    tcase_add_test(tables, vecmath_select_each_instruction_set_exactly_where_the_cpu_has_it);
    tcase_add_test(tables, vecmath_select_unknown_name_null);
    suite_add_tcase(suite, tables);
    return suite;
}

TEST_MAIN(vecmath_suite)
