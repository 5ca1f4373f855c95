/* The model with likelihoods of counts: its gradient, its refusals, and the factor that its latent dimension
 * learns for data of a known law. */
#include <stdlib.h>

#include "data/counts_law.h"
#include "tests/check_gradient.h"
#include "tests/trainer_fixture.h"

static real counted[4 * DATA] = {0, 3, 1, 0, 7, 2, 1, 0, 0, 4, 30, 1,
                                 5, 5, 0, 2, 0, 0, 0, 0, 1, 0, 0,  9};

static struct config config_of(int index) {
    struct config config = example_config();
    config.likelihood.kind = LIKELIHOOD_POISSON + (unsigned)index / 2;
    config.likelihood.offset = (unsigned)index % 2;
    config.likelihood.dispersion = 2;
    config.model.encoder_input = ENCODER_INPUT_LOG1P;
    return config;
}

START_TEST(trainer_init_of_values_that_are_no_counts_says_which) {
    struct config config = config_of(0);
    struct dataset data = small_data();
    struct trainer trainer;
    struct error error = {0};
    struct backend backend = {0};
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    ck_assert_int_eq(klimb_trainer_init(&trainer, &config, &data, 0, &backend, &error),
                     STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(error.message, "the data hold 0.618"));
    ck_assert_ptr_nonnull(strstr(error.message, "poisson needs whole numbers from 0"));
}
END_TEST

/* theta^-1/2 at the start, and one scale for each dimension. */
START_TEST(vae_of_a_negative_binomial_learns_a_scale_for_each_dimension) {
    struct config config = config_of(2);
    struct dataset data = {.train = counted, .train_count = 4, .dimensions = DATA};
    struct run run;
    start(&run, &config, &data, 3, BACKEND_EXACT);
    ck_assert_int_eq(run.trainer.vae.learned, DATA);
    ck_assert_near(klimb_vae_sigma_x(&run.trainer.vae), 0.70710678118654752, 1e-6);
    klimb_trainer_free(&run.trainer);
}
END_TEST

#ifdef KLIMB_DOUBLE

struct problem {
    struct vae *vae;
    const struct backend *backend;
    const real *eps;
};

static double loss(void *context) {
    struct problem *problem = context;
    struct vae_terms terms = klimb_vae_evaluate(problem->vae, counted, problem->eps, 4,
                                                problem->backend);
    return terms.recon + 0.7 * terms.kl;
}

START_TEST(vae_gradient_with_counts_is_that_of_differences) {
    static const real eps[4 * K] = {0.3, -1, 0.2, 1.4, -0.6, 0.1, 2, -0.4};
    struct config config = config_of(_i);
    struct dataset data = {.train = counted, .train_count = 4, .dimensions = DATA};
    struct run run;
    start(&run, &config, &data, 3, BACKEND_EXACT);
    struct vae *vae = &run.trainer.vae;
    struct problem problem = {vae, &run.backend, eps};
    klimb_vae_forward(vae, counted, eps, 4, &run.backend);
    klimb_vae_backward(vae, counted, eps, 0.7, 4, &run.backend);
    check_gradient(loss, &problem, vae->p, vae->g, vae->parameters);
    klimb_trainer_free(&run.trainer);
}
END_TEST

#else

/* ---- The factor that the latent dimension learns ---- */

/* Squared correlation of two columns. */
static double explained(const real *a, const real *b, long n) {
    double ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;
    for (long i = 0; i < n; i++) {
        ma += (double)a[i] / (double)n;
        mb += (double)b[i] / (double)n;
    }
    for (long i = 0; i < n; i++) {
        aa += ((double)a[i] - ma) * ((double)a[i] - ma);
        bb += ((double)b[i] - mb) * ((double)b[i] - mb);
        ab += ((double)a[i] - ma) * ((double)b[i] - mb);
    }
    return ab * ab / (aa * bb);
}

/* The settings of counts/library-collapse, and with an offset of counts/library-offset. */
static struct config library_config(enum offset_kind offset) {
    struct config config = example_config();
    config.data = (struct data_config){.source = DATA_COUNTS,
                                       .examples = 2000,
                                       .dimensions = 30,
                                       .factors = 1,
                                       .loading = 0.7,
                                       .library = 100,
                                       .library_spread = 1,
                                       .dispersion = 3};
    config.batches.batch = 64;
    config.model.latent = 1;
    config.model.encoder_hidden[0] = config.model.decoder_hidden[0] = 64;
    config.model.activation = ACTIVATION_RELU;
    config.model.encoder_input = ENCODER_INPUT_LOG1P;
    config.model.init = INIT_PYTORCH;
    config.likelihood = (struct likelihood_config){
        .kind = LIKELIHOOD_NEGATIVE_BINOMIAL, .offset = offset, .dispersion = 1};
    config.optimiser.learning_rate = 2e-3;
    config.optimiser.clip_norm = 20;
    config.steps = 1000;
    return config;
}

/* The shares of the variance of mu that factor and library explain after training. */
struct shares {
    double factor, library;
};

static struct shares train_on_law(enum offset_kind offset) {
    struct config config = library_config(offset);
    struct dataset data;
    struct counts_law law;
    struct run run;
    struct error error;
    const struct vecmath *vm = klimb_vecmath_select(NULL);
    ck_assert_int_eq(klimb_dataset_load(&data, &config.data, vm, &error), STATUS_OK);
    ck_assert_int_eq(klimb_counts_law_make(&law, &config.data, vm, &error), STATUS_OK);
    start(&run, &config, &data, 1, BACKEND_EXACT);
    train(&run, 0);
    long n = run.trainer.vae.capacity;
    real *mu = malloc(2048 * sizeof *mu);
    ck_assert_ptr_nonnull(mu);
    long seen = 0;
    for (; seen + n <= data.train_count; seen += n) {
        klimb_vae_encode(&run.trainer.vae, data.train + seen * 30, n, &run.backend);
        memcpy(mu + seen, run.trainer.vae.posterior.mu, (size_t)n * sizeof *mu);
    }
    struct shares shares = {explained(mu, law.factor, seen), explained(mu, law.library, seen)};
    free(mu);
    klimb_trainer_free(&run.trainer);
    klimb_counts_law_free(&law);
    klimb_dataset_free(&data);
    return shares;
}

/* A normal variable that explains R^2 of another one has -ln(1 - R^2)/2 nats of information about it. */
START_TEST(vae_without_offset_encodes_the_library_and_loses_the_factor) {
    struct shares sick = train_on_law(OFFSET_NONE), cured = train_on_law(OFFSET_LIBRARY);
    printf("R^2 of mu: factor %.3f, library %.3f without an offset; %.3f, %.3f with it\n",
           sick.factor, sick.library, cured.factor, cured.library);
    ck_assert_double_le(sick.factor, 0.1);
    ck_assert_double_ge(sick.library, 0.8);
    ck_assert_double_ge(cured.factor, 0.8);
    ck_assert_double_le(cured.library, 0.1);
}
END_TEST

#endif

static Suite *counts_suite(void) {
    Suite *suite = suite_create("vae of counts");
    TCase *all = tcase_create("counts");
    tcase_set_timeout(all, 120);
    tcase_add_test(all, trainer_init_of_values_that_are_no_counts_says_which);
    tcase_add_test(all, vae_of_a_negative_binomial_learns_a_scale_for_each_dimension);
#ifdef KLIMB_DOUBLE
    tcase_add_loop_test(all, vae_gradient_with_counts_is_that_of_differences, 0, 6);
#else
    tcase_add_test(all, vae_without_offset_encodes_the_library_and_loses_the_factor);
#endif
    suite_add_tcase(suite, all);
    return suite;
}

TEST_MAIN(counts_suite)
