/* vae_prior.h -- private to vae: what a prior adds to the passes of a model.
 *
 * A kind is a row of PRIOR_TABLE (prior.h) and a row of functions in a file vae_prior_<name>.c (vampprior is in that of
 * mixture). The standard prior needs only one of them, because its KL is computed with the posterior.
 */
#ifndef KLIMB_VAE_PRIOR_H
#define KLIMB_VAE_PRIOR_H

#include "numerics/rng.h"
#include "train/vae.h"

/* One row a kind, n <= capacity. A function may be NULL, which does nothing; not backward_z, if klimb_vae_samples_kl can
 * be true. */
struct vae_prior_functions {
    /* Whether the KL has a closed form in mu and sigma. Otherwise it is taken at the sample. */
    int in_closed_form;
    /* vae->prior_parameters and pseudo_inputs; vae->config and data are set. */
    void (*describe)(struct vae *vae);
    /* Memory beside prior_nll. */
    void (*lay_out)(struct vae *vae, struct arena *arena);
    /* Fill vae->prior_p by the random numbers at a place that no layer uses. */
    void (*init)(struct vae *vae, struct rng_place place, const struct backend *backend);
    /* What the functions of similar names below do; pull: klimb_vae_of_prior. */
    void (*prepare)(struct vae *vae, long n, const struct backend *backend);
    void (*forward)(struct vae *vae, long n);
    void (*pull)(struct posterior *of_prior, struct vae *vae, long n);
    void (*backward_z)(struct vae *vae, long n);
    void (*backward)(struct vae *vae, long n, const struct backend *backend);
    void (*sample)(struct vae *vae, real *z, const real *uniform, long n,
                   const struct backend *backend);
};
extern const struct vae_prior_functions klimb_vae_prior_mixture, klimb_vae_prior_vampprior,
    klimb_vae_prior_hierarchical, klimb_vae_prior_ar1;

/* klimb_vae_samples_kl -- whether z, and not only mu and sigma, enters the KL: no closed form, or BOUND_IWAE. */
int klimb_vae_samples_kl(const struct vae *vae);

/* klimb_vae_expects_kl -- whether vae->prior_nll is an expectation over the noise and not its value at z. */
int klimb_vae_expects_kl(const struct vae *vae);

/* klimb_vae_describe_prior, klimb_vae_layout_prior -- sizes; memory. */
void klimb_vae_describe_prior(struct vae *vae);
void klimb_vae_layout_prior(struct vae *vae, struct arena *arena);

/* klimb_vae_init_prior -- draw the prior's parameters by RNG_WEIGHTS, after the decoder's layers. Of a mixture the means
 * are standard normal; logits and ln s^2 are 0. A hierarchical one uses klimb_hierarchy_init_weights. */
void klimb_vae_init_prior(struct vae *vae, uint64_t seed, const struct backend *backend);

/* klimb_vae_join_inputs -- x [n,d] with the pseudo-inputs after it; x itself without pseudo-inputs. */
const real *klimb_vae_join_inputs(struct vae *vae, const real *x, long n);

/* klimb_vae_prepare_prior -- what the prior is with its present parameters, and zeros into their gradients. The encoder has
 * passed n rows and the pseudo-inputs. */
void klimb_vae_prepare_prior(struct vae *vae, long n, const struct backend *backend);

/* klimb_vae_prior_forward -- vae->prior_nll and vae->second of the n rows of the last batch; nothing with the standard prior. */
void klimb_vae_prior_forward(struct vae *vae, long n);

/* klimb_vae_of_prior -- the posterior as the gradient of a KL in closed form sees it: under ar1 with what ar1.h puts in
 * place of mu and sigma^2. */
struct posterior klimb_vae_of_prior(struct vae *vae, long n);

/* klimb_vae_prior_backward_z -- add to vae->dz, and to expectation.dsigma, the gradient of sum_i vae->weight[i] (-ln p(z_i)).
 * Gradients of the prior's own parameters gain theirs. Only where klimb_vae_samples_kl. */
void klimb_vae_prior_backward_z(struct vae *vae, long n);

/* klimb_vae_prior_backward -- gradients of the prior's parameters into vae->g; those of pseudo-inputs into rows n.. of
 * delta[0], the gradient of the raw head. Returns the joined inputs, NULL without pseudo-inputs. */
const real *klimb_vae_prior_backward(struct vae *vae, long n, const struct backend *backend);

/* klimb_vae_take_dinputs -- the gradients of the pseudo-inputs from vae->dinputs into vae->g. */
void klimb_vae_take_dinputs(struct vae *vae, long n);

#endif
