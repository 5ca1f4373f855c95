/* The arena: measure, allocate, carve; and what it refuses. */
#include "base/arena.h"

#include <stdint.h>
#include <string.h>

#include "tests/check_near.h"

#ifdef __SANITIZE_ADDRESS__
#define HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif
#ifdef HAS_ASAN
#include <sanitizer/asan_interface.h>
#endif

enum { ALIGNMENT = 64, PIECES = 4 };

struct pieces {
    double *doubles;      /* [3] */
    char *chars;          /* [65] */
    float *none;          /* [0] */
    unsigned char *bytes; /* [1] */
};

/* A layout function in the sense of arena.h: the same calls when measuring and when carving. */
static struct pieces lay_out(struct arena *arena) {
    struct pieces pieces;
    pieces.doubles = klimb_arena_take(arena, 3, sizeof *pieces.doubles);
    pieces.chars = klimb_arena_take(arena, 65, sizeof *pieces.chars);
    pieces.none = klimb_arena_take(arena, 0, sizeof *pieces.none);
    pieces.bytes = klimb_arena_take(arena, 1, sizeof *pieces.bytes);
    return pieces;
}

static struct pieces measured_and_carved(struct arena *arena) {
    struct error error = {0};
    lay_out(arena);
    ck_assert_int_eq(klimb_arena_allocate(arena, &error), STATUS_OK);
    return lay_out(arena);
}

static int is_zero(const void *memory, size_t n) {
    const unsigned char *bytes = memory;
    while (n > 0 && bytes[n - 1] == 0)
        n--;
    return n == 0;
}

START_TEST(arena_take_while_measuring_null_and_adds_up) {
    struct arena arena = {0};
    const struct pieces pieces = lay_out(&arena);
    ck_assert_ptr_null(pieces.doubles);
    ck_assert_ptr_null(pieces.chars);
    ck_assert_ptr_null(pieces.bytes);
    ck_assert_ptr_null(arena.block);
    ck_assert(arena.used >= 64 + 128 + 64);
    ck_assert(!arena.overflow);
}
END_TEST

START_TEST(arena_take_after_allocation_aligned_zeroed_disjoint_pieces) {
    struct arena arena = {0};
    const struct pieces pieces = measured_and_carved(&arena);
    const struct {
        const void *start;
        size_t size;
    } piece[PIECES] = {{pieces.doubles, 3 * sizeof(double)},
                       {pieces.chars, 65},
                       {pieces.none, 0},
                       {pieces.bytes, 1}};
    const unsigned char *end = arena.block;
    for (int i = 0; i < PIECES; i++) {
        const unsigned char *start = piece[i].start;
        ck_assert_ptr_nonnull(start);
        ck_assert_uint_eq((uintptr_t)start % ALIGNMENT, 0);
        ck_assert(start >= end);
        ck_assert(is_zero(start, piece[i].size));
        end = start + piece[i].size;
    }
    ck_assert(end <= arena.block + arena.size);
    klimb_arena_free(&arena);
}
END_TEST

START_TEST(arena_take_same_calls_twice_uses_exactly_what_was_measured) {
    struct arena arena = {0};
    measured_and_carved(&arena);
    ck_assert_uint_eq(arena.used, arena.size);
    ck_assert(!arena.overflow);
    klimb_arena_free(&arena);
}
END_TEST

START_TEST(arena_take_more_than_measured_null_and_overflow) {
    struct arena arena = {0};
    measured_and_carved(&arena);
    ck_assert_ptr_null(klimb_arena_take(&arena, 1, 1));
    ck_assert(arena.overflow);
    klimb_arena_free(&arena);
}
END_TEST

/* Neither a size nor the sum of several may wrap round into a small one. */
static const struct {
    long count;
    size_t size;
} IMPOSSIBLE[] = {
    {-1, 1}, {-1, 0}, {2, SIZE_MAX / 2 + 1}, {INT64_MAX, 8}, {1, SIZE_MAX}, {1, SIZE_MAX / 2},
};

START_TEST(arena_allocate_impossible_size_measured_invalid) {
    struct arena arena = {0};
    struct error error = {0};
    ck_assert_ptr_null(klimb_arena_take(&arena, 1, 1));
    ck_assert_ptr_null(klimb_arena_take(&arena, IMPOSSIBLE[_i].count, IMPOSSIBLE[_i].size));
    ck_assert_ptr_null(klimb_arena_take(&arena, 1, 1));
    ck_assert_int_eq(klimb_arena_allocate(&arena, &error), STATUS_INVALID);
    ck_assert_int_eq(error.status, STATUS_INVALID);
    ck_assert_int_gt((int)strlen(error.message), 0);
    klimb_arena_free(&arena);
}
END_TEST

START_TEST(arena_allocate_possible_sizes_with_impossible_sum_invalid) {
    struct arena arena = {0};
    struct error error = {0};
    for (int i = 0; i < 2; i++)
        ck_assert_ptr_null(klimb_arena_take(&arena, 1, SIZE_MAX / 2 - 1));
    ck_assert_int_eq(klimb_arena_allocate(&arena, &error), STATUS_INVALID);
    klimb_arena_free(&arena);
}
END_TEST

#ifndef HAS_ASAN /* which ends the program instead of returning NULL */
START_TEST(arena_allocate_more_than_the_machine_has_memory_error) {
    struct arena arena = {0};
    struct error error = {0};
    klimb_arena_take(&arena, 1, SIZE_MAX / 4);
    ck_assert_int_eq(klimb_arena_allocate(&arena, &error), STATUS_MEMORY);
    ck_assert_int_eq(error.status, STATUS_MEMORY);
    ck_assert_ptr_null(arena.block);
    klimb_arena_free(&arena);
}
END_TEST
#endif

START_TEST(arena_allocate_nothing_measured_ok) {
    struct arena arena = {0};
    struct error error = {0};
    ck_assert_int_eq(klimb_arena_allocate(&arena, &error), STATUS_OK);
    ck_assert_ptr_nonnull(arena.block);
    klimb_arena_free(&arena);
}
END_TEST

START_TEST(arena_free_any_arena_as_zero_initialised_and_usable_again) {
    static const struct arena zero = {0};
    struct arena arena = {0};
    klimb_arena_free(&arena);
    for (int round = 0; round < 2; round++) {
        const struct pieces pieces = measured_and_carved(&arena);
        ck_assert(is_zero(pieces.chars, 65));
        memset(pieces.chars, 7, 65);
        klimb_arena_free(&arena);
        ck_assert(arena.block == zero.block && arena.size == zero.size);
        ck_assert(arena.used == zero.used && arena.overflow == zero.overflow);
    }
}
END_TEST

#ifdef HAS_ASAN
START_TEST(arena_take_byte_behind_a_piece_is_poisoned) {
    struct arena arena = {0};
    const struct pieces pieces = measured_and_carved(&arena);
    ck_assert(!__asan_address_is_poisoned(pieces.chars + 64));
    ck_assert(__asan_address_is_poisoned(pieces.chars + 65));
    ck_assert(__asan_address_is_poisoned(pieces.bytes + 1));
    ck_assert(__asan_address_is_poisoned(pieces.doubles + 3));
    klimb_arena_free(&arena);
}
END_TEST
#endif

static Suite *arena_suite(void) {
    Suite *suite = suite_create("arena");
    TCase *take = tcase_create("take");
    tcase_add_test(take, arena_take_while_measuring_null_and_adds_up);
    tcase_add_test(take, arena_take_after_allocation_aligned_zeroed_disjoint_pieces);
    tcase_add_test(take, arena_take_same_calls_twice_uses_exactly_what_was_measured);
    tcase_add_test(take, arena_take_more_than_measured_null_and_overflow);
#ifdef HAS_ASAN
    tcase_add_test(take, arena_take_byte_behind_a_piece_is_poisoned);
#endif
    suite_add_tcase(suite, take);
    TCase *allocate = tcase_create("allocate");
    tcase_add_loop_test(allocate, arena_allocate_impossible_size_measured_invalid, 0,
                        (int)(sizeof IMPOSSIBLE / sizeof IMPOSSIBLE[0]));
    tcase_add_test(allocate, arena_allocate_possible_sizes_with_impossible_sum_invalid);
#ifndef HAS_ASAN
    tcase_add_test(allocate, arena_allocate_more_than_the_machine_has_memory_error);
#endif
    tcase_add_test(allocate, arena_allocate_nothing_measured_ok);
    tcase_add_test(allocate, arena_free_any_arena_as_zero_initialised_and_usable_again);
    suite_add_tcase(suite, allocate);
    return suite;
}

TEST_MAIN(arena_suite)
