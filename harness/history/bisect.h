/* bisect.h -- the commands that find the commit of a departure.
 */
#ifndef KLIMB_BISECT_H
#define KLIMB_BISECT_H

#include "history/history_findings.h"

/* bisect_add -- the commands for a shell, a line each:
 *   git bisect start BAD GOOD
 *   git bisect run sh -c '...'   which builds klimb, where the process is in its own repository, and checks the one
 *                                scenario: 0 for PASS, 1 for DRIFT and FAIL; 125, which skips the commit, for what does not
 *                                build and for every other verdict
 * Where the work tree had changes at one of the checks, a line before them that begins with "#" says so. Where git told no
 * commit, or both checks were at the same, there is only such a line. */
void bisect_add(struct text *text, const struct history_finding *finding);

#endif
