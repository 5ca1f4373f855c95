/* The page on speed: a table that anyone may have written, on a page that must not suffer. */
#include "tests/check_near.h"
#include "tests/fixtures/report_fixture.h"

#define FORMAT "# klimb bench 1\n"
#define HEADER "group,name,measure,low,median,high,goal,verdict,note\n"

/* A report on nothing but this table; NULL: on none. */
static void report_on(struct fixture *fixture, const char *table) {
    static char path[FILE_PATH_MAX];
    struct error error = {0};
    fixture_make(fixture);
    ck_assert_int_eq(file_join(path, fixture->folder, "speeds.csv", &error), STATUS_OK);
    if (table != NULL)
        temp_folder_write(fixture->folder, "speeds.csv", table);
    fixture->options.bench = path;
    ck_assert_msg(fixture_write(fixture, &error) == STATUS_OK, "%s", error.message);
}

static void assert_in(const struct fixture *fixture, const char *file, const char *text) {
    char *bytes = fixture_read(fixture, file);
    ck_assert_msg(bytes != NULL, "no %s", file);
    ck_assert_msg(strstr(bytes, text) != NULL, "%s holds no \"%s\"", file, text);
    free(bytes);
}

static void assert_not_in(const struct fixture *fixture, const char *file, const char *text) {
    char *bytes = fixture_read(fixture, file);
    ck_assert_msg(bytes != NULL && strstr(bytes, text) == NULL, "%s holds \"%s\"", file, text);
    free(bytes);
}

static void assert_no_figure(const struct fixture *fixture) {
    assert_not_in(fixture, "speed.html", "figures/bench.svg");
    ck_assert_ptr_null(fixture_read(fixture, "figures/bench.svg"));
}

/* A row for each panel of the figure. */
static const char whole_table[] = FORMAT HEADER
    "machine,cpu,,nan,nan,nan,,,a processor\n"
    "matrix products,digits NN 64x128x64,exact / OpenBLAS,1.25,1.5,1.75,>= 0.85,met,\n"
    "matrix products,digits NN 64x128x64,exact / FMA peak,0.7,0.8,0.9,,,80 of 100 GF/s\n"
    "matrix products,digits NN 64x128x64,OpenBLAS / FMA peak,0.5,0.55,0.6,,,\n"
    "matrix products by avx2,digits NN 64x128x64,exact / OpenBLAS,1,1.1,1.2,>= 0.85,met,\n"
    "training,digits,exact / OpenBLAS,1,1.25,1.5,0.9 to 1.1,missed,\n"
    "training,digits,klimb / PyTorch,5,6,7,>= 8,missed,\n"
    "training,tiny,klimb / PyTorch,41,42,43,<= 50,met,\n"
    "training,fashion,klimb / PyTorch,nan,nan,nan,,not measured,no such data\n"
    "shares of a step,digits,matrix products,0.5,0.625,0.75,,,\n"
    "shares of a step,digits,elementwise,0.25,0.375,0.5,,,\n";

START_TEST(report_speed_table_is_shown_and_drawn) {
    static struct fixture fixture;
    report_on(&fixture, whole_table);
    assert_in(&fixture, "index.html", "<a href=\"speed.html\">");
    assert_in(&fixture, "speed.html", "src=\"figures/bench.svg\"");
    assert_in(&fixture, "speed.html", "href=\"data/bench.csv\"");
    assert_in(&fixture, "speed.html", "1.25 \u2013 1.75");
    assert_in(&fixture, "speed.html", "training <span class=\"hint\">4 rows, 1 of 3 goals met");
    assert_in(&fixture, "speed.html", "<td class=\"no\">missed</td>");
    assert_in(&fixture, "speed.html", "a processor");
    assert_in(&fixture, "data/bench.csv", whole_table);
    static const char *const drawn[] = {"digits NN 64x128x64", "share of the peak", "Haswell",
                                        "PyTorch", "random numbers"};
    for (size_t i = 0; i < sizeof drawn / sizeof *drawn; i++)
        assert_in(&fixture, "figures/bench.svg", drawn[i]);
    fixture_remove(&fixture);
}
END_TEST

START_TEST(report_speed_without_table_is_not_on_the_page) {
    static struct fixture fixture;
    struct error error = {0};
    fixture_make(&fixture);
    ck_assert_int_eq(fixture_write(&fixture, &error), STATUS_OK);
    assert_not_in(&fixture, "index.html", "speed.html");
    ck_assert_ptr_null(fixture_read(&fixture, "speed.html"));
    ck_assert_ptr_null(fixture_read(&fixture, "figures/bench.svg"));
    fixture_remove(&fixture);
}
END_TEST

/* Any panel may have no row. */
START_TEST(report_speed_table_of_a_part_is_drawn) {
    static const char *const groups[] = {"matrix products,",      "matrix products by avx2,",
                                         "training,digits,klimb", "training,",
                                         "shares of a step,",     "m"};
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        static struct fixture fixture;
        struct text table = {0};
        for (const char *line = whole_table; *line != '\0'; line += strcspn(line, "\n") + 1)
            if (strncmp(line, groups[i], strlen(groups[i])) != 0)
                text_add(&table, "%.*s\n", (int)strcspn(line, "\n"), line);
        report_on(&fixture, table.bytes);
        assert_in(&fixture, "figures/bench.svg", "</svg>");
        text_free(&table);
        fixture_remove(&fixture);
    }
}
END_TEST

START_TEST(report_speed_hostile_cells_are_inert) {
    static struct fixture fixture;
    report_on(&fixture,
              HEADER "<i>g,digits NN <i>x,`touch hacked` / {{name}},1,2,3,,<i>,</td><script>\n"
                     "matrix products,digits NN <i>x64,exact / FMA peak,1,2,3,>= 2,,\n"
                     "matrix products,digits NN <i>x64,OpenBLAS / FMA peak,1,2,3,,,\n"
                     "matrix products,digits NN <i>x64,exact / OpenBLAS,1,2,3,,,@names\n");
    assert_not_in(&fixture, "speed.html", "<i>");
    assert_not_in(&fixture, "speed.html", "<script>");
    assert_in(&fixture, "speed.html", "&lt;script&gt;");
    assert_in(&fixture, "speed.html", "{{name}}");
    assert_not_in(&fixture, "figures/bench.svg", "<i>");
    assert_in(&fixture, "figures/bench.svg", "&lt;i>x64");
    fixture_remove(&fixture);
}
END_TEST

/* The page says what is wrong, and where. */
START_TEST(report_speed_damaged_table_is_a_note) {
    static const struct {
        const char *table, *note;
    } cases[] = {
        {NULL, "speeds.csv"},
        {"", "empty"},
        {"group,name,measure,low,median,high,goal,verdict\na,b,c,1,2,3,,\n",
         "speeds.csv:1: there is no column note"},
        {"group,nam,measure,low,median,high,goal,verdict,note\n1,2,3,4,5,6,7,8,9\n",
         "unknown column"},
        {HEADER "a,b,c,1,two,3,,,\n", "speeds.csv:2:9: column median is"},
        {HEADER "a,b,c,1,2,3,,,\na,b,c,nan,2,3,,,\n", "numbers together or not at all"},
        {HEADER "a,b,c,1,inf,3,,,\n", "numbers together or not at all"},
        {HEADER "a,\"b\",c,1,2,3,,,\n", "must not contain quotes"},
        {HEADER "a,b\033[2J,c,1,2,3,,,\n", "must not contain control characters"},
        {HEADER "a,b,c,1,2,3,>= <i>,,\n", "column goal is"},
        {HEADER "a,b,c,1,2,3,1.5,,\n", "column goal is"},
        {HEADER "a,b,c,1,2,3,0.9 to ,,\n", "column goal is"},
        {HEADER "a,b,c,1,2,3\n", "6 cells, the header has 9"},
        {HEADER "a,b,c,1,2,3,,,", "speeds.csv"},
        {FORMAT HEADER "a,b,c,1,two,3,,,\n", "speeds.csv:3:9: column median is"},
        {FORMAT "group,nam\n1,2\n", "speeds.csv:2:"},
        {"# klimb bench 2\n" HEADER "a,b,c,1,2,3,,,\n",
         "speeds.csv:1:15: the format of the table is 2; this klimb reads format 1"},
        {"# klimb bench 1a\n" HEADER "a,b,c,1,2,3,,,\n", "the format of the table is 1a; "},
        {"# klimb bench \n" HEADER "a,b,c,1,2,3,,,\n", "the format of the table is ; "},
        {"# klimb bench 1", "the format of the table is 1; "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static struct fixture fixture;
        report_on(&fixture, cases[i].table);
        assert_in(&fixture, "speed.html", "What was measured cannot be shown: ");
        assert_in(&fixture, "speed.html", cases[i].note);
        assert_no_figure(&fixture);
        fixture_remove(&fixture);
    }
}
END_TEST

START_TEST(report_speed_endless_cell_is_a_note) {
    static struct fixture fixture;
    struct text table = {0};
    text_add(&table, "%sa,%0300d,c,1,2,3,,,\n", HEADER, 1);
    report_on(&fixture, table.bytes);
    assert_in(&fixture, "speed.html", "longer than 255 bytes");
    text_free(&table);
    fixture_remove(&fixture);
}
END_TEST

static Suite *report_speed_suite(void) {
    Suite *suite = suite_create("report speed");
    TCase *tests = tcase_create("speed");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, report_speed_table_is_shown_and_drawn);
    tcase_add_test(tests, report_speed_without_table_is_not_on_the_page);
    tcase_add_test(tests, report_speed_table_of_a_part_is_drawn);
    tcase_add_test(tests, report_speed_hostile_cells_are_inert);
    tcase_add_test(tests, report_speed_damaged_table_is_a_note);
    tcase_add_test(tests, report_speed_endless_cell_is_a_note);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(report_speed_suite)
