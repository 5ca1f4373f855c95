#include "layers/network.h"

#include "layers/network_kind.h"

#define KIND_NAME(NAME, name, text) name,
const char *const klimb_network_names[] = {NETWORK_TABLE(KIND_NAME) NULL};
#undef KIND_NAME

static const struct network_functions *const kinds[NETWORK_KINDS] = {
    [NETWORK_MLP] = &klimb_network_mlp,
    [NETWORK_CONV] = &klimb_network_conv,
    [NETWORK_GRU] = &klimb_network_gru,
};

long klimb_network_side(long pixels) {
    long side = 0;
    while ((side + 1) * (side + 1) <= pixels)
        side++;
    return side;
}

void klimb_network_describe(struct network *network, const struct network_shape *shape) {
    *network = (struct network){.kind = shape->kind};
    kinds[shape->kind]->describe(network, shape);
}

long klimb_network_parameter_count(const struct network *network) {
    return kinds[network->kind]->parameter_count(network);
}

long klimb_network_widest(const struct network *network) {
    return kinds[network->kind]->widest(network);
}

void klimb_network_layout(struct network *network, struct arena *arena, real *p, real *g,
                          long capacity) {
    kinds[network->kind]->layout(network, arena, p, g, capacity);
}

void klimb_network_init_weights(struct network *network, const struct network_init *init,
                                uint64_t seed, long first, const struct vecmath *vm) {
    kinds[network->kind]->init_weights(network, init, seed, first, vm);
}

void klimb_network_forward(struct network *network, const real *x, long n,
                           const struct backend *backend) {
    kinds[network->kind]->forward(network, x, n, backend);
}

real *klimb_network_output(const struct network *network) {
    return kinds[network->kind]->output(network);
}

void klimb_network_backward(struct network *network, real *dx, real *delta[2], const real *x,
                            long n, const struct backend *backend) {
    kinds[network->kind]->backward(network, dx, delta, x, n, backend);
}

long klimb_network_layer_count(const struct network *network) {
    return kinds[network->kind]->layer_count(network);
}

struct network_layer klimb_network_layer(const struct network *network, long i) {
    return kinds[network->kind]->layer(network, i);
}

struct network_layer klimb_network_dense_layer(const struct dense *dense, long in, long out,
                                               const real *y) {
    return (struct network_layer){.in = in,
                                  .out = out,
                                  .activation = dense->activation,
                                  .y = y,
                                  .values = out,
                                  .parts = 2,
                                  .part = {{"weight", dense->w, 2, dense->in, dense->out},
                                           {"bias", dense->b, 1, dense->out, 0}}};
}

struct dense *klimb_network_head(struct network *network) {
    return kinds[network->kind]->head(network);
}
