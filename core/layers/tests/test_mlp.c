/* A stack of layers, in small integers. */
#include "layers/mlp.h"

#include "tests/check_near.h"

/* Two inputs, two hidden units, one output; all numbers are chosen so that every step is a small
 * integer and the second hidden unit is off for the second row:
 *   W1 = [1 2; 3 -1], b1 = [1 0]; W2 = [2; -3], b2 = [5]
 *   x = (1, 2): pre = (1+3*2+1, 2-2) = (8, 0) -> relu (8, 0), output 16 + 5 = 21
 *   x = (-1, 1): pre = (-1+3+1, -2-1) = (3, -3) -> (3, 0), output 6 + 5 = 11 */
enum { INPUTS = 2, HIDDEN = 2, ROWS = 2, PARAMETERS = 9 };
static const real parameters[PARAMETERS] = {1, 2, 3, -1, 1, 0, 2, -3, 5};
static const real x[ROWS * INPUTS] = {1, 2, -1, 1};

struct fixture {
    struct backend backend;
    struct arena arena;
    struct mlp mlp;
    real p[PARAMETERS], g[PARAMETERS];
    real *delta[2], *dx;
};

static void lay_out(struct fixture *fixture, int carving) {
    const long hidden[] = {HIDDEN};
    struct mlp *mlp = &fixture->mlp;
    struct arena *arena = &fixture->arena;
    klimb_mlp_describe(mlp, INPUTS, hidden, 1, 1, ACTIVATION_RELU, 0);
    klimb_mlp_layout(mlp, arena, carving ? fixture->p : NULL, carving ? fixture->g : NULL, ROWS);
    for (int i = 0; i < 2; i++)
        fixture->delta[i] = klimb_arena_take(arena, ROWS * klimb_mlp_widest(mlp), sizeof(real));
    fixture->dx = klimb_arena_take(arena, ROWS * INPUTS, sizeof(real));
}

static void set_up(struct fixture *fixture) {
    *fixture = (struct fixture){0};
    ck_assert_int_eq(klimb_backend_select(&fixture->backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    lay_out(fixture, 0);
    ck_assert_int_eq(klimb_arena_allocate(&fixture->arena, NULL), STATUS_OK);
    lay_out(fixture, 1);
    for (long i = 0; i < PARAMETERS; i++)
        fixture->p[i] = parameters[i];
}

START_TEST(mlp_describe_counts_parameters_and_widths) {
    const long hidden[] = {7, 5};
    struct mlp mlp;
    klimb_mlp_describe(&mlp, 3, hidden, 2, 4, ACTIVATION_ELU, 0);
    ck_assert_int_eq(mlp.count, 3);
    ck_assert_int_eq(klimb_mlp_parameter_count(&mlp), (3 * 7 + 7) + (7 * 5 + 5) + (5 * 4 + 4));
    ck_assert_int_eq(klimb_mlp_widest(&mlp), 7);
    ck_assert_int_eq(mlp.layer[1].activation, ACTIVATION_ELU);
    ck_assert_int_eq(mlp.layer[2].activation, ACTIVATION_IDENTITY);
    klimb_mlp_describe(&mlp, 3, NULL, 0, 4, ACTIVATION_ELU, 0);
    ck_assert_int_eq(klimb_mlp_parameter_count(&mlp), 3 * 4 + 4);
}
END_TEST

START_TEST(mlp_forward_of_two_layers_matches_hand) {
    struct fixture f;
    set_up(&f);
    klimb_mlp_forward(&f.mlp, x, ROWS, &f.backend);
    ck_assert_near(klimb_mlp_output(&f.mlp)[0], 21, 0);
    ck_assert_near(klimb_mlp_output(&f.mlp)[1], 11, 0);
    klimb_arena_free(&f.arena);
}
END_TEST

/* Output gradients (1, 10). Layer 2: dW2 = 1 (8, 0) + 10 (3, 0) = (38, 0), db2 = 11. Back to the
 * hidden units 1 (2, -3) and 10 (2, -3); only the first is active (pre = 0 is inactive), so dpre =
 * (2, 0), (20, 0). Layer 1: dW1 = x^T dpre = [2-20 0; 4+20 0], db1 = (22, 0); dx = dpre W1^T =
 * (2, 6), (20, 60). A second pass gives the same values, because they are overwritten. */
START_TEST(mlp_backward_of_two_layers_matches_hand_and_overwrites) {
    static const double wanted[PARAMETERS] = {-18, 0, 24, 0, 22, 0, 38, 0, 11};
    static const double wanted_dx[ROWS * INPUTS] = {2, 6, 20, 60};
    struct fixture f;
    set_up(&f);
    klimb_mlp_forward(&f.mlp, x, ROWS, &f.backend);
    for (int pass = 1; pass <= 2; pass++) {
        f.delta[0][0] = 1;
        f.delta[0][1] = 10;
        klimb_mlp_backward(&f.mlp, f.dx, f.delta, x, ROWS, &f.backend);
        for (long i = 0; i < PARAMETERS; i++)
            ck_assert_near(f.g[i], wanted[i], 0);
        for (long i = 0; i < ROWS * INPUTS; i++)
            ck_assert_near(f.dx[i], wanted_dx[i], 0);
    }
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(mlp_backward_without_dx_gives_the_same_gradients) {
    struct fixture f;
    set_up(&f);
    klimb_mlp_forward(&f.mlp, x, ROWS, &f.backend);
    f.delta[0][0] = 1;
    f.delta[0][1] = 10;
    klimb_mlp_backward(&f.mlp, NULL, f.delta, x, ROWS, &f.backend);
    ck_assert_near(f.g[0], -18, 0);
    ck_assert_near(f.g[6], 38, 0);
    klimb_arena_free(&f.arena);
}
END_TEST

/* Two inputs, three layers of 3, 4 and 2 outputs: the second layer also reads z, or the second and third. Networks of
 * fewer layers have none that is joined. */
START_TEST(mlp_skip_widens_the_layers_that_are_joined) {
    const long hidden[] = {3, 4};
    struct mlp mlp;
    klimb_mlp_describe(&mlp, 2, hidden, 2, 2, ACTIVATION_RELU, 0);
    klimb_mlp_skip(&mlp, SKIP_HIDDEN);
    ck_assert_int_eq(klimb_mlp_parameter_count(&mlp), (2 * 3 + 3) + (5 * 4 + 4) + (4 * 2 + 2));
    ck_assert_int_eq(klimb_mlp_widest(&mlp), 5);
    klimb_mlp_describe(&mlp, 2, hidden, 2, 2, ACTIVATION_RELU, 0);
    klimb_mlp_skip(&mlp, SKIP_ALL);
    ck_assert_int_eq(klimb_mlp_parameter_count(&mlp), (2 * 3 + 3) + (5 * 4 + 4) + (6 * 2 + 2));
    ck_assert_int_eq(klimb_mlp_widest(&mlp), 6);
    for (long layers = 0; layers < 2; layers++) {
        klimb_mlp_describe(&mlp, 2, hidden, layers, 2, ACTIVATION_RELU, 0);
        long without = klimb_mlp_parameter_count(&mlp);
        klimb_mlp_skip(&mlp, SKIP_HIDDEN);
        ck_assert_int_eq(klimb_mlp_parameter_count(&mlp), without);
        klimb_mlp_skip(&mlp, SKIP_NONE);
        ck_assert_int_eq(klimb_mlp_parameter_count(&mlp), without);
    }
}
END_TEST

/* h = relu(2 x), y = 3 h + 5 x: for x = 1 it is 11 with slope 11, for x = -1 it is -5 with slope 5. Of dy = (1, 10):
 * dV = 1 (1) + 10 (-1) = -9, dW = 1 (2), dx = (11, 50); twice the same. */
START_TEST(mlp_backward_of_a_skip_matches_hand) {
    const long hidden[] = {1};
    static const double wanted[] = {3, 3, 2, -9, 11}; /* of the first layer: 3 for x = 1 alone */
    real p[5] = {2, 0, 3, 5, 0}, g[5], in[2] = {1, -1}, dx[2], dy[4], next[4],
         *delta[] = {dy, next};
    struct backend backend;
    struct arena arena = {0};
    struct mlp mlp;
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    klimb_mlp_describe(&mlp, 1, hidden, 1, 1, ACTIVATION_RELU, 0);
    klimb_mlp_skip(&mlp, SKIP_ALL);
    ck_assert_int_eq(klimb_mlp_parameter_count(&mlp), 5);
    klimb_mlp_layout(&mlp, &arena, NULL, NULL, 2);
    ck_assert_int_eq(klimb_arena_allocate(&arena, NULL), STATUS_OK);
    klimb_mlp_layout(&mlp, &arena, p, g, 2);
    for (int pass = 0; pass < 2; pass++) {
        klimb_mlp_forward(&mlp, in, 2, &backend);
        ck_assert_near(klimb_mlp_output(&mlp)[0], 11, 0);
        ck_assert_near(klimb_mlp_output(&mlp)[1], -5, 0);
        dy[0] = 1;
        dy[1] = 10;
        klimb_mlp_backward(&mlp, dx, delta, in, 2, &backend);
        ck_assert_near(dx[0], 11, 0);
        ck_assert_near(dx[1], 50, 0);
        for (int i = 0; i < 5; i++)
            ck_assert_near(g[i], wanted[i], 0);
    }
    klimb_arena_free(&arena);
}
END_TEST

static Suite *mlp_suite(void) {
    Suite *suite = suite_create("mlp");
    TCase *all = tcase_create("all");
    tcase_add_test(all, mlp_describe_counts_parameters_and_widths);
    tcase_add_test(all, mlp_forward_of_two_layers_matches_hand);
    tcase_add_test(all, mlp_backward_of_two_layers_matches_hand_and_overwrites);
    tcase_add_test(all, mlp_backward_without_dx_gives_the_same_gradients);
    tcase_add_test(all, mlp_skip_widens_the_layers_that_are_joined);
    tcase_add_test(all, mlp_backward_of_a_skip_matches_hand);
    suite_add_tcase(suite, all);
    return suite;
}

TEST_MAIN(mlp_suite)
