/* strike.h -- inside the preloaded library: count a call and say which fault it is to have.
 */
#ifndef KLIMB_TORTURE_STRIKE_H
#define KLIMB_TORTURE_STRIKE_H

#include "shim.h"

/* Faults that are not an errno. */
enum { FAULT_NONE = 0, FAULT_SHORT = -1, FAULT_SIGNAL = -2 };

/* strike -- count a call on the board and, where it is the plan's, note it and send the plan's signal.
 *   path, file  what the call is about, NULL and -1 where nothing is
 * Returns an errno, FAULT_SHORT or FAULT_NONE. */
int strike(enum torture_call call, const char *path, int file);

/* strike_begin -- main is reached: what libraries do while they are loaded is not klimb's. */
void strike_begin(void);

/* strike_in_child -- this process has just been forked. */
void strike_in_child(void);

#endif
