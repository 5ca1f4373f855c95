/* vae_decoder.h -- private to vae: the functions of each kind of decoder.
 *
 * In all kinds vae->decoder is the network, and its outputs are the parameters of p(x|z). Shapes are as in vae.h. A kind is
 * a row of DECODER_TABLE (config.h) and a row of klimb_vae_decoders.
 */
#ifndef KLIMB_VAE_DECODER_H
#define KLIMB_VAE_DECODER_H

#include "train/vae.h"

/* One row a kind. n <= capacity. */
struct vae_decoder {
    /* Set the network's sizes; vae->config, likelihood, data and condition are set. */
    void (*describe)(struct vae *vae);
    /* Carve memory besides the network's. */
    void (*lay_out)(struct vae *vae, struct arena *arena);
    /* Called after the weights are drawn; may be NULL. */
    void (*prepare)(struct vae *vae);
    /* Compute the network's output. x [n,d+c]; shown as vae->shown: 0 if x is hidden; NULL: nothing is hidden. */
    void (*forward)(struct vae *vae, const real *z, const real *x, const real *shown, long n,
                    const struct backend *backend);
    /* From vae->delta[0], the gradient of the output, to vae->dz and the network's gradients. */
    void (*backward)(struct vae *vae, const real *z, long n, const struct backend *backend);
    /* klimb_vae_decode. */
    void (*decode)(struct vae *vae, real *mean, const real *z, long n,
                   const struct backend *backend);
};
extern const struct vae_decoder klimb_vae_decoders[DECODERS]; /* by kind */

/* klimb_vae_copy_columns -- copy the first `columns` numbers of n rows from an array of width from_width to one of
 * width to_width. */
void klimb_vae_copy_columns(real *to, long to_width, const real *from, long from_width,
                            long columns, long n);

#endif
