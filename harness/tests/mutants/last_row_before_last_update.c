/* last_row_before_last_update -- the last row is written before the last update
 *
 * So the last update leaves no trace in the record; here it is not made.
 *
 * seen: thinking-machines-lab/tinker-cookbook#736, AI-Hypercomputer/maxtext#394
 * changes: distribution
 * tensor: none
 * also: linear/escape-rate linear/escape-rate-slow
 */
#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_step);

int __wrap_klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                                const struct backend *backend) {
    if (step == optimiser->steps - 1)
        return 1;
    return __real_klimb_optimiser_step(optimiser, p, g, step, backend);
}
