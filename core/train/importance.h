/* importance.h -- ln p(x) of a VAE, estimated with samples of its posterior.
 *
 *     klimb_importance_layout(&importance, &arena, capacity, latent);   // twice, see arena.h
 *     double nll = klimb_importance_nll(&importance, &vae, x, n, samples, &backend);
 */
#ifndef KLIMB_IMPORTANCE_H
#define KLIMB_IMPORTANCE_H

#include "train/vae.h"

/* Scratch for one batch. */
struct importance {
    real *eps;             /* [capacity,k] */
    double *weight;        /* [capacity] ln w of the present sample */
    double *largest, *sum; /* [capacity] of the ln w so far; sum_s e^(ln w_s - largest) */
};

/* klimb_importance_layout -- carve the scratch. Overwrites all of *importance. */
void klimb_importance_layout(struct importance *importance, struct arena *arena, long capacity,
                             long latent);

/* klimb_importance_nll -- mean over n examples x [n,d] of
 *     -ln 1/K sum_s w_s,   w_s = p(x|z_s) p(z_s) / q(z_s|x),   z_s ~ q(z|x), s = 1 .. K,
 * in nats. In expectation it is above -ln p(x), the less the larger K, and tends to -ln p(x) (Burda, Grosse &
 * Salakhutdinov 2016, "Importance weighted autoencoders", theorem 1; section 5 uses K = 5,000). K = 1 is
 * recon + kl with a sampled KL. K must be at least 1.
 * The sum is in double, s ascending, relative to the largest ln w so far, so nothing overflows; the mean
 * is over examples ascending. Draws RNG_IMPORTANCE of seed 0 with the sample's number as step and the
 * example's as row, so all runs see the same noise, whatever the capacity.
 * Overwrites the vae's buffers of the last batch. */
double klimb_importance_nll(struct importance *importance, struct vae *vae, const real *x, long n,
                            long samples, const struct backend *backend);

#endif
