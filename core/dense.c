#include "dense.h"

#include <math.h>
#include <string.h>

#include "reduce.h"
#include "rng.h"

#define KIND_NAME(NAME, name, text) name,
const char *const activation_names[] = {ACTIVATION_TABLE(KIND_NAME) NULL};
const char *const init_names[] = {INIT_TABLE(KIND_NAME) NULL};
#undef KIND_NAME

long dense_parameter_count(long in, long out) {
    return in * out + out;
}

/* ---- Activations: each forward with its backward below it ---- */

/* What an activation works on; y is NULL in the forward pass, which is about to compute it. */
struct units {
    const real *pre, *y; /* [count] */
    long count;
    const struct vecmath *vm;
};

typedef void activation_forward(real *y, const struct units *units);
typedef void activation_backward(real *dy, const struct units *units); /* dL/dy becomes dL/dpre */

static void identity_forward(real *y, const struct units *units) {
    if (y != units->pre)
        memcpy(y, units->pre, (size_t)units->count * sizeof *y);
}

static void identity_backward(real *dy, const struct units *units) {
    (void)dy; /* dL/dpre is dL/dy */
    (void)units;
}

/* Written so that NaN, for which every comparison is false, stays NaN: x > 0 ? x : 0 would make a
 * dead unit of it and hide the divergence. The backward pass lets NaN through in the same way. */
static void relu_forward(real *y, const struct units *units) {
    const real *pre = units->pre;
    for (long i = 0; i < units->count; i++)
        y[i] = pre[i] < 0 ? 0 : pre[i];
}

static void relu_backward(real *dy, const struct units *units) {
    const real *pre = units->pre;
    for (long i = 0; i < units->count; i++)
        dy[i] = pre[i] <= 0 ? 0 : dy[i];
}

static void tanh_forward(real *y, const struct units *units) {
    units->vm->tanh(y, units->pre, units->count);
}

static void tanh_backward(real *dy, const struct units *units) {
    const real *y = units->y;
    for (long i = 0; i < units->count; i++)
        dy[i] *= 1 - y[i] * y[i];
}

static void elu_forward(real *y, const struct units *units) {
    const real *pre = units->pre;
    units->vm->expm1(y, pre, units->count);
    for (long i = 0; i < units->count; i++)
        y[i] = pre[i] > 0 ? pre[i] : y[i];
}

/* Below zero the derivative e^x is y + 1. */
static void elu_backward(real *dy, const struct units *units) {
    const real *pre = units->pre, *y = units->y;
    for (long i = 0; i < units->count; i++)
        dy[i] *= pre[i] > 0 ? 1 : y[i] + 1;
}

static void silu_forward(real *y, const struct units *units) {
    const real *pre = units->pre;
    units->vm->sigmoid(y, pre, units->count);
    for (long i = 0; i < units->count; i++)
        y[i] *= pre[i];
}

/* With s = sigmoid(x) and y = x s the derivative s (1 + x (1 - s)) is s + y (1 - s). The sigmoids
 * are computed again, a piece at a time, because y / x does not give them at x = 0. */
static void silu_backward(real *dy, const struct units *units) {
    enum { PIECE = 256 };
    real s[PIECE];
    for (long begin = 0; begin < units->count; begin += PIECE) {
        long count = units->count - begin < PIECE ? units->count - begin : PIECE;
        const real *y = units->y + begin;
        units->vm->sigmoid(s, units->pre + begin, count);
        for (long i = 0; i < count; i++)
            dy[begin + i] *= s[i] + y[i] * (1 - s[i]);
    }
}

static const struct activation_pair {
    activation_forward *forward;
    activation_backward *backward;
} activations[ACTIVATION_KINDS] = {
    [ACTIVATION_IDENTITY] = {identity_forward, identity_backward},
    [ACTIVATION_RELU] = {relu_forward, relu_backward},
    [ACTIVATION_TANH] = {tanh_forward, tanh_backward},
    [ACTIVATION_ELU] = {elu_forward, elu_backward},
    [ACTIVATION_SILU] = {silu_forward, silu_backward},
};

/* ---- Initial weights ---- */

/* A draw of the unit distribution, which is then multiplied by its spread. */
typedef void unit_draw(struct dense *dense, struct rng_place place, const struct vecmath *vm);

/* One row, uniform on (-1, 1): 2u - 1 is exact for the 23-bit uniforms of rng_uniform. */
static void draw_uniform_row(real *row, struct rng_place place, long n) {
    rng_uniform(row, place, n);
    for (long j = 0; j < n; j++)
        row[j] = 2 * row[j] - 1;
}

static void draw_uniform(struct dense *dense, struct rng_place place, const struct vecmath *vm) {
    (void)vm;
    for (long i = 0; i < dense->in; i++, place.row++)
        draw_uniform_row(dense->w + i * dense->out, place, dense->out);
}

/* The biases are the row below the weights, as if they were the weights of one more input. */
static void draw_uniform_with_bias(struct dense *dense, struct rng_place place,
                                   const struct vecmath *vm) {
    draw_uniform(dense, place, vm);
    place.row += (uint32_t)dense->in;
    draw_uniform_row(dense->b, place, dense->out);
}

static void draw_normal(struct dense *dense, struct rng_place place, const struct vecmath *vm) {
    rng_normal(dense->w, place, dense->in, dense->out, vm);
}

static unit_draw *const unit_draws[INIT_KINDS] = {
    [INIT_PYTORCH] = draw_uniform_with_bias,
    [INIT_GLOROT] = draw_uniform,
    [INIT_HE] = draw_normal,
    [INIT_NORMAL] = draw_normal,
};

/* Half the width of the interval of a uniform distribution, the deviation of a normal one. */
static double init_spread(enum init_kind kind, double fan_in, double fan_out) {
    const double squares[INIT_KINDS] = {
        [INIT_PYTORCH] = 1 / fan_in,
        [INIT_GLOROT] = 6 / (fan_in + fan_out),
        [INIT_HE] = 2 / fan_in,
        [INIT_NORMAL] = 1,
    };
    return sqrt(squares[kind]);
}

void dense_init_weights(struct dense *dense, enum init_kind kind, double scale, uint64_t seed,
                        uint32_t layer, long blocks, const struct vecmath *vm) {
    struct rng_place place = {.seed = seed, .purpose = RNG_WEIGHTS, .step = layer, .row = 0};
    double spread = scale * init_spread(kind, (double)dense->in, (double)(dense->out / blocks));
    memset(dense->b, 0, (size_t)dense->out * sizeof *dense->b);
    unit_draws[kind](dense, place, vm);
    for (long i = 0; i < dense->in * dense->out; i++)
        dense->w[i] = (real)(spread * (double)dense->w[i]);
    for (long j = 0; j < dense->out; j++)
        dense->b[j] = (real)(spread * (double)dense->b[j]);
}

/* ---- The layer ---- */

void dense_forward(real *y, real *pre, const struct dense *dense, const real *x, long n,
                   const struct backend *backend) {
    backend_multiply(backend, &(struct gemm_product){.c = pre,
                                                     .a = x,
                                                     .b = dense->w,
                                                     .start = dense->b,
                                                     .m = n,
                                                     .n = dense->out,
                                                     .k = dense->in,
                                                     .form = GEMM_NN});
    struct units units = {.pre = pre, .count = n * dense->out, .vm = backend->vm};
    activations[dense->activation].forward(y, &units);
}

static void weight_gradient(struct dense *dense, const real *dpre, const real *x, long n,
                            const struct backend *backend) {
    backend_multiply(backend, &(struct gemm_product){.c = dense->dw,
                                                     .a = x,
                                                     .b = dpre,
                                                     .m = dense->in,
                                                     .n = dense->out,
                                                     .k = n,
                                                     .form = GEMM_TN});
    memset(dense->db, 0, (size_t)dense->out * sizeof *dense->db);
    reduce_columns(dense->db, dpre, n, dense->out);
}

static void input_gradient(real *dx, const struct dense *dense, const real *dpre, long n,
                           const struct backend *backend) {
    backend_multiply(backend, &(struct gemm_product){.c = dx,
                                                     .a = dpre,
                                                     .b = dense->w,
                                                     .m = n,
                                                     .n = dense->in,
                                                     .k = dense->out,
                                                     .form = GEMM_NT});
}

void dense_backward(real *dx, struct dense *dense, real *dy, const real *y, const real *pre,
                    const real *x, long n, const struct backend *backend) {
    struct units units = {.pre = pre, .y = y, .count = n * dense->out, .vm = backend->vm};
    activations[dense->activation].backward(dy, &units);
    weight_gradient(dense, dy, x, n, backend);
    if (dx != NULL)
        input_gradient(dx, dense, dy, n, backend);
}
