/* cyclical_without_restart -- beta rises once and stays: the cycles do not begin again
 *
 * There the restart stood in the wrong loop.
 *
 * seen: valdersoul/bn-vae#1
 * changes: distribution
 * tensor: later
 * also: annealing/cyclical
 */
#include "layers/schedule.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_schedule_beta);

double __wrap_klimb_schedule_beta(const struct schedule_config *config, long step) {
    const int is_later = config->kind == SCHEDULE_CYCLICAL &&
                         (step - config->start) * config->cycles >= config->length;
    return is_later ? config->beta : __real_klimb_schedule_beta(config, step);
}
