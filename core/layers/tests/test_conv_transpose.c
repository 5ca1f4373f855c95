/* A transposed convolution against its definition, its gradients against central differences (in the double build). */
#include "layers/conv_transpose.h"

#include <string.h>

#include "tests/check_gradient.h"
#include "tests/check_near.h"

enum { SIDE = 5, IN = 2, KERNEL = 3, STRIDE = 2, PADDING = 1, OUT = 3, COUNT = 3, N = 2 };
enum {
    X = N * COUNT * COUNT * IN,
    Y = N * SIDE * SIDE * OUT,
    WIDTH = KERNEL * KERNEL * OUT,
    ROWS = N * COUNT * COUNT * WIDTH,
    WEIGHTS = IN * WIDTH
};

struct fixture {
    struct backend backend;
    struct conv_transpose conv;
    real w[WEIGHTS], b[OUT], dw[WEIGHTS], db[OUT];
    real x[X], dx[X], y[Y], pre[Y], dy[Y], rows[ROWS];
};

/* Integers of both signs, over a power of two. */
static void fill(real *values, long count, long step, double size) {
    for (long i = 0; i < count; i++)
        values[i] = (real)((double)(i * step % 17 - 8) * size);
}

static void set_up(struct fixture *f, enum activation activation) {
    struct patches patches;
    *f = (struct fixture){0};
    ck_assert_int_eq(klimb_backend_select(&f->backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    klimb_patches_describe(&patches, SIDE, OUT, KERNEL, STRIDE, PADDING);
    klimb_conv_transpose_describe(&f->conv, &patches, IN, activation, 0);
    ck_assert_int_eq(f->conv.patches.count, COUNT);
    ck_assert_int_eq(N * klimb_conv_transpose_rows_count(&f->conv), ROWS);
    ck_assert_int_eq(N * klimb_conv_transpose_input_count(&f->conv), X);
    struct dense *dense = &f->conv.dense;
    dense->w = f->w;
    dense->b = f->b;
    dense->dw = f->dw;
    dense->db = f->db;
    fill(f->w, WEIGHTS, 5, 1 / 32.0);
    fill(f->b, OUT, 3, 1 / 16.0);
    fill(f->x, X, 7, 1 / 8.0);
}

static void forward(struct fixture *f) {
    klimb_conv_transpose_forward(f->y, f->pre, f->rows, &f->conv, f->x, N, &f->backend);
}

/* Whether tap i of the patch a lies on the pixel p. */
static int falls_on(long a, long i, long p) {
    return a * STRIDE - PADDING + i == p;
}

static double transposed(const struct fixture *f, long n, long p, long q, long c) {
    double sum = (double)f->b[c];
    for (long at = 0; at < COUNT * COUNT; at++)
        for (long tap = 0; tap < KERNEL * KERNEL; tap++)
            for (long d = 0; d < IN; d++)
                if (falls_on(at / COUNT, tap / KERNEL, p) && falls_on(at % COUNT, tap % KERNEL, q))
                    sum += (double)f->x[(n * COUNT * COUNT + at) * IN + d] *
                           (double)f->w[(d * KERNEL * KERNEL + tap) * OUT + c];
    return sum;
}

/* All products and sums are multiples of 2^-8 of at most 2^7, so float has no rounding. */
START_TEST(conv_transpose_forward_is_the_sum_of_its_definition) {
    struct fixture f;
    set_up(&f, ACTIVATION_IDENTITY);
    forward(&f);
    for (long i = 0, n = 0; n < N; n++)
        for (long p = 0; p < SIDE; p++)
            for (long q = 0; q < SIDE; q++)
                for (long c = 0; c < OUT; c++, i++)
                    ck_assert_near(f.y[i], transposed(&f, n, p, q, c), 0);
}
END_TEST

/* The map from x to y is affine, so <dy, W x> = <dx, x>, exactly in these numbers. */
START_TEST(conv_transpose_backward_of_a_linear_layer_is_its_transpose) {
    struct fixture f;
    double left = 0, right = 0;
    set_up(&f, ACTIVATION_IDENTITY);
    fill(f.b, OUT, 1, 0);
    forward(&f);
    fill(f.dy, Y, 11, 1 / 4.0);
    for (long i = 0; i < Y; i++)
        left += (double)f.dy[i] * (double)f.y[i];
    klimb_conv_transpose_backward(f.dx, f.rows, &f.conv, f.dy, f.y, f.pre, f.x, N, &f.backend);
    for (long i = 0; i < X; i++)
        right += (double)f.dx[i] * (double)f.x[i];
    ck_assert_near(left, right, 0);
    double weights = 0;
    for (long i = 0; i < WEIGHTS; i++)
        weights += (double)f.dw[i] * (double)f.w[i];
    ck_assert_near(left, weights, 0);
}
END_TEST

START_TEST(conv_transpose_backward_without_dx_gives_the_same_gradients) {
    struct fixture f, g;
    set_up(&f, ACTIVATION_RELU);
    forward(&f);
    fill(f.dy, Y, 11, 1 / 4.0);
    g = f;
    g.conv.dense.w = g.w;
    g.conv.dense.dw = g.dw;
    g.conv.dense.db = g.db;
    klimb_conv_transpose_backward(f.dx, f.rows, &f.conv, f.dy, f.y, f.pre, f.x, N, &f.backend);
    klimb_conv_transpose_backward(NULL, g.rows, &g.conv, g.dy, g.y, g.pre, g.x, N, &g.backend);
    ck_assert_mem_eq(f.dw, g.dw, sizeof f.dw);
    ck_assert_mem_eq(f.db, g.db, sizeof f.db);
}
END_TEST

#ifdef KLIMB_DOUBLE

/* sum of y^2 / 2, whose gradient by y is y. */
static double half_squares(void *context) {
    struct fixture *f = context;
    double sum = 0;
    forward(f);
    for (long i = 0; i < Y; i++)
        sum += f->y[i] * f->y[i] / 2;
    return sum;
}

START_TEST(conv_transpose_backward_matches_central_differences) {
    static const enum activation smooth[] = {ACTIVATION_IDENTITY, ACTIVATION_TANH, ACTIVATION_SILU};
    for (size_t i = 0; i < sizeof smooth / sizeof *smooth; i++) {
        struct fixture f;
        set_up(&f, smooth[i]);
        forward(&f);
        memcpy(f.dy, f.y, sizeof f.dy);
        klimb_conv_transpose_backward(f.dx, f.rows, &f.conv, f.dy, f.y, f.pre, f.x, N, &f.backend);
        check_gradient(half_squares, &f, f.x, f.dx, X);
        check_gradient(half_squares, &f, f.w, f.dw, WEIGHTS);
        check_gradient(half_squares, &f, f.b, f.db, OUT);
    }
}
END_TEST

#endif

static Suite *conv_transpose_suite(void) {
    Suite *suite = suite_create("conv_transpose");
    TCase *all = tcase_create("all");
    tcase_add_test(all, conv_transpose_forward_is_the_sum_of_its_definition);
    tcase_add_test(all, conv_transpose_backward_of_a_linear_layer_is_its_transpose);
    tcase_add_test(all, conv_transpose_backward_without_dx_gives_the_same_gradients);
#ifdef KLIMB_DOUBLE
    tcase_add_test(all, conv_transpose_backward_matches_central_differences);
#endif
    suite_add_tcase(suite, all);
    return suite;
}

TEST_MAIN(conv_transpose_suite)
