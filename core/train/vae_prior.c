#include "train/vae_prior.h"

#include "base/arena.h"

/* The part of dz from a sampled KL: under N(0, I), -ln p(z) has the gradient z. */
static void backward_z_standard(struct vae *vae, long n) {
    long latent = vae->config.latent;
    for (long p = 0; p < n * latent; p++)
        vae->dz[p] += vae->weight[p / latent] * vae->posterior.z[p];
}

static const struct vae_prior_functions standard = {
    .in_closed_form = 1,
    .backward_z = backward_z_standard,
};

static const struct vae_prior_functions *const priors[PRIOR_KINDS] = {
    [PRIOR_STANDARD] = &standard,
    [PRIOR_MIXTURE] = &klimb_vae_prior_mixture,
    [PRIOR_VAMPPRIOR] = &klimb_vae_prior_vampprior,
    [PRIOR_HIERARCHICAL] = &klimb_vae_prior_hierarchical,
    [PRIOR_AR1] = &klimb_vae_prior_ar1,
};

static const struct vae_prior_functions *prior_of(const struct vae *vae) {
    return priors[vae->config.prior.kind];
}

int klimb_vae_samples_kl(const struct vae *vae) {
    return vae->bound.kind == BOUND_IWAE || !prior_of(vae)->in_closed_form;
}

int klimb_vae_expects_kl(const struct vae *vae) {
    return vae->config.prior.kind != PRIOR_STANDARD &&
           (vae->noise == NOISE_EXPECTED || prior_of(vae)->in_closed_form);
}

void klimb_vae_describe_prior(struct vae *vae) {
    if (prior_of(vae)->describe != NULL)
        prior_of(vae)->describe(vae);
}

void klimb_vae_layout_prior(struct vae *vae, struct arena *arena) {
    if (vae->config.prior.kind != PRIOR_STANDARD)
        vae->prior_nll = klimb_arena_take(arena, vae->capacity, sizeof(double));
    if (prior_of(vae)->lay_out != NULL)
        prior_of(vae)->lay_out(vae, arena);
}

void klimb_vae_init_prior(struct vae *vae, uint64_t seed, const struct backend *backend) {
    struct rng_place place = {.seed = seed,
                              .purpose = RNG_WEIGHTS,
                              .step = (uint32_t)(klimb_network_layer_count(&vae->encoder) +
                                                 klimb_network_layer_count(&vae->decoder))};
    if (prior_of(vae)->init != NULL)
        prior_of(vae)->init(vae, place, backend);
}

void klimb_vae_prepare_prior(struct vae *vae, long n, const struct backend *backend) {
    if (prior_of(vae)->prepare != NULL)
        prior_of(vae)->prepare(vae, n, backend);
}

void klimb_vae_prior_forward(struct vae *vae, long n) {
    if (prior_of(vae)->forward != NULL)
        prior_of(vae)->forward(vae, n);
}

struct posterior klimb_vae_of_prior(struct vae *vae, long n) {
    struct posterior of_prior = vae->posterior;
    if (prior_of(vae)->pull != NULL)
        prior_of(vae)->pull(&of_prior, vae, n);
    return of_prior;
}

void klimb_vae_prior_backward_z(struct vae *vae, long n) {
    prior_of(vae)->backward_z(vae, n);
}

const real *klimb_vae_prior_backward(struct vae *vae, long n, const struct backend *backend) {
    if (prior_of(vae)->backward != NULL)
        prior_of(vae)->backward(vae, n, backend);
    return vae->inputs;
}

void klimb_vae_sample_prior(struct vae *vae, real *z, const real *uniform, long n,
                            const struct backend *backend) {
    if (prior_of(vae)->sample != NULL)
        prior_of(vae)->sample(vae, z, uniform, n, backend);
}
