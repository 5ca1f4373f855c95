/* clip_squared_norm -- the squared norm of the gradient is taken for the norm when it is clipped
 *
 * seen: paiml/entrenar#311
 * changes: distribution
 * tensor: clipped gradient of
 * also: weak-prior/zero-beta-sgd
 */
#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_clip);

void __wrap_klimb_optimiser_clip(const struct optimiser *optimiser, real *g, double norm) {
    __real_klimb_optimiser_clip(optimiser, g, norm * norm);
}
