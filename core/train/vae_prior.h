/* vae_prior.h -- private to vae: the functions of each kind of prior.
 *
 * A kind is a row of PRIOR_TABLE (prior.h) and a row of functions in a file vae_prior_<name>.c (vampprior is in that of
 * mixture). The standard prior needs only one function, because its KL is computed with the posterior.
 */
#ifndef KLIMB_VAE_PRIOR_H
#define KLIMB_VAE_PRIOR_H

#include "numerics/rng.h"
#include "train/vae.h"

/* One row a kind, n <= capacity. A NULL function does nothing; backward_z must be set if klimb_vae_samples_kl can be
 * true. */
struct vae_prior_functions {
    /* Whether the KL has a closed form in mu and sigma. Otherwise it is evaluated at the sample. */
    int in_closed_form;
    /* Set vae->prior_parameters and pseudo_inputs; vae->config and data are set. */
    void (*describe)(struct vae *vae);
    /* Carve memory besides prior_nll. */
    void (*lay_out)(struct vae *vae, struct arena *arena);
    /* Draw vae->prior_p by the random numbers at a place that no layer uses. */
    void (*init)(struct vae *vae, struct rng_place place, const struct backend *backend);
    /* See the functions of similar names below; for pull see klimb_vae_of_prior. */
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

/* klimb_vae_samples_kl -- whether the KL depends on z, and not only on mu and sigma: no closed form, or BOUND_IWAE. */
int klimb_vae_samples_kl(const struct vae *vae);

/* klimb_vae_expects_kl -- whether vae->prior_nll is an expectation over the noise and not its value at z. */
int klimb_vae_expects_kl(const struct vae *vae);

/* klimb_vae_describe_prior, klimb_vae_layout_prior -- set the sizes; carve the memory. */
void klimb_vae_describe_prior(struct vae *vae);
void klimb_vae_layout_prior(struct vae *vae, struct arena *arena);

/* klimb_vae_init_prior -- draw the prior's parameters by RNG_WEIGHTS, after the decoder's layers. The means of a mixture
 * are standard normal; its logits and ln s^2 are 0. A hierarchical prior uses klimb_hierarchy_init_weights. */
void klimb_vae_init_prior(struct vae *vae, uint64_t seed, const struct backend *backend);

/* klimb_vae_join_inputs -- x [n,d] and the pseudo-inputs after it; x itself without pseudo-inputs. */
const real *klimb_vae_join_inputs(struct vae *vae, const real *x, long n);

/* klimb_vae_prepare_prior -- prepare the prior for its present parameters, and set their gradients to 0. To be called after
 * the encoder's pass of n rows and the pseudo-inputs. */
void klimb_vae_prepare_prior(struct vae *vae, long n, const struct backend *backend);

/* klimb_vae_prior_forward -- compute vae->prior_nll and vae->second of the n rows of the last batch. Does nothing for the
 * standard prior. */
void klimb_vae_prior_forward(struct vae *vae, long n);

/* klimb_vae_of_prior -- the posterior for the gradient of a KL in closed form; under ar1 with mu and sigma^2 replaced as in
 * ar1.h. */
struct posterior klimb_vae_of_prior(struct vae *vae, long n);

/* klimb_vae_prior_backward_z -- add the gradient of sum_i vae->weight[i] (-ln p(z_i)) to vae->dz, expectation.dsigma and the
 * gradients of the prior's parameters. Only if klimb_vae_samples_kl. */
void klimb_vae_prior_backward_z(struct vae *vae, long n);

/* klimb_vae_prior_backward -- write the gradients of the prior's parameters to vae->g, and those of the pseudo-inputs'
 * posteriors to rows n.. of delta[0], the gradient of the raw head. Returns the joined inputs; NULL without
 * pseudo-inputs. */
const real *klimb_vae_prior_backward(struct vae *vae, long n, const struct backend *backend);

/* klimb_vae_take_dinputs -- copy the gradients of the pseudo-inputs from vae->dinputs to vae->g. */
void klimb_vae_take_dinputs(struct vae *vae, long n);

#endif
