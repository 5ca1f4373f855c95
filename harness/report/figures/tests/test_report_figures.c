#include "report/figures/report_figures.h"

#include <math.h>
#include <stdlib.h>

#include "tests/check_near.h"
#include "tests/fixtures/report_fixture.h"

/* A name that a shell, gnuplot or an SVG file could take for more than a name. */
static const char hostile[] = "odd/a'b\"`touch hacked`@x{~a}_$(id)<i>&%d";

/* ---- the table --------------------------------------------------------------------------------- */

START_TEST(figures_have_scripts_of_their_size) {
    for (int i = 0; i < REPORT_FIGURES; i++) {
        const struct report_figure *figure = &report_figures[i];
        char path[FILE_PATH_MAX], size[64], *script;
        size_t length;
        struct error error = {0};
        snprintf(path, sizeof path, "reports/%s", figure->script);
        ck_assert_msg(file_read(&script, &length, path, 1 << 20, &error) == STATUS_OK, "%s",
                      error.message);
        /* scenario.gp and bench.gp are shown a little lower than they are drawn, in proportion. */
        snprintf(size, sizeof size, "\nwidth = %s\n", figure->width);
        ck_assert_msg(strstr(script, size) != NULL, "%s: %s", figure->script, size);
        ck_assert_msg(strstr(script, "\nmedium = ARG3\n") != NULL, "%s", figure->script);
        free(script);
        for (int j = 0; j < i; j++)
            ck_assert_str_ne(figure->name, report_figures[j].name);
    }
}
END_TEST

/* ---- odd data ---------------------------------------------------------------------------------- */

/* Two golden seeds of three rows, whose bits have a KL of 10. */
static void kl_of_ten(float value[OBSERVABLES], int seed) {
    (void)seed;
    value[OBSERVABLE_kl] = 10;
}

static void bless(struct fixture *fixture, struct scenario *scenario) {
    fixture_bless(fixture, scenario, 2, kl_of_ten);
}

/* Three rows at steps 0, 1, 2 with every column, and all of two dimensions, at `value`. */
static struct record flat(float value) {
    struct record record;
    struct error error = {0};
    float dimension[2 * DIMENSION_OBSERVABLES];
    ck_assert_int_eq(record_new(&record, 3, 2, &error), STATUS_OK);
    for (int i = 0; i < 2 * DIMENSION_OBSERVABLES; i++)
        dimension[i] = value;
    for (long step = 0; step <= 2; step++) {
        struct observation made = {.step = step, .dimension = dimension};
        for (int column = 0; column < OBSERVABLES; column++)
            made.value[column] = value;
        record_append(&record, &made);
    }
    record.seed = 0;
    record.outcome.step = 2;
    return record;
}

static void write_map(const char *folder, const char *name, int width, int height) {
    char path[FILE_PATH_MAX], bytes[4096] = "";
    struct error error = {0};
    int heading = snprintf(bytes, sizeof bytes, "P5\n%d %d\n255\n", width, height);
    size_t size = (size_t)(heading + width * height);
    ck_assert_uint_lt(size, sizeof bytes);
    ck_assert_int_eq(file_join(path, folder, name, &error), STATUS_OK);
    ck_assert_int_eq(file_write(path, bytes, size, &error), STATUS_OK);
}

/* Artefacts in which nothing differs from anything: all examples in one place, black pictures, and
 * no density at all. */
static void write_artefacts(const struct fixture *fixture) {
    const char *folder = fixture->jobs[fixture->runs - 1].folder;
    write_map(folder, "pictures.pgm", 49, 24);
    write_map(folder, "path.pgm", 54, 14);
    temp_folder_write(folder, "latents.csv",
                      "example,label,dimension,mu,logvar\n0,3,0,1,0\n1,-1,0,1,0\n");
    temp_folder_write(folder, "path.csv", "path,t,density,level\n0,0,nan,nan\n0,1,nan,nan\n");
}

static int is_drawn(const struct fixture *fixture, const char *scenario, const char *figure) {
    char name[FILE_PATH_MAX];
    snprintf(name, sizeof name, "figures/%s/%s.svg", scenario, figure);
    char *bytes = fixture_read(fixture, name);
    int is_whole = bytes != NULL && strstr(bytes, "</svg>") != NULL;
    free(bytes);
    return is_whole;
}

/* Every figure of a scenario that departs from its golden, whatever its values are. */
static void draw_all(float value, int diverges) {
    static struct fixture fixture;
    struct error error = {0};
    fixture_make(&fixture);
    struct scenario *scenario = fixture_add(&fixture, hostile, VERDICT_FAIL);
    bless(&fixture, scenario);
    fixture.judgements[0].bits = (struct departure){.found = 1,
                                                    .seed = 0,
                                                    .step = 1,
                                                    .column = OBSERVABLE_kl,
                                                    .got = (double)value,
                                                    .wanted = 10};
    struct record record = flat(value);
    if (diverges)
        record.outcome = (struct outcome){.diverged = 1, .step = 2, .term = TERM_KL};
    fixture_add_run(&fixture, &record);
    write_artefacts(&fixture);
    ck_assert_msg(fixture_write(&fixture, &error) == STATUS_OK, "%s", error.message);
    int is_finite = isfinite(value);
    static const struct {
        const char *name;
        int of_finite,
            of_completed; /* there is none of a record without values; of a diverged run */
    } wanted[] = {{"linear", 0, 0},      {"log", 0, 0},        {"plane", 0, 0},
                  {"information", 0, 0}, {"variance", 0, 0},   {"gradients", 0, 0},
                  {"departure", 0, 0},   {"dimensions", 1, 0}, {"latents", 0, 1},
                  {"pictures", 0, 1},    {"path", 0, 1},       {"residual", 1, 0}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        int is_there = is_drawn(&fixture, hostile, wanted[i].name);
        int is_wanted = (is_finite || !wanted[i].of_finite) &&
                        !(diverges && wanted[i].of_completed);
        ck_assert_msg(is_there == is_wanted, "%s of %g: %d", wanted[i].name, (double)value,
                      is_there);
    }
    ck_assert(!temp_folder_has("hacked"));
    fixture_remove(&fixture);
}

START_TEST(figures_of_odd_values_are_drawn) {
    static const float values[] = {0, 1, -3, 1e-30F, 1e30F, -1e30F};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        draw_all(values[i], 0);
}
END_TEST

START_TEST(figures_of_runs_without_a_value_are_drawn) {
    draw_all((float)NAN, 1);
    draw_all((float)HUGE_VAL, 1);
    draw_all((float)NAN, 0);
}
END_TEST

/* What is damaged is not an artefact, and no reason to be without a report. */
START_TEST(figures_of_damaged_artefacts_are_left_out) {
    static struct fixture fixture;
    struct error error = {0};
    fixture_make(&fixture);
    fixture_add(&fixture, "odd/damaged", VERDICT_NEW);
    struct record record = flat(1);
    fixture_add_run(&fixture, &record);
    const char *folder = fixture.jobs[0].folder;
    temp_folder_write(folder, "latents.csv", "example,label\n0,1\n");
    temp_folder_write(folder, "pictures.pgm", "P5\n49 24\n255\nshort");
    temp_folder_write(folder, "path.pgm", "P5\n-1 99999999\n255\n");
    ck_assert_msg(fixture_write(&fixture, &error) == STATUS_OK, "%s", error.message);
    ck_assert(is_drawn(&fixture, "odd/damaged", "linear"));
    ck_assert(!is_drawn(&fixture, "odd/damaged", "latents"));
    ck_assert(!is_drawn(&fixture, "odd/damaged", "pictures"));
    ck_assert(!is_drawn(&fixture, "odd/damaged", "path"));
    fixture_remove(&fixture);
}
END_TEST

/* ---- one figure by itself ---------------------------------------------------------------------- */

START_TEST(plot_writes_the_file_and_leaves_no_folder) {
    static struct fixture fixture;
    struct error error = {0};
    char output[FILE_PATH_MAX];
    fixture_make(&fixture);
    fixture_add(&fixture, hostile, VERDICT_NEW);
    struct record record = flat(1);
    fixture_add_run(&fixture, &record);
    ck_assert_int_eq(file_join(output, fixture.folder, "one.pdf", &error), STATUS_OK);
    ck_assert_int_eq(setenv("TMPDIR", fixture.folder, 1), 0);
    struct report_plot plot = {.figure = "plane", .format = "pdf", .output = output};
    const struct report_input input = {.check = &fixture.check,
                                       .check_options = &fixture.check_options};
    fixture_take(&fixture);
    ck_assert_msg(report_plot(&input, &fixture.options, &plot, &error) == STATUS_OK, "%s",
                  error.message);
    ck_assert(temp_folder_has(output));
    plot.figure = "departure";
    ck_assert_int_eq(report_plot(&input, &fixture.options, &plot, &error), STATUS_INVALID);
    fixture_drop(&fixture);
    ck_assert_ptr_nonnull(strstr(error.message, "no figure departure: none of its runs departs"));
    char **left;
    long count;
    ck_assert_int_eq(file_list(&left, &count, fixture.folder, ".gp", &error), STATUS_OK);
    free(left);
    ck_assert_int_eq(file_list(&left, &count, fixture.folder, "figure.csv", &error), STATUS_OK);
    ck_assert_int_eq(count, 0);
    free(left);
    fixture_remove(&fixture);
}
END_TEST

START_TEST(plot_check_names_what_there_is) {
    struct error error = {0};
    struct report_plot plot = {.figure = "planes", .format = "svg"};
    ck_assert_int_eq(report_plot_check(&plot, &error), STATUS_INVALID);
    for (int i = 0; i < REPORT_FIGURES; i++)
        ck_assert_ptr_nonnull(strstr(error.message, report_figures[i].name));
    ck_assert_str_eq(error.hint, "did you mean plane?");
    plot = (struct report_plot){.figure = "plane", .format = "gif"};
    ck_assert_int_eq(report_plot_check(&plot, &error), STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(error.message, "svg, png or pdf"));
}
END_TEST

static Suite *figures_suite(void) {
    Suite *suite = suite_create("report figures");
    TCase *tests = tcase_create("figures");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, figures_have_scripts_of_their_size);
    tcase_add_test(tests, figures_of_runs_without_a_value_are_drawn);
    tcase_add_test(tests, figures_of_damaged_artefacts_are_left_out);
    tcase_add_test(tests, plot_writes_the_file_and_leaves_no_folder);
    tcase_add_test(tests, plot_check_names_what_there_is);
    suite_add_tcase(suite, tests);
    tcase_add_test(suite_add_long(suite), figures_of_odd_values_are_drawn);
    return suite;
}

TEST_MAIN(figures_suite)
