#include "layers/schedule_kind.h"

/* tau in [0,1), the position of the step in its cycle. Fu et al. write mod(t - 1, ceil(T/M))/(T/M) for
 * t = 1 .. T = length and M = cycles. Here it is the remainder by T/M itself, computed in integers as
 * mod((t - 1) M, T)/T: the cycles are equal even if T/M is not a whole number, and restarts have no
 * rounding. */
static double cycle_position(const struct schedule_config *config, long elapsed) {
    return (double)(elapsed * config->cycles % config->length) / (double)config->length;
}

/* Fu et al. 2019, "Cyclical Annealing Schedule", eq. 6-7, with the linear ramp. */
static double progress(const struct schedule_config *config, long elapsed) {
    if (elapsed >= config->length)
        return 1;
    double tau = cycle_position(config, elapsed);
    return tau >= config->ratio ? 1 : tau / config->ratio;
}

static int settled(const struct schedule_config *config, long elapsed) {
    if (elapsed >= config->length)
        return 1;
    int in_last_cycle = elapsed * config->cycles / config->length == config->cycles - 1;
    return in_last_cycle && cycle_position(config, elapsed) >= config->ratio;
}

const struct schedule_functions klimb_schedule_cyclical = {progress, settled};
