#include "strike.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

struct plan {
    enum torture_place place;
    enum torture_call call;
    uint32_t at;
    int fault, signal, is_lasting;
};

static struct torture_board *board;
static struct plan plan = {.call = (enum torture_call) - 1};
static enum torture_place place;
static int is_main_reached;
static __thread int is_inside; /* what the shim itself calls is not counted */

static const char *const call_names[] = {
#define X(constant, name, faults) name,
    TORTURE_CALLS(X)
#undef X
        TORTURE_ANY_NAME,
};
static const char *const place_names[] = {
#define X(constant, name) name,
    TORTURE_PLACES(X)
#undef X
};

/* ---- the plan -------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    int fault, signal;
} faults[] = {
    {"ENOMEM", ENOMEM, 0}, {"EMFILE", EMFILE, 0}, {"EIO", EIO, 0},       {"EACCES", EACCES, 0},
    {"ENOSPC", ENOSPC, 0}, {"EINTR", EINTR, 0},   {"EINVAL", EINVAL, 0}, {"ENOSYS", ENOSYS, 0},
    {"EPERM", EPERM, 0},   {"EAGAIN", EAGAIN, 0}, {"ENOENT", ENOENT, 0}, {"ENOLCK", ENOLCK, 0},
    {"SHORT", -1, 0},      {"KILL", -2, SIGKILL}, {"TERM", -2, SIGTERM}, {"INT", -2, SIGINT},
};

static int find(const char *const *names, int count, const char *name) {
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    abort(); /* a plan that does nothing would pass every test */
}

static void read_plan(const char *text) {
    char where[16], call[16], fault[16];
    unsigned at;
    if (sscanf(text, "%15s %15s %u %15s", where, call, &at, fault) != 4)
        abort();
    size_t length = strlen(fault);
    plan.is_lasting = fault[length - 1] == '+';
    fault[length - (plan.is_lasting ? 1 : 0)] = '\0';
    plan.at = at;
    plan.place = (enum torture_place)find(place_names, PLACES, where);
    plan.call = (enum torture_call)find(call_names, CALLS + 1, call);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        if (strcmp(faults[i].name, fault) == 0) {
            plan.fault = faults[i].fault;
            plan.signal = faults[i].signal;
        }
    }
    if (plan.fault == FAULT_NONE)
        abort();
}

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("TORTURE_BOARD"), *text = getenv("TORTURE_PLAN");
    if (path == NULL)
        return;
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
    if (file < 0)
        abort();
    void *memory = (void *)syscall(SYS_mmap, NULL, sizeof *board, PROT_READ | PROT_WRITE,
                                   MAP_SHARED, file, 0L);
    syscall(SYS_close, file);
    if (memory == MAP_FAILED)
        abort();
    board = memory;
    uint32_t nobody = 0, own = (uint32_t)getpid();
    int is_first = __atomic_compare_exchange_n(&board->root, &nobody, own, 0, __ATOMIC_SEQ_CST,
                                               __ATOMIC_SEQ_CST);
    place = is_first ? PLACE_PARENT : PLACE_PROGRAM;
    if (text != NULL)
        read_plan(text);
}

/* ---- counting and striking ------------------------------------------------------------------- */

/* Who called, as addresses that addr2line knows, for the program itself alone. */
static void note_trace(void) {
    void *frames[2 * TORTURE_TRACE_MAX];
    int count = backtrace(frames, 2 * TORTURE_TRACE_MAX), kept = 0;
    Dl_info about;
    extern char *program_invocation_name;
    for (int i = 0; i < count && kept < TORTURE_TRACE_MAX; i++) {
        if (dladdr(frames[i], &about) == 0 || about.dli_fname == NULL ||
            strcmp(about.dli_fname, program_invocation_name) != 0)
            continue;
        board->trace[kept++] = (uintptr_t)frames[i] - (uintptr_t)about.dli_fbase - 1;
    }
}

static void note(enum torture_call call, const char *path, int file) {
    char link[32], target[TORTURE_WHAT_MAX - 32] = "";
    if (path == NULL && file >= 0) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", file);
        ssize_t got = syscall(SYS_readlinkat, AT_FDCWD, link, target, sizeof target - 1);
        target[got > 0 ? got : 0] = '\0';
        path = target;
    }
    snprintf(board->what, sizeof board->what, "%s%s%.100s", call_names[call],
             path != NULL ? " " : "", path != NULL ? path : "");
    if (place != PLACE_PROGRAM) /* others have no names of ours */
        note_trace();
}

static void send_signal(void) {
    pid_t self = (pid_t)syscall(SYS_getpid);
    if (plan.signal == SIGINT) /* a terminal interrupts the whole group */
        kill(0, SIGINT);
    else
        kill(self, plan.signal);
}

int strike(enum torture_call call, const char *path, int file) {
    if (board == NULL || !is_main_reached || is_inside)
        return FAULT_NONE;
    /* Where it cannot be opened the kind of machine stands in its place: the code promises that. */
    if (path != NULL && strcmp(path, "/proc/cpuinfo") == 0)
        return FAULT_NONE;
    uint32_t *count = board->count[place];
    uint32_t nth = __atomic_add_fetch(&count[call], 1, __ATOMIC_SEQ_CST);
    if (call != CALL_MALLOC) {
        uint32_t any = __atomic_add_fetch(&count[CALL_ANY], 1, __ATOMIC_SEQ_CST);
        nth = plan.call == CALL_ANY ? any : nth;
    }
    int is_call = plan.call == call || (plan.call == CALL_ANY && call != CALL_MALLOC);
    if (!is_call || plan.place != place || nth < plan.at || (nth > plan.at && !plan.is_lasting))
        return FAULT_NONE;
    if (__atomic_fetch_add(&board->struck, 1, __ATOMIC_SEQ_CST) == 0) {
        is_inside = 1;
        note(call, path, file);
        is_inside = 0;
    }
    if (plan.fault != FAULT_SIGNAL)
        return plan.fault;
    send_signal();
    return FAULT_NONE;
}

void strike_begin(void) {
    is_main_reached = 1;
}

void strike_in_child(void) {
    if (place == PLACE_PARENT)
        place = PLACE_CHILD;
}
