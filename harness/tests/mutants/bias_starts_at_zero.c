/* bias_starts_at_zero -- biases begin at 0 instead of being drawn
 *
 * seen: sinzlab/neuralpredictors#52
 * changes: distribution
 * tensor: parameter encoder.0.bias
 */
#include <string.h>

#include "layers/dense.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_dense_init_weights);

void __wrap_klimb_dense_init_weights(struct dense *dense, enum init_kind kind, double scale,
                                     uint64_t seed, uint32_t layer, long blocks,
                                     const struct vecmath *vm) {
    __real_klimb_dense_init_weights(dense, kind, scale, seed, layer, blocks, vm);
    memset(dense->b, 0, (size_t)dense->out * sizeof *dense->b);
}
