/* gru.h -- a gated recurrent unit over T steps, forward and backward through time.
 *
 *     klimb_gru_describe(&gru, width, steps);                       // sizes
 *     klimb_gru_layout(&gru, &arena, capacity);                     // memory; the caller sets the views gru.recurrent
 *     ...store h0 in klimb_gru_state(&gru, 0, n), and a of step t in klimb_gru_gates(&gru, t, n)...
 *     for (long t = 0; t < gru.steps; t++)
 *         klimb_gru_step(&gru, t, n, &backend);                     // klimb_gru_state(&gru, t + 1, n) is its output
 *     klimb_gru_backward(&gru, dh, dh0, n, &backend);
 *
 * A step with width H has 3 H gates for each example, in the order reset r, update u, new m. With a = x W + b of the
 * input, which the caller computes, and s = h U + c,
 *     r = sigmoid(a_r + s_r)          u = sigmoid(a_u + s_u)
 *     m = tanh(a_m + r s_m)           h' = m + u (h - m)
 * by the operations shown, from left to right; each element of s is one chain from c (gemm.h).
 * Source: Cho et al. 2014, "Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine Translation".
 * It has h' = u h + (1 - u) m, but applies r to h, before the product with U. Here r is applied after the product, and c_m
 * is separate from b_m, as in the first version of that paper (arXiv:1406.1078v1), in torch.nn.GRU, whose r, z, n are r, u,
 * m, and in cuDNN.
 *
 * Arrays are stored step after step: [T,n,H] has the n rows of step 0, then those of step 1. So the gradients of U and c
 * are one product and one sum over all T n rows, steps ascending.
 */
#ifndef KLIMB_GRU_H
#define KLIMB_GRU_H

#include "base/arena.h"
#include "layers/dense.h"

struct gru {
    long width, steps;      /* H, T */
    struct dense recurrent; /* U [H,3H], c [3H]: views of the caller's parameters and gradients */
    /* of the last pass over n <= capacity rows */
    real *h;          /* [T+1,n,H] the states, h0 first */
    real *gates;      /* [T,n,3H] a before a step, r, u, m after it */
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

/* klimb_gru_gates -- the gates of step t, 0 <= t < T, [n,3H] of n rows. */
real *klimb_gru_gates(const struct gru *gru, long t, long n);

/* klimb_gru_step -- from state t to state t + 1. Gates t hold a and become r, u, m. */
void klimb_gru_step(struct gru *gru, long t, long n, const struct backend *backend);

/* klimb_gru_backward -- gradients after all T steps on n rows: gru->dinput, those of U and c, and dh0. Overwrites them.
 *   dh   in/out [T,n,H]  dL/d states 1 .. T, as outputs of the layer; destroyed
 *   dh0  out    [n,H]    overwritten; must overlap nothing else
 * The gradient of a state is dh + (the part that passes through u + the part through s). Subnormal gradients of a and s
 * become 0. */
void klimb_gru_backward(struct gru *gru, real *dh, real *dh0, long n,
                        const struct backend *backend);

#endif
