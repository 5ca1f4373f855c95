/* relu_on_logvar -- ln sigma^2 goes through a ReLU, so no variance is below 1
 *
 * seen: alexlee-gk/video_prediction#3
 * changes: distribution
 * tensor: posterior logvar
 */
#include "bend_logvar.h"

MUTANT_WRAPS(klimb_posterior_forward);
MUTANT_WRAPS(klimb_posterior_backward);
MUTANT_WRAPS(klimb_posterior_backward_expected);

static real bent(real s) {
    return s > 0 ? s : REAL(0.0);
}

static real slope(real s) {
    return s > 0 ? REAL(1.0) : REAL(0.0);
}
