#include "base/number.h"

#include <string.h>

#include "tests/check_near.h"

enum { INTEGER = 1, OWN = 2, ANY = 4 }; /* bits: the forms that a text has */

static const struct {
    const char *text;
    int is;
} texts[] = {
    {"0", INTEGER | OWN | ANY},
    {"007", INTEGER | OWN | ANY},
    {"-12", INTEGER | OWN | ANY},
    {"+12", INTEGER | ANY},
    {"-1.5e-3", OWN | ANY},
    {"1e5", OWN | ANY},
    {"1E+05", OWN | ANY},
    {"0.1", OWN | ANY},
    {"5.", ANY},
    {".5", ANY},
    {"-.5", ANY},
    {"+5.e1", ANY},
    {".5E-1", ANY},
    {"", 0},
    {"-", 0},
    {"+", 0},
    {".", 0},
    {"-.", 0},
    {".e1", 0},
    {"e1", 0},
    {"1e", 0},
    {"1e+", 0},
    {"1e1.5", 0},
    {"1e5e5", 0},
    {"1.2.3", 0},
    {"--1", 0},
    {"+-1", 0},
    {" 1", 0},
    {"1 ", 0},
    {"1,5", 0},
    {"0x10", 0},
    {"1f", 0},
    {"nan", 0},
    {"inf", 0},
    {"1_000", 0},
};

START_TEST(number_is_what_its_grammar_says) {
    const char *text = texts[_i].text;
    size_t length = strlen(text);
    int is = texts[_i].is;
    ck_assert_msg(klimb_number_is_integer(text, length) == !!(is & INTEGER), "%s", text);
    ck_assert_msg(klimb_number_is_decimal(text, length, NUMBER_OWN) == !!(is & OWN), "%s", text);
    ck_assert_msg(klimb_number_is_decimal(text, length, NUMBER_ANY) == !!(is & ANY), "%s", text);
}
END_TEST

/* Cells of a table are not terminated: bytes after the length are ignored. */
START_TEST(number_ends_at_its_length) {
    ck_assert(klimb_number_is_decimal("1,2", 1, NUMBER_OWN));
    ck_assert(!klimb_number_is_decimal("1e5", 2, NUMBER_ANY));
    ck_assert(!klimb_number_is_decimal("1", 0, NUMBER_ANY));
    ck_assert(klimb_number_is_integer("12x", 2));
}
END_TEST

static Suite *number_suite(void) {
    Suite *suite = suite_create("number");
    TCase *tests = tcase_create("number");
    tcase_add_loop_test(tests, number_is_what_its_grammar_says, 0, sizeof texts / sizeof *texts);
    tcase_add_test(tests, number_ends_at_its_length);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(number_suite)
