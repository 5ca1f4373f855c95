/* shim.c -- a library to preload: the functions of the C library that it replaces. See shim.h.
 *
 * The public functions are replaced. What libc does behind them (the open of an fopen) is not seen.
 * Allocation is, because libc allocates through the public malloc as well.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "strike.h"

/* The function behind ours. */
static void *next(const char *name) {
    void *function = dlsym(RTLD_NEXT, name);
    if (function == NULL)
        abort();
    return function;
}

/* TYPE NAME(PARAMETERS) that can fail as CALL: it then returns FAILED with errno set. */
#define REPLACE(type, name, parameters, arguments, call, path, file, failed)                       \
    type name parameters {                                                                         \
        static type(*real) parameters;                                                             \
        int fault = strike(call, path, file);                                                      \
        if (fault > 0) {                                                                           \
            errno = fault;                                                                         \
            return failed;                                                                         \
        }                                                                                          \
        if (real == NULL)                                                                          \
            *(void **)&real = next(#name);                                                         \
        return real arguments;                                                                     \
    }

int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
                      void (*fini)(void), void (*loader_fini)(void), void *stack);
int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
                      void (*fini)(void), void (*loader_fini)(void), void *stack) {
    __typeof__(__libc_start_main) *real;
    *(void **)&real = next("__libc_start_main");
    strike_begin();
    return real(main, argc, argv, init, fini, loader_fini, stack);
}

/* ---- memory: by names of libc that dlsym, which allocates, is not needed for ------------------- */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

#define ALLOCATE(name, parameters, real)                                                           \
    void *name parameters {                                                                        \
        int fault = strike(CALL_MALLOC, NULL, -1);                                                 \
        if (fault > 0) {                                                                           \
            errno = fault;                                                                         \
            return NULL;                                                                           \
        }                                                                                          \
        return real;                                                                               \
    }

ALLOCATE(malloc, (size_t size), __libc_malloc(size))
ALLOCATE(calloc, (size_t count, size_t size), __libc_calloc(count, size))
ALLOCATE(realloc, (void *old, size_t size), __libc_realloc(old, size))
ALLOCATE(aligned_alloc, (size_t alignment, size_t size), __libc_memalign(alignment, size))

int posix_memalign(void **out, size_t alignment, size_t size) {
    void *memory = aligned_alloc(alignment, size);
    if (memory != NULL)
        *out = memory;
    return memory != NULL ? 0 : ENOMEM;
}

REPLACE(void *, mmap, (void *at, size_t size, int may, int how, int file, off_t offset),
        (at, size, may, how, file, offset), CALL_MMAP, NULL, file, MAP_FAILED)

/* ---- files ----------------------------------------------------------------------------------- */

#define OPEN_MODE                                                                                  \
    mode_t mode = 0;                                                                               \
    if ((flags & (O_CREAT | __O_TMPFILE)) != 0) {                                                  \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode = va_arg(rest, mode_t);                                                               \
        va_end(rest);                                                                              \
    }

static int open_at(int folder, const char *path, int flags, mode_t mode) {
    int fault = strike(CALL_OPEN, path, -1);
    if (fault > 0) {
        errno = fault;
        return -1;
    }
    return (int)syscall(SYS_openat, folder, path, flags, mode);
}

int open(const char *path, int flags, ...) {
    OPEN_MODE
    return open_at(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    OPEN_MODE
    return open_at(AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...) {
    OPEN_MODE
    return open_at(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...) {
    OPEN_MODE
    return open_at(folder, path, flags, mode);
}

REPLACE(int, mkostemp, (char *path, int flags), (path, flags), CALL_OPEN, path, -1, -1)
REPLACE(int, mkstemp, (char *path), (path), CALL_OPEN, path, -1, -1)
REPLACE(FILE *, fopen, (const char *path, const char *how), (path, how), CALL_OPEN, path, -1, NULL)
REPLACE(FILE *, fopen64, (const char *path, const char *how), (path, how), CALL_OPEN, path, -1,
        NULL)
REPLACE(int, memfd_create, (const char *name, unsigned flags), (name, flags), CALL_MEMFD, NULL, -1,
        -1)

/* Half of it, as a full disk, a signal or a slow pipe do; one byte cannot be halved. */
#define TRANSFER(name, parameters, arguments, call, bytes)                                         \
    ssize_t name parameters {                                                                      \
        static ssize_t(*real) parameters;                                                          \
        int fault = strike(call, NULL, file);                                                      \
        if (fault > 0) {                                                                           \
            errno = fault;                                                                         \
            return -1;                                                                             \
        }                                                                                          \
        if (fault == FAULT_SHORT && size > 1)                                                      \
            size /= 2;                                                                             \
        if (real == NULL)                                                                          \
            *(void **)&real = next(#name);                                                         \
        return real arguments;                                                                     \
    }

TRANSFER(write, (int file, const void *bytes, size_t size), (file, bytes, size), CALL_WRITE, bytes)
TRANSFER(pwrite, (int file, const void *bytes, size_t size, off_t at), (file, bytes, size, at),
         CALL_WRITE, bytes)
TRANSFER(read, (int file, void *bytes, size_t size), (file, bytes, size), CALL_READ, bytes)
TRANSFER(pread, (int file, void *bytes, size_t size, off_t at), (file, bytes, size, at), CALL_READ,
         bytes)

REPLACE(int, fflush, (FILE * stream), (stream), CALL_FLUSH, NULL, -1, EOF)
REPLACE(int, ftruncate, (int file, off_t size), (file, size), CALL_TRUNCATE, NULL, file, -1)
REPLACE(int, rename, (const char *from, const char *to), (from, to), CALL_RENAME, to, -1, -1)
REPLACE(int, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to),
        CALL_RENAME, to, -1, -1)
REPLACE(int, renameat2, (int a, const char *from, int b, const char *to, unsigned flags),
        (a, from, b, to, flags), CALL_EXCHANGE, to, -1, -1)
REPLACE(int, link, (const char *from, const char *to), (from, to), CALL_LINK, to, -1, -1)
REPLACE(int, symlink, (const char *from, const char *to), (from, to), CALL_LINK, to, -1, -1)
REPLACE(int, linkat, (int a, const char *from, int b, const char *to, int flags),
        (a, from, b, to, flags), CALL_LINK, to, -1, -1)
REPLACE(int, fchmod, (int file, mode_t mode), (file, mode), CALL_CHMOD, NULL, file, -1)
REPLACE(int, chmod, (const char *path, mode_t mode), (path, mode), CALL_CHMOD, path, -1, -1)
REPLACE(int, unlink, (const char *path), (path), CALL_UNLINK, path, -1, -1)
REPLACE(int, unlinkat, (int folder, const char *path, int flags), (folder, path, flags),
        (flags & AT_REMOVEDIR) != 0 ? CALL_RMDIR : CALL_UNLINK, path, -1, -1)
REPLACE(int, remove, (const char *path), (path), CALL_UNLINK, path, -1, -1)
REPLACE(int, rmdir, (const char *path), (path), CALL_RMDIR, path, -1, -1)
REPLACE(int, mkdir, (const char *path, mode_t mode), (path, mode), CALL_MKDIR, path, -1, -1)
REPLACE(int, mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode), CALL_MKDIR,
        path, -1, -1)
REPLACE(char *, mkdtemp, (char *path), (path), CALL_MKDIR, path, -1, NULL)
REPLACE(DIR *, opendir, (const char *path), (path), CALL_OPENDIR, path, -1, NULL)
REPLACE(DIR *, fdopendir, (int file), (file), CALL_OPENDIR, NULL, file, NULL)
REPLACE(struct dirent *, readdir, (DIR * folder), (folder), CALL_READDIR, NULL, dirfd(folder), NULL)
REPLACE(int, stat, (const char *path, struct stat *out), (path, out), CALL_STAT, path, -1, -1)
REPLACE(int, lstat, (const char *path, struct stat *out), (path, out), CALL_STAT, path, -1, -1)
REPLACE(int, fstat, (int file, struct stat *out), (file, out), CALL_STAT, NULL, file, -1)
REPLACE(int, fstatat, (int folder, const char *path, struct stat *out, int flags),
        (folder, path, out, flags), CALL_STAT, path, -1, -1)
REPLACE(int, access, (const char *path, int may), (path, may), CALL_ACCESS, path, -1, -1)
REPLACE(int, faccessat, (int folder, const char *path, int may, int flags),
        (folder, path, may, flags), CALL_ACCESS, path, -1, -1)
REPLACE(char *, realpath, (const char *path, char *out), (path, out), CALL_STAT, path, -1, NULL)
REPLACE(int, flock, (int file, int how), (file, how), CALL_LOCK, NULL, file, -1)
REPLACE(int, lockf, (int file, int how, off_t size), (file, how, size), CALL_LOCK, NULL, file, -1)

int fcntl(int file, int command, ...) {
    va_list rest;
    va_start(rest, command);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    int is_lock = command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK ||
                  command == F_OFD_SETLKW;
    int fault = is_lock ? strike(CALL_LOCK, NULL, file) : FAULT_NONE;
    if (fault > 0) {
        errno = fault;
        return -1;
    }
    return (int)syscall(SYS_fcntl, file, command, argument);
}

/* The descriptor is gone even when close fails, as on Linux. */
int close(int file) {
    int fault = strike(CALL_CLOSE, NULL, file);
    int closed = (int)syscall(SYS_close, file);
    if (fault <= 0)
        return closed;
    errno = fault;
    return -1;
}

int fclose(FILE *stream) {
    static int (*real)(FILE *);
    int fault = strike(CALL_FCLOSE, NULL, fileno(stream));
    if (real == NULL)
        *(void **)&real = next("fclose");
    int closed = real(stream);
    if (fault <= 0)
        return closed;
    errno = fault;
    return EOF;
}

/* Nothing pulls the plug here, so nobody waits for a disk. */
int fsync(int file) {
    int fault = strike(CALL_FSYNC, NULL, file);
    errno = fault > 0 ? fault : errno;
    return fault > 0 ? -1 : 0;
}

int fdatasync(int file) {
    return fsync(file);
}

/* ---- processes ------------------------------------------------------------------------------- */

pid_t fork(void) {
    static pid_t (*real)(void);
    int fault = strike(CALL_FORK, NULL, -1);
    if (fault > 0) {
        errno = fault;
        return -1;
    }
    if (real == NULL)
        *(void **)&real = next("fork");
    pid_t process = real();
    if (process == 0)
        strike_in_child();
    return process;
}

/* These return the errno. */
#define SPAWN(name, parameters, arguments)                                                         \
    int name parameters {                                                                          \
        static int(*real) parameters;                                                              \
        int fault = strike(CALL_SPAWN, path, -1);                                                  \
        if (fault > 0)                                                                             \
            return fault;                                                                          \
        if (real == NULL)                                                                          \
            *(void **)&real = next(#name);                                                         \
        return real arguments;                                                                     \
    }

SPAWN(posix_spawn,
      (pid_t * process, const char *path, const posix_spawn_file_actions_t *actions,
       const posix_spawnattr_t *attributes, char *const argv[], char *const envp[]),
      (process, path, actions, attributes, argv, envp))
SPAWN(posix_spawnp,
      (pid_t * process, const char *path, const posix_spawn_file_actions_t *actions,
       const posix_spawnattr_t *attributes, char *const argv[], char *const envp[]),
      (process, path, actions, attributes, argv, envp))
REPLACE(FILE *, popen, (const char *command, const char *how), (command, how), CALL_SPAWN, command,
        -1, NULL)

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                   void *context) {
    static __typeof__(pthread_create) *real;
    int fault = strike(CALL_THREAD, NULL, -1);
    if (fault > 0)
        return fault;
    if (real == NULL)
        *(void **)&real = next("pthread_create");
    return real(thread, attributes, run, context);
}

REPLACE(int, pipe, (int ends[2]), (ends), CALL_PIPE, NULL, -1, -1)
REPLACE(int, pipe2, (int ends[2], int flags), (ends, flags), CALL_PIPE, NULL, -1, -1)
REPLACE(pid_t, waitpid, (pid_t process, int *how, int options), (process, how, options), CALL_WAIT,
        NULL, -1, -1)
REPLACE(int, poll, (struct pollfd * files, nfds_t count, int patience), (files, count, patience),
        CALL_POLL, NULL, -1, -1)

/* A library that is not there, so that dlerror has something to say. */
void *dlopen(const char *path, int how) {
    static void *(*real)(const char *, int);
    int fault = strike(CALL_DLOPEN, path, -1);
    if (real == NULL)
        *(void **)&real = next("dlopen");
    return real(fault > 0 ? "/of/make-torture/no.so" : path, how);
}
