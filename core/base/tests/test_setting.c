/* Ranges, their words, and the report of the first setting that is out of range. */
#include "base/setting.h"

#include "tests/check_near.h"

enum colour { RED, GREEN, BLUE };
enum { ALWAYS = 1, SOMETIMES = 2 };

struct ball {
    long colours, widths[3], width_count;
    double radius;
    enum colour colour;
};

static const struct setting_row settings[] = {
    {"ball.colours", SETTING_INTEGER, SETTING_OFFSET(struct ball, colours, long),
     RANGE_FROM_TO(1, 9), ALWAYS, 0, 0, 0},
    {"ball.radius", SETTING_REAL, SETTING_OFFSET(struct ball, radius, double), RANGE_ABOVE(0.25),
     SOMETIMES, 0, 0, 0},
    {"ball.colour", SETTING_CHOICE, SETTING_OFFSET(struct ball, colour, unsigned),
     RANGE_FROM_TO(0, BLUE), ALWAYS, 0, 0, 0},
    {"ball.widths", SETTING_INTEGER, SETTING_OFFSET(struct ball, widths, long *),
     RANGE_FROM_TO(2, 5), ALWAYS, offsetof(struct ball, width_count), 1, 3}};

static const struct ball good = {
    .colours = 9, .radius = 0.5, .colour = BLUE, .widths = {2, 5, 4}, .width_count = 3};

static const struct {
    struct range range;
    double inside[2], outside[2];
    const char *real, *integer;
} ranges[] = {
    {RANGE_FROM_TO(1, 64),
     {1, 64},
     {0.5, 64.5},
     "a number from 1 to 64",
     "an integer from 1 to 64"},
    {RANGE_FROM_BELOW(0, 1),
     {0, 0.999},
     {-0.001, 1},
     "at least 0 and below 1",
     "at least 0 and below 1"},
    {RANGE_ABOVE_TO(0, 1),
     {0.001, 1},
     {0, 1.001},
     "above 0 and at most 1",
     "above 0 and at most 1"},
    {RANGE_AT_LEAST(-2.5),
     {-2.5, 1e300},
     {-2.501, (double)INFINITY},
     "at least -2.5 and finite",
     "at least -2.5 and finite"},
    {RANGE_ABOVE(0),
     {1e-300, 1e300},
     {0, (double)INFINITY},
     "above 0 and finite",
     "above 0 and finite"},
    {RANGE_FINITE,
     {-1e300, 1e300},
     {(double)-INFINITY, (double)INFINITY},
     "a finite number",
     "a finite number"},
};

START_TEST(range_holds_its_closed_ends_and_no_nan) {
    for (int i = 0; i < 2; i++) {
        ck_assert(klimb_range_holds(&ranges[_i].range, ranges[_i].inside[i]));
        ck_assert(!klimb_range_holds(&ranges[_i].range, ranges[_i].outside[i]));
    }
    ck_assert(!klimb_range_holds(&ranges[_i].range, (double)NAN));
}
END_TEST

START_TEST(range_words_go_on_behind_must_be) {
    char words[RANGE_WORDS_MAX];
    klimb_range_words(words, &ranges[_i].range, SETTING_REAL);
    ck_assert_str_eq(words, ranges[_i].real);
    klimb_range_words(words, &ranges[_i].range, SETTING_INTEGER);
    ck_assert_str_eq(words, ranges[_i].integer);
}
END_TEST

static void assert_refused(const struct ball *ball, const char *key, const char *message) {
    struct error error = {0};
    ck_assert_int_eq(klimb_settings_check(settings, 4, ball, ALWAYS | SOMETIMES, &error),
                     STATUS_INVALID);
    ck_assert_str_eq(error.message, message);
    ck_assert_str_eq(error.key, key);
    ck_assert_int_eq(klimb_settings_check(settings, 4, ball, ALWAYS | SOMETIMES, NULL),
                     STATUS_INVALID);
}

#define REFUSES(change, key, message)                                                              \
    do {                                                                                           \
        struct ball ball = good;                                                                   \
        change;                                                                                    \
        assert_refused(&ball, key, message);                                                       \
    } while (0)

START_TEST(settings_check_names_the_first_that_is_out_of_range) {
    struct error error = {0};
    ck_assert_int_eq(klimb_settings_check(settings, 4, &good, ALWAYS | SOMETIMES, &error),
                     STATUS_OK);
    REFUSES(ball.colours = 10, "ball.colours",
            "ball.colours is 10; must be an integer from 1 to 9");
    REFUSES(ball.colours = -(1L << 62), "ball.colours",
            "ball.colours is -4.611686018427388e+18; must be an integer from 1 to 9");
    REFUSES(ball.radius = 0.25, "ball.radius",
            "ball.radius is 0.25; must be above 0.25 and finite");
    REFUSES((ball.radius = (double)NAN, ball.width_count = 0), "ball.radius",
            "ball.radius is nan; must be above 0.25 and finite");
    REFUSES(ball.colour = (enum colour)(BLUE + 1), "ball.colour",
            "ball.colour is 3; must be an integer from 0 to 2");
}
END_TEST

START_TEST(settings_check_of_a_list_looks_at_each_element_and_no_further) {
    struct error error = {0};
    REFUSES(ball.widths[2] = 6, "ball.widths",
            "element 3 of ball.widths is 6; must be an integer from 2 to 5");
    REFUSES(ball.width_count = 0, "ball.widths", "ball.widths has 0 elements; must have 1 to 3");
    REFUSES(ball.width_count = 4, "ball.widths", "ball.widths has 4 elements; must have 1 to 3");
    struct ball ball = good;
    ball.widths[2] = 6;
    ball.width_count = 2;
    ck_assert_int_eq(klimb_settings_check(settings, 4, &ball, ALWAYS, &error), STATUS_OK);
}
END_TEST

START_TEST(settings_check_passes_over_what_is_not_in_use) {
    struct error error = {0};
    struct ball ball = good;
    ball.radius = -1;
    ck_assert_int_eq(klimb_settings_check(settings, 4, &ball, ALWAYS, &error), STATUS_OK);
    ck_assert_int_eq(klimb_settings_check(settings, 4, &ball, SOMETIMES, &error), STATUS_INVALID);
}
END_TEST

static Suite *setting_suite(void) {
    Suite *suite = suite_create("setting");
    TCase *tests = tcase_create("setting");
    int count = sizeof ranges / sizeof *ranges;
    tcase_add_loop_test(tests, range_holds_its_closed_ends_and_no_nan, 0, count);
    tcase_add_loop_test(tests, range_words_go_on_behind_must_be, 0, count);
    tcase_add_test(tests, settings_check_names_the_first_that_is_out_of_range);
    tcase_add_test(tests, settings_check_of_a_list_looks_at_each_element_and_no_further);
    tcase_add_test(tests, settings_check_passes_over_what_is_not_in_use);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(setting_suite)
