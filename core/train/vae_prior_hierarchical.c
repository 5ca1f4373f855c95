/* A prior with a second level z2, whose posterior is learned with it. If the noise is expected, so is -ln p(z). */
#include "base/arena.h"
#include "train/vae_prior.h"

static void describe(struct vae *vae) {
    vae->prior_parameters = klimb_hierarchy_parameter_count(vae->config.latent,
                                                            vae->config.hierarchy.latent);
}

static void lay_out(struct vae *vae, struct arena *arena) {
    klimb_hierarchy_layout(&vae->hierarchy, arena, vae->config.latent, &vae->config.hierarchy);
    vae->second = klimb_arena_take(arena, vae->capacity, sizeof(double));
    vae->second_sample = klimb_arena_take(arena, vae->config.hierarchy.latent, sizeof(real));
}

static void init(struct vae *vae, struct rng_place place, const struct backend *backend) {
    klimb_hierarchy_init_weights(vae->prior_p, vae->config.latent, vae->config.hierarchy.latent,
                                 vae->config.init, vae->config.init_scale, place.seed, place.step,
                                 backend->vm);
}

static void prepare(struct vae *vae, long n, const struct backend *backend) {
    (void)n;
    (void)backend;
    vae->hierarchy.p = vae->prior_p;
    klimb_hierarchy_prepare(&vae->hierarchy);
}

/* The point at which -ln p(z) is evaluated: the sample, or mu for expected noise, whose cost is added separately. */
static const real *taken_at(const struct vae *vae) {
    return vae->noise == NOISE_EXPECTED ? vae->posterior.mu : vae->posterior.z;
}

static void forward(struct vae *vae, long n) {
    klimb_hierarchy_forward(vae->prior_nll, vae->second, &vae->hierarchy, taken_at(vae), n);
    if (vae->noise == NOISE_EXPECTED)
        klimb_hierarchy_spread(vae->prior_nll, vae->second, &vae->hierarchy, vae->posterior.sigma,
                               n);
    for (long i = 0; i < n; i++)
        vae->prior_nll[i] += vae->second[i];
}

static void backward_z(struct vae *vae, long n) {
    klimb_hierarchy_backward(vae->dz, &vae->hierarchy, taken_at(vae), vae->weight, n);
    if (vae->noise == NOISE_EXPECTED)
        klimb_hierarchy_spread_backward(vae->expectation.dsigma, &vae->hierarchy,
                                        vae->posterior.sigma, (double)vae->weight[0], n);
}

static void backward(struct vae *vae, long n, const struct backend *backend) {
    (void)n;
    (void)backend;
    for (long i = 0; i < vae->prior_parameters; i++)
        vae->prior_g[i] = (real)vae->hierarchy.g[i];
}

/* Draws z2, then z, which holds its noise on entry. */
static void sample(struct vae *vae, real *z, const real *uniform, long n,
                   const struct backend *backend) {
    struct rng_place place = {.seed = 0, .purpose = RNG_SECOND_LEVEL};
    (void)uniform;
    prepare(vae, 0, backend);
    for (long i = 0; i < n; i++) {
        place.row = (uint32_t)i;
        klimb_rng_normal(vae->second_sample, place, 1, vae->hierarchy.k2, backend->vm);
        klimb_hierarchy_sample(z + i * vae->hierarchy.k, &vae->hierarchy, vae->second_sample);
    }
}

const struct vae_prior_functions klimb_vae_prior_hierarchical = {
    .describe = describe,
    .lay_out = lay_out,
    .init = init,
    .prepare = prepare,
    .forward = forward,
    .backward_z = backward_z,
    .backward = backward,
    .sample = sample,
};
