#include "scenario/words.h"

#include <string.h>

#include "tests/check_near.h"

START_TEST(words_add_keeps_order_and_empty_words) {
    struct words words = {0};
    ck_assert_ptr_null(words_first(&words));
    ck_assert_ptr_null(words_at(&words, 0));
    ck_assert(words_add(&words, "one", 3) && words_add(&words, "", 0) &&
              words_add(&words, "three!", 5));
    ck_assert_int_eq(words.count, 3);
    ck_assert_str_eq(words_at(&words, 0), "one");
    ck_assert_str_eq(words_at(&words, 1), "");
    ck_assert_str_eq(words_at(&words, 2), "three");
    ck_assert_ptr_null(words_at(&words, 3));
}
END_TEST

/* A word of all the room, its NUL included, and none after it. */
START_TEST(words_add_without_room_changes_nothing) {
    static char word[WORDS_BYTES];
    struct words words = {0};
    memset(word, 'x', sizeof word);
    ck_assert(!words_add(&words, word, WORDS_BYTES));
    ck_assert_int_eq(words.count, 0);
    ck_assert(words_add(&words, word, WORDS_BYTES - 1));
    ck_assert(!words_add(&words, "", 0));
    ck_assert_int_eq(words.count, 1);
}
END_TEST

START_TEST(words_set_replaces_in_place_or_adds) {
    struct words map = {0};
    ck_assert_ptr_null(words_find(&map, "a"));
    ck_assert(words_set(&map, "a", "1") && words_set(&map, "b", "a") && words_set(&map, "c", "3"));
    ck_assert_str_eq(words_find(&map, "b"), "a");
    ck_assert_ptr_null(words_find(&map, "1")); /* a value is not a name */
    ck_assert(words_set(&map, "a", "longer"));
    ck_assert_str_eq(words_at(&map, 1), "longer");
    ck_assert_str_eq(words_find(&map, "c"), "3");
    ck_assert_int_eq(map.count, 6);
}
END_TEST

START_TEST(words_set_without_room_changes_nothing) {
    static char word[WORDS_BYTES];
    struct words map = {0}, before;
    ck_assert(words_set(&map, "a", "1"));
    before = map;
    memset(word, 'x', WORDS_BYTES - 2);
    ck_assert(!words_set(&map, "a", word) && !words_set(&map, "b", word));
    ck_assert_mem_eq(&map, &before, sizeof map);
}
END_TEST

static Suite *words_suite(void) {
    Suite *suite = suite_create("words");
    TCase *tests = tcase_create("words");
    tcase_add_test(tests, words_add_keeps_order_and_empty_words);
    tcase_add_test(tests, words_add_without_room_changes_nothing);
    tcase_add_test(tests, words_set_replaces_in_place_or_adds);
    tcase_add_test(tests, words_set_without_room_changes_nothing);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(words_suite)
