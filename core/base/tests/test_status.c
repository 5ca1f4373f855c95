/* Errors: their words, the places they name, and calls without an error to fill in. */
#include "base/status.h"

#include <string.h>

#include "tests/check_near.h"

START_TEST(status_meaning_every_status_its_own_sentence) {
    for (int i = 0; i < STATUS_COUNT; i++) {
        const char *meaning = klimb_status_meaning((enum status)i);
        ck_assert_ptr_nonnull(meaning);
        ck_assert_int_gt((int)strlen(meaning), 0);
        for (int j = 0; j < i; j++)
            ck_assert_str_ne(meaning, klimb_status_meaning((enum status)j));
    }
    ck_assert_str_eq(klimb_status_meaning(STATUS_OK), "success");
}
END_TEST

START_TEST(status_meaning_unknown_status_says_so) {
    ck_assert_str_eq(klimb_status_meaning(STATUS_COUNT), "unknown status");
}
END_TEST

START_TEST(status_ok_is_zero_so_that_zeroed_errors_mean_success) {
    const struct error error = {0};
    ck_assert_int_eq(error.status, STATUS_OK);
}
END_TEST

/* An error in which every field holds something from before. */
static struct error stale_error(void) {
    struct error error;
    memset(&error, 'x', sizeof error);
    return error;
}

START_TEST(error_set_formats_returns_status_and_empties_the_rest) {
    struct error error = stale_error();
    const enum status status = klimb_error_set(&error, STATUS_INVALID,
                                               "batch is %d; must be from 1 to %s", 0, "100");
    ck_assert_int_eq(status, STATUS_INVALID);
    ck_assert_int_eq(error.status, STATUS_INVALID);
    ck_assert_str_eq(error.message, "batch is 0; must be from 1 to 100");
    ck_assert_str_eq(error.hint, "");
    ck_assert_str_eq(error.file, "");
    ck_assert_int_eq(error.line, 0);
    ck_assert_int_eq(error.column, 0);
}
END_TEST

START_TEST(error_at_names_the_place_in_the_users_file) {
    struct error error = stale_error();
    const enum status status = klimb_error_at(&error, STATUS_FORMAT, "a/b.yaml", 7, 12,
                                              "unknown key '%s'", "beta2");
    ck_assert_int_eq(status, STATUS_FORMAT);
    ck_assert_int_eq(error.status, STATUS_FORMAT);
    ck_assert_str_eq(error.message, "unknown key 'beta2'");
    ck_assert_str_eq(error.file, "a/b.yaml");
    ck_assert_int_eq(error.line, 7);
    ck_assert_int_eq(error.column, 12);
    ck_assert_str_eq(error.hint, "");
}
END_TEST

START_TEST(error_key_names_the_setting_until_the_next_error) {
    struct error error = {0};
    ck_assert_int_eq(klimb_error_key(&error, STATUS_INVALID, "train.batch", "train.batch is %d", 0),
                     STATUS_INVALID);
    ck_assert_str_eq(error.message, "train.batch is 0");
    ck_assert_str_eq(error.key, "train.batch");
    ck_assert_str_eq(error.file, "");
    klimb_error_set(&error, STATUS_IO, "second");
    ck_assert_str_eq(error.key, "");
}
END_TEST

START_TEST(error_set_after_error_at_forgets_the_old_place) {
    struct error error = {0};
    klimb_error_at(&error, STATUS_FORMAT, "a.yaml", 7, 12, "first");
    klimb_error_hint(&error, "old advice");
    klimb_error_set(&error, STATUS_IO, "second");
    ck_assert_str_eq(error.message, "second");
    ck_assert_str_eq(error.file, "");
    ck_assert_str_eq(error.hint, "");
    ck_assert_int_eq(error.line, 0);
}
END_TEST

START_TEST(error_hint_adds_to_an_error_and_leaves_its_status) {
    struct error error = {0};
    klimb_error_set(&error, STATUS_IO, "cannot read x");
    klimb_error_hint(&error, "try %s", "y");
    ck_assert_int_eq(error.status, STATUS_IO);
    ck_assert_str_eq(error.message, "cannot read x");
    ck_assert_str_eq(error.hint, "try y");
}
END_TEST

START_TEST(error_fillers_without_an_error_returns_the_status) {
    ck_assert_int_eq(klimb_error_set(NULL, STATUS_MEMORY, "%d", 1), STATUS_MEMORY);
    ck_assert_int_eq(klimb_error_at(NULL, STATUS_FORMAT, "f", 1, 2, "%d", 1), STATUS_FORMAT);
    ck_assert_int_eq(klimb_error_key(NULL, STATUS_INVALID, "k", "%d", 1), STATUS_INVALID);
    klimb_error_hint(NULL, "%d", 1);
}
END_TEST

/* Longer than any field of the error; each must be cut at its own end. */
START_TEST(error_fillers_too_long_text_is_cut_and_terminated) {
    char text[2000];
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    struct error error = {0};
    klimb_error_at(&error, STATUS_IO, text, 1, 2, "%s", text);
    klimb_error_hint(&error, "%s", text);
    ck_assert_uint_eq(strlen(error.message), sizeof error.message - 1);
    ck_assert_uint_eq(strlen(error.file), sizeof error.file - 1);
    ck_assert_uint_eq(strlen(error.hint), sizeof error.hint - 1);
    ck_assert_int_eq(error.line, 1);
    ck_assert_int_eq(error.column, 2);
    klimb_error_key(&error, STATUS_INVALID, text, "%s", text);
    ck_assert_uint_eq(strlen(error.key), sizeof error.key - 1);
}
END_TEST

START_TEST(error_join_first_stays_and_others_are_lines_behind_it) {
    struct error all = {0}, next = {0};
    klimb_error_at(&next, STATUS_FORMAT, "a.yaml", 2, 3, "unknown key x");
    klimb_error_hint(&next, "did you mean y?");
    ck_assert_int_eq(klimb_error_join(&all, &next), STATUS_FORMAT);
    ck_assert_int_eq(memcmp(&all, &next, sizeof all), 0);
    klimb_error_at(&next, STATUS_INVALID, "a.yaml", 5, 1, "z\nis 3");
    klimb_error_hint(&next, "write 4");
    ck_assert_int_eq(klimb_error_join(&all, &next), STATUS_FORMAT);
    klimb_error_set(&next, STATUS_IO, "no place");
    ck_assert_int_eq(klimb_error_join(&all, &next), STATUS_FORMAT);
    ck_assert_str_eq(all.message, "unknown key x");
    ck_assert_str_eq(all.hint, "did you mean y?");
    ck_assert_int_eq(all.line, 2);
    ck_assert_str_eq(all.more, "a.yaml:5:1: z is 3; write 4\nno place\n");
    ck_assert_int_eq(all.left_out, 0);
}
END_TEST

START_TEST(error_join_takes_over_what_was_joined_before) {
    struct error all = {0}, group = {0}, next = {0};
    klimb_error_set(&next, STATUS_FORMAT, "first");
    klimb_error_join(&all, &next);
    for (int i = 0; i < 3; i++) {
        klimb_error_set(&next, STATUS_FORMAT, "%d", i);
        klimb_error_join(&group, &next);
    }
    group.left_out = 4;
    klimb_error_join(&all, &group);
    ck_assert_str_eq(all.more, "0\n1\n2\n");
    ck_assert_int_eq(all.left_out, 4);
}
END_TEST

/* A line is 10 bytes, its \n included: 102 of them and the NUL fit in 1,024. */
START_TEST(error_join_what_has_no_room_is_counted_not_cut) {
    struct error all = {0}, next = {0};
    for (int i = 0; i < 120; i++) {
        klimb_error_set(&next, STATUS_FORMAT, "error %03d", i);
        klimb_error_join(&all, &next);
    }
    ck_assert_uint_eq(strlen(all.more), 1020);
    ck_assert_str_eq(all.more + 1010, "error 102\n");
    ck_assert_int_eq(all.left_out, 17);
}
END_TEST

static Suite *status_suite(void) {
    Suite *suite = suite_create("status");
    TCase *meaning = tcase_create("meaning");
    tcase_add_test(meaning, status_meaning_every_status_its_own_sentence);
    tcase_add_test(meaning, status_meaning_unknown_status_says_so);
    tcase_add_test(meaning, status_ok_is_zero_so_that_zeroed_errors_mean_success);
    suite_add_tcase(suite, meaning);
    TCase *error = tcase_create("error");
    tcase_add_test(error, error_set_formats_returns_status_and_empties_the_rest);
    tcase_add_test(error, error_at_names_the_place_in_the_users_file);
    tcase_add_test(error, error_key_names_the_setting_until_the_next_error);
    tcase_add_test(error, error_set_after_error_at_forgets_the_old_place);
    tcase_add_test(error, error_hint_adds_to_an_error_and_leaves_its_status);
    tcase_add_test(error, error_fillers_without_an_error_returns_the_status);
    tcase_add_test(error, error_fillers_too_long_text_is_cut_and_terminated);
    tcase_add_test(error, error_join_first_stays_and_others_are_lines_behind_it);
    tcase_add_test(error, error_join_takes_over_what_was_joined_before);
    tcase_add_test(error, error_join_what_has_no_room_is_counted_not_cut);
    suite_add_tcase(suite, error);
    return suite;
}

TEST_MAIN(status_suite)
