/* git.h -- asks the git program for the commit of a work tree, and for the files that differ from a commit.
 */
#ifndef KLIMB_GIT_H
#define KLIMB_GIT_H

#include "base/file.h"

struct git_changes {
    char top[FILE_PATH_MAX]; /* folder of the work tree, absolute */
    char *bytes;             /* owned: what git printed */
    const char **paths;      /* [count] relative to top, into bytes; owned */
    long count;
    struct {
        char *bytes;
        const char **paths; /* [count] sorted */
        long count;
    } kept; /* what git tracks, changed or not, in the same way */
};

/* The commit of a work tree. */
struct git_head {
    char commit[65]; /* its full name; "": unknown */
    int is_dirty;    /* tracked files differ from it */
};

/* git_find_head -- the head of the work tree that `folder` is in. Errors of git_find_changes; then *head is empty. */
enum status git_find_head(struct git_head *head, const char *folder,
                          struct error *error) MUST_CHECK;

/* git_find_changes -- files that differ between `revision` and the work tree that `folder` is in: changed, added or
 * deleted, committed or not, and untracked files that are not ignored.
 *   revision  a commit as git takes it: HEAD~1, origin/main, v1.0
 * In a hook of git, where GIT_DIR is set, the work tree is that of the current folder, as for git itself.
 * STATUS_FAILED: git is missing or fails, with the line that it printed; STATUS_INVALID: `folder` is not in a work
 * tree, or `revision` is not a commit; STATUS_MEMORY. On error *changes is empty. */
enum status git_find_changes(struct git_changes *changes, const char *folder, const char *revision,
                             struct error *error) MUST_CHECK;
void git_changes_free(struct git_changes *changes);

/* git_keeps -- whether git tracks a file, given relative to top. It does not if the file is ignored or in a submodule. */
int git_keeps(const struct git_changes *changes, const char *path);

/* git_run -- run git in a folder and return what it prints.
 *   bytes      out  NUL-terminated, the caller frees it; NULL on error
 *   arguments  NULL-terminated; the first is "git"
 * STATUS_FAILED: git is missing or fails; the message has its first line. STATUS_MEMORY. */
enum status git_run(char **bytes, size_t *size, const char *folder, const char *const *arguments,
                    struct error *error) MUST_CHECK;

#endif
