#include "train/vae_prior.h"

#include <string.h>

#include "numerics/rng.h"

void klimb_vae_describe_prior(struct vae *vae) {
    long components = vae->config.prior.components, latent = vae->config.latent;
    if (vae->config.prior.kind == PRIOR_MIXTURE)
        vae->prior_parameters = components * (1 + 2 * latent);
    if (vae->config.prior.kind == PRIOR_VAMPPRIOR) {
        vae->prior_parameters = components * vae->data;
        vae->pseudo_inputs = components;
    }
    if (vae->config.prior.kind == PRIOR_HIERARCHICAL)
        vae->prior_parameters = klimb_hierarchy_parameter_count(latent,
                                                                vae->config.hierarchy.latent);
}

void klimb_vae_layout_prior(struct vae *vae, struct arena *arena) {
    long latent = vae->config.latent, rows = vae->capacity + vae->pseudo_inputs;
    if (vae->config.prior.kind == PRIOR_STANDARD)
        return;
    vae->prior_nll = klimb_arena_take(arena, vae->capacity, sizeof(double));
    if (vae->config.prior.kind == PRIOR_AR1) {
        vae->pull = klimb_arena_take(arena, vae->capacity * latent, sizeof(real));
        vae->precise = klimb_arena_take(arena, vae->capacity * latent, sizeof(real));
        return;
    }
    if (vae->config.prior.kind == PRIOR_HIERARCHICAL) {
        klimb_hierarchy_layout(&vae->hierarchy, arena, latent, &vae->config.hierarchy);
        vae->second = klimb_arena_take(arena, vae->capacity, sizeof(double));
        vae->second_sample = klimb_arena_take(arena, vae->config.hierarchy.latent, sizeof(real));
        return;
    }
    klimb_prior_layout(&vae->prior, arena, vae->config.prior.components, latent);
    if (vae->pseudo_inputs == 0)
        return;
    vae->inputs = klimb_arena_take(arena, rows * vae->data, sizeof(real));
    vae->dinputs = klimb_arena_take(arena, rows * vae->data, sizeof(real));
    vae->no_noise = klimb_arena_take(arena, vae->pseudo_inputs * latent, sizeof(real));
    vae->ones = klimb_arena_take(arena, 2 * latent, sizeof(real));
    for (long j = 0; vae->ones != NULL && j < latent; j++)
        vae->ones[j] = REAL(1.0);
}

void klimb_vae_init_prior(struct vae *vae, uint64_t seed, const struct backend *backend) {
    long components = vae->config.prior.components, latent = vae->config.latent;
    struct rng_place place = {.seed = seed,
                              .purpose = RNG_WEIGHTS,
                              .step = (uint32_t)(klimb_network_layer_count(&vae->encoder) +
                                                 klimb_network_layer_count(&vae->decoder))};
    if (vae->config.prior.kind == PRIOR_HIERARCHICAL)
        klimb_hierarchy_init_weights(vae->prior_p, latent, vae->config.hierarchy.latent,
                                     vae->config.init, vae->config.init_scale, seed, place.step,
                                     backend->vm);
    if (vae->config.prior.kind != PRIOR_MIXTURE)
        return;
    memset(vae->prior_p, 0, (size_t)vae->prior_parameters * sizeof *vae->prior_p);
    klimb_rng_normal(vae->prior_p + components, place, components, latent, backend->vm);
}

void klimb_vae_init_pseudo_inputs(struct vae *vae, uint64_t seed, const real *examples,
                                  long count) {
    struct rng_place place = {.seed = seed, .purpose = RNG_PSEUDO_INPUT};
    size_t size = (size_t)vae->data * sizeof *examples;
    for (long c = 0; c < vae->pseudo_inputs; c++) {
        uint32_t bits;
        place.row = (uint32_t)c;
        klimb_rng_bits(&bits, place, 1);
        memcpy(vae->prior_p + c * vae->data, examples + (long)(bits % (uint64_t)count) * vae->data,
               size);
    }
}

const real *klimb_vae_join_inputs(struct vae *vae, const real *x, long n) {
    if (vae->pseudo_inputs == 0)
        return x;
    if (n > 0)
        memcpy(vae->inputs, x, (size_t)(n * vae->data) * sizeof *x);
    memcpy(vae->inputs + n * vae->data, vae->prior_p,
           (size_t)vae->prior_parameters * sizeof *vae->prior_p);
    return vae->inputs;
}

/* The posteriors of the pseudo-inputs, behind those of n examples. */
static struct posterior posterior_behind(const struct vae *vae, long n) {
    const struct posterior *all = &vae->posterior;
    long at = n * vae->config.latent;
    return (struct posterior){.mu = all->mu + at,
                              .logvar = all->logvar + at,
                              .variance = all->variance + at,
                              .sigma = all->sigma + at,
                              .z = all->z + at,
                              .kl = all->kl + at};
}

static const real *raw_behind(const struct vae *vae, long n) {
    return klimb_network_output(&vae->encoder) + 2 * n * vae->config.latent;
}

void klimb_vae_prepare_prior(struct vae *vae, long n, const struct backend *backend) {
    long components = vae->config.prior.components, latent = vae->config.latent;
    if (vae->config.prior.kind == PRIOR_STANDARD || vae->config.prior.kind == PRIOR_AR1)
        return;
    if (vae->config.prior.kind == PRIOR_HIERARCHICAL) {
        vae->hierarchy.p = vae->prior_p;
        klimb_hierarchy_prepare(&vae->hierarchy);
        return;
    }
    if (vae->pseudo_inputs > 0) {
        struct posterior of_inputs = posterior_behind(vae, n);
        klimb_posterior_forward(&of_inputs, raw_behind(vae, n), vae->no_noise, components, latent,
                                &vae->config.head, backend);
        vae->prior.mean = of_inputs.mu;
        vae->prior.logvar = of_inputs.logvar;
    } else {
        vae->prior.logit = vae->prior_p;
        vae->prior.mean = vae->prior_p + components;
        vae->prior.logvar = vae->prior_p + components * (1 + latent);
    }
    klimb_prior_prepare(&vae->prior);
}

void klimb_vae_prior_forward(struct vae *vae, long n) {
    const struct posterior *posterior = &vae->posterior;
    int is_expected = vae->noise == NOISE_EXPECTED;
    if (vae->config.prior.kind == PRIOR_AR1) {
        klimb_ar1_forward(vae->prior_nll, posterior->mu, posterior->variance, n, vae->config.latent,
                          vae->config.ar1.alpha);
        return;
    }
    if (vae->config.prior.kind != PRIOR_HIERARCHICAL) {
        klimb_prior_forward(vae->prior_nll, &vae->prior, posterior->z, n);
        return;
    }
    klimb_hierarchy_forward(vae->prior_nll, vae->second, &vae->hierarchy,
                            is_expected ? posterior->mu : posterior->z, n);
    if (is_expected)
        klimb_hierarchy_spread(vae->prior_nll, vae->second, &vae->hierarchy, posterior->sigma, n);
    for (long i = 0; i < n; i++)
        vae->prior_nll[i] += vae->second[i];
}

struct posterior klimb_vae_of_prior(struct vae *vae, long n) {
    struct posterior of_prior = vae->posterior;
    if (vae->config.prior.kind != PRIOR_AR1)
        return of_prior;
    klimb_ar1_gradient(vae->pull, vae->precise, of_prior.mu, of_prior.variance, n,
                       vae->config.latent, vae->config.ar1.alpha);
    of_prior.mu = vae->pull;
    of_prior.variance = vae->precise;
    return of_prior;
}

void klimb_vae_prior_backward_z(struct vae *vae, long n) {
    const struct posterior *posterior = &vae->posterior;
    int is_expected = vae->noise == NOISE_EXPECTED;
    if (vae->config.prior.kind != PRIOR_HIERARCHICAL) {
        klimb_prior_backward(vae->dz, &vae->prior, posterior->z, vae->weight, n);
        return;
    }
    klimb_hierarchy_backward(vae->dz, &vae->hierarchy, is_expected ? posterior->mu : posterior->z,
                             vae->weight, n);
    if (is_expected)
        klimb_hierarchy_spread_backward(vae->expectation.dsigma, &vae->hierarchy, posterior->sigma,
                                        (double)vae->weight[0], n);
}

static void take(real *to, const double *from, long count) {
    for (long i = 0; i < count; i++)
        to[i] = (real)from[i];
}

const real *klimb_vae_prior_backward(struct vae *vae, long n, const struct backend *backend) {
    const struct prior *prior = &vae->prior;
    long components = prior->components, latent = vae->config.latent;
    if (vae->config.prior.kind == PRIOR_MIXTURE) {
        take(vae->prior_g, prior->dlogit, components);
        take(vae->prior_g + components, prior->dmean, components * latent);
        take(vae->prior_g + components * (1 + latent), prior->dlogvar, components * latent);
    }
    if (vae->config.prior.kind == PRIOR_HIERARCHICAL)
        take(vae->prior_g, vae->hierarchy.g, vae->prior_parameters);
    if (vae->pseudo_inputs == 0)
        return NULL;
    klimb_posterior_backward_given(vae->delta[0] + 2 * n * latent, prior->dmean, prior->dlogvar,
                                   vae->ones, raw_behind(vae, n), components, latent,
                                   &vae->config.head, backend, vae->ones + latent);
    return vae->inputs;
}

void klimb_vae_take_dinputs(struct vae *vae, long n) {
    if (vae->pseudo_inputs > 0)
        memcpy(vae->prior_g, vae->dinputs + n * vae->data,
               (size_t)vae->prior_parameters * sizeof *vae->prior_g);
}

/* From z2 down; the noise of z stands in it. */
static void sample_ancestors(const struct vae *vae, real *z, long n,
                             const struct backend *backend) {
    struct rng_place place = {.seed = 0, .purpose = RNG_SECOND_LEVEL};
    for (long i = 0; i < n; i++) {
        place.row = (uint32_t)i;
        klimb_rng_normal(vae->second_sample, place, 1, vae->hierarchy.k2, backend->vm);
        klimb_hierarchy_sample(z + i * vae->hierarchy.k, &vae->hierarchy, vae->second_sample);
    }
}

void klimb_vae_sample_prior(struct vae *vae, real *z, const real *uniform, long n,
                            const struct backend *backend) {
    if (vae->config.prior.kind == PRIOR_STANDARD)
        return;
    if (vae->pseudo_inputs > 0)
        klimb_network_forward(&vae->encoder, klimb_vae_join_inputs(vae, NULL, 0),
                              vae->pseudo_inputs, backend);
    klimb_vae_prepare_prior(vae, 0, backend);
    if (vae->config.prior.kind == PRIOR_AR1)
        klimb_ar1_sample(z, n, vae->config.latent, vae->config.ar1.alpha);
    else if (vae->config.prior.kind == PRIOR_HIERARCHICAL)
        sample_ancestors(vae, z, n, backend);
    else
        klimb_prior_sample(z, &vae->prior, uniform, n);
}
