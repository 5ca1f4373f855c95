#include <math.h>

#include "report/model/report_model.h"

static const double ENCODED_SHARE = 0.9; /* of the final KL */
static const double BLOWN_FACTOR = 10;   /* a loss this many times the initial one has blown up */
static const double WEIGHT_SHARE = 0.1;  /* of its range: a settled weight moves less */
static const double WEIGHT_LEAST = 0.01; /* of the largest weight: less than this is rounding */

/* The first row from which on beta stays near its final value. */
static long find_settled(const struct record *record) {
    double low = (double)INFINITY, high = (double)-INFINITY;
    long row = record->rows;
    for (long i = 0; i < record->rows; i++) {
        low = fmin(low, (double)record_value(record, i, OBSERVABLE_beta));
        high = fmax(high, (double)record_value(record, i, OBSERVABLE_beta));
    }
    double end = record_final(record, OBSERVABLE_beta), near = WEIGHT_SHARE * (high - low);
    if (!(high - low > WEIGHT_LEAST * fmax(fabs(low), fabs(high))))
        return 0;
    while (row > 0 && !(fabs((double)record_value(record, row - 1, OBSERVABLE_beta) - end) > near))
        row--;
    return record->step[row < record->rows ? row : record->rows - 1];
}

static long find_scheduled(const struct record *record, const struct schedule_config *schedule) {
    long step = 0, last = record->step[record->rows - 1];
    while (step < last && !klimb_schedule_is_settled(schedule, step))
        step++;
    return step;
}

/* The schedule tells when beta is final, unless it is constant, as in the config of a log of another program, or a
 * controller finds beta: then the record does. The weight of a capacity keeps changing its sign, so its schedule
 * counts. */
static long find_annealed(const struct record *record, const struct config *config) {
    int is_constant = klimb_schedule_is_settled(&config->schedule, 0) &&
                      config->objective.kind != OBJECTIVE_CAPACITY;
    return klimb_config_is_controlled(config) || is_constant
               ? find_settled(record)
               : find_scheduled(record, &config->schedule);
}

static long find_encoded(const struct record *record) {
    double enough = ENCODED_SHARE * record_final(record, OBSERVABLE_kl);
    for (long row = 0; row < record->rows; row++)
        if ((double)record_value(record, row, OBSERVABLE_kl) >= enough)
            return record->step[row];
    return -1;
}

/* The first step from which on no unit is active; -1 if one is active at the end. */
static long find_collapsed(const struct record *record) {
    long row = record->rows;
    while (row > 0 && (record_is_missing(record, row - 1, OBSERVABLE_active_units) ||
                       record_value(record, row - 1, OBSERVABLE_active_units) < 1))
        row--;
    return row < record->rows ? record->step[row] : -1;
}

/* The weight with which the KL counts: its final weight, 1 for an ELBO and nearly 0 for a KL without constraint. */
static double find_weight(const struct record *record) {
    double end = record_final(record, OBSERVABLE_beta);
    return fabs(end) < 1 ? fabs(end) : 1;
}

/* Minus the ELBO, with the KL counted with `weight`. Not the loss, which grows with an annealed beta. */
static double cost_at(const struct record *record, long row, double weight) {
    double cost = -(double)record_value(record, row, OBSERVABLE_elbo);
    double kl = (double)record_value(record, row, OBSERVABLE_kl);
    return weight < 1 && !isnan(kl) ? cost - (1 - weight) * kl : cost;
}

static long find_blown(const struct record *record) {
    double weight = find_weight(record);
    long first = 0;
    while (first < record->rows - 1 && record_is_missing(record, first, OBSERVABLE_elbo))
        first++;
    double much = BLOWN_FACTOR * fabs(cost_at(record, first, weight));
    for (long row = first + 1; row < record->rows; row++)
        if (fabs(cost_at(record, row, weight)) > much)
            return record->step[row];
    return -1;
}

struct report_phases report_phases_find(const struct record *record, const struct config *config) {
    int has_encoded = !record->outcome.diverged &&
                      record_final(record, OBSERVABLE_active_units) >= 1;
    return (struct report_phases){
        .annealed = find_annealed(record, config),
        .encoded = has_encoded ? find_encoded(record) : -1,
        .collapsed = record->outcome.diverged ? -1 : find_collapsed(record),
        .blown = find_blown(record),
        .diverged = record->outcome.diverged ? record->outcome.step : -1,
    };
}
