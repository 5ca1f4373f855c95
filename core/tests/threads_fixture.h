/* threads_fixture.h -- pools of threads for tests.
 */
#ifndef KLIMB_THREADS_FIXTURE_H
#define KLIMB_THREADS_FIXTURE_H

#include "base/threads.h"
#include "check_near.h"

static const int counts[] = {1, 2, 3, 7, THREADS_MAX};
enum { COUNTS = sizeof counts / sizeof *counts, SMALL_COUNTS = COUNTS - 1 };

static inline struct threads *start(int count) {
    struct threads *threads;
    struct error error = {0};
    ck_assert_msg(klimb_threads_start(&threads, count, &error) == STATUS_OK, "%s", error.message);
    return threads;
}

enum { MOST = 1000 };

/* Each part writes only to its own elements, as in any pass. */
struct tally {
    long grain;
    unsigned char done[MOST], odd[MOST]; /* how often done; whether a part began off a multiple */
};

static void count_indices(void *context, long begin, long end) {
    struct tally *tally = context;
    if (begin < end)
        tally->odd[begin] = begin % tally->grain != 0;
    for (long i = begin; i < end; i++)
        tally->done[i]++;
}

static inline void assert_each_once(struct threads *threads, long n, long grain) {
    struct tally tally = {.grain = grain};
    klimb_threads_for(threads, n, grain, count_indices, &tally);
    int wrong = 0;
    for (long i = 0; i < MOST; i++)
        wrong += tally.done[i] != (i < n) || tally.odd[i];
    ck_assert_msg(wrong == 0, "%d threads, n %ld, grain %ld: %d indices",
                  klimb_threads_count(threads), n, grain, wrong);
}

#endif
