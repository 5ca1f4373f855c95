/* gru.h -- a gated recurrent unit over T steps, forward and backward through time.
 *
 *     klimb_gru_describe(&gru, width, steps);                       // sizes
 *     klimb_gru_layout(&gru, &arena, capacity);                     // memory; gru.recurrent is viewed by the caller
 *     ...h0 into klimb_gru_state(&gru, 0, n), what the input gives step t into klimb_gru_gates(&gru, t, n)...
 *     for (long t = 0; t < gru.steps; t++)
 *         klimb_gru_step(&gru, t, n, &backend);                     // klimb_gru_state(&gru, t + 1, n) is its output
 *     klimb_gru_backward(&gru, dh, dh0, n, &backend);
 *
 * A step with width H has 3 H gates for each example, in the order reset r, update u, new m. With a = x W + b, which
 * the caller computes, and s = h U + c,
 *     r = sigmoid(a_r + s_r)          u = sigmoid(a_u + s_u)
 *     m = tanh(a_m + r s_m)           h' = m + u (h - m)
 * by the operations shown, from left to right; s is one chain of a product from c (gemm.h).
 * Source: Cho et al. 2014, "Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine Translation",
 * which has h' = u h + (1 - u) m, but applies r to h, before the product with U. Here it is applied after the product, and
 * c_m is apart from b_m: so do the first version of that paper (arXiv:1406.1078v1), torch.nn.GRU, whose r, z, n are r, u, m,
 * and cuDNN.
 *
 * All is stored step after step: an array [T,n,H] has the n rows of step 0, then those of step 1. So the gradients of U
 * and c are one product and one sum over all T n rows, steps ascending.
 */
#ifndef KLIMB_GRU_H
#define KLIMB_GRU_H

#include "base/arena.h"
#include "layers/dense.h"

struct gru {
    long width, steps; /* H, T */
    struct dense
        recurrent; /* U [H,3H] and c [3H]: views of parameters and gradients that the caller owns */
    /* of the last pass over n <= capacity rows */
    real *h;          /* [T+1,n,H] the states, the first among them */
    real *gates;      /* [T,n,3H] a before a step, then r, u, m */
    real *remembered; /* [T,n,H] s_m */
    real *dinput;     /* [T,n,3H] gradient of a */
    real *drecurrent; /* [T,n,3H] gradient of s */
    real *sums;       /* [n,3H] scratch */
};

/* klimb_gru_describe -- set the sizes; overwrites all of *gru. width, steps >= 1. */
void klimb_gru_describe(struct gru *gru, long width, long steps);

/* klimb_gru_layout -- carve buffers for `capacity` rows. */
void klimb_gru_layout(struct gru *gru, struct arena *arena, long capacity);

/* klimb_gru_state -- h after t steps, 0 <= t <= T, [n,H] of n rows. */
real *klimb_gru_state(const struct gru *gru, long t, long n);

/* klimb_gru_gates -- of step t, 0 <= t < T, [n,3H] of n rows. */
real *klimb_gru_gates(const struct gru *gru, long t, long n);

/* klimb_gru_step -- from state t to state t + 1. Gates t hold a and become r, u, m. */
void klimb_gru_step(struct gru *gru, long t, long n, const struct backend *backend);

/* klimb_gru_backward -- gradients after all T steps on n rows: gru->dinput, those of U and c, and h0's. Overwrites them.
 *   dh   in/out [T,n,H]  dL/d states 1 .. T as the outputs that they are; destroyed
 *   dh0  out    [n,H]    overwritten; overlaps nothing else
 * The gradient of a state is what it has as an output, plus (what passes by u, plus what comes through s). Those of a and
 * s are 0 where they are subnormal. */
void klimb_gru_backward(struct gru *gru, real *dh, real *dh0, long n,
                        const struct backend *backend);

#endif
