/* rate_10_percent -- the learning rate is 1.1 times what was asked for
 *
 * seen: SPOClab-ca/dn3#6
 * changes: distribution
 * tensor: parameter
 */
#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_step);

int __wrap_klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                                const struct backend *backend) {
    struct optimiser faster = *optimiser;
    faster.config.learning_rate *= 1.1;
    return __real_klimb_optimiser_step(&faster, p, g, step, backend);
}
