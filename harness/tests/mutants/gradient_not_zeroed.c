/* gradient_not_zeroed -- gradients are added to those of all steps before
 *
 * seen: wenet-e2e/wekws#73, facebookresearch/nwm#16, yastrebksv/TennisCourtDetector#7
 * changes: distribution
 * tensor: gradient of decoder | gradient of likelihood.scale
 */
#include <stdlib.h>
#include <string.h>

#include "mutant.h"
#include "train/vae.h"

MUTANT_WRAPS(klimb_vae_backward);

void __wrap_klimb_vae_backward(struct vae *vae, const real *x, const real *eps, double beta, long n,
                               const struct backend *backend) {
    const size_t bytes = (size_t)vae->parameters * sizeof *vae->g;
    real *before = malloc(bytes);
    if (before == NULL)
        abort();
    memcpy(before, vae->g, bytes);
    __real_klimb_vae_backward(vae, x, eps, beta, n, backend);
    for (long i = 0; i < vae->parameters; i++)
        vae->g[i] += before[i];
    free(before);
}
