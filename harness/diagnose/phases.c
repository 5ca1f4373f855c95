#include "diagnose/phases.h"

#include <math.h>

/* The names of the two parts of a run in each state. */
static const struct {
    const char *first, *second;
} names[STATES] = {
    [STATE_EXPLOSION] = {"before", "out of range"},
    [STATE_COLLAPSE] = {"before", "collapsed"},
    [STATE_ANNEALING] = {"the weight of kl grows", "at its full weight"},
    [STATE_RUNAWAY] = {"kl rises", "kl rises, recon has settled"},
    [STATE_LEARNING] = {"both terms move", NULL},
    [STATE_HEALTHY] = {"kl moves", "kl has settled"},
};

/* The last step at which a curve is farther from its end than a share of its range. */
static double settling_step(const struct curve *curve, double share) {
    double end = curve_end(curve), last = curve->from;
    long high = curve_largest(curve, 0), low = curve_smallest(curve, 0);
    double range = curve->count > 0 ? curve->value[high] - curve->value[low] : 0;
    for (long i = 0; i < curve->count; i++)
        if (fabs(curve->value[i] - end) > share * range)
            last = curve->step[i];
    return last;
}

/* Where a term leaves the range of its first tenth by a factor of 30, or is not finite. */
static double breaking_step(const struct curve *curve) {
    double most = 0, first = curve->first_broken;
    double early = curve->from + 0.1 * (curve->to - curve->from);
    for (long i = 0; i < curve->count && curve->step[i] <= early; i++)
        most = fmax(most, fabs(curve->value[i]));
    for (long i = 0; i < curve->count; i++)
        if (curve->step[i] > early && fabs(curve->value[i]) > 30 * most)
            return isnan(first) ? curve->step[i] : fmin(curve->step[i], first);
    return isnan(first) ? curve->to : first;
}

/* Where the second part begins. */
static double boundary_of(enum state state, const struct subject *subject) {
    const struct curve *beta = &subject->weights.beta;
    switch (state) {
    case STATE_EXPLOSION:
        return fmin(breaking_step(&subject->kl), breaking_step(&subject->recon));
    case STATE_ANNEALING:
        return beta->count > 0 ? beta->step[curve_largest(beta, 0)] : subject->kl.to;
    case STATE_RUNAWAY:
        return settling_step(&subject->recon, 0.05);
    default:
        return settling_step(&subject->kl, 0.1);
    }
}

long phases_find(struct phase *phases, const struct diagnosis *diagnosis,
                 const struct record *record) {
    struct subject subject;
    if (subject_make(&subject, record, NULL) != STATUS_OK)
        return -1;
    const char *first = names[diagnosis->state].first, *second = names[diagnosis->state].second;
    double from = subject.kl.from, to = subject.kl.to, boundary = to;
    if (second != NULL)
        boundary = boundary_of(diagnosis->state, &subject);
    subject_free(&subject);
    if (first == NULL || !(to > from))
        return 0;
    phases[0] = (struct phase){from, boundary, first};
    if (second == NULL || !(boundary < to))
        return 1;
    phases[1] = (struct phase){boundary, to, second};
    return 2;
}
