/* A model whose decoder is a recurrent unit: the gradient of the whole loss, hidden symbols, and its distribution. */
#include <string.h>

#include "tests/check_gradient.h"
#include "tests/decoder_fixture.h"

enum { ROWS = MODEL_ROWS, SYMBOLS = 3, POSITIONS = DATA / SYMBOLS, GIVEN = K + POSITIONS };

static struct config gru_config(void) {
    struct config config = example_config();
    config.model.decoder = DECODER_GRU;
    config.model.decoder_hidden[0] = 5;
    config.model.decoder_dropout = 0.5;
    config.likelihood.kind = LIKELIHOOD_CATEGORICAL;
    config.likelihood.symbols = SYMBOLS;
    return config;
}

static struct dataset symbol_data(void) {
    struct dataset data = small_data();
    memset(grey, 0, sizeof grey);
    for (long at = 0; at < TRAIN * POSITIONS; at++)
        grey[at * SYMBOLS + (at * at + at / 3) % SYMBOLS] = 1;
    return data;
}

static void set_up(struct model *f) {
    struct config config = gru_config();
    model_set_up(f, &config, symbol_data().train, DATA);
    for (long i = 0; i < ROWS * POSITIONS; i++)
        f->vae.shown[i] = (real)(i % 3 != 0);
}

#ifdef KLIMB_DOUBLE
/* For every parameter, and those of the encoder, whose gradients come through z. */
START_TEST(vae_backward_of_a_gru_decoder_matches_central_differences) {
    static struct model f;
    set_up(&f);
    model_loss(&f);
    klimb_vae_backward(&f.vae, f.x, f.eps, 0.7, ROWS, &f.backend);
    check_gradient(model_loss, &f, f.vae.p, f.vae.g, f.vae.parameters);
    klimb_arena_free(&f.arena);
}
END_TEST
#endif

START_TEST(vae_forward_shows_the_positions_that_it_is_told_and_vae_evaluate_all) {
    struct model f;
    set_up(&f);
    for (int is_evaluated = 0; is_evaluated < 2; is_evaluated++) {
        if (is_evaluated)
            klimb_vae_evaluate(&f.vae, f.x, f.eps, ROWS, &f.backend);
        else
            klimb_vae_forward(&f.vae, f.x, f.eps, ROWS, &f.backend);
        for (long i = 0; i < ROWS; i++) {
            const real *given = f.vae.given + i * GIVEN + K;
            int is_hidden = !is_evaluated && i * POSITIONS % 3 == 0;
            ck_assert_near(given[0], SYMBOLS, 0);
            ck_assert_int_eq(given[1] < 0, is_hidden);
            if (!is_hidden)
                ck_assert_near(f.x[i * DATA + (long)given[1]], 1, 0);
        }
    }
    klimb_arena_free(&f.arena);
}
END_TEST

/* recon is -ln p(x|z): the probabilities of all x sum to 1, which fails for a decoder that sees x_t itself. */
START_TEST(vae_evaluate_of_a_gru_decoder_is_a_distribution_over_x) {
    struct model f;
    set_up(&f);
    double sum = 0;
    for (int code = 0; code < SYMBOLS * SYMBOLS; code++) {
        real x[DATA] = {0};
        x[code % SYMBOLS] = x[SYMBOLS + code / SYMBOLS] = 1;
        sum += decoder_probability(&f, x);
    }
    ck_assert_near(sum, 1, 2e-6);
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(vae_decode_of_a_gru_decoder_is_one_symbol_a_position_and_the_same_again) {
    struct model f;
    real x[ROWS * DATA];
    set_up(&f);
    decoder_draw(&f, x);
    for (long at = 0; at < ROWS * POSITIONS; at++) {
        double sum = 0;
        for (long s = 0; s < SYMBOLS; s++)
            sum += (double)x[at * SYMBOLS + s];
        ck_assert_near(sum, 1, 0);
    }
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(trainer_step_of_a_gru_decoder_hides_positions_by_step_and_row) {
    struct config config = gru_config();
    struct dataset data = symbol_data();
    check_decoder_dropout(&config, &data, POSITIONS);
}
END_TEST

static Suite *vae_decoder_gru_suite(void) {
    Suite *suite = suite_create("vae_decoder_gru");
    TCase *all = tcase_create("all");
    suite_add_tcase(suite, all);
#ifdef KLIMB_DOUBLE
    tcase_add_test(all, vae_backward_of_a_gru_decoder_matches_central_differences);
#endif
    tcase_add_test(all, vae_forward_shows_the_positions_that_it_is_told_and_vae_evaluate_all);
    tcase_add_test(all, vae_evaluate_of_a_gru_decoder_is_a_distribution_over_x);
    tcase_add_test(all, vae_decode_of_a_gru_decoder_is_one_symbol_a_position_and_the_same_again);
    tcase_add_test(all, trainer_step_of_a_gru_decoder_hides_positions_by_step_and_row);
    return suite;
}

TEST_MAIN(vae_decoder_gru_suite)
