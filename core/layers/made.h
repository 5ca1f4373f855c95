/* made.h -- a masked network: a decoder whose output j sees z and x_0 .. x_(j-1), but not x_j or later values.
 *
 *     klimb_made_describe(&mlp, k, d, hidden, hidden_count, activation, 0); // an mlp [k + d] -> [d]
 *     klimb_made_mask_weights(&mlp);                                      // after the weights are drawn
 *     klimb_made_input(input, z, x, shown, n, k, d);
 *     klimb_mlp_forward(&mlp, input, n, &backend);                          // logits
 *
 * With it p(x|z) = prod_j p(x_j | x_<j, z), so the decoder can model the data without z. Values of x are 0 or
 * 1. The input is 2x - 1, and 0 for a value that is not shown.
 *
 * Every unit has a degree. Input x_j has j + 1, and an entry of z has 0. Unit u of a hidden layer of width w
 * has floor(u d / w), from 0 to d - 1: the natural order, without random draws. A hidden unit is connected to
 * units of at most its own degree; output j, whose degree is j + 1, to units of lower degree. z enters the
 * first layer, where every unit sees it, so every output does. A hidden layer narrower than d lacks some
 * degrees, and outputs then see only a part of x_<j. Without hidden layers this is a logistic regression of
 * each x_j on z and x_<j.
 * Source: Germain, Gregor, Murray & Larochelle 2015, "MADE: Masked autoencoder for distribution
 * estimation", section 3: M^W_(k,d) = 1 where m(k) >= d, M^V_(d,k) = 1 where d > m(k). There, hidden degrees
 * are drawn from 1 to d - 1; here degree 0 is for units that see only z.
 *
 * A weight outside the mask is +0 and so is its gradient. There the chains of the products add 0 times a
 * finite number, which changes no bit. So no bit of output j depends on x_j or later values.
 */
#ifndef KLIMB_MADE_H
#define KLIMB_MADE_H

#include "layers/mlp.h"
#include "numerics/rng.h"

/* klimb_made_describe -- set the sizes of a network from `latent` + `data` inputs to `data` outputs; see
 * klimb_mlp_describe. */
void klimb_made_describe(struct mlp *mlp, long latent, long data, const long *hidden,
                         long hidden_count, enum activation activation, double leak);

/* klimb_made_degree -- the degree of unit u, 0 <= u < width, of a hidden layer. */
long klimb_made_degree(long unit, long width, long data);

/* klimb_made_mask_weights, klimb_made_mask_gradients -- set to +0 all weights outside the masks, or their
 * gradients after klimb_mlp_backward. */
void klimb_made_mask_weights(const struct mlp *mlp);
void klimb_made_mask_gradients(const struct mlp *mlp);

/* klimb_made_input -- the input of the first layer.
 *   input  out [n, latent + data]  overwritten: z, then 2x - 1, or 0 if x is not shown
 *   z      in  [n,latent]
 *   x      in  [n,data]  0 or 1
 *   shown  in  [n,data]  0 if x is not shown, else another number; NULL: all are shown */
void klimb_made_input(real *input, const real *z, const real *x, const real *shown, long n,
                      long latent, long data);

/* klimb_made_latent_gradient -- dz [n,latent] from dinput [n, latent + data], the gradient of the input. */
void klimb_made_latent_gradient(real *dz, const real *dinput, long n, long latent, long data);

/* klimb_made_sample -- draw x from p(x|z), one dimension after another: x_j is 1 if u < sigmoid(logit j), where
 * u is the uniform at `place`, row + i, column j.
 *   x      out [n,data]  overwritten with 0 and 1; a logit that is not a number gives 0
 *   input  scratch [n, latent + data]
 *   z      in  [n,latent]
 * Overwrites the activations of the network. Takes `data` forward passes. */
void klimb_made_sample(real *x, real *input, struct mlp *mlp, const real *z, long n,
                       struct rng_place place, const struct backend *backend);

#endif
