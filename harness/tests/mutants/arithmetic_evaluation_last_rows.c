/* arithmetic_evaluation_last_rows -- where evaluated examples fill no batch, the last is left out
 *
 * changes: arithmetic
 * invisible: where the evaluation set is a multiple of the batch
 */
#include "mutant.h"
#include "train/vae.h"

MUTANT_WRAPS(klimb_vae_evaluate);

struct vae_terms __wrap_klimb_vae_evaluate(struct vae *vae, const real *x, const real *eps, long n,
                                           const struct backend *backend) {
    return __real_klimb_vae_evaluate(vae, x, eps, n < vae->capacity && n > 1 ? n - 1 : n, backend);
}
