/* init_5_percent -- initial weights and biases are 1.05 times what they should be
 *
 * There the spread was that of another shape; how small a difference shows is asked here.
 *
 * seen: nntrainer/nntrainer#1353
 * changes: distribution
 * tensor: parameter encoder.0.weight
 * also: learning/initial-spread
 */
#include "layers/dense.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_dense_init_weights);

void __wrap_klimb_dense_init_weights(struct dense *dense, enum init_kind kind, double scale,
                                     uint64_t seed, uint32_t layer, long blocks,
                                     const struct vecmath *vm) {
    __real_klimb_dense_init_weights(dense, kind, 1.05 * scale, seed, layer, blocks, vm);
}
