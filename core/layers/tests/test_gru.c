/* A recurrent unit against the formula of torch.nn.GRU in plain loops, and its gradient. */
#include "layers/gru.h"

#include <string.h>

#include "numerics/rng.h"

#include "tests/check_gradient.h"
#include "tests/check_near.h"

enum { WIDTH = 5, STEPS = 4, ROWS = 3, STATES = ROWS * WIDTH, GATES = 3 * STATES };
enum { PARAMETERS = 3 * WIDTH * WIDTH + 3 * WIDTH };

struct fixture {
    struct backend backend;
    struct arena arena;
    struct gru gru;
    real p[PARAMETERS], g[PARAMETERS];
    real a[STEPS * GATES], h0[STATES], weight[STEPS * STATES];
    real dh[STEPS * STATES], dh0[STATES];
};

static void view(struct dense *recurrent, real *p, real *g) {
    recurrent->w = p;
    recurrent->b = p + 3 * WIDTH * WIDTH;
    recurrent->dw = g;
    recurrent->db = g + 3 * WIDTH * WIDTH;
}

static void draw(real *x, uint32_t row, long n, const struct vecmath *vm) {
    klimb_rng_normal(x, (struct rng_place){.seed = 5, .purpose = RNG_SYNTHETIC, .row = row}, 1, n,
                     vm);
}

static void set_up(struct fixture *f) {
    *f = (struct fixture){0};
    ck_assert_int_eq(klimb_backend_select(&f->backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    klimb_gru_describe(&f->gru, WIDTH, STEPS);
    klimb_gru_layout(&f->gru, &f->arena, ROWS);
    ck_assert_int_eq(klimb_arena_allocate(&f->arena, NULL), STATUS_OK);
    klimb_gru_layout(&f->gru, &f->arena, ROWS);
    view(&f->gru.recurrent, f->p, f->g);
    draw(f->p, 0, PARAMETERS, f->backend.vm);
    draw(f->a, 1, STEPS * GATES, f->backend.vm);
    draw(f->h0, 2, STATES, f->backend.vm);
    draw(f->weight, 3, STEPS * STATES, f->backend.vm);
}

static void forward(struct fixture *f, long n) {
    memcpy(klimb_gru_state(&f->gru, 0, n), f->h0, (size_t)(n * WIDTH) * sizeof(real));
    for (long t = 0; t < STEPS; t++) {
        memcpy(klimb_gru_gates(&f->gru, t, n), f->a + t * GATES,
               (size_t)(3 * n * WIDTH) * sizeof(real));
        klimb_gru_step(&f->gru, t, n, &f->backend);
    }
}

static double sigmoid(double x) {
    return 1 / (1 + exp(-x));
}

/* W_h. h + b_h. for gate 0, 1 or 2 of unit j; torch stores these weights as [3H,H]. */
static double hidden_part(const struct fixture *f, const double *h, int gate, long j) {
    double sum = (double)f->gru.recurrent.b[gate * WIDTH + j];
    for (long i = 0; i < WIDTH; i++)
        sum += (double)f->gru.recurrent.w[i * 3 * WIDTH + gate * WIDTH + j] * h[i];
    return sum;
}

/* One step of one row by the documentation of torch.nn.GRU; a is W_i. x + b_i. */
static void torch_step(const struct fixture *f, double *next, const double *h, const real *a) {
    for (long j = 0; j < WIDTH; j++) {
        double r = sigmoid((double)a[j] + hidden_part(f, h, 0, j));
        double z = sigmoid((double)a[WIDTH + j] + hidden_part(f, h, 1, j));
        double n = tanh((double)a[2 * WIDTH + j] + r * hidden_part(f, h, 2, j));
        next[j] = (1 - z) * n + z * h[j];
    }
}

START_TEST(gru_step_is_that_of_torch) {
    struct fixture f;
    set_up(&f);
    forward(&f, ROWS);
    for (long i = 0; i < ROWS; i++) {
        double h[WIDTH], next[WIDTH];
        for (long j = 0; j < WIDTH; j++)
            h[j] = (double)f.h0[i * WIDTH + j];
        for (long t = 0; t < STEPS; t++) {
            torch_step(&f, next, h, f.a + t * GATES + 3 * i * WIDTH);
            memcpy(h, next, sizeof h);
            for (long j = 0; j < WIDTH; j++)
                ck_assert_near(klimb_gru_state(&f.gru, t + 1, ROWS)[i * WIDTH + j], h[j],
                               16 * (double)REAL_EPSILON);
        }
    }
    klimb_arena_free(&f.arena);
}
END_TEST

/* With u = 1 a unit keeps its state, bit for bit; with u = 0 and r = 0 it becomes tanh a_m. */
START_TEST(gru_step_keeps_or_forgets_where_a_gate_is_0_or_1) {
    struct fixture f;
    set_up(&f);
    memset(f.p, 0, sizeof f.p);
    for (long i = 0; i < ROWS; i++)
        for (long j = 0; j < WIDTH; j++) {
            f.a[(3 * i + 0) * WIDTH + j] = -200;
            f.a[(3 * i + 1) * WIDTH + j] = j % 2 == 0 ? 200 : -200;
        }
    f.gru.recurrent.b[2 * WIDTH] = 7;
    forward(&f, ROWS);
    for (long at = 0; at < STATES; at++) {
        double m = tanh((double)f.a[(3 * (at / WIDTH) + 2) * WIDTH + at % WIDTH]);
        int keeps = at % WIDTH % 2 == 0;
        ck_assert_near(klimb_gru_state(&f.gru, 1, ROWS)[at], keeps ? (double)f.h0[at] : m,
                       2 * (double)REAL_EPSILON);
    }
    klimb_arena_free(&f.arena);
}
END_TEST

START_TEST(gru_step_of_a_row_does_not_depend_on_other_rows) {
    struct fixture f;
    real all[STEPS * WIDTH];
    set_up(&f);
    forward(&f, ROWS);
    for (long t = 0; t < STEPS; t++)
        memcpy(all + t * WIDTH, klimb_gru_state(&f.gru, t + 1, ROWS), WIDTH * sizeof(real));
    forward(&f, 1);
    for (long t = 0; t < STEPS; t++)
        ck_assert_mem_eq(klimb_gru_state(&f.gru, t + 1, 1), all + t * WIDTH, WIDTH * sizeof(real));
    klimb_arena_free(&f.arena);
}
END_TEST

/* With dL/dy = 0, all gradients of all steps are 0, and not NaN from unused states. */
START_TEST(gru_backward_of_0_is_0) {
    struct fixture f;
    set_up(&f);
    forward(&f, ROWS);
    memset(f.g, 0x7f, sizeof f.g);
    klimb_gru_backward(&f.gru, f.dh, f.dh0, ROWS, &f.backend);
    for (long i = 0; i < PARAMETERS; i++)
        ck_assert_near(f.g[i], 0, 0);
    for (long i = 0; i < STATES; i++)
        ck_assert_near(f.dh0[i], 0, 0);
    klimb_arena_free(&f.arena);
}
END_TEST

/* Only the last output has a gradient, so the gradient of U comes through all steps; without one of them it differs. */
START_TEST(gru_backward_of_the_last_state_reaches_the_first) {
    struct fixture f;
    set_up(&f);
    forward(&f, ROWS);
    for (long i = 0; i < STATES; i++)
        f.dh[(STEPS - 1) * STATES + i] = 1;
    klimb_gru_backward(&f.gru, f.dh, f.dh0, ROWS, &f.backend);
    for (long i = 0; i < STATES; i++)
        ck_assert(f.dh0[i] < 0 || f.dh0[i] > 0);
    klimb_arena_free(&f.arena);
}
END_TEST

#ifdef KLIMB_DOUBLE
/* A weighted sum of all states: the most general linear loss. */
static double loss(void *context) {
    struct fixture *f = context;
    forward(f, ROWS);
    double sum = 0;
    for (long i = 0; i < STEPS * STATES; i++)
        sum += f->weight[i] * klimb_gru_state(&f->gru, 1, ROWS)[i];
    return sum;
}

START_TEST(gru_backward_matches_central_differences) {
    static struct fixture f;
    set_up(&f);
    loss(&f);
    memcpy(f.dh, f.weight, sizeof f.dh);
    klimb_gru_backward(&f.gru, f.dh, f.dh0, ROWS, &f.backend);
    check_gradient(loss, &f, f.p, f.g, PARAMETERS);
    check_gradient(loss, &f, f.h0, f.dh0, STATES);
    real dinput[STEPS * GATES];
    memcpy(dinput, f.gru.dinput, sizeof dinput);
    check_gradient(loss, &f, f.a, dinput, STEPS * GATES);
    klimb_arena_free(&f.arena);
}
END_TEST
#endif

static Suite *gru_suite(void) {
    Suite *suite = suite_create("gru");
    TCase *all = tcase_create("all");
    tcase_add_test(all, gru_step_is_that_of_torch);
    tcase_add_test(all, gru_step_keeps_or_forgets_where_a_gate_is_0_or_1);
    tcase_add_test(all, gru_step_of_a_row_does_not_depend_on_other_rows);
    tcase_add_test(all, gru_backward_of_0_is_0);
    tcase_add_test(all, gru_backward_of_the_last_state_reaches_the_first);
#ifdef KLIMB_DOUBLE
    tcase_add_test(all, gru_backward_matches_central_differences);
#endif
    suite_add_tcase(suite, all);
    return suite;
}

TEST_MAIN(gru_suite)
