/* A whole training run has the same bits for every number of threads. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "tests/check_near.h"
#include "tests/example_config.h"
#include "train/trainer.h"

/* Large enough that products are cut: 96 * 160 * 144 multiply-adds, above SPLIT_LEAST of backend.c. */
enum { DIMENSIONS = 144, HIDDEN = 160, BATCH = 96, EXAMPLES = 128, LATENT = 2, STEPS = 6 };

static const int counts[] = {2, 3, 7};
enum { COUNTS = sizeof counts / sizeof *counts };

static real grey[EXAMPLES * DIMENSIONS];

/* Grey values without symmetry: the fractional parts of multiples of the golden ratio. */
static struct dataset make_data(void) {
    for (long i = 0; i < EXAMPLES * DIMENSIONS; i++)
        grey[i] = (real)fmod(0.6180339887 * (double)(i + 1), 1);
    return (struct dataset){.train = grey, .train_count = EXAMPLES, .dimensions = DIMENSIONS};
}

static struct config make_config(enum likelihood_kind likelihood, enum optimiser_kind optimiser) {
    struct config config = example_config();
    config.batches.batch = BATCH;
    config.model.latent = LATENT;
    config.model.encoder_hidden[0] = config.model.decoder_hidden[0] = HIDDEN;
    config.model.activation = ACTIVATION_SILU;
    config.likelihood.kind = likelihood;
    config.optimiser.kind = optimiser;
    config.optimiser.momentum = 0.9;
    config.optimiser.clip_norm = 1;
    config.record.examples = EXAMPLES;
    config.steps = STEPS;
    return config;
}

/* ---- a count of cut products ----------------------------------------------------------------- */

static const struct gemm_variant *exact;
static atomic_int whole, cut;

static void count_and_multiply(const struct gemm_product *product, const struct gemm_block *block) {
    int is_whole = block->rows == product->m && block->columns == product->n;
    atomic_fetch_add(is_whole ? &whole : &cut, 1);
    exact->multiply(product, block);
}

static const struct gemm_variant counting = {"counting", count_and_multiply};

/* ---- runs ------------------------------------------------------------------------------------ */

/* The results of a run. */
struct trace {
    real *p;
    long parameters;
    float value[STEPS + 1][OBSERVABLES], dimension[STEPS + 1][LATENT * DIMENSION_OBSERVABLES];
};

static void run(struct trace *trace, const struct config *config, int count) {
    struct backend backend;
    struct trainer trainer;
    struct error error = {0};
    struct dataset data = make_data();
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    ck_assert_int_eq(klimb_threads_start(&backend.threads, count, NULL), STATUS_OK);
    exact = backend.gemm;
    backend.gemm = &counting;
    ck_assert_msg(klimb_trainer_init(&trainer, config, &data, 1, &backend, &error) == STATUS_OK,
                  "%s", error.message);
    do {
        struct observation row = {.dimension = trace->dimension[trainer.step]};
        klimb_trainer_observe(&trainer, &row);
        memcpy(trace->value[trainer.step], row.value, sizeof row.value);
    } while (klimb_trainer_step(&trainer));
    ck_assert_int_eq(trainer.outcome.diverged, 0);
    ck_assert_int_eq(trainer.step, STEPS);
    trace->parameters = trainer.vae.parameters;
    size_t size = (size_t)trace->parameters * sizeof *trace->p;
    trace->p = malloc(size);
    ck_assert_ptr_nonnull(trace->p);
    memcpy(trace->p, trainer.vae.p, size);
    klimb_trainer_free(&trainer);
    klimb_threads_stop(backend.threads);
}

static void assert_same(const struct trace *a, const struct trace *b) {
    ck_assert_int_eq(a->parameters, b->parameters);
    ck_assert_int_eq(memcmp(a->p, b->p, (size_t)a->parameters * sizeof *a->p), 0);
    ck_assert_int_eq(memcmp(a->value, b->value, sizeof a->value), 0);
    ck_assert_int_eq(memcmp(a->dimension, b->dimension, sizeof a->dimension), 0);
}

static void assert_threads_change_no_bit(const struct config *config, int count) {
    static struct trace one, many;
    run(&one, config, 1);
    ck_assert_int_eq(cut, 0);
    run(&many, config, count);
    ck_assert_int_gt(cut, 0); /* else the test shows nothing */
    assert_same(&one, &many);
    free(one.p);
    free(many.p);
}

START_TEST(trainer_step_bernoulli_and_adam_number_of_threads_changes_no_bit) {
    struct config config = make_config(LIKELIHOOD_BERNOULLI, OPTIMISER_ADAM);
    assert_threads_change_no_bit(&config, counts[_i]);
}
END_TEST

START_TEST(trainer_step_gaussian_and_sgd_number_of_threads_changes_no_bit) {
    struct config config = make_config(LIKELIHOOD_GAUSSIAN_LEARNED, OPTIMISER_SGD);
    assert_threads_change_no_bit(&config, counts[_i]);
}
END_TEST

/* One NaN in the gradient, at the ends of possible parts. */
START_TEST(optimiser_step_by_threads_tells_a_broken_parameter_wherever_it_is) {
    enum { PARAMETERS = 300000 };
    static const long places[] = {0, 32767, 32768, 99999, 131072, 200001, PARAMETERS - 1};
    static real p[PARAMETERS], m[PARAMETERS], v[PARAMETERS], g[PARAMETERS];
    struct backend backend;
    struct config config = make_config(LIKELIHOOD_BERNOULLI, (enum optimiser_kind)_i);
    struct optimiser optimiser = {
        .config = config.optimiser, .steps = 1, .parameters = PARAMETERS, .m = m, .v = v};
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    ck_assert_int_eq(klimb_threads_start(&backend.threads, 3, NULL), STATUS_OK);
    ck_assert_int_eq(klimb_optimiser_step(&optimiser, p, g, 0, &backend), 1);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        long at = places[i];
        g[at] = (real)NAN;
        ck_assert_int_eq(klimb_optimiser_step(&optimiser, p, g, 0, &backend), 0);
        g[at] = p[at] = m[at] = v[at] = 0;
        ck_assert_int_eq(klimb_optimiser_step(&optimiser, p, g, 0, &backend), 1);
    }
    klimb_threads_stop(backend.threads);
}
END_TEST

static Suite *trainer_threads_suite(void) {
    Suite *suite = suite_create("trainer threads");
    TCase *steps = tcase_create("steps");
    tcase_add_loop_test(steps, trainer_step_bernoulli_and_adam_number_of_threads_changes_no_bit, 0,
                        COUNTS);
    tcase_add_loop_test(steps, trainer_step_gaussian_and_sgd_number_of_threads_changes_no_bit, 0,
                        COUNTS);
    tcase_add_loop_test(steps, optimiser_step_by_threads_tells_a_broken_parameter_wherever_it_is, 0,
                        OPTIMISER_KINDS);
    tcase_set_timeout(steps, 60);
    suite_add_tcase(suite, steps);
    return suite;
}

TEST_MAIN(trainer_threads_suite)
