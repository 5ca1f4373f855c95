/* changed.h -- which scenarios a change of files can affect: `klimb check --changed-since`.
 *
 * A scenario is affected if its own file changed, that of a base, that of a scenario that a claim refers to, its golden,
 * its data or the files of its trainer, or if it cannot be read. If klimb's own sources changed, all are.
 */
#ifndef KLIMB_CHANGED_H
#define KLIMB_CHANGED_H

#include "base/file.h"
#include "scenario/scenario.h"

struct changed {
    char (*names)[SCENARIO_NAME_MAX]; /* [count] owned, in the order of selection_expand */
    const char **list;                /* [count] the same, as check_options.names; owned */
    long count, asked;                /* of `asked` scenarios */
    char source
        [FILE_PATH_MAX]; /* the file of klimb that affects all of them, relative to the work tree; else "" */
};

/* What is asked. */
struct changed_question {
    const char *experiments, *expected; /* folders */
    const char *revision;               /* of git_find_changes */
    const char *const *names;           /* [name_count] scenarios and families; none: all */
    long name_count;
};

/* changed_find -- those of the scenarios asked for that are affected. Errors of git_find_changes and selection_expand;
 * STATUS_MEMORY. On error *changed is empty. */
enum status changed_find(struct changed *changed, const struct changed_question *question,
                         struct error *error) MUST_CHECK;
void changed_free(struct changed *changed);

#endif
