/* phases.h -- the parts of a run, to be drawn. Internal to diagnose and to figures of a diagnosis.
 */
#ifndef KLIMB_PHASES_H
#define KLIMB_PHASES_H

#include "diagnose/diagnosis.h"

enum { PHASES_MAX = 2 };

/* Steps from..to, and what happens there. Phases follow each other without gaps. */
struct phase {
    double from, to;
    const char *name;
};

/* phases_find -- at most PHASES_MAX phases of a record with this diagnosis. Returns how many, 0 for a log that has no course; -1 when
 * memory ran out. */
long phases_find(struct phase *phases, const struct diagnosis *diagnosis,
                 const struct record *record);

#endif
