/* delta_floor_lost -- the KL to a sequence leaves out the variance of z_(j-1), so its floor is 0
 *
 * seen: CompVis/vunet#15
 * changes: distribution
 * tensor: gradient of encoder
 * also: collapse/delta-vae
 */
#include "layers/ar1.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_ar1_forward);
MUTANT_WRAPS(klimb_ar1_gradient);

/* What sigma_j^2 weighs in the gap of z_(j+1), twice. */
static double weight_of(double alpha) {
    return alpha * alpha / (1 - alpha * alpha);
}

void __wrap_klimb_ar1_forward(double *nll, const real *mu, const real *variance, long n, long k,
                              double alpha) {
    __real_klimb_ar1_forward(nll, mu, variance, n, k, alpha);
    for (long i = 0; i < n; i++)
        for (long j = 0; j < k - 1; j++)
            nll[i] -= weight_of(alpha) * (double)variance[i * k + j] / 2;
}

void __wrap_klimb_ar1_gradient(real *pull, real *precise, const real *mu, const real *variance,
                               long n, long k, double alpha) {
    __real_klimb_ar1_gradient(pull, precise, mu, variance, n, k, alpha);
    for (long i = 0; i < n; i++)
        for (long j = 0; j < k - 1; j++)
            precise[i * k + j] -= (real)(weight_of(alpha) * (double)variance[i * k + j]);
}
