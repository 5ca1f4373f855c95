/* feature.h -- features: numbers that describe the shape of a whole curve.
 *
 * A single row says little about when something happens, how long it lasts, a slope or the size of the noise. Each
 * feature gives one such property of a run as one number.
 *
 * A feature must not jump: two curves that are close everywhere have close features. The first step
 * at half of the final KL jumps: an early bump reaches one half in one seed of 300, and the step
 * falls from 289 to 24. The last such step jumps too, where a curve dips or begins beyond one half,
 * and so does the step of the largest KL, between two peaks. So features of time are areas, by the trapezoidal rule
 * from row to row:
 *
 *     kl_rise_steps     integral of 1 - min(max(kl, 0) / max(F, r), 1), F the final KL
 *     recon_fall_steps  integral of max(recon - F, 0), divided by max(M - F, r), F the final recon
 *                       and M the largest
 *     kl_centre_step    integral of step w, divided by max(integral of w, r times the length),
 *                       w = max(kl, 0)
 *
 * r is the column's resolution, so that rounding about 0 has no effect. For a curve that jumps from 0 to F,
 * kl_rise_steps is the step of the jump.
 *
 *     double feature[FEATURES];
 *     feature_measure(feature, &record);
 *     feature[FEATURE_kl_rise_steps] ...
 */
#ifndef KLIMB_FEATURE_H
#define KLIMB_FEATURE_H

#include "record/record.h"

/* X(name, unit, scale, resolution, column, without, meaning)
 * scale       for comparisons, see OBSERVABLE_TABLE
 * resolution  a smaller difference does not matter, in the unit
 * column      the column, and one that is subtracted from it; OBSERVABLES: none
 * Final means the mean of the last tenth of the steps, slope the least-squares line through it, and
 * the late half the rows beyond half of the steps. */
#define FEATURE_TABLE(X)                                                                           \
    X(kl_peak, "nats", ASINH, 0.01, OBSERVABLE_kl, OBSERVABLES, "largest KL")                      \
    X(kl_centre_step, "steps", ASINH, 1, OBSERVABLE_kl, OBSERVABLES,                               \
      "mean step, weighted by the KL there")                                                       \
    X(kl_rise_steps, "steps", ASINH, 1, OBSERVABLE_kl, OBSERVABLES,                                \
      "how late the KL rises: area below the final KL, divided by it")                             \
    X(recon_fall_steps, "steps", ASINH, 1, OBSERVABLE_recon, OBSERVABLES,                          \
      "how late recon falls: area above the final recon, divided by the largest height")           \
    X(recon_final, "nats", LINEAR, 0.01, OBSERVABLE_recon, OBSERVABLES,                            \
      "final reconstruction term")                                                                 \
    X(recon_slope, "nats", ASINH, 0.1, OBSERVABLE_recon, OBSERVABLES,                              \
      "slope of recon over the last tenth, times its length")                                      \
    X(kl_final, "nats", ASINH, 0.01, OBSERVABLE_kl, OBSERVABLES, "final KL")                       \
    X(kl_slope, "nats", ASINH, 0.1, OBSERVABLE_kl, OBSERVABLES,                                    \
      "slope of KL over the last tenth, times its length")                                         \
    X(mi_final, "nats", LINEAR, 0.01, OBSERVABLE_mi, OBSERVABLES, "final mutual information")      \
    X(active_units_final, "units", LINEAR, 1, OBSERVABLE_active_units, OBSERVABLES,                \
      "final number of active units")                                                              \
    X(logvar_lowest, "1", LINEAR, 0.1, OBSERVABLE_logvar_min, OBSERVABLES,                         \
      "smallest ln sigma^2 of the whole run")                                                      \
    X(grad_encoder_peak, "1", ASINH, 0.1, OBSERVABLE_grad_encoder, OBSERVABLES,                    \
      "largest norm of the encoder's gradient")                                                    \
    X(grad_decoder_peak, "1", ASINH, 0.1, OBSERVABLE_grad_decoder, OBSERVABLES,                    \
      "largest norm of the decoder's gradient")                                                    \
    X(batch_recon_late, "nats", LINEAR, 0.01, OBSERVABLE_batch_recon, OBSERVABLES,                 \
      "mean recon of the training batches of the late half")                                       \
    X(batch_kl_late, "nats", ASINH, 0.01, OBSERVABLE_batch_kl, OBSERVABLES,                        \
      "mean KL of the training batches of the late half")                                          \
    X(recon_gap_late, "nats", LINEAR, 0.01, OBSERVABLE_recon, OBSERVABLE_batch_recon,              \
      "mean of recon - batch_recon over the late half")                                            \
    X(kl_gap_late, "nats", LINEAR, 0.01, OBSERVABLE_kl, OBSERVABLE_batch_kl,                       \
      "mean of kl - batch_kl over the late half")                                                  \
    X(diverged, "1", LINEAR, 1, OBSERVABLES, OBSERVABLES,                                          \
      "1 when a value became non-finite, else 0")                                                  \
    X(end_step, "steps", ASINH, 1, OBSERVABLES, OBSERVABLES,                                       \
      "step of the last row: where a run that diverged did")

#define FEATURE_ENUM(name, unit, scale, resolution, column, without, meaning) FEATURE_##name,
enum feature { FEATURE_TABLE(FEATURE_ENUM) FEATURES };

struct feature_info {
    const char *name, *unit, *meaning;
    enum observable_scale scale;
    double resolution;
    enum observable column, without;
};
extern const struct feature_info feature_info[FEATURES];
extern const char *const feature_names[]; /* NULL-terminated */

/* feature_measure -- all features of a record of at least one row.
 *   feature  out [FEATURES]  NaN: a peak or an area of a column with a NaN, an area whose final value is not finite,
 *                            any feature of a column that is missing from the record. A record of finite values has all
 *                            features.
 * NaN rows are never skipped: they make a feature NaN, so that no comparison passes. For a run that diverged, all
 * features but `diverged` and `end_step` are measured over the rows before the last one. */
void feature_measure(double feature[FEATURES], const struct record *record);

/* feature_mean -- the mean of a feature over runs.
 *   features  in [count, FEATURES] */
double feature_mean(const double *features, long count, enum feature feature);

#endif
