#include <limits.h>
#include <stdlib.h>

#include "report/figures/gnuplot.h"
#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

/* A folder to draw in, with the given text as script. */
struct scene {
    char folder[FILE_PATH_MAX], script[FILE_PATH_MAX];
    struct gnuplot gnuplot;
    struct error error;
};

static void set_up(struct scene *scene, const char *script) {
    *scene = (struct scene){0};
    temp_folder_make(scene->folder);
    temp_folder_write(scene->folder, "script.gp", script);
    ck_assert_int_eq(file_join(scene->script, scene->folder, "script.gp", &scene->error),
                     STATUS_OK);
    scene->gnuplot = (struct gnuplot){.program = "gnuplot", .folder = scene->folder, .workers = 2};
}

/* The bytes of a file below the scene's folder, NULL when there is none. The caller frees. */
static char *read_below(const struct scene *scene, const char *name) {
    char path[FILE_PATH_MAX], *bytes = NULL;
    size_t size;
    struct error error;
    ck_assert_int_eq(file_join(path, scene->folder, name, &error), STATUS_OK);
    return file_read(&bytes, &size, path, 1 << 20, &error) == STATUS_OK ? bytes : NULL;
}

static enum status draw_one(struct scene *scene, const char *path, const char *argument) {
    const struct gnuplot_figure figure = {
        .script = scene->script, .path = path, .arguments = {argument}};
    return gnuplot_draw(&scene->gnuplot, &figure, 1, &scene->error);
}

START_TEST(gnuplot_check_installed_succeeds) {
    const struct gnuplot gnuplot = {.program = "gnuplot"};
    struct error error;
    ck_assert_int_eq(gnuplot_check(&gnuplot, &error), STATUS_OK);
}
END_TEST

START_TEST(gnuplot_check_missing_names_setup) {
    const struct gnuplot gnuplot = {.program = "no-such-gnuplot"};
    struct error error;
    ck_assert_int_eq(gnuplot_check(&gnuplot, &error), STATUS_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(error.message, "no-such-gnuplot"));
    ck_assert_ptr_nonnull(strstr(error.hint, "make setup"));
}
END_TEST

START_TEST(gnuplot_check_failing_program_is_unsupported) {
    const struct gnuplot gnuplot = {.program = "false"};
    struct error error;
    ck_assert_int_eq(gnuplot_check(&gnuplot, &error), STATUS_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(error.hint, "false --version"));
}
END_TEST

START_TEST(gnuplot_draw_writes_standard_output_into_new_folders) {
    struct scene scene;
    set_up(&scene, "set terminal svg\nplot x\n");
    ck_assert_int_eq(draw_one(&scene, "a/b/figure.svg", NULL), STATUS_OK);
    char *figure = read_below(&scene, "a/b/figure.svg");
    ck_assert_ptr_nonnull(figure);
    ck_assert_ptr_nonnull(strstr(figure, "<svg"));
    free(figure);
    temp_folder_remove(scene.folder);
}
END_TEST

/* A quote, a command substitution, a macro, a newline: all of it is only a value. */
START_TEST(gnuplot_draw_hostile_argument_arrives_as_it_is) {
    static const char hostile[] =
        "a\"'`touch hacked`$(touch hacked)@HOME \\n\nprint 1;|touch hacked";
    struct scene scene;
    set_up(&scene, "set print '-'\nprint ARG1\n");
    ck_assert_int_eq(draw_one(&scene, "printed", hostile), STATUS_OK);
    char *printed = read_below(&scene, "printed"), *hacked = read_below(&scene, "hacked");
    ck_assert_ptr_null(hacked);
    ck_assert_ptr_nonnull(printed);
    ck_assert_int_eq(strncmp(printed, hostile, strlen(hostile)), 0);
    ck_assert_str_eq(printed + strlen(hostile), "\n");
    free(printed);
    temp_folder_remove(scene.folder);
}
END_TEST

START_TEST(gnuplot_draw_ignores_the_users_start_up_file) {
    struct scene scene;
    set_up(&scene, "set print '-'\nprint exists('from_home')\n");
    temp_folder_write(scene.folder, ".gnuplot", "from_home = 1\n");
    setenv("HOME", scene.folder, 1);
    ck_assert_int_eq(draw_one(&scene, "printed", NULL), STATUS_OK);
    char *printed = read_below(&scene, "printed");
    ck_assert_str_eq(printed, "0\n");
    free(printed);
    temp_folder_remove(scene.folder);
}
END_TEST

START_TEST(gnuplot_draw_failing_script_tells_the_complaint_and_keeps_the_old_figure) {
    struct scene scene;
    set_up(&scene, "set print '-'\nprint 'half'\nplot no_such_variable\n");
    temp_folder_write(scene.folder, "figure.svg", "old");
    ck_assert_int_eq(draw_one(&scene, "figure.svg", NULL), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(scene.error.message, "script.gp"));
    ck_assert_ptr_nonnull(strstr(scene.error.message, "figure.svg"));
    ck_assert_ptr_nonnull(strstr(scene.error.message, "no_such_variable"));
    char *figure = read_below(&scene, "figure.svg");
    ck_assert_str_eq(figure, "old");
    free(figure);
    temp_folder_remove(scene.folder);
}
END_TEST

/* To gnuplot that is a warning, and the figure lacks a curve. */
START_TEST(gnuplot_draw_without_a_data_file_is_refused) {
    struct scene scene;
    set_up(&scene, "set terminal svg\nplot 'gone.csv' using 1:2, x\n");
    ck_assert_int_eq(draw_one(&scene, "figure.svg", NULL), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(scene.error.message, "gone.csv"));
    ck_assert_ptr_null(read_below(&scene, "figure.svg"));
    temp_folder_remove(scene.folder);
}
END_TEST

START_TEST(gnuplot_draw_silent_script_fails) {
    struct scene scene;
    set_up(&scene, "a = 1\n");
    ck_assert_int_eq(draw_one(&scene, "figure.svg", NULL), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(scene.error.message, "nothing"));
    temp_folder_remove(scene.folder);
}
END_TEST

START_TEST(gnuplot_draw_missing_program_is_unsupported) {
    struct scene scene;
    set_up(&scene, "plot x\n");
    scene.gnuplot.program = "no-such-gnuplot";
    ck_assert_int_eq(draw_one(&scene, "figure.svg", NULL), STATUS_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(scene.error.hint, "make setup"));
    temp_folder_remove(scene.folder);
}
END_TEST

/* A figure cannot replace what is not a regular file. */
START_TEST(gnuplot_draw_unwritable_figure_is_an_io_error) {
    struct scene scene;
    set_up(&scene, "set print '-'\nprint 1\n");
    temp_folder_write(scene.folder, "figure.svg/inside", "a file in the way");
    ck_assert_int_eq(draw_one(&scene, "figure.svg", NULL), STATUS_IO);
    temp_folder_remove(scene.folder);
}
END_TEST

enum { MANY = 7 };

static void count_tick(void *context, long done, long count) {
    long *ticks = context;
    ck_assert_int_eq(done, ++*ticks);
    ck_assert_int_eq(count, MANY);
}

/* More figures than workers: each place of the ring is used again. */
START_TEST(gnuplot_draw_many_figures_writes_each_with_its_own_argument) {
    static const char *const names[MANY] = {"0", "1", "2", "3", "4", "5", "6"};
    struct gnuplot_figure figures[MANY];
    struct scene scene;
    long ticks = 0;
    set_up(&scene, "set print '-'\nprint 'figure '.ARG1\n");
    scene.gnuplot.workers = _i;
    scene.gnuplot.tick = count_tick;
    scene.gnuplot.context = &ticks;
    for (int i = 0; i < MANY; i++)
        figures[i] = (struct gnuplot_figure){
            .script = scene.script, .path = names[i], .arguments = {names[i]}};
    ck_assert_int_eq(gnuplot_draw(&scene.gnuplot, figures, MANY, &scene.error), STATUS_OK);
    ck_assert_int_eq(ticks, MANY);
    for (int i = 0; i < MANY; i++) {
        char expected[32], *drawn = read_below(&scene, names[i]);
        snprintf(expected, sizeof expected, "figure %d\n", i);
        ck_assert_str_eq(drawn, expected);
        free(drawn);
    }
    temp_folder_remove(scene.folder);
}
END_TEST

/* The second of five fails: the first is there; the error is the second's. */
START_TEST(gnuplot_draw_failure_keeps_what_was_drawn_and_the_first_error) {
    static const char *const names[] = {"0", "1", "2", "3", "4"};
    struct gnuplot_figure figures[5];
    struct scene scene;
    set_up(&scene, "set print '-'\nif (ARG1 > 0) { plot no_such_variable }\nprint 'drawn'\n");
    for (int i = 0; i < 5; i++)
        figures[i] = (struct gnuplot_figure){
            .script = scene.script, .path = names[i], .arguments = {names[i]}};
    ck_assert_int_eq(gnuplot_draw(&scene.gnuplot, figures, 5, &scene.error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(scene.error.message, "draw 1 by"));
    char *first = read_below(&scene, "0"), *second = read_below(&scene, "1");
    ck_assert_str_eq(first, "drawn\n");
    ck_assert_ptr_null(second);
    free(first);
    temp_folder_remove(scene.folder);
}
END_TEST

/* ---- several figures of one process ------------------------------------------------------------ */

/* Five figures of one folder and two of another; each says its folder and its argument. */
static void draw_several(struct scene *scene, char several[PATH_MAX], const char *second) {
    static const char *const names[] = {"0", "1", "2", "3", "4", "5", "6"};
    struct gnuplot_figure figures[7];
    set_up(scene, "set terminal dumb noenhanced\nset label 1 ARG1.'|'.ARG2.'|'.ARG3 at -9, 8\n"
                  "if (ARG2 eq 'bad') { plot no_such_variable }\nplot x\n");
    ck_assert_ptr_nonnull(realpath("reports/figures/several.gp", several));
    scene->gnuplot.several = several;
    for (int i = 0; i < 7; i++)
        figures[i] = (struct gnuplot_figure){
            .script = scene->script,
            .path = names[i],
            .arguments = {i < 5 ? "a '\"`b" : "c", i == 1 ? second : names[i], "png"}};
    enum status status = gnuplot_draw(&scene->gnuplot, figures, 7, &scene->error);
    ck_assert_int_eq(status, strcmp(second, "bad") == 0 ? STATUS_FAILED : STATUS_OK);
}

START_TEST(gnuplot_draw_several_gives_each_its_own_argument) {
    struct scene scene;
    char several[PATH_MAX];
    draw_several(&scene, several, "second");
    char *first = read_below(&scene, "0"), *second = read_below(&scene, "1");
    char *sixth = read_below(&scene, "5");
    ck_assert_ptr_nonnull(strstr(first, "a '\"`b|0|png"));
    ck_assert_ptr_nonnull(strstr(second, "a '\"`b|second|png"));
    ck_assert_ptr_nonnull(strstr(sixth, "c|5|png"));
    ck_assert_ptr_null(strstr(second, "|0|"));
    free(first);
    free(second);
    free(sixth);
    temp_folder_remove(scene.folder);
}
END_TEST

START_TEST(gnuplot_draw_several_failure_names_the_figure_and_keeps_those_before) {
    struct scene scene;
    char several[PATH_MAX];
    draw_several(&scene, several, "bad");
    ck_assert_ptr_nonnull(strstr(scene.error.message, "draw 1 by script.gp"));
    ck_assert_ptr_nonnull(strstr(scene.error.message, "no_such_variable"));
    char *first = read_below(&scene, "0"), *third = read_below(&scene, "2");
    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_null(third);
    free(first);
    temp_folder_remove(scene.folder);
}
END_TEST

static size_t halve(char *bytes, size_t size) {
    (void)bytes;
    return size / 2;
}

START_TEST(gnuplot_draw_shrinks_what_it_keeps) {
    struct scene scene;
    set_up(&scene, "set print '-'\nprint '123456789'\n");
    scene.gnuplot.shrink = halve;
    ck_assert_int_eq(draw_one(&scene, "x", "y"), STATUS_OK);
    char *kept = read_below(&scene, "x");
    ck_assert_str_eq(kept, "12345");
    free(kept);
    temp_folder_remove(scene.folder);
}
END_TEST

static Suite *gnuplot_suite(void) {
    Suite *suite = suite_create("gnuplot");
    TCase *tests = tcase_create("gnuplot");
    tcase_add_test(tests, gnuplot_check_installed_succeeds);
    tcase_add_test(tests, gnuplot_check_missing_names_setup);
    tcase_add_test(tests, gnuplot_check_failing_program_is_unsupported);
    tcase_add_test(tests, gnuplot_draw_writes_standard_output_into_new_folders);
    tcase_add_test(tests, gnuplot_draw_hostile_argument_arrives_as_it_is);
    tcase_add_test(tests, gnuplot_draw_ignores_the_users_start_up_file);
    tcase_add_test(tests, gnuplot_draw_failing_script_tells_the_complaint_and_keeps_the_old_figure);
    tcase_add_test(tests, gnuplot_draw_without_a_data_file_is_refused);
    tcase_add_test(tests, gnuplot_draw_silent_script_fails);
    tcase_add_test(tests, gnuplot_draw_missing_program_is_unsupported);
    tcase_add_test(tests, gnuplot_draw_unwritable_figure_is_an_io_error);
    tcase_add_loop_test(tests, gnuplot_draw_many_figures_writes_each_with_its_own_argument, 1, 4);
    tcase_add_test(tests, gnuplot_draw_failure_keeps_what_was_drawn_and_the_first_error);
    tcase_add_test(tests, gnuplot_draw_several_gives_each_its_own_argument);
    tcase_add_test(tests, gnuplot_draw_several_failure_names_the_figure_and_keeps_those_before);
    tcase_add_test(tests, gnuplot_draw_shrinks_what_it_keeps);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(gnuplot_suite)
