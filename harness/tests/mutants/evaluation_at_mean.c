/* evaluation_at_mean -- the evaluation decodes the mean instead of a sample
 *
 * seen: pytorch/examples#419
 * changes: distribution
 * tensor: none
 */
#include "mutant.h"
#include "train/vae.h"

MUTANT_WRAPS(klimb_vae_evaluate);

struct vae_terms __wrap_klimb_vae_evaluate(struct vae *vae, const real *x, const real *eps, long n,
                                           const struct backend *backend) {
    (void)eps;
    return __real_klimb_vae_evaluate(vae, x, vae->zeros, n, backend);
}
