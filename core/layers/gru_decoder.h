/* gru_decoder.h -- a decoder of sequences: p(x|z) = prod_t p(x_t | x_<t, z) by a recurrent unit (gru.h).
 *
 *     klimb_gru_decoder_describe(&decoder, k, steps, symbols, width);
 *     klimb_gru_decoder_layout(&decoder, &arena, p, g, capacity);
 *     klimb_gru_decoder_input(input, z, x, shown, n, &decoder);
 *     klimb_gru_decoder_forward(&decoder, input, n, &backend);      // decoder.y has the logits
 *
 * An example x has T positions of V values each; the value that is not 0 marks the symbol. The logits of position t are
 * computed from the symbols before it in x (teacher forcing): step 0 gets a start symbol, step t the symbol of position
 * t - 1. So no logit of position t depends on x_t or later positions. After a hidden position, the next step gets no
 * symbol; the hidden symbol is still predicted.
 * z enters twice: the first state is tanh(z W + b), and each step gets z in addition to its symbol.
 * Source: Bowman et al. 2016, "Generating Sentences from a Continuous Space", where z is the first state, and input words
 * are hidden at a rate (word dropout); He, Spokoyny, Neubig & Berg-Kirkpatrick 2019, "Lagging Inference Networks and
 * Posterior Collapse in Variational Autoencoders", whose code (jxhe/vae-lagging-encoder, modules/decoders/dec_lstm.py) has
 * the tanh and z beside each symbol. Theirs are LSTMs. Bowman et al. replace a hidden word by a symbol "unknown"; here it is
 * a zero vector, so that only the biases remain.
 *
 * Four layers, one after another in the parameter block, each its weights [in,out], then its biases:
 *     state      [k,H]         tanh
 *     input      [V+1+k,3H]    a row for each symbol, one for the start, then those of z
 *     recurrent  [H,3H]
 *     output     [H,V]         the same for all steps
 * The embedding of a symbol is its row of `input`: V is small, and a separate matrix would take one more product. The input
 * of a step is (the chain of z from the biases) + the row of the symbol.
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
    real *y;                /* [n,TV] logits, an example's positions one after another */
    real *z, *dz;           /* [n,k] */
    real *from_z, *dfrom_z; /* [n,3H] the part of a step's input that comes from z */
    real *logits;           /* [T,n,V] y, a step's rows one after another */
    real *uniform;          /* [n,T] of klimb_gru_decoder_sample */
};

/* The input of a step after a hidden position. Symbols are 0 .. V - 1; V is the start symbol. */
enum { GRU_DECODER_HIDDEN = -1 };

/* klimb_gru_decoder_describe -- set the sizes; overwrites all of *decoder. All are at least 1. */
void klimb_gru_decoder_describe(struct gru_decoder *decoder, long latent, long steps, long symbols,
                                long width);

/* klimb_gru_decoder_parameter_count -- the number of parameters of all four layers. */
long klimb_gru_decoder_parameter_count(const struct gru_decoder *decoder);

/* klimb_gru_decoder_widest -- numbers per example in each of the two buffers of the backward pass. */
long klimb_gru_decoder_widest(const struct gru_decoder *decoder);

/* klimb_gru_decoder_layout -- set the views to parameters p and gradients g (both NULL while measuring), and carve buffers
 * for `capacity` rows. */
void klimb_gru_decoder_layout(struct gru_decoder *decoder, struct arena *arena, real *p, real *g,
                              long capacity);

/* klimb_gru_decoder_init_weights -- draw the four layers by klimb_dense_init_weights, layer i as first + i, the gates as
 * three blocks. With INIT_PYTORCH `input` has the spread of torch.nn.GRU, scale / sqrt(H), whatever its own width. */
void klimb_gru_decoder_init_weights(struct gru_decoder *decoder, enum init_kind kind, double scale,
                                    uint64_t seed, long first, const struct vecmath *vm);

/* klimb_gru_decoder_input -- the decoder's input: z, then for each step a symbol as a number.
 *   input  out [n,k+T]  overwritten
 *   z      in  [n,k]
 *   x      in  [n,TV]   the symbol of a position is the first of its values that is not 0; a position of zeros is hidden
 *   shown  in  [n,T]    0 if the position is hidden; NULL: no position is. No step gets the symbol of the last position. */
void klimb_gru_decoder_input(real *input, const real *z, const real *x, const real *shown, long n,
                             const struct gru_decoder *decoder);

/* klimb_gru_decoder_forward -- fill y from input [n,k+T]. */
void klimb_gru_decoder_forward(struct gru_decoder *decoder, const real *input, long n,
                               const struct backend *backend);

/* klimb_gru_decoder_backward -- after klimb_gru_decoder_forward on the same input and n: gradients of all parameters and
 * of z; overwrites them. The gradient of a symbol's row is the sum over the steps that got the symbol, t ascending, then
 * rows ascending; that of z's part of the input is summed over t ascending. dz is the sum of the gradients through the
 * first state and through the steps.
 *   dinput  out    [n,k+T] overwritten, 0 after z; NULL if it is not needed
 *   delta   in/out [n, klimb_gru_decoder_widest] each: delta[0] holds dL/dy; both are destroyed
 *   input   in     [n,k+T] */
void klimb_gru_decoder_backward(struct gru_decoder *decoder, real *dinput, real *delta[2],
                                const real *input, long n, const struct backend *backend);

/* klimb_gru_decoder_sample -- draw x from p(x|z), one position after another. With e_s = e^(l_s - the largest), the symbol
 * is the first s with e_0 + .. + e_s > u (e_0 + .. + e_(V-1)), sums in double; u is the uniform at `place`, row + i,
 * column t.
 *   x  out [n,TV]  overwritten: 1 at the symbol, else 0; the last symbol if a logit is not a number
 *   z  in  [n,k]
 * Overwrites the buffers of the last pass. */
void klimb_gru_decoder_sample(struct gru_decoder *decoder, real *x, const real *z, long n,
                              struct rng_place place, const struct backend *backend);

#endif
