/* An autoregressive prior over the dimensions of z. It has no parameters, and every expectation is exact. */
#include "base/arena.h"
#include "train/vae_prior.h"

static void lay_out(struct vae *vae, struct arena *arena) {
    long cells = vae->capacity * vae->config.latent;
    vae->pull = klimb_arena_take(arena, cells, sizeof(real));
    vae->precise = klimb_arena_take(arena, cells, sizeof(real));
}

static void forward(struct vae *vae, long n) {
    klimb_ar1_forward(vae->prior_nll, vae->posterior.mu, vae->posterior.variance, n,
                      vae->config.latent, vae->config.ar1.alpha);
}

static void pull(struct posterior *of_prior, struct vae *vae, long n) {
    klimb_ar1_gradient(vae->pull, vae->precise, of_prior->mu, of_prior->variance, n,
                       vae->config.latent, vae->config.ar1.alpha);
    of_prior->mu = vae->pull;
    of_prior->variance = vae->precise;
}

static void sample(struct vae *vae, real *z, const real *uniform, long n,
                   const struct backend *backend) {
    (void)uniform;
    (void)backend;
    klimb_ar1_sample(z, n, vae->config.latent, vae->config.ar1.alpha);
}

const struct vae_prior_functions klimb_vae_prior_ar1 = {
    .in_closed_form = 1,
    .lay_out = lay_out,
    .forward = forward,
    .pull = pull,
    .sample = sample,
};
