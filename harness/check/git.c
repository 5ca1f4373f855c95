#include "check/git.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/program.h"

enum { ARGUMENTS_MAX = 8 };

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

/* Refuses a name that begins with a dash, which git would take for an option. */
static enum status check_revision(const char *top, const char *revision, struct error *error) {
    char commit[FILE_PATH_MAX];
    snprintf(commit, sizeof commit, "%.500s^{commit}", revision);
    const char *const ask[] = {"git", "rev-parse", "--verify", "--quiet", commit, NULL};
    struct error reason = {0};
    char *name = NULL;
    size_t size = 0;
    enum status status = revision[0] == '-' ? STATUS_FAILED
                                            : git_run(&name, &size, top, ask, &reason);
    free(name);
    if (status == STATUS_MEMORY)
        *error = reason;
    else if (status != STATUS_OK) {
        status = klimb_error_set(error, STATUS_INVALID,
                                 "--changed-since must be a commit that git knows, not \"%s\"",
                                 revision);
        klimb_error_hint(error, "as in HEAD~1 or origin/main; a shallow clone has few commits");
    }
    return status;
}

/* Both lists of names, each name with a '\0' after it. */
static enum status list(struct git_changes *changes, size_t *size, const char *revision,
                        struct error *error) {
    const char *const changed[] = {"git", "diff",   "--name-only", "--no-renames",
                                   "-z",  revision, "--",          NULL};
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

static enum status split(struct git_changes *changes, size_t size, struct error *error) {
    long count = 0;
    for (size_t i = 0; i < size; i++)
        count += changes->bytes[i] == '\0';
    changes->paths = calloc((size_t)count + 1, sizeof *changes->paths);
    if (changes->paths == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the files that changed");
    const char *path = changes->bytes;
    for (; changes->count < count; path += strlen(path) + 1)
        changes->paths[changes->count++] = path;
    return STATUS_OK;
}

enum status git_find_changes(struct git_changes *changes, const char *folder, const char *revision,
                             struct error *error) {
    size_t size = 0;
    *changes = (struct git_changes){0};
    enum status status = find_top(changes, folder, error);
    if (status == STATUS_OK)
        status = check_revision(changes->top, revision, error);
    if (status == STATUS_OK)
        status = list(changes, &size, revision, error);
    if (status == STATUS_OK)
        status = split(changes, size, error);
    if (status != STATUS_OK)
        git_changes_free(changes);
    return status;
}

void git_changes_free(struct git_changes *changes) {
    free(changes->bytes);
    free(changes->paths);
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
