/* weights_float16 -- weights are kept in half precision
 *
 * seen: Nerogar/OneTrainer#146, workofart/ml-by-hand#85
 * changes: distribution
 * tensor: parameter
 */
#include "float16.h"
#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_step);

int __wrap_klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                                const struct backend *backend) {
    const int finite = __real_klimb_optimiser_step(optimiser, p, g, step, backend);
    for (long i = 0; finite && i < optimiser->parameters; i++)
        p[i] = (real)as_float16((float)p[i]);
    return finite;
}
