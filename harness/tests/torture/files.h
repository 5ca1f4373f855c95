/* files.h -- checks that the files of a project are whole after a trial.
 */
#ifndef KLIMB_TORTURE_FILES_H
#define KLIMB_TORTURE_FILES_H

#include "judge.h"

#define FILES_VERDICTS "build/check.csv" /* verdicts in a file instead of on standard output */

/* files_judge -- add to a result which files are mixed, cut or lost.
 *   now       the files in `folder` after the trial
 *   may_tell  the command reported a failure, which a report and the tables of a study may then show, too */
void files_judge(struct result *result, const struct truth *truth, const struct tree *now,
                 const char *folder, int may_tell);

/* files_left -- the first unknown file: neither there before nor made without a fault. NULL if there is none. Those in
 * the folder for temporary files are left out unless `is_strict`. */
const char *files_left(const struct truth *truth, const struct tree *now, int is_strict);

/* files_git_would_add -- the first unknown file of expected/ that the user's next `git add expected` would add; NULL if
 * there is none.
 *   store    folder for a repository to ask git
 *   ignored  the .gitignore of users */
const char *files_git_would_add(const struct truth *truth, const struct tree *now,
                                const char *folder, const char *store, const char *ignored);

/* files_as_after -- whether all files that are known and not hidden are as without a fault. */
int files_as_after(const struct truth *truth, const struct tree *now);

/* result_add -- note a failure; the first one in words. */
void result_add(struct result *result, enum wrong wrong, const char *what, const char *path);

#endif
