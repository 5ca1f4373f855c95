/* beta_per_epoch -- the weight of the KL is that of the first step of the epoch
 *
 * seen: StanfordASL/Trajectron-plus-plus#85
 * changes: distribution
 * tensor: schedule beta
 * also: annealing/linear annealing/cosine
 */
#include "layers/schedule.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_schedule_beta);

double __wrap_klimb_schedule_beta(const struct schedule_config *config, long step) {
    enum { EPOCH = 22 }; /* batches of 64 in 1,437 digits */
    return __real_klimb_schedule_beta(config, step - step % EPOCH);
}
