#include <math.h>
#include <stdlib.h>

#include "report/data/report_files.h"
#include "tests/check_near.h"
#include "tests/fixtures/made_records.h"

/* Two dimensions, three rows at steps 0, 1 and 3; the second dimension ends with the larger KL. */
static struct record heat_record(float last) {
    static const long steps[] = {0, 1, 3};
    const float kl[3][2] = {{0.5F, 0.25F}, {1, 0}, {2, last}};
    struct record record;
    struct error error = {0};
    ck_assert_int_eq(record_new(&record, 3, 2, &error), STATUS_OK);
    for (int row = 0; row < 3; row++) {
        float dimension[2 * DIMENSION_OBSERVABLES] = {0};
        struct observation made = {.step = steps[row], .dimension = dimension};
        dimension[DIMENSION_kl] = kl[row][0];
        dimension[DIMENSION_OBSERVABLES + DIMENSION_kl] = kl[row][1];
        record_append(&record, &made);
    }
    return record;
}

/* The lines after the comment and the heading. */
static void assert_heat(const struct record *record, long dimensions, const char *expected) {
    struct text text = {0};
    ck_assert_int_eq(report_heat_format(&text, record), dimensions);
    const char *heading = "from,to,rank,dimension,kl\n";
    const char *lines = text.bytes != NULL ? strstr(text.bytes, heading) : NULL;
    ck_assert_str_eq(lines != NULL ? lines + strlen(heading) : "", expected);
    text_free(&text);
}

START_TEST(heat_format_boxes_reach_to_the_next_row_and_are_ranked_by_the_last) {
    struct record record = heat_record(4);
    assert_heat(&record, 2,
                "0,1,2,0,0.5\n0,1,1,1,0.25\n"
                "1,3,2,0,1\n1,3,1,1,0\n"
                "3,4,2,0,2\n3,4,1,1,4\n");
    record_free(&record);
}
END_TEST

START_TEST(heat_format_equal_dimensions_keep_their_order) {
    struct record record = heat_record(2);
    struct text text = {0};
    ck_assert_int_eq(report_heat_format(&text, &record), 2);
    ck_assert_ptr_nonnull(strstr(text.bytes, "3,4,1,0,2\n3,4,2,1,2\n"));
    text_free(&text);
    record_free(&record);
}
END_TEST

/* The first dimension is active at steps 0 and 3, the second from 1 on: it ends with the larger KL. */
START_TEST(active_format_has_a_line_a_stretch) {
    struct record record = heat_record(4);
    struct text text = {0};
    static const int active[3][2] = {{1, 0}, {0, 1}, {1, 1}};
    for (int row = 0; row < 3; row++)
        for (int i = 0; i < 2; i++)
            record.dimension[(row * 2 + i) * DIMENSION_OBSERVABLES + DIMENSION_mu_variance] =
                active[row][i] ? 0.011F : 0.009F;
    report_active_format(&text, &record);
    const char *lines = strstr(text.bytes, "from,to,rank\n");
    ck_assert_ptr_nonnull(lines);
    ck_assert_str_eq(lines, "from,to,rank\n0,1,2\n3,4,2\n1,4,1\n");
    text_free(&text);
    record_free(&record);
}
END_TEST

START_TEST(heat_format_ends_at_the_last_finite_row) {
    struct record record = heat_record((float)HUGE_VAL);
    assert_heat(&record, 2, "0,1,1,0,0.5\n0,1,2,1,0.25\n1,2,1,0,1\n1,2,2,1,0\n");
    record_free(&record);
}
END_TEST

START_TEST(heat_format_without_dimensions_is_nothing) {
    struct record record = made_record(0, 5);
    assert_heat(&record, 0, "");
    record_free(&record);
}
END_TEST

/* 2,000 rows would make boxes of less than seven pixels; 60 columns and a few early rows remain. */
START_TEST(heat_format_many_rows_are_thinned) {
    struct record record;
    struct error error = {0};
    float dimension[DIMENSION_OBSERVABLES] = {1};
    ck_assert_int_eq(record_new(&record, 2000, 1, &error), STATUS_OK);
    for (long row = 0; row < 2000; row++) {
        struct observation made = {.step = row, .dimension = dimension};
        record_append(&record, &made);
    }
    struct text text = {0};
    long lines = 0;
    ck_assert_int_eq(report_heat_format(&text, &record), 1);
    for (const char *byte = text.bytes; *byte != '\0'; byte++)
        lines += *byte == '\n';
    ck_assert_int_gt(lines, 30);
    ck_assert_int_le(lines, 2 + 61);
    text_free(&text);
    record_free(&record);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("report_heat");
    TCase *tests = tcase_create("report_heat");
    tcase_add_test(tests, heat_format_boxes_reach_to_the_next_row_and_are_ranked_by_the_last);
    tcase_add_test(tests, heat_format_equal_dimensions_keep_their_order);
    tcase_add_test(tests, active_format_has_a_line_a_stretch);
    tcase_add_test(tests, heat_format_ends_at_the_last_finite_row);
    tcase_add_test(tests, heat_format_without_dimensions_is_nothing);
    tcase_add_test(tests, heat_format_many_rows_are_thinned);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
