/* A model whose decoder sees x: the gradient of the whole loss, hidden values, and the result of training. */
#include "train/vae_decoder.h"

#include "tests/check_gradient.h"
#include "tests/decoder_fixture.h"

enum { ROWS = MODEL_ROWS };

static struct config made_config(void) {
    struct config config = example_config();
    config.model.decoder = DECODER_MADE;
    config.model.decoder_hidden[0] = 9;
    config.model.decoder_dropout = 0.5;
    return config;
}

static struct dataset binary_data(void) {
    struct dataset data = small_data();
    for (long i = 0; i < TRAIN * DATA; i++)
        grey[i] = grey[i] > REAL(0.5) ? REAL(1.0) : REAL(0.0);
    return data;
}

static void set_up(struct model *f) {
    struct config config = made_config();
    model_set_up(f, &config, binary_data().train, DATA);
    for (long i = 0; i < ROWS * DATA; i++)
        f->vae.shown[i] = (real)(i % 3 != 0);
}

#ifdef KLIMB_DOUBLE
/* For every parameter inside the masks, and those of the encoder, whose gradients come through z. */
START_TEST(vae_backward_of_a_made_decoder_matches_central_differences) {
    struct model f;
    set_up(&f);
    model_loss(&f);
    klimb_vae_backward(&f.vae, f.x, f.eps, 0.7, ROWS, &f.backend);
    long compared = 0;
    for (long i = 0; i < f.vae.parameters; i++) {
        int is_bias = f.vae.g[i] < 0 || f.vae.g[i] > 0;
        if (!is_bias && !(f.vae.p[i] < 0 || f.vae.p[i] > 0))
            continue;
        check_gradient(model_loss, &f, &f.vae.p[i], &f.vae.g[i], 1);
        compared++;
    }
    ck_assert_int_gt(compared, f.vae.parameters / 2);
    klimb_arena_free(&f.arena);
}
END_TEST
#endif

START_TEST(vae_forward_shows_what_it_is_told_and_vae_evaluate_all) {
    struct model f;
    set_up(&f);
    klimb_vae_forward(&f.vae, f.x, f.eps, ROWS, &f.backend);
    for (long i = 0; i < ROWS * DATA; i++) {
        real given = f.vae.given[i / DATA * (K + DATA) + K + i % DATA];
        ck_assert_near(given, i % 3 != 0 ? 2 * f.x[i] - 1 : 0, 0);
    }
    klimb_vae_evaluate(&f.vae, f.x, f.eps, ROWS, &f.backend);
    for (long i = 0; i < ROWS * DATA; i++)
        ck_assert_near(f.vae.given[i / DATA * (K + DATA) + K + i % DATA], 2 * f.x[i] - 1, 0);
    klimb_arena_free(&f.arena);
}
END_TEST

/* recon is -ln p(x|z): the probabilities of all x sum to 1, which fails for a decoder that sees x_j itself. */
START_TEST(vae_evaluate_of_a_made_decoder_is_a_distribution_over_x) {
    struct model f;
    set_up(&f);
    double sum = 0;
    real x[ROWS * DATA] = {0};
    for (int bits = 0; bits < 1 << DATA; bits++) {
        for (int j = 0; j < DATA; j++)
            x[j] = (real)(bits >> j & 1);
        sum += decoder_probability(&f, x);
    }
    ck_assert_near(sum, 1, 2e-6);
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(vae_decode_of_a_made_decoder_is_a_picture_of_0_and_1_and_the_same_again) {
    struct model f;
    real x[ROWS * DATA];
    set_up(&f);
    decoder_draw(&f, x);
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(trainer_step_with_decoder_dropout_draws_by_step_and_row) {
    struct config config = made_config();
    struct dataset data = binary_data();
    check_decoder_dropout(&config, &data, DATA);
}
END_TEST

START_TEST(trainer_step_leaves_weights_outside_the_masks_at_0) {
    struct config config = made_config();
    struct dataset data = binary_data();
    struct run run;
    config.optimiser.kind = _i == 0 ? OPTIMISER_ADAM : OPTIMISER_SGD;
    start(&run, &config, &data, 7, BACKEND_EXACT);
    const struct dense *last = &run.trainer.vae.decoder.mlp.layer[1];
    real before = last->w[DATA - 1];
    train(&run, 1);
    for (long u = 0; u < 9; u++)
        for (long j = 0; j < DATA && j + 1 <= u * DATA / 9; j++) {
            ck_assert_near(last->w[u * DATA + j], 0, 0);
            ck_assert(!signbit(last->w[u * DATA + j]));
        }
    ck_assert(last->w[DATA - 1] < before || last->w[DATA - 1] > before);
    klimb_trainer_free(&run.trainer);
}
END_TEST

START_TEST(trainer_init_of_a_made_decoder_refuses_grey_values) {
    struct config config = made_config();
    struct dataset data = binary_data();
    struct trainer trainer;
    struct backend backend;
    struct error error = {0};
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    grey[5] = REAL(0.25);
    ck_assert_int_eq(klimb_trainer_init(&trainer, &config, &data, 0, &backend, &error),
                     STATUS_INVALID);
    ck_assert_str_eq(error.key, "model.decoder");
    ck_assert_str_eq(error.message,
                     "the data hold 0.25; model.decoder made needs values of 0 and 1 alone");
}
END_TEST

static Suite *vae_decoder_suite(void) {
    Suite *suite = suite_create("vae_decoder");
    TCase *all = tcase_create("made");
    suite_add_tcase(suite, all);
#ifdef KLIMB_DOUBLE
    tcase_add_test(all, vae_backward_of_a_made_decoder_matches_central_differences);
#endif
    tcase_add_test(all, vae_forward_shows_what_it_is_told_and_vae_evaluate_all);
    tcase_add_test(all, vae_evaluate_of_a_made_decoder_is_a_distribution_over_x);
    tcase_add_test(all, vae_decode_of_a_made_decoder_is_a_picture_of_0_and_1_and_the_same_again);
    tcase_add_test(all, trainer_step_with_decoder_dropout_draws_by_step_and_row);
    tcase_add_loop_test(all, trainer_step_leaves_weights_outside_the_masks_at_0, 0, 2);
    tcase_add_test(all, trainer_init_of_a_made_decoder_refuses_grey_values);
    return suite;
}

TEST_MAIN(vae_decoder_suite)
