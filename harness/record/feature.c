#include "record/feature.h"

#include <math.h>

#define FEATURE_INFO(name, unit, scale, resolution, column, without, meaning)                      \
    {#name, unit, meaning, OBSERVABLE_##scale, resolution, column, without},
const struct feature_info feature_info[FEATURES] = {FEATURE_TABLE(FEATURE_INFO)};
#define FEATURE_NAME(name, unit, scale, resolution, column, without, meaning) #name,
const char *const feature_names[] = {FEATURE_TABLE(FEATURE_NAME) NULL};

/* The rows that features are measured over. */
struct window {
    const struct record *record;
    long rows;
    double last; /* step of the last of them */
};

static double value_at(const struct window *window, long row, enum observable column) {
    return (double)record_value(window->record, row, column);
}

static double step_at(const struct window *window, long row) {
    return (double)window->record->step[row];
}

/* Row of the largest value times `sign`; -1 when there is none or one is not a number. */
static long find_extreme(const struct window *window, enum observable column, double sign) {
    long best = window->rows > 0 ? 0 : -1;
    for (long row = 0; row < window->rows; row++) {
        double value = value_at(window, row, column);
        if (isnan(value))
            return -1;
        if (sign * value > sign * value_at(window, best, column))
            best = row;
    }
    return best;
}

static double extreme(const struct window *window, enum observable column, double sign) {
    long row = find_extreme(window, column, sign);
    return row < 0 ? (double)NAN : value_at(window, row, column);
}

/* First step at which the way from `from` to `to` is half done; NaN when it never is. */
static double half_step(const struct window *window, enum observable column, double from,
                        double to) {
    double sign = to < from ? -1 : 1, middle = (from + to) / 2;
    for (long row = 0; isfinite(middle) && row < window->rows; row++)
        if (sign * value_at(window, row, column) >= sign * middle)
            return step_at(window, row);
    return (double)NAN;
}

/* Mean of the feature's column, less that of another if it has one, over rows beyond a step. */
static double late_mean(const struct window *window, enum feature feature, double from) {
    enum observable column = feature_info[feature].column, without = feature_info[feature].without;
    double sum = 0;
    long count = 0;
    for (long row = 0; row < window->rows; row++) {
        if (!(step_at(window, row) > from) && row < window->rows - 1)
            continue;
        sum += value_at(window, row, column);
        if (without != OBSERVABLES)
            sum -= value_at(window, row, without);
        count++;
    }
    return count > 0 ? sum / (double)count : (double)NAN;
}

/* Least-squares slope over the last tenth, times its length. 0 when it has fewer than two rows. */
static double late_slope(const struct window *window, enum observable column) {
    double from = 0.9 * window->last, count = 0, steps = 0, values = 0, squares = 0, products = 0;
    for (long row = 0; row < window->rows; row++) {
        if (!(step_at(window, row) > from))
            continue;
        double step = step_at(window, row) - window->last, value = value_at(window, row, column);
        count += 1;
        steps += step;
        values += value;
        squares += step * step;
        products += step * value;
    }
    double spread = count * squares - steps * steps;
    if (count < 2 || !(spread > 0))
        return 0;
    return (count * products - steps * values) / spread * 0.1 * window->last;
}

static void measure_times(double feature[FEATURES], const struct window *window) {
    long peak = find_extreme(window, OBSERVABLE_kl, 1);
    feature[FEATURE_kl_peak] = extreme(window, OBSERVABLE_kl, 1);
    feature[FEATURE_kl_peak_step] = peak < 0 ? (double)NAN : step_at(window, peak);
    feature[FEATURE_kl_half_step] = half_step(window, OBSERVABLE_kl, 0, feature[FEATURE_kl_final]);
    feature[FEATURE_recon_half_step] = half_step(window, OBSERVABLE_recon,
                                                 value_at(window, 0, OBSERVABLE_recon),
                                                 feature[FEATURE_recon_final]);
}

void feature_measure(double feature[FEATURES], const struct record *record) {
    struct window window = {.record = record, .rows = record->rows};
    const struct outcome *outcome = &record->outcome;
    if (outcome->diverged && window.rows > 1 && record->step[window.rows - 1] == outcome->step)
        window.rows--;
    window.last = window.rows > 0 ? step_at(&window, window.rows - 1) : 0;

    double tenth = 0.9 * window.last, half = 0.5 * window.last;
    static const enum feature finals[] = {FEATURE_recon_final, FEATURE_kl_final, FEATURE_mi_final,
                                          FEATURE_active_units_final};
    static const enum feature lates[] = {FEATURE_batch_recon_late, FEATURE_batch_kl_late,
                                         FEATURE_recon_gap_late, FEATURE_kl_gap_late};
    for (size_t i = 0; i < sizeof finals / sizeof *finals; i++)
        feature[finals[i]] = late_mean(&window, finals[i], tenth);
    for (size_t i = 0; i < sizeof lates / sizeof *lates; i++)
        feature[lates[i]] = late_mean(&window, lates[i], half);
    feature[FEATURE_recon_slope] = late_slope(&window, OBSERVABLE_recon);
    feature[FEATURE_kl_slope] = late_slope(&window, OBSERVABLE_kl);
    feature[FEATURE_logvar_lowest] = extreme(&window, OBSERVABLE_logvar_min, -1);
    feature[FEATURE_grad_encoder_peak] = extreme(&window, OBSERVABLE_grad_encoder, 1);
    feature[FEATURE_grad_decoder_peak] = extreme(&window, OBSERVABLE_grad_decoder, 1);
    feature[FEATURE_diverged] = outcome->diverged;
    feature[FEATURE_end_step] = record->rows > 0 ? (double)record->step[record->rows - 1]
                                                 : (double)NAN;
    measure_times(feature, &window);
}
