/* control_weights_other_seed -- the initial weights of another seed
 *
 * seen: -
 * changes: permutes
 * tensor: parameter encoder.0.weight
 */
#include "mutant.h"
#include "train/vae.h"

MUTANT_WRAPS(klimb_vae_init_weights);

void __wrap_klimb_vae_init_weights(struct vae *vae, uint64_t seed, const struct backend *backend) {
    __real_klimb_vae_init_weights(vae, seed + 1000003, backend);
}
