/* files.h -- whether what stands in a project after a trial is whole.
 */
#ifndef KLIMB_TORTURE_FILES_H
#define KLIMB_TORTURE_FILES_H

#include "judge.h"

#define FILES_VERDICTS "build/check.csv" /* verdicts in a file instead of on standard output */

/* files_judge -- add to a result what is mixed, cut or lost.
 *   now       what stands in `folder` after the trial
 *   may_tell  the command said that something broke, which a report may then tell as well */
void files_judge(struct result *result, const struct truth *truth, const struct tree *now,
                 const char *folder, int may_tell);

/* files_left -- the first file that nobody knows: neither there before nor made without a fault. NULL
 * if there is none. Those in the folder for temporary files are left out unless `is_strict`. */
const char *files_left(const struct truth *truth, const struct tree *now, int is_strict);

/* files_git_would_add -- the first file of expected/ that nobody knows and that a person's next
 * `git add expected` would take; NULL when there is none.
 *   store    where a repository may be made to ask git
 *   ignored  the .gitignore that people have */
const char *files_git_would_add(const struct truth *truth, const struct tree *now,
                                const char *folder, const char *store, const char *ignored);

/* files_as_after -- whether all files that are known and not hidden are as without a fault. */
int files_as_after(const struct truth *truth, const struct tree *now);

/* result_add -- note a wrong; the first is said in words. */
void result_add(struct result *result, enum wrong wrong, const char *what, const char *path);

#endif
