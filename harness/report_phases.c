#include "report_internal.h"

static const double ENCODED_SHARE = 0.9; /* of the final KL */

static long find_annealed(const struct record *record, const struct schedule_config *schedule) {
    long step = 0, last = record->step[record->rows - 1];
    while (step < last && !schedule_is_settled(schedule, step))
        step++;
    return step;
}

static long find_encoded(const struct record *record) {
    double enough = ENCODED_SHARE * record_final(record, OBSERVABLE_kl);
    for (long row = 0; row < record->rows; row++)
        if ((double)record_value(record, row, OBSERVABLE_kl) >= enough)
            return record->step[row];
    return -1;
}

struct report_phases report_phases_find(const struct record *record,
                                        const struct schedule_config *schedule) {
    int has_encoded = !record->outcome.diverged &&
                      record_final(record, OBSERVABLE_active_units) >= 1;
    return (struct report_phases){
        .annealed = find_annealed(record, schedule),
        .encoded = has_encoded ? find_encoded(record) : -1,
        .diverged = record->outcome.diverged ? record->outcome.step : -1,
    };
}
