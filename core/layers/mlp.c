#include "layers/mlp.h"

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
}

void klimb_mlp_forward(struct mlp *mlp, const real *x, long n, const struct backend *backend) {
    for (long i = 0; i < mlp->count; i++) {
        klimb_dense_forward(mlp->y[i], mlp->pre[i], &mlp->layer[i], x, n, backend);
        x = mlp->y[i];
    }
}

real *klimb_mlp_output(const struct mlp *mlp) {
    return mlp->y[mlp->count - 1];
}

/* The gradient goes to and fro between the two buffers, a layer a time, since klimb_dense_backward reads
 * one while it writes the other. */
void klimb_mlp_backward(struct mlp *mlp, real *dx, real *delta[2], const real *x, long n,
                        const struct backend *backend) {
    real *dy = delta[0], *next = delta[1];
    for (long i = mlp->count - 1; i > 0; i--) {
        klimb_dense_backward(next, &mlp->layer[i], dy, mlp->y[i], mlp->pre[i], mlp->y[i - 1], n,
                             backend);
        real *swap = dy;
        dy = next;
        next = swap;
    }
    klimb_dense_backward(dx, &mlp->layer[0], dy, mlp->y[0], mlp->pre[0], x, n, backend);
}
