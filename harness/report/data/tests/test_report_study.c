/* Studies in a report: which points a table has, what is drawn of them, what pages say; and tables that are wrong. */
#include <math.h>
#include <stdlib.h>

#include "report/data/report_study_table.h"
#include "tests/check_near.h"
#include "tests/fixtures/report_fixture.h"

static struct fixture fixture;
static char experiments[FILE_PATH_MAX], sweeps[FILE_PATH_MAX];
static struct error error;

static const char study_text[] =
    "claim: <b>it falls</b>\n"
    "about: why\n"
    "base: ../made.yaml\n"
    "seeds: 3\n"
    "axes:\n"
    "  - {name: beta, key: objective.beta, values: [0, 0.1, 1, 10]}\n"
    "  - name: decoder\n"
    "    options:\n"
    "      - {name: \"shallow, <i>\", set: {model.decoder_hidden: [8]}}\n"
    "      - {name: deep, set: {model.decoder_hidden: [8, 8]}}\n"
    "figure: {x: beta, scale: log, columns: [kl, active_units]}\n"
    "phase: {name: collapse, otherwise: learning, column: active_units, below: 1}\n";

static const char header[] =
    "beta,decoder,runs,diverged,missing,kl_median,kl_q1,kl_q3,kl_min,kl_max,active_units_median,"
    "active_"
    "units_q1,"
    "active_units_q3,active_units_min,active_units_max,theory_kl,phase,phase_share\n";
static const char rows[] =
    "0,\"shallow, <i>\",3,2,0,500,400,600,300,700,9,9,9,9,9,,diverged,0\n"
    "0,deep,3,0,0,50,40,60,30,70,8,8,8,8,8,51,learning,0\n"
    "0.1,\"shallow, <i>\",3,0,0,5,4,6,3,7,5,5,5,5,5,,learning,0\n"
    "0.1,deep,2,0,1,1,1,1,1,1,0,0,0,0,0,,collapse,1\n"
    "1,\"shallow, <i>\",3,0,0,1e-9,0,1e-8,0,1e-8,0,0,0,0,0,,collapse,0.6666666666666666\n"
    "1,deep,3,0,0,0,0,0,0,0,0,0,0,0,0,0,collapse,1\n"
    "10,\"shallow, <i>\",0,0,3,,,,,,,,,,,,,\n"
    "10,deep,3,0,0,0,0,0,0,0,0,0,0,0,0,0,collapse,1\n";

static void set_up(void) {
    fixture_make(&fixture);
    ck_assert_int_eq(file_join(experiments, fixture.folder, "experiments", &error), STATUS_OK);
    ck_assert_int_eq(file_join(sweeps, fixture.folder, "sweeps", &error), STATUS_OK);
    temp_folder_write(experiments, "made.yaml", "claim: a base\n");
    temp_folder_write(experiments, "studies/one.yaml", study_text);
    fixture.options.experiments = experiments;
    fixture.options.sweeps = sweeps;
    error = (struct error){0};
}

static void tear_down(void) {
    fixture_remove(&fixture);
}

static void write_table(const char *head, const char *body) {
    struct text text = {0};
    text_add(&text, "%s%s", head, body);
    temp_folder_write(sweeps, "one/points.csv", text.bytes);
    text_free(&text);
}

static struct report_study read_study(void) {
    struct report_study study;
    report_study_read(&study, experiments, "one", sweeps);
    return study;
}

/* ---- reading ----------------------------------------------------------------------------------- */

START_TEST(report_study_read_knows_each_point_by_its_options) {
    write_table(header, rows);
    struct report_study study = read_study();
    ck_assert_msg(study.status == STATUS_OK, "%s", study.error.message);
    ck_assert_int_eq(study.runs, 20);
    ck_assert_int_eq(study.diverged, 2);
    ck_assert_int_eq(report_study_wanted(&study), 24);
    long point = report_study_point_of(&study.study, 1, 0); /* beta 0, deep */
    ck_assert_int_eq(point, 1);
    ck_assert_near(study.points[point].value[0].of_seeds[REPORT_Q3], 60, 0);
    ck_assert_near(study.points[point].value[0].theory, 51, 0);
    ck_assert(isnan(study.points[0].value[0].theory));
    ck_assert(isnan(study.points[6].value[0].of_seeds[REPORT_MEDIAN]));
    const enum report_study_state states[] = {REPORT_POINT_DIVERGED,  REPORT_POINT_OTHERWISE,
                                              REPORT_POINT_OTHERWISE, REPORT_POINT_IN_PHASE,
                                              REPORT_POINT_IN_PHASE,  REPORT_POINT_IN_PHASE,
                                              REPORT_POINT_EMPTY,     REPORT_POINT_IN_PHASE};
    for (int i = 0; i < 8; i++)
        ck_assert_int_eq(study.points[i].state, states[i]);
    report_study_free(&study);
}
END_TEST

/* A row that is not there is a point without runs. */
START_TEST(report_study_read_takes_a_table_with_fewer_points) {
    write_table(header, "0.1,deep,2,0,1,1,1,1,1,1,0,0,0,0,0,,collapse,1\n");
    struct report_study study = read_study();
    ck_assert_msg(study.status == STATUS_OK, "%s", study.error.message);
    ck_assert_int_eq(study.runs, 2);
    ck_assert_int_eq(study.points[3].runs, 2);
    ck_assert_int_eq(study.points[0].state, REPORT_POINT_EMPTY);
    report_study_free(&study);
}
END_TEST

/* The name of a phase may hold commas and quotes. */
START_TEST(report_study_read_does_not_mind_what_a_phase_is_called) {
    write_table(header, "0.1,deep,2,0,1,1,1,1,1,1,0,0,0,0,0,3,\"a \"\"b\"\", c\",1\n");
    struct report_study study = read_study();
    ck_assert_msg(study.status == STATUS_OK, "%s", study.error.message);
    ck_assert_near(study.points[3].value[0].theory, 3, 0);
    ck_assert_int_eq(study.points[3].state, REPORT_POINT_IN_PHASE);
    report_study_free(&study);
}
END_TEST

static const struct {
    const char *head, *body, *message;
    long line;
} wrong[] = {
    {"beta,depth,runs\n", "0,deep,1\n", "the header must begin with \"beta,decoder,\"", 1},
    {header, "0.2,deep,2,0,1,1,1,1,1,0,0,0,0,0,,collapse,1\n", "is not the next point of the study",
     2},
    {header,
     "1,deep,3,0,0,0,0,0,0,0,0,0,0,0,0,collapse,1\n"
     "0,deep,3,0,0,0,0,0,0,0,0,0,0,0,0,collapse,1\n",
     "is not the next point of the study", 3},
    {header, "1,deep,three,0,0,0,0,0,0,0,0,0,0,0,0,0,collapse,1\n", "column runs is \"three\"", 2},
    {header, "1,deep,3,0,0,0,0,0,0,0,0,0,0,0,0,x,collapse,1\n", "column theory_kl is \"x\"", 2},
    {header, "1,deep,3,0,0\n", "cells", 2},
    {header, "1,deep,3,0,0,0,0,0,0,0,0,0,0,0,0,0,collapse,0.12", "cut off", 0},
    {"beta,decoder,runs,diverged,kl_median,kl_q1,kl_q3,kl_min\n", "1,deep,3,0,0,0,0,0\n",
     "there is no column kl_max", 1},
    {"beta,decoder,runs,kull\n", "1,deep,3,0\n", "kull", 1},
    {header, "", "row", 0},
    {"", "", "", 0},
};

START_TEST(report_study_read_names_what_is_wrong_with_a_table) {
    write_table(wrong[_i].head, wrong[_i].body);
    struct report_study study = read_study();
    ck_assert_int_eq(study.status, STATUS_FORMAT);
    ck_assert_msg(strstr(study.error.message, wrong[_i].message) != NULL, "%s",
                  study.error.message);
    if (wrong[_i].line > 0)
        ck_assert_int_eq(study.error.line, wrong[_i].line);
    ck_assert_ptr_nonnull(strstr(study.error.file, "one/points.csv"));
    report_study_free(&study);
}
END_TEST

/* ---- what is drawn ----------------------------------------------------------------------------- */

static struct study axis_of(enum study_scale scale, struct study_option *options, long count) {
    struct study study = {.axis_count = 1, .scale = scale};
    study.axes[0] = (struct study_axis){.options = options, .count = count};
    return study;
}

/* On a logarithmic axis 0 stands one step left of the others; a border lies in the middle as it is drawn. */
START_TEST(study_places_zero_and_borders_as_they_are_drawn) {
    struct study_option options[] = {{.number = 0}, {.number = 0.1}, {.number = 0.4}};
    struct study log_axis = axis_of(STUDY_LOG, options, 3), lin = axis_of(STUDY_LIN, options, 3),
                 names = axis_of(STUDY_NAMES, options, 3);
    ck_assert_near_relative(report_study_x(&log_axis, 0), 0.025, 1e-12);
    ck_assert_near_relative(report_study_border(&log_axis, 1), 0.2, 1e-12);
    ck_assert_near_relative(report_study_border(&lin, 1), 0.25, 1e-12);
    ck_assert_near(report_study_x(&lin, 0), 0, 0);
    ck_assert_near(report_study_x(&names, 2), 2, 0);
}
END_TEST

static char *read_data(const char *name) {
    char *bytes = fixture_read(&fixture, name);
    ck_assert_msg(bytes != NULL, "no %s", name);
    return bytes;
}

static void expect(const char *name, const char *text) {
    char *bytes = read_data(name);
    ck_assert_msg(strstr(bytes, text) != NULL, "%s: no \"%s\" in\n%.1500s", name, text, bytes);
    free(bytes);
}

static void expect_no(const char *name, const char *text) {
    char *bytes = read_data(name);
    ck_assert_msg(strstr(bytes, text) == NULL, "%s: \"%s\"", name, text);
    free(bytes);
}

static void write_report(void) {
    fixture_add(&fixture, "made", VERDICT_PASS);
    ck_assert_msg(fixture_write(&fixture, &error) == STATUS_OK, "%s", error.message);
}

START_TEST(report_write_draws_a_study) {
    write_table(header, rows);
    temp_folder_write(sweeps, "one/table.csv", "beta,decoder,seed\n");
    write_report();
    /* The series deep is in the phase from between 0.1 and its left neighbour on. */
    expect("data/studies/one/stretches.tsv", "1\t0.0316227766\t");
    /* 60 nats are too many for a linear axis, and 1e-9 is 0: no logarithm has a place for it. Where half of the runs
     * diverged, 500 nats are not part of the axis. */
    expect("data/studies/one/panels.csv", "kl,nats,0,78,2\n");
    expect("data/studies/one/panels.csv", "active_units,units,0,8.4,0\n");
    expect("data/studies/one/curves.tsv", "decoder: shallow, <i>\tmedian");
    expect("data/studies/one/table.csv", "beta,decoder,seed\n");
    expect("figures/studies/one/study.svg", ">kl (nats)</text>");
    expect("figures/studies/one/study.svg", ">decoder: shallow, ");
    expect("figures/studies/one/study.svg", ">collapse: active_units below 1</text>");
    expect("figures/studies/one/study.svg", ">runs diverged</text>");
    expect("figures/studies/one/study.svg", ">theory</text>");
    expect("figures/studies/one/study.svg", ">0.1</text>");
    expect("figures/studies/one/study.svg", ">0</text>");
    expect_no("figures/studies/one/study.svg", "<i>");
}
END_TEST

START_TEST(report_write_has_a_page_of_each_study) {
    write_table(header, rows);
    write_report();
    static const char page[] = "studies/one.html";
    expect(page, "&lt;b&gt;it falls&lt;/b&gt;");
    expect(page, "klimb sweep one");
    expect(page, "../figures/studies/one/study.svg\" width=\"1180\" height=\"320\"");
    expect(page, "<td class=\"text\">shallow, &lt;i&gt;</td>");
    expect(page, "20 of 24: 8 points with 3 seeds each; 4 are missing; 2 diverged");
    expect(page, "a run with active_units below 1; else learning");
    expect(page, "href=\"../scenarios/made.html\">made</a>");
    expect(page, "href=\"../data/studies/one/points.csv\"");
    expect_no(page, "table.csv");
    expect_no(page, "<b>it falls");
    expect("studies.html", "href=\"studies/one.html\">one</a>");
    expect("studies.html", "figures/studies/one/study.svg");
    expect("index.html", "20 of 24");
    expect("index.html", "href=\"studies.html\">studies</a>");
}
END_TEST

/* The same tables give the same figure. */
START_TEST(report_write_draws_the_same_bytes_again) {
    write_table(header, rows);
    write_report();
    char *first = read_data("figures/studies/one/study.svg");
    char *page = read_data("studies/one.html");
    ck_assert_int_eq(fixture_write(&fixture, &error), STATUS_OK);
    char *second = read_data("figures/studies/one/study.svg");
    char *other = read_data("studies/one.html");
    ck_assert_str_eq(first, second);
    ck_assert_str_eq(page, other);
    free(first);
    free(second);
    free(page);
    free(other);
}
END_TEST

START_TEST(report_write_says_why_a_study_is_not_shown) {
    write_table(header, "0.2,deep,2,0,1,1,1,1,1,0,0,0,0,0,,collapse,1\n");
    write_report();
    expect("studies/one.html", "What was run cannot be shown: ");
    expect("studies/one.html", "one/points.csv:2");
    expect("index.html", "cannot be shown");
    ck_assert_ptr_null(fixture_read(&fixture, "figures/studies/one/study.svg"));
}
END_TEST

START_TEST(report_write_without_runs_has_no_studies) {
    write_report();
    expect_no("index.html", "tudies");
    ck_assert_ptr_null(fixture_read(&fixture, "studies.html"));
}
END_TEST

/* ---- one study by itself ----------------------------------------------------------------------- */

static enum status write_one(const char *name) {
    const struct report_input input = {.study = name, .check_options = &fixture.check_options};
    error = (struct error){0};
    return report_write(&input, &fixture.options, &error);
}

START_TEST(report_write_of_a_study_is_one_page) {
    write_table(header, rows);
    ck_assert_msg(write_one("studies/one") == STATUS_OK, "%s", error.message);
    expect("index.html", "klimb sweep one");
    expect("index.html", "src=\"figures/study.svg\"");
    expect("index.html", "href=\"data/points.csv\"");
    expect("index.html", "<dt>base</dt><dd>made</dd>");
    expect_no("index.html", "href=\"studies");
    expect("figures/study.svg", ">kl (nats)</text>");
    ck_assert_ptr_null(fixture_read(&fixture, "glossary.html"));
}
END_TEST

START_TEST(report_write_of_a_study_says_what_is_wrong) {
    ck_assert_int_eq(write_one("one"), STATUS_INVALID);
    ck_assert_str_eq(error.message, "the study one has not been run");
    ck_assert_int_eq(write_one("ones"), STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(error.hint, "one"));
    write_table(header, "0.2,deep,2,0,1,1,1,1,1,0,0,0,0,0,,collapse,1\n");
    ck_assert_int_eq(write_one("one"), STATUS_FORMAT);
}
END_TEST

START_TEST(report_plot_draws_a_study) {
    char path[FILE_PATH_MAX];
    ck_assert_int_eq(file_join(path, fixture.folder, "study.png", &error), STATUS_OK);
    write_table(header, rows);
    const struct report_input input = {.study = "one", .check_options = &fixture.check_options};
    const struct report_plot plot = {.figure = "study", .format = "png", .output = path};
    ck_assert_msg(report_plot(&input, &fixture.options, &plot, &error) == STATUS_OK, "%s",
                  error.message);
    ck_assert(temp_folder_has(path));
    ck_assert(report_plot_is_of_study(&plot));
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("report_study");
    TCase *reading = tcase_create("reading");
    tcase_add_checked_fixture(reading, set_up, tear_down);
    tcase_add_test(reading, report_study_read_knows_each_point_by_its_options);
    tcase_add_test(reading, report_study_read_takes_a_table_with_fewer_points);
    tcase_add_test(reading, report_study_read_does_not_mind_what_a_phase_is_called);
    tcase_add_loop_test(reading, report_study_read_names_what_is_wrong_with_a_table, 0,
                        sizeof wrong / sizeof *wrong);
    tcase_add_test(reading, study_places_zero_and_borders_as_they_are_drawn);
    suite_add_tcase(suite, reading);
    TCase *pages = tcase_create("pages");
    tcase_set_timeout(pages, 30);
    tcase_add_checked_fixture(pages, set_up, tear_down);
    tcase_add_test(pages, report_write_draws_a_study);
    tcase_add_test(pages, report_write_has_a_page_of_each_study);
    tcase_add_test(pages, report_write_draws_the_same_bytes_again);
    tcase_add_test(pages, report_write_says_why_a_study_is_not_shown);
    tcase_add_test(pages, report_write_without_runs_has_no_studies);
    tcase_add_test(pages, report_write_of_a_study_is_one_page);
    tcase_add_test(pages, report_write_of_a_study_says_what_is_wrong);
    tcase_add_test(pages, report_plot_draws_a_study);
    suite_add_tcase(suite, pages);
    return suite;
}

TEST_MAIN(suite)
