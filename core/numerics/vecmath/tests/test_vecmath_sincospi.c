/* Sine and cosine of pi x: every table gives the same bits, as accurate as vecmath.h promises. */
#include "tests/vecmath_sweep.h"

/* x minus the nearest half integer is exact, and so is the quadrant. */
static void exact_sincospi(real x, long double *sine, long double *cosine) {
    const long double turn = fmodl((long double)x, 2);
    const long double quadrant = nearbyintl(2 * turn);
    const long double angle = 3.14159265358979323846264338327950288L * (turn - quadrant / 2);
    const long double s = sinl(angle), c = cosl(angle);
    const int quarter = (int)quadrant & 3;
    *sine = quarter == 0 ? s : quarter == 1 ? c : quarter == 2 ? -s : -c;
    *cosine = quarter == 0 ? c : quarter == 1 ? -s : quarter == 2 ? -c : s;
}

START_TEST(sincospi_dense_sweep_nearest_float_or_within_an_ulp_in_double) {
    real *x = sweep_new(), *sine = reals_new(POINTS), *cosine = reals_new(POINTS);
    klimb_vecmath_select(NULL)->sincospi(sine, cosine, x, POINTS);
    for (long i = 0; i < POINTS; i++) {
        if (!isfinite(x[i]))
            continue;
        long double s, c;
        exact_sincospi(x[i], &s, &c);
        if (s == 0 || c == 0) /* their signs have a test of their own */
            ck_assert(sine[i] == (real)s && cosine[i] == (real)c);
        else if (is_wrong(sine[i], (double)s, s) || is_wrong(cosine[i], (double)c, c))
            ck_abort_msg("sincospi(%a): %a and %a, exactly %La and %La", (double)x[i],
                         (double)sine[i], (double)cosine[i], s, c);
    }
    free(x), free(sine), free(cosine);
}
END_TEST

START_TEST(sincospi_dense_sweep_same_bits_from_every_table) {
    real *x = sweep_new(), *got = reals_new(2 * POINTS), *wanted = reals_new(2 * POINTS);
    klimb_vecmath_select("scalar")->sincospi(wanted, wanted + POINTS, x, POINTS);
    int at = 0;
    for (const struct vecmath *table; (table = table_next(&at)) != NULL;) {
        table->sincospi(got, got + POINTS, x, POINTS);
        for (long i = 0; i < 2 * POINTS; i++)
            if (!same(got[i], wanted[i]))
                ck_abort_msg("sincospi of %s at %a: %a, scalar %a", table->name,
                             (double)x[i % POINTS], (double)got[i], (double)wanted[i]);
    }
    free(x), free(got), free(wanted);
}
END_TEST

START_TEST(sincospi_any_length_in_place_of_either_gives_the_same) {
    real x[LENGTH_MAX], sine[LENGTH_MAX], cosine[LENGTH_MAX];
    real buffer_a[LENGTH_MAX + 2 * GUARD], buffer_b[LENGTH_MAX + 2 * GUARD];
    real *const a = buffer_a + GUARD, *const b = buffer_b + GUARD;
    for (long i = 0; i < LENGTH_MAX; i++) {
        x[i] = REAL(0.0985) * (real)(i - 13);
        klimb_vecmath_select("scalar")->sincospi(&sine[i], &cosine[i], &x[i], 1);
    }
    int at = 0;
    for (const struct vecmath *table; (table = table_next(&at)) != NULL;)
        for (long k = 0; k < 3 * (LENGTH_MAX + 1); k++) {
            const long n = k / 3, place = k % 3; /* 0: apart, 1: sine is x, 2: cosine is x */
            for (long i = 0; i < LENGTH_MAX + 2 * GUARD; i++)
                buffer_a[i] = buffer_b[i] = GUARD_VALUE;
            const real *const from = place == 0 ? x : place == 1 ? a : b;
            if (place > 0)
                memcpy(place == 1 ? a : b, x, (size_t)n * sizeof *x);
            table->sincospi(a, b, from, n);
            assert_only_written(a, sine, n, "sine");
            assert_only_written(b, cosine, n, "cosine");
        }
}
END_TEST

/* Zeros have the signs of C23: that of n for sin(pi n), + for cos(pi (n + 1/2)). */
static const struct {
    double x, sine, cosine;
} EXACT[] = {
    {0, 0, 1},       {0.5, 1, 0},   {1, 0, -1},         {1.5, -1, 0},      {1e6, 0, 1},
    {-0.0, -0.0, 1}, {-0.5, -1, 0}, {-1, -0.0, -1},     {-1.5, 1, 0},      {-1e6, -0.0, 1},
    {2, 0, 1},       {-2, -0.0, 1}, {4194303.5, -1, 0}, {16777215, 0, -1}, {1e30, 0, 1},
};

START_TEST(sincospi_multiples_of_a_half_exact) {
    const real x = (real)EXACT[_i].x;
    int at = 0;
    for (const struct vecmath *table; (table = table_next(&at)) != NULL;) {
        real sine, cosine;
        table->sincospi(&sine, &cosine, &x, 1);
        ck_assert_msg(same(sine, (real)EXACT[_i].sine) && same(cosine, (real)EXACT[_i].cosine),
                      "%s at %g: %g and %g", table->name, (double)x, (double)sine, (double)cosine);
    }
}
END_TEST

START_TEST(sincospi_non_finite_gives_nan) {
    const real x[3] = {(real)NAN, (real)INFINITY, -(real)INFINITY};
    real sine[3], cosine[3];
    klimb_vecmath_select(NULL)->sincospi(sine, cosine, x, 3);
    for (int i = 0; i < 3; i++)
        ck_assert(isnan(sine[i]) && isnan(cosine[i]));
}
END_TEST

static Suite *vecmath_sincospi_suite(void) {
    Suite *suite = suite_create("vecmath_sincospi");
    TCase *sincospi = tcase_create("sincospi");
    tcase_add_test(sincospi, sincospi_dense_sweep_nearest_float_or_within_an_ulp_in_double);
    tcase_add_test(sincospi, sincospi_dense_sweep_same_bits_from_every_table);
    tcase_add_test(sincospi, sincospi_any_length_in_place_of_either_gives_the_same);
    tcase_add_loop_test(sincospi, sincospi_multiples_of_a_half_exact, 0,
                        (int)(sizeof EXACT / sizeof EXACT[0]));
    tcase_add_test(sincospi, sincospi_non_finite_gives_nan);
    suite_add_tcase(suite, sincospi);
    return suite;
}

TEST_MAIN(vecmath_sincospi_suite)
