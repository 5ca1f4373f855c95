/* evaluation_noise_fresh -- the evaluation draws training noise, other numbers in every row
 *
 * seen: Lightning-Universe/lightning-bolts#566, masato-ka/airc-rl-agent#43
 * changes: distribution
 * tensor: none
 */
#include "mutant.h"
#include "train/trainer.h"

MUTANT_WRAPS(klimb_trainer_observe);

void __wrap_klimb_trainer_observe(struct trainer *trainer, struct observation *row) {
    const struct rng_place place = {
        .seed = trainer->seed, .purpose = RNG_LATENT, .step = (uint32_t)trainer->step};
    klimb_rng_normal(trainer->probe.eps, place, trainer->probe.examples, trainer->probe.latent,
                     trainer->backend.vm);
    __real_klimb_trainer_observe(trainer, row);
}
