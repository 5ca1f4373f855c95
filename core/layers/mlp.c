#include "layers/mlp.h"

#include <string.h>

#define KIND_NAME(NAME, name, text) name,
const char *const klimb_skip_names[] = {SKIP_TABLE(KIND_NAME) NULL};
#undef KIND_NAME

static long larger(long a, long b) {
    return a > b ? a : b;
}

void klimb_mlp_describe(struct mlp *mlp, long in, const long *hidden, long hidden_count, long out,
                        enum activation activation, double leak) {
    *mlp = (struct mlp){.count = hidden_count + 1};
    for (long i = 0; i < hidden_count; i++) {
        mlp->layer[i] = (struct dense){
            .in = in, .out = hidden[i], .activation = activation, .leak = (real)leak};
        in = hidden[i];
    }
    mlp->layer[hidden_count] = (struct dense){
        .in = in, .out = out, .activation = ACTIVATION_IDENTITY};
}

void klimb_mlp_skip(struct mlp *mlp, enum skip skip) {
    const long joined[SKIPS] = {[SKIP_HIDDEN] = mlp->count - 2, [SKIP_ALL] = mlp->count - 1};
    mlp->joined = larger(joined[skip], 0);
    for (long i = 1; i <= mlp->joined; i++)
        mlp->layer[i].in += mlp->layer[0].in;
}

long klimb_mlp_parameter_count(const struct mlp *mlp) {
    long count = 0;
    for (long i = 0; i < mlp->count; i++)
        count += klimb_dense_parameter_count(mlp->layer[i].in, mlp->layer[i].out);
    return count;
}

long klimb_mlp_widest(const struct mlp *mlp) {
    long widest = 0;
    for (long i = 0; i < mlp->count; i++)
        widest = larger(widest, mlp->layer[i].out);
    for (long i = 1; i <= mlp->joined; i++)
        widest = larger(widest, mlp->layer[i].in);
    return widest;
}

static void view_parameters(struct mlp *mlp, real *p, real *g) {
    for (long i = 0; i < mlp->count; i++) {
        struct dense *layer = &mlp->layer[i];
        long weights = layer->in * layer->out;
        layer->w = p;
        layer->b = p + weights;
        layer->dw = g;
        layer->db = g + weights;
        p += weights + layer->out;
        g += weights + layer->out;
    }
}

void klimb_mlp_layout(struct mlp *mlp, struct arena *arena, real *p, real *g, long capacity) {
    if (p != NULL)
        view_parameters(mlp, p, g);
    for (long i = 0; i < mlp->count; i++) {
        const struct dense *layer = &mlp->layer[i];
        mlp->y[i] = klimb_arena_take(arena, capacity * layer->out, sizeof(real));
        mlp->pre[i] = klimb_dense_keeps_pre(layer->activation)
                          ? klimb_arena_take(arena, capacity * layer->out, sizeof(real))
                          : NULL;
    }
    for (long i = 1; i <= mlp->joined; i++)
        mlp->both[i] = klimb_arena_take(arena, capacity * mlp->layer[i].in, sizeof(real));
    if (mlp->joined > 0)
        mlp->dskip = klimb_arena_take(arena, capacity * mlp->layer[0].in, sizeof(real));
}

/* ---- Skip connections ---- */

/* both = [h x], row by row. */
static void join(real *both, const real *h, long hidden, const real *x, long inputs, long n) {
    for (long i = 0; i < n; i++, both += hidden + inputs) {
        memcpy(both, h + i * hidden, (size_t)hidden * sizeof *both);
        memcpy(both + hidden, x + i * inputs, (size_t)inputs * sizeof *both);
    }
}

/* Splits the gradient of [h x]: adds that of x to dx, and makes that of h contiguous. */
static void part(real *both, long hidden, real *dx, long inputs, long n) {
    for (long i = 0; i < n; i++) {
        const real *row = both + i * (hidden + inputs);
        for (long j = 0; j < inputs; j++)
            dx[i * inputs + j] += row[hidden + j];
        memmove(both + i * hidden, row, (size_t)hidden * sizeof *both);
    }
}

/* The input of layer i > 0. */
static const real *input_of(const struct mlp *mlp, long i) {
    return i <= mlp->joined ? mlp->both[i] : mlp->y[i - 1];
}

/* ---- Passes ---- */

void klimb_mlp_forward(struct mlp *mlp, const real *x, long n, const struct backend *backend) {
    for (long i = 0; i < mlp->count; i++) {
        if (i > 0 && i <= mlp->joined)
            join(mlp->both[i], mlp->y[i - 1], mlp->layer[i - 1].out, x, mlp->layer[0].in, n);
        klimb_dense_forward(mlp->y[i], mlp->pre[i], &mlp->layer[i], i > 0 ? input_of(mlp, i) : x, n,
                            backend);
    }
}

real *klimb_mlp_output(const struct mlp *mlp) {
    return mlp->y[mlp->count - 1];
}

/* The gradient alternates between the two buffers: klimb_dense_backward reads one and writes the other. */
void klimb_mlp_backward(struct mlp *mlp, real *dx, real *delta[2], const real *x, long n,
                        const struct backend *backend) {
    real *dy = delta[0], *next = delta[1];
    long inputs = mlp->layer[0].in;
    if (mlp->joined > 0)
        memset(mlp->dskip, 0, (size_t)(n * inputs) * sizeof(real));
    for (long i = mlp->count - 1; i > 0; i--) {
        klimb_dense_backward(next, &mlp->layer[i], dy, mlp->y[i], mlp->pre[i], input_of(mlp, i), n,
                             backend);
        if (i <= mlp->joined)
            part(next, mlp->layer[i - 1].out, mlp->dskip, inputs, n);
        real *swap = dy;
        dy = next;
        next = swap;
    }
    klimb_dense_backward(dx, &mlp->layer[0], dy, mlp->y[0], mlp->pre[0], x, n, backend);
    for (long i = 0; dx != NULL && mlp->joined > 0 && i < n * inputs; i++)
        dx[i] += mlp->dskip[i];
}
