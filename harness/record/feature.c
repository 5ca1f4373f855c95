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

/* The largest value times `sign`; NaN if there is no row or one is NaN. */
static double extreme(const struct window *window, enum observable column, double sign) {
    double best = window->rows > 0 ? value_at(window, 0, column) : (double)NAN;
    for (long row = 0; row < window->rows; row++) {
        double value = value_at(window, row, column);
        if (isnan(value))
            return (double)NAN;
        if (sign * value > sign * best)
            best = value;
    }
    return best;
}

/* max(value, 0), but NaN stays, unlike in fmax. */
static double positive(double value) {
    return value < 0 ? 0 : value;
}

/* The height at a row: of a curve whose area is measured, or a weight of the step. */
typedef double height(const struct window *window, long row, double final);

/* The integral of a height over the steps, from row to row by the trapezoidal rule. */
static double area(const struct window *window, height *of, double final) {
    double sum = 0;
    for (long row = 1; row < window->rows; row++)
        sum += (of(window, row - 1, final) + of(window, row, final)) / 2 *
               (step_at(window, row) - step_at(window, row - 1));
    return sum;
}

/* The resolution of a column, below which values are 0 up to rounding. */
static double resolution(enum observable column) {
    return klimb_observable_info[column].resolution;
}

static double below_final_kl(const struct window *window, long row, double final) {
    double share = positive(value_at(window, row, OBSERVABLE_kl)) /
                   fmax(final, resolution(OBSERVABLE_kl));
    return positive(1 - share);
}

static double above_final_recon(const struct window *window, long row, double final) {
    return positive(value_at(window, row, OBSERVABLE_recon) - final);
}

static double kl_weight(const struct window *window, long row, double final) {
    (void) final;
    return positive(value_at(window, row, OBSERVABLE_kl));
}

static double kl_weighted_step(const struct window *window, long row, double final) {
    return kl_weight(window, row, final) * step_at(window, row);
}

static double kl_rise(const struct window *window, double final) {
    return isfinite(final) ? area(window, below_final_kl, final) : (double)NAN;
}

static double recon_fall(const struct window *window, double final) {
    double largest = extreme(window, OBSERVABLE_recon, 1);
    if (!isfinite(largest) || !isfinite(final))
        return (double)NAN;
    return area(window, above_final_recon, final) /
           fmax(largest - final, resolution(OBSERVABLE_recon));
}

static double kl_centre(const struct window *window) {
    double length = window->last - (window->rows > 0 ? step_at(window, 0) : 0);
    double weight = area(window, kl_weight, 0), moment = area(window, kl_weighted_step, 0);
    if (!isfinite(weight) || !isfinite(extreme(window, OBSERVABLE_kl, 1)))
        return (double)NAN;
    return length > 0 ? moment / fmax(weight, resolution(OBSERVABLE_kl) * length) : window->last;
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
    feature[FEATURE_kl_centre_step] = kl_centre(window);
    feature[FEATURE_kl_rise_steps] = kl_rise(window, feature[FEATURE_kl_final]);
    feature[FEATURE_recon_fall_steps] = recon_fall(window, feature[FEATURE_recon_final]);
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
    feature[FEATURE_kl_peak] = extreme(&window, OBSERVABLE_kl, 1);
    feature[FEATURE_logvar_lowest] = extreme(&window, OBSERVABLE_logvar_min, -1);
    feature[FEATURE_grad_encoder_peak] = extreme(&window, OBSERVABLE_grad_encoder, 1);
    feature[FEATURE_grad_decoder_peak] = extreme(&window, OBSERVABLE_grad_decoder, 1);
    feature[FEATURE_diverged] = outcome->diverged;
    feature[FEATURE_end_step] = record->rows > 0 ? (double)record->step[record->rows - 1]
                                                 : (double)NAN;
    measure_times(feature, &window);
}

double feature_mean(const double *features, long count, enum feature feature) {
    double sum = 0;
    for (long i = 0; i < count; i++)
        sum += features[i * FEATURES + feature];
    return sum / (double)count;
}
