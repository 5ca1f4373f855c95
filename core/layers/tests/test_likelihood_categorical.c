/* The categorical likelihood against its formula by libm, and its gradient against differences. */
#include "layers/likelihood.h"
#include "numerics/rng.h"
#include "tests/check_gradient.h"
#include "tests/check_near.h"

static const double ROUNDING = 8 * (double)REAL_EPSILON;

enum { EXAMPLES = 3, POSITIONS = 4, SYMBOLS = 5, WIDTH = POSITIONS * SYMBOLS };
enum { ELEMENTS = EXAMPLES * WIDTH };

static const struct likelihood_config config = {.kind = LIKELIHOOD_CATEGORICAL, .symbols = SYMBOLS};

/* Logits, and one symbol for each position. */
struct batch {
    real output[ELEMENTS], x[ELEMENTS], doutput[ELEMENTS], work[ELEMENTS];
    long symbol[EXAMPLES * POSITIONS];
};

static struct backend backend_of_tests(void) {
    return (struct backend){.vm = klimb_vecmath_select(NULL),
                            .kernels = klimb_kernels_select(NULL)};
}

static struct batch drawn(void) {
    struct batch batch = {.x = {0}};
    struct backend backend = backend_of_tests();
    struct rng_place place = {.seed = 11, .purpose = RNG_SYNTHETIC};
    klimb_rng_normal(batch.output, place, EXAMPLES, WIDTH, backend.vm);
    for (long p = 0; p < EXAMPLES * POSITIONS; p++) {
        batch.symbol[p] = (7 * p + p / 3) % SYMBOLS;
        batch.x[p * SYMBOLS + batch.symbol[p]] = 1;
    }
    return batch;
}

static void forward(double *recon, struct batch *batch, int with_gradient) {
    struct backend backend = backend_of_tests();
    struct likelihood_gradient gradient = {batch->doutput, NULL};
    klimb_likelihood_forward(recon, with_gradient ? &gradient : NULL, batch->output, batch->x,
                             EXAMPLES, WIDTH, &config, NULL, &backend, batch->work);
}

/* Softmax of one position, by libm. */
static double probability(const real *logits, long symbol) {
    double total = 0;
    for (long v = 0; v < SYMBOLS; v++)
        total += exp((double)logits[v]);
    return exp((double)logits[symbol]) / total;
}

START_TEST(likelihood_categorical_is_the_negative_log_probability_of_each_symbol) {
    struct batch batch = drawn();
    double recon[EXAMPLES];
    forward(recon, &batch, 0);
    for (long i = 0; i < EXAMPLES; i++) {
        double wanted = 0;
        for (long p = i * POSITIONS; p < (i + 1) * POSITIONS; p++)
            wanted -= log(probability(batch.output + p * SYMBOLS, batch.symbol[p]));
        ck_assert_near_relative(recon[i], wanted, ROUNDING);
    }
}
END_TEST

/* Equal logits cost ln V nats a position, however large they are. */
START_TEST(likelihood_categorical_equal_logits_cost_the_logarithm_of_their_number) {
    for (double level = -2000; level <= 2000; level += 500) {
        struct batch batch = drawn();
        double recon[EXAMPLES];
        for (long j = 0; j < ELEMENTS; j++)
            batch.output[j] = (real)level;
        forward(recon, &batch, 1);
        for (long i = 0; i < EXAMPLES; i++)
            ck_assert_near_relative(recon[i], POSITIONS * 1.6094379124341003, ROUNDING);
    }
}
END_TEST

START_TEST(likelihood_categorical_extreme_logits_stay_finite) {
    struct batch batch = drawn();
    double recon[EXAMPLES];
    for (long j = 0; j < ELEMENTS; j++)
        batch.output[j] = (real)(batch.x[j] > 0 ? -1000 : 1000);
    forward(recon, &batch, 1);
    for (long i = 0; i < EXAMPLES; i++) /* 2000 above the true one, shared by four */
        ck_assert_near_relative(recon[i], POSITIONS * (2000 + 1.3862943611198906), ROUNDING);
    for (long j = 0; j < ELEMENTS; j++)
        ck_assert_near(batch.doutput[j], (batch.x[j] > 0 ? -1 : 0.25) / EXAMPLES, ROUNDING);
}
END_TEST

START_TEST(likelihood_categorical_gradient_is_softmax_less_x_over_n) {
    struct batch batch = drawn();
    double recon[EXAMPLES];
    forward(recon, &batch, 1);
    for (long j = 0; j < ELEMENTS; j++) {
        double p = probability(batch.output + j / SYMBOLS * SYMBOLS, j % SYMBOLS);
        ck_assert_near(batch.doutput[j], (p - (double)batch.x[j]) / EXAMPLES, ROUNDING);
    }
}
END_TEST

/* The loss of a position does not depend on the logits of another. */
START_TEST(likelihood_categorical_positions_are_independent) {
    struct batch batch = drawn(), other = batch;
    double recon[EXAMPLES], changed[EXAMPLES];
    for (long v = 0; v < SYMBOLS; v++)
        other.output[SYMBOLS + v] = (real)v;
    forward(recon, &batch, 1);
    forward(changed, &other, 1);
    ck_assert_double_ne(recon[0], changed[0]);
    ck_assert_double_eq(recon[1], changed[1]);
    ck_assert_mem_eq(batch.doutput, other.doutput, SYMBOLS * sizeof(real));
    ck_assert_mem_eq(batch.doutput + 2 * SYMBOLS, other.doutput + 2 * SYMBOLS,
                     (ELEMENTS - 2 * SYMBOLS) * sizeof(real));
}
END_TEST

START_TEST(likelihood_categorical_mean_is_the_softmax_of_each_position) {
    struct batch batch = drawn();
    struct backend backend = backend_of_tests();
    real mean[ELEMENTS];
    klimb_likelihood_mean(mean, batch.output, EXAMPLES, WIDTH, &config, &backend);
    for (long j = 0; j < ELEMENTS; j++)
        ck_assert_near(mean[j], probability(batch.output + j / SYMBOLS * SYMBOLS, j % SYMBOLS),
                       ROUNDING);
    klimb_likelihood_mean(batch.output, batch.output, EXAMPLES, WIDTH, &config, &backend);
    ck_assert_mem_eq(mean, batch.output, sizeof mean);
}
END_TEST

#ifdef KLIMB_DOUBLE
static double mean_of_recon(void *context) {
    double recon[EXAMPLES], sum = 0;
    forward(recon, context, 0);
    for (long i = 0; i < EXAMPLES; i++)
        sum += recon[i];
    return sum / EXAMPLES;
}

START_TEST(likelihood_categorical_gradient_agrees_with_differences) {
    struct batch batch = drawn();
    double recon[EXAMPLES];
    forward(recon, &batch, 1);
    check_gradient(mean_of_recon, &batch, batch.output, batch.doutput, ELEMENTS);
}
END_TEST
#endif

static Suite *likelihood_categorical_suite(void) {
    Suite *suite = suite_create("likelihood_categorical");
    TCase *tcase = tcase_create("categorical");
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, likelihood_categorical_is_the_negative_log_probability_of_each_symbol);
    tcase_add_test(tcase, likelihood_categorical_equal_logits_cost_the_logarithm_of_their_number);
    tcase_add_test(tcase, likelihood_categorical_extreme_logits_stay_finite);
    tcase_add_test(tcase, likelihood_categorical_gradient_is_softmax_less_x_over_n);
    tcase_add_test(tcase, likelihood_categorical_positions_are_independent);
    tcase_add_test(tcase, likelihood_categorical_mean_is_the_softmax_of_each_position);
#ifdef KLIMB_DOUBLE
    tcase_add_test(tcase, likelihood_categorical_gradient_agrees_with_differences);
#endif
    return suite;
}

TEST_MAIN(likelihood_categorical_suite)
