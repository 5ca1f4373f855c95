/* cosine_rebounds -- the cosine of the learning rate ends at nine tenths of the run, then the rate rises again
 *
 * seen: Tencent-Hunyuan/UniRL#223, deepset-ai/FARM#46
 * changes: distribution
 * tensor: parameter
 * also: linear/escape-rate-cosine
 */
#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_step);

int __wrap_klimb_optimiser_step(struct optimiser *optimiser, real *p, const real *g, long step,
                                const struct backend *backend) {
    struct optimiser shorter = *optimiser;
    shorter.steps = optimiser->steps * 9 / 10 + 1;
    return __real_klimb_optimiser_step(&shorter, p, g, step, backend);
}
