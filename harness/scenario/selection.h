/* selection.h -- the scenarios that the names on a command line stand for.
 */
#ifndef KLIMB_SELECTION_H
#define KLIMB_SELECTION_H

#include "base/status.h"

/* selection_expand -- names of scenarios below `root`, each once, in the order asked for.
 *   list   out  [*found] NULL-terminated, one allocation of pointers and strings: free(*list)
 *   names  in   [count] each a family ("annealing": all below that folder, sorted) or one scenario
 *               as scenario_load takes it: a name, a unique end of one, the path of a file; or
 *               the path of a family's folder. A name that is both stands for the scenario if it is
 *               the scenario's whole name, else for the family. No names: every scenario.
 * STATUS_INVALID: no scenario below root, a name that stands for nothing (the hint has the
 * nearest), for a file or folder without a scenario, or for several scenarios (the message lists
 * them); STATUS_MEMORY; the errors of scenario_list. On error *list is NULL and *found 0. */
enum status selection_expand(char ***list, long *found, const char *const *names, long count,
                             const char *root, struct error *error) MUST_CHECK;

#endif
