/* counts_without_factorial -- the likelihood of a count is without its x!
 *
 * seen: scverse/scvi-tools#2
 * changes: distribution
 * tensor: loss term recon
 * also: counts/healthy counts/poisson
 */
#include "layers/likelihood_internal.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_likelihood_factorial);
MUTANT_WRAPS(klimb_likelihood_ln_factorial);

double __wrap_klimb_likelihood_factorial(int x) {
    (void)x;
    return 1;
}

double __wrap_klimb_likelihood_ln_factorial(double x) {
    (void)x;
    return 0;
}
