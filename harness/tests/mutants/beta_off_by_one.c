/* beta_off_by_one -- the weight of the KL is that of the next step
 *
 * seen: PlaytikaOSS/pybandits#137
 * changes: distribution
 * tensor: schedule beta
 * also: annealing/linear
 */
#include "layers/schedule.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_schedule_beta);

double __wrap_klimb_schedule_beta(const struct schedule_config *config, long step) {
    return __real_klimb_schedule_beta(config, step + 1);
}
