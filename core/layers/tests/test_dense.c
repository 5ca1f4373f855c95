/* One layer in small integers, each activation at known points, gradients by differences. */
#include <string.h>

#include "layers/dense.h"
#include "numerics/rng.h"
#include "tests/check_gradient.h"
#include "tests/check_near.h"

/* A few roundings of numbers of the size of 1. */
static const double ROUNDING = 8 * (double)REAL_EPSILON;

static struct backend backend_of_tests(void) {
    struct backend backend;
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    return backend;
}

START_TEST(dense_names_all_kinds_are_there) {
    ck_assert_str_eq(klimb_activation_names[ACTIVATION_IDENTITY], "identity");
    ck_assert_str_eq(klimb_activation_names[ACTIVATION_SILU], "silu");
    ck_assert_ptr_null(klimb_activation_names[ACTIVATION_KINDS]);
    ck_assert_str_eq(klimb_init_names[INIT_NORMAL], "normal");
    ck_assert_ptr_null(klimb_init_names[INIT_KINDS]);
}
END_TEST

START_TEST(dense_parameter_count_is_weights_and_biases) {
    ck_assert_int_eq(klimb_dense_parameter_count(784, 400), 314000);
    ck_assert_int_eq(klimb_dense_parameter_count(0, 3), 3);
}
END_TEST

/* ---- Forward and backward, in small integers ----
 * x = [1 2; 3 -1], W = [1 0 2; -1 3 1], b = [10 20 -30]:
 * x W = [-1 6 4; 4 -3 5], so pre = [9 26 -26; 14 17 -25]. */
static const real small_x[] = {1, 2, 3, -1};
static const real small_w[] = {1, 0, 2, -1, 3, 1};
static const real small_b[] = {10, 20, -30};
static const real small_pre[] = {9, 26, -26, 14, 17, -25};

struct small {
    struct dense dense;
    real w[6], b[3], dw[6], db[3];
    real pre[6], y[6];
};

static void set_up(struct small *small, enum activation activation) {
    memset(small, 0, sizeof *small);
    memcpy(small->w, small_w, sizeof small_w);
    memcpy(small->b, small_b, sizeof small_b);
    small->dense = (struct dense){.in = 2,
                                  .out = 3,
                                  .activation = activation,
                                  .w = small->w,
                                  .b = small->b,
                                  .dw = small->dw,
                                  .db = small->db};
}

START_TEST(dense_forward_of_integers_is_exact) {
    struct backend backend = backend_of_tests();
    struct small small;
    set_up(&small, ACTIVATION_IDENTITY);
    klimb_dense_forward(small.y, NULL, &small.dense, small_x, 2, &backend);
    ck_assert_mem_eq(small.y, small_pre, sizeof small_pre);
    set_up(&small, ACTIVATION_RELU);
    klimb_dense_forward(small.y, NULL, &small.dense, small_x, 2, &backend);
    const real positive[] = {9, 26, 0, 14, 17, 0};
    ck_assert_mem_eq(small.y, positive, sizeof positive);
}
END_TEST

START_TEST(dense_forward_keeps_pre_where_backward_needs_it) {
    struct backend backend = backend_of_tests();
    struct small small;
    ck_assert(klimb_dense_keeps_pre(ACTIVATION_SILU));
    set_up(&small, ACTIVATION_SILU);
    klimb_dense_forward(small.y, small.pre, &small.dense, small_x, 2, &backend);
    ck_assert_mem_eq(small.pre, small_pre, sizeof small_pre);
}
END_TEST

/* 1 + 2/eps rounds back to 2/eps, and minus 2/eps leaves 0; added at the end, the bias would leave
 * 1. This order is part of the exactness contract. */
START_TEST(dense_forward_chain_starts_from_the_bias) {
    struct backend backend = backend_of_tests();
    real w[] = {1, 1}, b[] = {1}, y;
    const real x[] = {2 / REAL_EPSILON, -2 / REAL_EPSILON};
    struct dense dense = {.in = 2, .out = 1, .w = w, .b = b};
    klimb_dense_forward(&y, NULL, &dense, x, 1, &backend);
    ck_assert(y == 0);
}
END_TEST

/* dy = [1 2 3; 4 5 6]; ReLU stops the last column (pre < 0): dpre = [1 2 0; 4 5 0].
 * dw = x^T dpre = [13 17 0; -2 -1 0], db = [5 7 0], dx = dpre W^T = [1 5; 4 11]; the old values are
 * overwritten. */
START_TEST(dense_backward_of_integers_is_exact_and_overwrites) {
    struct backend backend = backend_of_tests();
    struct small small;
    set_up(&small, ACTIVATION_RELU);
    for (int i = 0; i < 6; i++)
        small.dw[i] = 100;
    for (int j = 0; j < 3; j++)
        small.db[j] = 100;
    real dx[] = {7, 7, 7, 7}, dy[] = {1, 2, 3, 4, 5, 6};
    klimb_dense_forward(small.y, NULL, &small.dense, small_x, 2, &backend);
    klimb_dense_backward(dx, &small.dense, dy, small.y, NULL, small_x, 2, &backend);
    const real dpre[] = {1, 2, 0, 4, 5, 0}, dw[] = {13, 17, 0, -2, -1, 0};
    const real db[] = {5, 7, 0}, wanted_dx[] = {1, 5, 4, 11};
    ck_assert_mem_eq(dy, dpre, sizeof dpre);
    ck_assert_mem_eq(small.dw, dw, sizeof dw);
    ck_assert_mem_eq(small.db, db, sizeof db);
    ck_assert_mem_eq(dx, wanted_dx, sizeof dx);
}
END_TEST

START_TEST(dense_backward_of_the_first_layer_needs_no_dx) {
    struct backend backend = backend_of_tests();
    struct small small;
    set_up(&small, ACTIVATION_IDENTITY);
    real dy[] = {1, 0, 0, 0, 0, 1};
    klimb_dense_backward(NULL, &small.dense, dy, small_pre, NULL, small_x, 2, &backend);
    const real dw[] = {1, 0, 3, 2, 0, -1}, db[] = {1, 0, 1};
    ck_assert_mem_eq(small.dw, dw, sizeof dw);
    ck_assert_mem_eq(small.db, db, sizeof db);
}
END_TEST

/* ---- Activations ---- */

/* y and dy/dx at one x, through a layer with one weight of 1 and no bias. An activation that keeps
 * no `pre` must do without. */
struct point {
    real y, slope;
};

static struct point evaluate_leaky(enum activation activation, real leak, real x) {
    struct backend backend = backend_of_tests();
    real w = 1, b = 0, dw = 0, db = 0, kept = 0, dx, dy = 1;
    real *pre = klimb_dense_keeps_pre(activation) ? &kept : NULL;
    struct dense dense = {1, 1, activation, &w, &b, &dw, &db, leak};
    struct point point;
    klimb_dense_forward(&point.y, pre, &dense, &x, 1, &backend);
    klimb_dense_backward(&dx, &dense, &dy, &point.y, pre, &x, 1, &backend);
    point.slope = dy;
    return point;
}

static struct point evaluate(enum activation activation, real x) {
    return evaluate_leaky(activation, 0, x);
}

/* tanh 1/2 = 0.46211715726, slope 1 - y^2; e^-1 - 1, slope e^-1; with s(1) = 0.73105857863 silu is
 * s, slope s (1 + (1 - s)); silu(-2) = -2/(1 + e^2), slope s (1 - 2 (1 - s)) with s = 0.1192029220.
 * At 0 the slopes are 0 (the subgradient that ReLU code takes), 1, 1 and 1/2. */
static const struct known_activation {
    enum activation activation;
    double x, y, slope;
} known_activations[] = {
    {ACTIVATION_IDENTITY, -1.5, -1.5, 1},
    {ACTIVATION_RELU, 2.5, 2.5, 1},
    {ACTIVATION_RELU, -1.5, 0, 0},
    {ACTIVATION_RELU, 0, 0, 0},
    {ACTIVATION_TANH, 0.5, 0.46211715726000976, 0.7864477329659274},
    {ACTIVATION_TANH, 0, 0, 1},
    {ACTIVATION_TANH, -40, -1, 0},
    {ACTIVATION_ELU, 2.5, 2.5, 1},
    {ACTIVATION_ELU, 0, 0, 1},
    {ACTIVATION_ELU, -1, -0.6321205588285577, 0.36787944117144233},
    {ACTIVATION_ELU, 2000, 2000, 1},
    {ACTIVATION_SILU, 1, 0.7310585786300049, 0.9276705118714869},
    {ACTIVATION_SILU, -2, -0.2384058440442351, -0.09078424878489547},
    {ACTIVATION_SILU, 0, 0, 0.5},
    {ACTIVATION_SILU, -2000, 0, 0},
};

START_TEST(dense_activation_has_the_known_value_and_slope) {
    const struct known_activation *known = &known_activations[_i];
    struct point point = evaluate(known->activation, (real)known->x);
    ck_assert_near(point.y, known->y, ROUNDING);
    ck_assert_near(point.slope, known->slope, ROUNDING);
}
END_TEST

/* PyTorch's torch.nn.LeakyReLU: x > 0 ? x : leak x, with the slope leak at 0 too. A leak of 0.25 and
 * these x are exact. */
START_TEST(dense_relu_with_a_leak_has_its_value_and_slope) {
    const real leak = REAL(0.25);
    const struct point above = evaluate_leaky(ACTIVATION_RELU, leak, REAL(2.5));
    const struct point below = evaluate_leaky(ACTIVATION_RELU, leak, REAL(-1.5));
    const struct point at = evaluate_leaky(ACTIVATION_RELU, leak, 0);
    ck_assert(above.y == REAL(2.5) && above.slope == 1);
    ck_assert(below.y == REAL(-0.375) && below.slope == leak);
    ck_assert(at.y == 0 && at.slope == leak);
    ck_assert(isnan(evaluate_leaky(ACTIVATION_RELU, leak, (real)NAN).y));
}
END_TEST

/* An inactive unit is +0, not the -0 of 0 times its input. */
START_TEST(dense_relu_without_a_leak_is_zero_with_no_sign) {
    const struct point below = evaluate(ACTIVATION_RELU, REAL(-1.5));
    ck_assert(below.y == 0 && !signbit(below.y));
    ck_assert(below.slope == 0 && !signbit(below.slope));
}
END_TEST

/* A ReLU written as x > 0 ? x : 0 would turn NaN into 0 and hide that a run has diverged. */
START_TEST(dense_activation_of_nan_is_nan) {
    struct point point = evaluate((enum activation)_i, (real)NAN);
    ck_assert(isnan(point.y));
}
END_TEST

/* More units than one piece of intermediate values: x = i/100 - 3. */
START_TEST(dense_activation_of_many_units_agrees_with_single_ones) {
    enum { UNITS = 600 };
    struct backend backend = backend_of_tests();
    static real w[UNITS], b[UNITS], dw[UNITS], db[UNITS], pre[UNITS], y[UNITS], dy[UNITS];
    enum activation activation = (enum activation)_i;
    struct dense dense = {1, UNITS, activation, w, b, dw, db, 0};
    for (int i = 0; i < UNITS; i++) {
        b[i] = (real)i / 100 - 3;
        dy[i] = 1;
    }
    const real x = 0;
    real *kept = klimb_dense_keeps_pre(activation) ? pre : NULL;
    klimb_dense_forward(y, kept, &dense, &x, 1, &backend);
    klimb_dense_backward(NULL, &dense, dy, y, kept, &x, 1, &backend);
    for (int i = 0; i < UNITS; i++) {
        struct point point = evaluate(activation, b[i]);
        ck_assert(y[i] == point.y && dy[i] == point.slope);
    }
}
END_TEST

#ifdef KLIMB_DOUBLE

/* ---- Gradients against central differences ---- */

enum { N = 5, IN = 4, OUT = 6 };

/* Loss = sum c_ij y_ij; the variables are W, b and x. */
enum { W_AT = 0, B_AT = IN * OUT, X_AT = B_AT + OUT, VARIABLES = X_AT + N * IN };

struct problem {
    struct dense dense;
    struct backend backend;
    real variables[VARIABLES], analytic[VARIABLES], c[N * OUT], pre[N * OUT], y[N * OUT];
};

static double weighted_sum(void *context) {
    struct problem *problem = context;
    klimb_dense_forward(problem->y, problem->pre, &problem->dense, problem->variables + X_AT, N,
                        &problem->backend);
    return problem->backend.kernels->dot(problem->c, problem->y, N * OUT);
}

static void draw_problem(struct problem *problem, enum activation activation, real leak) {
    memset(problem, 0, sizeof *problem);
    problem->backend = backend_of_tests();
    problem->dense = (struct dense){.in = IN,
                                    .out = OUT,
                                    .activation = activation,
                                    .leak = leak,
                                    .w = problem->variables + W_AT,
                                    .b = problem->variables + B_AT,
                                    .dw = problem->analytic + W_AT,
                                    .db = problem->analytic + B_AT};
    struct rng_place place = {.seed = 1986, .purpose = RNG_SYNTHETIC};
    klimb_rng_normal(problem->variables, place, 1, VARIABLES, problem->backend.vm);
    place.step = 1;
    klimb_rng_normal(problem->c, place, 1, N * OUT, problem->backend.vm);
}

static void check_backward(enum activation activation, real leak) {
    static struct problem problem;
    draw_problem(&problem, activation, leak);
    weighted_sum(&problem);
    real dy[N * OUT];
    memcpy(dy, problem.c, sizeof dy);
    klimb_dense_backward(problem.analytic + X_AT, &problem.dense, dy, problem.y, problem.pre,
                         problem.variables + X_AT, N, &problem.backend);
    check_gradient(weighted_sum, &problem, problem.variables, problem.analytic, VARIABLES);
}

START_TEST(dense_backward_is_the_derivative_of_forward) {
    check_backward((enum activation)_i, 0);
}
END_TEST

START_TEST(dense_backward_with_a_leak_is_the_derivative_of_forward) {
    check_backward(ACTIVATION_RELU, REAL(0.3));
}
END_TEST

static void add_gradient_tests(TCase *cases) {
    tcase_add_loop_test(cases, dense_backward_is_the_derivative_of_forward, 0, ACTIVATION_KINDS);
    tcase_add_test(cases, dense_backward_with_a_leak_is_the_derivative_of_forward);
}

#else

/* Central differences need double: see check_gradient.h. */
static void add_gradient_tests(TCase *cases) {
    (void)cases;
}

#endif

static Suite *dense_suite(void) {
    Suite *suite = suite_create("dense");
    TCase *cases = tcase_create("dense");
    tcase_add_test(cases, dense_names_all_kinds_are_there);
    tcase_add_test(cases, dense_parameter_count_is_weights_and_biases);
    tcase_add_test(cases, dense_forward_of_integers_is_exact);
    tcase_add_test(cases, dense_forward_keeps_pre_where_backward_needs_it);
    tcase_add_test(cases, dense_forward_chain_starts_from_the_bias);
    tcase_add_test(cases, dense_backward_of_integers_is_exact_and_overwrites);
    tcase_add_test(cases, dense_backward_of_the_first_layer_needs_no_dx);
    tcase_add_loop_test(cases, dense_activation_has_the_known_value_and_slope, 0,
                        sizeof known_activations / sizeof *known_activations);
    tcase_add_test(cases, dense_relu_with_a_leak_has_its_value_and_slope);
    tcase_add_test(cases, dense_relu_without_a_leak_is_zero_with_no_sign);
    tcase_add_loop_test(cases, dense_activation_of_nan_is_nan, 0, ACTIVATION_KINDS);
    tcase_add_loop_test(cases, dense_activation_of_many_units_agrees_with_single_ones, 0,
                        ACTIVATION_KINDS);
    add_gradient_tests(cases);
    suite_add_tcase(suite, cases);
    return suite;
}

TEST_MAIN(dense_suite)
