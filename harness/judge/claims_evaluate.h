/* claims_evaluate.h -- tests the claims of a scenario on the record of a run.
 */
#ifndef KLIMB_CLAIMS_EVALUATE_H
#define KLIMB_CLAIMS_EVALUATE_H

#include "record/record.h"
#include "scenario/claims/claims.h"

enum { CLAIM_TEXT_MAX = 512 };

struct claim_result {
    const struct claim *claim; /* NULL: the unwritten claims, see below */
    int holds;
    int of_theory; /* the claim is of theory: a closed form, a curve, an identity */
    double value;  /* the measured value; NaN if there was nothing to measure */
    long step;     /* of the peak or the first row out of bounds; -1: a window */
    /* Claim, value, unit, place, bounds: "final kl = 3.24 nats (mean of steps 2701-3000), claimed
     * in [60, 250] nats". */
    char message[CLAIM_TEXT_MAX];
};

/* What a record is compared with. Parts that no claim of the scenario needs may be NULL. */
struct theory;
struct theory_curve;
struct claim_reference {
    const struct record *record; /* ratio: of the other scenario */
    const struct theory *theory;
    const struct theory_curve *curve; /* [record->rows]; NULL: theory has no curve */
};

/* claims_evaluate -- test a claim on one record. */
void claims_evaluate(struct claim_result *result, const struct claim *claim,
                     const struct record *record, const struct claim_reference *reference);

/* claims_evaluate_finiteness -- the unwritten claim: fails if the run diverged and no claim says
 * so, or if it completed but has a non-finite value. */
void claims_evaluate_finiteness(struct claim_result *result, const struct claim_list *list,
                                const struct record *record);

/* claims_describe -- a claim in words: "final kl is in [60, 250] nats". */
void claims_describe(char text[CLAIM_TEXT_MAX], const struct claim *claim);

#endif
