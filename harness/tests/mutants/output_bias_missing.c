/* output_bias_missing -- the decoder's last layer has no bias
 *
 * seen: PaddlePaddle/PARL#147
 * changes: distribution
 * tensor: parameter decoder
 */
#include <string.h>

#include "mutant.h"
#include "train/vae.h"

MUTANT_WRAPS(klimb_vae_init_weights);
MUTANT_WRAPS(klimb_vae_backward);

static const struct dense *last_layer(const struct vae *vae) {
    return &vae->decoder.mlp.layer[vae->decoder.mlp.count - 1];
}

void __wrap_klimb_vae_init_weights(struct vae *vae, uint64_t seed, const struct backend *backend) {
    __real_klimb_vae_init_weights(vae, seed, backend);
    const struct dense *last = last_layer(vae);
    memset(last->b, 0, (size_t)last->out * sizeof *last->b);
}

void __wrap_klimb_vae_backward(struct vae *vae, const real *x, const real *eps, double beta, long n,
                               const struct backend *backend) {
    __real_klimb_vae_backward(vae, x, eps, beta, n, backend);
    const struct dense *last = last_layer(vae);
    memset(last->db, 0, (size_t)last->out * sizeof *last->db);
}
