/* machine.h -- the machine and build that a check ran on, for the history of checks.
 */
#ifndef KLIMB_MACHINE_H
#define KLIMB_MACHINE_H

#include "record/versions.h"

enum { MACHINE_ID = 12 };

/* What seconds depend on, as far as a process can determine it. */
struct machine {
    char id[MACHINE_ID + 1]; /* the first digits of the SHA-256 of a line for each of these */
    char cpu[128], simd[16], compiler[128], flags[256], libc[64], system[128];
};

/* machine_get -- the machine of this process.
 *   backend  its SIMD level is reported */
void machine_get(struct machine *machine, const struct backend *backend);

/* machine_digest -- the id computed from the other fields. */
void machine_digest(char id[MACHINE_ID + 1], const struct machine *machine);

#endif
