/* The order of the examples: every batch depends on its step alone. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "data/batcher.h"
#include "data/dataset.h"
#include "tests/check_near.h"

enum { COUNT_MAX = 64 };

static struct arena arena;

static struct batcher make(enum sampling sampling, long count, long batch, uint64_t seed) {
    struct batch_config config = {.sampling = sampling, .batch = batch};
    struct batcher batcher;
    struct error error = {0};
    klimb_arena_free(&arena);
    klimb_batcher_layout(&batcher, &arena, &config, count, seed);
    ck_assert_int_eq(klimb_arena_allocate(&arena, &error), STATUS_OK);
    klimb_batcher_layout(&batcher, &arena, &config, count, seed);
    return batcher;
}

static void tear_down(void) {
    klimb_arena_free(&arena);
}

START_TEST(batcher_layout_batch_larger_than_count_is_cut) {
    ck_assert_int_eq(make(SAMPLING_SHUFFLE, 10, 64, 0).batch, 10);
    ck_assert_int_eq(make(SAMPLING_REPLACEMENT, 10, 64, 0).batch, 10);
    ck_assert_int_eq(make(SAMPLING_SHUFFLE, 10, 4, 0).batch, 4);
}
END_TEST

START_TEST(batcher_layout_full_takes_all_whatever_the_batch) {
    ck_assert_int_eq(make(SAMPLING_FULL, 10, 4, 0).batch, 10);
}
END_TEST

START_TEST(batcher_fill_full_counts_up) {
    struct batcher batcher = make(SAMPLING_FULL, 10, 4, 0);
    uint32_t index[10];
    for (long step = 0; step < 3; step++) {
        memset(index, 0xff, sizeof index);
        klimb_batcher_fill(&batcher, index, step);
        for (uint32_t i = 0; i < 10; i++)
            ck_assert_uint_eq(index[i], i);
    }
}
END_TEST

/* The stream of examples in steps 0..steps-1. */
static void fill_stream(uint32_t *stream, struct batcher *batcher, long steps) {
    for (long step = 0; step < steps; step++)
        klimb_batcher_fill(batcher, stream + step * batcher->batch, step);
}

/* 20 batches of 7 are 14 epochs of 10: 19 of the 20 batches cross or touch the end of an epoch. */
START_TEST(batcher_fill_shuffle_takes_each_example_once_an_epoch) {
    struct batcher batcher = make(SAMPLING_SHUFFLE, 10, 7, 3);
    uint32_t stream[140];
    fill_stream(stream, &batcher, 20);
    for (int epoch = 0; epoch < 14; epoch++) {
        unsigned seen = 0;
        for (int i = 0; i < 10; i++)
            seen |= 1u << stream[10 * epoch + i];
        ck_assert_msg(seen == 0x3ff, "epoch %d holds the set %#x", epoch, seen);
    }
}
END_TEST

/* The batch size cuts the same stream into other pieces. */
START_TEST(batcher_fill_shuffle_stream_does_not_depend_on_the_batch_size) {
    uint32_t sevens[140], tens[140], ones[140];
    struct batcher batcher = make(SAMPLING_SHUFFLE, 10, 7, 3);
    fill_stream(sevens, &batcher, 20);
    batcher = make(SAMPLING_SHUFFLE, 10, 10, 3);
    fill_stream(tens, &batcher, 14);
    batcher = make(SAMPLING_SHUFFLE, 10, 1, 3);
    fill_stream(ones, &batcher, 140);
    ck_assert_mem_eq(sevens, tens, sizeof tens);
    ck_assert_mem_eq(ones, tens, sizeof tens);
}
END_TEST

/* Two random orders of 64 are equal with probability 10^-89. */
START_TEST(batcher_fill_shuffle_order_differs_by_epoch_and_seed) {
    uint32_t first[COUNT_MAX], second[COUNT_MAX], other[COUNT_MAX];
    struct batcher batcher = make(SAMPLING_SHUFFLE, COUNT_MAX, COUNT_MAX, 1);
    klimb_batcher_fill(&batcher, first, 0);
    klimb_batcher_fill(&batcher, second, 1);
    batcher = make(SAMPLING_SHUFFLE, COUNT_MAX, COUNT_MAX, 2);
    klimb_batcher_fill(&batcher, other, 0);
    ck_assert_mem_ne(first, second, sizeof first);
    ck_assert_mem_ne(first, other, sizeof first);
}
END_TEST

static const enum sampling random_kinds[] = {SAMPLING_SHUFFLE, SAMPLING_REPLACEMENT};

START_TEST(batcher_fill_is_a_pure_function_of_the_step) {
    enum sampling sampling = random_kinds[_i];
    uint32_t fresh[7], again[7], far[7];
    struct batcher batcher = make(sampling, 23, 7, 9);
    klimb_batcher_fill(&batcher, fresh, 5);
    batcher = make(sampling, 23, 7, 9);
    klimb_batcher_fill(&batcher, far, 100);
    klimb_batcher_fill(&batcher, again, 5);
    ck_assert_mem_eq(fresh, again, sizeof fresh);
    ck_assert_mem_ne(fresh, far, sizeof fresh);
}
END_TEST

/* Straddles the end of epoch 0 again and again: positions 21..27 of epochs of 23. */
START_TEST(batcher_fill_straddling_step_repeats_exactly) {
    uint32_t once[7], twice[7];
    struct batcher batcher = make(SAMPLING_SHUFFLE, 23, 7, 9);
    klimb_batcher_fill(&batcher, once, 3);
    klimb_batcher_fill(&batcher, twice, 3);
    ck_assert_mem_eq(once, twice, sizeof once);
}
END_TEST

/* A run of a million steps of 1,000: positions beyond 2^31 must not wrap. */
START_TEST(batcher_fill_late_step_is_in_range) {
    uint32_t index[COUNT_MAX];
    struct batcher batcher = make(SAMPLING_SHUFFLE, COUNT_MAX, COUNT_MAX, 0);
    unsigned long seen = 0;
    klimb_batcher_fill(&batcher, index, 3000000000L);
    for (int i = 0; i < COUNT_MAX; i++)
        seen |= 1ul << index[i];
    ck_assert_uint_eq(seen, ~0ul);
}
END_TEST

/* 20,000 draws from 10: chi-square with 9 degrees of freedom is below 33.7 with probability 0.9999.
 * A batch of 10 out of 10 holds no example twice with probability 10!/10^10 = 0.00036, so 0.7 of
 * 2,000 batches are expected to be permutations; 10 or more would be wrong. */
START_TEST(batcher_fill_replacement_is_uniform_and_repeats) {
    struct batcher batcher = make(SAMPLING_REPLACEMENT, 10, 10, 4);
    double chi_square = 0;
    long drawn[10] = {0}, permutations = 0;
    for (long step = 0; step < 2000; step++) {
        uint32_t index[10];
        unsigned seen = 0;
        klimb_batcher_fill(&batcher, index, step);
        for (int i = 0; i < 10; i++) {
            ck_assert_uint_lt(index[i], 10);
            drawn[index[i]]++;
            seen |= 1u << index[i];
        }
        permutations += seen == 0x3ff;
    }
    for (int i = 0; i < 10; i++)
        chi_square += (double)((drawn[i] - 2000) * (drawn[i] - 2000)) / 2000.0;
    ck_assert_msg(chi_square < 33.7, "chi-square %.17g", chi_square);
    ck_assert_int_lt(permutations, 10);
}
END_TEST

/* The address of a draw is (step, place), so a larger batch begins with the smaller one. */
START_TEST(batcher_fill_replacement_addresses_draws_by_place) {
    uint32_t small[5], large[20];
    struct batcher batcher = make(SAMPLING_REPLACEMENT, 50, 5, 4);
    klimb_batcher_fill(&batcher, small, 8);
    batcher = make(SAMPLING_REPLACEMENT, 50, 20, 4);
    klimb_batcher_fill(&batcher, large, 8);
    ck_assert_mem_eq(small, large, sizeof small);
}
END_TEST

/* floor(word * count / 2^32) of the first word at (seed, RNG_BATCH, step, place). */
START_TEST(batcher_fill_replacement_follows_its_formula) {
    uint32_t index[20];
    struct batcher batcher = make(SAMPLING_REPLACEMENT, 50, 20, 4);
    klimb_batcher_fill(&batcher, index, 8);
    for (uint32_t i = 0; i < 20; i++) {
        uint32_t word;
        klimb_rng_bits(&word, (struct rng_place){4, RNG_BATCH, 8, i}, 1);
        ck_assert_uint_eq(index[i], (uint32_t)(word / 4294967296.0 * 50.0));
    }
}
END_TEST

/* 5,000 draws of a pair of 5: each of the 10 pairs comes up about 500 times, chi-square with 9 degrees of freedom. An
 * algorithm that moves a repeated draw to a neighbour has other shares. A batch of 5 of 5 holds all. */
START_TEST(batcher_draw_gives_every_set_the_same_chance) {
    struct batcher batcher = make(SAMPLING_SHUFFLE, 5, 2, 4);
    double chi_square = 0;
    long drawn[32] = {0};
    for (uint32_t place = 0; place < 5000; place++) {
        uint32_t index[2];
        klimb_batcher_draw(&batcher, index, place);
        ck_assert_uint_ne(index[0], index[1]);
        drawn[1u << index[0] | 1u << index[1]]++;
    }
    for (int set = 0; set < 32; set++)
        if (drawn[set] > 0)
            chi_square += pow((double)drawn[set] - 500, 2) / 500;
    ck_assert_msg(chi_square < 33.7, "chi-square %.17g", chi_square);
    batcher = make(SAMPLING_REPLACEMENT, 5, 5, 4);
    uint32_t all[5], seen = 0;
    klimb_batcher_draw(&batcher, all, 7);
    for (int i = 0; i < 5; i++)
        seen |= 1u << all[i];
    ck_assert_uint_eq(seen, 0x1f);
}
END_TEST

/* Its draws are RNG_BATCH at (place, row), and the batcher's walk through the epochs does not move. */
START_TEST(batcher_draw_is_addressed_by_place_and_leaves_the_walk_alone) {
    struct batcher batcher = make(SAMPLING_SHUFFLE, 50, 20, 4);
    uint32_t index[20], again[20], before[20], word;
    klimb_batcher_fill(&batcher, before, 2);
    klimb_batcher_draw(&batcher, index, 0x80000003u);
    klimb_rng_bits(&word, (struct rng_place){4, RNG_BATCH, 0x80000003u, 0}, 1);
    ck_assert_uint_eq(index[0], (uint32_t)(word / 4294967296.0 * 31.0));
    klimb_batcher_fill(&batcher, again, 2);
    ck_assert_mem_eq(before, again, sizeof before);
    batcher = make(SAMPLING_FULL, 20, 20, 4);
    klimb_batcher_draw(&batcher, index, 9);
    for (uint32_t i = 0; i < 20; i++)
        ck_assert_uint_eq(index[i], i);
}
END_TEST

static Suite *batcher_suite(void) {
    Suite *suite = suite_create("batcher");
    TCase *tcase = tcase_create("batcher");
    suite_add_tcase(suite, tcase);
    tcase_add_checked_fixture(tcase, NULL, tear_down);
    tcase_add_test(tcase, batcher_layout_batch_larger_than_count_is_cut);
    tcase_add_test(tcase, batcher_layout_full_takes_all_whatever_the_batch);
    tcase_add_test(tcase, batcher_fill_full_counts_up);
    tcase_add_test(tcase, batcher_fill_shuffle_takes_each_example_once_an_epoch);
    tcase_add_test(tcase, batcher_fill_shuffle_stream_does_not_depend_on_the_batch_size);
    tcase_add_test(tcase, batcher_fill_shuffle_order_differs_by_epoch_and_seed);
    tcase_add_loop_test(tcase, batcher_fill_is_a_pure_function_of_the_step, 0, 2);
    tcase_add_test(tcase, batcher_fill_straddling_step_repeats_exactly);
    tcase_add_test(tcase, batcher_fill_late_step_is_in_range);
    tcase_add_test(tcase, batcher_fill_replacement_is_uniform_and_repeats);
    tcase_add_test(tcase, batcher_fill_replacement_addresses_draws_by_place);
    tcase_add_test(tcase, batcher_fill_replacement_follows_its_formula);
    tcase_add_test(tcase, batcher_draw_gives_every_set_the_same_chance);
    tcase_add_test(tcase, batcher_draw_is_addressed_by_place_and_leaves_the_walk_alone);
    return suite;
}

TEST_MAIN(batcher_suite)
