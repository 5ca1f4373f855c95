/* feature.h -- the shape of a whole curve in a few numbers, beside its rows.
 *
 * A row at a step tells little about when something happens or how long it lasts: a peak that moves
 * between two rows, a slope, the size of the noise. Features say that, one number each a run.
 *
 *     double feature[FEATURES];
 *     feature_measure(feature, &record);
 *     feature[FEATURE_kl_peak_step] ...
 */
#ifndef KLIMB_FEATURE_H
#define KLIMB_FEATURE_H

#include "record/record.h"

/* X(name, unit, scale, resolution, column, without, meaning)
 * scale       on which it is compared, see OBSERVABLE_TABLE
 * resolution  a smaller difference is of no consequence, in the unit
 * column      what it is measured of, and of what besides; OBSERVABLES: no column
 * Final means the mean of the last tenth of the steps, slope the least-squares line through it, and
 * the late half the rows beyond half of the steps. */
#define FEATURE_TABLE(X)                                                                           \
    X(kl_peak, "nats", ASINH, 0.01, OBSERVABLE_kl, OBSERVABLES, "largest KL")                      \
    X(kl_peak_step, "steps", ASINH, 1, OBSERVABLE_kl, OBSERVABLES, "step of the largest KL")       \
    X(kl_half_step, "steps", ASINH, 1, OBSERVABLE_kl, OBSERVABLES,                                 \
      "first step with at least half of the final KL")                                             \
    X(recon_half_step, "steps", ASINH, 1, OBSERVABLE_recon, OBSERVABLES,                           \
      "first step half-way from the initial to the final recon")                                   \
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
 *   feature  out [FEATURES]  NaN where the run has none: a peak where a value before it is not
 *                            a number, half of a KL that is not finite, anything of a column that is
 *                            missing from the record. A record of finite values has all of them.
 * NaN rows are never skipped: they make a feature NaN, so that no
 * comparison passes them by. Of a run that diverged all but `diverged` and `end_step` are measured
 * over the rows before the one in which it did. */
void feature_measure(double feature[FEATURES], const struct record *record);

#endif
