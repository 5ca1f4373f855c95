#include "check/git.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/program.h"

enum { GIT_COMMIT_MAX = 65 };

/* ---- the program ------------------------------------------------------------------------------- */

/* Reads a whole file, with a '\0' after it; NULL when memory ran out. */
static char *read_all(int file, size_t *size) {
    struct stat facts;
    if (fstat(file, &facts) != 0)
        return NULL;
    char *bytes = malloc((size_t)facts.st_size + 1);
    *size = 0;
    while (bytes != NULL && *size < (size_t)facts.st_size) {
        ssize_t got = pread(file, bytes + *size, (size_t)facts.st_size - *size, (off_t)*size);
        if (got <= 0)
            break;
        *size += (size_t)got;
    }
    if (bytes != NULL)
        bytes[*size] = '\0';
    return bytes;
}

static enum status say_failed(const struct program *program, const char *what,
                              struct error *error) {
    size_t size;
    char *said = read_all(program->said, &size);
    if (said == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for what git says");
    said[strcspn(said, "\n")] = '\0';
    klimb_error_set(error, STATUS_FAILED, "git %s: %.200s", what,
                    said[0] != '\0' ? said : "failed");
    free(said);
    return STATUS_FAILED;
}

static void wait_for(struct program *program) {
    static const struct timespec moment = {.tv_nsec = 2000000};
    while (!program_has_ended(program))
        nanosleep(&moment, NULL);
}

enum status git_run(char **bytes, size_t *size, const char *folder, const char *const *arguments,
                    struct error *error) {
    struct program program;
    sigset_t mask;
    *bytes = NULL;
    sigprocmask(SIG_SETMASK, NULL, &mask);
    int reason = program_open(&program, 1);
    if (reason != 0)
        return klimb_error_set(error, STATUS_FAILED, "cannot run git: %s", strerror(reason));
    reason = program_start(&program, folder, arguments, 1, &mask);
    enum status status = STATUS_OK;
    if (reason != 0) {
        status = klimb_error_set(error, STATUS_FAILED, "cannot run git: %s", strerror(reason));
        klimb_error_hint(error, "git must be installed");
    } else {
        wait_for(&program);
        if (!program.is_content)
            status = say_failed(&program, arguments[1], error);
        else if ((*bytes = read_all(program.files[0], size)) == NULL)
            status = klimb_error_set(error, STATUS_MEMORY, "no memory for what git prints");
    }
    program_close(&program);
    return status;
}

/* ---- what is asked ------------------------------------------------------------------------------- */

static enum status find_top(struct git_changes *changes, const char *folder, struct error *error) {
    static const char *const ask[] = {"git", "rev-parse", "--show-toplevel", NULL};
    char *line = NULL;
    size_t size = 0;
    enum status status = git_run(&line, &size, folder, ask, error);
    if (status == STATUS_FAILED && strncmp(error->message, "git ", 4) == 0) {
        char said[sizeof error->message];
        memcpy(said, error->message, sizeof said);
        status = klimb_error_set(error, STATUS_INVALID,
                                 "%s is not in a work tree of git, which --changed-since needs",
                                 folder);
        klimb_error_hint(error, "%s", said);
    }
    if (status != STATUS_OK)
        return status;
    line[strcspn(line, "\n")] = '\0';
    status = file_join(changes->top, "", line, error);
    free(line);
    return status;
}

/* Whether this is the name of one commit and nothing else: "^HEAD" gives one with a sign before it. */
static int is_commit(const char *name) {
    size_t digits = strspn(name, "0123456789abcdef");
    return digits >= 40 && digits < GIT_COMMIT_MAX && strcmp(name + digits, "\n") == 0;
}

/* The commit that a revision is. A name that begins with a dash would be an option. */
static enum status find_commit(char commit[GIT_COMMIT_MAX], const char *top, const char *revision,
                               struct error *error) {
    char asked[FILE_PATH_MAX];
    snprintf(asked, sizeof asked, "%.500s^{commit}", revision);
    const char *const ask[] = {"git", "rev-parse", "--verify", "--quiet", asked, NULL};
    struct error reason = {0};
    char *name = NULL;
    size_t size = 0;
    enum status status = revision[0] == '-' ? STATUS_FAILED
                                            : git_run(&name, &size, top, ask, &reason);
    if (status == STATUS_MEMORY)
        *error = reason;
    else if (status == STATUS_OK && is_commit(name))
        snprintf(commit, GIT_COMMIT_MAX, "%.*s", (int)strcspn(name, "\n"), name);
    else {
        status = klimb_error_set(error, STATUS_INVALID,
                                 "--changed-since must be a commit that git knows, not \"%s\"",
                                 revision);
        klimb_error_hint(error, "as in HEAD~1 or origin/main; a shallow clone has few commits");
    }
    free(name);
    return status;
}

/* Two lists of names, each with a '\0' after it, one after the other. */
static enum status list(struct git_changes *changes, size_t *size, const char *commit,
                        struct error *error) {
    const char *const changed[] = {"git", "diff", "--name-only", "--no-renames",
                                   "-z",  commit, "--",          NULL};
    static const char *const untracked[] = {"git", "ls-files", "--others", "--exclude-standard",
                                            "-z",  NULL};
    char *added = NULL;
    size_t more = 0;
    enum status status = git_run(&changes->bytes, size, changes->top, changed, error);
    if (status == STATUS_OK)
        status = git_run(&added, &more, changes->top, untracked, error);
    char *both = status == STATUS_OK ? realloc(changes->bytes, *size + more + 1) : NULL;
    if (both != NULL) {
        memcpy(both + *size, added, more + 1);
        changes->bytes = both;
        *size += more;
    } else if (status == STATUS_OK)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for the files that changed");
    free(added);
    return status;
}

/* The names in `bytes`, each with a '\0' after it. */
static enum status split(const char ***paths, long *count, const char *bytes, size_t size,
                         struct error *error) {
    long all = 0;
    for (size_t i = 0; i < size; i++)
        all += bytes[i] == '\0';
    *paths = calloc((size_t)all + 1, sizeof **paths);
    if (*paths == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the files that git knows");
    for (*count = 0; *count < all; bytes += strlen(bytes) + 1)
        (*paths)[(*count)++] = bytes;
    return STATUS_OK;
}

static int compare_paths(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum status list_kept(struct git_changes *changes, struct error *error) {
    static const char *const ask[] = {"git", "ls-files", "-z", NULL};
    size_t size = 0;
    enum status status = git_run(&changes->kept.bytes, &size, changes->top, ask, error);
    if (status == STATUS_OK)
        status = split(&changes->kept.paths, &changes->kept.count, changes->kept.bytes, size,
                       error);
    if (status == STATUS_OK)
        qsort(changes->kept.paths, (size_t)changes->kept.count, sizeof *changes->kept.paths,
              compare_paths);
    return status;
}

int git_keeps(const struct git_changes *changes, const char *path) {
    return bsearch(&path, changes->kept.paths, (size_t)changes->kept.count,
                   sizeof *changes->kept.paths, compare_paths) != NULL;
}

enum status git_find_changes(struct git_changes *changes, const char *folder, const char *revision,
                             struct error *error) {
    char commit[GIT_COMMIT_MAX];
    size_t size = 0;
    *changes = (struct git_changes){0};
    enum status status = find_top(changes, getenv("GIT_DIR") != NULL ? "." : folder, error);
    if (status == STATUS_OK)
        status = find_commit(commit, changes->top, revision, error);
    if (status == STATUS_OK)
        status = list(changes, &size, commit, error);
    if (status == STATUS_OK)
        status = split(&changes->paths, &changes->count, changes->bytes, size, error);
    if (status == STATUS_OK)
        status = list_kept(changes, error);
    if (status != STATUS_OK)
        git_changes_free(changes);
    return status;
}

void git_changes_free(struct git_changes *changes) {
    free(changes->bytes);
    free(changes->paths);
    free(changes->kept.bytes);
    free(changes->kept.paths);
    *changes = (struct git_changes){0};
}

enum status git_find_head(struct git_head *head, const char *folder, struct error *error) {
    static const char *const ask_name[] = {"git", "rev-parse", "--verify", "HEAD", NULL};
    /* Without the lock for refreshing git's index, which other commands may need. */
    static const char *const ask_state[] = {"git",         "--no-optional-locks",  "status",
                                            "--porcelain", "--untracked-files=no", NULL};
    char *name = NULL, *state = NULL;
    size_t size = 0, changes = 0;
    *head = (struct git_head){0};
    enum status status = git_run(&name, &size, folder, ask_name, error);
    if (status == STATUS_OK)
        status = git_run(&state, &changes, folder, ask_state, error);
    if (status == STATUS_OK) {
        snprintf(head->commit, sizeof head->commit, "%.*s", (int)strcspn(name, "\n"), name);
        head->is_dirty = changes > 0;
    }
    free(name);
    free(state);
    return status;
}
