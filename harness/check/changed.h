/* changed.h -- finds the scenarios that changed files can affect: `klimb check --changed-since`.
 *
 * A scenario is affected if any of these changed: its file, a base, a scenario that a claim refers to, its golden, its
 * data, the files of its trainer; or if git does not track one of these; or if it cannot be read. If klimb's own sources
 * changed, all scenarios are.
 */
#ifndef KLIMB_CHANGED_H
#define KLIMB_CHANGED_H

#include "base/file.h"
#include "scenario/scenario.h"

struct changed {
    char (*names)[SCENARIO_NAME_MAX]; /* [count] owned, in the order of selection_expand */
    const char **list;                /* [count] the same, as check_options.names; owned */
    long count, asked;                /* affected; `asked` scenarios in all */
    /* a file of klimb that affects all, relative to the work tree; else "" */
    char source[FILE_PATH_MAX];
};

/* What is asked. */
struct changed_question {
    const char *experiments, *expected; /* folders */
    const char *revision;               /* see git_find_changes */
    const char *const *names;           /* [name_count] scenarios and families; none: all */
    long name_count;
};

/* changed_find -- find the affected ones of the scenarios asked for. Errors of git_find_changes and selection_expand;
 * STATUS_MEMORY. On error *changed is empty. */
enum status changed_find(struct changed *changed, const struct changed_question *question,
                         struct error *error) MUST_CHECK;
void changed_free(struct changed *changed);

#endif
