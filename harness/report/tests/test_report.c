/* Links, what is hostile or odd, sameness and errors. */
#include <math.h>
#include <stdlib.h>

#include "tests/fixtures/report_page.h"

/* ---- links ----------------------------------------------------------------------------------- */

/* Undo percent-encoding in place. */
static void decode(char *address) {
    char *out = address;
    for (const char *in = address; *in != '\0'; in++) {
        unsigned code;
        if (*in == '%' && sscanf(in + 1, "%2x", &code) == 1) {
            *out++ = (char)code;
            in += 2;
        } else {
            *out++ = *in;
        }
    }
    *out = '\0';
}

/* Whether an address on the page at `path` leads somewhere: to an id of the page or to a file of the
 * report. */
static int leads_somewhere(const struct fixture *fixture, const char *path, const char *page,
                           char *address) {
    char target[FILE_PATH_MAX], id[FILE_PATH_MAX + 8];
    struct error error = {0};
    if (address[0] == '#') {
        snprintf(id, sizeof id, " id=\"%s\"", address + 1);
        return strstr(page, id) != NULL;
    }
    decode(address);
    file_parent(target, path);
    return file_join(target, target, address, &error) == STATUS_OK && has_file(fixture, target);
}

/* Checks every address after `attribute` on a page and returns how many there are. */
static long check_links(const struct fixture *fixture, const char *path, const char *attribute) {
    char *page = read_page(fixture, path);
    long count = 0;
    for (const char *at = page; (at = strstr(at, attribute)) != NULL; count++) {
        char address[FILE_PATH_MAX];
        at += strlen(attribute);
        snprintf(address, sizeof address, "%.*s", (int)strcspn(at, "\""), at);
        ck_assert_msg(leads_somewhere(fixture, path, page, address), "%s: %s%s leads nowhere", path,
                      attribute, address);
    }
    free(page);
    return count;
}

/* Two families and a scenario in none, one of them hostile, so that pages lie at three depths. */
static void make_families(struct fixture *fixture) {
    fixture_make(fixture);
    fixture_add(fixture, "family/whole", VERDICT_PASS);
    struct record record = record_with_dimensions(30);
    fixture_add_run(fixture, &record);
    fixture_add(fixture, hostile_name, VERDICT_NEW);
    record = record_with_dimensions(30);
    fixture_add_run(fixture, &record);
    fixture_add(fixture, "top", VERDICT_NEW);
    record = made_record(0, 30);
    fixture_add_run(fixture, &record);
    write_well(fixture);
}

START_TEST(report_write_every_link_and_image_leads_somewhere) {
    static struct fixture fixture;
    make_families(&fixture);
    char **pages;
    long count, links = 0, images = 0, figures;
    struct error error = {0};
    ck_assert_int_eq(file_list(&pages, &count, fixture.report, ".html", &error), STATUS_OK);
    for (long i = 0; i < count; i++) {
        links += check_links(&fixture, pages[i], "href=\"");
        images += check_links(&fixture, pages[i], "src=\"");
    }
    free(pages);
    /* index, words, three families and three scenarios. */
    ck_assert_int_eq(count, 2 + 3 + 3);
    ck_assert_int_ge(links, 8 * count);
    /* A script on every page; each figure on one page, small curves on two. */
    ck_assert_int_eq(file_list(&pages, &figures, fixture.report, ".svg", &error), STATUS_OK);
    ck_assert_int_eq(images, count + figures + 3);
    free(pages);
    fixture_remove(&fixture);
}
END_TEST

/* Neighbours are those of the index, whatever the family; the ends have one. */
START_TEST(report_write_scenarios_lead_to_their_neighbours) {
    static struct fixture fixture;
    fixture_make(&fixture);
    fixture_add(&fixture, "one/first", VERDICT_PASS);
    fixture_add(&fixture, "two/second", VERDICT_PASS);
    fixture_add(&fixture, "one/third", VERDICT_PASS);
    write_well(&fixture);
    static const char first[] = "scenarios/one/first.html", second[] = "scenarios/two/second.html";
    assert_not_in(&fixture, first, "rel=\"prev\"");
    assert_in(&fixture, first, "rel=\"next\" href=\"../../scenarios/one/third.html\"");
    assert_in(&fixture, "scenarios/one/third.html",
              "rel=\"next\" href=\"../../scenarios/two/second.html\"");
    assert_in(&fixture, second, "rel=\"prev\" href=\"../../scenarios/one/third.html\"");
    assert_not_in(&fixture, second, "rel=\"next\"");
    fixture_remove(&fixture);
}
END_TEST

/* ---- what is hostile ------------------------------------------------------------------------- */

static void assert_inert(const struct fixture *fixture, const char *file) {
    char *bytes = fixture_read(fixture, file);
    ck_assert_msg(bytes != NULL, "no %s", file);
    /* The page's own script is another one. */
    ck_assert_ptr_null(strstr(bytes, "<script>"));
    ck_assert_ptr_null(strstr(bytes, "<i>"));
    free(bytes);
}

START_TEST(report_write_hostile_texts_are_inert_everywhere) {
    static struct fixture fixture;
    static const char script[] = "</p><script>alert(1)</script><i>\"' {{name}} &lt;";
    fixture_make(&fixture);
    struct scenario *scenario = fixture_add(&fixture, hostile_name, VERDICT_FAIL);
    snprintf(scenario->claim, sizeof scenario->claim, "%s", script);
    snprintf(scenario->about, sizeof scenario->about, "%s", script);
    snprintf(fixture.judgements[0].reason, sizeof fixture.judgements[0].reason, "%s", script);
    struct record record = record_with_dimensions(5);
    fixture_add_run(&fixture, &record);
    write_well(&fixture);
    char **pages;
    long count;
    struct error error = {0};
    ck_assert_int_eq(file_list(&pages, &count, fixture.report, ".html", &error), STATUS_OK);
    ck_assert_int_eq(count, 4);
    for (long i = 0; i < count; i++)
        assert_inert(&fixture, pages[i]);
    free(pages);
    assert_inert(&fixture, "figures/fam<i>ly/overlay.svg");
    ck_assert(!has_file(&fixture, "hacked"));
    ck_assert(!temp_folder_has("hacked"));
    assert_in(&fixture, "index.html", "&lt;script&gt;alert(1)");
    assert_in(&fixture, "index.html", "{{name}}");
    char *overlay = fixture_read(&fixture, "figures/fam<i>ly/overlay.svg");
    ck_assert_ptr_nonnull(strstr(overlay, "a'b'`touch hacked`@x{~a}_"));
    free(overlay);
    fixture_remove(&fixture);
}
END_TEST

/* A name that a shell would take apart is quoted in the command that reproduces. */
START_TEST(report_write_command_is_quoted_for_a_shell) {
    static struct fixture fixture;
    static const char *const overrides[] = {"objective.beta=1e-3", "claim=it's"};
    fixture_make(&fixture);
    fixture.check_options.overrides = overrides;
    fixture.check_options.override_count = 2;
    fixture.check_options.seeds = CHECK_SEEDS_GIVEN;
    fixture.check_options.seed_first = 2;
    fixture.check_options.seed_count = 3;
    fixture.check_options.backend = BACKEND_OPENBLAS;
    fixture_add(&fixture, "-a b$c", VERDICT_ERROR);
    fixture_add_run(&fixture, NULL);
    write_well(&fixture);
    assert_in(&fixture, "scenarios/-a b$c.html",
              "klimb check --backend openblas --seeds 2..4 --set objective.beta=1e-3 --set "
              "&#39;claim=it&#39;\\&#39;&#39;s&#39; -- &#39;-a b$c&#39;");
    fixture_remove(&fixture);
}
END_TEST

/* ---- odd runs -------------------------------------------------------------------------------- */

/* Each way in which data can be empty, flat or broken: gnuplot must draw all of them. */
START_TEST(report_write_odd_records_are_drawn) {
    static struct fixture fixture;
    fixture_make(&fixture);
    static const char *const names[] = {"odd/one-row",    "odd/zero",          "odd/constant",
                                        "odd/not-finite", "odd/infinite-late", "odd/huge",
                                        "odd/tiny",       "odd/negative"};
    static const float values[] = {1, 0, 5, (float)NAN, 2, 3e38F, 1e-30F, -1e5F};
    for (int i = 0; i < 8; i++) {
        fixture_add(&fixture, names[i], VERDICT_NEW);
        struct record record = record_with_dimensions(i == 0 ? 1 : 20);
        for (long cell = 0; cell < record.rows * OBSERVABLES; cell++)
            record.value[cell] = values[i];
        for (long cell = 0; cell < record.rows * 2 * DIMENSION_OBSERVABLES; cell++)
            record.dimension[cell] = values[i];
        if (i == 4)
            made_set(&record, 19, OBSERVABLE_kl, (float)HUGE_VAL);
        record.outcome.diverged = i == 3 || i == 4;
        record.outcome.term = record.outcome.diverged ? TERM_KL : TERM_NONE;
        fixture_add_run(&fixture, &record);
    }
    write_well(&fixture);
    for (int i = 0; i < 8; i++) {
        char path[FILE_PATH_MAX];
        snprintf(path, sizeof path, "figures/%s/log.svg", names[i]);
        ck_assert_msg(has_file(&fixture, path), "no %s", path);
    }
    char *figure = fixture_read(&fixture, "figures/odd/infinite-late/linear.svg");
    ck_assert_ptr_nonnull(strstr(figure, "KL not finite at step 190"));
    free(figure);
    fixture_remove(&fixture);
}
END_TEST

START_TEST(report_write_broken_run_has_its_reason_and_no_figure) {
    static struct fixture fixture;
    fixture_make(&fixture);
    fixture_add(&fixture, "family/broken", VERDICT_ERROR);
    snprintf(fixture.judgements[0].reason, sizeof fixture.judgements[0].reason,
             "the disk is on fire");
    fixture_add_run(&fixture, NULL);
    write_well(&fixture);
    static const char path[] = "scenarios/family/broken.html";
    assert_in(&fixture, "index.html", "the disk is on fire");
    assert_in(&fixture, path, "the disk is on fire");
    assert_in(&fixture, path, "What broke");
    assert_in(&fixture, path, "<code>klimb check family/broken</code>");
    assert_not_in(&fixture, path, "<img");
    assert_not_in(&fixture, "index.html", "<img");
    ck_assert(!has_file(&fixture, "figures/family/overlay.svg"));
    fixture_remove(&fixture);
}
END_TEST

START_TEST(report_write_no_scenario_is_a_page) {
    static struct fixture fixture;
    fixture_make(&fixture);
    write_well(&fixture);
    assert_in(&fixture, "index.html", "0 of 0 scenarios pass");
    fixture_remove(&fixture);
}
END_TEST

/* ---- sameness and errors --------------------------------------------------------------------- */

START_TEST(report_write_same_input_gives_the_same_bytes) {
    static const char *const files[] = {
        "index.html",
        "scenarios/family/one.html",
        "families/family.html",
        "glossary.html",
        "figures/family/overlay.svg",
        "figures/family/one/linear.svg",
        "figures/family/one/log.svg",
        "figures/family/one/dimensions.svg",
        "data/family/one/figure.csv",
    };
    static struct fixture fixture;
    fixture_make(&fixture);
    fixture_add(&fixture, "family/one", VERDICT_NEW);
    struct record record = record_with_dimensions(30);
    fixture_add_run(&fixture, &record);
    char *before[9];
    write_well(&fixture);
    for (int i = 0; i < 9; i++)
        before[i] = fixture_read(&fixture, files[i]);
    fixture.options.workers = 1;
    fixture.judgements[0].seconds = 12.5;
    write_well(&fixture);
    for (int i = 0; i < 9; i++) {
        char *after = fixture_read(&fixture, files[i]);
        ck_assert_msg(before[i] != NULL && after != NULL, "no %s", files[i]);
        ck_assert_msg(strcmp(before[i], after) == 0, "%s differs", files[i]);
        free(before[i]);
        free(after);
    }
    fixture_remove(&fixture);
}
END_TEST

START_TEST(report_write_without_gnuplot_says_how_to_install_it) {
    static struct fixture fixture;
    struct error error = {0};
    fixture_make(&fixture);
    fixture.options.gnuplot = "no-such-gnuplot";
    fixture_add(&fixture, "family/one", VERDICT_NEW);
    struct record record = made_record(0, 3);
    fixture_add_run(&fixture, &record);
    ck_assert_int_eq(fixture_write(&fixture, &error), STATUS_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(error.hint, "make setup"));
    ck_assert(!has_file(&fixture, "index.html"));
    fixture_remove(&fixture);
}
END_TEST

START_TEST(report_write_without_scripts_names_the_option) {
    static struct fixture fixture;
    struct error error = {0};
    fixture_make(&fixture);
    fixture.options.scripts = fixture.folder;
    ck_assert_int_eq(fixture_write(&fixture, &error), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(error.message, ".gp"));
    ck_assert_ptr_nonnull(strstr(error.hint, "--reports"));
    fixture_remove(&fixture);
}
END_TEST

START_TEST(report_write_into_a_file_is_an_io_error) {
    static struct fixture fixture;
    struct error error = {0};
    fixture_make(&fixture);
    temp_folder_write(fixture.folder, "report", "in the way");
    ck_assert_int_eq(fixture_write(&fixture, &error), STATUS_IO);
    fixture_remove(&fixture);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("report");
    TCase *tests = tcase_create("report");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, report_write_every_link_and_image_leads_somewhere);
    tcase_add_test(tests, report_write_scenarios_lead_to_their_neighbours);
    tcase_add_test(tests, report_write_hostile_texts_are_inert_everywhere);
    tcase_add_test(tests, report_write_command_is_quoted_for_a_shell);
    tcase_add_test(tests, report_write_odd_records_are_drawn);
    tcase_add_test(tests, report_write_broken_run_has_its_reason_and_no_figure);
    tcase_add_test(tests, report_write_no_scenario_is_a_page);
    tcase_add_test(tests, report_write_same_input_gives_the_same_bytes);
    tcase_add_test(tests, report_write_without_gnuplot_says_how_to_install_it);
    tcase_add_test(tests, report_write_without_scripts_names_the_option);
    tcase_add_test(tests, report_write_into_a_file_is_an_io_error);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
