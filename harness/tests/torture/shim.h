/* shim.h -- what the driver of `make torture` and the library that it preloads share: the calls that
 * can be made to fail, the faults, and a board in memory on which the library counts.
 *
 *     TORTURE_BOARD=FILE TORTURE_PLAN="parent write 3 ENOSPC" LD_PRELOAD=.../shim.so klimb run ...
 *
 * A plan gives the place, the call, its number and the fault. A "+" after the fault means every call from that one on.
 * Without a plan, calls are only counted.
 */
#ifndef KLIMB_TORTURE_SHIM_H
#define KLIMB_TORTURE_SHIM_H

#include <stdint.h>

/* X(constant, name, faults). A name stands for all equivalent functions. */
#define TORTURE_CALLS(X)                                                                           \
    X(MALLOC, "malloc", "ENOMEM ENOMEM+")                                                          \
    X(MMAP, "mmap", "ENOMEM")                                                                      \
    X(OPEN, "open", "EMFILE EIO EACCES EMFILE+")                                                   \
    X(WRITE, "write", "ENOSPC EIO EINTR SHORT ENOSPC+")                                            \
    X(READ, "read", "EIO EINTR SHORT")                                                             \
    X(FLUSH, "fflush", "ENOSPC")                                                                   \
    X(FSYNC, "fsync", "EIO ENOSPC")                                                                \
    X(TRUNCATE, "ftruncate", "ENOSPC")                                                             \
    X(RENAME, "rename", "EIO EACCES ENOSPC")                                                       \
    X(EXCHANGE, "renameat2", "EIO EINVAL ENOSYS ENOSPC")                                           \
    X(LINK, "link", "EIO ENOSPC EPERM")                                                            \
    X(CLOSE, "close", "EIO EINTR")                                                                 \
    X(FCLOSE, "fclose", "EIO")                                                                     \
    X(FORK, "fork", "EAGAIN ENOMEM")                                                               \
    X(SPAWN, "spawn", "EAGAIN ENOENT")                                                             \
    X(THREAD, "thread", "EAGAIN")                                                                  \
    X(PIPE, "pipe", "EMFILE")                                                                      \
    X(WAIT, "waitpid", "EINTR")                                                                    \
    X(POLL, "poll", "EINTR ENOMEM")                                                                \
    X(MKDIR, "mkdir", "EIO ENOSPC EACCES")                                                         \
    X(CHMOD, "fchmod", "EIO EPERM")                                                                \
    X(UNLINK, "unlink", "EIO EACCES")                                                              \
    X(RMDIR, "rmdir", "EIO EACCES")                                                                \
    X(OPENDIR, "opendir", "EMFILE EIO EACCES")                                                     \
    X(READDIR, "readdir", "EIO")                                                                   \
    X(MEMFD, "memfd_create", "EMFILE ENOMEM")                                                      \
    X(STAT, "stat", "EIO EACCES ENOMEM")                                                           \
    X(ACCESS, "access", "EIO EACCES")                                                              \
    X(LOCK, "lock", "EINTR ENOLCK")                                                                \
    X(DLOPEN, "dlopen", "ENOMEM")

enum torture_call {
#define X(constant, name, faults) CALL_##constant,
    TORTURE_CALLS(X)
#undef X
        CALLS,
    CALL_ANY = CALLS /* in a plan: any call but malloc, for signals */
};

#define TORTURE_ANY_NAME   "any"
#define TORTURE_ANY_FAULTS "KILL TERM INT"

/* Where a call is made: by klimb, by its forked runs, by programs that it starts. */
#define TORTURE_PLACES(X) X(PARENT, "parent") X(CHILD, "child") X(PROGRAM, "program")

enum torture_place {
#define X(constant, name) PLACE_##constant,
    TORTURE_PLACES(X)
#undef X
        PLACES
};

enum { TORTURE_WHAT_MAX = 160, TORTURE_TRACE_MAX = 14 };

/* All zero before the first process starts. */
struct torture_board {
    uint32_t root;                      /* the process that was started first */
    uint32_t count[PLACES][CALLS + 1];  /* calls made so far; [CALL_ANY] all but malloc */
    uint32_t struck;                    /* number of times that the plan's fault was given */
    char what[TORTURE_WHAT_MAX];        /* the first call that was struck, with its path */
    uintptr_t trace[TORTURE_TRACE_MAX]; /* who called it: addresses in the program's file, 0 ends */
};

#endif
