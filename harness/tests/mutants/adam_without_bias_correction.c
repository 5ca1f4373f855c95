/* adam_without_bias_correction -- Adam has no bias correction
 *
 * seen: oxiglade/mlx-rs#301, ml-explore/mlx#1640
 * changes: distribution
 * tensor: parameter
 */
#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_step);

int __wrap_klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                                const struct backend *backend) {
    enum { LATE = 1 << 20 }; /* beta^LATE is 0, so both corrections are 1 */
    struct optimiser late = *optimiser;
    late.config.learning_rate = klimb_optimiser_rate(optimiser, step);
    late.config.decay = RATE_CONSTANT;
    return __real_klimb_optimiser_step(&late, p, g, LATE, backend);
}
