/* The sampled KL: the importance-weighted bound, learned priors, and their gradients. */
#include "train/vae.h"

#include <string.h>

#include "numerics/rng.h"
#include "tests/check_gradient.h"
#include "tests/check_near.h"
#include "tests/example_config.h"
#include "tests/laid_out_vae.h"
#include "tests/trainer_fixture.h"

enum { DIMENSIONS = 5, LATENT = 2, EXAMPLES = 2, SAMPLES = 3, ROWS = EXAMPLES * SAMPLES };

struct fixture {
    struct backend backend;
    struct arena arena;
    struct vae vae;
    real x[ROWS * DIMENSIONS], eps[ROWS * LATENT];
    double beta;
};

static struct config iwae_config(void) {
    struct config config = example_config();
    config.model.latent = LATENT;
    config.model.init_scale = 0.6;
    config.bound = (struct bound_config){.kind = BOUND_IWAE, .samples = SAMPLES};
    return config;
}

static void set_up(struct fixture *f, const struct config *config) {
    *f = (struct fixture){.beta = 0.7};
    lay_out_vae(&f->vae, &f->arena, &f->backend, config, DIMENSIONS, ROWS, 11);
    fill_grey(f->x, EXAMPLES * DIMENSIONS);
    for (long row = ROWS - 1; row >= 0; row--) /* each example SAMPLES times */
        memmove(f->x + row * DIMENSIONS, f->x + row / SAMPLES * DIMENSIONS,
                DIMENSIONS * sizeof *f->x);
    klimb_rng_normal(f->eps, (struct rng_place){.seed = 4}, ROWS, LATENT, f->backend.vm);
    for (long j = 0; j < 2 * LATENT; j++)
        f->vae.encoder.mlp.layer[f->vae.encoder.mlp.count - 1].b[j] = REAL(0.07) * (real)(j + 1);
}

static double loss(void *context) {
    struct fixture *f = context;
    struct vae_terms terms = klimb_vae_evaluate(&f->vae, f->x, f->eps, ROWS, &f->backend);
    if (f->vae.bound.kind == BOUND_ELBO)
        return terms.recon + f->beta * terms.kl;
    return klimb_vae_iwae(&f->vae, f->eps, f->beta, ROWS);
}

static struct config prior_config(enum prior_kind kind) {
    struct config config = iwae_config();
    config.bound = (struct bound_config){0};
    config.model.prior = (struct prior_config){.kind = kind, .components = 3};
    return config;
}

/* The formula of the bound, term by term, without care for overflow. */
START_TEST(vae_iwae_is_the_logarithm_of_the_mean_weight) {
    struct config config = iwae_config();
    struct fixture f;
    set_up(&f, &config);
    double got = loss(&f), wanted = 0, elbo = 0;
    const struct posterior *q = &f.vae.posterior;
    for (long i = 0; i < ROWS; i += SAMPLES) {
        double sum = 0, weight[SAMPLES];
        for (long s = 0; s < SAMPLES; s++) {
            double ln_weight = -f.vae.recon[i + s];
            for (long p = (i + s) * LATENT; p < (i + s + 1) * LATENT; p++) {
                double z = (double)q->mu[p] + (double)q->sigma[p] * (double)f.eps[p];
                double ln_q = -0.5 * ((double)q->logvar[p] + (double)f.eps[p] * (double)f.eps[p]);
                ln_weight -= f.beta * (ln_q + 0.5 * z * z);
            }
            sum += weight[s] = exp(ln_weight);
            elbo -= ln_weight / ROWS;
        }
        wanted -= log(sum / SAMPLES) / EXAMPLES;
        for (long s = 0; s < SAMPLES; s++)
            ck_assert_near(f.vae.share[i + s], weight[s] / sum, 1e-5);
    }
    ck_assert_near(got, wanted, 1e-5);
    ck_assert(got < elbo); /* Jensen: the ELBO is the looser bound */
    klimb_arena_free(&f.arena);
}
END_TEST

/* e^-1e6 is 0: only differences of logarithms may be exponentiated. */
START_TEST(vae_iwae_of_tiny_weights_is_finite) {
    struct config config = iwae_config();
    struct fixture f;
    config.likelihood = (struct likelihood_config){.kind = LIKELIHOOD_GAUSSIAN, .sigma = 1e-3};
    set_up(&f, &config);
    double value = loss(&f);
    ck_assert(isfinite(value) && value > 1e4);
    for (long i = 0; i < ROWS; i += SAMPLES)
        ck_assert_near(f.vae.share[i] + f.vae.share[i + 1] + f.vae.share[i + 2], 1, 1e-12);
    klimb_arena_free(&f.arena);
}
END_TEST

#ifdef KLIMB_DOUBLE
static const enum head_kind heads[] = {HEAD_LOGVAR, HEAD_CLAMPED, HEAD_TANH};
enum { HEADS = sizeof heads / sizeof *heads, COMBINATIONS = HEADS * 2 * HEAD_SCALES };

START_TEST(vae_backward_of_the_iwae_bound_matches_central_differences) {
    struct config config = iwae_config();
    struct fixture f;
    config.model.head = (struct head_config){.kind = heads[_i % HEADS],
                                             .low = -0.05,
                                             .high = 0.1,
                                             .scale = (enum head_scale)(_i / HEADS % HEAD_SCALES)};
    if (_i / HEADS / HEAD_SCALES == 1)
        config.likelihood = (struct likelihood_config){.kind = LIKELIHOOD_GAUSSIAN, .sigma = 0.5};
    set_up(&f, &config);
    klimb_vae_forward(&f.vae, f.x, f.eps, ROWS, &f.backend);
    klimb_vae_backward(&f.vae, f.x, f.eps, f.beta, ROWS, &f.backend);
    long head = f.vae.encoder.mlp.count - 1, count = f.vae.parameters;
    long from = config.model.head.scale == HEAD_SCALE_SHARED
                    ? f.vae.encoder.mlp.layer[head].b -
                          f.vae.p /* the weights of a shared scale stay 0 */
                    : 0;
    check_gradient(loss, &f, f.vae.p + from, f.vae.g + from, count - from);
    klimb_arena_free(&f.arena);
}
END_TEST

/* Both learned priors under both bounds: through z, the components, and the encoder of pseudo-inputs. */
START_TEST(vae_backward_of_a_learned_prior_matches_central_differences) {
    struct config config = prior_config(_i % 2 == 0 ? PRIOR_MIXTURE : PRIOR_VAMPPRIOR);
    struct fixture f;
    if (_i / 2 % 2 == 1)
        config.bound = (struct bound_config){.kind = BOUND_IWAE, .samples = SAMPLES};
    if (_i / 4 == 1)
        config.model.head = (struct head_config){.kind = HEAD_TANH, .low = -2, .high = 1};
    set_up(&f, &config);
    klimb_vae_init_pseudo_inputs(&f.vae, 5, f.x, ROWS);
    klimb_vae_forward(&f.vae, f.x, f.eps, ROWS, &f.backend);
    klimb_vae_backward(&f.vae, f.x, f.eps, f.beta, ROWS, &f.backend);
    check_gradient(loss, &f, f.vae.p, f.vae.g, f.vae.parameters);
    klimb_arena_free(&f.arena);
}
END_TEST
#endif

/* One component N(0, I) gives the sampled KL of a standard prior. */
START_TEST(vae_sampled_kl_of_one_standard_component_is_that_of_a_standard_prior) {
    struct config config = prior_config(PRIOR_MIXTURE), standard = prior_config(PRIOR_STANDARD);
    struct fixture f, g;
    config.model.prior.components = 1;
    set_up(&f, &config);
    set_up(&g, &standard);
    memset(f.vae.prior_p, 0, (size_t)f.vae.prior_parameters * sizeof *f.vae.prior_p);
    klimb_vae_evaluate(&f.vae, f.x, f.eps, ROWS, &f.backend);
    klimb_vae_evaluate(&g.vae, g.x, g.eps, ROWS, &g.backend);
    for (long i = 0; i < ROWS; i++)
        ck_assert_near(klimb_vae_sampled_kl(&f.vae, f.eps, i),
                       klimb_vae_sampled_kl(&g.vae, g.eps, i), 1e-12);
    klimb_arena_free(&f.arena);
    klimb_arena_free(&g.arena);
}
END_TEST

/* The components of a VampPrior are the posteriors of its pseudo-inputs, whatever batch comes before them. */
START_TEST(vae_forward_of_a_vampprior_has_the_posteriors_of_its_inputs) {
    struct config config = prior_config(PRIOR_VAMPPRIOR);
    struct fixture f;
    set_up(&f, &config);
    memcpy(f.vae.prior_p, f.x + 2 * DIMENSIONS, 3 * DIMENSIONS * sizeof *f.x);
    klimb_vae_evaluate(&f.vae, f.x, f.eps, ROWS, &f.backend);
    const struct posterior *q = &f.vae.posterior;
    for (long p = 0; p < 3 * LATENT; p++) {
        ck_assert_near(f.vae.prior.mean[p], q->mu[2 * LATENT + p], 0);
        ck_assert_near(f.vae.prior.logvar[p], q->logvar[2 * LATENT + p], 0);
    }
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(trainer_rows_are_the_samples_of_one_example_after_another) {
    struct config config = iwae_config();
    struct dataset data = small_data();
    struct run run;
    start(&run, &config, &data, 1, BACKEND_EXACT);
    klimb_trainer_observe(&run.trainer, &run.row);
    const struct trainer *trainer = &run.trainer;
    ck_assert_int_eq(trainer->rows, config.batches.batch * SAMPLES);
    for (long row = 0; row < trainer->rows; row++) {
        const real *wanted = data.train + trainer->index[row / SAMPLES] * DATA;
        ck_assert(memcmp(trainer->x + row * DATA, wanted, DATA * sizeof *wanted) == 0);
    }
    ck_assert(memcmp(trainer->eps, trainer->eps + LATENT, LATENT * sizeof(real)) != 0);
    klimb_trainer_free(&run.trainer);
}
END_TEST

static Suite *vae_bound_suite(void) {
    Suite *suite = suite_create("vae bound");
    TCase *tests = tcase_create("iwae");
    tcase_add_test(tests, vae_iwae_is_the_logarithm_of_the_mean_weight);
    tcase_add_test(tests, vae_iwae_of_tiny_weights_is_finite);
#ifdef KLIMB_DOUBLE
    tcase_add_loop_test(tests, vae_backward_of_the_iwae_bound_matches_central_differences, 0,
                        COMBINATIONS);
    tcase_add_loop_test(tests, vae_backward_of_a_learned_prior_matches_central_differences, 0, 8);
#endif
    tcase_add_test(tests, vae_sampled_kl_of_one_standard_component_is_that_of_a_standard_prior);
    tcase_add_test(tests, vae_forward_of_a_vampprior_has_the_posteriors_of_its_inputs);
    tcase_add_test(tests, trainer_rows_are_the_samples_of_one_example_after_another);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(vae_bound_suite)
