/* phases.h -- the phases of a run, for figures. Internal to diagnose and to figures of a diagnosis.
 */
#ifndef KLIMB_PHASES_H
#define KLIMB_PHASES_H

#include "diagnose/diagnosis.h"

enum { PHASES_MAX = 2 };

/* Steps from..to and what happens in them. There are no gaps between phases. */
struct phase {
    double from, to;
    const char *name;
};

/* phases_find -- find at most PHASES_MAX phases of a record with this diagnosis. Returns their number; 0 for a state
 * without phases; -1 when memory ran out. */
long phases_find(struct phase *phases, const struct diagnosis *diagnosis,
                 const struct record *record);

#endif
