/* threads.c, compiled into this program with stand-ins for pthread_create and aligned_alloc that can
 * refuse. */
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/check_near.h"

/* How many more threads played_create gives, and whether played_alloc has memory. Each test runs in a
 * process of its own, so no test sees what another one sets. */
static int threads_to_give = 1000000, has_memory = 1;

static int played_create(pthread_t *thread, const pthread_attr_t *attributes,
                         void *(*function)(void *), void *context) {
    return threads_to_give-- > 0 ? pthread_create(thread, attributes, function, context) : EAGAIN;
}

static void *played_alloc(size_t alignment, size_t size) {
    return has_memory ? aligned_alloc(alignment, size) : NULL;
}

#define pthread_create played_create
#define aligned_alloc  played_alloc
#include "base/threads.c"
#undef pthread_create
#undef aligned_alloc
#include "tests/threads_fixture.h"

/* The states of this process's threads, as "RSS"; the first is that of the main thread. */
static void thread_states(char *states, size_t size) {
    DIR *folder = opendir("/proc/self/task");
    ck_assert_ptr_nonnull(folder);
    size_t count = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[300];
        if (entry->d_name[0] == '.' || count + 1 >= size)
            continue;
        snprintf(path, sizeof path, "/proc/self/task/%s/stat", entry->d_name);
        FILE *file = fopen(path, "r");
        if (file == NULL)
            continue;
        if (fscanf(file, "%*d (%*[^)]) %c", &states[count]) == 1)
            count++;
        fclose(file);
    }
    closedir(folder);
    states[count] = '\0';
}

/* In a forked test ThreadSanitizer starts a thread of its own together with the first other one. */
#ifdef __SANITIZE_THREAD__
enum { CAN_COUNT_THREADS = 0 };
#else
enum { CAN_COUNT_THREADS = 1 };
#endif
#define NEEDS_THREAD_COUNT                                                                         \
    do {                                                                                           \
        if (!CAN_COUNT_THREADS)                                                                    \
            SKIP_TEST("ThreadSanitizer has a thread of its own");                                  \
    } while (0)

static int thread_count(void) {
    char states[2 * THREADS_MAX];
    thread_states(states, sizeof states);
    return (int)strlen(states);
}

/* ---- who does them --------------------------------------------------------------------------- */

/* A pass in which each part waits until as many parts as threads have begun. */
struct meeting {
    int count;
    atomic_int begun;
    atomic_int open_to_signals; /* parts on another thread than `caller` that takes SIGTERM */
    pthread_t caller;
};

static void meet(void *context, long begin, long end) {
    struct meeting *meeting = context;
    sigset_t blocked;
    (void)begin;
    (void)end;
    pthread_sigmask(SIG_BLOCK, NULL, &blocked);
    if (!pthread_equal(pthread_self(), meeting->caller) && !sigismember(&blocked, SIGTERM))
        atomic_fetch_add(&meeting->open_to_signals, 1);
    atomic_fetch_add(&meeting->begun, 1);
    while (atomic_load(&meeting->begun) < meeting->count)
        sched_yield();
}

/* Never returns unless all threads work at the same time. */
static void assert_all_meet(struct threads *threads) {
    struct meeting meeting = {.count = klimb_threads_count(threads), .caller = pthread_self()};
    klimb_threads_for(threads, 100 * THREADS_MAX, 1, meet, &meeting);
    ck_assert_int_eq(meeting.open_to_signals, 0);
}

START_TEST(threads_for_all_threads_work_at_the_same_time) {
    struct threads *threads = start(counts[_i]);
    for (int i = 0; i < 20; i++)
        assert_all_meet(threads);
    klimb_threads_stop(threads);
}
END_TEST

/* Whether there are `count` threads and all but the main one sleep: "RSS". */
static int others_sleep(int count) {
    char states[2 * THREADS_MAX];
    thread_states(states, sizeof states);
    return (int)strlen(states) == count && (int)strspn(states + 1, "S") == count - 1;
}

/* Never returns if the threads stay awake, or if they do not wake up. */
START_TEST(threads_for_after_a_rest_wakes_those_asleep) {
    NEEDS_THREAD_COUNT;
    int before = thread_count();
    struct threads *threads = start(counts[_i]);
    for (int i = 0; i < 5; i++) {
        while (!others_sleep(before - 1 + counts[_i]))
            usleep(1000);
        assert_all_meet(threads);
    }
    klimb_threads_stop(threads);
}
END_TEST

static void increment(void *context, long begin, long end) {
    long *value = context;
    for (long i = begin; i < end; i++)
        value[i]++;
}

/* Like a training step: each pass works on what the last one wrote. The pauses in between have all
 * lengths, from none to long enough to fall asleep. */
START_TEST(threads_for_many_passes_see_what_the_last_one_wrote) {
    enum { PASSES = 20000, N = 29 };
    long value[N] = {0};
    atomic_long pause = 0; /* which no compiler removes */
    struct threads *threads = start(counts[_i]);
    for (int pass = 0; pass < PASSES; pass++) {
        klimb_threads_for(threads, N, 1 + pass % 5, increment, value);
        for (pause = (long)pass % 97 * (pass % 89); pause > 0; pause--)
            continue;
    }
    for (int i = 0; i < N; i++)
        ck_assert_int_eq(value[i], PASSES);
    klimb_threads_stop(threads);
}
END_TEST

/* ---- starting and stopping ------------------------------------------------------------------- */

/* Never returns if there is one thread too many. A joined thread may be listed for a moment. */
static void assert_thread_count(int wanted) {
    while (thread_count() > wanted)
        usleep(1000);
    ck_assert_int_eq(thread_count(), wanted);
}

START_TEST(threads_stop_leaves_no_thread) {
    NEEDS_THREAD_COUNT;
    int before = thread_count();
    for (int i = 0; i < 300; i++) {
        struct threads *threads = start(2 + i % 6);
        if (i % 3 > 0) /* some are stopped before they have done anything */
            assert_each_once(threads, 1 + i % 50, 1);
        klimb_threads_stop(threads);
    }
    assert_thread_count(before);
}
END_TEST

START_TEST(threads_start_one_needs_none) {
    struct threads *threads = start(1);
    ck_assert_ptr_null(threads);
    ck_assert_int_eq(klimb_threads_count(threads), 1);
    klimb_threads_stop(threads);
}
END_TEST

START_TEST(threads_count_is_what_was_asked_for) {
    struct threads *threads = start(counts[_i]);
    ck_assert_int_eq(klimb_threads_count(threads), counts[_i]);
    klimb_threads_stop(threads);
}
END_TEST

START_TEST(threads_start_bad_count_names_what_is_allowed) {
    static const int bad[] = {0, -1, THREADS_MAX + 1};
    struct threads *threads = (struct threads *)&threads_to_give;
    struct error error = {0};
    char wanted[64];
    ck_assert_int_eq(klimb_threads_start(&threads, bad[_i], &error), STATUS_INVALID);
    ck_assert_ptr_null(threads);
    snprintf(wanted, sizeof wanted, "the number of threads is %d; must be an integer from 1 to 64",
             bad[_i]);
    ck_assert_str_eq(error.message, wanted);
}
END_TEST

START_TEST(threads_start_refused_thread_ends_the_others) {
    NEEDS_THREAD_COUNT;
    int before = thread_count();
    struct threads *threads;
    struct error error = {0};
    threads_to_give = _i;
    ck_assert_int_eq(klimb_threads_start(&threads, 4, &error), STATUS_FAILED);
    ck_assert_ptr_null(threads);
    char wanted[64];
    snprintf(wanted, sizeof wanted, "the system gave %d of 4 threads: ", _i + 1);
    ck_assert_msg(strstr(error.message, wanted) == error.message, "%s", error.message);
    ck_assert_str_ne(error.hint, "");
    assert_thread_count(before);
    threads_to_give = _i;
    ck_assert_int_eq(klimb_threads_start(&threads, 4, NULL), STATUS_FAILED);
}
END_TEST

START_TEST(threads_start_without_memory_is_an_error) {
    struct threads *threads;
    struct error error = {0};
    has_memory = 0;
    ck_assert_int_eq(klimb_threads_start(&threads, 2, &error), STATUS_MEMORY);
    ck_assert_ptr_null(threads);
}
END_TEST

START_TEST(threads_start_keeps_the_callers_signals) {
    sigset_t before, after;
    ck_assert_int_eq(pthread_sigmask(SIG_BLOCK, NULL, &before), 0);
    klimb_threads_stop(start(2));
    ck_assert_int_eq(pthread_sigmask(SIG_BLOCK, NULL, &after), 0);
    for (int number = 1; number < SIGRTMAX; number++)
        ck_assert_int_eq(sigismember(&after, number), sigismember(&before, number));
}
END_TEST

static Suite *threads_suite(void) {
    Suite *suite = suite_create("threads");
    TCase *work = tcase_create("work");
    tcase_add_loop_test(work, threads_for_all_threads_work_at_the_same_time, 0, COUNTS);
    tcase_add_loop_test(work, threads_for_after_a_rest_wakes_those_asleep, 0, COUNTS);
    tcase_add_loop_test(work, threads_for_many_passes_see_what_the_last_one_wrote, 0, SMALL_COUNTS);
    tcase_set_timeout(work, 60);
    suite_add_tcase(suite, work);
    TCase *ends = tcase_create("start and stop");
    tcase_add_test(ends, threads_stop_leaves_no_thread);
    tcase_add_test(ends, threads_start_one_needs_none);
    tcase_add_loop_test(ends, threads_count_is_what_was_asked_for, 0, COUNTS);
    tcase_add_loop_test(ends, threads_start_bad_count_names_what_is_allowed, 0, 3);
    tcase_add_loop_test(ends, threads_start_refused_thread_ends_the_others, 0, 3);
    tcase_add_test(ends, threads_start_without_memory_is_an_error);
    tcase_add_test(ends, threads_start_keeps_the_callers_signals);
    tcase_set_timeout(ends, 60);
    suite_add_tcase(suite, ends);
    return suite;
}

TEST_MAIN(threads_suite)
