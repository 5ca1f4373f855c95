/* mlp.h -- fully connected layers, one after another, and the memory of a pass through them.
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

struct mlp {
    long count;                         /* layers; the last one has identity activation */
    struct dense layer[MLP_LAYERS_MAX]; /* views of parameters and gradients that the caller owns */
    real *y[MLP_LAYERS_MAX];            /* [capacity,out] outputs of the last pass */
    real *pre[MLP_LAYERS_MAX];          /* the same before the activation; NULL where not kept */
};

/* klimb_mlp_describe -- set the sizes and activations of hidden_count + 1 layers.
 *   hidden  in [hidden_count] widths; hidden_count 0 .. MLP_HIDDEN_MAX, 0 is one linear layer
 *   leak    in slope of ReLU below 0, rounded to `real`; 0 for another activation */
void klimb_mlp_describe(struct mlp *mlp, long in, const long *hidden, long hidden_count, long out,
                        enum activation activation, double leak);

/* klimb_mlp_parameter_count -- of all layers; each stands as its weights [in,out], then its biases. */
long klimb_mlp_parameter_count(const struct mlp *mlp);

/* klimb_mlp_widest -- the largest width a gradient flowing back passes, the input's excepted. */
long klimb_mlp_widest(const struct mlp *mlp);

/* klimb_mlp_layout -- view p and g (both NULL while measuring) as parameters and gradients of the
 * layers, and carve buffers for `capacity` rows. */
void klimb_mlp_layout(struct mlp *mlp, struct arena *arena, real *p, real *g, long capacity);

/* klimb_mlp_forward -- fill y and pre of every layer.
 *   x  in [n,in];  n <= capacity */
void klimb_mlp_forward(struct mlp *mlp, const real *x, long n, const struct backend *backend);

/* klimb_mlp_output -- [n,out] of the last klimb_mlp_forward, in memory of the mlp. */
real *klimb_mlp_output(const struct mlp *mlp);

/* klimb_mlp_backward -- gradients of all layers after klimb_mlp_forward on the same x and n; overwrites them.
 *   dx     out    [n,in] overwritten; NULL when the input needs no gradient; neither delta
 *   delta  in/out [n, klimb_mlp_widest] each: delta[0] holds dL/d output; both are overwritten
 *   x      in     [n,in] */
void klimb_mlp_backward(struct mlp *mlp, real *dx, real *delta[2], const real *x, long n,
                        const struct backend *backend);

#endif
