/* A network of each kind through the common interface; the arithmetic is tested with the kind. */
#include "layers/network.h"

#include <string.h>

#include "tests/check_near.h"

enum { INPUTS = 2, HIDDEN = 3, OUTPUTS = 4, ROWS = 2, FIRST = 5 };
enum { PARAMETERS = INPUTS * HIDDEN + HIDDEN + HIDDEN * OUTPUTS + OUTPUTS };
static const long hidden[] = {HIDDEN};
static const struct network_shape shape = {.kind = NETWORK_MLP,
                                           .in = INPUTS,
                                           .out = OUTPUTS,
                                           .hidden = hidden,
                                           .hidden_count = 1,
                                           .activation = ACTIVATION_TANH};
static const real x[ROWS * INPUTS] = {REAL(0.5), -1, 2, REAL(0.25)};

struct fixture {
    struct backend backend;
    struct arena arena;
    struct network network;
    real p[PARAMETERS], g[PARAMETERS];
    real delta[2][ROWS * OUTPUTS], dx[ROWS * INPUTS];
};

static void set_up(struct fixture *f) {
    *f = (struct fixture){0};
    ck_assert_int_eq(klimb_backend_select(&f->backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    klimb_network_describe(&f->network, &shape);
    ck_assert_int_eq(klimb_network_parameter_count(&f->network), PARAMETERS);
    klimb_network_layout(&f->network, &f->arena, NULL, NULL, ROWS);
    ck_assert_int_eq(klimb_arena_allocate(&f->arena, NULL), STATUS_OK);
    klimb_network_layout(&f->network, &f->arena, f->p, f->g, ROWS);
    const struct network_init init = {INIT_GLOROT, 1, .head_blocks = 2};
    klimb_network_init_weights(&f->network, &init, 7, FIRST, f->backend.vm);
}

START_TEST(network_layer_of_an_mlp_names_its_parameters_in_the_order_of_the_block) {
    struct fixture f;
    set_up(&f);
    ck_assert_int_eq(klimb_network_layer_count(&f.network), 2);
    const real *p = f.p;
    for (long i = 0; i < 2; i++) {
        struct network_layer layer = klimb_network_layer(&f.network, i);
        ck_assert_int_eq(layer.parts, 2);
        ck_assert_str_eq(layer.part[0].name, "weight");
        ck_assert_ptr_eq(layer.part[0].values, p);
        ck_assert_int_eq(layer.part[0].first, layer.in);
        ck_assert_int_eq(layer.part[0].second, layer.out);
        p += layer.in * layer.out;
        ck_assert_str_eq(layer.part[1].name, "bias");
        ck_assert_ptr_eq(layer.part[1].values, p);
        ck_assert_int_eq(layer.part[1].first, layer.out);
        p += layer.out;
    }
    ck_assert_ptr_eq(p, f.p + PARAMETERS);
    ck_assert_int_eq(klimb_network_widest(&f.network), OUTPUTS);
    ck_assert_ptr_eq(klimb_network_head(&f.network)->w, f.p + INPUTS * HIDDEN + HIDDEN);
    klimb_arena_free(&f.arena);
}
END_TEST

/* Only the last layer has two blocks, and layer i draws at the place FIRST + i. */
START_TEST(network_init_weights_draws_layer_by_layer_from_the_first_number) {
    struct fixture f;
    real w[HIDDEN * OUTPUTS], b[OUTPUTS];
    set_up(&f);
    for (long i = 0; i < 2; i++) {
        struct network_layer layer = klimb_network_layer(&f.network, i);
        struct dense dense = {.in = layer.in, .out = layer.out, .w = w, .b = b};
        klimb_dense_init_weights(&dense, INIT_GLOROT, 1, 7, (uint32_t)(FIRST + i), 1 + i,
                                 f.backend.vm);
        size_t bytes = (size_t)(layer.in * layer.out) * sizeof *w;
        ck_assert_mem_eq(layer.part[0].values, w, bytes);
        ck_assert_mem_eq(layer.part[1].values, b, (size_t)layer.out * sizeof *b);
    }
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(network_forward_and_backward_of_an_mlp_are_those_of_mlp) {
    struct fixture f;
    struct mlp mlp;
    struct arena arena = {0};
    real g[PARAMETERS], dx[ROWS * INPUTS], *delta[2];
    set_up(&f);
    delta[0] = f.delta[0];
    delta[1] = f.delta[1];
    klimb_mlp_describe(&mlp, INPUTS, hidden, 1, OUTPUTS, ACTIVATION_TANH, 0);
    klimb_mlp_layout(&mlp, &arena, NULL, NULL, ROWS);
    ck_assert_int_eq(klimb_arena_allocate(&arena, NULL), STATUS_OK);
    klimb_mlp_layout(&mlp, &arena, f.p, g, ROWS);
    klimb_network_forward(&f.network, x, ROWS, &f.backend);
    klimb_mlp_forward(&mlp, x, ROWS, &f.backend);
    const real *y = klimb_network_output(&f.network);
    ck_assert_ptr_eq(y, klimb_network_layer(&f.network, 1).y);
    ck_assert_mem_eq(y, klimb_mlp_output(&mlp), sizeof f.delta[0]);
    memcpy(delta[0], y, sizeof f.delta[0]);
    klimb_network_backward(&f.network, f.dx, delta, x, ROWS, &f.backend);
    memcpy(delta[0], y, sizeof f.delta[0]);
    klimb_mlp_backward(&mlp, dx, delta, x, ROWS, &f.backend);
    ck_assert_mem_eq(f.g, g, sizeof g);
    ck_assert_mem_eq(f.dx, dx, sizeof dx);
    ck_assert(g[0] != 0 && dx[0] != 0);
    klimb_arena_free(&arena);
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(network_describe_joins_the_layers_of_a_skip) {
    struct network network;
    struct network_shape skipping = shape;
    skipping.skip = SKIP_ALL;
    klimb_network_describe(&network, &skipping);
    ck_assert_int_eq(klimb_network_layer(&network, 0).in, INPUTS);
    ck_assert_int_eq(klimb_network_layer(&network, 1).in, HIDDEN + INPUTS);
    ck_assert_int_eq(klimb_network_parameter_count(&network), PARAMETERS + INPUTS * OUTPUTS);
}
END_TEST

START_TEST(network_layer_of_a_gru_names_its_parameters_in_the_order_of_the_block) {
    enum { LATENT = 2, STEPS = 3, SYMBOLS = 4, WIDTH = 5 };
    static const long width[] = {WIDTH};
    static const long sizes[4][3] = {{LATENT, WIDTH, WIDTH},
                                     {SYMBOLS + 1 + LATENT, 3 * WIDTH, 3 * WIDTH * STEPS},
                                     {WIDTH, 3 * WIDTH, WIDTH * (STEPS + 1)},
                                     {WIDTH, SYMBOLS, SYMBOLS * STEPS}};
    struct network network;
    static real p[512], g[512];
    struct arena arena = {0};
    klimb_network_describe(&network, &(struct network_shape){.kind = NETWORK_GRU,
                                                             .in = LATENT + STEPS,
                                                             .out = STEPS * SYMBOLS,
                                                             .hidden = width,
                                                             .hidden_count = 1,
                                                             .steps = STEPS});
    klimb_network_layout(&network, &arena, p, g, 1);
    ck_assert_int_eq(klimb_network_layer_count(&network), 4);
    const real *at = p;
    for (long i = 0; i < 4; i++) {
        struct network_layer layer = klimb_network_layer(&network, i);
        ck_assert_int_eq(layer.in, sizes[i][0]);
        ck_assert_int_eq(layer.out, sizes[i][1]);
        ck_assert_int_eq(layer.values, sizes[i][2]);
        ck_assert_ptr_eq(layer.part[0].values, at);
        ck_assert_ptr_eq(layer.part[1].values, at + layer.in * layer.out);
        at += layer.in * layer.out + layer.out;
    }
    ck_assert_int_eq(klimb_network_parameter_count(&network), at - p);
    ck_assert_int_eq(klimb_network_widest(&network), STEPS * WIDTH);
    ck_assert_ptr_null(klimb_network_head(&network));
}
END_TEST

static Suite *network_suite(void) {
    Suite *suite = suite_create("network");
    TCase *all = tcase_create("all");
    tcase_add_test(all, network_layer_of_a_gru_names_its_parameters_in_the_order_of_the_block);
    tcase_add_test(all, network_layer_of_an_mlp_names_its_parameters_in_the_order_of_the_block);
    tcase_add_test(all, network_init_weights_draws_layer_by_layer_from_the_first_number);
    tcase_add_test(all, network_forward_and_backward_of_an_mlp_are_those_of_mlp);
    tcase_add_test(all, network_describe_joins_the_layers_of_a_skip);
    suite_add_tcase(suite, all);
    return suite;
}

TEST_MAIN(network_suite)
