/* evaluation_of_one_batch -- only the first batch of the evaluation set is evaluated
 *
 * seen: YannDubs/disentangling-vae#70, scverse/scvi-tools#1032
 * changes: distribution
 * tensor: none
 */
#include "mutant.h"
#include "train/probe.h"

MUTANT_WRAPS(klimb_probe_layout);

void __wrap_klimb_probe_layout(struct probe *probe, struct arena *arena, const real *x,
                               long examples, long data, long latent) {
    enum { BATCH = 64 };
    __real_klimb_probe_layout(probe, arena, x, examples < BATCH ? examples : BATCH, data, latent);
}
