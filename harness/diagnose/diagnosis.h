/* diagnosis.h -- what a training log shows of its run: one state, how sure that is, and why.
 *
 *     struct diagnosis diagnosis;
 *     if (diagnose(&diagnosis, &record, &error) != STATUS_OK) ...
 *     state_info[diagnosis.state].name is "collapse", diagnosis.evidence[0].text "kl falls from 8.9 (step 200) to ..."
 *
 * A pure function of the record. What it rests on is symptoms.h, when a state holds criteria.h.
 */
#ifndef KLIMB_DIAGNOSIS_H
#define KLIMB_DIAGNOSIS_H

#include "base/text.h"
#include "diagnose/criteria.h"

enum { FINDING_TEXT = 240, EVIDENCE_MAX = 6, REMARKS_MAX = 12 };

/* A sentence about the log, and where to look. */
struct finding {
    char text[FINDING_TEXT];
    double step; /* NaN: it is about the whole */
};

/* What the numbers of a log tell about how they were made. */
struct diagnosed_units {
    enum total_parts total;
    double first_weight, last_weight; /* of kl in the total; NaN: unknown */
    double recon_noise,
        kl_noise; /* deviation of a row around its curve, in the units of the log; NaN: no such column */
};

struct diagnosis {
    enum state state;
    double confidence;    /* calibrated share of logs with such numbers that are in this state */
    double share[STATES]; /* of every state, sum 1 */
    int in_set[STATES];   /* the conformal set: the states that cannot be ruled out */
    long rule;            /* in diagnose_rules; -1: what is left over, healthy */
    double symptom[SYMPTOMS];
    struct finding evidence[EVIDENCE_MAX], remark[REMARKS_MAX];
    struct diagnosed_units units;
    long evidence_count, remark_count;
    char missing[FINDING_TEXT]; /* what to log, where that would settle it; else "" */
};

/* The coverage that the sets were made for: of the logs of a corpus like the one they were measured on, that share has its state in
 * the set. */
#define DIAGNOSIS_COVERAGE 0.95

/* diagnose -- STATUS_MEMORY. */
enum status diagnose(struct diagnosis *diagnosis, const struct record *record,
                     struct error *error) MUST_CHECK;

#endif
