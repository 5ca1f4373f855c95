/* criteria.h -- the criteria of each state: thresholds on symptoms, with reasons, in one table.
 *
 * A rule is a set of criteria that must hold together; a state has one or more rules. A criterion holds to a degree
 * from 0 to 1, the logistic function of (symptom - threshold) / width, which is 1/2 at the threshold. If a symptom is
 * uncertain because of noise, the width is larger. A rule holds as well as its weakest criterion, a state as well as
 * its best rule. In the order of state.h, each state takes its share of what the states before left over, so that the
 * shares sum to 1.
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
    double unknown; /* the degree if the symptom is NaN */
};

enum { CRITERIA_MAX = 6 };

struct rule {
    int state;                                /* -1 ends the table */
    const char *reason;                       /* why, for `klimb diagnose --explain` */
    struct criterion criterion[CRITERIA_MAX]; /* ends with a width of 0 */
};
extern const struct rule diagnose_rules[];

/* criteria_judge -- the share of each state.
 *   share  out [STATES] sums to 1
 *   doubt  in [SYMPTOMS] standard errors of the symptoms
 *   rule   out [STATES] index of the best rule of each state; -1: no rule */
void criteria_judge(double *share, long *rule, const double *symptom, const double *doubt);

#endif
