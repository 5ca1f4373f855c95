/* symptoms.h -- the numbers that a diagnosis is based on. None depends on the units of a log: each is a share, a ratio,
 * a count, or a change relative to its noise.
 *
 *     double symptom[SYMPTOMS];
 *     symptoms_measure(symptom, &subject);
 *     symptom[SYMPTOM_kl_of_peak] is -2 if the KL ended at a hundredth of its peak
 *
 * "End" is the median of the last tenth of the steps, "middle" that of a tenth around the middle, "start" the first
 * row.
 */
#ifndef KLIMB_SYMPTOMS_H
#define KLIMB_SYMPTOMS_H

#include "diagnose/subject.h"

/* X(name, meaning). NaN: unknown. Decades are powers of ten: 2 decades are a factor of 100. */
#define SYMPTOM_TABLE(X)                                                                           \
    X(rows, "rows with both terms")                                                                \
    X(broken_at_end, "1: a term or the total is not finite in the last row that has it, or the "   \
                     "run says that it broke")                                                     \
    X(broken_share, "share of the values of the terms and the total that are not finite")          \
    X(blow_up, "decades by which the end of a term lies above its earlier values")                 \
    X(spike, "decades by which the largest value of a term lies above its earlier values")         \
    X(sigma_fall, "decades by which the learned deviation of the decoder falls")                   \
    X(sigma_span, "decades between the largest and the smallest of these in the second half")      \
    X(recon_drop, "share of its start by which recon falls to its end")                            \
    X(recon_signal, "that fall, or its slope, in standard errors of its noise")                    \
    X(recon_late, "share of the change of recon in the second half; below 0: it rises there")      \
    X(total_late, "the same of the total")                                                         \
    X(kl_to_gain, "decades of kl at the end, against the range of recon")                          \
    X(kl_to_recon, "decades of kl at the end, against |recon| at the end")                         \
    X(term_to_gain,                                                                                \
      "decades of w kl at the end, against the range of recon; w is its weight in the total")      \
    X(kl_rise, "decades from the first kl to that at the end")                                     \
    X(kl_of_peak, "decades from the peak of kl to its end, at most 0")                             \
    X(kl_late, "rise of kl in the second half, as a share of the larger of both")                  \
    X(kl_regrowth, "the same, as a share of the peak of kl")                                       \
    X(kl_last, "rise of kl in the last quarter, as a share of the larger of both")                 \
    X(kl_unrest,                                                                                   \
      "change of kl in the second half, or its noise at the end, as a share of its level")         \
    X(kl_change,                                                                                   \
      "change of kl from start to end, as a share of the larger, less its noise, without sign")    \
    X(kl_negative, "share of the tenths of the run in which kl is below 0 by more than rounding")  \
    X(kl_repeats, "1: kl is the same number in every row, 5 or more")                              \
    X(kl_copies, "1: kl is recon or the total, row by row")                                        \
    X(ramp, "rise of the weight of kl, as a share of its largest")                                 \
    X(ramp_until, "share of the run until the weight of kl is within a twentieth of its largest")  \
    X(units, "active units at the end")                                                            \
    X(mi_share, "mutual information at the end, as a share of kl")                                 \
    X(mi_of_cap, "mutual information at the end, as a share of its cap, ln N")

#define SYMPTOM_ENUM(name, meaning) SYMPTOM_##name,
enum symptom { SYMPTOM_TABLE(SYMPTOM_ENUM) SYMPTOMS };

struct symptom_info {
    const char *name, *meaning;
};
extern const struct symptom_info symptom_info[SYMPTOMS];

/* symptoms_measure -- measure all symptoms.
 *   symptom  out [SYMPTOMS]
 *   doubt    out [SYMPTOMS] standard errors from the noise of the rows; 0: none */
void symptoms_measure(double *symptom, double *doubt, const struct subject *subject);

/* Windows of the symptoms, also for sentences about them. */
#define SYMPTOM_MIDDLE_BEGINS  0.45
#define SYMPTOM_MIDDLE_ENDS    0.55
#define SYMPTOM_QUARTER_BEGINS 0.7
#define SYMPTOM_QUARTER_ENDS   0.8

#endif
