/* weight_float16 -- one weight of all is kept in half precision
 *
 * There it was all of them; how little shows is asked here. One weight of thousands that is off by at
 * most 2^-11 of itself moves no column by more than rounding does: nobody could notice but by the bits.
 *
 * seen: Nerogar/OneTrainer#146
 * changes: distribution
 * tensor: parameter
 * alone: no column moves by more than rounding moves it; nothing but the bits can tell
 */
#include "float16.h"
#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_step);

int __wrap_klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                                const struct backend *backend) {
    const int finite = __real_klimb_optimiser_step(optimiser, p, g, step, backend);
    real *weight = p + optimiser->parameters / 2;
    if (finite)
        *weight = (real)as_float16((float)*weight);
    return finite;
}
