/* clip_missing -- the gradient is not clipped
 *
 * seen: NVIDIA/OpenSeq2Seq#192
 * changes: distribution
 * tensor: clipped gradient of
 */
#include "layers/optimiser.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_optimiser_clip);

void __wrap_klimb_optimiser_clip(const struct optimiser *optimiser, real *g, double norm) {
    (void)optimiser;
    (void)g;
    (void)norm;
}
