/* The estimate of ln p(x) against the known marginal likelihood of a linear VAE:
 * p(x) = N(x; b, W^T W + sigma_x^2 I) for x = z W + b + sigma_x e (Tipping & Bishop 1999). */
#include "train/importance.h"

#include <string.h>

#include "numerics/rng.h"
#include "tests/check_near.h"
#include "tests/example_config.h"

enum { DATA = 3, LATENT = 2, ROWS = 5 };

struct fixture {
    struct backend backend;
    struct arena arena;
    struct vae vae;
    struct importance importance;
    real x[ROWS * DATA];
};

static struct config linear_config(void) {
    struct config config = example_config();
    config.model.latent = LATENT;
    config.model.encoder_layers = config.model.decoder_layers = 0;
    config.model.init_scale = 0.5;
    config.likelihood = (struct likelihood_config){.kind = LIKELIHOOD_GAUSSIAN, .sigma = 0.7};
    return config;
}

static void set_up(struct fixture *f, const struct config *config, long capacity) {
    *f = (struct fixture){0};
    ck_assert_int_eq(klimb_backend_select(&f->backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    for (int pass = 0; pass < 2; pass++) {
        klimb_vae_layout(&f->vae, &f->arena, config, DATA, capacity);
        klimb_importance_layout(&f->importance, &f->arena, capacity, config->model.latent);
        if (pass == 0)
            ck_assert_int_eq(klimb_arena_allocate(&f->arena, NULL), STATUS_OK);
    }
    klimb_vae_init_weights(&f->vae, 11, &f->backend);
    klimb_rng_normal(f->x, (struct rng_place){.seed = 3}, ROWS, DATA, f->backend.vm);
    for (long j = 0; j < DATA; j++)
        f->vae.decoder.mlp.layer[0].b[j] = REAL(0.1) * (real)(j + 1);
}

static double nll(struct fixture *f, long samples) {
    return klimb_importance_nll(&f->importance, &f->vae, f->x, ROWS, samples, &f->backend);
}

/* L of C = L L^T in the lower half. */
static void cholesky(double c[DATA][DATA]) {
    for (int j = 0; j < DATA; j++) {
        for (int k = 0; k < j; k++)
            c[j][j] -= c[j][k] * c[j][k];
        c[j][j] = sqrt(c[j][j]);
        for (int i = j + 1; i < DATA; i++) {
            for (int k = 0; k < j; k++)
                c[i][j] -= c[i][k] * c[j][k];
            c[i][j] /= c[j][j];
        }
    }
}

static double exact_nll(const struct fixture *f) {
    const struct dense *decoder = &f->vae.decoder.mlp.layer[0];
    double c[DATA][DATA], sum = 0;
    for (int i = 0; i < DATA; i++)
        for (int j = 0; j < DATA; j++) {
            c[i][j] = i == j ? 0.7 * 0.7 : 0;
            for (int k = 0; k < LATENT; k++)
                c[i][j] += (double)decoder->w[k * DATA + i] * (double)decoder->w[k * DATA + j];
        }
    cholesky(c);
    for (int row = 0; row < ROWS; row++) {
        double y[DATA];
        for (int i = 0; i < DATA; i++) {
            y[i] = (double)f->x[row * DATA + i] - (double)decoder->b[i];
            for (int k = 0; k < i; k++)
                y[i] -= c[i][k] * y[k];
            y[i] /= c[i][i];
            sum += 0.5 * y[i] * y[i] + log(c[i][i]) + 0.5 * log(2 * acos(-1));
        }
    }
    return sum / ROWS;
}

/* The standard deviation of this model's weights is about their mean, so the error falls as 1/sqrt(K ROWS). */
START_TEST(importance_nll_of_a_linear_vae_comes_to_its_marginal_likelihood) {
    struct config config = linear_config();
    struct fixture f;
    set_up(&f, &config, ROWS);
    double exact = exact_nll(&f);
    ck_assert_near(nll(&f, 100000), exact, 0.01);
    double loose = nll(&f, 1000), looser = nll(&f, 100);
    ck_assert_near(loose, exact, 0.1);
    ck_assert_near(looser, exact, 0.3);
    klimb_arena_free(&f.arena);
}
END_TEST

/* If the encoder is the exact posterior, all weights are p(x): W = 0 and q = N(0, I) is such a case. */
START_TEST(importance_nll_with_the_true_posterior_is_exact_for_any_number_of_samples) {
    struct config config = linear_config();
    struct fixture f;
    config.model.init_scale = 0;
    set_up(&f, &config, ROWS);
    for (long j = 0; j < DATA; j++)
        f.vae.decoder.mlp.layer[0].b[j] = REAL(0.1);
    ck_assert_near(nll(&f, 1), exact_nll(&f), 1e-6);
    ck_assert_near(nll(&f, 7), exact_nll(&f), 1e-6);
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(importance_nll_in_chunks_has_the_bits_of_one_batch) {
    struct config config = linear_config();
    struct fixture whole, parts;
    set_up(&whole, &config, ROWS);
    set_up(&parts, &config, 2);
    ck_assert_near(nll(&parts, 20), nll(&whole, 20), 0);
    klimb_arena_free(&whole.arena);
    klimb_arena_free(&parts.arena);
}
END_TEST

/* Expected noise affects only training, not p(x). */
START_TEST(importance_nll_of_a_model_with_expected_noise_samples_all_the_same) {
    struct config config = linear_config();
    struct fixture sampled, expected;
    set_up(&sampled, &config, ROWS);
    config.noise = NOISE_EXPECTED;
    set_up(&expected, &config, ROWS);
    ck_assert_near(nll(&expected, 20), nll(&sampled, 20), 0);
    klimb_arena_free(&sampled.arena);
    klimb_arena_free(&expected.arena);
}
END_TEST

/* e^-100000 is 0 in double; the difference of two such weights is not. */
START_TEST(importance_nll_of_tiny_weights_is_finite_and_of_nan_is_nan) {
    struct config config = linear_config();
    struct fixture f;
    config.likelihood.sigma = 0.001;
    set_up(&f, &config, ROWS);
    double value = nll(&f, 50);
    ck_assert(isfinite(value) && value > 10000);
    f.x[DATA] = NAN;
    ck_assert(isnan(nll(&f, 50)));
    klimb_arena_free(&f.arena);
}
END_TEST

static Suite *importance_suite(void) {
    Suite *suite = suite_create("importance");
    TCase *tests = tcase_create("nll");
    tcase_add_test(tests, importance_nll_of_a_linear_vae_comes_to_its_marginal_likelihood);
    tcase_add_test(tests,
                   importance_nll_with_the_true_posterior_is_exact_for_any_number_of_samples);
    tcase_add_test(tests, importance_nll_in_chunks_has_the_bits_of_one_batch);
    tcase_add_test(tests, importance_nll_of_a_model_with_expected_noise_samples_all_the_same);
    tcase_add_test(tests, importance_nll_of_tiny_weights_is_finite_and_of_nan_is_nan);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(importance_suite)
