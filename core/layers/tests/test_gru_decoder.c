/* A decoder of sequences: its input, what each logit may depend on, its gradient and its samples. */
#include "layers/gru_decoder.h"

#include <string.h>

#include "tests/check_gradient.h"
#include "tests/check_near.h"

enum { LATENT = 2, STEPS = 4, SYMBOLS = 3, WIDTH = 5, ROWS = 3, CAPACITY = 512 };
enum { DATA = STEPS * SYMBOLS, GIVEN = LATENT + STEPS };

static const real z_values[ROWS * LATENT] = {REAL(0.4),  REAL(-1.1), REAL(0.9),
                                             REAL(-0.3), REAL(1.7),  REAL(0.2)};
static const int symbols_of_x[ROWS][STEPS] = {{0, 1, 2, 1}, {2, 2, 0, 0}, {1, 0, 1, 2}};

struct fixture {
    struct backend backend;
    struct arena arena;
    struct gru_decoder decoder;
    real *p, *g, *delta[2];
    long parameters;
    real z[ROWS * LATENT], x[ROWS * DATA], given[ROWS * GIVEN], dgiven[ROWS * GIVEN];
    real shown[ROWS * STEPS], weight[ROWS * DATA];
};

static void lay_out(struct fixture *f, long rows) {
    klimb_gru_decoder_describe(&f->decoder, LATENT, STEPS, SYMBOLS, WIDTH);
    f->parameters = klimb_gru_decoder_parameter_count(&f->decoder);
    f->p = klimb_arena_take(&f->arena, f->parameters, sizeof(real));
    f->g = klimb_arena_take(&f->arena, f->parameters, sizeof(real));
    klimb_gru_decoder_layout(&f->decoder, &f->arena, f->p, f->g, rows);
    for (int i = 0; i < 2; i++)
        f->delta[i] = klimb_arena_take(&f->arena, rows * klimb_gru_decoder_widest(&f->decoder),
                                       sizeof(real));
}

static void set_up(struct fixture *f, long rows) {
    *f = (struct fixture){0};
    ck_assert_int_eq(klimb_backend_select(&f->backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    lay_out(f, rows);
    ck_assert_int_eq(klimb_arena_allocate(&f->arena, NULL), STATUS_OK);
    lay_out(f, rows);
    klimb_gru_decoder_init_weights(&f->decoder, INIT_PYTORCH, 2, 7, 0, f->backend.vm);
    memcpy(f->z, z_values, sizeof f->z);
    for (long at = 0; at < ROWS * STEPS; at++) {
        f->x[at * SYMBOLS + symbols_of_x[at / STEPS][at % STEPS]] = 1;
        f->shown[at] = (real)(at % 5 != 1);
    }
    for (long i = 0; i < ROWS * DATA; i++)
        f->weight[i] = REAL(0.3) * (real)(i % 7) - REAL(0.8);
}

static const real *logits(struct fixture *f, const real *shown) {
    klimb_gru_decoder_input(f->given, f->z, f->x, shown, ROWS, &f->decoder);
    klimb_gru_decoder_forward(&f->decoder, f->given, ROWS, &f->backend);
    return f->decoder.y;
}

START_TEST(gru_decoder_input_is_z_the_start_then_the_symbols_but_the_last) {
    static const double wanted[] = {0.4, -1.1, SYMBOLS, 0, 1, 2};
    struct fixture f;
    set_up(&f, ROWS);
    klimb_gru_decoder_input(f.given, f.z, f.x, NULL, ROWS, &f.decoder);
    for (int i = 0; i < GIVEN; i++)
        ck_assert_near(f.given[i], wanted[i], 1e-7);
    klimb_gru_decoder_input(f.given, f.z, f.x, f.shown, ROWS, &f.decoder);
    ck_assert_near(f.given[LATENT + 1], 0, 0);
    ck_assert_near(f.given[LATENT + 2], GRU_DECODER_HIDDEN, 0);
    ck_assert_near(f.given[LATENT + 3], 2, 0);
    memset(f.x, 0, sizeof f.x);
    klimb_gru_decoder_input(f.given, f.z, f.x, NULL, ROWS, &f.decoder);
    ck_assert_near(f.given[LATENT + 1], GRU_DECODER_HIDDEN, 0);
    klimb_arena_free(&f.arena);
}
END_TEST

/* out = in W + b, in double. */
static void multiply(double *out, const struct dense *layer, const double *in) {
    for (long j = 0; j < layer->out; j++) {
        out[j] = (double)layer->b[j];
        for (long i = 0; i < layer->in; i++)
            out[j] += in[i] * (double)layer->w[i * layer->out + j];
    }
}

static double sigmoid(double x) {
    return 1 / (1 + exp(-x));
}

/* A whole row by torch.nn.Linear, .GRU and .Linear, where the input of a step is (one-hot symbol or start, z). */
static void plain_row(const struct fixture *f, double *y, long row, const real *shown) {
    const struct gru_decoder *decoder = &f->decoder;
    double z[LATENT], h[WIDTH], in[SYMBOLS + 1 + LATENT], a[3 * WIDTH], s[3 * WIDTH];
    for (long l = 0; l < LATENT; l++)
        z[l] = in[SYMBOLS + 1 + l] = (double)f->z[row * LATENT + l];
    multiply(h, &decoder->state, z);
    for (long j = 0; j < WIDTH; j++)
        h[j] = tanh(h[j]);
    for (long t = 0; t < STEPS; t++, y += SYMBOLS) {
        memset(in, 0, (SYMBOLS + 1) * sizeof *in);
        if (t == 0)
            in[SYMBOLS] = 1;
        else if (shown == NULL || shown[row * STEPS + t - 1] > 0)
            in[symbols_of_x[row][t - 1]] = 1;
        multiply(a, &decoder->input, in);
        multiply(s, &decoder->gru.recurrent, h);
        for (long j = 0; j < WIDTH; j++) {
            double r = sigmoid(a[j] + s[j]), u = sigmoid(a[WIDTH + j] + s[WIDTH + j]);
            double m = tanh(a[2 * WIDTH + j] + r * s[2 * WIDTH + j]);
            h[j] = (1 - u) * m + u * h[j];
        }
        multiply(y, &decoder->output, h);
    }
}

START_TEST(gru_decoder_forward_is_that_of_plain_loops) {
    struct fixture f;
    set_up(&f, ROWS);
    const real *shown = _i == 0 ? NULL : f.shown, *y = logits(&f, shown);
    for (long i = 0; i < ROWS; i++) {
        double wanted[DATA];
        plain_row(&f, wanted, i, shown);
        for (long j = 0; j < DATA; j++)
            ck_assert_near(y[i * DATA + j], wanted[j], 32 * (double)REAL_EPSILON);
    }
    klimb_arena_free(&f.arena);
}
END_TEST

/* The symbol of position t changes: logits up to t keep their bits, all later ones move. */
START_TEST(gru_decoder_logits_do_not_depend_on_their_own_symbol_nor_on_those_behind) {
    for (long t = 0; t < STEPS; t++) {
        struct fixture f;
        real before[ROWS * DATA];
        set_up(&f, ROWS);
        memcpy(before, logits(&f, NULL), sizeof before);
        for (long i = 0; i < ROWS; i++) {
            real *position = f.x + i * DATA + t * SYMBOLS;
            memset(position, 0, SYMBOLS * sizeof *position);
            position[(symbols_of_x[i][t] + 1) % SYMBOLS] = 1;
        }
        const real *after = logits(&f, NULL);
        for (long i = 0; i < ROWS; i++) {
            ck_assert_mem_eq(after + i * DATA, before + i * DATA,
                             (size_t)((t + 1) * SYMBOLS) * sizeof(real));
            for (long j = (t + 1) * SYMBOLS; j < DATA; j++)
                ck_assert(after[i * DATA + j] < before[i * DATA + j] ||
                          after[i * DATA + j] > before[i * DATA + j]);
        }
        klimb_arena_free(&f.arena);
    }
}
END_TEST

START_TEST(gru_decoder_logits_of_every_position_depend_on_every_latent) {
    struct fixture f;
    real before[ROWS * DATA];
    set_up(&f, ROWS);
    memcpy(before, logits(&f, NULL), sizeof before);
    for (long l = 0; l < LATENT; l++) {
        memcpy(f.z, z_values, sizeof f.z);
        for (long i = 0; i < ROWS; i++)
            f.z[i * LATENT + l] += 1;
        const real *after = logits(&f, NULL);
        for (long at = 0; at < ROWS * DATA; at++)
            ck_assert(after[at] < before[at] || after[at] > before[at]);
    }
    klimb_arena_free(&f.arena);
}
END_TEST

/* torch.nn.GRU draws all weights on +-1/sqrt(H), torch.nn.Linear on +-1/sqrt(in). */
START_TEST(gru_decoder_init_weights_by_pytorch_has_the_spread_of_its_layers) {
    struct fixture f;
    set_up(&f, ROWS);
    const struct dense *layers[] = {&f.decoder.state, &f.decoder.input, &f.decoder.gru.recurrent,
                                    &f.decoder.output};
    const double fans[] = {LATENT, WIDTH, WIDTH, WIDTH};
    for (int i = 0; i < 4; i++) {
        double most = 0, wanted = 2 / sqrt(fans[i]);
        for (long j = 0; j < (layers[i]->in + 1) * layers[i]->out; j++)
            most = fmax(most, fabs((double)layers[i]->w[j]));
        ck_assert(most <= wanted && most > 0.6 * wanted);
    }
    klimb_arena_free(&f.arena);
}
END_TEST

#ifdef KLIMB_DOUBLE
/* A weighted sum of the logits: the most general linear loss. */
static double loss(void *context) {
    struct fixture *f = context;
    const real *y = logits(f, f->shown);
    double sum = 0;
    for (long i = 0; i < ROWS * DATA; i++)
        sum += f->weight[i] * y[i];
    return sum;
}

START_TEST(gru_decoder_backward_matches_central_differences) {
    static struct fixture f;
    set_up(&f, ROWS);
    loss(&f);
    memcpy(f.delta[0], f.weight, sizeof f.weight);
    memset(f.g, 0x7f, (size_t)f.parameters * sizeof(real));
    klimb_gru_decoder_backward(&f.decoder, f.dgiven, f.delta, f.given, ROWS, &f.backend);
    check_gradient(loss, &f, f.p, f.g, f.parameters);
    for (long i = 0; i < ROWS; i++) {
        check_gradient(loss, &f, f.z + i * LATENT, f.dgiven + i * GIVEN, LATENT);
        for (long t = 0; t < STEPS; t++)
            ck_assert_near(f.dgiven[i * GIVEN + LATENT + t], 0, 0);
    }
    klimb_arena_free(&f.arena);
}
END_TEST
#endif

/* ---- Sampling ---- */

/* Weights set by hand: the first symbol depends on z, and each later symbol is the next one of the alphabet. */
START_TEST(gru_decoder_sample_gives_each_step_what_was_drawn_before) {
    struct fixture f;
    real x[2 * DATA];
    static const real z[2 * LATENT] = {1, 0, -1, 0};
    static const int wanted[2][STEPS] = {{0, 1, 2, 0}, {1, 2, 0, 1}};
    set_up(&f, ROWS);
    memset(f.p, 0, (size_t)f.parameters * sizeof(real));
    real *w = f.decoder.input.w + 2 * WIDTH; /* the columns of m */
    for (long s = 0; s < SYMBOLS; s++) {
        f.decoder.output.w[s * SYMBOLS + s] = 90;
        w[s * 3 * WIDTH + (s + 1) % SYMBOLS] = 40;
    }
    w[SYMBOLS * 3 * WIDTH + 3] = 40;               /* the start: unit 3, which moves no logit */
    w[(SYMBOLS + 1) * 3 * WIDTH + 0] = REAL(0.75); /* z_0 for symbol 0 and against symbol 1 */
    w[(SYMBOLS + 1) * 3 * WIDTH + 1] = REAL(-0.75);
    for (long j = 0; j < WIDTH; j++)
        f.decoder.input.b[WIDTH + j] = -60; /* u = 0 */
    klimb_gru_decoder_sample(&f.decoder, x, z, 2, (struct rng_place){.purpose = RNG_ANCESTRAL},
                             &f.backend);
    for (long at = 0; at < 2 * STEPS; at++)
        for (long s = 0; s < SYMBOLS; s++)
            ck_assert_near(x[at * SYMBOLS + s], s == wanted[at / STEPS][at % STEPS], 0);
    klimb_arena_free(&f.arena);
}
END_TEST

/* With all weights 0 the symbols have the distribution softmax(bias), each by the draw of its row and position. */
START_TEST(gru_decoder_sample_draws_by_row_and_position) {
    static struct fixture f;
    static real x[CAPACITY * DATA], one[DATA], z[CAPACITY * LATENT];
    static const double law[SYMBOLS] = {0.5, 0.3, 0.2};
    struct rng_place place = {.seed = 9, .purpose = RNG_ANCESTRAL};
    set_up(&f, CAPACITY);
    memset(f.p, 0, (size_t)f.parameters * sizeof(real));
    for (long s = 0; s < SYMBOLS; s++)
        f.decoder.output.b[s] = (real)log(law[s]) + 50;
    klimb_gru_decoder_sample(&f.decoder, x, z, CAPACITY, place, &f.backend);
    for (long s = 0; s < SYMBOLS; s++) {
        double sum = 0, count = CAPACITY * STEPS;
        for (long at = 0; at < CAPACITY * STEPS; at++)
            sum += (double)x[at * SYMBOLS + s];
        ck_assert_near(sum / count, law[s], 5 * sqrt(law[s] * (1 - law[s]) / count));
    }
    place.row = 17;
    klimb_gru_decoder_sample(&f.decoder, one, z, 1, place, &f.backend);
    ck_assert_mem_eq(one, x + 17 * DATA, sizeof one);
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(gru_decoder_sample_with_logits_that_are_no_numbers_is_one_symbol_a_position) {
    struct fixture f;
    real x[ROWS * DATA];
    set_up(&f, ROWS);
    f.decoder.output.b[0] = (real)NAN;
    klimb_gru_decoder_sample(&f.decoder, x, f.z, ROWS, (struct rng_place){.purpose = RNG_ANCESTRAL},
                             &f.backend);
    for (long at = 0; at < ROWS * STEPS; at++)
        ck_assert_near(x[at * SYMBOLS + SYMBOLS - 1], 1, 0);
    klimb_arena_free(&f.arena);
}
END_TEST

static Suite *gru_decoder_suite(void) {
    Suite *suite = suite_create("gru_decoder");
    TCase *all = tcase_create("all");
    tcase_add_test(all, gru_decoder_input_is_z_the_start_then_the_symbols_but_the_last);
    tcase_add_loop_test(all, gru_decoder_forward_is_that_of_plain_loops, 0, 2);
    tcase_add_test(all, gru_decoder_logits_do_not_depend_on_their_own_symbol_nor_on_those_behind);
    tcase_add_test(all, gru_decoder_logits_of_every_position_depend_on_every_latent);
    tcase_add_test(all, gru_decoder_init_weights_by_pytorch_has_the_spread_of_its_layers);
#ifdef KLIMB_DOUBLE
    tcase_add_test(all, gru_decoder_backward_matches_central_differences);
#endif
    tcase_add_test(all, gru_decoder_sample_gives_each_step_what_was_drawn_before);
    tcase_add_test(all, gru_decoder_sample_draws_by_row_and_position);
    tcase_add_test(all,
                   gru_decoder_sample_with_logits_that_are_no_numbers_is_one_symbol_a_position);
    suite_add_tcase(suite, all);
    return suite;
}

TEST_MAIN(gru_decoder_suite)
