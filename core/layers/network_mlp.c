/* The kind `mlp`: mlp.h as a network. */
#include "layers/network_kind.h"

static void describe(struct network *network, const struct network_shape *shape) {
    klimb_mlp_describe(&network->mlp, shape->in, shape->hidden, shape->hidden_count, shape->out,
                       shape->activation, shape->leak);
    klimb_mlp_skip(&network->mlp, shape->skip);
}

static long parameter_count(const struct network *network) {
    return klimb_mlp_parameter_count(&network->mlp);
}

static long widest(const struct network *network) {
    return klimb_mlp_widest(&network->mlp);
}

static void layout(struct network *network, struct arena *arena, real *p, real *g, long capacity) {
    klimb_mlp_layout(&network->mlp, arena, p, g, capacity);
}

static void init_weights(struct network *network, const struct network_init *init, uint64_t seed,
                         long first, const struct vecmath *vm) {
    struct mlp *mlp = &network->mlp;
    long head = mlp->count - 1;
    for (long i = 0; i < mlp->count; i++)
        klimb_dense_init_weights(&mlp->layer[i], init->kind, init->scale, seed,
                                 (uint32_t)(first + i), i == head ? init->head_blocks : 1, vm);
}

static void forward(struct network *network, const real *x, long n, const struct backend *backend) {
    klimb_mlp_forward(&network->mlp, x, n, backend);
}

static real *output(const struct network *network) {
    return klimb_mlp_output(&network->mlp);
}

static void backward(struct network *network, real *dx, real *delta[2], const real *x, long n,
                     const struct backend *backend) {
    klimb_mlp_backward(&network->mlp, dx, delta, x, n, backend);
}

static long layer_count(const struct network *network) {
    return network->mlp.count;
}

static struct network_layer layer(const struct network *network, long i) {
    const struct dense *dense = &network->mlp.layer[i];
    return klimb_network_dense_layer(dense, dense->in, dense->out, network->mlp.y[i]);
}

static struct dense *head(struct network *network) {
    return &network->mlp.layer[network->mlp.count - 1];
}

const struct network_functions klimb_network_mlp = {
    .describe = describe,
    .parameter_count = parameter_count,
    .widest = widest,
    .layout = layout,
    .init_weights = init_weights,
    .forward = forward,
    .output = output,
    .backward = backward,
    .layer_count = layer_count,
    .layer = layer,
    .head = head,
};
