/* A model whose two networks get y, the last columns of an example. */
#include <string.h>

#include "numerics/rng.h"
#include "tests/check_gradient.h"
#include "tests/check_near.h"
#include "tests/laid_out_vae.h"
#include "tests/trainer_fixture.h"

enum { X = 4, Y = 2, COLUMNS = X + Y, LATENT = 3, ROWS = 5, PARAMETERS_MAX = 256 };

struct fixture {
    struct backend backend;
    struct arena arena;
    struct vae vae;
    real x[ROWS * COLUMNS], eps[ROWS * LATENT];
};

/* Two models: sampled noise, hidden layers and a Bernoulli likelihood; and a linear one with expected noise
 * and a learned sigma_x. */
static struct config config_at(int index, long condition) {
    struct config config = example_config();
    config.data.condition = condition;
    config.model.latent = LATENT;
    config.model.init_scale = 0.6;
    if (index == 0)
        return config;
    config.model.encoder_layers = config.model.decoder_layers = 0;
    config.likelihood.kind = LIKELIHOOD_GAUSSIAN_LEARNED;
    config.noise = NOISE_EXPECTED;
    return config;
}

/* The fractional parts of multiples of the golden ratio, in [0,1]. */
static void set_up(struct fixture *f, const struct config *config, long columns) {
    *f = (struct fixture){0};
    lay_out_vae(&f->vae, &f->arena, &f->backend, config, columns, ROWS, 11);
    fill_grey(f->x, ROWS * columns);
    klimb_rng_normal(f->eps, (struct rng_place){.seed = 4}, ROWS, LATENT, f->backend.vm);
    ck_assert_int_le(f->vae.parameters, PARAMETERS_MAX);
}

START_TEST(vae_layout_with_a_condition_gives_it_to_both_networks) {
    struct config config = config_at(0, Y);
    struct fixture f;
    set_up(&f, &config, COLUMNS);
    ck_assert_int_eq(f.vae.data, X);
    ck_assert_int_eq(f.vae.encoder.mlp.layer[0].in, COLUMNS);
    ck_assert_int_eq(f.vae.decoder.mlp.layer[0].in, LATENT + Y);
    ck_assert_int_eq(f.vae.decoder.mlp.layer[f.vae.decoder.mlp.count - 1].out, X);
    klimb_arena_free(&f.arena);
}
END_TEST

#ifdef KLIMB_DOUBLE
static const double BETA = 0.7;

static double loss(void *context) {
    struct fixture *f = context;
    struct vae_terms terms = klimb_vae_evaluate(&f->vae, f->x, f->eps, ROWS, &f->backend);
    return terms.recon + BETA * terms.kl;
}

START_TEST(vae_backward_with_a_condition_matches_central_differences) {
    struct config config = config_at(_i, Y);
    struct fixture f;
    set_up(&f, &config, COLUMNS);
    klimb_vae_forward(&f.vae, f.x, f.eps, ROWS, &f.backend);
    klimb_vae_backward(&f.vae, f.x, f.eps, BETA, ROWS, &f.backend);
    check_gradient(loss, &f, f.vae.p, f.vae.g, f.vae.parameters);
    klimb_arena_free(&f.arena);
}
END_TEST
#endif

/* The inputs of `from` become the first ones of `to`. */
static void copy_layer(struct dense *to, const struct dense *from) {
    memcpy(to->w, from->w, sizeof(real) * (size_t)(from->in * from->out));
    memcpy(to->b, from->b, sizeof(real) * (size_t)from->out);
}

static void copy_networks(struct vae *to, const struct vae *from) {
    for (long i = 0; i < from->encoder.mlp.count; i++)
        copy_layer(&to->encoder.mlp.layer[i], &from->encoder.mlp.layer[i]);
    for (long i = 0; i < from->decoder.mlp.count; i++)
        copy_layer(&to->decoder.mlp.layer[i], &from->decoder.mlp.layer[i]);
}

static void assert_same_gradient(const struct dense *a, const struct dense *b) {
    ck_assert_mem_eq(a->dw, b->dw, sizeof(real) * (size_t)(b->in * b->out));
    ck_assert_mem_eq(a->db, b->db, sizeof(real) * (size_t)b->out);
}

/* A product with 0 adds nothing to a chain of sums, so all bits must agree. */
START_TEST(vae_forward_with_a_condition_of_zeros_is_the_model_without) {
    struct config config = config_at(_i, Y), plain_config = config_at(_i, 0);
    struct fixture f, plain;
    set_up(&f, &config, COLUMNS);
    set_up(&plain, &plain_config, X);
    copy_networks(&f.vae, &plain.vae);
    memset(f.x, 0, sizeof f.x);
    for (long i = 0; i < ROWS; i++)
        memcpy(f.x + i * COLUMNS, plain.x + i * X, X * sizeof(real));
    struct vae_terms terms = klimb_vae_forward(&f.vae, f.x, f.eps, ROWS, &f.backend);
    struct vae_terms wanted = klimb_vae_forward(&plain.vae, plain.x, plain.eps, ROWS, &f.backend);
    ck_assert_mem_eq(&terms, &wanted, sizeof terms);
    klimb_vae_backward(&f.vae, f.x, f.eps, 1, ROWS, &f.backend);
    klimb_vae_backward(&plain.vae, plain.x, plain.eps, 1, ROWS, &f.backend);
    for (long i = 0; i < plain.vae.encoder.mlp.count; i++)
        assert_same_gradient(&f.vae.encoder.mlp.layer[i], &plain.vae.encoder.mlp.layer[i]);
    for (long i = 0; i < plain.vae.decoder.mlp.count; i++)
        assert_same_gradient(&f.vae.decoder.mlp.layer[i], &plain.vae.decoder.mlp.layer[i]);
    klimb_arena_free(&f.arena);
    klimb_arena_free(&plain.arena);
}
END_TEST

/* Only the decoder depends on y here: the encoder's weights are 0. */
START_TEST(vae_forward_gives_y_to_the_decoder_and_reconstructs_x_alone) {
    struct config config = config_at(1, Y);
    struct fixture f;
    set_up(&f, &config, COLUMNS);
    memset(f.vae.p, 0, sizeof(real) * (size_t)(f.vae.parameters - 1));
    for (long j = 0; j < X; j++)
        f.vae.decoder.mlp.layer[0].w[LATENT * X + j] = REAL(2.0); /* from the first column of y */
    double sigma = klimb_vae_sigma_x(&f.vae), squares = 0;
    for (long i = 0; i < ROWS; i++)
        for (long j = 0; j < X; j++) {
            double rest = (double)f.x[i * COLUMNS + j] - 2 * (double)f.x[i * COLUMNS + X];
            squares += rest * rest / ROWS;
        }
    struct vae_terms terms = klimb_vae_evaluate(&f.vae, f.x, f.eps, ROWS, &f.backend);
    ck_assert_near(terms.recon,
                   squares / (2 * sigma * sigma) + X * log(2 * M_PI * sigma * sigma) / 2, 1e-5);
    ck_assert_near(terms.kl, 0, 0);
    klimb_arena_free(&f.arena);
}
END_TEST

static void assert_refused(long condition, long image, const char *message) {
    struct config config = example_config();
    struct dataset data = small_data();
    struct trainer trainer;
    struct backend backend;
    struct error error = {0};
    data.image_height = image;
    data.image_width = image > 0 ? data.dimensions / image : 0;
    config.data.condition = condition;
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    ck_assert_int_eq(klimb_trainer_init(&trainer, &config, &data, 0, &backend, &error),
                     STATUS_INVALID);
    ck_assert_str_eq(error.key, "data.condition");
    ck_assert_msg(strstr(error.message, message) != NULL, "%s", error.message);
}

START_TEST(trainer_init_with_nothing_but_a_condition_is_refused) {
    assert_refused(small_data().dimensions, 0, "must be below the number of columns");
}
END_TEST

START_TEST(trainer_init_with_a_condition_of_images_is_refused) {
    assert_refused(1, 1, "with examples that are images it must be 0");
}
END_TEST

static Suite *vae_condition_suite(void) {
    Suite *suite = suite_create("vae_condition");
    TCase *tests = tcase_create("vae_condition");
    tcase_add_test(tests, vae_layout_with_a_condition_gives_it_to_both_networks);
#ifdef KLIMB_DOUBLE
    tcase_add_loop_test(tests, vae_backward_with_a_condition_matches_central_differences, 0, 2);
#endif
    tcase_add_loop_test(tests, vae_forward_with_a_condition_of_zeros_is_the_model_without, 0, 2);
    tcase_add_test(tests, vae_forward_gives_y_to_the_decoder_and_reconstructs_x_alone);
    tcase_add_test(tests, trainer_init_with_nothing_but_a_condition_is_refused);
    tcase_add_test(tests, trainer_init_with_a_condition_of_images_is_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(vae_condition_suite)
