/* What is known of the comparison itself: how small a change it notices, and p where nothing has changed. */
#include <math.h>

#include "check/power_table.h"
#include "tests/check_near.h"
#include "tests/fixtures/report_fixture.h"

static struct fixture fixture;
static char power_path[FILE_PATH_MAX], nulls_path[FILE_PATH_MAX];
static struct error error;

static void set_up(void) {
    fixture_make(&fixture);
    ck_assert_int_eq(file_join(power_path, fixture.folder, "power.csv", &error), STATUS_OK);
    ck_assert_int_eq(file_join(nulls_path, fixture.folder, "pairs.csv", &error), STATUS_OK);
}

static void tear_down(void) {
    fixture_remove(&fixture);
}

static void assert_page(const char *file, const char *text, int is_there) {
    char *page = fixture_read(&fixture, file);
    ck_assert_msg(page != NULL, "no %s", file);
    ck_assert_msg((strstr(page, text) != NULL) == is_there, "%s: \"%s\" %s", file, text,
                  is_there ? "is missing" : "is there");
    free(page);
}

/* A learning rate that pairs see at 1.02, eight runs at 1.5, and one run not even at 10. */
static void write_power(const char *digest) {
    struct power_table table = {0};
    struct power_row row = {
        .scenario = "family/good",
        .change = POWER_RATE,
        .base = 1e-3,
        .way = {[POWER_ONE] = {HUGE_VAL, 1e-2, -321.5, 1.5, (double)NAN},
                [POWER_GROUP] = {0.5, 1.5e-3, 3.25, 0.125, -0.25},
                [POWER_PAIRS] = {0.02, 1.02e-3, -0.5, 0.0625, -0.03125}},
    };
    snprintf(row.digest, sizeof row.digest, "%s", digest);
    ck_assert_int_eq(power_table_put(&table, &row, &error), STATUS_OK);
    ck_assert_int_eq(power_table_write(&table, power_path, &error), STATUS_OK);
    power_table_free(&table);
    fixture.options.power = power_path;
}

static void add_scenario(const char *digest) {
    struct scenario *scenario = fixture_add(&fixture, "family/good", VERDICT_PASS);
    snprintf(scenario->digest, sizeof scenario->digest, "%s", digest);
}

static void report(void) {
    ck_assert_msg(fixture_write(&fixture, &error) == STATUS_OK, "%s", error.message);
}

START_TEST(report_power_is_on_the_pages_of_scenario_and_comparator) {
    static const char *const pages[] = {"scenarios/family/good.html", "comparator.html"};
    add_scenario("abc");
    write_power("abc");
    report();
    for (int i = 0; i < 2; i++) {
        assert_page(pages[i],
                    "<td class=\"yes\">x 1.02 <span class=\"effect\">-0.5 deviations, "
                    "KL +0.062, recon -0.031 nats</span>",
                    1);
        assert_page(pages[i], "<td class=\"yes\">x 1.5 <span", 1);
        assert_page(pages[i],
                    "<td class=\"no\">not even x 10 <span class=\"effect\">-322 "
                    "deviations, KL +1.5, recon +nan nats",
                    1);
        assert_page(pages[i], "has changed since this was measured", 0);
    }
    assert_page("comparator.html", "<th scope=\"row\">family/good</th>", 1);
    assert_page("scenarios/family/good.html", "<th scope=\"row\"></th>", 1);
    assert_page("index.html", "<a href=\"comparator.html\">", 1);
}
END_TEST

START_TEST(report_power_of_an_earlier_form_says_so) {
    add_scenario("def");
    write_power("abc");
    report();
    assert_page("scenarios/family/good.html", "has changed since this was measured", 1);
}
END_TEST

START_TEST(report_power_of_other_scenarios_is_not_on_the_page) {
    fixture_add(&fixture, "family/other", VERDICT_PASS);
    write_power("abc");
    report();
    assert_page("scenarios/family/other.html", "What a check would notice", 0);
}
END_TEST

START_TEST(report_power_that_is_damaged_is_a_note) {
    add_scenario("abc");
    temp_folder_write(fixture.folder, "power.csv", "<b>no</b>\n");
    fixture.options.power = power_path;
    report();
    assert_page("comparator.html", "What was measured cannot be shown", 1);
    assert_page("comparator.html", "the first line must be", 1);
}
END_TEST

static const char nulls_text[] =
    "null,scenario,backend,first_seed,pairs,p,finding,deviations,kl,recon\n"
    "openblas Haswell 1,a/b,openblas,0,16,0.25,no shift beyond rounding,0,0,0\n"
    "openblas Haswell 2,a/b,openblas,16,16,1,no shift beyond rounding,0,0,0\n"
    "openblas Haswell 2,a/b,openblas,16,16,0.125,no shift beyond rounding,0,0,0\n"
    "control_noise_negated,a/b,exact,0,16,0.75,no shift beyond rounding,0,0,0\n";

START_TEST(report_nulls_are_drawn) {
    add_scenario("abc");
    temp_folder_write(fixture.folder, "pairs.csv", nulls_text);
    fixture.options.nulls = nulls_path;
    report();
    assert_page("comparator.html", "figures/nulls.svg", 1);
    assert_page("comparator.html", "2 of 3 and 1 of 1 groups differ beyond rounding", 1);
    assert_page("data/nulls.csv", "kind,p,share\n0,0.125,0.5\n0,0.25,1\n1,0.75,1\n", 1);
    assert_page("data/pairs.csv", nulls_text, 1);
    assert_page("figures/nulls.svg", "<svg", 1);
}
END_TEST

START_TEST(report_nulls_that_are_damaged_are_a_note) {
    static const char *const cases[][2] = {
        {"null,p\na,2\n", "must be from 0 to 1"},
        {"null,scenario\na,b\n", "there must be the columns null and p"},
        {"", "cannot be shown"},
    };
    add_scenario("abc");
    fixture.options.nulls = nulls_path;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        temp_folder_write(fixture.folder, "pairs.csv", cases[i][0]);
        report();
        assert_page("comparator.html", cases[i][1], 1);
        assert_page("comparator.html", "figures/nulls.svg", 0);
    }
}
END_TEST

static Suite *report_comparator_suite(void) {
    Suite *suite = suite_create("report comparator");
    TCase *tests = tcase_create("comparator");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, report_power_is_on_the_pages_of_scenario_and_comparator);
    tcase_add_test(tests, report_power_of_an_earlier_form_says_so);
    tcase_add_test(tests, report_power_of_other_scenarios_is_not_on_the_page);
    tcase_add_test(tests, report_power_that_is_damaged_is_a_note);
    tcase_add_test(tests, report_nulls_are_drawn);
    tcase_add_test(tests, report_nulls_that_are_damaged_are_a_note);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(report_comparator_suite)
