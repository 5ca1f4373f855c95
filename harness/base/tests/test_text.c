#include "base/text.h"

#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/check_near.h"

START_TEST(text_add_many_pieces_grows_and_terminates) {
    struct text text = {0};
    for (int i = 0; i < 1000; i++)
        text_add(&text, "%d,", i % 10);
    text_add_bytes(&text, "end", 3);
    ck_assert_uint_eq(text.length, 2003);
    ck_assert_uint_eq(strlen(text.bytes), 2003);
    ck_assert_int_eq(strncmp(text.bytes, "0,1,2,", 6), 0);
    ck_assert_str_eq(text.bytes + 2000, "end");
    text_free(&text);
    ck_assert_ptr_null(text.bytes);
    ck_assert_uint_eq(text.length, 0);
}
END_TEST

START_TEST(text_add_list_is_punctuated_as_a_sentence) {
    static const struct {
        const char *words[4], *text;
    } cases[] = {
        {{NULL}, ""}, {{"a"}, "a"}, {{"a", "b"}, "a or b"}, {{"a", "b", "c"}, "a, b or c"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text text = {0};
        text_add_list(&text, cases[i].words, "or");
        ck_assert_str_eq(text_string(&text), cases[i].text);
        text_free(&text);
    }
}
END_TEST

START_TEST(text_add_nothing_gives_an_empty_string) {
    struct text text = {0};
    text_add(&text, "%s", "");
    ck_assert_str_eq(text.bytes, "");
    text_free(&text);
}
END_TEST

START_TEST(text_add_after_failure_does_nothing) {
    struct text text = {.failed = 1};
    text_add(&text, "%s", "x");
    text_add_bytes(&text, "x", 1);
    ck_assert_ptr_null(text.bytes);
}
END_TEST

static float float_of(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

START_TEST(text_add_float_known_values_are_shortest) {
    static const struct {
        uint32_t bits;
        const char *decimal;
    } cases[] = {
        {0x00000000, "0"},
        {0x80000000, "-0"},
        {0x3f800000, "1"},
        {0x3dcccccd, "0.1"},
        {0x3f000000, "0.5"},
        {0x40490fdb, "3.1415927"},     /* 8 digits: pi in binary32 */
        {0x7f7fffff, "3.4028235e+38"}, /* the largest */
        {0x00800000, "1.1754944e-38"}, /* the smallest normal */
        {0x00000001, "1e-45"},
        {0x80000003, "-4e-45"},   /* subnormals have few digits */
        {0x4b800001, "16777218"}, /* 2^24 + 2 */
        {0x7f800000, "inf"},
        {0xff800000, "-inf"},
        {0x7fc00000, "nan"},
        {0xffc00000, "nan"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text text = {0};
        text_add_float(&text, float_of(cases[i].bits));
        ck_assert_str_eq(text.bytes, cases[i].decimal);
        text_free(&text);
    }
}
END_TEST

START_TEST(text_add_float_any_value_reads_back_to_its_bits) {
    /* Weyl's sequence with the golden ratio visits the 2^32 bit patterns evenly. */
    for (uint32_t i = 0, bits = 0; i < 30000; i++, bits += 0x9e3779b9u) {
        float value = float_of(bits), back;
        if (!isfinite(value))
            continue;
        struct text text = {0};
        text_add_float(&text, value);
        back = strtof(text.bytes, NULL);
        ck_assert_msg(memcmp(&value, &back, sizeof value) == 0, "%08x became %s", bits, text.bytes);
        text_free(&text);
    }
}
END_TEST

/* Binary64: 0.1 + 0.2 is the double after 0.3, which takes 17 digits; 1/3 takes 16; 0.1 is its own
 * shortest form; the smallest subnormal is 2^-1074. */
START_TEST(text_add_double_is_the_shortest_that_reads_back) {
    static const struct {
        double value;
        const char *decimal;
    } cases[] = {
        {0.1, "0.1"},
        {1.0 / 3, "0.3333333333333333"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1e-8, "1e-08"},
        {1e22, "1e+22"},
        {-2.5, "-2.5"},
        {0, "0"},
        {0x1p-1074, "4.94065645841247e-324"},
        {HUGE_VAL, ".inf"},
        {-HUGE_VAL, "-.inf"},
        {(double)NAN, ".nan"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text text = {0};
        text_add_double(&text, cases[i].value);
        ck_assert_str_eq(text.bytes, cases[i].decimal);
        text_free(&text);
    }
}
END_TEST

/* What a function that prints writes, to be freed. */
static char *printed;
static size_t printed_size;
static FILE *print_begin(void) {
    free(printed);
    printed = NULL;
    return open_memstream(&printed, &printed_size);
}

static const char *print_error(const struct error *error) {
    FILE *out = print_begin();
    text_print_error(out, error);
    fclose(out);
    return printed;
}

START_TEST(text_print_error_place_and_hint_are_shown_as_far_as_known) {
    struct error error;
    klimb_error_set(&error, STATUS_IO, "disk full");
    ck_assert_str_eq(print_error(&error), "klimb: disk full\n");
    klimb_error_at(&error, STATUS_FORMAT, "x.yaml", 0, 0, "no steps");
    ck_assert_str_eq(print_error(&error), "klimb: x.yaml: no steps\n");
    klimb_error_at(&error, STATUS_IO, "x.yaml", 0, 0, "cannot open x.yaml");
    ck_assert_str_eq(print_error(&error), "klimb: cannot open x.yaml\n"); /* named once */
    klimb_error_at(&error, STATUS_FORMAT, "x.yaml", 3, 0, "no steps");
    ck_assert_str_eq(print_error(&error), "klimb: x.yaml:3: no steps\n");
    klimb_error_at(&error, STATUS_FORMAT, "x.yaml", 3, 5, "no steps");
    klimb_error_hint(&error, "did you mean step");
    ck_assert_str_eq(print_error(&error), "klimb: x.yaml:3:5: no steps\n  did you mean step\n");
    error = (struct error){.status = STATUS_MEMORY};
    ck_assert_str_eq(print_error(&error), "klimb: memory ran out\n");
}
END_TEST

START_TEST(text_print_error_control_characters_are_disarmed) {
    struct error error;
    klimb_error_set(&error, STATUS_FORMAT, "found \"\033[2J\nklimb: fine\"");
    ck_assert_str_eq(print_error(&error), "klimb: found \"?[2J klimb: fine\"\n");
}
END_TEST

START_TEST(text_nearest_typing_errors_find_their_word) {
    static const char *const words[] = {"beta", "batch", "steps", "latent", "x", NULL};
    ck_assert_str_eq(text_nearest("bta", words), "beta");     /* one left out */
    ck_assert_str_eq(text_nearest("stepps", words), "steps"); /* one too many */
    ck_assert_str_eq(text_nearest("latebt", words), "latent");
    ck_assert_str_eq(text_nearest("latnet", words), "latent"); /* swapped: two edits of 3 allowed */
    ck_assert_str_eq(text_nearest("beta", words), "beta");
    ck_assert_str_eq(text_nearest("y", words), "x");
}
END_TEST

START_TEST(text_nearest_allows_a_third_of_the_length_plus_one) {
    static const char *const words[] = {"abcdef", NULL};
    ck_assert_ptr_nonnull(text_nearest("abcxyz", words)); /* 3 edits of 6 / 3 + 1 */
    ck_assert_ptr_null(text_nearest("abvxyz", words));    /* 4 */
}
END_TEST

START_TEST(text_nearest_too_long_words_are_left_alone) {
    char word[200] = "";
    memset(word, 'a', 199);
    const char *const same[] = {word, NULL}, *const none[] = {NULL};
    ck_assert_ptr_null(text_nearest(word, same));
    ck_assert_ptr_null(text_nearest("a", same));
    ck_assert_ptr_null(text_nearest("a", none));
}
END_TEST

static const char *print_table(const char *const (*rows)[3], size_t count, int width) {
    struct text_table *table = text_table_new(3, rows[0]);
    for (size_t i = 1; i < count; i++)
        text_table_add(table, rows[i]);
    FILE *out = print_begin();
    text_table_print(table, out, width);
    fclose(out);
    text_table_free(table);
    return printed;
}

START_TEST(text_table_print_columns_align_and_numbers_go_right) {
    static const char *const rows[][3] = {
        {"name", "kl", "note"}, {"β-large", "3.24", "ok"}, {"tiny", "-110", NULL}};
    ck_assert_str_eq(print_table(rows, 3, 0), "name       kl  note\n"
                                              "β-large  3.24  ok\n"
                                              "tiny     -110\n");
}
END_TEST

START_TEST(text_table_print_numbers_in_the_last_column_go_right) {
    static const char *const rows[][3] = {{"a", "b", "steps"}, {"x", "y", "30"}, {"x", "y", "3"}};
    ck_assert_str_eq(print_table(rows, 3, 80), "a  b  steps\n"
                                               "x  y     30\n"
                                               "x  y      3\n");
}
END_TEST

START_TEST(text_table_print_long_last_cell_wraps_between_words) {
    static const char *const rows[][3] = {
        {"a", "b", "claim"}, {"x", "y", "ββββ βββββ ββββ βββββ βββ a-word-that-is-much-wider end"}};
    /* 26 columns: 6 of indent and 20 of claim. */
    ck_assert_str_eq(print_table(rows, 2, 26), "a  b  claim\n"
                                               "x  y  ββββ βββββ ββββ\n"
                                               "      βββββ βββ\n"
                                               "      a-word-that-is-much-wider\n"
                                               "      end\n");
    ck_assert_ptr_nonnull(strstr(print_table(rows, 2, 25), "wider end\n")); /* too narrow to wrap */
}
END_TEST

START_TEST(text_table_print_cells_are_inert) {
    static const char *const rows[][3] = {{"a", "b", "c"},
                                          {"x\ny", "\033[1m\xc2\x85", "two\nlines\n"}};
    ck_assert_str_eq(print_table(rows, 2, 0), "a    b      c\n"
                                              "x y  ?[1m?  two lines\n");
}
END_TEST

START_TEST(text_table_print_without_memory_says_so) {
    FILE *out = print_begin();
    text_table_add(NULL, NULL);
    text_table_print(NULL, out, 0);
    text_table_free(NULL);
    fclose(out);
    ck_assert_ptr_nonnull(strstr(printed, "memory ran out"));
}
END_TEST

START_TEST(text_index_is_the_place_of_the_whole_word) {
    static const char *const list[] = {"ab", "a", "", "b", "a", NULL};
    ck_assert_int_eq(text_index("ab", list), 0);
    ck_assert_int_eq(text_index("a", list), 1);
    ck_assert_int_eq(text_index("", list), 2);
    ck_assert_int_eq(text_index("abc", list), -1);
    ck_assert_int_eq(text_index("a", list + 5), -1);
}
END_TEST

START_TEST(text_terminal_width_of_a_file_is_0) {
    FILE *file = tmpfile();
    ck_assert_int_eq(text_terminal_width(file), 0);
    fclose(file);
}
END_TEST

START_TEST(text_print_error_joined_errors_are_lines_of_their_own) {
    struct error all = {0}, next;
    klimb_error_at(&all, STATUS_FORMAT, "x.yaml", 3, 5, "no steps");
    klimb_error_hint(&all, "did you mean step");
    klimb_error_at(&next, STATUS_FORMAT, "x.yaml", 4, 1, "no\033[31m batch");
    klimb_error_hint(&next, "say one");
    klimb_error_join(&all, &next);
    all.left_out = 2;
    ck_assert_str_eq(print_error(&all), "klimb: x.yaml:3:5: no steps\n  did you mean step\n"
                                        "klimb: x.yaml:4:1: no?[31m batch; say one\n"
                                        "klimb: and 2 more\n");
    struct text line = {0};
    text_add_errors(&line, &all);
    ck_assert_str_eq(line.bytes, "x.yaml:3:5: no steps; did you mean step; "
                                 "x.yaml:4:1: no\033[31m batch; say one; and 2 more");
    text_free(&line);
}
END_TEST

START_TEST(text_print_line_is_one_line_whatever_is_printed) {
    FILE *out = print_begin();
    text_print_line(out, "    %s: %d", "a\nok 1\r\033[2J\xc2\x9b\xe2\x80\xae", 3);
    text_print_line(out, "%s", "");
    fclose(out);
    ck_assert_str_eq(printed, "    a ok 1??[2J??: 3\n\n");
}
END_TEST

START_TEST(text_hint_command_can_be_pasted) {
    struct error error = {0};
    klimb_error_set(&error, STATUS_INVALID, "x");
    text_hint_command(&error, "klimb list", "a b", "shows them");
    ck_assert_str_eq(error.hint, "`klimb list 'a b'` shows them");
    text_hint_command(&error, "klimb show", "-x", "");
    ck_assert_str_eq(error.hint, "`klimb show -- -x`");
    text_hint_command(NULL, "klimb show", "x", "");
}
END_TEST

static void forget_printed(void) {
    free(printed);
    printed = NULL;
}

static Suite *text_suite(void) {
    Suite *suite = suite_create("text");
    TCase *strings = tcase_create("strings");
    tcase_add_test(strings, text_index_is_the_place_of_the_whole_word);
    tcase_add_test(strings, text_add_many_pieces_grows_and_terminates);
    tcase_add_test(strings, text_add_nothing_gives_an_empty_string);
    tcase_add_test(strings, text_add_after_failure_does_nothing);
    tcase_add_test(strings, text_add_list_is_punctuated_as_a_sentence);
    tcase_add_test(strings, text_add_float_known_values_are_shortest);
    tcase_add_test(strings, text_add_float_any_value_reads_back_to_its_bits);
    tcase_add_test(strings, text_add_double_is_the_shortest_that_reads_back);
    tcase_add_test(strings, text_nearest_typing_errors_find_their_word);
    tcase_add_test(strings, text_nearest_allows_a_third_of_the_length_plus_one);
    tcase_add_test(strings, text_nearest_too_long_words_are_left_alone);
    suite_add_tcase(suite, strings);
    TCase *terminal = tcase_create("terminal");
    tcase_add_checked_fixture(terminal, NULL, forget_printed);
    tcase_add_test(terminal, text_print_error_place_and_hint_are_shown_as_far_as_known);
    tcase_add_test(terminal, text_print_error_control_characters_are_disarmed);
    tcase_add_test(terminal, text_print_error_joined_errors_are_lines_of_their_own);
    tcase_add_test(terminal, text_print_line_is_one_line_whatever_is_printed);
    tcase_add_test(terminal, text_hint_command_can_be_pasted);
    tcase_add_test(terminal, text_table_print_columns_align_and_numbers_go_right);
    tcase_add_test(terminal, text_table_print_numbers_in_the_last_column_go_right);
    tcase_add_test(terminal, text_table_print_long_last_cell_wraps_between_words);
    tcase_add_test(terminal, text_table_print_cells_are_inert);
    tcase_add_test(terminal, text_table_print_without_memory_says_so);
    tcase_add_test(terminal, text_terminal_width_of_a_file_is_0);
    suite_add_tcase(suite, terminal);
    return suite;
}

TEST_MAIN(text_suite)
