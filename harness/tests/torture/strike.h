/* strike.h -- in the preloaded library: counts a call and returns its fault.
 */
#ifndef KLIMB_TORTURE_STRIKE_H
#define KLIMB_TORTURE_STRIKE_H

#include "shim.h"

/* Faults that are not an errno. */
enum { FAULT_NONE = 0, FAULT_SHORT = -1, FAULT_SIGNAL = -2 };

/* strike -- count a call on the board and, if it is the plan's, note it and send the plan's signal.
 *   path, file  arguments of the call; NULL and -1: none
 * Returns an errno, FAULT_SHORT or FAULT_NONE. */
int strike(enum torture_call call, const char *path, int file);

/* strike_begin -- start counting when main is reached, because calls of libraries during loading are not klimb's. */
void strike_begin(void);

/* strike_in_child -- note that this process was just forked. */
void strike_in_child(void);

#endif
