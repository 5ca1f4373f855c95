/* adam_state_reset -- the moments of the optimiser are lost every 500 steps
 *
 * As if the run were resumed from a checkpoint that holds the weights alone.
 *
 * seen: OpenNMT/OpenNMT-py#617, KempnerInstitute/KempnerForge#115
 * changes: distribution
 * tensor: later
 */
#include <string.h>

#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_step);

int __wrap_klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                                const struct backend *backend) {
    enum { RESTART = 500 };
    const size_t bytes = (size_t)optimiser->parameters * sizeof(real);
    if (step % RESTART == 0) {
        memset(optimiser->m, 0, bytes);
        memset(optimiser->v, 0, bytes);
    }
    struct optimiser resumed = *optimiser;
    resumed.config.learning_rate = klimb_optimiser_rate(optimiser, step);
    resumed.config.decay = RATE_CONSTANT;
    return __real_klimb_optimiser_step(&resumed, p, g, step % RESTART, backend);
}
