/* decoder_not_optimised -- the optimiser was given the parameters of the encoder alone
 *
 * seen: zdebruine/MMVAE#39
 * changes: distribution
 * tensor: parameter decoder
 */
#include <stdlib.h>
#include <string.h>

#include "mutant.h"
#include "train/trainer.h"

MUTANT_WRAPS(klimb_trainer_step);

int __wrap_klimb_trainer_step(struct trainer *trainer) {
    const struct vae *vae = &trainer->vae;
    const size_t bytes = (size_t)(vae->parameters - vae->encoder_parameters) * sizeof *vae->p;
    real *decoder = vae->p + vae->encoder_parameters, *before = malloc(bytes);
    if (before == NULL)
        abort();
    memcpy(before, decoder, bytes);
    const int updated = __real_klimb_trainer_step(trainer);
    memcpy(decoder, before, bytes);
    free(before);
    return updated;
}
