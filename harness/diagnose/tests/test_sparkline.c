/* Curves as blocks. */
#include "diagnose/sparkline.h"

#include <math.h>
#include <string.h>

#include "diagnose/tests/curve_record.h"
#include "tests/check_near.h"

static double straight(long row) {
    return (double)row;
}
static double constant(long row) {
    return 4 + 0 * (double)row;
}
static double decades(long row) {
    return pow(10, (double)row);
}
static double falling(long row) {
    return -pow(10, (double)row);
}

static void assert_drawn(struct record *record, long width, const char *wanted,
                         int is_logarithmic) {
    struct text text = {0};
    struct curve curve;
    int found = -1;
    ck_assert_int_eq(curve_make(&curve, record, OBSERVABLE_kl, NULL), STATUS_OK);
    sparkline_add(&text, &curve, width, &found);
    ck_assert_str_eq(text_string(&text), wanted);
    ck_assert_int_eq(found, is_logarithmic);
    text_free(&text);
    sparkline_add(&text, &curve, width, NULL); /* whoever does not ask */
    ck_assert_str_eq(text_string(&text), wanted);
    text_free(&text);
    curve_free(&curve);
    record_free(record);
}

static struct record record_of(double (*value)(long), long rows) {
    struct record record;
    curve_record(&record, rows);
    curve_record_fill(&record, OBSERVABLE_kl, value);
    return record;
}

START_TEST(sparkline_of_a_straight_line) {
    struct record record = record_of(straight, 8);
    assert_drawn(&record, 8, "▁▂▃▄▅▆▇█", 0);
    record = record_of(straight, 80); /* a character is the mean of its rows */
    assert_drawn(&record, 8, "▁▂▃▄▅▆▇█", 0);
    record = record_of(straight, 8);
    assert_drawn(&record, 1, "▅", 0);
}
END_TEST

START_TEST(sparkline_of_a_constant) {
    struct record record = record_of(constant, 5);
    assert_drawn(&record, 5, "▁▁▁▁▁", 0);
    record = record_of(constant, 1);
    assert_drawn(&record, 3, "▁  ", 0);
}
END_TEST

/* More than 3 decades, and nothing at 0 or below. */
START_TEST(sparkline_is_logarithmic) {
    struct record record = record_of(decades, 8);
    assert_drawn(&record, 8, "▁▂▃▄▅▆▇█", 1);
    record = record_of(decades, 4);
    assert_drawn(&record, 4, "▁▁▂█", 0);
    record = record_of(falling, 8);
    assert_drawn(&record, 8, "██████▇▁", 0);
    record = record_of(decades, 8);
    curve_record_set(&record, 0, OBSERVABLE_kl, 0);
    assert_drawn(&record, 8, "▁▁▁▁▁▁▂█", 0);
}
END_TEST

/* A gap is a blank; what is not finite is marked, and so is all between the first and the last of it. */
START_TEST(sparkline_shows_gaps_and_breaks) {
    struct record record = record_of(straight, 8);
    curve_record_empty(&record, 2, OBSERVABLE_kl);
    curve_record_empty(&record, 3, OBSERVABLE_kl);
    assert_drawn(&record, 8, "▁▂  ▅▆▇█", 0);
    record = record_of(straight, 8);
    for (long row = 6; row < 8; row++)
        curve_record_set(&record, row, OBSERVABLE_kl, row == 6 ? HUGE_VAL : (double)NAN);
    assert_drawn(&record, 8, "▁▂▄▅▇█!!", 0);
}
END_TEST

START_TEST(sparkline_of_nothing) {
    struct record record = record_of(straight, 4);
    record.present[OBSERVABLE_kl] = 0;
    assert_drawn(&record, 4, "    ", 0);
    record = record_of(straight, 4);
    for (long row = 0; row < 4; row++)
        curve_record_set(&record, row, OBSERVABLE_kl, (double)NAN);
    assert_drawn(&record, 4, "!!!!", 0);
    record = record_of(straight, 4);
    assert_drawn(&record, 0, "", 0);
}
END_TEST

static Suite *sparkline_suite(void) {
    Suite *suite = suite_create("sparkline");
    TCase *tests = tcase_create("sparkline");
    tcase_add_test(tests, sparkline_of_a_straight_line);
    tcase_add_test(tests, sparkline_of_a_constant);
    tcase_add_test(tests, sparkline_is_logarithmic);
    tcase_add_test(tests, sparkline_shows_gaps_and_breaks);
    tcase_add_test(tests, sparkline_of_nothing);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(sparkline_suite)
