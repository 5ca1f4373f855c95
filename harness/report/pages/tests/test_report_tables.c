/* Tables of other programs on the page on the comparator. */
#include "tests/check_near.h"
#include "tests/fixtures/report_fixture.h"

/* A report on nothing but this table. */
static void report_on(struct fixture *fixture, const char *csv) {
    static char path[FILE_PATH_MAX];
    static struct report_table table = {NULL, "kills", "Kills", "What was seen."};
    struct error error = {0};
    fixture_make(fixture);
    ck_assert_int_eq(file_join(path, fixture->folder, "kills.csv", &error), STATUS_OK);
    if (csv != NULL)
        temp_folder_write(fixture->folder, "kills.csv", csv);
    table.path = path;
    fixture->options.tables = &table;
    fixture->options.table_count = 1;
    ck_assert_msg(fixture_write(fixture, &error) == STATUS_OK, "%s", error.message);
}

static void assert_page(const struct fixture *fixture, const char *text, int is_there) {
    char *page = fixture_read(fixture, "comparator.html");
    ck_assert_ptr_nonnull(page);
    ck_assert_msg((strstr(page, text) != NULL) == is_there, "\"%s\" %s", text,
                  is_there ? "is missing" : "is there");
    free(page);
}

/* Numbers to the right, in columns that hold nothing else; an empty cell is not a text. */
START_TEST(report_tables_any_columns_are_a_table) {
    static struct fixture fixture;
    static const char csv[] = "fault,seen by,share\r\nsign flip,bits,0.5\r\n\"a, \"\"b\"\"\","
                              "claims,\r\nlast,,1e-3\r\n";
    report_on(&fixture, csv);
    assert_page(&fixture, "<th scope=\"col\" class=\"text\">fault</th>", 1);
    assert_page(&fixture, "<th scope=\"col\" class=\"number\">share</th>", 1);
    assert_page(&fixture,
                "<td class=\"text\">sign flip</td><td class=\"text\">bits</td>"
                "<td class=\"number\">0.5</td>",
                1);
    assert_page(&fixture, "<td class=\"text\">a, &quot;b&quot;</td>", 1);
    assert_page(&fixture, "<td class=\"text\"></td><td class=\"number\">1e-3</td>", 1);
    char *copy = fixture_read(&fixture, "data/kills.csv");
    ck_assert_ptr_nonnull(copy);
    ck_assert_str_eq(copy, csv);
    free(copy);
    char *index = fixture_read(&fixture, "index.html");
    ck_assert_ptr_nonnull(strstr(index, "<a href=\"comparator.html\">"));
    free(index);
    fixture_remove(&fixture);
}
END_TEST

/* A column `status` is counted, in the order in which its values come, up to a dozen of them. */
START_TEST(report_tables_status_is_counted) {
    static struct fixture fixture;
    report_on(&fixture, "name,status\na,killed\nb,silent\nc,killed\n");
    assert_page(&fixture, "3 rows: 2 killed, 1 silent</p>", 1);
    fixture_remove(&fixture);
    struct text csv = {0};
    text_add(&csv, "status\n");
    for (int i = 0; i < 15; i++)
        text_add(&csv, "k%d\n", i);
    report_on(&fixture, csv.bytes);
    assert_page(&fixture, "15 rows: 1 k0, ", 1);
    assert_page(&fixture, ", 1 k11, 3 others</p>", 1);
    text_free(&csv);
    fixture_remove(&fixture);
    report_on(&fixture, "name,share\na,1\n");
    assert_page(&fixture, ">1 row</p>", 1);
    fixture_remove(&fixture);
}
END_TEST

START_TEST(report_tables_hostile_cells_are_inert) {
    static struct fixture fixture;
    report_on(&fixture, "<i>,x\"><script>\n`touch hacked`,{{value}}\n$(x),@names\n");
    assert_page(&fixture, "<i>", 0);
    assert_page(&fixture, "<script>", 0);
    assert_page(&fixture, "{{value}}", 1);
    assert_page(&fixture, "&gt;&lt;script&gt;", 1);
    fixture_remove(&fixture);
}
END_TEST

/* A file that is not a table gives a note with its place, and the rest of the report is there. */
START_TEST(report_tables_damaged_table_is_a_note) {
    static const struct {
        const char *csv, *note;
    } cases[] = {
        {NULL, "kills.csv"},
        {"", "no row below a header"},
        {"a,b\n", "no row below a header"},
        {"a,b\n1,2\n3\n", "row 3 has 1 cells, the header 2"},
        {"a,b\n1,2,3\n", "row 2 has 3 cells, the header 2"},
        {"a,b\n\"1,2\n3,4\n", "row 2 has 1 cells, the header 2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static struct fixture fixture;
        report_on(&fixture, cases[i].csv);
        assert_page(&fixture, "What was measured cannot be shown: ", 1);
        assert_page(&fixture, cases[i].note, 1);
        ck_assert_ptr_null(fixture_read(&fixture, "data/kills.csv"));
        fixture_remove(&fixture);
    }
}
END_TEST

START_TEST(report_tables_too_many_columns_are_a_note) {
    static struct fixture fixture;
    struct text csv = {0};
    for (int i = 0; i < 2 * 65; i++)
        text_add(&csv, "%d%s", i, i % 65 < 64 ? "," : "\n");
    report_on(&fixture, csv.bytes);
    assert_page(&fixture, "65 columns; must be at most 64", 1);
    text_free(&csv);
    fixture_remove(&fixture);
}
END_TEST

START_TEST(report_tables_none_is_no_page) {
    static struct fixture fixture;
    struct error error = {0};
    fixture_make(&fixture);
    ck_assert_int_eq(fixture_write(&fixture, &error), STATUS_OK);
    ck_assert_ptr_null(fixture_read(&fixture, "comparator.html"));
    char *index = fixture_read(&fixture, "index.html");
    ck_assert_ptr_null(strstr(index, "comparator.html"));
    free(index);
    fixture_remove(&fixture);
}
END_TEST

static Suite *report_tables_suite(void) {
    Suite *suite = suite_create("report tables");
    TCase *tests = tcase_create("tables");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, report_tables_any_columns_are_a_table);
    tcase_add_test(tests, report_tables_status_is_counted);
    tcase_add_test(tests, report_tables_hostile_cells_are_inert);
    tcase_add_test(tests, report_tables_damaged_table_is_a_note);
    tcase_add_test(tests, report_tables_too_many_columns_are_a_note);
    tcase_add_test(tests, report_tables_none_is_no_page);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(report_tables_suite)
