/* The whole model against an oracle that computes one example at a time. */
#include "train/vae.h"

#include <string.h>

#include "numerics/rng.h"
#include "tests/check_near.h"
#include "tests/example_config.h"
#include "tests/laid_out_vae.h"
#include "tests/vae_oracle.h"

enum { DATA = 5, LATENT = 2, ROWS = 3, PARAMETERS_MAX = 256 };

/* Values without symmetry, in [0,1] as a Bernoulli likelihood needs. */
static const real x[ROWS * DATA] = {REAL(0.91), REAL(0.13), REAL(0.57), REAL(0.02), REAL(0.76),
                                    REAL(0.34), REAL(0.88), REAL(0.21), REAL(0.69), REAL(0.47),
                                    REAL(0.05), REAL(0.62), REAL(0.97), REAL(0.39), REAL(0.18)};
static const real eps[ROWS * LATENT] = {REAL(0.37),  REAL(-1.42), REAL(1.81),
                                        REAL(-0.66), REAL(-0.23), REAL(0.94)};

#ifdef KLIMB_DOUBLE
static const double FORWARD_TOLERANCE = 1e-12, GRADIENT_TOLERANCE = 1e-7;
#else
/* A few dozen roundings of values around 1, amplified by 1/sigma_x^2 = 4. */
static const double FORWARD_TOLERANCE = 3e-6, GRADIENT_TOLERANCE = 2e-5;
#endif

struct fixture {
    struct backend backend;
    struct arena arena;
    struct vae vae;
};

static void set_up(struct fixture *f, const struct config *config, long capacity, uint64_t seed) {
    *f = (struct fixture){0};
    lay_out_vae(&f->vae, &f->arena, &f->backend, config, DATA, capacity, seed);
}

/* Biases get values too, else a wrong place in the layout would not be seen. A small scale keeps 1 + s
 * positive under HEAD_VARIANCE. */
static void set_biases(struct vae *vae) {
    struct mlp *mlps[] = {&vae->encoder.mlp, &vae->decoder.mlp};
    for (int m = 0; m < 2; m++)
        for (long l = 0; l < mlps[m]->count; l++)
            for (long j = 0; j < mlps[m]->layer[l].out; j++)
                mlps[m]->layer[l].b[j] = REAL(0.07) * (real)(j + l + 1 - 3 * m);
}

/* ---- Every combination against the oracle ---- */

struct combination {
    enum head_kind head;
    enum likelihood_kind likelihood;
    long hidden;
    enum activation activation;
    enum skip skip;
};

/* Likelihoods of counts are tested in test_vae_counts.c. */
enum { PLAIN_KINDS = LIKELIHOOD_GAUSSIAN_OPTIMAL + 1 };
enum { COMBINATIONS = (int)HEAD_KINDS * (int)PLAIN_KINDS * 3 * (int)ACTIVATION_KINDS * (int)SKIPS };

static struct combination combination_at(int index) {
    struct combination c;
    c.head = (enum head_kind)(index % HEAD_KINDS);
    index /= HEAD_KINDS;
    c.likelihood = (enum likelihood_kind)(index % PLAIN_KINDS);
    index /= PLAIN_KINDS;
    c.hidden = index % 3;
    index /= 3;
    c.activation = (enum activation)(index % ACTIVATION_KINDS);
    c.skip = (enum skip)(index / ACTIVATION_KINDS);
    return c;
}

/* The clamp at [-0.05, 0.1] has raw scales on both sides; the widths differ from layer to layer. */
static struct config config_of(const struct combination *c) {
    struct config config = example_config();
    struct model_config *model = &config.model;
    model->latent = LATENT;
    model->head = (struct head_config){
        .kind = c->head, .low = -0.05, .high = 0.1, .floor = 0.03, .sigma = 0.8};
    model->activation = c->activation;
    model->skip = c->skip;
    model->encoder_layers = model->decoder_layers = c->hidden;
    model->encoder_hidden[0] = 4;
    model->encoder_hidden[1] = 6;
    model->decoder_hidden[0] = 3;
    model->decoder_hidden[1] = 7;
    model->init_scale = 0.6;
    config.likelihood.kind = c->likelihood;
    return config;
}

static void parameters_of(double *p, const struct vae *vae) {
    ck_assert_int_le(vae->parameters, PARAMETERS_MAX);
    for (long i = 0; i < vae->parameters; i++)
        p[i] = (double)vae->p[i];
}

#define ck_assert_combination(condition, c, what, at)                                              \
    ck_assert_msg(condition, "%s %ld: %s head, %s likelihood, %ld hidden layers, %s, skip %s",     \
                  what, at, klimb_head_names[(c)->head], klimb_likelihood_names[(c)->likelihood],  \
                  (c)->hidden, klimb_activation_names[(c)->activation],                            \
                  klimb_skip_names[(c)->skip])

static int is_near(double got, double wanted, double tolerance) {
    return fabs(got - wanted) <= tolerance * fmax(1, fabs(wanted));
}

static void check_forward(const struct combination *c) {
    struct config config = config_of(c);
    struct fixture f;
    double p[PARAMETERS_MAX], kl = 0;
    set_up(&f, &config, ROWS, 11);
    set_biases(&f.vae);
    parameters_of(p, &f.vae);
    struct oracle_sums wanted = oracle_evaluate(&f.vae, p, x, eps, ROWS);
    struct vae_terms terms = klimb_vae_forward(&f.vae, x, eps, ROWS, &f.backend);
    ck_assert_combination(is_near(terms.recon, wanted.recon, FORWARD_TOLERANCE), c, "recon", 0L);
    for (long j = 0; j < LATENT; j++) {
        ck_assert_combination(is_near(f.vae.kl[j], wanted.kl[j], FORWARD_TOLERANCE), c, "kl", j);
        kl += f.vae.kl[j];
    }
    ck_assert_near(terms.kl, kl, 0);
    klimb_arena_free(&f.arena);
}

START_TEST(vae_forward_of_every_combination_matches_the_formulas) {
    for (int i = 0; i < COMBINATIONS; i++) {
        struct combination c = combination_at(i);
        check_forward(&c);
    }
}
END_TEST

/* Central differences of the oracle in double, so that the float build is tested as well. Their
 * truncation h^2 |f'''|/6 and rounding eps |f|/h are both below 1e-9 for h = 1e-5. */
static void check_backward(const struct combination *c) {
    const double beta = 0.7, h = 1e-5;
    struct config config = config_of(c);
    struct fixture f;
    double p[PARAMETERS_MAX];
    set_up(&f, &config, ROWS, 11);
    set_biases(&f.vae);
    parameters_of(p, &f.vae);
    klimb_vae_forward(&f.vae, x, eps, ROWS, &f.backend);
    klimb_vae_backward(&f.vae, x, eps, beta, ROWS, &f.backend);
    for (long i = 0; i < f.vae.parameters; i++) {
        double at = p[i];
        p[i] = at + h;
        double above = oracle_loss(&f.vae, p, x, eps, beta, ROWS);
        p[i] = at - h;
        double below = oracle_loss(&f.vae, p, x, eps, beta, ROWS);
        p[i] = at;
        double wanted = (above - below) / (2 * h);
        ck_assert_combination(is_near((double)f.vae.g[i], wanted, GRADIENT_TOLERANCE), c,
                              "gradient of parameter", i);
    }
    klimb_arena_free(&f.arena);
}

START_TEST(vae_backward_of_every_combination_matches_central_differences) {
    for (int i = 0; i < COMBINATIONS; i++) {
        struct combination c = combination_at(i);
        check_backward(&c);
    }
}
END_TEST

/* ---- Layout and initial weights ---- */

START_TEST(vae_layout_puts_encoder_decoder_and_scale_in_order) {
    struct config config = example_config();
    config.likelihood = (struct likelihood_config){
        .kind = LIKELIHOOD_GAUSSIAN_LEARNED, .sigma = 0.5, .floor = 0.1};
    struct fixture f;
    set_up(&f, &config, ROWS, 1);
    const struct vae *vae = &f.vae;
    long encoder = (5 * 4 + 4) + (4 * 4 + 4), decoder = (2 * 3 + 3) + (3 * 5 + 5);
    ck_assert_int_eq(vae->encoder_parameters, encoder);
    ck_assert_int_eq(vae->parameters, encoder + decoder + 1);
    ck_assert_ptr_eq(vae->encoder.mlp.layer[0].w, vae->p);
    ck_assert_ptr_eq(vae->encoder.mlp.layer[0].b, vae->p + 20);
    ck_assert_ptr_eq(vae->encoder.mlp.layer[1].dw, vae->g + 24);
    ck_assert_ptr_eq(vae->decoder.mlp.layer[0].w, vae->p + encoder);
    ck_assert_ptr_eq(vae->likelihood_scale, vae->p + encoder + decoder);
    ck_assert_ptr_eq(vae->dlikelihood_scale, vae->g + encoder + decoder);
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(vae_layout_without_learned_scale_has_none) {
    struct config config = example_config();
    struct fixture f;
    set_up(&f, &config, ROWS, 1);
    ck_assert_int_eq(f.vae.parameters, 44 + 29);
    ck_assert_ptr_null(f.vae.likelihood_scale);
    ck_assert_ptr_null(f.vae.dlikelihood_scale);
    klimb_arena_free(&f.arena);
}
END_TEST

/* The initial sigma_x = floor + e^s is 0.5; a fixed one is the configured value; Bernoulli has none; an
 * optimal one is 0.1 + e^0 before the first batch. */
START_TEST(vae_sigma_x_is_the_one_in_force) {
    static const double wanted[PLAIN_KINDS] = {[LIKELIHOOD_GAUSSIAN] = 0.5,
                                               [LIKELIHOOD_GAUSSIAN_LEARNED] = 0.5,
                                               [LIKELIHOOD_GAUSSIAN_OPTIMAL] = 1.1};
    struct config config = example_config();
    struct fixture f;
    config.likelihood.kind = (enum likelihood_kind)_i;
    set_up(&f, &config, ROWS, 1);
    ck_assert_near(klimb_vae_sigma_x(&f.vae), wanted[_i], 1e-7);
    if (f.vae.likelihood_scale != NULL) {
        *f.vae.likelihood_scale = REAL(0.0);
        ck_assert_near(klimb_vae_sigma_x(&f.vae), 1.1, 1e-7);
    }
    klimb_arena_free(&f.arena);
}
END_TEST

/* Layers are numbered consecutively: encoder 0, 1; decoder 2, 3. The head is drawn as two blocks. */
START_TEST(vae_init_weights_numbers_layers_through) {
    static const long blocks[] = {1, 2, 1, 1};
    struct config config = example_config();
    struct fixture f;
    real w[64], b[64];
    set_up(&f, &config, ROWS, 77);
    for (uint32_t i = 0; i < 4; i++) {
        const struct dense *layer = i < 2 ? &f.vae.encoder.mlp.layer[i]
                                          : &f.vae.decoder.mlp.layer[i - 2];
        struct dense copy = {.in = layer->in, .out = layer->out, .w = w, .b = b};
        klimb_dense_init_weights(&copy, INIT_GLOROT, 1, 77, i, blocks[i], f.backend.vm);
        size_t size = (size_t)(layer->in * layer->out) * sizeof(real);
        ck_assert_msg(memcmp(layer->w, w, size) == 0, "layer %u", i);
        ck_assert_near(layer->b[0], 0, 0);
    }
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(vae_init_weights_of_another_seed_differs) {
    struct config config = example_config();
    struct fixture f, other;
    set_up(&f, &config, ROWS, 1);
    set_up(&other, &config, ROWS, 2);
    size_t size = (size_t)f.vae.parameters * sizeof(real);
    ck_assert(memcmp(f.vae.p, other.vae.p, size) != 0);
    klimb_vae_init_weights(&other.vae, 1, &f.backend);
    ck_assert(memcmp(f.vae.p, other.vae.p, size) == 0);
    klimb_arena_free(&f.arena);
    klimb_arena_free(&other.arena);
}
END_TEST

/* ---- Batches ---- */

START_TEST(vae_forward_of_one_row_has_the_bits_of_the_whole_batch) {
    struct config config = example_config();
    struct fixture f;
    double recon[ROWS];
    set_up(&f, &config, ROWS, 5);
    klimb_vae_forward(&f.vae, x, eps, ROWS, &f.backend);
    memcpy(recon, f.vae.recon, sizeof recon);
    for (long i = 0; i < ROWS; i++) {
        struct vae_terms terms = klimb_vae_forward(&f.vae, x + i * DATA, eps + i * LATENT, 1,
                                                   &f.backend);
        ck_assert_near(f.vae.recon[0], recon[i], 0);
        ck_assert_near(terms.recon, recon[i], 0);
    }
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(vae_backward_of_a_second_pass_overwrites_the_gradient) {
    struct config config = example_config();
    struct fixture f;
    real g[PARAMETERS_MAX];
    set_up(&f, &config, ROWS, 5);
    size_t size = (size_t)f.vae.parameters * sizeof(real);
    klimb_vae_forward(&f.vae, x, eps, ROWS, &f.backend);
    klimb_vae_backward(&f.vae, x, eps, 1, ROWS, &f.backend);
    memcpy(g, f.vae.g, size);
    klimb_vae_forward(&f.vae, x, eps, ROWS, &f.backend);
    klimb_vae_backward(&f.vae, x, eps, 1, ROWS, &f.backend);
    ck_assert(memcmp(g, f.vae.g, size) == 0);
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(vae_evaluate_gives_the_terms_of_forward_and_leaves_the_gradient) {
    struct config config = example_config();
    config.likelihood = (struct likelihood_config){
        .kind = LIKELIHOOD_GAUSSIAN_LEARNED, .sigma = 0.5, .floor = 0.1};
    struct fixture f;
    real g[PARAMETERS_MAX];
    set_up(&f, &config, ROWS, 5);
    size_t size = (size_t)f.vae.parameters * sizeof(real);
    struct vae_terms wanted = klimb_vae_forward(&f.vae, x, eps, ROWS, &f.backend);
    klimb_vae_backward(&f.vae, x, eps, 1, ROWS, &f.backend);
    memcpy(g, f.vae.g, size);
    struct vae_terms terms = klimb_vae_evaluate(&f.vae, x, eps, ROWS, &f.backend);
    ck_assert_near(terms.recon, wanted.recon, 0);
    ck_assert_near(terms.kl, wanted.kl, 0);
    klimb_vae_evaluate(&f.vae, x, eps, 1, &f.backend); /* one row would have a different gradient */
    ck_assert(memcmp(g, f.vae.g, size) == 0);
    klimb_arena_free(&f.arena);
}
END_TEST

/* The control: the same posterior for every x, and no gradient for weights that multiply 0. */
START_TEST(vae_forward_with_nothing_to_encode_ignores_x) {
    struct config config = example_config();
    config.model.encoder_input = ENCODER_INPUT_NOTHING;
    struct fixture f;
    set_up(&f, &config, ROWS, 5);
    set_biases(&f.vae);
    klimb_vae_forward(&f.vae, x, eps, ROWS, &f.backend);
    klimb_vae_backward(&f.vae, x, eps, 1, ROWS, &f.backend);
    for (long j = 0; j < LATENT; j++) {
        ck_assert_near(f.vae.posterior.mu[j], f.vae.posterior.mu[2 * LATENT + j], 0);
        ck_assert_near(f.vae.posterior.logvar[j], f.vae.posterior.logvar[2 * LATENT + j], 0);
    }
    ck_assert(f.vae.posterior.mu[0] < 0 || f.vae.posterior.mu[0] > 0);
    for (long i = 0; i < 5 * 4; i++)
        ck_assert_near(f.vae.g[i], 0, 0);
    double p[PARAMETERS_MAX];
    parameters_of(p, &f.vae);
    struct oracle_sums wanted = oracle_evaluate(&f.vae, p, x, eps, ROWS);
    ck_assert_near(f.vae.kl[0], wanted.kl[0], FORWARD_TOLERANCE);
    klimb_arena_free(&f.arena);
}
END_TEST

/* A first pass fills every buffer, so that none is 0 by accident. */
START_TEST(vae_encode_after_another_pass_takes_no_noise) {
    struct config config = example_config();
    struct fixture f;
    set_up(&f, &config, ROWS, 5);
    klimb_vae_forward(&f.vae, x, eps, ROWS, &f.backend);
    klimb_vae_backward(&f.vae, x, eps, 1, ROWS, &f.backend);
    klimb_vae_encode(&f.vae, x, ROWS, &f.backend);
    for (long i = 0; i < ROWS * LATENT; i++)
        ck_assert_near(f.vae.posterior.z[i], f.vae.posterior.mu[i], 0);
    klimb_arena_free(&f.arena);
}
END_TEST

/* A Bernoulli mean is the sigmoid of the logit; a Gaussian one is the output itself. */
START_TEST(vae_decode_gives_the_mean_of_the_likelihood) {
    struct config config = example_config();
    struct fixture f;
    real mean[ROWS * DATA];
    config.likelihood.kind = (enum likelihood_kind)_i;
    set_up(&f, &config, ROWS, 5);
    klimb_vae_forward(&f.vae, x, eps, ROWS, &f.backend);
    klimb_vae_decode(&f.vae, mean, f.vae.posterior.z, ROWS, &f.backend);
    for (long i = 0; i < ROWS * DATA; i++) {
        double output = (double)klimb_network_output(&f.vae.decoder)[i];
        double wanted = _i == LIKELIHOOD_BERNOULLI ? 1 / (1 + exp(-output)) : output;
        ck_assert_near(mean[i], wanted, 2e-7);
    }
    klimb_arena_free(&f.arena);
}
END_TEST

static Suite *vae_suite(void) {
    Suite *suite = suite_create("vae");
    TCase *oracle = tcase_create("oracle");
    tcase_add_test(oracle, vae_forward_of_every_combination_matches_the_formulas);
    tcase_add_test(oracle, vae_backward_of_every_combination_matches_central_differences);
    suite_add_tcase(suite, oracle);
    TCase *layout = tcase_create("layout");
    tcase_add_test(layout, vae_layout_puts_encoder_decoder_and_scale_in_order);
    tcase_add_test(layout, vae_layout_without_learned_scale_has_none);
    tcase_add_loop_test(layout, vae_sigma_x_is_the_one_in_force, 0, PLAIN_KINDS);
    tcase_add_test(layout, vae_init_weights_numbers_layers_through);
    tcase_add_test(layout, vae_init_weights_of_another_seed_differs);
    suite_add_tcase(suite, layout);
    TCase *batches = tcase_create("batches");
    tcase_add_test(batches, vae_forward_of_one_row_has_the_bits_of_the_whole_batch);
    tcase_add_test(batches, vae_evaluate_gives_the_terms_of_forward_and_leaves_the_gradient);
    tcase_add_test(batches, vae_backward_of_a_second_pass_overwrites_the_gradient);
    tcase_add_test(batches, vae_forward_with_nothing_to_encode_ignores_x);
    tcase_add_test(batches, vae_encode_after_another_pass_takes_no_noise);
    tcase_add_loop_test(batches, vae_decode_gives_the_mean_of_the_likelihood, 0, PLAIN_KINDS);
    suite_add_tcase(suite, batches);
    return suite;
}

TEST_MAIN(vae_suite)
