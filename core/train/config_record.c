/* The steps that have a row. */
#include <math.h>

#include "train/config.h"

/* The gap grows with the step because training curves are smooth in ln t, up to the gap at which the
 * whole run would have rows_at_most rows. One product in double, rounded down, is the same on every
 * machine. */
static long gap_after(const struct config *config, long step) {
    const struct record_config *record = &config->record;
    long widest = (config->steps - 1) / record->rows_at_most + 1;
    double gap = fmin(floor(record->growth * (double)step), (double)widest);
    return gap > 1 ? (long)gap : 1;
}

long klimb_config_next_logged(const struct config *config, long step) {
    if (step >= config->steps)
        return config->steps + 1;
    long gap = step < config->record.dense_until ? 1 : gap_after(config, step);
    return gap < config->steps - step ? step + gap : config->steps;
}

int klimb_config_is_logged(const struct config *config, long step) {
    long logged = 0;
    while (logged < step)
        logged = klimb_config_next_logged(config, logged);
    return logged == step && step <= config->steps;
}

long klimb_config_logged_count(const struct config *config) {
    long count = 0;
    for (long step = 0; step <= config->steps; step = klimb_config_next_logged(config, step))
        count++;
    return count;
}
