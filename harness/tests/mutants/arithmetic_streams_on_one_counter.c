/* arithmetic_streams_on_one_counter -- the noise of training has the counters of the evaluation's
 *
 * changes: arithmetic
 * invisible: where no noise is drawn
 */
#include "mutant.h"
#include "numerics/rng.h"

MUTANT_WRAPS(klimb_rng_normal);

void __wrap_klimb_rng_normal(real *out, struct rng_place place, long rows, long columns,
                             const struct vecmath *vm) {
    if (place.purpose == RNG_LATENT)
        place.purpose = RNG_EVALUATION;
    __real_klimb_rng_normal(out, place, rows, columns, vm);
}
