/* Records from anywhere beside one another. */
#include <math.h>

#include "report/report_records.h"
#include "tests/check_near.h"
#include "tests/fixtures/report_fixture.h"

static const char header[] = "step,recon,kl\n";

struct comparison {
    struct fixture fixture; /* for its folders and options */
    struct report_records records;
};

static const char *path_in(const struct comparison *comparison, const char *name) {
    static char paths[8][FILE_PATH_MAX];
    static int next;
    struct error error = {0};
    char *path = paths[next++ % 8];
    ck_assert_int_eq(file_join(path, comparison->fixture.folder, name, &error), STATUS_OK);
    return path;
}

static void compare(struct comparison *comparison, const char *const *paths, long count) {
    fixture_compare(&comparison->fixture, &comparison->records, paths, count);
}

static void end(struct comparison *comparison) {
    report_records_free(&comparison->records);
    fixture_remove(&comparison->fixture);
}

static void assert_in(const struct comparison *comparison, const char *file, const char *text,
                      int is_there) {
    char *bytes = fixture_read(&comparison->fixture, file);
    ck_assert_msg(bytes != NULL, "no %s", file);
    ck_assert_msg((strstr(bytes, text) != NULL) == is_there, "%s: \"%s\" %s", file, text,
                  is_there ? "is missing" : "is there");
    free(bytes);
}

START_TEST(report_is_record_knows_what_is_there_and_no_scenario) {
    static struct comparison comparison;
    char root[FILE_PATH_MAX];
    fixture_make(&comparison.fixture);
    const char *folder = comparison.fixture.folder;
    temp_folder_write(path_in(&comparison, "run"), "record.csv", header);
    temp_folder_write(path_in(&comparison, "lightning"), "metrics.csv", header);
    temp_folder_write(path_in(&comparison, "other"), "notes.txt", "");
    temp_folder_write(folder, "trainer.log", header);
    temp_folder_write(folder, "experiments/a/x.yaml", "claim: x\n");
    snprintf(root, sizeof root, "%s", path_in(&comparison, "experiments"));
    static const char *const records[] = {"run", "lightning", "trainer.log", "other/notes.txt"};
    static const char *const others[] = {"other", "experiments", "experiments/a/x.yaml", "nowhere"};
    for (int i = 0; i < 4; i++) {
        ck_assert_msg(report_is_record(path_in(&comparison, records[i]), root), "%s", records[i]);
        ck_assert_msg(!report_is_record(path_in(&comparison, others[i]), root), "%s", others[i]);
    }
    ck_assert(report_is_record("nowhere.csv", root) && report_is_record("NOWHERE.CSV", root));
    ck_assert(report_is_record("nowhere.tsv", "nowhere"));
    ck_assert(!report_is_record(".csv", root) && !report_is_record("learning/healthy", root));
    fixture_remove(&comparison.fixture);
}
END_TEST

/* A run of klimb and two logs that have fewer columns and other steps, one of the same name. */
START_TEST(report_records_share_one_figure_and_have_a_page_each) {
    static struct comparison comparison;
    fixture_make(&comparison.fixture);
    struct record record = made_record(4, 12);
    struct error error = {0};
    const char *run = path_in(&comparison, "run");
    ck_assert_int_eq(record_write(&record, run, &error), STATUS_OK);
    fixture_write_manifest(&record, run);
    record_free(&record);
    temp_folder_write(comparison.fixture.folder, "log.csv", "kl,step\n1.5,0\n2.5,100\n");
    temp_folder_write(path_in(&comparison, "b"), "log.csv", "step,recon,kl\n0,9,nan\n7,8,2\n");
    const char *const paths[] = {run, path_in(&comparison, "log.csv"),
                                 path_in(&comparison, "b/log.csv")};
    compare(&comparison, paths, 3);
    ck_assert_str_eq(comparison.records.golden, "made");
    static const char *const headings[] = {"made seed 4\trecon", "log\trecon", "log (2)\trecon"};
    for (int i = 0; i < 3; i++)
        assert_in(&comparison, "data/records/overlay.tsv", headings[i], 1);
    assert_in(&comparison, "data/records/overlay.tsv", "100\tnan\t2.5", 1);
    assert_in(&comparison, "index.html", "src=\"figures/records/overlay.svg\"", 1);
    assert_in(&comparison, "index.html", "class=\"badge", 0);
    assert_in(&comparison, "index.html", "scenarios pass", 0);
    assert_in(&comparison, "index.html", paths[1], 1);
    assert_in(&comparison, "scenarios/records/log (2).html", paths[2], 1);
    assert_in(&comparison, "scenarios/records/log.html",
              "<th scope=\"col\" class=\"number\">seed 0</th>", 0); /* the title is in between */
    assert_in(&comparison, "scenarios/records/log.html", ">kl</th><td>2.5</td>", 1);
    assert_in(&comparison, "scenarios/records/log.html", ">recon</th>", 0);
    end(&comparison);
}
END_TEST

/* What was made of a log is kept for whoever shows it, and options are those of all logs. */
START_TEST(report_records_keep_notes_and_take_options) {
    static struct comparison comparison;
    struct error error = {0};
    const struct log_options how = {.columns = "kl=foo"};
    fixture_make(&comparison.fixture);
    temp_folder_write(comparison.fixture.folder, "log.csv", "epoch,foo\n0,1\n1,2\n");
    const char *const paths[] = {path_in(&comparison, "log.csv")};
    ck_assert_int_eq(report_records_load(&comparison.records, paths, 1, "nowhere", &how, &error),
                     STATUS_OK);
    const char *notes = text_string(&comparison.records.notes);
    ck_assert_ptr_nonnull(strstr(notes, "log.csv: there is no step: epochs are taken for steps\n"));
    ck_assert_ptr_nonnull(strstr(notes, "log.csv: kl is \"foo\"\n"));
    ck_assert_int_eq(comparison.records.subjects[0].evidence->runs[0].record.rows, 2);
    end(&comparison);
}
END_TEST

/* What a log does not have is a dash, and what it has is nothing like it. */
START_TEST(report_records_missing_column_is_a_dash) {
    static struct comparison comparison;
    fixture_make(&comparison.fixture);
    temp_folder_write(comparison.fixture.folder, "log.csv", "step,kl\n0,1\n10,nan\n");
    const char *const paths[] = {path_in(&comparison, "log.csv")};
    compare(&comparison, paths, 1);
    assert_in(&comparison, "index.html", "data-label=\"recon\" data-value=\"\">\u2013</td>", 1);
    assert_in(&comparison, "index.html", "data-label=\"KL\" data-value=\"nan\">nan</td>", 1);
    end(&comparison);
}
END_TEST

START_TEST(report_records_hostile_file_name_is_inert) {
    static struct comparison comparison;
    static const char name[] = "\"><script>`touch hacked`$(x)@y{{title}}.csv";
    fixture_make(&comparison.fixture);
    temp_folder_write(comparison.fixture.folder, name, "step,recon,kl\n0,9,1\n7,8,2\n");
    const char *const paths[] = {path_in(&comparison, name)};
    comparison.fixture.check_options.names = paths;
    comparison.fixture.check_options.name_count = 1;
    comparison.fixture.options.title = "</title><script>it's";
    compare(&comparison, paths, 1);
    assert_in(&comparison, "index.html", "<script>", 0);
    assert_in(&comparison, "index.html", "$(x)@y{{title}}", 1);
    assert_in(&comparison, "index.html",
              "klimb report --title &#39;&lt;/title&gt;&lt;script&gt;it&#39;\\&#39;&#39;s&#39; "
              "&#39;/",
              1);
    assert_in(&comparison, "figures/records/overlay.svg", "<script>", 0);
    ck_assert(!temp_folder_has("hacked"));
    end(&comparison);
}
END_TEST

START_TEST(report_records_load_says_what_is_wrong_before_anything_is_drawn) {
    static const struct {
        const char *csv, *name, *message;
        enum status status;
    } cases[] = {
        {NULL, "log.csv", "there is no record", STATUS_INVALID},
        {"step,kl\n0,x\n", "log.csv", "column \"kl\" is \"x\"", STATUS_FORMAT},
        {"foo\n1\n", "log.csv", "no column that klimb knows", STATUS_FORMAT},
        {"step,recon,kl\n0,1\n", "log.csv", "2 cells, the header has 3", STATUS_FORMAT},
        {NULL, "learning/healthy", "is neither a record nor a scenario with a golden",
         STATUS_INVALID},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static struct comparison comparison;
        struct error error = {0};
        fixture_make(&comparison.fixture);
        if (cases[i].csv != NULL)
            temp_folder_write(comparison.fixture.folder, "log.csv", cases[i].csv);
        const char *const paths[] = {path_in(&comparison, cases[i].name)};
        ck_assert_int_eq(
            report_records_load(&comparison.records, paths, 1, "nowhere", NULL, &error),
            cases[i].status);
        ck_assert_msg(strstr(error.message, cases[i].message) != NULL, "%s", error.message);
        ck_assert_int_eq(comparison.records.count, 0);
        fixture_remove(&comparison.fixture);
    }
}
END_TEST

/* A folder of somebody else's is not looked for among scenarios. */
START_TEST(report_check_names_what_is_there_is_no_record) {
    static const char *const others[] = {"somebody", "scenario.yaml"};
    static const char *const good[] = {"L2.CSV", "run",     "experiments/a", "experiments/a/x.yaml",
                                       "x",      "nowhere", "lightning",     "trainer_state.json"};
    static struct comparison comparison;
    char root[FILE_PATH_MAX];
    fixture_make(&comparison.fixture);
    const char *folder = comparison.fixture.folder;
    temp_folder_write(folder, "trainer_state.json", "{}\n");
    temp_folder_write(folder, "lightning/metrics.csv", header);
    temp_folder_write(folder, "somebody/notes.txt", header);
    temp_folder_write(folder, "scenario.yaml", "claim: x\n");
    temp_folder_write(folder, "L2.CSV", header);
    temp_folder_write(folder, "run/record.csv", header);
    temp_folder_write(folder, "experiments/a/x.yaml", "claim: x\n");
    snprintf(root, sizeof root, "%s", path_in(&comparison, "experiments"));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct error error = {0};
        const char *const names[] = {path_in(&comparison, others[i])};
        ck_assert_int_eq(report_check_names(names, 1, root, &error), STATUS_INVALID);
        ck_assert_msg(strstr(error.message, "exists but is not a record") != NULL, "%s",
                      error.message);
        ck_assert_str_eq(error.hint, "a record is a log of any program, or a folder with "
                                     "record.csv or metrics.csv");
    }
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct error error = {0};
        const char *const names[] = {path_in(&comparison, good[i])};
        ck_assert_msg(report_check_names(names, 1, root, &error) == STATUS_OK, "%s", error.message);
    }
    fixture_remove(&comparison.fixture);
}
END_TEST

static Suite *report_records_suite(void) {
    Suite *suite = suite_create("report records");
    TCase *tests = tcase_create("records");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, report_is_record_knows_what_is_there_and_no_scenario);
    tcase_add_test(tests, report_records_share_one_figure_and_have_a_page_each);
    tcase_add_test(tests, report_records_keep_notes_and_take_options);
    tcase_add_test(tests, report_records_missing_column_is_a_dash);
    tcase_add_test(tests, report_records_hostile_file_name_is_inert);
    tcase_add_test(tests, report_records_load_says_what_is_wrong_before_anything_is_drawn);
    tcase_add_test(tests, report_check_names_what_is_there_is_no_record);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(report_records_suite)
