/* selection.h -- which scenarios the names on a command line stand for.
 */
#ifndef KLIMB_SELECTION_H
#define KLIMB_SELECTION_H

#include "status.h"

/* selection_expand -- names of scenarios below `root`, each once, in the order asked for.
 *   list   out  [*found] one allocation of pointers and strings: free(*list)
 *   names  in   [count] each a scenario ("learning/healthy"), its last part where only one scenario
 *               has it ("healthy"), a family ("annealing": all below that folder, sorted), or the
 *               path of a .yaml file, which is passed on as it is. None at all: every scenario.
 * STATUS_INVALID when there is no scenario at all, when a name stands for nothing (the hint says the nearest) or when several
 * scenarios end in it (the message lists them); whatever scenario_list refuses. */
enum status selection_expand(char ***list, long *found, const char *const *names, long count,
                             const char *root, struct error *error) MUST_CHECK;

#endif
