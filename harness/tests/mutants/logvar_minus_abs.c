/* logvar_minus_abs -- ln sigma^2 is -|s|, so no variance is above 1
 *
 * seen: chaoyan1037/Re-balanced-VAE#2
 * changes: distribution
 * tensor: posterior logvar
 */
#include "bend_logvar.h"

MUTANT_WRAPS(klimb_posterior_forward);
MUTANT_WRAPS(klimb_posterior_backward);
MUTANT_WRAPS(klimb_posterior_backward_expected);

static real bent(real s) {
    return s > 0 ? -s : s;
}

static real slope(real s) {
    return s > 0 ? REAL(-1.0) : REAL(1.0);
}
