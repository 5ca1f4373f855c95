/* sigma_x_is_mean_square -- the best sigma_x of a batch is the mean square of the residuals, without its root
 *
 * seen: orybkin/sigma-vae-pytorch#1
 * changes: distribution
 * tensor: loss term recon
 * also: collapse/optimal-variance
 */
#include "layers/likelihood.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_likelihood_batch_scale);

real __wrap_klimb_likelihood_batch_scale(const real *output, const real *x, long n, long d,
                                         const struct backend *backend, real *work) {
    return 2 * __real_klimb_likelihood_batch_scale(output, x, n, d, backend, work);
}
