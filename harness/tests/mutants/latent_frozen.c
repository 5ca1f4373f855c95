/* latent_frozen -- one latent unit is not trained: its mean and variance get no gradient
 *
 * seen: ImKeTT/PCAE#5
 * changes: distribution
 * tensor: gradient of encoder
 */
#include "after_backward.h"

MUTANT_WRAPS(klimb_posterior_backward);
MUTANT_WRAPS(klimb_posterior_backward_expected);

static void after_backward(real *draw, const struct backward_pass *pass) {
    for (long i = 0; i < 2 * pass->n; i++)
        draw[i * pass->k] = 0;
}
