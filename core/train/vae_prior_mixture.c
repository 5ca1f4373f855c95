/* Mixture priors (prior.h): their components are parameters, or the posteriors of pseudo-inputs, which pass through the
 * encoder after each batch. */
#include <string.h>

#include "base/arena.h"
#include "train/vae_prior.h"

/* ---- both ---- */

static void forward(struct vae *vae, long n) {
    klimb_prior_forward(vae->prior_nll, &vae->prior, vae->posterior.z, n);
}

static void backward_z(struct vae *vae, long n) {
    klimb_prior_backward(vae->dz, &vae->prior, vae->posterior.z, vae->weight, n);
}

/* ---- mixture ---- */

static void describe_mixture(struct vae *vae) {
    vae->prior_parameters = vae->config.prior.components * (1 + 2 * vae->config.latent);
}

static void lay_out_mixture(struct vae *vae, struct arena *arena) {
    klimb_prior_layout(&vae->prior, arena, vae->config.prior.components, vae->config.latent);
}

static void init_mixture(struct vae *vae, struct rng_place place, const struct backend *backend) {
    long components = vae->config.prior.components;
    memset(vae->prior_p, 0, (size_t)vae->prior_parameters * sizeof *vae->prior_p);
    klimb_rng_normal(vae->prior_p + components, place, components, vae->config.latent, backend->vm);
}

static void prepare_mixture(struct vae *vae, long n, const struct backend *backend) {
    long components = vae->config.prior.components, latent = vae->config.latent;
    (void)n;
    (void)backend;
    vae->prior.logit = vae->prior_p;
    vae->prior.mean = vae->prior_p + components;
    vae->prior.logvar = vae->prior_p + components * (1 + latent);
    klimb_prior_prepare(&vae->prior);
}

static void take(real *to, const double *from, long count) {
    for (long i = 0; i < count; i++)
        to[i] = (real)from[i];
}

static void backward_mixture(struct vae *vae, long n, const struct backend *backend) {
    const struct prior *prior = &vae->prior;
    long components = prior->components, latent = prior->latent;
    (void)n;
    (void)backend;
    take(vae->prior_g, prior->dlogit, components);
    take(vae->prior_g + components, prior->dmean, components * latent);
    take(vae->prior_g + components * (1 + latent), prior->dlogvar, components * latent);
}

static void sample_mixture(struct vae *vae, real *z, const real *uniform, long n,
                           const struct backend *backend) {
    prepare_mixture(vae, 0, backend);
    klimb_prior_sample(z, &vae->prior, uniform, n);
}

const struct vae_prior_functions klimb_vae_prior_mixture = {
    .describe = describe_mixture,
    .lay_out = lay_out_mixture,
    .init = init_mixture,
    .prepare = prepare_mixture,
    .forward = forward,
    .backward_z = backward_z,
    .backward = backward_mixture,
    .sample = sample_mixture,
};

/* ---- vampprior ---- */

static void describe_vampprior(struct vae *vae) {
    vae->pseudo_inputs = vae->config.prior.components;
    vae->prior_parameters = vae->pseudo_inputs * vae->data;
}

static void lay_out_vampprior(struct vae *vae, struct arena *arena) {
    long latent = vae->config.latent, rows = vae->capacity + vae->pseudo_inputs;
    lay_out_mixture(vae, arena);
    vae->inputs = klimb_arena_take(arena, rows * vae->data, sizeof(real));
    vae->dinputs = klimb_arena_take(arena, rows * vae->data, sizeof(real));
    vae->no_noise = klimb_arena_take(arena, vae->pseudo_inputs * latent, sizeof(real));
    vae->ones = klimb_arena_take(arena, 2 * latent, sizeof(real));
    for (long j = 0; vae->ones != NULL && j < latent; j++)
        vae->ones[j] = REAL(1.0);
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

void klimb_vae_take_dinputs(struct vae *vae, long n) {
    if (vae->pseudo_inputs > 0)
        memcpy(vae->prior_g, vae->dinputs + n * vae->data,
               (size_t)vae->prior_parameters * sizeof *vae->prior_g);
}

/* The posteriors of the pseudo-inputs, after those of n examples. */
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

static void prepare_vampprior(struct vae *vae, long n, const struct backend *backend) {
    struct posterior of_inputs = posterior_behind(vae, n);
    klimb_posterior_forward(&of_inputs, raw_behind(vae, n), vae->no_noise, vae->pseudo_inputs,
                            vae->config.latent, &vae->config.head, backend);
    vae->prior.mean = of_inputs.mu;
    vae->prior.logvar = of_inputs.logvar;
    klimb_prior_prepare(&vae->prior);
}

static void backward_vampprior(struct vae *vae, long n, const struct backend *backend) {
    long latent = vae->config.latent;
    klimb_posterior_backward_given(vae->delta[0] + 2 * n * latent, vae->prior.dmean,
                                   vae->prior.dlogvar, vae->ones, raw_behind(vae, n),
                                   vae->pseudo_inputs, latent, &vae->config.head, backend,
                                   vae->ones + latent);
}

static void sample_vampprior(struct vae *vae, real *z, const real *uniform, long n,
                             const struct backend *backend) {
    klimb_network_forward(&vae->encoder, klimb_vae_join_inputs(vae, NULL, 0), vae->pseudo_inputs,
                          backend);
    prepare_vampprior(vae, 0, backend);
    klimb_prior_sample(z, &vae->prior, uniform, n);
}

const struct vae_prior_functions klimb_vae_prior_vampprior = {
    .describe = describe_vampprior,
    .lay_out = lay_out_vampprior,
    .prepare = prepare_vampprior,
    .forward = forward,
    .backward_z = backward_z,
    .backward = backward_vampprior,
    .sample = sample_vampprior,
};
