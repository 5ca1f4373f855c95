/* claims_measure.h -- measures the number that a claim bounds, for claims_evaluate.c alone.
 *
 * One function for each verb. The record has rows and the claim's columns.
 */
#ifndef KLIMB_CLAIMS_MEASURE_H
#define KLIMB_CLAIMS_MEASURE_H

#include <math.h>

#include "judge/claims_evaluate.h"

/* What was measured and where, or why there is no value. */
struct measurement {
    double value;
    long step;           /* -1 for a window */
    double theory;       /* theory's prediction; NaN if the claim is not of theory */
    double error;        /* standard error of theory's prediction */
    const char *nothing; /* why there is no value; NULL: there is. May contain "{why}": */
    const char *why;     /* theory's own reason */
};

typedef struct measurement claim_measure_function(const struct claim *claim,
                                                  const struct record *record,
                                                  const struct claim_reference *reference);
claim_measure_function claim_measure_initial, claim_measure_at, claim_measure_final,
    claim_measure_peak, claim_measure_lowest, claim_measure_rise, claim_measure_fall,
    claim_measure_change, claim_measure_stay, claim_measure_straightness, claim_measure_distance,
    claim_measure_ratio, claim_measure_curve;

/* claim_nothing -- a measurement without a value, for this reason. */
struct measurement claim_nothing(const char *why);

/* claim_tenth_start -- the start of the last tenth of a run (1) or of the ninth (2), or its end
 * (0). Rows with start < step belong to the window. The arithmetic is that of record_final, so
 * windows meet. */
double claim_tenth_start(const struct record *record, int tenths_from_end);

/* claim_is_inside -- whether a value is within the claim's bounds; NaN never is. */
static inline int claim_is_inside(double value, const struct claim *claim) {
    return value >= claim->low && value <= claim->high;
}

/* claim_theory_bound -- the largest distance from theory's value that a claim allows. */
static inline double claim_theory_bound(const struct claim *claim,
                                        const struct measurement *found) {
    return claim->high * fmax(1, fabs(found->theory)) + claim->errors * found->error;
}

#endif
