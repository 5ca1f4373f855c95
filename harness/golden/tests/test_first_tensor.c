#include "golden/first_tensor.h"

#include <string.h>

#include "golden/compare.h"
#include "tests/check_near.h"
#include "tests/fixtures/made_records.h"

#define A "0123456789abcdef"
#define B "0123456789abcdee"

static const char *const golden_table = "tensor,0,1,2\n"
                                        "moment v of encoder.0.weight," A "," A "," A "\n"
                                        "batch x," A "," A "," A "\n"
                                        "gradient of z," A "," A ",-\n";

static void parse(struct tensor_digests *digests, const char *table) {
    struct error error = {0};
    ck_assert_msg(tensor_digests_parse(digests, "made", table, strlen(table), &error) == STATUS_OK,
                  "%s", error.message);
}

/* A table of a run, and what is said when it is compared with the golden's. NULL: without digests. */
static const struct {
    const char *table, *said;
    long steps, step;
} cases[] = {
    {NULL, "", 0, -1},
    {"tensor,0,1,2\nmoment v of encoder.0.weight," A "," A "," A "\nbatch x," A "," A "," A
     "\ngradient of z," A "," A ",-\n",
     "no tensor of steps 0 to 2 differs", 3, -1},
    {"tensor,0\nmoment v of encoder.0.weight," A "\nbatch x," A "\ngradient of z," A "\n",
     "no tensor of step 0 differs", 1, -1},
    /* The order is that of steps, then of the table: not the lowest row, not the last column. */
    {"tensor,0,1,2\nmoment v of encoder.0.weight," A "," A "," B "\nbatch x," A "," B "," B
     "\ngradient of z," A "," B ",-\n",
     "first difference: step 1, batch x", 3, 1},
    {"tensor,0,1,2\nmoment v of encoder.0.weight," A "," B "," B "\nbatch x," A "," B "," B
     "\ngradient of z," B "," B ",-\n",
     "first difference: step 0, gradient of z", 3, 0},
    /* A digest where the golden has none. */
    {"tensor,0,1,2\nmoment v of encoder.0.weight," A "," A "," A "\nbatch x," A "," A "," A
     "\ngradient of z," A "," A "," A "\n",
     "first difference: step 2, gradient of z", 3, 2},
    /* Rows in another order, and one more or less. */
    {"tensor,0,1,2\ngradient of z," A "," A ",-\nbatch x," A "," A "," A
     "\nmoment v of encoder.0.weight," A "," A "," A "\n",
     "no tensor of steps 0 to 2 differs", 3, -1},
    {"tensor,0,1,2\nmoment v of encoder.0.weight," A "," A "," A "\nbatch x," A "," A "," A
     "\ngradient of z," A "," A ",-\nnoise eps," A "," A "," A "\n",
     "first difference: step 0, noise eps", 3, 0},
    {"tensor,0,1,2\nmoment v of encoder.0.weight," A "," A "," A "\ngradient of z," A "," A ",-\n",
     "first difference: step 0, batch x", 3, 0},
};

START_TEST(first_tensor_is_the_first_in_steps_then_in_rows) {
    struct tensor_digests golden, got = {0};
    struct first_tensor first;
    char said[128];
    parse(&golden, golden_table);
    if (cases[_i].table != NULL)
        parse(&got, cases[_i].table);
    first_tensor_find(&first, &got, &golden);
    first_tensor_say(said, sizeof said, &first);
    ck_assert_str_eq(said, cases[_i].said);
    ck_assert_int_eq(first.steps, cases[_i].steps);
    ck_assert_int_eq(first.step, cases[_i].step);
    first_tensor_find(&first, &golden, &(struct tensor_digests){0});
    ck_assert_int_eq(first.steps, 0);
    tensor_digests_free(&golden);
    tensor_digests_free(&got);
}
END_TEST

/* A departure names it after the cell; digests alone are not a departure. */
START_TEST(compare_bits_names_the_tensor_of_a_departure) {
    struct record record = made_record(0, 4), golden = made_record(0, 4);
    struct departure departure;
    parse(&golden.digests, golden_table);
    parse(&record.digests, cases[3].table);
    compare_bits(&departure, &record, &golden);
    ck_assert(!departure.found);
    ck_assert_int_eq(departure.tensor.steps, 0);
    ck_assert_str_eq(departure.message, "");
    made_set(&record, 2, OBSERVABLE_kl, 7);
    compare_bits(&departure, &record, &golden);
    ck_assert_int_eq(departure.tensor.step, 1);
    ck_assert_str_eq(departure.tensor.name, "batch x");
    ck_assert_ptr_nonnull(strstr(departure.message, "step 20, kl: 7, golden"));
    ck_assert_ptr_nonnull(
        strstr(departure.message, "; 1 cell differs; first difference: step 1, batch x"));
    record.rows--;
    made_set(&record, 2, OBSERVABLE_kl, record_value(&golden, 2, OBSERVABLE_kl));
    compare_bits(&departure, &record, &golden);
    ck_assert_ptr_nonnull(
        strstr(departure.message, "the first 3 are equal; first difference: step 1, batch x"));
    record_free(&record);
    record_free(&golden);
}
END_TEST

static Suite *first_tensor_suite(void) {
    Suite *suite = suite_create("first tensor");
    TCase *tests = tcase_create("first tensor");
    tcase_add_loop_test(tests, first_tensor_is_the_first_in_steps_then_in_rows, 0,
                        sizeof cases / sizeof *cases);
    tcase_add_test(tests, compare_bits_names_the_tensor_of_a_departure);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(first_tensor_suite)
