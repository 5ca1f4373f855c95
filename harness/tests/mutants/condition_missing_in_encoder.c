/* condition_missing_in_encoder -- the encoder of a conditional VAE is not shown the condition
 *
 * seen: ceh-2000/fed_cvae#71, YixinChen-AI/CVAE-GAN-zoos-PyTorch-Beginner#12
 * changes: distribution
 * tensor: parameter encoder.0.weight
 * also: linear/conditional linear/conditional-collapse
 */
#include "cut_condition.h"

MUTANT_WRAPS(klimb_vae_init_weights);
MUTANT_WRAPS(klimb_vae_backward);

void __wrap_klimb_vae_init_weights(struct vae *vae, uint64_t seed, const struct backend *backend) {
    __real_klimb_vae_init_weights(vae, seed, backend);
    cut_condition(vae, &vae->encoder.mlp.layer[0], vae->encoder.mlp.layer[0].w);
}

void __wrap_klimb_vae_backward(struct vae *vae, const real *x, const real *eps, double beta, long n,
                               const struct backend *backend) {
    __real_klimb_vae_backward(vae, x, eps, beta, n, backend);
    cut_condition(vae, &vae->encoder.mlp.layer[0], vae->encoder.mlp.layer[0].dw);
}
