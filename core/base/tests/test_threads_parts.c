/* The parts of a pass, and that each is done once. */
#include "base/threads.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "tests/threads_fixture.h"

START_TEST(threads_for_does_each_index_once_in_multiples_of_the_grain) {
    static const long grains[] = {1, 2, 7, 12, 64, 333, 1000, 5000};
    struct threads *threads = start(counts[_i]);
    for (size_t g = 0; g < sizeof grains / sizeof *grains; g++) {
        for (long n = 0; n <= 70; n++)
            assert_each_once(threads, n, grains[g]);
        for (long n = 71; n <= MOST; n += 31)
            assert_each_once(threads, n, grains[g]);
        assert_each_once(threads, MOST, grains[g]);
    }
    klimb_threads_stop(threads);
}
END_TEST

/* The parts of one pass, in any order. */
struct parts {
    atomic_int count;
    long begin[10 * THREADS_MAX], end[10 * THREADS_MAX];
    pthread_t thread[10 * THREADS_MAX];
};

static void note_part(void *context, long begin, long end) {
    struct parts *parts = context;
    int at = atomic_fetch_add(&parts->count, 1);
    parts->begin[at] = begin;
    parts->end[at] = end;
    parts->thread[at] = pthread_self();
}

START_TEST(threads_for_parts_differ_by_a_grain_at_most) {
    struct threads *threads = start(3);
    for (long n = 100; n < 130; n++) {
        struct parts parts = {.count = 0};
        klimb_threads_for(threads, n, 4, note_part, &parts);
        long least = n, most = 0;
        for (int i = 0; i < parts.count; i++) {
            long units = (parts.end[i] - parts.begin[i] + 3) / 4;
            least = units < least ? units : least;
            most = units > most ? units : most;
        }
        ck_assert_int_ge(parts.count, 3);
        ck_assert_int_le(most - least, 1);
    }
    klimb_threads_stop(threads);
}
END_TEST

START_TEST(threads_for_huge_n_is_divided_without_overflow) {
    static const long n = 9000000000000000000, grains[] = {1, 4000000000000000000};
    struct threads *threads = start(THREADS_MAX);
    struct parts parts = {.count = 0};
    klimb_threads_for(threads, n, grains[_i], note_part, &parts);
    unsigned long sum = 0;
    for (int i = 0; i < parts.count; i++) {
        ck_assert(parts.begin[i] >= 0 && parts.begin[i] < parts.end[i] && parts.end[i] <= n);
        sum += (unsigned long)(parts.end[i] - parts.begin[i]);
    }
    ck_assert(sum == (unsigned long)n);
    klimb_threads_stop(threads);
}
END_TEST

static void assert_one_part_here(const struct parts *parts, long n) {
    ck_assert_int_eq(parts->count, 1);
    ck_assert_int_eq(parts->begin[0], 0);
    ck_assert_int_eq(parts->end[0], n);
    ck_assert(pthread_equal(parts->thread[0], pthread_self()));
}

START_TEST(threads_for_without_threads_is_one_part_on_the_calling_thread) {
    struct parts parts = {.count = 0};
    klimb_threads_for(NULL, 100, 1, note_part, &parts);
    assert_one_part_here(&parts, 100);
}
END_TEST

START_TEST(threads_for_up_to_the_grain_is_one_part_on_the_calling_thread) {
    struct threads *threads = start(3);
    for (long n = 1; n <= 8; n++) {
        struct parts parts = {.count = 0};
        klimb_threads_for(threads, n, 8, note_part, &parts);
        assert_one_part_here(&parts, n);
    }
    klimb_threads_stop(threads);
}
END_TEST

/* A pass in which every part starts passes of its own. */
struct nest {
    struct threads *threads;
    struct tally inner[MOST];
    struct parts parts[MOST];
};

static void run_inner(void *context, long begin, long end) {
    struct nest *nest = context;
    for (long i = begin; i < end; i++) {
        nest->inner[i].grain = 1;
        klimb_threads_for(nest->threads, MOST, 1, count_indices, &nest->inner[i]);
        klimb_threads_for(nest->threads, MOST, 1, note_part, &nest->parts[i]);
    }
}

START_TEST(threads_for_within_a_part_is_done_there) {
    static struct nest nest;
    enum { OUTER = 20 };
    nest.threads = start(3);
    klimb_threads_for(nest.threads, OUTER, 1, run_inner, &nest);
    int wrong = 0;
    for (long i = 0; i < OUTER; i++) {
        wrong += nest.parts[i].count != 1;
        for (long j = 0; j < MOST; j++)
            wrong += nest.inner[i].done[j] != 1;
    }
    ck_assert_int_eq(wrong, 0);
    assert_each_once(nest.threads, MOST, 1); /* and the next one is shared again */
    klimb_threads_stop(nest.threads);
}
END_TEST

static Suite *threads_parts_suite(void) {
    Suite *suite = suite_create("threads_parts");
    TCase *parts = tcase_create("parts");
    tcase_add_loop_test(parts, threads_for_does_each_index_once_in_multiples_of_the_grain, 0,
                        SMALL_COUNTS);
    tcase_add_test(parts, threads_for_parts_differ_by_a_grain_at_most);
    tcase_add_loop_test(parts, threads_for_huge_n_is_divided_without_overflow, 0, 2);
    tcase_add_test(parts, threads_for_without_threads_is_one_part_on_the_calling_thread);
    tcase_add_test(parts, threads_for_up_to_the_grain_is_one_part_on_the_calling_thread);
    tcase_add_test(parts, threads_for_within_a_part_is_done_there);
    suite_add_tcase(suite, parts);
    return suite;
}

TEST_MAIN(threads_parts_suite)
