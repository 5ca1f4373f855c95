/* machine.h -- which machine and build a check ran on, for the history of checks.
 */
#ifndef KLIMB_MACHINE_H
#define KLIMB_MACHINE_H

#include "record/versions.h"

enum { MACHINE_ID = 12 };

/* All that seconds depend on and that a process can tell of itself. */
struct machine {
    char id[MACHINE_ID + 1]; /* the first digits of the SHA-256 of a line for each of these */
    char cpu[128], simd[16], compiler[128], flags[256], libc[64], system[128];
};

/* machine_get -- that of this process.
 *   backend  whose SIMD level is in use */
void machine_get(struct machine *machine, const struct backend *backend);

/* machine_digest -- the id that the other fields give. */
void machine_digest(char id[MACHINE_ID + 1], const struct machine *machine);

#endif
