/* diagnosis.h -- the diagnosis of a training log: one state, its confidence, and the evidence.
 *
 *     struct diagnosis diagnosis;
 *     if (diagnose(&diagnosis, &record, &error) != STATUS_OK) ...
 *     state_info[diagnosis.state].name is "collapse", diagnosis.evidence[0].text "kl falls from 8.9 (step 200) to ..."
 *
 * A pure function of the record. symptoms.h has the numbers it is based on, criteria.h the rules of each state.
 */
#ifndef KLIMB_DIAGNOSIS_H
#define KLIMB_DIAGNOSIS_H

#include "base/text.h"
#include "diagnose/criteria.h"

enum { FINDING_TEXT = 240, EVIDENCE_MAX = 6, REMARKS_MAX = 12 };

/* A sentence about the log, and where to look. */
struct finding {
    char text[FINDING_TEXT];
    double step; /* NaN: about the whole run */
};

/* What the numbers of a log show about how they were computed. */
struct diagnosed_units {
    enum total_parts total;
    double first_weight, last_weight; /* of kl in the total; NaN: unknown */
    double recon_noise,
        kl_noise; /* deviation of a row from its curve, in the log's unit; NaN: no column */
};

struct diagnosis {
    enum state state;
    double confidence;    /* calibrated probability of this state */
    double share[STATES]; /* of every state, sum 1 */
    int in_set[STATES];   /* the conformal set: the states that cannot be ruled out */
    long rule;            /* in diagnose_rules; -1: no rule, healthy */
    double symptom[SYMPTOMS];
    struct finding evidence[EVIDENCE_MAX], remark[REMARKS_MAX];
    struct diagnosed_units units;
    long evidence_count, remark_count;
    char missing[FINDING_TEXT]; /* what to log to settle it; may be "" */
};

/* The intended coverage of the sets: the share of logs, of a corpus like the calibration corpus, whose state is in the
 * set. */
#define DIAGNOSIS_COVERAGE 0.95

/* diagnose -- the diagnosis of a record. STATUS_MEMORY. */
enum status diagnose(struct diagnosis *diagnosis, const struct record *record,
                     struct error *error) MUST_CHECK;

#endif
