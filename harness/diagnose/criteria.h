/* criteria.h -- when a run is in a state: thresholds on symptoms, with reasons, in one table.
 *
 * A rule is a set of criteria that have to hold together; a state has one rule or several. How well a criterion holds is a
 * number from 0 to 1, the logistic function of (symptom - threshold) / width, so that what lies on a threshold counts half. Where noise puts a symptom in doubt the width is larger. A rule holds as
 * well as its weakest criterion, a state as well as its best rule. States are asked in the order of state.h, and each takes its share of
 * what those before have left: what comes out are probabilities that sum to 1.
 */
#ifndef KLIMB_CRITERIA_H
#define KLIMB_CRITERIA_H

#include "diagnose/state.h"
#include "diagnose/symptoms.h"

/* A bound on a symptom. */
struct criterion {
    int symptom; /* -1: no more criteria */
    int sense;   /* 1: above the threshold, -1: below */
    double threshold, width;
    double unknown; /* how well it holds where the symptom is NaN */
};

enum { CRITERIA_MAX = 6 };

struct rule {
    int state;                                /* -1 ends the table */
    const char *reason;                       /* why, for `klimb diagnose --explain` */
    struct criterion criterion[CRITERIA_MAX]; /* up to one without width */
};
extern const struct rule diagnose_rules[];

/* criteria_judge -- the share of each state.
 *   share  out [STATES] sums to 1
 *   doubt  in [SYMPTOMS] standard errors of the symptoms
 *   rule   out [STATES] the index of the best rule of each, -1: it has none */
void criteria_judge(double *share, long *rule, const double *symptom, const double *doubt);

#endif
