/* old_linux.c -- run a command as on an older Linux: calls of the system that came later fail with ENOSYS.
 *
 *     old_linux RELEASE COMMAND [ARGUMENT...]      RELEASE: 3.10 or 4.4
 *
 * A filter that the command's processes inherit (seccomp(2), SECCOMP_MODE_FILTER) compares the number of each call. Numbers
 * are given out in order, so a release lacks those from one on. That one is in `releases`, by the releases that
 * syscalls(2) names. What an old call has learnt since, such as a new flag, is not refused, and uname tells the truth.
 *
 * Exit code: that of the command; 2 usage; 77 this Linux has no such filter; 127 the command cannot be run.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#else
#error "old_linux.c knows the numbers of x86-64 and AArch64"
#endif

/* The first call that a release lacks: sched_setattr came in 3.14, copy_file_range in 4.5. */
static const struct release {
    const char *name;
    unsigned first;
} releases[] = {
    {"3.10", SYS_sched_setattr},
    {"4.4", SYS_copy_file_range},
};

static const struct release *find_release(const char *name) {
    for (size_t i = 0; i < sizeof releases / sizeof *releases; i++)
        if (strcmp(releases[i].name, name) == 0)
            return &releases[i];
    return NULL;
}

/* Numbers of another processor's calls (32 bits) are in another order, so all are refused. */
static int refuse_from(unsigned first) {
    struct sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 0, 2),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, first, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog filter = {sizeof steps / sizeof *steps, steps};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return 0;
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

/* Whether the filter is in force. */
static int is_refused(unsigned first) {
    errno = 0;
    return syscall((long)first, -1, -1, -1, -1, -1, -1) == -1 && errno == ENOSYS;
}

int main(int argc, char **argv) {
    const struct release *release = argc > 2 ? find_release(argv[1]) : NULL;
    if (release == NULL) {
        fprintf(stderr, "usage: old_linux 3.10|4.4 COMMAND [ARGUMENT...]\n");
        return 2;
    }
    if (!refuse_from(release->first) || !is_refused(release->first)) {
        fprintf(stderr, "old_linux: no filter for calls of the system: %s\n", strerror(errno));
        return 77;
    }
    execvp(argv[2], argv + 2);
    fprintf(stderr, "old_linux: cannot run %s: %s\n", argv[2], strerror(errno));
    return 127;
}
