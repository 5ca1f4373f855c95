/* Hierarchical and ar1 priors in the model: KL, gradients, and columns of a record. */
#include "train/vae_prior.h"

#include <string.h>

#include "numerics/rng.h"
#include "tests/check_gradient.h"
#include "tests/check_near.h"
#include "tests/example_config.h"
#include "tests/laid_out_vae.h"
#include "tests/trainer_fixture.h"
#include "train/trainer_internal.h"

enum { DIMENSIONS = 5, LATENT = 3, SECOND = 2, ROWS = 6 };

struct fixture {
    struct backend backend;
    struct arena arena;
    struct vae vae;
    real x[ROWS * DIMENSIONS], eps[ROWS * LATENT];
    double beta;
};

static struct config linear_config(enum noise noise, enum head_kind head) {
    struct config config = example_config();
    config.model.latent = LATENT;
    config.model.encoder_layers = config.model.decoder_layers = 0;
    config.model.init_scale = 0.6;
    config.model.prior.kind = PRIOR_HIERARCHICAL;
    config.model.hierarchy = (struct hierarchy_config){.latent = SECOND, .sigma = 0.8, .beta = 1.5};
    config.model.head = (struct head_config){.kind = head, .low = -2, .high = 1, .sigma = 0.7};
    config.likelihood = (struct likelihood_config){.kind = LIKELIHOOD_GAUSSIAN, .sigma = 0.5};
    config.noise = noise;
    return config;
}

static void set_up(struct fixture *f, const struct config *config) {
    *f = (struct fixture){.beta = 0.7};
    ck_assert_int_eq(klimb_config_check(config, NULL), STATUS_OK);
    lay_out_vae(&f->vae, &f->arena, &f->backend, config, DIMENSIONS, ROWS, 11);
    klimb_rng_normal(f->x, (struct rng_place){.seed = 3}, ROWS, DIMENSIONS, f->backend.vm);
    klimb_rng_normal(f->eps, (struct rng_place){.seed = 4}, ROWS, LATENT, f->backend.vm);
}

static struct vae_terms evaluate(struct fixture *f) {
    return klimb_vae_evaluate(&f->vae, f->x, f->eps, ROWS, &f->backend);
}

/* If neither network of the second level has weights, p(z) is N(0, eta^2 I): for eta = 1 the standard prior. */
START_TEST(vae_forward_without_a_second_level_has_the_standard_kl) {
    struct config config = linear_config(NOISE_EXPECTED, HEAD_LOGVAR), standard;
    struct fixture f, g;
    config.model.hierarchy.sigma = 1;
    standard = config;
    standard.model.prior.kind = PRIOR_STANDARD;
    set_up(&f, &config);
    set_up(&g, &standard);
    memset(f.vae.prior_p, 0, (size_t)f.vae.prior_parameters * sizeof *f.vae.prior_p);
    struct vae_terms got = evaluate(&f), wanted = evaluate(&g);
    ck_assert_near(got.kl, wanted.kl, 1e-5);
    ck_assert_near(got.recon, wanted.recon, 0);
    ck_assert_near(got.second, 0, 1e-12);
    klimb_arena_free(&f.arena);
    klimb_arena_free(&g.arena);
}
END_TEST

START_TEST(vae_forward_with_expected_noise_has_the_mean_of_the_sampled_kl) {
    enum { SAMPLES = 20000 };
    struct config config = linear_config(NOISE_SAMPLED, HEAD_LOGVAR);
    struct fixture f;
    double kl = 0, second = 0, squares = 0;
    set_up(&f, &config);
    for (uint32_t s = 0; s < SAMPLES; s++) {
        klimb_rng_normal(f.eps, (struct rng_place){.seed = 5, .step = s}, ROWS, LATENT,
                         f.backend.vm);
        struct vae_terms terms = evaluate(&f);
        kl += terms.kl / SAMPLES;
        second += terms.second / SAMPLES;
        squares += terms.kl * terms.kl / SAMPLES;
    }
    klimb_arena_free(&f.arena);
    config.noise = NOISE_EXPECTED;
    set_up(&f, &config);
    struct vae_terms wanted = evaluate(&f);
    double error = sqrt((squares - kl * kl) / SAMPLES);
    ck_assert_near(kl, wanted.kl, 4 * error);
    ck_assert_near(second, wanted.second, 4 * error);
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(vae_weighed_kl_weighs_the_second_level_by_its_beta) {
    struct config config = linear_config(NOISE_EXPECTED, HEAD_LOGVAR);
    struct fixture f;
    set_up(&f, &config);
    ck_assert_near(klimb_vae_weighed_kl(&f.vae, 3, 1), 2 + 1.5, 1e-15);
    klimb_arena_free(&f.arena);
}
END_TEST

/* p(z) has the mean b and the covariance W'W + eta^2 I. */
START_TEST(vae_sample_prior_draws_from_the_marginal) {
    enum { SAMPLES = 20000 };
    static real z[SAMPLES * LATENT], uniform[SAMPLES];
    struct config config = linear_config(NOISE_EXPECTED, HEAD_LOGVAR);
    struct fixture f;
    set_up(&f, &config);
    const real *w = f.vae.prior_p + LATENT * SECOND + 2 * SECOND;
    for (long j = 0; j < LATENT; j++)
        f.vae.prior_p[f.vae.prior_parameters - LATENT + j] = (real)(j - 1);
    klimb_rng_normal(z, (struct rng_place){.seed = 7, .purpose = RNG_PRIOR}, SAMPLES, LATENT,
                     f.backend.vm);
    klimb_vae_sample_prior(&f.vae, z, uniform, SAMPLES, &f.backend);
    for (long j = 0; j < LATENT; j++) {
        double mean = 0, variance = 0, wanted = 0.64;
        for (long l = 0; l < SECOND; l++)
            wanted += (double)w[l * LATENT + j] * (double)w[l * LATENT + j];
        for (long i = 0; i < SAMPLES; i++)
            mean += (double)z[i * LATENT + j] / SAMPLES;
        for (long i = 0; i < SAMPLES; i++)
            variance += pow((double)z[i * LATENT + j] - mean, 2) / SAMPLES;
        ck_assert_near(mean, (double)(j - 1), 4 * sqrt(wanted / SAMPLES));
        ck_assert_near(variance, wanted, 4 * wanted * sqrt(2.0 / SAMPLES));
    }
    klimb_arena_free(&f.arena);
}
END_TEST

/* In a record: loss with beta, elbo without; active units of z2. */
START_TEST(probe_observe_of_a_hierarchical_prior_has_the_columns_of_its_second_level) {
    struct config config = linear_config(NOISE_EXPECTED, HEAD_FIXED);
    struct fixture f;
    struct arena arena = {0};
    struct probe probe;
    float dimension[LATENT * DIMENSION_OBSERVABLES];
    struct observation row = {.dimension = dimension};
    set_up(&f, &config);
    for (int pass = 0; pass < 2; pass++) {
        klimb_probe_layout(&probe, &arena, f.x, ROWS, DIMENSIONS, LATENT);
        if (pass == 0)
            ck_assert_int_eq(klimb_arena_allocate(&arena, NULL), STATUS_OK);
    }
    klimb_probe_init(&probe, f.backend.vm);
    for (long j = 0; j < LATENT; j++)
        f.vae.prior_p[j * SECOND + 1] = 0; /* the second dimension of z2 does not depend on z */
    klimb_probe_observe(&probe, &row, &f.vae, 0.7, &f.backend);
    struct vae_terms terms = klimb_vae_evaluate(&f.vae, f.x, probe.eps, ROWS, &f.backend);
    const float *value = row.value;
    ck_assert_near(value[OBSERVABLE_kl_2], terms.second, 1e-6);
    ck_assert_near(value[OBSERVABLE_active_units_2], 1, 0);
    ck_assert_near(value[OBSERVABLE_kl], terms.kl, 1e-5);
    ck_assert_near(value[OBSERVABLE_elbo], -(terms.recon + terms.kl), 1e-4);
    ck_assert_near(value[OBSERVABLE_loss],
                   terms.recon + 0.7 * (terms.kl - terms.second) + 0.7 * 1.5 * terms.second, 1e-4);
    klimb_arena_free(&arena);
    klimb_arena_free(&f.arena);
}
END_TEST

/* Over all examples and without noise it is the value in a record. */
START_TEST(trainer_loss_of_two_levels_is_that_of_the_record) {
    struct config config = linear_config(NOISE_EXPECTED, HEAD_LOGVAR);
    struct dataset data = small_data();
    struct run run;
    config.batches = (struct batch_config){.sampling = SAMPLING_FULL};
    config.schedule.beta = 0.7;
    start(&run, &config, &data, 3, BACKEND_EXACT);
    do {
        klimb_trainer_observe(&run.trainer, &run.row);
        double loss = klimb_trainer_loss(&run.trainer, config.schedule.beta);
        ck_assert_near(at(&run, OBSERVABLE_loss), loss, 1e-5 * loss);
        ck_assert(fabs(loss - at(&run, OBSERVABLE_recon) - 0.7 * at(&run, OBSERVABLE_kl)) > 1e-3);
    } while (klimb_trainer_step(&run.trainer));
    klimb_trainer_free(&run.trainer);
}
END_TEST

static struct config ar1_config(enum noise noise, enum head_kind head) {
    struct config config = linear_config(noise, head);
    config.model.prior.kind = PRIOR_AR1;
    config.model.ar1.alpha = 0.6;
    return config;
}

/* The noise changes z but not the KL, which is an expectation. */
START_TEST(vae_forward_of_an_ar1_prior_has_an_exact_kl) {
    struct config config = ar1_config(NOISE_SAMPLED, HEAD_LOGVAR);
    struct fixture f;
    set_up(&f, &config);
    double kl = evaluate(&f).kl, floor = (log(1 + 0.36) - log(1 - 0.36)) / 2;
    memset(f.eps, 0, sizeof f.eps);
    ck_assert_near(evaluate(&f).kl, kl, 0);
    ck_assert(kl > floor);
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(vae_forward_of_an_ar1_prior_with_alpha_0_has_the_standard_kl) {
    struct config config = ar1_config(NOISE_SAMPLED, HEAD_LOGVAR), standard = config;
    struct fixture f, g;
    config.model.ar1.alpha = 0;
    standard.model.prior.kind = PRIOR_STANDARD;
    set_up(&f, &config);
    set_up(&g, &standard);
    ck_assert_near(evaluate(&f).kl, evaluate(&g).kl, 1e-6);
    klimb_arena_free(&f.arena);
    klimb_arena_free(&g.arena);
}
END_TEST

#ifdef KLIMB_DOUBLE
static double loss(void *context) {
    struct fixture *f = context;
    struct vae_terms terms = evaluate(f);
    return terms.recon + f->beta * klimb_vae_weighed_kl(&f->vae, terms.kl, terms.second);
}

/* Also through z and q(z2|z), with sampled and with expected noise. */
START_TEST(vae_backward_of_a_hierarchical_prior_matches_central_differences) {
    static const enum head_kind heads[] = {HEAD_LOGVAR, HEAD_TANH, HEAD_FIXED};
    struct config config = linear_config(_i % 2 == 0 ? NOISE_SAMPLED : NOISE_EXPECTED,
                                         heads[_i / 2]);
    struct fixture f;
    set_up(&f, &config);
    klimb_vae_forward(&f.vae, f.x, f.eps, ROWS, &f.backend);
    klimb_vae_backward(&f.vae, f.x, f.eps, f.beta, ROWS, &f.backend);
    check_gradient(loss, &f, f.vae.p, f.vae.g, f.vae.parameters);
    klimb_arena_free(&f.arena);
}
END_TEST

/* The gradient by sigma comes from the decoder through z, and from the KL directly. */
START_TEST(vae_backward_of_an_ar1_prior_matches_central_differences) {
    static const enum head_kind heads[] = {HEAD_LOGVAR, HEAD_TANH, HEAD_CLAMPED, HEAD_FIXED};
    struct config config = ar1_config(_i % 2 == 0 ? NOISE_SAMPLED : NOISE_EXPECTED, heads[_i / 2]);
    struct fixture f;
    set_up(&f, &config);
    klimb_vae_forward(&f.vae, f.x, f.eps, ROWS, &f.backend);
    klimb_vae_backward(&f.vae, f.x, f.eps, f.beta, ROWS, &f.backend);
    check_gradient(loss, &f, f.vae.p, f.vae.g, f.vae.parameters);
    klimb_arena_free(&f.arena);
}
END_TEST
#endif

static Suite *vae_prior_suite(void) {
    Suite *suite = suite_create("vae prior");
    TCase *tests = tcase_create("hierarchical");
    tcase_add_test(tests, vae_forward_without_a_second_level_has_the_standard_kl);
    tcase_add_test(tests, vae_forward_with_expected_noise_has_the_mean_of_the_sampled_kl);
    tcase_add_test(tests, vae_weighed_kl_weighs_the_second_level_by_its_beta);
    tcase_add_test(tests, vae_sample_prior_draws_from_the_marginal);
    tcase_add_test(tests,
                   probe_observe_of_a_hierarchical_prior_has_the_columns_of_its_second_level);
    tcase_add_test(tests, trainer_loss_of_two_levels_is_that_of_the_record);
    tcase_add_test(tests, vae_forward_of_an_ar1_prior_has_an_exact_kl);
    tcase_add_test(tests, vae_forward_of_an_ar1_prior_with_alpha_0_has_the_standard_kl);
#ifdef KLIMB_DOUBLE
    tcase_add_loop_test(tests, vae_backward_of_an_ar1_prior_matches_central_differences, 0, 8);
    tcase_add_loop_test(tests, vae_backward_of_a_hierarchical_prior_matches_central_differences, 0,
                        6);
#endif
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(vae_prior_suite)
