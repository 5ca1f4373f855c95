/* The fused Bernoulli pass: bit for bit the composition of softplus and sigmoid that it replaces. */
#include "tests/vecmath_sweep.h"

/* Grey values, the ends of their range, and values that broken data may hold. */
static const real DATA[] = {0, 1, REAL(0.385), REAL(0.9999), (real)NAN, REAL(-0.0), (real)INFINITY};
enum { DATA_COUNT = sizeof DATA / sizeof DATA[0] };
static const real SHARE = REAL(1.0) / 7;

/* loss [n] and gradient [n] of logits l [n], step by step by the scalar table. */
static void compose(real *loss, real *gradient, const real *l, const real *x, long n) {
    const struct vecmath *vm = klimb_vecmath_select("scalar");
    for (long i = 0; i < n; i++)
        loss[i] = l[i] > 0 ? -l[i] : l[i];
    vm->softplus(loss, loss, n);
    for (long i = 0; i < n; i++)
        loss[i] += (l[i] > 0 ? l[i] : 0) - x[i] * l[i];
    vm->sigmoid(gradient, l, n);
    for (long i = 0; i < n; i++)
        gradient[i] = (gradient[i] - x[i]) * SHARE;
}

static void assert_same(const char *what, const struct vecmath *table, const real *got,
                        const real *wanted, const real *l, const real *x) {
    for (long i = 0; i < POINTS; i++)
        if (!same(got[i], wanted[i]))
            ck_abort_msg("%s of %s at logit %a, x %a: %a, composed %a", what, table->name,
                         (double)l[i], (double)x[i], (double)got[i], (double)wanted[i]);
}

START_TEST(bernoulli_dense_sweep_of_logits_bits_of_the_composition_from_every_table) {
    real *l = sweep_new(), *x = reals_new(POINTS);
    real *wanted_loss = reals_new(POINTS), *wanted_gradient = reals_new(POINTS);
    real *loss = reals_new(POINTS), *gradient = reals_new(POINTS);
    for (long i = 0; i < POINTS; i++)
        x[i] = DATA[(i + _i) % DATA_COUNT];
    compose(wanted_loss, wanted_gradient, l, x, POINTS);
    int at = 0;
    for (const struct vecmath *table; (table = table_next(&at)) != NULL;) {
        table->bernoulli(loss, gradient, l, x, SHARE, POINTS);
        assert_same("loss", table, loss, wanted_loss, l, x);
        assert_same("gradient", table, gradient, wanted_gradient, l, x);
        table->bernoulli(loss, NULL, l, x, SHARE, POINTS);
        assert_same("loss alone", table, loss, wanted_loss, l, x);
    }
    free(l), free(x), free(wanted_loss), free(wanted_gradient), free(loss), free(gradient);
}
END_TEST

/* Some lengths above 40, to pass the end of a piece. */
enum { LONGEST = 600 };
static const long LENGTHS[] = {255, 256, 257, 512, LONGEST};
enum { LENGTH_COUNT = LENGTH_MAX + 1 + sizeof LENGTHS / sizeof LENGTHS[0] };

START_TEST(bernoulli_any_length_writes_n_values_and_no_more) {
    const long n = _i <= LENGTH_MAX ? _i : LENGTHS[_i - LENGTH_MAX - 1];
    real l[LONGEST], x[LONGEST], wanted_loss[LONGEST], wanted_gradient[LONGEST];
    real loss[LONGEST + 2 * GUARD], gradient[LONGEST + 2 * GUARD];
    for (long i = 0; i < n; i++) {
        l[i] = REAL(0.385) * (real)(i + 1) - REAL(0.1) * (real)n;
        x[i] = DATA[i % 4];
    }
    compose(wanted_loss, wanted_gradient, l, x, n);
    int at = 0;
    for (const struct vecmath *table; (table = table_next(&at)) != NULL;) {
        for (long i = 0; i < LONGEST + 2 * GUARD; i++)
            loss[i] = gradient[i] = GUARD_VALUE;
        table->bernoulli(loss + GUARD, gradient + GUARD, l, x, SHARE, n);
        assert_only_written(loss + GUARD, wanted_loss, n, "loss");
        assert_only_written(gradient + GUARD, wanted_gradient, n, "gradient");
    }
}
END_TEST

/* -ln p is exactly 0 for a certain right prediction, |l| for a certain wrong one, ln 2 at logit 0. */
START_TEST(bernoulli_certain_predictions_loss_and_gradient_of_theory) {
    const real l[5] = {200, -200, 200, -200, 0}, x[5] = {1, 0, 0, 1, REAL(0.25)};
    const real wanted_loss[5] = {0, 0, 200, 200, REAL(0.69314718055994530942)};
    const real wanted_gradient[5] = {0, 0, 2, -2, REAL(0.5)};
    real loss[5], gradient[5];
    klimb_vecmath_select(NULL)->bernoulli(loss, gradient, l, x, 2, 5);
    for (int i = 0; i < 5; i++) {
        ck_assert_near(loss[i], wanted_loss[i], REAL_EPSILON);
        ck_assert_near(gradient[i], wanted_gradient[i], REAL_EPSILON);
    }
}
END_TEST

static Suite *vecmath_bernoulli_suite(void) {
    Suite *suite = suite_create("vecmath_bernoulli");
    TCase *bernoulli = tcase_create("bernoulli");
    tcase_add_loop_test(bernoulli,
                        bernoulli_dense_sweep_of_logits_bits_of_the_composition_from_every_table, 0,
                        DATA_COUNT);
    tcase_add_loop_test(bernoulli, bernoulli_any_length_writes_n_values_and_no_more, 0,
                        LENGTH_COUNT);
    tcase_add_test(bernoulli, bernoulli_certain_predictions_loss_and_gradient_of_theory);
    suite_add_tcase(suite, bernoulli);
    return suite;
}

TEST_MAIN(vecmath_bernoulli_suite)
