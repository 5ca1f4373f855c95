/* batch_norm_not_moved -- the running averages stay as they began, 0 and 1: evaluation is of another model
 *
 * seen: paiml/aprender#2166, LaurentMazare/tch-rs#628
 * changes: distribution
 * tensor: parameter encoder.norm.running
 * also: cures/batch-norm collapse/batch-norm
 */
#include "layers/batch_norm.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_batch_norm_move);

void __wrap_klimb_batch_norm_move(struct batch_norm *norm) {
    (void)norm;
}
