#include "base/child_exec.h"

#include <errno.h>
#include <stdint.h>
#include <unistd.h>

_Noreturn void child_exec(const char *const *arguments, int is_ready, int trouble) {
    /* execvp leaves its arguments alone; its type is older than const. */
    char *const *writable = (char *const *)(uintptr_t)arguments;
    if (is_ready)
        execvp(arguments[0], writable);
    int reason = errno;
    _exit(write(trouble, &reason, sizeof reason) == sizeof reason ? 127 : 126);
}

int child_exec_trouble(int trouble) {
    int reason = 0;
    ssize_t got;
    do {
        got = read(trouble, &reason, sizeof reason);
    } while (got < 0 && errno == EINTR);
    return got == sizeof reason ? reason : 0;
}
