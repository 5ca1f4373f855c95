/* gru_decoder.h -- a decoder of sequences: p(x|z) = prod_t p(x_t | x_<t, z) by a recurrent unit (gru.h).
 *
 *     klimb_gru_decoder_describe(&decoder, k, steps, symbols, width);
 *     klimb_gru_decoder_layout(&decoder, &arena, p, g, capacity);
 *     klimb_gru_decoder_input(input, z, x, shown, n, &decoder);
 *     klimb_gru_decoder_forward(&decoder, input, n, &backend);      // decoder.y are the logits
 *
 * An example x is T positions of V values each, of which the one that is not 0 is the symbol there. The logits of position t
 * come from the symbols before it as they are in x (teacher forcing): step 0 is given a start symbol, step t the symbol of
 * position t - 1. So no logit of position t depends on x_t or what is after it. A hidden position gives the next step no
 * symbol at all; it is still to be predicted.
 * z enters twice: the first state is tanh(z W + b), and each step is given z beside its symbol.
 * Source: Bowman et al. 2016, "Generating Sentences from a Continuous Space", where z is the first state, and input words
 * are hidden at a rate (word dropout); He, Spokoyny, Neubig & Berg-Kirkpatrick 2019, "Lagging Inference Networks and
 * Posterior Collapse in Variational Autoencoders", whose code (jxhe/vae-lagging-encoder, modules/decoders/dec_lstm.py) has
 * the tanh and z beside each symbol. Theirs are LSTMs. Bowman et al. show a symbol "unknown" for a hidden word; here it
 * is 0, for which the biases stand.
 *
 * Four layers, one after another in the parameter block, each its weights [in,out], then its biases:
 *     state      [k,H]         tanh
 *     input      [V+1+k,3H]    a row for each symbol, one for the start, then those of z
 *     recurrent  [H,3H]
 *     output     [H,V]         of all steps alike
 * The embedding of a symbol is its row of `input`: V is small, and a matrix between would be one product more. What the
 * input gives a step is (the chain of z from the biases) + the row of the symbol.
 */
#ifndef KLIMB_GRU_DECODER_H
#define KLIMB_GRU_DECODER_H

#include "layers/gru.h"
#include "numerics/rng.h"

struct gru_decoder {
    long latent, symbols; /* k, V; T and H are the unit's */
    struct dense state, input, output;
    struct gru gru;
    /* of the last pass over n <= capacity rows */
    real *y;            /* [n,TV] logits, an example's positions one after another */
    real *z, *dz;       /* [n,k] */
    real *told, *dtold; /* [n,3H] what z gives every step */
    real *logits;       /* [T,n,V] y, a step's rows one after another */
    real *uniform;      /* [n,T] of klimb_gru_decoder_sample */
};

/* What a step is given in place of a symbol 0 .. V - 1; V is the start symbol. */
enum { GRU_DECODER_HIDDEN = -1 };

/* klimb_gru_decoder_describe -- set the sizes; overwrites all of *decoder. All are at least 1. */
void klimb_gru_decoder_describe(struct gru_decoder *decoder, long latent, long steps, long symbols,
                                long width);

/* klimb_gru_decoder_parameter_count -- of all four layers. */
long klimb_gru_decoder_parameter_count(const struct gru_decoder *decoder);

/* klimb_gru_decoder_widest -- numbers per example that each of the buffers of the backward pass holds. */
long klimb_gru_decoder_widest(const struct gru_decoder *decoder);

/* klimb_gru_decoder_layout -- view p and g (both NULL while measuring) as parameters and gradients, and carve buffers for
 * `capacity` rows. */
void klimb_gru_decoder_layout(struct gru_decoder *decoder, struct arena *arena, real *p, real *g,
                              long capacity);

/* klimb_gru_decoder_init_weights -- draw the four layers as klimb_dense_init_weights, layer i as first + i, the gates as
 * three blocks. With INIT_PYTORCH `input` has the spread of torch.nn.GRU, scale / sqrt(H), not that of its own width. */
void klimb_gru_decoder_init_weights(struct gru_decoder *decoder, enum init_kind kind, double scale,
                                    uint64_t seed, long first, const struct vecmath *vm);

/* klimb_gru_decoder_input -- the decoder's input: z, then for each step a symbol as a number.
 *   input  out [n,k+T]  overwritten
 *   z      in  [n,k]
 *   x      in  [n,TV]   the symbol of a position is the first of its values that is not 0; V of 0 are a hidden one
 *   shown  in  [n,T]    0 where a position is hidden; NULL: none is. No step is given the symbol of the last position. */
void klimb_gru_decoder_input(real *input, const real *z, const real *x, const real *shown, long n,
                             const struct gru_decoder *decoder);

/* klimb_gru_decoder_forward -- fill y from input [n,k+T]. */
void klimb_gru_decoder_forward(struct gru_decoder *decoder, const real *input, long n,
                               const struct backend *backend);

/* klimb_gru_decoder_backward -- after klimb_gru_decoder_forward on the same input and n: gradients of all parameters and
 * of z; overwrites them. The gradient of a symbol's row is the sum over the steps that were given it, t ascending, then rows
 * ascending; what z gives is summed over t ascending. dz is that of the first state plus that of the steps.
 *   dinput  out    [n,k+T] overwritten, 0 after z; NULL where it is not needed
 *   delta   in/out [n, klimb_gru_decoder_widest] each: delta[0] holds dL/dy; both are destroyed
 *   input   in     [n,k+T] */
void klimb_gru_decoder_backward(struct gru_decoder *decoder, real *dinput, real *delta[2],
                                const real *input, long n, const struct backend *backend);

/* klimb_gru_decoder_sample -- x from p(x|z), one position after another. With e_s = e^(l_s - the largest), the symbol is
 * the first s with e_0 + .. + e_s > u (e_0 + .. + e_(V-1)), sums in double; u is the uniform at `place`, row + i, column t.
 *   x  out [n,TV]  overwritten: 1 at the symbol, else 0; where a logit is not a number the last symbol
 *   z  in  [n,k]
 * Overwrites what the decoder holds of its last pass. */
void klimb_gru_decoder_sample(struct gru_decoder *decoder, real *x, const real *z, long n,
                              struct rng_place place, const struct backend *backend);

#endif
