/* reset_of_all -- with the decoder the encoder is drawn again, so that what it learned is lost
 *
 * seen: huggingface/picotron#32, huggingface/transformers#45591
 * changes: distribution
 * tensor: later
 * also: cures/pretraining
 */
#include "mutant.h"
#include "train/vae.h"

MUTANT_WRAPS(klimb_vae_reset_decoder);

void __wrap_klimb_vae_reset_decoder(struct vae *vae, uint64_t seed, const struct backend *backend) {
    klimb_vae_init_weights(vae, seed, backend);
    __real_klimb_vae_reset_decoder(vae, seed, backend);
}
