#include "child.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { READ_END, WRITE_END };

static const double KIB_IN_MIB = 1024;

/* Other programs must not inherit either end of a pipe: as long as one of them kept an end open, the child would
 * not see the end of its input. */
static int open_pipe(int ends[2]) {
    return pipe2(ends, O_CLOEXEC) == 0;
}

static void close_ends(const int ends[2]) {
    for (int end = READ_END; end <= WRITE_END; end++)
        if (ends[end] >= 0)
            close(ends[end]);
}

static int spawn(pid_t *id, const char *const *command, int input, int output) {
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return 0;
    int reason = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    if (reason == 0)
        reason = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    /* posix_spawnp does not change its arguments; its type is older than const. */
    char *const *writable = (char *const *)(uintptr_t)command;
    if (reason == 0)
        reason = posix_spawnp(id, command[0], &actions, NULL, writable, environ);
    posix_spawn_file_actions_destroy(&actions);
    return reason == 0;
}

static int start_silent(struct child *child, const char *const *command) {
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    int started = nowhere >= 0 && spawn(&child->id, command, nowhere, nowhere);
    if (nowhere >= 0)
        close(nowhere);
    return started;
}

static int start_talking(struct child *child, const char *const *command) {
    int there[2] = {-1, -1}, back[2] = {-1, -1};
    if (!open_pipe(there) || !open_pipe(back) ||
        !spawn(&child->id, command, there[READ_END], back[WRITE_END])) {
        close_ends(there);
        close_ends(back);
        return 0;
    }
    close(there[READ_END]);
    close(back[WRITE_END]);
    child->to = fdopen(there[WRITE_END], "w");
    child->from = fdopen(back[READ_END], "r");
    return child->to != NULL && child->from != NULL;
}

int child_start(struct child *child, const char *const *command, enum child_kind kind) {
    *child = (struct child){.id = -1};
    if (kind == CHILD_TALKS ? start_talking(child, command) : start_silent(child, command))
        return 1;
    child_end(child, &(struct child_usage){0});
    return 0;
}

int child_ask(struct child *child, const char *line, char *answer, int size) {
    if (line != NULL && (fputs(line, child->to) < 0 || fflush(child->to) != 0))
        return 0;
    if (fgets(answer, size, child->from) == NULL)
        return 0;
    answer[strcspn(answer, "\n")] = '\0';
    return 1;
}

void child_end(struct child *child, struct child_usage *usage) {
    int status = 0;
    struct rusage resources = {0};
    if (child->to != NULL)
        fclose(child->to);
    if (child->from != NULL)
        fclose(child->from);
    if (child->id > 0)
        wait4(child->id, &status, 0, &resources);
    *usage = (struct child_usage){
        .code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
        .peak_memory = (double)resources.ru_maxrss / KIB_IN_MIB,
    };
    *child = (struct child){.id = -1};
}
