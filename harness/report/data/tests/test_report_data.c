#include <math.h>
#include <stdlib.h>

#include "report/data/report_files.h"
#include "tests/check_near.h"
#include "tests/fixtures/report_fixture.h"
#include "tests/fixtures/theory_fixture.h"

/* The row at a step of a CSV file, NULL when it has none. */
static const char *line_at(const char *csv, const char *start) {
    const char *line = csv;
    while (line != NULL && strncmp(line, start, strlen(start)) != 0) {
        line = strchr(line, '\n');
        line = line != NULL ? line + 1 : NULL;
    }
    return line;
}

/* The KL is compared on the scale asinh(x/0.01): a value that lies at `place` on it. */
static double kl_at(double place) {
    return 0.01 * sinh(place);
}

/* Three golden seeds with recon 1, 2, 3 and KL at 6, 6.1, 6.2 of its scale, at each of the steps 0,
 * 1, 2. */
static void spread_values(float value[OBSERVABLES], int seed) {
    value[OBSERVABLE_recon] = (float)(seed + 1);
    value[OBSERVABLE_kl] = (float)kl_at(6 + 0.1 * seed);
}

static void bless(struct fixture *fixture, struct scenario *scenario) {
    fixture_bless(fixture, scenario, 3, spread_values);
}

/* Means 2 and 6.1, deviations 1 and, on the scale, 0.1, three seeds: half-width t s sqrt(1 + 1/3)
 * with t = 31.5991, which Student's t with 2 degrees of freedom leaves with a chance of 0.001 (any
 * table). Values of goldens are kept to 5 digits, 1e-5 of themselves or a few 1e-4 of a deviation, of
 * which the half-width is 36. */
START_TEST(report_write_band_is_the_prediction_interval_of_the_golden_seeds) {
    static struct fixture fixture;
    fixture_make(&fixture);
    struct scenario *scenario = fixture_add(&fixture, "family/blessed", VERDICT_PASS);
    bless(&fixture, scenario);
    struct record record = made_record(0, 3);
    fixture_add_run(&fixture, &record);
    struct error error = {0};
    ck_assert_msg(fixture_write(&fixture, &error) == STATUS_OK, "%s", error.message);
    char *band = fixture_read(&fixture, "data/family/blessed/band.csv");
    ck_assert_ptr_nonnull(band);
    const char *row = line_at(band, "1,");
    ck_assert_ptr_nonnull(row);
    double value[7], half = 31.5991 * sqrt(4.0 / 3);
    ck_assert_int_eq(sscanf(row, "%lf,%lf,%lf,%lf,%lf,%lf,%lf", value, value + 1, value + 2,
                            value + 3, value + 4, value + 5, value + 6),
                     7);
    const double expected[] = {
        1, 2 - half, 2, 2 + half, kl_at(6.1 - 0.1 * half), kl_at(6.1), kl_at(6.1 + 0.1 * half)};
    for (int i = 0; i < 7; i++)
        ck_assert_near_relative(value[i], expected[i], 2e-3);
    free(band);
    char *page = fixture_read(&fixture, "scenarios/family/blessed.html");
    ck_assert_ptr_nonnull(page);
    ck_assert_ptr_nonnull(strstr(page, "3 seeds, blessed 2020-01-01 at 0: a test"));
    free(page);
    fixture_remove(&fixture);
}
END_TEST

/* A record beside a foreign one: both are drawn with the band of the scenario that the one is of. */
START_TEST(report_write_records_have_the_band_of_the_first_known_scenario) {
    static struct fixture fixture;
    fixture_make(&fixture);
    bless(&fixture, fixture_add(&fixture, "made", VERDICT_PASS));
    struct record record = made_record(0, 3);
    fixture_add_run(&fixture, &record);
    char run[FILE_PATH_MAX], log[FILE_PATH_MAX];
    struct report_records records;
    struct error error = {0};
    snprintf(run, sizeof run, "%s", fixture.jobs[0].folder);
    ck_assert_int_eq(file_join(log, fixture.folder, "log.csv", &error), STATUS_OK);
    temp_folder_write(fixture.folder, "log.csv", "step,kl\n0,1\n2,3\n");
    const char *const paths[] = {log, run};
    fixture_compare(&fixture, &records, paths, 2);
    ck_assert_str_eq(records.golden, "made");
    static const char *const bands[] = {"data/records/log/band.csv",
                                        "data/records/made seed 0/band.csv"};
    for (int i = 0; i < 2; i++) {
        char *band = fixture_read(&fixture, bands[i]);
        ck_assert_msg(band != NULL, "no %s", bands[i]);
        free(band);
    }
    report_records_free(&records);
    fixture_remove(&fixture);
}
END_TEST

/* Write a report on a run of three rows of a linear model with eigenvalues 4 and 0.5. Returns
 * theory.csv, NULL when there is none. */
static char *written_theory(const struct claim *claim, int is_linear) {
    static struct fixture fixture;
    fixture_make(&fixture);
    struct scenario *scenario = fixture_add(&fixture, "family/linear", VERDICT_NEW);
    struct claim copy = *claim;
    scenario->config = linear_config((const double[]){4, 0.5}, 2, 1);
    scenario->config.schedule = (struct schedule_config){.kind = SCHEDULE_CONSTANT, .beta = 1};
    scenario->config.model.decoder_layers = !is_linear;
    scenario->expect = (struct claim_list){&copy, 1};
    struct record record = made_record(0, 3);
    fixture_add_run(&fixture, &record);
    struct error error = {0};
    ck_assert_msg(fixture_write(&fixture, &error) == STATUS_OK, "%s", error.message);
    char *theory = fixture_read(&fixture, "data/family/linear/theory.csv");
    fixture_remove(&fixture);
    return theory;
}

/* theta = 1, so the first axis is encoded: kl = ln(4)/2, and recon = (1 + 0.5)/2 + ln(2 pi). */
START_TEST(report_write_theory_is_drawn_where_a_claim_refers_to_it) {
    const struct claim final = {.kind = CLAIM_FINAL, .column = OBSERVABLE_kl, .of_theory = 1};
    const struct claim curve = {.kind = CLAIM_CURVE, .column = OBSERVABLE_kl, .of_theory = 1};
    const struct claim other = {.kind = CLAIM_FINAL, .column = OBSERVABLE_kl};
    double recon, kl;
    char *theory = written_theory(&final, 1);
    ck_assert_ptr_nonnull(theory);
    const char *line = line_at(theory, "0,");
    ck_assert_ptr_nonnull(line);
    ck_assert_int_eq(sscanf(line, "0,%lf,%lf\n", &recon, &kl), 2);
    ck_assert_near(recon, 0.75 + log(2 * M_PI), 1e-6);
    ck_assert_near(kl, log(2), 1e-6);
    line = line_at(line, "2");
    ck_assert_ptr_nonnull(line); /* the end of the run, with the same values */
    free(theory);
    theory = written_theory(&curve, 1);
    ck_assert_ptr_nonnull(theory);
    line = line_at(theory, "1");
    ck_assert_ptr_nonnull(line);
    ck_assert_int_eq(sscanf(strchr(line, ',') + 1, "%lf,%lf\n", &recon, &kl), 2);
    ck_assert(kl < 0.5);                     /* not at its optimum yet */
    ck_assert_ptr_null(line_at(line, "0,")); /* the curve alone */
    free(theory);
    ck_assert_ptr_null(written_theory(&other, 1));
    ck_assert_ptr_null(written_theory(&final, 0));
}
END_TEST

START_TEST(report_write_seed_file_is_the_record_itself) {
    static struct fixture fixture;
    fixture_make(&fixture);
    fixture_add(&fixture, "family/one", VERDICT_NEW);
    struct record record = made_record(7, 20);
    struct text expected = {0};
    record_format(&expected, &record);
    fixture_add_run(&fixture, &record);
    struct error error = {0};
    ck_assert_msg(fixture_write(&fixture, &error) == STATUS_OK, "%s", error.message);
    char *copy = fixture_read(&fixture, "data/family/one/seed-0007.csv");
    ck_assert_ptr_nonnull(copy);
    ck_assert_str_eq(copy, expected.bytes);
    free(copy);
    text_free(&expected);
    fixture_remove(&fixture);
}
END_TEST

/* More runs than can be told apart: the first 16 are drawn. */
START_TEST(report_write_many_seeds_draws_the_first_ones) {
    static struct fixture fixture;
    fixture_make(&fixture);
    fixture_add(&fixture, "family/many", VERDICT_NEW);
    for (long seed = 0; seed < 20; seed++) {
        struct record record = made_record(seed + 999999980, 3);
        fixture_add_run(&fixture, &record);
    }
    struct error error = {0};
    ck_assert_msg(fixture_write(&fixture, &error) == STATUS_OK, "%s", error.message);
    char *drawn = fixture_read(&fixture, "data/family/many/seed-999999995.csv");
    char *left_out = fixture_read(&fixture, "data/family/many/seed-999999996.csv");
    ck_assert_ptr_nonnull(drawn);
    ck_assert_ptr_null(left_out);
    free(drawn);
    fixture_remove(&fixture);
}
END_TEST

/* A block a scenario: its last finite row is marked where it diverged, and only there. */
START_TEST(report_write_overlay_marks_the_end_of_a_diverged_run) {
    static struct fixture fixture;
    fixture_make(&fixture);
    fixture_add(&fixture, "family/whole", VERDICT_NEW);
    struct record whole = made_record(0, 2);
    fixture_add_run(&fixture, &whole);
    fixture_add(&fixture, "family/broken", VERDICT_NEW);
    struct record broken = made_record(0, 3);
    made_set(&broken, 1, OBSERVABLE_recon, 2);
    made_set(&broken, 1, OBSERVABLE_kl, 3);
    made_set(&broken, 2, OBSERVABLE_kl, (float)NAN);
    broken.outcome = (struct outcome){.diverged = 1, .step = 20, .term = TERM_KL};
    fixture_add_run(&fixture, &broken);
    struct error error = {0};
    ck_assert_msg(fixture_write(&fixture, &error) == STATUS_OK, "%s", error.message);
    char *overlay = fixture_read(&fixture, "data/family/overlay.tsv");
    ck_assert_ptr_nonnull(overlay);
    const char *first = strstr(overlay, "whole\trecon\tkl\tends\t");
    const char *second = strstr(overlay, "\n\n\nbroken\trecon\tkl\tends\t");
    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_nonnull(second);
    ck_assert(first < second);
    const char *end = strstr(first, "\t1\t0\t0\n");
    ck_assert_ptr_null(end < second ? end : NULL);
    ck_assert_ptr_nonnull(strstr(second, "10\t2\t3\t1\t0\t0\n20\t"));
    free(overlay);
    fixture_remove(&fixture);
}
END_TEST

/* What gnuplot reads as a comment, a quote or a number is a name in the legend all the same. */
START_TEST(report_write_overlay_odd_names_are_headings) {
    static struct fixture fixture;
    static const char *const names[] = {"family/#1", "family/0.5", "family/a\"b"};
    fixture_make(&fixture);
    for (int i = 0; i < 3; i++) {
        fixture_add(&fixture, names[i], VERDICT_NEW);
        struct record record = made_record(0, 3);
        fixture_add_run(&fixture, &record);
    }
    struct error error = {0};
    ck_assert_msg(fixture_write(&fixture, &error) == STATUS_OK, "%s", error.message);
    char *figure = fixture_read(&fixture, "figures/family/overlay.svg");
    ck_assert_ptr_nonnull(figure);
    ck_assert_ptr_nonnull(strstr(figure, ">\u266f1</text>"));
    ck_assert_ptr_nonnull(strstr(figure, ">0.5</text>"));
    ck_assert_ptr_nonnull(strstr(figure, ">a'b</text>"));
    free(figure);
    fixture_remove(&fixture);
}
END_TEST

/* Two schedules based on a scenario of another family are drawn beside it; one alone is not. */
START_TEST(report_write_overlay_has_the_base_that_most_share) {
    for (int based = 1; based <= 2; based++) {
        static struct fixture fixture;
        static const char *const names[] = {"other/base", "family/one", "family/two"};
        struct error error = {0};
        fixture_make(&fixture);
        fixture.check_options.experiments = fixture.folder;
        for (int i = 0; i < 3; i++) {
            struct scenario *scenario = fixture_add(&fixture, names[i], VERDICT_NEW);
            struct record record = made_record(0, 3);
            fixture_add_run(&fixture, &record);
            if (i > 0 && i <= based)
                snprintf(scenario->base, sizeof scenario->base, "other/base");
        }
        ck_assert_msg(fixture_write(&fixture, &error) == STATUS_OK, "%s", error.message);
        char *overlay = fixture_read(&fixture, "data/family/overlay.tsv");
        ck_assert_ptr_nonnull(overlay);
        ck_assert_int_eq(strstr(overlay, "\nbase\trecon") != NULL, based == 2);
        free(overlay);
        fixture_remove(&fixture);
    }
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("report_data");
    TCase *tests = tcase_create("report_data");
    tcase_add_test(tests, report_write_band_is_the_prediction_interval_of_the_golden_seeds);
    tcase_add_test(tests, report_write_records_have_the_band_of_the_first_known_scenario);
    tcase_add_test(tests, report_write_theory_is_drawn_where_a_claim_refers_to_it);
    tcase_add_test(tests, report_write_seed_file_is_the_record_itself);
    tcase_add_test(tests, report_write_many_seeds_draws_the_first_ones);
    tcase_add_test(tests, report_write_overlay_marks_the_end_of_a_diverged_run);
    tcase_add_test(tests, report_write_overlay_odd_names_are_headings);
    tcase_add_test(tests, report_write_overlay_has_the_base_that_most_share);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
