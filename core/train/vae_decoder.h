/* vae_decoder.h -- private to vae: what each kind of decoder does with z and x.
 *
 * In all kinds vae->decoder is the network, whose output are the parameters of p(x|z). Shapes are as in vae.h. A kind is a
 * row of DECODER_TABLE (config.h) and one of klimb_vae_decoders.
 */
#ifndef KLIMB_VAE_DECODER_H
#define KLIMB_VAE_DECODER_H

#include "train/vae.h"

/* One row a kind. n <= capacity. */
struct vae_decoder {
    /* The network's sizes; vae->config, likelihood, data and condition are set. */
    void (*describe)(struct vae *vae);
    /* Memory beside that of the network. */
    void (*lay_out)(struct vae *vae, struct arena *arena);
    /* After the weights are drawn; may be NULL. */
    void (*prepare)(struct vae *vae);
    /* Fill the network's output. x [n,d+c]; shown as vae->shown: 0 where x is hidden; NULL: nothing is. */
    void (*forward)(struct vae *vae, const real *z, const real *x, const real *shown, long n,
                    const struct backend *backend);
    /* From vae->delta[0], the gradient of the output, to vae->dz and the network's gradients. */
    void (*backward)(struct vae *vae, const real *z, long n, const struct backend *backend);
    /* klimb_vae_decode. */
    void (*decode)(struct vae *vae, real *mean, const real *z, long n,
                   const struct backend *backend);
};
extern const struct vae_decoder klimb_vae_decoders[DECODERS]; /* by kind */

/* klimb_vae_copy_columns -- the first `columns` of n rows of from_width to the first of n rows of to_width. */
void klimb_vae_copy_columns(real *to, long to_width, const real *from, long from_width,
                            long columns, long n);

#endif
