/* A masked network: what each output may depend on, its gradient and its samples. */
#include "layers/made.h"

#include <string.h>

#include "tests/check_gradient.h"
#include "tests/check_near.h"

enum { LATENT = 2, DATA = 5, ROWS = 3, INPUTS = LATENT + DATA, CAPACITY = 512 };

static const real z_values[ROWS * LATENT] = {REAL(0.4),  REAL(-1.1), REAL(0.9),
                                             REAL(-0.3), REAL(1.7),  REAL(0.2)};
static const real x_values[ROWS * DATA] = {1, 0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1, 0, 0, 0};

struct network {
    struct backend backend;
    struct arena arena;
    struct mlp mlp;
    real *p, *g, *delta[2], *input, *dinput;
    long parameters;
};

static void lay_out(struct network *f, long data, const long *hidden, long count, long rows) {
    klimb_made_describe(&f->mlp, LATENT, data, hidden, count, ACTIVATION_TANH, 0);
    f->parameters = klimb_mlp_parameter_count(&f->mlp);
    f->p = klimb_arena_take(&f->arena, f->parameters, sizeof(real));
    f->g = klimb_arena_take(&f->arena, f->parameters, sizeof(real));
    klimb_mlp_layout(&f->mlp, &f->arena, f->p, f->g, rows);
    for (int i = 0; i < 2; i++)
        f->delta[i] = klimb_arena_take(&f->arena, rows * klimb_mlp_widest(&f->mlp), sizeof(real));
    f->input = klimb_arena_take(&f->arena, rows * (LATENT + data), sizeof(real));
    f->dinput = klimb_arena_take(&f->arena, rows * (LATENT + data), sizeof(real));
}

static void set_up(struct network *f, long data, const long *hidden, long count, long rows) {
    *f = (struct network){0};
    ck_assert_int_eq(klimb_backend_select(&f->backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    lay_out(f, data, hidden, count, rows);
    ck_assert_int_eq(klimb_arena_allocate(&f->arena, NULL), STATUS_OK);
    lay_out(f, data, hidden, count, rows);
    for (long i = 0; i < f->mlp.count; i++)
        klimb_dense_init_weights(&f->mlp.layer[i], INIT_PYTORCH, 2, 7, (uint32_t)i, 1,
                                 f->backend.vm);
    klimb_made_mask_weights(&f->mlp);
}

static const real *logits(struct network *f, const real *z, const real *x, const real *shown) {
    klimb_made_input(f->input, z, x, shown, ROWS, LATENT, DATA);
    klimb_mlp_forward(&f->mlp, f->input, ROWS, &f->backend);
    return klimb_mlp_output(&f->mlp);
}

/* Networks wider than the data, narrower, of one unit, and without hidden layers. */
static const struct {
    long hidden[3], count;
} shapes[] = {{{0}, 0}, {{11}, 1}, {{3}, 1}, {{1}, 1}, {{7, 4}, 2}, {{5, 16, 9}, 3}};
enum { SHAPES = sizeof shapes / sizeof *shapes };

START_TEST(made_degree_of_hidden_units_runs_from_0_to_data_minus_1_evenly) {
    static const long wanted[] = {0, 0, 1, 1, 2, 2, 3, 3, 4, 4};
    for (long u = 0; u < 10; u++)
        ck_assert_int_eq(klimb_made_degree(u, 10, DATA), wanted[u]);
    ck_assert_int_eq(klimb_made_degree(0, 1, DATA), 0);
    ck_assert_int_eq(klimb_made_degree(2, 3, DATA), 3);
}
END_TEST

/* The masks of the paper, one weight at a time: M^W where m(k) >= d, M^V where d > m(k). */
START_TEST(made_mask_is_that_of_the_paper) {
    static const long hidden[] = {10};
    struct network f;
    set_up(&f, DATA, hidden, 1, ROWS);
    for (long k = 0; k < 10; k++) {
        long m = klimb_made_degree(k, 10, DATA);
        for (long d = 1; d <= DATA; d++) {
            ck_assert_int_eq(f.mlp.layer[0].w[(LATENT + d - 1) * 10 + k] != 0, m >= d);
            ck_assert_int_eq(f.mlp.layer[1].w[k * DATA + d - 1] != 0, d > m);
        }
        for (long i = 0; i < LATENT; i++)
            ck_assert(f.mlp.layer[0].w[i * 10 + k] != 0);
    }
    klimb_arena_free(&f.arena);
}
END_TEST

/* x_j is flipped: logits up to j keep their bits. If the network is wide enough, all later ones move. */
START_TEST(made_logit_of_x_is_the_same_bit_for_bit_whatever_is_not_before_it) {
    struct network f;
    real before[ROWS * DATA], x[ROWS * DATA];
    set_up(&f, DATA, shapes[_i].hidden, shapes[_i].count, ROWS);
    memcpy(before, logits(&f, z_values, x_values, NULL), sizeof before);
    for (long j = 0; j < DATA; j++) {
        memcpy(x, x_values, sizeof x);
        for (long i = 0; i < ROWS; i++)
            x[i * DATA + j] = 1 - x[i * DATA + j];
        const real *after = logits(&f, z_values, x, NULL);
        for (long i = 0; i < ROWS; i++) {
            ck_assert_mem_eq(after + i * DATA, before + i * DATA, (size_t)(j + 1) * sizeof(real));
            for (long behind = j + 1; behind < DATA && shapes[_i].hidden[0] != 3 &&
                                      shapes[_i].hidden[0] != 1 && shapes[_i].hidden[1] != 4;
                 behind++)
                ck_assert(after[i * DATA + behind] < before[i * DATA + behind] ||
                          after[i * DATA + behind] > before[i * DATA + behind]);
        }
    }
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(made_logit_of_every_dimension_depends_on_every_latent) {
    struct network f;
    real before[ROWS * DATA], z[ROWS * LATENT];
    set_up(&f, DATA, shapes[_i].hidden, shapes[_i].count, ROWS);
    memcpy(before, logits(&f, z_values, x_values, NULL), sizeof before);
    for (long l = 0; l < LATENT; l++) {
        memcpy(z, z_values, sizeof z);
        for (long i = 0; i < ROWS; i++)
            z[i * LATENT + l] += 1;
        const real *after = logits(&f, z, x_values, NULL);
        for (long at = 0; at < ROWS * DATA; at++)
            ck_assert(after[at] < before[at] || after[at] > before[at]);
    }
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(made_input_is_z_then_plus_or_minus_one_and_0_for_what_is_not_shown) {
    static const real z[] = {3, 4}, x[] = {1, 0, 1}, shown[] = {1, 1, 0};
    static const double wanted[] = {3, 4, 1, -1, 1}, hidden[] = {3, 4, 1, -1, 0};
    real input[5];
    klimb_made_input(input, z, x, NULL, 1, 2, 3);
    for (int i = 0; i < 5; i++)
        ck_assert_near(input[i], wanted[i], 0);
    klimb_made_input(input, z, x, shown, 1, 2, 3);
    for (int i = 0; i < 5; i++)
        ck_assert_near(input[i], hidden[i], 0);
}
END_TEST

/* ---- The gradient ---- */

static void backward(struct network *f, const real *weight) {
    memcpy(f->delta[0], weight, ROWS * DATA * sizeof(real));
    klimb_mlp_backward(&f->mlp, f->dinput, f->delta, f->input, ROWS, &f->backend);
    klimb_made_mask_gradients(&f->mlp);
}

START_TEST(made_gradient_outside_the_masks_is_0) {
    struct network f;
    set_up(&f, DATA, shapes[_i].hidden, shapes[_i].count, ROWS);
    logits(&f, z_values, x_values, NULL);
    backward(&f, x_values);
    for (long l = 0; l < f.mlp.count; l++) {
        const struct dense *layer = &f.mlp.layer[l];
        for (long w = 0; w < layer->in * layer->out; w++)
            if (!(layer->w[w] < 0 || layer->w[w] > 0))
                ck_assert_near(layer->dw[w], 0, 0);
    }
    klimb_arena_free(&f.arena);
}
END_TEST

#ifdef KLIMB_DOUBLE
/* A weighted sum of the logits: the most general linear loss. */
struct weighted {
    struct network network;
    real z[ROWS * LATENT], weight[ROWS * DATA];
};

static double weighted_sum(void *context) {
    struct weighted *f = context;
    const real *output = logits(&f->network, f->z, x_values, NULL);
    double sum = 0;
    for (long i = 0; i < ROWS * DATA; i++)
        sum += f->weight[i] * output[i];
    return sum;
}

/* Checks the weights inside the masks. */
static void check_parameters(struct weighted *f) {
    for (long i = 0; i < f->network.parameters; i++)
        if (f->network.p[i] < 0 || f->network.p[i] > 0)
            check_gradient(weighted_sum, f, &f->network.p[i], &f->network.g[i], 1);
}

START_TEST(made_gradient_matches_central_differences) {
    struct weighted f;
    real dz[ROWS * LATENT];
    set_up(&f.network, DATA, shapes[_i].hidden, shapes[_i].count, ROWS);
    memcpy(f.z, z_values, sizeof f.z);
    for (long i = 0; i < ROWS * DATA; i++)
        f.weight[i] = 0.3 * (double)(i % 7) - 0.8;
    weighted_sum(&f);
    backward(&f.network, f.weight);
    klimb_made_latent_gradient(dz, f.network.dinput, ROWS, LATENT, DATA);
    check_parameters(&f);
    check_gradient(weighted_sum, &f, f.z, dz, ROWS * LATENT);
    klimb_arena_free(&f.network.arena);
}
END_TEST
#endif

/* ---- Sampling ---- */

/* The first value follows z and the second repeats the first: logit 0 = 40 z_0, logit 1 = 40 (2 x_0 - 1). */
START_TEST(made_sample_draws_one_dimension_after_another) {
    struct network f;
    real x[4 * 2], input[4 * (LATENT + 2)];
    static const real z[4 * LATENT] = {1, 0, -1, 0, -1, 5, 1, 5};
    static const double wanted[] = {1, 1, 0, 0, 0, 0, 1, 1};
    set_up(&f, 2, NULL, 0, 4);
    memset(f.p, 0, (size_t)f.parameters * sizeof(real));
    f.mlp.layer[0].w[0] = 40;
    f.mlp.layer[0].w[LATENT * 2 + 1] = 40;
    klimb_made_sample(x, input, &f.mlp, z, 4, (struct rng_place){.purpose = RNG_ANCESTRAL},
                      &f.backend);
    for (int i = 0; i < 4 * 2; i++)
        ck_assert_near(x[i], wanted[i], 0);
    klimb_arena_free(&f.arena);
}
END_TEST

/* With all weights 0 a value is 1 if the uniform of its place is below sigmoid(bias): a quarter of them, the same
 * ones however many rows are drawn. */
START_TEST(made_sample_draws_by_row_and_column) {
    struct network f;
    static real x[CAPACITY * DATA], one[DATA], input[CAPACITY * INPUTS], z[CAPACITY * LATENT];
    struct rng_place place = {.seed = 9, .purpose = RNG_ANCESTRAL};
    set_up(&f, DATA, NULL, 0, CAPACITY);
    memset(f.p, 0, (size_t)f.parameters * sizeof(real));
    for (long j = 0; j < DATA; j++)
        f.mlp.layer[0].b[j] = (real)-1.0986122886681098; /* -ln 3 */
    klimb_made_sample(x, input, &f.mlp, z, CAPACITY, place, &f.backend);
    double sum = 0;
    for (long i = 0; i < CAPACITY * DATA; i++)
        sum += (double)x[i];
    ck_assert_near(sum / (CAPACITY * DATA), 0.25, 5 * sqrt(0.25 * 0.75 / (CAPACITY * DATA)));
    place.row = 17;
    klimb_made_sample(one, input, &f.mlp, z, 1, place, &f.backend);
    ck_assert_mem_eq(one, x + 17 * DATA, sizeof one);
    klimb_arena_free(&f.arena);
}
END_TEST

static Suite *made_suite(void) {
    Suite *suite = suite_create("made");
    TCase *all = tcase_create("all");
    tcase_add_test(all, made_degree_of_hidden_units_runs_from_0_to_data_minus_1_evenly);
    tcase_add_test(all, made_mask_is_that_of_the_paper);
    tcase_add_loop_test(all, made_logit_of_x_is_the_same_bit_for_bit_whatever_is_not_before_it, 0,
                        SHAPES);
    tcase_add_loop_test(all, made_logit_of_every_dimension_depends_on_every_latent, 0, SHAPES);
    tcase_add_test(all, made_input_is_z_then_plus_or_minus_one_and_0_for_what_is_not_shown);
    tcase_add_loop_test(all, made_gradient_outside_the_masks_is_0, 0, SHAPES);
#ifdef KLIMB_DOUBLE
    tcase_add_loop_test(all, made_gradient_matches_central_differences, 0, SHAPES);
#endif
    tcase_add_test(all, made_sample_draws_one_dimension_after_another);
    tcase_add_test(all, made_sample_draws_by_row_and_column);
    suite_add_tcase(suite, all);
    return suite;
}

TEST_MAIN(made_suite)
