/* decoder_fixture.h -- properties of every decoder that sees x: p(x|z) is a distribution, a draw can be repeated, and
 * dropout is addressed by step and row.
 */
#ifndef KLIMB_DECODER_FIXTURE_H
#define KLIMB_DECODER_FIXTURE_H

#include "tests/model_fixture.h"
#include "train/vae_decoder.h"

/* decoder_probability -- p(x|z) of one example at z = eps. */
static inline double decoder_probability(struct model *f, const real *x) {
    struct vae *vae = &f->vae;
    klimb_vae_decoders[vae->config.decoder].forward(vae, f->eps, x, NULL, 1, &f->backend);
    klimb_likelihood_forward(vae->recon, NULL, klimb_network_output(&vae->decoder), x, 1, DATA,
                             &vae->likelihood, NULL, &f->backend, vae->work);
    return exp(-vae->recon[0]);
}

/* decoder_draw -- x [MODEL_ROWS,DATA] by klimb_vae_decode. A second draw must be equal, and all values 0 or 1. */
static inline void decoder_draw(struct model *f, real *x) {
    real again[MODEL_ROWS * DATA];
    klimb_vae_decode(&f->vae, x, f->eps, MODEL_ROWS, &f->backend);
    klimb_vae_decode(&f->vae, again, f->eps, MODEL_ROWS, &f->backend);
    ck_assert_mem_eq(x, again, sizeof again);
    for (long i = 0; i < MODEL_ROWS * DATA; i++)
        ck_assert(x[i] <= 0 || x[i] >= 1);
}

/* check_decoder_dropout -- decoder_dropout 0.5 in the first rows of each step of a whole run, `width` values a row. */
static inline void check_decoder_dropout(const struct config *config, const struct dataset *data,
                                         long width) {
    struct run run;
    start(&run, config, data, 7, BACKEND_EXACT);
    for (uint32_t step = 0; klimb_trainer_step(&run.trainer); step++)
        for (uint32_t row = 0; row < 4; row++) {
            real uniform[DATA];
            klimb_rng_uniform(uniform, (struct rng_place){7, RNG_SHOWN, step, row}, width);
            for (long j = 0; j < width; j++)
                ck_assert_near(run.trainer.vae.shown[row * width + j], uniform[j] >= REAL(0.5), 0);
        }
    klimb_trainer_free(&run.trainer);
}

#endif
