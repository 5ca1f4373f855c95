/* model_fixture.h -- a VAE without a trainer, laid out for a few rows, and a loss for gradient tests.
 */
#ifndef KLIMB_MODEL_FIXTURE_H
#define KLIMB_MODEL_FIXTURE_H

#include "tests/laid_out_vae.h"
#include "tests/trainer_fixture.h"

enum { MODEL_ROWS = 3 };

struct model {
    struct backend backend;
    struct arena arena;
    struct vae vae;
    const real *x; /* [MODEL_ROWS,columns] the caller's */
    real eps[MODEL_ROWS * K];
};

/* Weights and noise are drawn from seed 3. The caller frees f->arena. */
static inline void model_set_up(struct model *f, const struct config *config, const real *x,
                                long columns) {
    *f = (struct model){.x = x};
    lay_out_vae(&f->vae, &f->arena, &f->backend, config, columns, MODEL_ROWS, 3);
    klimb_rng_normal(f->eps, (struct rng_place){.seed = 3, .purpose = RNG_LATENT}, MODEL_ROWS, K,
                     f->backend.vm);
}

/* recon + 0.7 kl of the rows; its gradient is klimb_vae_backward with beta 0.7. */
static inline double model_loss(void *context) {
    struct model *f = context;
    struct vae_terms terms = klimb_vae_forward(&f->vae, f->x, f->eps, MODEL_ROWS, &f->backend);
    return terms.recon + 0.7 * terms.kl;
}

#endif
