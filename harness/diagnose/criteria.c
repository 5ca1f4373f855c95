#include "diagnose/criteria.h"

#include <math.h>

/* ABOVE and BELOW need the symptom; OR_UNKNOWN also holds if it is unknown. */
#define ABOVE(name, threshold, width)                                                              \
    { SYMPTOM_##name, 1, threshold, width, 0 }
#define BELOW(name, threshold, width)                                                              \
    { SYMPTOM_##name, -1, threshold, width, 0 }
#define ABOVE_OR_UNKNOWN(name, threshold, width)                                                   \
    { SYMPTOM_##name, 1, threshold, width, 1 }
#define BELOW_OR_UNKNOWN(name, threshold, width)                                                   \
    { SYMPTOM_##name, -1, threshold, width, 1 }

/* Holds only if the symptom is unknown. */
#define ONLY_UNKNOWN(name)                                                                         \
    { SYMPTOM_##name, 1, HUGE_VAL, 1, 1 }

const struct rule diagnose_rules[] = {
    {STATE_LOGGING_BUG,
     "KL is an expectation of a log ratio that is never negative. Rounding (-4e-9) is allowed for: "
     "a millionth of recon, a thousandth of the largest KL; and so are single estimates from "
     "samples.",
     {ABOVE(kl_negative, 0.05, 0.004)}},
    {STATE_LOGGING_BUG,
     "A KL that is the same number in each row while recon falls is a constant that was logged in "
     "its place.",
     {ABOVE(kl_repeats, 0.5, 0.05), ABOVE(recon_signal, 4, 0.7), ABOVE(recon_drop, 0.02, 0.004)}},
    {STATE_LOGGING_BUG,
     "A KL that is recon or the total, row by row, is one of them under the wrong name.",
     {ABOVE(kl_copies, 0.5, 0.05)}},
    {STATE_EXPLOSION,
     "A term or the total is not finite at the end of the log.",
     {ABOVE(broken_at_end, 0.5, 0.05)}},
    {STATE_EXPLOSION,
     "Recon or the total ends 30 times above its first value, or the KL 30 times above all that it "
     "was at first and above recon. Terms that learn are traded for each other and do not grow "
     "beyond recon at the start.",
     {ABOVE(blow_up, 1.5, 0.15)}},
    {STATE_EXPLOSION,
     "The learned deviation of the decoder falls to a hundredth of its start, and does not come to "
     "rest: -ln sigma_x has no floor. At a floor it moves by a few percent.",
     {ABOVE(sigma_fall, 2, 0.2), ABOVE(sigma_span, 0.1, 0.015)}},
    {STATE_INSUFFICIENT,
     "A state shows in how terms move, and with fewer than 4 rows of both terms nothing can be "
     "seen of that.",
     {BELOW(rows, 3.5, 0.2)}},
    {STATE_NOT_LEARNING,
     "Neither term has moved by more than its noise, or a twentieth of the KL.",
     {BELOW(recon_signal, 4, 0.7), BELOW(kl_change, 0.05, 0.012), ABOVE(kl_of_peak, -0.7, 0.1)}},
    {STATE_NOT_LEARNING,
     "Reconstruction got worse from start to end, and no change of the weight explains it.",
     {BELOW(recon_drop, -0.02, 0.005), BELOW(recon_signal, -4, 0.7),
      BELOW_OR_UNKNOWN(ramp, 0.2, 0.04), ABOVE(kl_of_peak, -0.7, 0.1)}},
    {STATE_NOT_LEARNING,
     "The KL rises to the size of recon's noise, and recon does not fall beyond it: what it costs "
     "buys nothing.",
     {BELOW(recon_signal, 3, 0.5), ABOVE(kl_to_gain, -0.4, 0.1), ABOVE(kl_rise, 0.5, 0.1),
      ABOVE(rows, 8, 1)}},
    {STATE_COLLAPSE,
     "The KL ended far below its own peak, below what the range of recon would pay for, and does "
     "not come back.",
     {BELOW(kl_of_peak, -1.3, 0.15), BELOW(kl_to_gain, -1.5, 0.2), BELOW(kl_regrowth, 0.1, 0.03),
      BELOW_OR_UNKNOWN(units, 0.5, 0.1), BELOW_OR_UNKNOWN(ramp, 0.2, 0.04)}},
    {STATE_COLLAPSE,
     "The weight of the KL has grown, and pressed the KL to a hundredth of its peak and of the "
     "range of recon.",
     {ABOVE(ramp, 0.2, 0.04), BELOW(kl_of_peak, -2, 0.2), BELOW(kl_to_gain, -2.2, 0.15),
      BELOW(kl_regrowth, 0.1, 0.03), BELOW_OR_UNKNOWN(units, 0.5, 0.1)}},
    {STATE_COLLAPSE,
     "The KL never rose above its start, is a five-hundredth of the range of recon or less, and "
     "does not rise. One that had settled so low would be steady.",
     {BELOW(kl_rise, 0.3, 0.1), BELOW(kl_to_gain, -2.7, 0.2), BELOW(kl_late, 0.1, 0.03),
      BELOW_OR_UNKNOWN(units, 0.5, 0.1), ABOVE(kl_unrest, 0.1, 0.02)}},
    {STATE_COLLAPSE,
     "The KL fell to less than half of its start, and to a thousandth of recon or less.",
     {BELOW(kl_rise, -0.3, 0.06), BELOW(kl_to_recon, -3, 0.2), BELOW(kl_regrowth, 0.1, 0.03),
      BELOW_OR_UNKNOWN(units, 0.5, 0.1)}},
    {STATE_COLLAPSE,
     "The KL is a fiftieth of the range of recon, below a third of its peak, and halves after the "
     "middle: it is dying.",
     {BELOW(kl_of_peak, -0.5, 0.06), BELOW(kl_to_gain, -1.7, 0.12), BELOW(kl_late, -0.45, 0.05),
      BELOW_OR_UNKNOWN(units, 0.5, 0.1), BELOW_OR_UNKNOWN(ramp, 0.2, 0.04)}},
    {STATE_COLLAPSE,
     "The KL is below a twentieth of its peak and halves after the middle, though its weight does "
     "not grow: it is dying.",
     {BELOW(kl_of_peak, -1.25, 0.06), BELOW(kl_late, -0.5, 0.05), BELOW(kl_to_gain, -0.5, 0.1),
      BELOW_OR_UNKNOWN(units, 0.5, 0.1), BELOW(ramp, 0.2, 0.04)}},
    {STATE_COLLAPSE,
     "No unit is active at the end, though recon has been trained.",
     {BELOW(units, 0.5, 0.1), ABOVE(recon_signal, 3, 0.5), BELOW(kl_regrowth, 0.1, 0.03)}},
    {STATE_COLLAPSE,
     "KL without information: both terms have settled, and the KL is as large as one that pays, "
     "but "
     "mutual information is below a twentieth of it and of its own cap. The posterior left the "
     "prior for all examples alike.",
     {BELOW(mi_share, 0.05, 0.01), BELOW(mi_of_cap, 0.05, 0.01), ABOVE(kl_to_gain, -1.5, 0.15),
      BELOW(kl_late, 0.17, 0.02), BELOW(recon_late, 0.065, 0.012)}},
    {STATE_RUNAWAY,
     "The KL still rises, recon has settled, and the term of KL in the total is a two-hundredth of "
     "the range of recon: nothing holds it.",
     {BELOW(term_to_gain, -2.3, 0.15), ABOVE(kl_to_gain, -1.5, 0.15), ABOVE(kl_late, 0.02, 0.005),
      BELOW(recon_late, 0.1, 0.02), BELOW_OR_UNKNOWN(ramp, 0.2, 0.04)}},
    {STATE_RUNAWAY,
     "The KL has risen to a third of the range of recon and still rises in the second half, while "
     "recon has settled.",
     {ABOVE(kl_rise, 0.5, 0.1), ABOVE(kl_late, 0.1, 0.02), BELOW(recon_late, 0.05, 0.01),
      ABOVE(kl_to_gain, -0.5, 0.1), BELOW_OR_UNKNOWN(term_to_gain, -1.3, 0.15),
      BELOW_OR_UNKNOWN(ramp, 0.2, 0.04)}},
    {STATE_RUNAWAY,
     "The KL is ten times the range of recon and still rises, and its term in the total is a "
     "two-hundredth of that range.",
     {ABOVE(kl_rise, 0.3, 0.1), ABOVE(kl_to_gain, 1, 0.1), BELOW(term_to_gain, -2.3, 0.15),
      ABOVE(kl_late, 0.05, 0.01), BELOW_OR_UNKNOWN(ramp, 0.2, 0.04)}},
    {STATE_RUNAWAY,
     "The KL is as large as the range of recon, its term in the total is a thirtieth of that, and "
     "recon has settled: in the same units, at beta = 1, the model would be worse than an "
     "untrained one.",
     {ABOVE(kl_rise, 0.3, 0.1), ABOVE(kl_to_gain, -0.1, 0.1), BELOW(term_to_gain, -1.5, 0.15),
      BELOW(recon_late, 0.1, 0.02), BELOW_OR_UNKNOWN(ramp, 0.2, 0.04)}},
    {STATE_ANNEALING,
     "The weight of the KL rises by a fifth of its largest value or more, as logged or as the "
     "total tells, for a fifth of the run or longer.",
     {ABOVE(ramp, 0.2, 0.04), ABOVE(ramp_until, 0.2, 0.03)}},
    {STATE_ANNEALING,
     "The weight of the KL rises for a short time, and presses the KL down from its peak.",
     {ABOVE(ramp, 0.2, 0.04), BELOW(kl_of_peak, -0.15, 0.03)}},
    {STATE_ANNEALING,
     "The weight is not known, and the KL is pressed down from a peak while recon rises again: at "
     "a fixed weight training would not trade so.",
     {BELOW(kl_of_peak, -0.15, 0.03), BELOW(kl_late, -0.1, 0.02), BELOW(recon_late, -0.015, 0.004),
      ONLY_UNKNOWN(ramp)}},
    {STATE_LEARNING,
     "A fifteenth of recon's range, and of the total's, lies after the middle.",
     {ABOVE(recon_late, 0.065, 0.012), ABOVE_OR_UNKNOWN(total_late, 0.04, 0.01)}},
    {STATE_LEARNING,
     "The KL rises by a sixth after the middle, and still in the last quarter.",
     {ABOVE(kl_late, 0.17, 0.02), ABOVE(kl_last, 0.04, 0.008)}},
    {-1, NULL, {{-1, 0, 0, 0, 0}}},
};

/* A logistic function is as wide as a normal distribution of 1.7 times its width. */
#define DOUBT 0.6

static double holds(const struct criterion *criterion, const double *symptom, const double *doubt) {
    double value = symptom[criterion->symptom];
    double width = hypot(criterion->width, DOUBT * doubt[criterion->symptom]);
    if (isnan(value))
        return criterion->unknown;
    return 1 / (1 + exp(-criterion->sense * (value - criterion->threshold) / width));
}

static double rule_holds(const struct rule *rule, const double *symptom, const double *doubt) {
    double weakest = 1;
    for (long i = 0; i < CRITERIA_MAX && rule->criterion[i].width > 0; i++)
        weakest = fmin(weakest, holds(&rule->criterion[i], symptom, doubt));
    return weakest;
}

void criteria_judge(double *share, long *rule, const double *symptom, const double *doubt) {
    double left = 1, best[STATES] = {0};
    for (int state = 0; state < STATES; state++)
        rule[state] = -1;
    for (long i = 0; diagnose_rules[i].state >= 0; i++) {
        int state = diagnose_rules[i].state;
        double well = rule_holds(&diagnose_rules[i], symptom, doubt);
        if (rule[state] < 0 || well > best[state]) {
            best[state] = well;
            rule[state] = i;
        }
    }
    best[STATES - 1] = 1; /* healthy, if no rule of another state fits */
    for (int state = 0; state < STATES; state++) {
        share[state] = left * best[state];
        left -= share[state];
    }
}
