/* vae_prior.h -- private to vae: what another prior than the standard one adds to the passes of a model. With a standard
 * one each of these does nothing.
 */
#ifndef KLIMB_VAE_PRIOR_H
#define KLIMB_VAE_PRIOR_H

#include "train/vae.h"

/* klimb_vae_samples_kl -- whether the KL is taken at the sample: a learned prior, or BOUND_IWAE. */
static inline int klimb_vae_samples_kl(const struct vae *vae) {
    enum prior_kind prior = vae->config.prior.kind;
    return vae->bound.kind == BOUND_IWAE || (prior != PRIOR_STANDARD && prior != PRIOR_AR1);
}

/* klimb_vae_of_prior -- the posterior as the gradient of a KL in closed form sees it: under ar1 with what ar1.h puts in
 * place of mu and sigma^2. */
struct posterior klimb_vae_of_prior(struct vae *vae, long n);

/* klimb_vae_describe_prior, klimb_vae_layout_prior -- sizes; memory. */
void klimb_vae_describe_prior(struct vae *vae);
void klimb_vae_layout_prior(struct vae *vae, struct arena *arena);

/* klimb_vae_init_prior -- by RNG_WEIGHTS behind the decoder's layers. Of a mixture the means, standard normal; logits and
 * ln s^2 are 0. Of a hierarchical one klimb_hierarchy_init_weights. */
void klimb_vae_init_prior(struct vae *vae, uint64_t seed, const struct backend *backend);

/* klimb_vae_join_inputs -- x [n,d] with the pseudo-inputs behind it; x itself where there are none. */
const real *klimb_vae_join_inputs(struct vae *vae, const real *x, long n);

/* klimb_vae_prepare_prior -- views of the components, of pseudo-inputs in rows n.. of the posterior, and
 * klimb_prior_prepare. The encoder has passed n rows and the pseudo-inputs. */
void klimb_vae_prepare_prior(struct vae *vae, long n, const struct backend *backend);

/* klimb_vae_prior_forward -- vae->prior_nll and vae->second of the n rows of the last batch: at z, or in expectation
 * over the noise where that is asked, and always under ar1. */
void klimb_vae_prior_forward(struct vae *vae, long n);

/* klimb_vae_prior_backward_z -- the part of vae->dz, and of expectation.dsigma, that is -ln p(z)'s, row i weighing
 * vae->weight[i]; gradients of the prior's own parameters gain theirs. */
void klimb_vae_prior_backward_z(struct vae *vae, long n);

/* klimb_vae_prior_backward -- gradients of the components or of the second level, into vae->g or, of pseudo-inputs, into rows n.. of the raw head's
 * in delta[0]. Returns the joined inputs, NULL where there are no pseudo-inputs. */
const real *klimb_vae_prior_backward(struct vae *vae, long n, const struct backend *backend);

/* klimb_vae_take_dinputs -- those of the pseudo-inputs into vae->g. */
void klimb_vae_take_dinputs(struct vae *vae, long n);

#endif
