/* network_kind.h -- the functions of a kind of network, for network.c and the files of the kinds.
 *
 *     const struct network_functions klimb_network_mlp = {.describe = describe, ...};
 *
 * Each function implements the one of the same name in network.h for its kind. All must be set.
 */
#ifndef KLIMB_NETWORK_KIND_H
#define KLIMB_NETWORK_KIND_H

#include "layers/network.h"

struct network_functions {
    void (*describe)(struct network *network, const struct network_shape *shape);
    long (*parameter_count)(const struct network *network);
    long (*widest)(const struct network *network);
    void (*layout)(struct network *network, struct arena *arena, real *p, real *g, long capacity);
    void (*init_weights)(struct network *network, const struct network_init *init, uint64_t seed,
                         long first, const struct vecmath *vm);
    void (*forward)(struct network *network, const real *x, long n, const struct backend *backend);
    real *(*output)(const struct network *network);
    void (*backward)(struct network *network, real *dx, real *delta[2], const real *x, long n,
                     const struct backend *backend);
    long (*layer_count)(const struct network *network);
    struct network_layer (*layer)(const struct network *network, long i);
    struct dense *(*head)(struct network *network);
};

extern const struct network_functions klimb_network_mlp;  /* network_mlp.c */
extern const struct network_functions klimb_network_conv; /* network_conv.c */
extern const struct network_functions klimb_network_gru;  /* network_gru.c */

/* klimb_network_dense_layer -- a struct network_layer for a fully connected layer, or for the dense layer of a convolution.
 *   in, out  of the layer itself
 *   y        its output */
struct network_layer klimb_network_dense_layer(const struct dense *dense, long in, long out,
                                               const real *y);

#endif
