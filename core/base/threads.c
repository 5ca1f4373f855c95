#include "base/threads.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
    CACHE_LINE = 64,

    /* More parts than threads, so that the others take over the share of a thread that starts late or
     * is interrupted. */
    PARTS_PER_THREAD = 2,

    /* How often a thread polls for work, or for the end of a pass, before it sleeps: some 50
     * microseconds, about as long as waking a thread takes. */
    LOOKS_BEFORE_SLEEP = 2000,

    STOP = -1 /* instead of a number of parts: ends the workers */
};

/* A pass is published by raising `unclaimed` from 0 to its number of parts. A thread claims a part by
 * lowering it by one, and only then reads the pass, which cannot change until that part is finished.
 *
 * A thread with nothing to do sleeps on a condition. It first counts itself in `sleepers`, or sets
 * `waiting`, and then looks once more. A thread with news first publishes it and then looks whether
 * anybody sleeps. These accesses are sequentially consistent, so one of the two sees the other. */
struct threads {
    int count; /* of threads, the caller included */
    int looks;
    pthread_t workers[THREADS_MAX - 1];

    /* the pass */
    threads_function *function;
    void *context;
    long n, grain, parts;

    _Alignas(CACHE_LINE) atomic_long unclaimed;  /* parts that nobody has begun, or STOP */
    _Alignas(CACHE_LINE) atomic_long unfinished; /* parts */

    _Alignas(CACHE_LINE) atomic_int sleepers; /* workers */
    atomic_int waiting;                       /* whether the caller sleeps */
    pthread_mutex_t mutex;
    pthread_cond_t news, end;
};

/* ---- waiting --------------------------------------------------------------------------------- */

/* Tells the processor that this is a busy-wait loop. */
static inline void relax(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* Polls `looks` times: whether `value` is zero (wanted = 1) or non-zero (wanted = 0) at one of them. */
static int becomes_zero(atomic_long *value, int wanted, int looks) {
    for (; looks > 0; looks--) {
        if ((atomic_load_explicit(value, memory_order_acquire) == 0) == wanted)
            return 1;
        relax();
        if (looks % 32 == 0)
            sched_yield();
    }
    return 0;
}

static void wait_for_pass(struct threads *threads) {
    if (becomes_zero(&threads->unclaimed, 0, threads->looks))
        return;
    pthread_mutex_lock(&threads->mutex);
    atomic_fetch_add(&threads->sleepers, 1);
    while (atomic_load(&threads->unclaimed) == 0)
        pthread_cond_wait(&threads->news, &threads->mutex);
    atomic_fetch_sub(&threads->sleepers, 1);
    pthread_mutex_unlock(&threads->mutex);
}

static void publish(struct threads *threads, long unclaimed) {
    atomic_store(&threads->unclaimed, unclaimed);
    if (atomic_load(&threads->sleepers) == 0)
        return;
    pthread_mutex_lock(&threads->mutex);
    pthread_cond_broadcast(&threads->news);
    pthread_mutex_unlock(&threads->mutex);
}

static void wait_for_end(struct threads *threads) {
    if (becomes_zero(&threads->unfinished, 1, threads->looks))
        return;
    pthread_mutex_lock(&threads->mutex);
    atomic_store(&threads->waiting, 1);
    while (atomic_load(&threads->unfinished) > 0)
        pthread_cond_wait(&threads->end, &threads->mutex);
    atomic_store(&threads->waiting, 0);
    pthread_mutex_unlock(&threads->mutex);
}

static void finish_part(struct threads *threads) {
    if (atomic_fetch_sub(&threads->unfinished, 1) > 1 || !atomic_load(&threads->waiting))
        return;
    pthread_mutex_lock(&threads->mutex);
    pthread_cond_signal(&threads->end);
    pthread_mutex_unlock(&threads->mutex);
}

/* ---- working --------------------------------------------------------------------------------- */

/* The number of a part, claimed for the calling thread; -1 if all are claimed. */
static long claim_part(struct threads *threads) {
    long left = atomic_load_explicit(&threads->unclaimed, memory_order_relaxed);
    while (left > 0)
        if (atomic_compare_exchange_weak(&threads->unclaimed, &left, left - 1))
            return threads->parts - left;
    return -1;
}

/* The first index of a part, which is also the end of the part before it. */
static long part_begin(const struct threads *threads, long part) {
    long units = (threads->n - 1) / threads->grain + 1;
    long each = units / threads->parts, longer = units % threads->parts;
    if (part == threads->parts)
        return threads->n;
    return (each * part + (part < longer ? part : longer)) * threads->grain;
}

static void do_parts(struct threads *threads) {
    long part;
    while ((part = claim_part(threads)) >= 0) {
        threads->function(threads->context, part_begin(threads, part),
                          part_begin(threads, part + 1));
        finish_part(threads);
    }
}

static void *work(void *context) {
    struct threads *threads = context;
    for (;;) {
        wait_for_pass(threads);
        if (atomic_load(&threads->unclaimed) == STOP)
            return NULL;
        do_parts(threads);
    }
}

void klimb_threads_for(struct threads *threads, long n, long grain, threads_function *function,
                       void *context) {
    if (n <= 0)
        return;
    if (n <= grain || threads == NULL || atomic_load(&threads->unfinished) > 0) {
        function(context, 0, n);
        return;
    }
    long units = (n - 1) / grain + 1, most = (long)threads->count * PARTS_PER_THREAD;
    threads->function = function;
    threads->context = context;
    threads->n = n;
    threads->grain = grain;
    threads->parts = units < most ? units : most;
    atomic_store(&threads->unfinished, threads->parts);
    publish(threads, threads->parts);
    do_parts(threads);
    wait_for_end(threads);
}

/* ---- starting and stopping ------------------------------------------------------------------- */

int klimb_threads_count(const struct threads *threads) {
    return threads == NULL ? 1 : threads->count;
}

/* A thread polls only if it has a core of its own; else it would keep the others from working. */
static int looks_for(int count) {
    cpu_set_t cores;
    int known = sched_getaffinity(0, sizeof cores, &cores) == 0;
    return !known || count <= CPU_COUNT(&cores) ? LOOKS_BEFORE_SLEEP : 1;
}

static struct threads *threads_new(int count) {
    struct threads *threads = aligned_alloc(CACHE_LINE, sizeof *threads);
    if (threads == NULL)
        return NULL;
    memset(threads, 0, sizeof *threads);
    threads->looks = looks_for(count);
    threads->count = 1;
    pthread_mutex_init(&threads->mutex, NULL);
    pthread_cond_init(&threads->news, NULL);
    pthread_cond_init(&threads->end, NULL);
    return threads;
}

void klimb_threads_stop(struct threads *threads) {
    if (threads == NULL)
        return;
    publish(threads, STOP);
    for (int i = 0; i < threads->count - 1; i++)
        pthread_join(threads->workers[i], NULL);
    pthread_mutex_destroy(&threads->mutex);
    pthread_cond_destroy(&threads->news);
    pthread_cond_destroy(&threads->end);
    free(threads);
}

/* A thread inherits the signal mask of its parent, so all signals are blocked meanwhile. */
static int start_workers(struct threads *threads, int count) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failure = 0;
    while (failure == 0 && threads->count < count) {
        failure = pthread_create(&threads->workers[threads->count - 1], NULL, work, threads);
        threads->count += failure == 0;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failure;
}

enum status klimb_threads_start(struct threads **threads, int count, struct error *error) {
    *threads = NULL;
    if (count < 1 || count > THREADS_MAX)
        return klimb_error_set(error, STATUS_INVALID,
                               "the number of threads is %d; must be an integer from 1 to %d",
                               count, THREADS_MAX);
    if (count == 1)
        return STATUS_OK;
    struct threads *started = threads_new(count);
    if (started == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %d threads", count);
    int failure = start_workers(started, count);
    if (failure == 0) {
        *threads = started;
        return STATUS_OK;
    }
    klimb_error_set(error, STATUS_FAILED, "the system gave %d of %d threads: %s", started->count,
                    count, strerror(failure));
    klimb_threads_stop(started);
    klimb_error_hint(error, "start fewer; one thread needs nothing from the system");
    return STATUS_FAILED;
}
