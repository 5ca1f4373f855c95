/* network.h -- the encoder or the decoder of a VAE: one of a table of kinds, used through one interface.
 *
 *     struct network network;
 *     klimb_network_describe(&network, &shape);                                   // sizes
 *     p = klimb_arena_take(&arena, klimb_network_parameter_count(&network), sizeof(real)); // and g likewise
 *     klimb_network_layout(&network, &arena, p, g, capacity);                     // memory
 *     klimb_network_init_weights(&network, &init, seed, 0, vm);
 *     klimb_network_forward(&network, x, n, &backend);
 *     klimb_network_backward(&network, dx, delta, x, n, &backend);
 *
 * A new kind: a row of NETWORK_TABLE, its sizes and buffers as a member of struct network, and its
 * functions (network_kind.h) in a file network_<kind>.c, which network.c lists.
 */
#ifndef KLIMB_NETWORK_H
#define KLIMB_NETWORK_H

#include "layers/conv.h"
#include "layers/conv_transpose.h"
#include "layers/gru_decoder.h"
#include "layers/mlp.h"

/* X(NAME, name in a scenario, text), first those that can be encoder and decoder */
#define NETWORK_OF_BOTH_TABLE(X)                                                                   \
    X(MLP, "mlp", "fully connected layers, one after another")                                     \
    X(CONV, "conv",                                                                                \
      "convolutions of stride 2 or more before the encoder's layers, their transposes after the "  \
      "decoder's (Radford et al. 2016)")
#define NETWORK_TABLE(X)                                                                           \
    NETWORK_OF_BOTH_TABLE(X)                                                                       \
    X(GRU, "gru", "a recurrent unit that predicts a symbol from z and the symbols before it")
#define KIND_ENUM_NETWORK(NAME, name, text) NETWORK_##NAME,
enum network_kind { NETWORK_TABLE(KIND_ENUM_NETWORK) NETWORK_KINDS };
extern const char *const klimb_network_names[]; /* by kind, NULL-terminated */

enum {
    NETWORK_STAGES_MAX = 4,
    NETWORK_LAYERS_MAX = MLP_LAYERS_MAX + NETWORK_STAGES_MAX,
    NETWORK_PARTS_MAX = 2
};

/* The convolutions of a network on grey square pictures. Each stage divides the side by the stride; a decoder has the
 * transposed stages in reverse order. stride^stages must divide the side. */
struct network_pictures {
    const long *channels; /* [stages] output channels of the first convolution, the second, ... */
    long stages;          /* 1 .. NETWORK_STAGES_MAX */
    long kernel, stride;  /* kernel >= stride >= 2 */
    int is_decoder;       /* its output is a picture */
};

struct network_shape {
    enum network_kind kind;
    long in, out;       /* numbers of an example */
    const long *hidden; /* [hidden_count] widths of hidden layers, 0 .. MLP_HIDDEN_MAX */
    long hidden_count;
    enum activation activation; /* of hidden layers; the output is linear */
    double leak;                /* relu: slope below 0; 0 for another activation */
    enum skip skip;             /* klimb_mlp_skip; not for NETWORK_CONV */
    long steps; /* gru: T positions; in = k + T, out = T V, one hidden width, and no activation */
    struct network_pictures pictures; /* NETWORK_CONV */
};

/* The convolutional stages of NETWORK_CONV. They are numbered from the picture: the large side of stage 0 is that of the
 * picture. */
struct network_stages {
    long count;
    int is_decoder;
    struct conv down[NETWORK_STAGES_MAX];                  /* of an encoder */
    struct conv_transpose up[NETWORK_STAGES_MAX];          /* of a decoder */
    real *y[NETWORK_STAGES_MAX], *pre[NETWORK_STAGES_MAX]; /* outputs; pre as in struct mlp */
    real *rows[NETWORK_STAGES_MAX]; /* encoder: patches of each stage's input */
    real *scratch;                  /* [n, longest rows] */
    real *dflat; /* encoder: [n,flat] gradient between its stages and its fully connected layers */
};

struct network {
    enum network_kind kind;
    struct mlp mlp;               /* of NETWORK_MLP; the fully connected layers of NETWORK_CONV */
    struct network_stages stages; /* of NETWORK_CONV */
    struct gru_decoder gru;       /* of NETWORK_GRU */
};

/* How klimb_dense_init_weights draws the layers. */
struct network_init {
    enum init_kind kind;
    double scale;
    long head_blocks; /* blocks of the last layer; the other layers are one block */
};

/* A parameter: one axis [first], or two [first,second]. */
struct network_part {
    const char *name; /* "weight" */
    const real *values;
    long axes, first, second;
};

/* A layer, to be shown or compared. */
struct network_layer {
    long in, out;
    enum activation activation;
    const real *y; /* [n,values] of the last pass, after the activation; gru: [steps,n,out] */
    long values;   /* out; for a layer of all steps, out times the steps */
    long parts;
    struct network_part part[NETWORK_PARTS_MAX]; /* in the order of the parameter block */
};

/* klimb_network_side -- the side of a square picture of `pixels`: the largest s with s s <= pixels. */
long klimb_network_side(long pixels);

/* klimb_network_describe -- set the sizes; overwrites all of *network. `hidden` and `channels` are not kept. */
void klimb_network_describe(struct network *network, const struct network_shape *shape);

/* klimb_network_parameter_count -- the number of parameters of all layers, which lie one after another. */
long klimb_network_parameter_count(const struct network *network);

/* klimb_network_widest -- numbers per example in each of the two buffers of the backward pass, at least `out`. */
long klimb_network_widest(const struct network *network);

/* klimb_network_layout -- set the views to parameters p and gradients g (both NULL while measuring), and carve
 * buffers for `capacity` rows. */
void klimb_network_layout(struct network *network, struct arena *arena, real *p, real *g,
                          long capacity);

/* klimb_network_init_weights -- draw the initial parameters of `seed`: layer i as RNG_WEIGHTS of first + i. */
void klimb_network_init_weights(struct network *network, const struct network_init *init,
                                uint64_t seed, long first, const struct vecmath *vm);

/* klimb_network_forward -- fill the outputs of every layer.
 *   x  in [n,in];  n <= capacity */
void klimb_network_forward(struct network *network, const real *x, long n,
                           const struct backend *backend);

/* klimb_network_output -- the output [n,out] of the last klimb_network_forward, in memory of the network. */
real *klimb_network_output(const struct network *network);

/* klimb_network_backward -- gradients of all parameters after klimb_network_forward on the same x and n;
 * overwrites them.
 *   dx     out    [n,in] overwritten; must not be a delta; NULL if it is not needed
 *   delta  in/out [n, klimb_network_widest] each: delta[0] holds dL/d output; both are overwritten
 *   x      in     [n,in] */
void klimb_network_backward(struct network *network, real *dx, real *delta[2], const real *x,
                            long n, const struct backend *backend);

/* klimb_network_layer_count -- the number of layers, 1 .. NETWORK_LAYERS_MAX. */
long klimb_network_layer_count(const struct network *network);

/* klimb_network_layer -- layer i. Its pointers stay valid once the network is laid out. */
struct network_layer klimb_network_layer(const struct network *network, long i);

/* klimb_network_head -- the last layer if it is fully connected, as in every encoder; else NULL. */
struct dense *klimb_network_head(struct network *network);

#endif
