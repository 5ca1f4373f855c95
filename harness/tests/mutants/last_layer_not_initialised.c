/* last_layer_not_initialised -- the last layer of the decoder is left at 0
 *
 * seen: deeplearning4j/deeplearning4j#335
 * changes: distribution
 * tensor: parameter decoder
 */
#include <string.h>

#include "mutant.h"
#include "train/vae.h"

MUTANT_WRAPS(klimb_vae_init_weights);

void __wrap_klimb_vae_init_weights(struct vae *vae, uint64_t seed, const struct backend *backend) {
    __real_klimb_vae_init_weights(vae, seed, backend);
    const struct dense *last = &vae->decoder.mlp.layer[vae->decoder.mlp.count - 1];
    memset(last->w, 0, (size_t)(last->in * last->out) * sizeof *last->w);
    memset(last->b, 0, (size_t)last->out * sizeof *last->b);
}
