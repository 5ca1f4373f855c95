/* A convolutional encoder and decoder against their single layers, their gradients against central differences (in the
 * double build). */
#include <string.h>

#include "layers/network.h"
#include "tests/check_gradient.h"
#include "tests/check_near.h"

enum { SIDE = 4, PIXELS = SIDE * SIDE, LATENT = 3, ROWS = 2, FIRST = 5, PARAMETERS_MAX = 1024 };
static const long hidden[] = {5}, channels[] = {2, 3};

struct fixture {
    struct backend backend;
    struct arena arena;
    struct network network;
    long in, out, parameters;
    real p[PARAMETERS_MAX], g[PARAMETERS_MAX];
    real x[ROWS * PIXELS], dx[ROWS * PIXELS], delta[2][ROWS * SIDE * SIDE * 4];
};

static struct network_shape shape_of(int is_decoder, enum activation activation) {
    return (struct network_shape){
        .kind = NETWORK_CONV,
        .in = is_decoder ? LATENT : PIXELS,
        .out = is_decoder ? PIXELS : 2 * LATENT,
        .hidden = hidden,
        .hidden_count = 1,
        .activation = activation,
        .pictures = {channels, 2, .kernel = 3, .stride = 2, .is_decoder = is_decoder}};
}

static void set_up(struct fixture *f, int is_decoder, enum activation activation) {
    struct network_shape shape = shape_of(is_decoder, activation);
    *f = (struct fixture){.in = shape.in, .out = shape.out};
    ck_assert_int_eq(klimb_backend_select(&f->backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    klimb_network_describe(&f->network, &shape);
    f->parameters = klimb_network_parameter_count(&f->network);
    ck_assert(f->parameters <= PARAMETERS_MAX);
    ck_assert(ROWS * klimb_network_widest(&f->network) <=
              (long)(sizeof f->delta[0] / sizeof(real)));
    klimb_network_layout(&f->network, &f->arena, NULL, NULL, ROWS);
    ck_assert_int_eq(klimb_arena_allocate(&f->arena, NULL), STATUS_OK);
    klimb_network_layout(&f->network, &f->arena, f->p, f->g, ROWS);
    const struct network_init init = {INIT_PYTORCH, 1, .head_blocks = 1};
    klimb_network_init_weights(&f->network, &init, 7, FIRST, f->backend.vm);
    for (long i = 0; i < ROWS * f->in; i++)
        f->x[i] = (real)(i * 7 % 17 - 8) / 8;
}

/* Sides 4, 2, 1: 9 1 2 + 2, 9 2 3 + 3, 3 5 + 5, 5 6 + 6; back 3 5 + 5, 5 3 + 3, 9 3 2 + 2, 9 2 1 + 1. */
START_TEST(network_layer_of_conv_stands_in_the_order_of_the_forward_pass) {
    static const long sizes[2][4][2] = {{{9, 2}, {18, 3}, {3, 5}, {5, 6}},
                                        {{3, 5}, {5, 3}, {27, 2}, {18, 1}}};
    static const long outs[2][4] = {{8, 3, 5, 6}, {5, 3, 8, 16}};
    struct fixture f;
    set_up(&f, _i, ACTIVATION_RELU);
    const real *p = f.p;
    ck_assert_int_eq(klimb_network_layer_count(&f.network), 4);
    for (long i = 0; i < 4; i++) {
        struct network_layer layer = klimb_network_layer(&f.network, i);
        ck_assert_int_eq(layer.out, outs[_i][i]);
        ck_assert_ptr_eq(layer.part[0].values, p);
        ck_assert_int_eq(layer.part[0].first, sizes[_i][i][0]);
        ck_assert_int_eq(layer.part[0].second, sizes[_i][i][1]);
        ck_assert_int_eq(layer.activation, i == 3 ? ACTIVATION_IDENTITY : ACTIVATION_RELU);
        p += sizes[_i][i][0] * sizes[_i][i][1] + sizes[_i][i][1];
    }
    ck_assert_ptr_eq(p, f.p + f.parameters);
    ck_assert_ptr_eq(klimb_network_layer(&f.network, 3).y, klimb_network_output(&f.network));
    ck_assert_int_eq(klimb_network_head(&f.network) == NULL, _i);
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(network_init_weights_of_conv_draws_layer_i_at_first_plus_i) {
    struct fixture f;
    set_up(&f, _i, ACTIVATION_RELU);
    for (long i = 0; i < 4; i++) {
        struct network_layer layer = klimb_network_layer(&f.network, i);
        real w[PARAMETERS_MAX], b[PARAMETERS_MAX];
        struct dense dense = {
            .in = layer.part[0].first, .out = layer.part[0].second, .w = w, .b = b};
        klimb_dense_init_weights(&dense, INIT_PYTORCH, 1, 7, (uint32_t)(FIRST + i), 1,
                                 f.backend.vm);
        ck_assert_mem_eq(layer.part[0].values, w, (size_t)(dense.in * dense.out) * sizeof *w);
        ck_assert_mem_eq(layer.part[1].values, b, (size_t)dense.out * sizeof *b);
    }
    klimb_arena_free(&f.arena);
}
END_TEST

/* By the layers alone: the first of the encoder and the last of the decoder. */
START_TEST(network_forward_of_conv_goes_from_layer_to_layer) {
    struct fixture f;
    set_up(&f, _i, ACTIVATION_TANH);
    klimb_network_forward(&f.network, f.x, ROWS, &f.backend);
    real y[ROWS * PIXELS], rows[ROWS * PIXELS * 9];
    struct network_layer before = klimb_network_layer(&f.network, 2);
    if (_i)
        klimb_conv_transpose_forward(y, NULL, rows, &f.network.stages.up[0], before.y, ROWS,
                                     &f.backend);
    else
        klimb_conv_forward(y, NULL, rows, &f.network.stages.down[0], f.x, ROWS, &f.backend);
    struct network_layer shown = klimb_network_layer(&f.network, _i ? 3 : 0);
    ck_assert_mem_eq(shown.y, y, (size_t)(ROWS * shown.out) * sizeof *y);
    ck_assert(y[0] < 0 || y[0] > 0);
    klimb_arena_free(&f.arena);
}
END_TEST

#ifdef KLIMB_DOUBLE

static double half_squares(void *context) {
    struct fixture *f = context;
    double sum = 0;
    klimb_network_forward(&f->network, f->x, ROWS, &f->backend);
    for (long i = 0; i < ROWS * f->out; i++)
        sum += klimb_network_output(&f->network)[i] * klimb_network_output(&f->network)[i] / 2;
    return sum;
}

START_TEST(network_backward_of_conv_matches_central_differences) {
    struct fixture f;
    set_up(&f, _i % 2, _i < 2 ? ACTIVATION_TANH : ACTIVATION_SILU);
    half_squares(&f);
    real *delta[2] = {f.delta[0], f.delta[1]};
    memcpy(delta[0], klimb_network_output(&f.network), (size_t)(ROWS * f.out) * sizeof(real));
    klimb_network_backward(&f.network, f.dx, delta, f.x, ROWS, &f.backend);
    check_gradient(half_squares, &f, f.p, f.g, f.parameters);
    check_gradient(half_squares, &f, f.x, f.dx, ROWS * f.in);
    klimb_arena_free(&f.arena);
}
END_TEST

#endif

static Suite *network_conv_suite(void) {
    Suite *suite = suite_create("network_conv");
    TCase *all = tcase_create("all");
    tcase_add_loop_test(all, network_layer_of_conv_stands_in_the_order_of_the_forward_pass, 0, 2);
    tcase_add_loop_test(all, network_init_weights_of_conv_draws_layer_i_at_first_plus_i, 0, 2);
    tcase_add_loop_test(all, network_forward_of_conv_goes_from_layer_to_layer, 0, 2);
#ifdef KLIMB_DOUBLE
    tcase_add_loop_test(all, network_backward_of_conv_matches_central_differences, 0, 4);
#endif
    suite_add_tcase(suite, all);
    return suite;
}

TEST_MAIN(network_conv_suite)
