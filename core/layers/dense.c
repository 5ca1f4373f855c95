#include "layers/dense.h"

#include <math.h>
#include <string.h>

#include "numerics/rng.h"

#define KIND_NAME(NAME, name, text) name,
const char *const klimb_activation_names[] = {ACTIVATION_TABLE(KIND_NAME) NULL};
const char *const klimb_init_names[] = {INIT_TABLE(KIND_NAME) NULL};
#undef KIND_NAME

long klimb_dense_parameter_count(long in, long out) {
    return in * out + out;
}

/* ---- Activations: each forward with its backward below it ---- */

/* The units of a layer, as one array. */
struct units {
    const real *pre; /* [count] NULL unless the activation keeps it */
    const real *y;   /* [count] NULL in the forward pass, which computes it */
    long count;
    real leak;
    const struct backend *backend;
};

/* y holds `pre` on entry unless the activation keeps it separately. */
typedef void activation_forward(real *y, const struct units *units);
/* dL/dy becomes dL/dpre. If a unit or a likelihood saturates, dL/dpre may be subnormal and would slow
 * down two matrix products; it then becomes 0. */
typedef void activation_backward(real *dy, const struct units *units);

static void identity_forward(real *y, const struct units *units) {
    (void)y;
    (void)units;
}

static void identity_backward(real *dy, const struct units *units) {
    units->backend->kernels->flush(dy, units->count, REAL_MIN); /* dL/dpre is dL/dy */
}

/* Without a leak, an inactive unit is +0; 0 times a negative number would be -0. */
static void relu_forward(real *y, const struct units *units) {
    const struct kernels *kernels = units->backend->kernels;
    if (units->leak > 0)
        kernels->leaky_relu(y, units->count, units->leak);
    else
        kernels->relu(y, units->count);
}

static void relu_backward(real *dy, const struct units *units) {
    const struct kernels *kernels = units->backend->kernels;
    if (units->leak > 0)
        kernels->leaky_relu_backward(dy, units->y, units->count, units->leak);
    else
        kernels->relu_backward(dy, units->y, units->count);
}

static void tanh_forward(real *y, const struct units *units) {
    units->backend->vm->tanh(y, y, units->count);
}

static void tanh_backward(real *dy, const struct units *units) {
    const real *y = units->y;
    for (long i = 0; i < units->count; i++)
        dy[i] *= 1 - y[i] * y[i];
    units->backend->kernels->flush(dy, units->count, REAL_MIN);
}

/* Intermediate values of the units are computed in pieces of this length. */
enum { PIECE = 256 };

static long piece_length(const struct units *units, long begin) {
    return units->count - begin < PIECE ? units->count - begin : PIECE;
}

static void elu_forward(real *y, const struct units *units) {
    real below[PIECE];
    for (long begin = 0; begin < units->count; begin += PIECE) {
        long count = piece_length(units, begin);
        real *piece = y + begin;
        units->backend->vm->expm1(below, piece, count);
        for (long i = 0; i < count; i++)
            piece[i] = piece[i] > 0 ? piece[i] : below[i];
    }
}

/* y > 0 where x > 0, and below zero the derivative e^x is y + 1. */
static void elu_backward(real *dy, const struct units *units) {
    const real *y = units->y;
    for (long i = 0; i < units->count; i++)
        dy[i] *= y[i] > 0 ? 1 : y[i] + 1;
    units->backend->kernels->flush(dy, units->count, REAL_MIN);
}

static void silu_forward(real *y, const struct units *units) {
    const real *pre = units->pre;
    units->backend->vm->sigmoid(y, pre, units->count);
    for (long i = 0; i < units->count; i++)
        y[i] *= pre[i];
}

/* With s = sigmoid(x) and y = x s, the derivative s (1 + x (1 - s)) is s + y (1 - s). The sigmoids are
 * computed again because y / x does not give them at x = 0. */
static void silu_backward(real *dy, const struct units *units) {
    real s[PIECE];
    for (long begin = 0; begin < units->count; begin += PIECE) {
        long count = piece_length(units, begin);
        const real *y = units->y + begin;
        units->backend->vm->sigmoid(s, units->pre + begin, count);
        for (long i = 0; i < count; i++)
            dy[begin + i] *= s[i] + y[i] * (1 - s[i]);
    }
    units->backend->kernels->flush(dy, units->count, REAL_MIN);
}

static const struct activation_functions {
    activation_forward *forward;
    activation_backward *backward;
    int keeps_pre; /* backward reads pre; y is not enough */
} activations[ACTIVATION_KINDS] = {
    [ACTIVATION_IDENTITY] = {identity_forward, identity_backward, 0},
    [ACTIVATION_RELU] = {relu_forward, relu_backward, 0},
    [ACTIVATION_TANH] = {tanh_forward, tanh_backward, 0},
    [ACTIVATION_ELU] = {elu_forward, elu_backward, 0},
    [ACTIVATION_SILU] = {silu_forward, silu_backward, 1},
};

int klimb_dense_keeps_pre(enum activation activation) {
    return activations[activation].keeps_pre;
}

/* ---- Initial weights ---- */

/* Draws weights from the unit distribution; they are then multiplied by the spread. */
typedef void unit_draw(struct dense *dense, struct rng_place place, const struct vecmath *vm);

/* One row, uniform on (-1, 1): 2u - 1 is exact for the 23-bit uniforms of klimb_rng_uniform. */
static void draw_uniform_row(real *row, struct rng_place place, long n) {
    klimb_rng_uniform(row, place, n);
    for (long j = 0; j < n; j++)
        row[j] = 2 * row[j] - 1;
}

static void draw_uniform(struct dense *dense, struct rng_place place, const struct vecmath *vm) {
    (void)vm;
    for (long i = 0; i < dense->in; i++, place.row++)
        draw_uniform_row(dense->w + i * dense->out, place, dense->out);
}

/* Draws the biases as the row below the weights, like the weights of one more input. */
static void draw_uniform_with_bias(struct dense *dense, struct rng_place place,
                                   const struct vecmath *vm) {
    draw_uniform(dense, place, vm);
    place.row += (uint32_t)dense->in;
    draw_uniform_row(dense->b, place, dense->out);
}

static void draw_normal(struct dense *dense, struct rng_place place, const struct vecmath *vm) {
    klimb_rng_normal(dense->w, place, dense->in, dense->out, vm);
}

static unit_draw *const unit_draws[INIT_KINDS] = {
    [INIT_PYTORCH] = draw_uniform_with_bias,
    [INIT_GLOROT] = draw_uniform,
    [INIT_HE] = draw_normal,
    [INIT_NORMAL] = draw_normal,
};

/* Half the width of the interval of a uniform distribution, or the deviation of a normal one. */
static double init_spread(enum init_kind kind, double fan_in, double fan_out) {
    const double squares[INIT_KINDS] = {
        [INIT_PYTORCH] = 1 / fan_in,
        [INIT_GLOROT] = 6 / (fan_in + fan_out),
        [INIT_HE] = 2 / fan_in,
        [INIT_NORMAL] = 1,
    };
    return sqrt(squares[kind]);
}

void klimb_dense_init_weights(struct dense *dense, enum init_kind kind, double scale, uint64_t seed,
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

void klimb_dense_activate(real *y, const real *pre, const struct dense *dense, long n,
                          const struct backend *backend) {
    struct units units = {
        .pre = pre, .count = n * dense->out, .leak = dense->leak, .backend = backend};
    activations[dense->activation].forward(y, &units);
}

void klimb_dense_deactivate(real *dy, const struct dense *dense, const real *y, const real *pre,
                            long n, const struct backend *backend) {
    struct units units = {pre, y, n * dense->out, dense->leak, backend};
    activations[dense->activation].backward(dy, &units);
}

void klimb_dense_forward(real *y, real *pre, const struct dense *dense, const real *x, long n,
                         const struct backend *backend) {
    real *sum = klimb_dense_keeps_pre(dense->activation) ? pre : y;
    klimb_backend_multiply(backend, &(struct gemm_product){.c = sum,
                                                           .a = x,
                                                           .b = dense->w,
                                                           .start = dense->b,
                                                           .m = n,
                                                           .n = dense->out,
                                                           .k = dense->in,
                                                           .form = GEMM_NN});
    klimb_dense_activate(y, pre, dense, n, backend);
}

static void weight_gradient(struct dense *dense, const real *dpre, const real *x, long n,
                            const struct backend *backend) {
    klimb_backend_multiply(backend, &(struct gemm_product){.c = dense->dw,
                                                           .a = x,
                                                           .b = dpre,
                                                           .m = dense->in,
                                                           .n = dense->out,
                                                           .k = n,
                                                           .form = GEMM_TN});
    backend->kernels->column_sums(dense->db, dpre, n, dense->out);
}

static void input_gradient(real *dx, const struct dense *dense, const real *dpre, long n,
                           const struct backend *backend) {
    klimb_backend_multiply(backend, &(struct gemm_product){.c = dx,
                                                           .a = dpre,
                                                           .b = dense->w,
                                                           .m = n,
                                                           .n = dense->in,
                                                           .k = dense->out,
                                                           .form = GEMM_NT});
}

void klimb_dense_backward(real *dx, struct dense *dense, real *dy, const real *y, const real *pre,
                          const real *x, long n, const struct backend *backend) {
    klimb_dense_deactivate(dy, dense, y, pre, n, backend);
    weight_gradient(dense, dy, x, n, backend);
    if (dx != NULL)
        input_gradient(dx, dense, dy, n, backend);
}
