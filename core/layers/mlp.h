/* mlp.h -- a stack of fully connected layers, and the memory of a pass through them.
 *
 *     struct mlp mlp;
 *     klimb_mlp_describe(&mlp, in, hidden, hidden_count, out, activation, 0); // sizes
 *     p = klimb_arena_take(&arena, klimb_mlp_parameter_count(&mlp), sizeof(real)); // and g likewise
 *     klimb_mlp_layout(&mlp, &arena, p, g, capacity);                        // memory
 *     klimb_mlp_forward(&mlp, x, n, &backend);                               // klimb_mlp_output is the result
 */
#ifndef KLIMB_MLP_H
#define KLIMB_MLP_H

#include "base/arena.h"
#include "layers/dense.h"

enum { MLP_HIDDEN_MAX = 8, MLP_LAYERS_MAX = MLP_HIDDEN_MAX + 1 };

/* X(NAME, name in a scenario, text) */
#define SKIP_TABLE(X)                                                                              \
    X(NONE, "none", "a layer sees only the output of the one before it")                           \
    X(HIDDEN, "hidden", "hidden layers after the first also see z: Dieng et al. 2019")             \
    X(ALL, "all", "all layers after the first also see z")
#define KIND_ENUM_SKIP(NAME, name, text) SKIP_##NAME,
enum skip { SKIP_TABLE(KIND_ENUM_SKIP) SKIPS };
extern const char *const klimb_skip_names[]; /* by kind, NULL-terminated */

struct mlp {
    long count;                         /* layers; the last one has identity activation */
    long joined;                        /* layers 1 .. joined also read the network's input x */
    struct dense layer[MLP_LAYERS_MAX]; /* views of parameters and gradients that the caller owns */
    real *y[MLP_LAYERS_MAX];            /* [capacity,out] outputs of the last pass */
    real *pre[MLP_LAYERS_MAX];          /* the same before the activation; NULL if not kept */
    real *both[MLP_LAYERS_MAX]; /* [capacity,in] input of a joined layer: previous output, then x */
    real *dskip; /* [capacity, in of layer 0] gradient of x through joined layers; NULL if none */
};

/* klimb_mlp_describe -- set the sizes and activations of hidden_count + 1 layers.
 *   hidden  in [hidden_count] widths; hidden_count 0 .. MLP_HIDDEN_MAX, 0 is one linear layer
 *   leak    in slope of ReLU below 0, rounded to `real`; 0 for another activation */
void klimb_mlp_describe(struct mlp *mlp, long in, const long *hidden, long hidden_count, long out,
                        enum activation activation, double leak);

/* klimb_mlp_skip -- add skip connections: the network's input x is appended to the output h of the previous layer, in the
 * input of each hidden layer but the first (HIDDEN) or of each layer but the first (ALL). To be called after
 * klimb_mlp_describe. A joined layer is act(h W + x V + b); the rows of V are below those of W in its weights [in,out],
 * in = width of h + width of x. It is initialised as a layer of `in` inputs.
 * Source: Dieng, Kim, Rush & Blei 2019, "Avoiding Latent Variable Collapse with Generative Skip Models"; HIDDEN are the
 * skips of MLPVAE in its models_img_skip.py, ALL those of CNNVAE there. In MLPVAE, W and V are separate layers, each with
 * a bias. */
void klimb_mlp_skip(struct mlp *mlp, enum skip skip);

/* klimb_mlp_parameter_count -- the number of parameters of all layers. Each layer is its weights [in,out], then its
 * biases. */
long klimb_mlp_parameter_count(const struct mlp *mlp);

/* klimb_mlp_widest -- the largest width of a gradient in the backward pass, without the input's. */
long klimb_mlp_widest(const struct mlp *mlp);

/* klimb_mlp_layout -- set the views to parameters p and gradients g (both NULL while measuring), and carve
 * buffers for `capacity` rows. */
void klimb_mlp_layout(struct mlp *mlp, struct arena *arena, real *p, real *g, long capacity);

/* klimb_mlp_forward -- fill y and pre of every layer.
 *   x  in [n,in];  n <= capacity */
void klimb_mlp_forward(struct mlp *mlp, const real *x, long n, const struct backend *backend);

/* klimb_mlp_output -- the output [n,out] of the last klimb_mlp_forward, in memory of the mlp. */
real *klimb_mlp_output(const struct mlp *mlp);

/* klimb_mlp_backward -- gradients of all layers after klimb_mlp_forward on the same x and n; overwrites them. The gradients
 * of x through skip connections are summed from the last layer to the first, and added to that through layer 0.
 *   dx     out    [n,in] overwritten; must not be a delta; NULL if it is not needed
 *   delta  in/out [n, klimb_mlp_widest] each: delta[0] holds dL/d output; both are overwritten
 *   x      in     [n,in] */
void klimb_mlp_backward(struct mlp *mlp, real *dx, real *delta[2], const real *x, long n,
                        const struct backend *backend);

#endif
