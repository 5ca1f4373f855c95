/* Initial weights: their distribution, and the addresses of their draws. */
#include "layers/dense.h"
#include "numerics/rng.h"
#include "tests/check_near.h"

/* A few roundings of numbers of the size of 1. */
static const double ROUNDING = 8 * (double)REAL_EPSILON;

enum { FAN_IN = 200, FAN_OUT = 100, WEIGHTS = FAN_IN * FAN_OUT };

struct drawn {
    real w[WEIGHTS], b[FAN_OUT];
};

static void draw(struct drawn *drawn, enum init_kind kind, double scale, uint32_t layer,
                 long blocks) {
    struct dense dense = {.in = FAN_IN, .out = FAN_OUT, .w = drawn->w, .b = drawn->b};
    for (int j = 0; j < FAN_OUT; j++)
        drawn->b[j] = 5;
    klimb_dense_init_weights(&dense, kind, scale, 42, layer, blocks, klimb_vecmath_select(NULL));
}

/* The relative standard error of a mean square of N draws is sqrt((kurtosis - 1)/N); the kurtosis is 9/5
 * for uniforms and 3 for normals. Four standard errors are allowed: 6e-5 of seeds would fail. */
static void assert_mean_square(const struct drawn *drawn, double wanted, double kurtosis) {
    const struct kernels *kernels = klimb_kernels_select(NULL);
    double mean_square = kernels->dot(drawn->w, drawn->w, WEIGHTS) / WEIGHTS;
    ck_assert_near_relative(mean_square, wanted, 4 * sqrt((kurtosis - 1) / WEIGHTS));
    double mean = kernels->sum(drawn->w, WEIGHTS) / WEIGHTS;
    ck_assert_near(mean, 0, 4 * sqrt(wanted / WEIGHTS));
}

static void assert_biases_are_zero(const struct drawn *drawn) {
    for (int j = 0; j < FAN_OUT; j++)
        ck_assert(drawn->b[j] == 0);
}

/* A uniform on +-limit has the variance limit^2/3, and the largest of 20,000 draws is within a
 * thousandth of the limit but for a chance of 0.999^20000 = 2e-9. */
static void assert_uniform(const struct drawn *drawn, double limit) {
    double largest = 0;
    for (int i = 0; i < WEIGHTS; i++)
        largest = fmax(largest, fabs((double)drawn->w[i]));
    ck_assert(largest <= limit * (1 + ROUNDING) && largest >= 0.999 * limit);
    assert_mean_square(drawn, limit * limit / 3, 1.8);
}

START_TEST(dense_init_weights_glorot_fills_its_interval) {
    static struct drawn drawn;
    draw(&drawn, INIT_GLOROT, 1, 0, 1);
    assert_uniform(&drawn, sqrt(6.0 / (FAN_IN + FAN_OUT)));
    draw(&drawn, INIT_GLOROT, 0.5, 0, 1);
    assert_uniform(&drawn, 0.5 * sqrt(6.0 / (FAN_IN + FAN_OUT)));
    assert_biases_are_zero(&drawn);
}
END_TEST

START_TEST(dense_init_weights_glorot_in_blocks_counts_one_block) {
    static struct drawn drawn;
    draw(&drawn, INIT_GLOROT, 1, 0, 2);
    assert_uniform(&drawn, sqrt(6.0 / (FAN_IN + FAN_OUT / 2)));
}
END_TEST

/* torch.nn.Linear: weights and biases uniform on +-1/sqrt(in). The biases are a separate row: none
 * equals the weight above it, and the largest of FAN_OUT draws is close to the end of the interval. */
START_TEST(dense_init_weights_pytorch_draws_biases_too) {
    static struct drawn drawn;
    draw(&drawn, INIT_PYTORCH, 1, 0, 1);
    double limit = 1 / sqrt(FAN_IN), largest = 0;
    assert_uniform(&drawn, limit);
    for (int j = 0; j < FAN_OUT; j++) {
        ck_assert(drawn.b[j] != drawn.w[(FAN_IN - 1) * FAN_OUT + j]);
        largest = fmax(largest, fabs((double)drawn.b[j]));
    }
    ck_assert(largest <= limit * (1 + ROUNDING) && largest > 0.8 * limit);
}
END_TEST

START_TEST(dense_init_weights_he_has_variance_two_over_in) {
    static struct drawn drawn;
    draw(&drawn, INIT_HE, 1, 0, 1);
    assert_mean_square(&drawn, 2.0 / FAN_IN, 3);
    assert_biases_are_zero(&drawn);
}
END_TEST

START_TEST(dense_init_weights_normal_has_the_deviation_of_scale) {
    static struct drawn drawn;
    draw(&drawn, INIT_NORMAL, 0.25, 0, 1);
    assert_mean_square(&drawn, 0.0625, 3);
    assert_biases_are_zero(&drawn);
}
END_TEST

START_TEST(dense_init_weights_of_two_layers_differ) {
    for (int kind = 0; kind < INIT_KINDS; kind++) {
        static struct drawn first, second;
        draw(&first, (enum init_kind)kind, 1, 0, 1);
        draw(&second, (enum init_kind)kind, 1, 1, 1);
        for (int i = 0; i < 10; i++)
            ck_assert(first.w[i] != second.w[i]);
    }
}
END_TEST

/* A weight depends only on its input and output unit: a layer with fewer inputs has the same ones. */
START_TEST(dense_init_weights_are_addressed_by_their_units) {
    static struct drawn drawn;
    draw(&drawn, INIT_NORMAL, 1, 3, 1);
    real w[3 * FAN_OUT], b[FAN_OUT], u[FAN_OUT];
    struct dense dense = {.in = 3, .out = FAN_OUT, .w = w, .b = b};
    klimb_dense_init_weights(&dense, INIT_NORMAL, 1, 42, 3, 1, klimb_vecmath_select(NULL));
    ck_assert_mem_eq(w, drawn.w, sizeof w);
    draw(&drawn, INIT_GLOROT, 1, 3, 1);
    struct rng_place place = {.seed = 42, .purpose = RNG_WEIGHTS, .step = 3, .row = 17};
    klimb_rng_uniform(u, place, FAN_OUT);
    double limit = sqrt(6.0 / (FAN_IN + FAN_OUT));
    for (int j = 0; j < FAN_OUT; j++)
        ck_assert_near(drawn.w[17 * FAN_OUT + j], limit * (2 * (double)u[j] - 1), ROUNDING);
}
END_TEST

static Suite *dense_init_suite(void) {
    Suite *suite = suite_create("dense_init");
    TCase *cases = tcase_create("initial weights");
    tcase_add_test(cases, dense_init_weights_glorot_fills_its_interval);
    tcase_add_test(cases, dense_init_weights_glorot_in_blocks_counts_one_block);
    tcase_add_test(cases, dense_init_weights_pytorch_draws_biases_too);
    tcase_add_test(cases, dense_init_weights_he_has_variance_two_over_in);
    tcase_add_test(cases, dense_init_weights_normal_has_the_deviation_of_scale);
    tcase_add_test(cases, dense_init_weights_of_two_layers_differ);
    tcase_add_test(cases, dense_init_weights_are_addressed_by_their_units);
    suite_add_tcase(suite, cases);
    return suite;
}

TEST_MAIN(dense_init_suite)
