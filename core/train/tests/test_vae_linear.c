/* Two options of the models that theory solves: a posterior scale shared by all examples, and the
 * reconstruction term in expectation over the noise. */
#include <string.h>

#include "numerics/rng.h"
#include "tests/check_near.h"
#include "tests/example_config.h"
#include "tests/laid_out_vae.h"
#include "tests/vae_oracle.h"

enum { DATA = 5, LATENT = 3, ROWS = 4, PARAMETERS_MAX = 256 };

#ifdef KLIMB_DOUBLE
static const double FORWARD_TOLERANCE = 1e-12, GRADIENT_TOLERANCE = 1e-7;
#else
/* A few dozen roundings of values around 1, amplified by 1/sigma_x^2 = 4. */
static const double FORWARD_TOLERANCE = 3e-6, GRADIENT_TOLERANCE = 2e-5;
#endif

/* The options of a linear model: head, hidden layers of the encoder, whether the scale is shared, the noise
 * expected and sigma_x learned. */
struct combination {
    enum head_kind head;
    long hidden;
    enum head_scale scale;
    enum noise noise;
    enum likelihood_kind likelihood;
};

enum { COMBINATIONS = HEAD_KINDS * 2 * HEAD_SCALES * NOISES * 2 };

static struct combination combination_at(int index) {
    struct combination c;
    c.head = (enum head_kind)(index % HEAD_KINDS);
    index /= HEAD_KINDS;
    c.hidden = index % 2;
    index /= 2;
    c.scale = (enum head_scale)(index % HEAD_SCALES);
    index /= HEAD_SCALES;
    c.noise = (enum noise)(index % NOISES);
    c.likelihood = index / NOISES == 0 ? LIKELIHOOD_GAUSSIAN : LIKELIHOOD_GAUSSIAN_LEARNED;
    return c;
}

static struct config config_of(const struct combination *c) {
    struct config config = example_config();
    config.model.latent = LATENT;
    config.model.head = (struct head_config){
        .kind = c->head, .low = -0.05, .high = 0.1, .floor = 0.03, .sigma = 0.8, .scale = c->scale};
    config.model.encoder_layers = c->hidden;
    config.model.decoder_layers = 0;
    config.model.init_scale = 0.6;
    config.likelihood.kind = c->likelihood;
    config.noise = c->noise;
    return config;
}

struct fixture {
    struct backend backend;
    struct arena arena;
    struct vae vae;
    real x[ROWS * DATA], eps[ROWS * LATENT];
    double p[PARAMETERS_MAX];
};

/* A model with initial weights and with biases, which begin at 0 under Glorot. */
static void set_up(struct fixture *f, const struct config *config) {
    *f = (struct fixture){0};
    lay_out_vae(&f->vae, &f->arena, &f->backend, config, DATA, ROWS, 11);
    klimb_rng_normal(f->x, (struct rng_place){.seed = 3}, ROWS, DATA, f->backend.vm);
    klimb_rng_normal(f->eps, (struct rng_place){.seed = 4}, ROWS, LATENT, f->backend.vm);
    for (long j = 0; j < 2 * LATENT; j++)
        f->vae.encoder.mlp.layer[f->vae.encoder.mlp.count - 1].b[j] = REAL(0.07) * (real)(j + 1);
    for (long j = 0; j < DATA; j++)
        f->vae.decoder.mlp.layer[0].b[j] = REAL(-0.05) * (real)(j + 1);
    ck_assert_int_le(f->vae.parameters, PARAMETERS_MAX);
    for (long i = 0; i < f->vae.parameters; i++)
        f->p[i] = (double)f->vae.p[i];
}

/* Whether a parameter is one that a shared scale does not use. */
static int is_scale_weight(const struct vae *vae, long parameter) {
    const struct dense *head = &vae->encoder.mlp.layer[vae->encoder.mlp.count - 1];
    long at = parameter - (head->w - vae->p);
    return at >= 0 && at < head->in * head->out && at % (2 * LATENT) >= LATENT;
}

#define ck_assert_combination(condition, c, what, at)                                              \
    ck_assert_msg(condition, "%s %ld: %s head, %s scale, %s noise, %s, %ld hidden layers", what,   \
                  at, klimb_head_names[(c)->head], klimb_head_scale_names[(c)->scale],             \
                  klimb_noise_names[(c)->noise], klimb_likelihood_names[(c)->likelihood],          \
                  (c)->hidden)

static int is_near(double got, double wanted, double tolerance) {
    return fabs(got - wanted) <= tolerance * fmax(1, fabs(wanted));
}

static void check_forward(const struct combination *c) {
    struct config config = config_of(c);
    struct fixture f;
    set_up(&f, &config);
    struct oracle_sums wanted = oracle_evaluate(&f.vae, f.p, f.x, f.eps, ROWS);
    struct vae_terms terms = klimb_vae_forward(&f.vae, f.x, f.eps, ROWS, &f.backend);
    ck_assert_combination(is_near(terms.recon, wanted.recon, FORWARD_TOLERANCE), c, "recon", 0L);
    for (long j = 0; j < LATENT; j++)
        ck_assert_combination(is_near(f.vae.kl[j], wanted.kl[j], FORWARD_TOLERANCE), c, "kl", j);
    klimb_arena_free(&f.arena);
}

START_TEST(vae_forward_of_every_linear_model_matches_the_formulas) {
    for (int i = 0; i < COMBINATIONS; i++) {
        struct combination c = combination_at(i);
        check_forward(&c);
    }
}
END_TEST

/* Central differences of the oracle in double, off by less than 1e-9 (see test_vae.c). */
static void check_backward(const struct combination *c) {
    const double beta = 0.7, h = 1e-5;
    struct config config = config_of(c);
    struct fixture f;
    set_up(&f, &config);
    klimb_vae_forward(&f.vae, f.x, f.eps, ROWS, &f.backend);
    klimb_vae_backward(&f.vae, f.x, f.eps, beta, ROWS, &f.backend);
    for (long i = 0; i < f.vae.parameters; i++) {
        double at = f.p[i];
        f.p[i] = at + h;
        double above = oracle_loss(&f.vae, f.p, f.x, f.eps, beta, ROWS);
        f.p[i] = at - h;
        double below = oracle_loss(&f.vae, f.p, f.x, f.eps, beta, ROWS);
        f.p[i] = at;
        int fixed = c->scale == HEAD_SCALE_SHARED && is_scale_weight(&f.vae, i);
        double wanted = fixed ? 0 : (above - below) / (2 * h);
        double tolerance = fixed ? 0 : GRADIENT_TOLERANCE;
        ck_assert_combination(is_near((double)f.vae.g[i], wanted, tolerance), c,
                              "gradient of parameter", i);
    }
    klimb_arena_free(&f.arena);
}

START_TEST(vae_backward_of_every_linear_model_matches_central_differences) {
    for (int i = 0; i < COMBINATIONS; i++) {
        struct combination c = combination_at(i);
        check_backward(&c);
    }
}
END_TEST

/* ---- The expectation against the mean of samples ---- */

/* Mean and standard error of each example's sampled reconstruction term. */
static void sample_recon(double mean[ROWS], double error[ROWS], const struct config *config) {
    enum { SAMPLES = 20000 };
    struct fixture f;
    double squares[ROWS] = {0};
    set_up(&f, config);
    memset(mean, 0, ROWS * sizeof *mean);
    for (uint32_t s = 0; s < SAMPLES; s++) {
        const struct rng_place place = {.seed = 5, .step = s};
        klimb_rng_normal(f.eps, place, ROWS, LATENT, f.backend.vm);
        klimb_vae_forward(&f.vae, f.x, f.eps, ROWS, &f.backend);
        for (long i = 0; i < ROWS; i++) {
            mean[i] += f.vae.recon[i] / SAMPLES;
            squares[i] += f.vae.recon[i] * f.vae.recon[i] / SAMPLES;
        }
    }
    for (long i = 0; i < ROWS; i++)
        error[i] = sqrt((squares[i] - mean[i] * mean[i]) / SAMPLES);
    klimb_arena_free(&f.arena);
}

START_TEST(vae_forward_with_expected_noise_is_the_mean_over_sampled_noise) {
    struct combination c = {.head = (enum head_kind)(_i % HEAD_KINDS),
                            .scale = (enum head_scale)(_i % HEAD_SCALES),
                            .likelihood = _i < HEAD_KINDS ? LIKELIHOOD_GAUSSIAN
                                                          : LIKELIHOOD_GAUSSIAN_LEARNED};
    struct config config = config_of(&c);
    struct fixture f;
    double mean[ROWS], error[ROWS];
    config.noise = NOISE_SAMPLED;
    sample_recon(mean, error, &config);
    config.noise = NOISE_EXPECTED;
    set_up(&f, &config);
    klimb_vae_forward(&f.vae, f.x, f.eps, ROWS, &f.backend);
    for (long i = 0; i < ROWS; i++)
        ck_assert_near(f.vae.recon[i], mean[i], 4 * error[i]);
    klimb_arena_free(&f.arena);
}
END_TEST

/* z is computed for the aggregate posterior; the loss does not depend on it. */
START_TEST(vae_forward_with_expected_noise_leaves_eps_to_z) {
    struct combination c = {.noise = NOISE_EXPECTED, .likelihood = LIKELIHOOD_GAUSSIAN_LEARNED};
    struct config config = config_of(&c);
    struct fixture f;
    real g[PARAMETERS_MAX], z = REAL(0.0);
    double recon[ROWS];
    set_up(&f, &config);
    for (int pass = 0; pass < 2; pass++) {
        klimb_vae_forward(&f.vae, f.x, f.eps, ROWS, &f.backend);
        klimb_vae_backward(&f.vae, f.x, f.eps, 1, ROWS, &f.backend);
        if (pass == 0) {
            memcpy(recon, f.vae.recon, sizeof recon);
            memcpy(g, f.vae.g, (size_t)f.vae.parameters * sizeof *g);
            z = f.vae.posterior.z[1];
            f.eps[1] += 1;
        }
    }
    ck_assert_mem_eq(f.vae.recon, recon, sizeof recon);
    ck_assert_mem_eq(f.vae.g, g, (size_t)f.vae.parameters * sizeof *g);
    ck_assert_near(f.vae.posterior.z[1] - z, f.vae.posterior.sigma[1], 1e-6);
    klimb_arena_free(&f.arena);
}
END_TEST

/* ---- A shared scale ---- */

START_TEST(vae_init_weights_with_shared_scale_leaves_the_other_weights_as_they_were) {
    struct combination c = {.likelihood = LIKELIHOOD_GAUSSIAN};
    struct config config = config_of(&c);
    struct fixture amortised, shared;
    config.model.init = INIT_PYTORCH;
    set_up(&amortised, &config);
    config.model.head.scale = HEAD_SCALE_SHARED;
    set_up(&shared, &config);
    long cleared = 0;
    for (long i = 0; i < shared.vae.parameters; i++) {
        int is_cleared = is_scale_weight(&shared.vae, i);
        ck_assert_near(shared.p[i], is_cleared ? 0 : amortised.p[i], 0);
        cleared += is_cleared;
    }
    ck_assert_int_eq(cleared, DATA * LATENT);
    klimb_arena_free(&amortised.arena);
    klimb_arena_free(&shared.arena);
}
END_TEST

START_TEST(vae_forward_with_shared_scale_has_one_scale_for_all_examples) {
    struct combination c = {
        .hidden = _i, .likelihood = LIKELIHOOD_GAUSSIAN, .scale = HEAD_SCALE_SHARED};
    struct config config = config_of(&c);
    struct fixture f;
    set_up(&f, &config);
    klimb_vae_forward(&f.vae, f.x, f.eps, ROWS, &f.backend);
    for (long i = 0; i < ROWS; i++)
        for (long j = 0; j < LATENT; j++)
            ck_assert_near(f.vae.posterior.logvar[i * LATENT + j],
                           f.vae.encoder.mlp.layer[f.vae.encoder.mlp.count - 1].b[LATENT + j], 0);
    klimb_arena_free(&f.arena);
}
END_TEST

static Suite *vae_linear_suite(void) {
    Suite *suite = suite_create("vae linear");
    TCase *tests = tcase_create("linear");
    tcase_add_test(tests, vae_forward_of_every_linear_model_matches_the_formulas);
    tcase_add_test(tests, vae_backward_of_every_linear_model_matches_central_differences);
    tcase_add_loop_test(tests, vae_forward_with_expected_noise_is_the_mean_over_sampled_noise, 0,
                        2 * HEAD_KINDS);
    tcase_add_test(tests, vae_forward_with_expected_noise_leaves_eps_to_z);
    tcase_add_test(tests, vae_init_weights_with_shared_scale_leaves_the_other_weights_as_they_were);
    tcase_add_loop_test(tests, vae_forward_with_shared_scale_has_one_scale_for_all_examples, 0, 2);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(vae_linear_suite)
