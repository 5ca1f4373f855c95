/* What is drawn where a curve is not a line: gaps, values without a neighbour, values that are not
 * numbers; and columns that a log does not have. */
#include <math.h>

#include "log/log.h"
#include "report/data/report_files.h"
#include "tests/check_near.h"
#include "tests/fixtures/report_fixture.h"

static struct error error;

static struct record parsed(const char *text) {
    struct log log;
    ck_assert_msg(log_parse(&log, "log.csv", text, strlen(text), NULL, &error) == STATUS_OK, "%s",
                  error.message);
    text_free(&log.notes);
    return log.record;
}

/* ---- which places are marked ----------------------------------------------------------------- */

/* Texts and the lines of marks.csv below its header. */
static const struct {
    const char *csv, *marks;
} cases[] = {
    {"step,kl\n0,1\n10,2\n20,3\n", ""},
    {"step,kl\n0,1\n10,\n20,3\n", ""},                 /* a line goes on over a gap */
    {"step,kl\n0,\n10,2\n20,\n", "10,10,kl,lone,2\n"}, /* all there is */
    {"step,kl\n0,1\n10,nan\n20,3\n30,4\n", "0,0,kl,lone,1\n10,10,kl,nan,nan\n"},
    {"step,kl\n0,1\n10,\n20,nan\n30,\n40,3\n50,4\n", "0,0,kl,lone,1\n20,20,kl,nan,nan\n"},
    {"step,kl\n0,1\n10,2\n20,nan\n30,\n40,nan\n50,nan\n", "20,50,kl,nan,nan\n"},
    {"step,kl\n0,1\n10,2\n20,nan\n30,inf\n40,inf\n50,-inf\n",
     "20,20,kl,nan,nan\n30,40,kl,inf,inf\n50,50,kl,-inf,-inf\n"},
    {"step,kl,recon\n0,1,nan\n10,2,5\n", "0,0,recon,nan,nan\n10,10,recon,lone,5\n"},
    {"step,kl,kl_2\n0,1,nan\n10,2,3\n", "0,0,kl_2,nan,nan\n10,10,kl_2,lone,3\n"},
    {"step,elbo\n0,nan\n10,2\n", ""}, /* a column that is not drawn */
    {"step,kl\n70,5\n", "70,70,kl,lone,5\n"},
    {"step,kl\n0,5\n", ""}, /* the one step of a run is drawn as a point anyway */
};

START_TEST(marks_are_where_the_curve_is_no_line) {
    struct record record = parsed(cases[_i].csv);
    struct text text = {0};
    report_marks_format(&text, &record);
    const char *marks = strstr(text.bytes, "\nstep,to,column,kind,value\n");
    ck_assert_ptr_nonnull(marks);
    ck_assert_str_eq(marks + strlen("\nstep,to,column,kind,value\n"), cases[_i].marks);
    text_free(&text);
    record_free(&record);
}
END_TEST

START_TEST(marks_are_counted) {
    struct record record = parsed(
        "step,kl,recon,mi\n0,1,nan,1\n10,nan,4,inf\n20,3,5,2\n30,4,6,2\n");
    struct text text = {0};
    struct report_marks marks = report_marks_format(&text, &record);
    ck_assert_int_eq(marks.lone, 2); /* kl and mi at 0 */
    ck_assert_int_eq(marks.nan[OBSERVABLE_kl], 1);
    ck_assert_int_eq(marks.nan[OBSERVABLE_recon], 1);
    ck_assert_int_eq(marks.nan[OBSERVABLE_mi], 0);
    ck_assert_int_eq(marks.infinite[OBSERVABLE_mi], 1);
    text_free(&text);
    record_free(&record);
}
END_TEST

/* Where klimb says that the run diverged the figure has a line of its own. */
START_TEST(marks_leave_out_the_declared_divergence) {
    struct record record = parsed("step,kl\n0,1\n10,2\n20,nan\n");
    struct text text = {0};
    ck_assert_int_eq(report_marks_format(&text, &record).nan[OBSERVABLE_kl], 1);
    record.outcome = (struct outcome){.diverged = 1, .step = 20, .term = TERM_KL};
    ck_assert_int_eq(report_marks_format(&text, &record).nan[OBSERVABLE_kl], 0);
    text_free(&text);
    record_free(&record);
}
END_TEST

START_TEST(last_drawn_row_looks_over_gaps_and_not_over_nans) {
    static const struct {
        const char *csv;
        long row;
        int broken;
    } ends[] = {
        {"step,recon,kl\n0,1,2\n10,3,4\n", 1, 0},
        {"step,recon,kl\n0,1,\n10,,4\n20,3,\n", 2, 0},
        {"step,recon,kl\n0,1,2\n10,nan,4\n20,,5\n", 0, 1},
        {"step,recon,kl\n0,1,2\n10,nan,4\n20,3,5\n", 2, 0},
        {"step,recon,kl\n0,1,2\n10,3,inf\n20,3,\n", 0, 1},
        {"step,kl\n0,2\n", -1, 0},
    };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct record record = parsed(ends[i].csv);
        ck_assert_msg(report_last_drawn_row(&record) == ends[i].row, "%s", ends[i].csv);
        ck_assert_msg(report_ends_broken(&record) == ends[i].broken, "%s", ends[i].csv);
        record_free(&record);
    }
}
END_TEST

/* ---- what comes of them ---------------------------------------------------------------------- */

struct drawn {
    struct fixture fixture;
    struct report_records records;
};

static struct drawn *draw(const char *csv) {
    static struct drawn drawn;
    char path[FILE_PATH_MAX];
    fixture_make(&drawn.fixture);
    temp_folder_write(drawn.fixture.folder, "log.csv", csv);
    ck_assert_int_eq(file_join(path, drawn.fixture.folder, "log.csv", &error), STATUS_OK);
    const char *const paths[] = {path};
    fixture_compare(&drawn.fixture, &drawn.records, paths, 1);
    return &drawn;
}

static void drop(struct drawn *drawn) {
    report_records_free(&drawn->records);
    fixture_remove(&drawn->fixture);
}

static void expect(const struct drawn *drawn, const char *file, const char *text, int is_there) {
    char *bytes = fixture_read(&drawn->fixture, file);
    ck_assert_msg(bytes != NULL, "no %s", file);
    ck_assert_msg((strstr(bytes, text) != NULL) == is_there, "%s: \"%s\" %s", file, text,
                  is_there ? "is missing" : "is there");
    free(bytes);
}

static const char *const curves[] = {"figures/records/log/linear.svg",
                                     "figures/records/log/log.svg"};

/* Of what a figure has in a colour, the lines from one point to the next, those of the key aside. */
static long lines_of(const struct drawn *drawn, const char *file, const char *colour) {
    char *bytes = fixture_read(&drawn->fixture, file), start[64];
    long lines = 0;
    ck_assert_ptr_nonnull(bytes);
    snprintf(start, sizeof start, "<path stroke='%s'", colour);
    for (const char *path = bytes; (path = strstr(path, start)) != NULL; path++)
        for (const char *at = path; at < strstr(path, "'/>"); at++)
            lines += *at == 'L';
    free(bytes);
    return lines;
}

/* How many points of a shape of gnuplot, 7 a disc or 2 a cross, a figure has in a colour; those so
 * small that only the begin of a curve has them left out. */
static long points_of(const struct drawn *drawn, const char *file, int shape, const char *colour) {
    char *bytes = fixture_read(&drawn->fixture, file), start[64];
    long points = 0;
    ck_assert_ptr_nonnull(bytes);
    snprintf(start, sizeof start, "<use xlink:href='#gpPt%d'", shape - 1);
    for (const char *use = bytes; (use = strstr(use, start)) != NULL; use++) {
        const char *scale = strstr(use, "scale("), *of = strstr(use, "color='");
        ck_assert(scale != NULL && of != NULL);
        points += strtod(scale + strlen("scale("), NULL) > 1 &&
                  strncmp(of + strlen("color='"), colour, strlen(colour)) == 0;
    }
    free(bytes);
    return points;
}

/* Blue is recon, whose three values are joined by two lines; what is missing at the end is not the
 * final value. */
START_TEST(figures_bridge_gaps) {
    struct drawn *drawn = draw("step,recon,kl\n49,41.9,0.41\n99,,\n149,31.2,2.13\n199,,2.5\n"
                               "249,27.6,2.87\n299,,\n");
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(lines_of(drawn, curves[i], "#0072b2"), 3); /* one of them in the key */
        ck_assert_int_eq(points_of(drawn, curves[i], 7, "#0072b2"), 0);
        expect(drawn, curves[i], "not a number", 0);
    }
    expect(drawn, "index.html", ">27.6</td>", 1);
    expect(drawn, "scenarios/records/log.html", ">recon</th><td>27.6</td>", 1);
    expect(drawn, "scenarios/records/log.html", "<td title=\"no value\">\u2013</td>", 1);
    expect(drawn, "scenarios/records/log.html", "golden band", 0);
    drop(drawn);
}
END_TEST

/* The same with nan for the gaps: no lines, but every value and every nan has its place. */
START_TEST(figures_show_lone_values_and_nans) {
    struct drawn *drawn = draw("step,recon,kl\n49,41.9,0.41\n99,nan,nan\n149,31.2,2.13\n"
                               "199,nan,nan\n249,27.6,2.87\n299,nan,inf\n");
    expect(drawn, "data/records/log/marks.csv", "149,149,kl,lone,2.13\n", 1);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(lines_of(drawn, curves[i], "#0072b2"), 1); /* the one in the key */
        expect(drawn, curves[i], ">not a number</text>", 1);
        expect(drawn, curves[i], ">infinite</text>", 1);
        ck_assert_int_eq(points_of(drawn, curves[i], 7, "#0072b2"), 3);
        ck_assert_int_eq(points_of(drawn, curves[i], 2, "#0072b2"), 3);
        ck_assert_int_eq(points_of(drawn, curves[i], 7, "#d55e00"), 3); /* KL */
        ck_assert_int_eq(points_of(drawn, curves[i], 2, "#d55e00"), 2);
        ck_assert_int_eq(points_of(drawn, curves[i], 9, "#d55e00"), 1);
    }
    expect(drawn, "figures/records/log/plane.svg", "last seen finite", 1);
    /* Three values and the larger begin of the curve in four panels. */
    ck_assert_int_eq(points_of(drawn, "figures/records/overlay.svg", 7, "#0072b2"), 4 * (3 + 1));
    ck_assert_int_eq(points_of(drawn, "figures/records/log/sparkline.svg", 7, "#0072b2"), 3);
    ck_assert_int_eq(points_of(drawn, "figures/records/log/sparkline.svg", 2, "#0072b2"), 3);
    expect(drawn, "scenarios/records/log.html", ">recon</th><td>nan</td>", 1);
    expect(drawn, "scenarios/records/log.html", "<td>inf</td>", 1);
    expect(drawn, "scenarios/records/log.html", "no value", 0);
    drop(drawn);
}
END_TEST

/* Written in turn, KL and recon have curves but no way through their plane. */
START_TEST(figures_of_values_in_turn_have_no_plane) {
    struct drawn *drawn = draw("step,recon,kl\n0,9,\n10,,1\n20,8,\n30,,2\n");
    char *plane = fixture_read(&drawn->fixture, "figures/records/log/plane.svg");
    ck_assert_ptr_null(plane);
    ck_assert_int_eq(lines_of(drawn, curves[0], "#0072b2"), 2);
    expect(drawn, "figures/records/log/linear.svg", "not a number", 0);
    drop(drawn);
}
END_TEST

/* Which panels and keys there are of each set of columns. */
static const struct {
    const char *csv;
    int recon, kl, mi, beta;
} columns[] = {
    {"step,recon,kl\n0,9,1\n10,8,2\n", 1, 1, 0, 0},
    {"step,recon,kl,mi,beta\n0,9,1,1,0\n10,8,2,2,1\n", 1, 1, 1, 1},
    {"step,kl\n0,1\n10,2\n", 0, 1, 0, 0},
    {"step,recon\n0,1\n10,2\n", 1, 0, 0, 0},
    {"step,mi,beta\n0,1,1\n10,2,1\n", 0, 0, 1, 1},
    {"step,beta\n0,0.5\n10,1\n", 0, 0, 0, 1},
    {"step,recon,kl,beta\n0,9,1,\n10,8,2,\n", 1, 1, 0, 0}, /* a column without a value */
};

START_TEST(figures_have_no_place_for_columns_that_are_not_there) {
    struct drawn *drawn = draw(columns[_i].csv);
    for (int i = 0; i < 2; i++) {
        expect(drawn, curves[i], ">recon</text>", columns[_i].recon);
        expect(drawn, curves[i], ">reconstruction (nats)</text>", columns[_i].recon);
        expect(drawn, curves[i], ">KL</text>", columns[_i].kl);
        expect(drawn, curves[i], ">MI</text>", columns[_i].mi);
        expect(drawn, curves[i], ">\u03b2</text>", columns[_i].beta);
        expect(drawn, curves[i], i == 0 ? ">step</text>" : "step + 1 (logarithmic)", 1);
    }
    expect(drawn, "figures/records/overlay.svg", "reconstruction", columns[_i].recon);
    expect(drawn, "figures/records/overlay.svg", ">KL (nats)<", columns[_i].kl);
    drop(drawn);
}
END_TEST

/* Purple is the KL of z2, whose three values are joined by two lines. */
START_TEST(figures_show_the_second_level_beside_the_kl_of_both) {
    struct drawn *drawn = draw("step,recon,kl,kl_2\n0,9,1,0.5\n10,8,2,70\n20,8,2,1e-9\n");
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(lines_of(drawn, curves[i], "#cc79a7"), 3); /* one of them in the key */
        expect(drawn, curves[i], ">KL of z2</text>", 1);
        expect(drawn, curves[i], ">70</text>", 1);    /* the axis has room for it, */
        expect(drawn, curves[i], ">1e-08</text>", 0); /* and is linear */
    }
    expect(drawn, "scenarios/records/log.html", "kl_2: from 0.5 to \u2248 0 nats.", 1);
    expect(drawn, "scenarios/records/log.html", "KL of z2 is that of the second level", 1);
    drop(drawn);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("report_marks");
    TCase *marks = tcase_create("marks");
    tcase_add_loop_test(marks, marks_are_where_the_curve_is_no_line, 0,
                        sizeof cases / sizeof *cases);
    tcase_add_test(marks, marks_are_counted);
    tcase_add_test(marks, marks_leave_out_the_declared_divergence);
    tcase_add_test(marks, last_drawn_row_looks_over_gaps_and_not_over_nans);
    suite_add_tcase(suite, marks);
    TCase *figures = tcase_create("figures");
    tcase_set_timeout(figures, 60);
    tcase_add_test(figures, figures_bridge_gaps);
    tcase_add_test(figures, figures_show_lone_values_and_nans);
    tcase_add_test(figures, figures_of_values_in_turn_have_no_plane);
    tcase_add_loop_test(figures, figures_have_no_place_for_columns_that_are_not_there, 0,
                        sizeof columns / sizeof *columns);
    tcase_add_test(figures, figures_show_the_second_level_beside_the_kl_of_both);
    suite_add_tcase(suite, figures);
    return suite;
}

TEST_MAIN(suite)
