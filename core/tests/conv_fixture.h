/* conv_fixture.h -- shared by the tests of both kinds of convolution: buffers, numbers that float holds exactly, and the
 * properties of every layer y = act(A(w) x + b).
 */
#ifndef KLIMB_CONV_FIXTURE_H
#define KLIMB_CONV_FIXTURE_H

#include <string.h>

#include "layers/dense.h"
#include "tests/check_gradient.h"
#include "tests/check_near.h"

/* Two pictures of SIDE x SIDE, and of COUNT x COUNT on the other side of the layer. */
enum { SIDE = 5, IN = 2, KERNEL = 3, STRIDE = 2, PADDING = 1, OUT = 3, COUNT = 3, N = 2 };
enum {
    CELLS_MAX = N * SIDE * SIDE * OUT,
    ROWS_MAX = N * COUNT * COUNT * KERNEL * KERNEL * OUT,
    WEIGHTS = KERNEL * KERNEL * IN * OUT
};

/* The test owns the layer itself. */
struct conv_fixture {
    struct backend backend;
    long x_count, y_count;
    void (*forward)(void *context);
    void (*backward)(void *context, real *dx);
    void *context; /* of both */
    real w[WEIGHTS], b[OUT], dw[WEIGHTS], db[OUT];
    real x[CELLS_MAX], dx[CELLS_MAX], y[CELLS_MAX], pre[CELLS_MAX], dy[CELLS_MAX];
    real rows[ROWS_MAX], drows[ROWS_MAX];
};

/* conv_fill -- integers of both signs, times a power of two. */
static inline void conv_fill(real *values, long count, long step, double size) {
    for (long i = 0; i < count; i++)
        values[i] = (real)((double)(i * step % 17 - 8) * size);
}

/* conv_fill_layer -- parameters, their views in `dense`, and x. */
static inline void conv_fill_layer(struct conv_fixture *f, struct dense *dense) {
    dense->w = f->w;
    dense->b = f->b;
    dense->dw = f->dw;
    dense->db = f->db;
    conv_fill(f->w, WEIGHTS, 5, 1 / 32.0);
    conv_fill(f->b, OUT, 3, 1 / 16.0);
    conv_fill(f->x, f->x_count, 7, 1 / 8.0);
}

static inline double conv_dot(const real *a, const real *b, long count) {
    double sum = 0;
    for (long i = 0; i < count; i++)
        sum += (double)a[i] * (double)b[i];
    return sum;
}

/* check_conv_transpose -- for the identity as activation. With b = 0 the map from x to y is linear, so
 * <dy, A x> = <dx, x> = <dw, w>, exactly for these numbers. */
static inline void check_conv_transpose(struct conv_fixture *f) {
    memset(f->b, 0, sizeof f->b);
    f->forward(f->context);
    conv_fill(f->dy, f->y_count, 11, 1 / 4.0);
    double left = conv_dot(f->dy, f->y, f->y_count);
    f->backward(f->context, f->dx);
    ck_assert_near(left, conv_dot(f->dx, f->x, f->x_count), 0);
    ck_assert_near(left, conv_dot(f->dw, f->w, WEIGHTS), 0);
}

/* check_conv_without_dx -- the gradients of the parameters do not depend on whether dx is NULL. */
static inline void check_conv_without_dx(struct conv_fixture *f) {
    real dw[WEIGHTS], db[OUT];
    f->forward(f->context);
    conv_fill(f->dy, f->y_count, 11, 1 / 4.0);
    f->backward(f->context, f->dx);
    memcpy(dw, f->dw, sizeof dw);
    memcpy(db, f->db, sizeof db);
    conv_fill(f->dw, WEIGHTS, 1, 1);
    conv_fill(f->db, OUT, 1, 1);
    conv_fill(f->dy, f->y_count, 11, 1 / 4.0);
    f->backward(f->context, NULL);
    ck_assert_mem_eq(f->dw, dw, sizeof dw);
    ck_assert_mem_eq(f->db, db, sizeof db);
}

#ifdef KLIMB_DOUBLE

/* sum of y^2 / 2, whose gradient by y is y. */
static inline double conv_half_squares(void *fixture) {
    struct conv_fixture *f = fixture;
    f->forward(f->context);
    return conv_dot(f->y, f->y, f->y_count) / 2;
}

/* check_conv_gradients -- the gradients by x, w and b against central differences. */
static inline void check_conv_gradients(struct conv_fixture *f) {
    f->forward(f->context);
    memcpy(f->dy, f->y, sizeof f->dy);
    f->backward(f->context, f->dx);
    check_gradient(conv_half_squares, f, f->x, f->dx, f->x_count);
    check_gradient(conv_half_squares, f, f->w, f->dw, WEIGHTS);
    check_gradient(conv_half_squares, f, f->b, f->db, OUT);
}

#endif

#endif
