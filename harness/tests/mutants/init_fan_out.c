/* init_fan_out -- initial weights are spread by the number of outputs instead of inputs
 *
 * seen: mnielsen/neural-networks-and-deep-learning#30, vballoli/nfnets-pytorch#30
 * changes: distribution
 * tensor: parameter encoder.0.weight
 * also: learning/initial-spread
 */
#include <math.h>

#include "layers/dense.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_dense_init_weights);

void __wrap_klimb_dense_init_weights(struct dense *dense, enum init_kind kind, double scale,
                                     uint64_t seed, uint32_t layer, long blocks,
                                     const struct vecmath *vm) {
    const double outputs = (double)(dense->out / blocks);
    const int is_of_inputs = kind == INIT_PYTORCH || kind == INIT_HE;
    const double factor = is_of_inputs ? sqrt((double)dense->in / outputs) : 1;
    __real_klimb_dense_init_weights(dense, kind, factor * scale, seed, layer, blocks, vm);
}
