/* claims_measure.h -- the number that a claim puts bounds on, for claims_evaluate.c alone.
 *
 * A function a verb. They are called with a record that has rows and the claim's columns.
 */
#ifndef KLIMB_CLAIMS_MEASURE_H
#define KLIMB_CLAIMS_MEASURE_H

#include <math.h>

#include "judge/claims_evaluate.h"

/* What was measured and where. Without a value there is a reason. */
struct measurement {
    double value;
    long step;           /* -1 for a window */
    double theory;       /* what theory predicts for it; NaN for claims of something else */
    double error;        /* standard error of theory's prediction */
    const char *nothing; /* why there is no value; NULL when there is. May contain "{why}": */
    const char *why;     /* what theory itself says */
};

typedef struct measurement claim_measure_function(const struct claim *claim,
                                                  const struct record *record,
                                                  const struct claim_reference *reference);
claim_measure_function claim_measure_initial, claim_measure_at, claim_measure_final,
    claim_measure_peak, claim_measure_lowest, claim_measure_rise, claim_measure_fall,
    claim_measure_change, claim_measure_stay, claim_measure_straightness, claim_measure_distance,
    claim_measure_ratio, claim_measure_curve;

/* claim_nothing -- no value, for this reason. */
struct measurement claim_nothing(const char *why);

/* claim_tenth_start -- where the last tenth of a run begins (1), or the ninth (2), or its end (0).
 * Rows with start < step belong to it; the same arithmetic as record_final's, so windows meet. */
double claim_tenth_start(const struct record *record, int tenths_from_end);

/* claim_is_inside -- whether a value is within the claim's bounds; NaN never is. */
static inline int claim_is_inside(double value, const struct claim *claim) {
    return value >= claim->low && value <= claim->high;
}

/* claim_theory_bound -- how far from theory's value a claim of theory lets a value be. */
static inline double claim_theory_bound(const struct claim *claim,
                                        const struct measurement *found) {
    return claim->high * fmax(1, fabs(found->theory)) + claim->errors * found->error;
}

#endif
