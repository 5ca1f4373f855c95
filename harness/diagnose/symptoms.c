#include "diagnose/symptoms.h"

#include <math.h>

#define SYMPTOM_INFO(name, meaning) {#name, meaning},
const struct symptom_info symptom_info[SYMPTOMS] = {SYMPTOM_TABLE(SYMPTOM_INFO)};

/* ---- levels ---------------------------------------------------------------------------------- */

static double middle_of(const struct curve *curve) {
    return curve_level(curve, SYMPTOM_MIDDLE_BEGINS, SYMPTOM_MIDDLE_ENDS);
}

/* log10, with a lower limit that zero and negative ratios also get. */
static double decades(double ratio) {
    if (isnan(ratio))
        return ratio;
    return ratio > 1e-12 ? fmin(log10(ratio), 12) : -12;
}

/* Standard error of the difference of two means over `a` and `b` values. */
static double error_of(const struct curve *curve, long a, long b) {
    return curve_noise(curve) * sqrt(1.0 / (double)(a > 0 ? a : 1) + 1.0 / (double)(b > 0 ? b : 1));
}

/* A change less its standard error, so that noise alone is not a change. */
static double beyond_noise(double change, double noise) {
    double size = fmax(fabs(change) - noise, 0);
    return change < 0 ? -size : size;
}

/* A change relative to its noise. Without noise it is certain, if it is more than the last digit of a float. */
static double against_noise(double change, double noise, double scale) {
    double least = 1e-6 * fabs(scale);
    return change / fmax(fmax(noise, least), 1e-300);
}

/* ---- what is not finite, what blows up ------------------------------------------------------- */

static int breaks_at_end(const struct curve *curve) {
    double last = curve->count > 0 ? curve->step[curve->count - 1] : -HUGE_VAL;
    return curve->broken > 0 && !(curve->last_broken < last);
}

/* How many decades recon or the total rises above its first value. Falling, even far below 0, is not a blow-up. */
static void measure_rise(const struct curve *curve, double *blow_up, double *spike) {
    if (curve->count < 3)
        return;
    double first = curve->value[0], size = fmax(fabs(first), 1e-300);
    double last = curve_level(curve, 0.98, 1), most = curve->value[curve_largest(curve, 0)];
    *blow_up = fmax(*blow_up, decades((last - first) / size));
    *spike = fmax(*spike, decades((most - first) / size));
}

/* How many decades the KL lies above its values in the first tenth, of at least 3 rows, and above the first recon. */
static void measure_growth(const struct curve *kl, double scale, double *blow_up, double *spike) {
    long rows = curve_rows(kl, 0, 0.1);
    double early = scale;
    if (kl->count < 3)
        return;
    rows = rows < 3 ? 3 : rows;
    for (long i = 0; i < rows && i < kl->count; i++)
        early = fmax(early, fabs(kl->value[i]));
    early = fmax(early, 1e-300);
    *blow_up = fmax(*blow_up, decades(curve_level(kl, 0.98, 1) / early));
    *spike = fmax(*spike, decades(kl->value[curve_largest(kl, 0)] / early));
}

static void measure_breaks(double *symptom, const struct subject *subject) {
    const struct curve *const curves[] = {&subject->recon, &subject->kl, &subject->total};
    double blow_up = -12, spike = -12, scale = 0;
    long seen = 0, broken = 0;
    int at_end = 0;
    if (subject->recon.count > 0)
        scale = fabs(subject->recon.value[0]);
    for (size_t i = 0; i < sizeof curves / sizeof *curves; i++) {
        seen += curves[i]->seen;
        broken += curves[i]->broken;
        at_end |= breaks_at_end(curves[i]);
    }
    measure_rise(&subject->recon, &blow_up, &spike);
    measure_rise(&subject->total, &blow_up, &spike);
    measure_growth(&subject->kl, scale, &blow_up, &spike);
    symptom[SYMPTOM_broken_at_end] = at_end || subject->record->outcome.diverged;
    symptom[SYMPTOM_broken_share] = seen > 0 ? (double)broken / (double)seen : 0;
    symptom[SYMPTOM_blow_up] = blow_up;
    symptom[SYMPTOM_spike] = spike;
}

/* ---- reconstruction -------------------------------------------------------------------------- */

static double fall_of(const struct curve *curve) {
    return curve_first(curve) - curve_end(curve);
}

/* A change, and its standard error. */
struct change {
    double value, error;
};

/* The rise from a window to the end. */
static struct change rise_since(const struct curve *curve, double begin, double end) {
    long last = curve_rows(curve, CURVE_END_BEGINS, 1);
    return (struct change){curve_end(curve) - curve_level(curve, begin, end),
                           error_of(curve, curve_rows(curve, begin, end), last)};
}

static struct change rise_behind_middle(const struct curve *curve) {
    return rise_since(curve, SYMPTOM_MIDDLE_BEGINS, SYMPTOM_MIDDLE_ENDS);
}

static struct change rise_at_last(const struct curve *curve) {
    return rise_since(curve, SYMPTOM_QUARTER_BEGINS, SYMPTOM_QUARTER_ENDS);
}

/* Stores a symptom that is a change relative to a size. */
static void put_change(double *symptom, double *doubt, enum symptom which, struct change change,
                       double size) {
    symptom[which] = fabs(size) > 0 ? change.value / size : 0;
    doubt[which] = fabs(size) > 0 ? fabs(change.error / size) : 0;
}

/* How certain it is that a curve falls: from start to end, or by its slope. */
static double fall_signal(const struct curve *curve) {
    double scale = curve_first(curve);
    double noise = fmax(curve_noise(curve), 1e-6 * fabs(scale));
    double ends = against_noise(fall_of(curve),
                                error_of(curve, 1, curve_rows(curve, CURVE_END_BEGINS, 1)), scale);
    double slope = -curve_slope(curve, fmax(noise, 1e-300));
    return fabs(slope) > fabs(ends) ? slope : ends;
}

static void measure_recon(double *symptom, double *doubt, const struct subject *subject) {
    const struct curve *recon = &subject->recon;
    if (subject->total.count > 0)
        put_change(symptom, doubt, SYMPTOM_total_late, rise_behind_middle(&subject->total),
                   -curve_range(&subject->total));
    if (recon->count == 0)
        return;
    symptom[SYMPTOM_recon_drop] = fall_of(recon) / fmax(fabs(curve_first(recon)), 1e-300);
    symptom[SYMPTOM_recon_signal] = fall_signal(recon);
    put_change(symptom, doubt, SYMPTOM_recon_late, rise_behind_middle(recon), -curve_range(recon));
}

/* ---- KL -------------------------------------------------------------------------------------- */

static void measure_kl(double *symptom, double *doubt, const struct curve *kl,
                       const struct curve *recon) {
    double start = curve_first(kl), end = curve_end(kl), middle = middle_of(kl);
    long last = curve_rows(kl, CURVE_END_BEGINS, 1);
    if (kl->count == 0)
        return;
    double peak = fmax(kl->value[curve_largest(kl, 0)], 1e-300);
    double larger = fmax(fmax(fabs(end), fabs(middle)), 1e-300);
    double change = beyond_noise(end - start, error_of(kl, 1, last));
    symptom[SYMPTOM_kl_rise] = decades(fabs(end) / fmax(fabs(start), 1e-300));
    symptom[SYMPTOM_kl_of_peak] = fmin(decades(end / peak), 0);
    put_change(symptom, doubt, SYMPTOM_kl_late, rise_behind_middle(kl), larger);
    put_change(symptom, doubt, SYMPTOM_kl_regrowth, rise_behind_middle(kl), peak);
    put_change(symptom, doubt, SYMPTOM_kl_last, rise_at_last(kl), larger);
    symptom[SYMPTOM_kl_change] = fabs(change) / fmax(fmax(fabs(end), fabs(start)), 1e-300);
    symptom[SYMPTOM_kl_unrest] = fmax(fabs(symptom[SYMPTOM_kl_late]),
                                      curve_noise_between(kl, 0.75, 1) / fmax(fabs(end), 1e-300));
    if (recon->count == 0)
        return;
    symptom[SYMPTOM_kl_to_recon] = decades(fabs(end) / fmax(fabs(curve_end(recon)), 1e-300));
    symptom[SYMPTOM_kl_to_gain] = decades(fabs(end) / fmax(curve_range(recon), 1e-300));
}

/* A KL of -4e-9 is rounding, as is any below a millionth of recon or a thousandth of the largest KL. Estimates from
 * samples of z scatter below 0, so levels are used. */
static double negative_share(const struct curve *kl, const struct curve *recon) {
    long largest = curve_largest(kl, 0), smallest = curve_smallest(kl, 0);
    double negative = 0;
    if (kl->count == 0)
        return (double)NAN;
    double most = fmax(fabs(kl->value[largest]), fabs(kl->value[smallest]));
    double level = recon->count > 0 ? fabs(curve_level(recon, 0, 1)) : 0;
    double rounding = fmax(1e-6 * level, 1e-3 * most);
    for (int tenth = 0; tenth < 10; tenth++) {
        double begin = 0.1 * tenth, end = 0.1 * (tenth + 1);
        double noise = 4 * curve_noise(kl) / sqrt((double)curve_rows(kl, begin, end));
        negative += 0.1 * (curve_level(kl, begin, end) < -rounding - noise);
    }
    return negative;
}

/* Whether two curves have the same values, at 5 rows or more, up to the rounding of a print. */
static int are_copies(const struct curve *a, const struct curve *b) {
    if (a->count != b->count || a->count < 5)
        return 0;
    for (long i = 0; i < a->count; i++)
        if (!(fabs(a->value[i] - b->value[i]) <= 1e-6 * fabs(a->value[i])))
            return 0;
    return 1;
}

static void measure_bugs(double *symptom, const struct subject *subject) {
    const struct curve *kl = &subject->kl, *recon = &subject->recon;
    symptom[SYMPTOM_kl_negative] = negative_share(kl, recon);
    symptom[SYMPTOM_kl_repeats] = kl->count >= 5 && curve_distinct(kl, 2) == 1 &&
                                  fabs(kl->value[0]) > 0;
    symptom[SYMPTOM_kl_copies] = !subject->is_kl_derived && !subject->is_recon_derived &&
                                 (are_copies(kl, recon) || are_copies(kl, &subject->total));
}

/* ---- the weight ------------------------------------------------------------------------------ */

/* The share of the run at which a curve first reaches a value. */
static double share_until(const struct curve *curve, double value) {
    long at = 0;
    while (at + 1 < curve->count && curve->value[at] < value)
        at++;
    double range = curve->to - curve->from;
    return range > 0 ? (curve->step[at] - curve->from) / range : 0;
}

static void measure_weight(double *symptom, const struct subject *subject) {
    const struct curve *beta = &subject->weights.beta;
    double weight = curve_end(beta), kl = curve_end(&subject->kl);
    if (beta->count == 0)
        return;
    double largest = beta->value[curve_largest(beta, 0)];
    double smallest = beta->value[curve_smallest(beta, 0)];
    symptom[SYMPTOM_ramp] = (largest - smallest) / fmax(fabs(largest), 1e-300);
    symptom[SYMPTOM_ramp_until] = share_until(beta, 0.95 * largest);
    symptom[SYMPTOM_term_to_gain] = decades(fabs(weight * kl) /
                                            fmax(fall_of(&subject->recon), 1e-300));
}

/* A learned deviation at its floor stays there; without a floor it goes on falling, or jumps up and falls again. */
static void measure_sigma(double *symptom, const struct curve *sigma) {
    double low = (double)INFINITY, high = 0, middle = (sigma->from + sigma->to) / 2;
    if (!(curve_first(sigma) > 0))
        return;
    symptom[SYMPTOM_sigma_fall] = decades(curve_first(sigma) / curve_end(sigma));
    for (long i = 0; i < sigma->count; i++)
        if (sigma->step[i] >= middle) {
            low = fmin(low, sigma->value[i]);
            high = fmax(high, sigma->value[i]);
        }
    symptom[SYMPTOM_sigma_span] = high > 0 ? decades(high / fmax(low, 1e-300)) : 0;
}

static void measure_information(double *symptom, const struct subject *subject) {
    const struct record *record = subject->record;
    double mi = curve_end(&subject->mi);
    if (subject->units.count > 0)
        symptom[SYMPTOM_units] = curve_end(&subject->units);
    if (subject->mi.count == 0)
        return;
    if (subject->kl.count > 0)
        symptom[SYMPTOM_mi_share] = mi / fmax(curve_end(&subject->kl), 1e-300);
    if (record->present[OBSERVABLE_mi_cap] && record_final(record, OBSERVABLE_mi_cap) > 0)
        symptom[SYMPTOM_mi_of_cap] = mi / record_final(record, OBSERVABLE_mi_cap);
}

void symptoms_measure(double *symptom, double *doubt, const struct subject *subject) {
    const struct curve *kl = &subject->kl, *recon = &subject->recon;
    for (int i = 0; i < SYMPTOMS; i++) {
        symptom[i] = (double)NAN;
        doubt[i] = 0;
    }
    symptom[SYMPTOM_rows] = (double)(kl->seen < recon->seen ? kl->seen : recon->seen);
    measure_breaks(symptom, subject);
    measure_recon(symptom, doubt, subject);
    measure_kl(symptom, doubt, kl, recon);
    measure_bugs(symptom, subject);
    measure_weight(symptom, subject);
    measure_sigma(symptom, &subject->sigma_x);
    measure_information(symptom, subject);
}
