#include "engine/line.h"

#include <unistd.h>

#include "run/runner.h"
#include "tests/fixtures/run_fixture.h"

/* What names and values may hold, to a shell's confusion. */
static const char nasty[] = "a b'c\"d$(touch x)`e`\\f*?[g]{h,i}~;&|<>!#%(j)";

static struct engine_options options_of(const char *folder) {
    return (struct engine_options){.experiments = folder, .out = folder, .program = "/bin/klimb"};
}

static enum status line_of(struct text *text, const struct job *job,
                           const struct engine_options *options, struct error *error) {
    const struct runner_options runner = {.workers = 1};
    *text = (struct text){0};
    return engine_line_add(text, job, options, &runner, error);
}

START_TEST(engine_line_add_plain_is_one_command) {
    const struct scenario scenario = {.name = "learning/healthy"};
    const struct job job = {.scenario = &scenario, .seed = 7};
    const struct engine_options options = options_of("/there");
    struct text text;
    struct error error = {0};
    ck_assert_int_eq(line_of(&text, &job, &options, &error), STATUS_OK);
    ck_assert_str_eq(text_string(&text),
                     "/bin/klimb run --missing --quiet --jobs 1 --experiments /there --seed 7 "
                     "--out /there -- learning/healthy");
    text_free(&text);
}
END_TEST

START_TEST(engine_line_add_everything_is_passed_on) {
    const struct scenario scenario = {.name = "-x"};
    const char *const overrides[] = {"model.hidden=[8, 4]", "objective.beta=2"};
    const struct job job = {.scenario = &scenario,
                            .backend = BACKEND_OPENBLAS,
                            .wants_artefacts = 1,
                            .overrides = overrides,
                            .override_count = 2};
    const struct engine_options options = options_of("/there");
    const struct runner_options runner = {.threads = 3, .simd = "avx2"};
    struct text text = {0};
    struct error error = {0};
    ck_assert_int_eq(engine_line_add(&text, &job, &options, &runner, &error), STATUS_OK);
    ck_assert_str_eq(
        text_string(&text),
        "KLIMB_SIMD=avx2 /bin/klimb run --missing --quiet --jobs 1 --threads 3 "
        "--artefacts --backend openblas --experiments /there --set 'model.hidden=[8, 4]' --set "
        "objective.beta=2 --seed 0 --out /there -- -x");
    text_free(&text);
}
END_TEST

START_TEST(engine_line_add_relative_paths_become_absolute) {
    const struct scenario scenario = {.name = "a"};
    const struct job job = {.scenario = &scenario};
    struct engine_options options = options_of("x/../there");
    char here[FILE_PATH_MAX], wanted[2 * FILE_PATH_MAX];
    struct text text;
    struct error error = {0};
    temp_folder_make(here);
    ck_assert_int_eq(chdir(here), 0);
    ck_assert_ptr_nonnull(getcwd(here, sizeof here));
    options.program = NULL; /* this test */
    ck_assert_int_eq(line_of(&text, &job, &options, &error), STATUS_OK);
    snprintf(wanted, sizeof wanted, " --experiments %s/there ", here);
    ck_assert_ptr_nonnull(strstr(text_string(&text), wanted));
    ck_assert_ptr_nonnull(strstr(text_string(&text), "/test_line run --missing"));
    text_free(&text);
    temp_folder_remove(here);
}
END_TEST

/* The shell gives a program the words that went into the line: /bin/printf shows them. */
START_TEST(engine_line_add_nasty_words_come_through_a_shell) {
    const struct scenario scenario = {.name = "family/it's $HOME"};
    const char *const overrides[] = {nasty, "a=\xc3\xa9 \xe2\x80\x98"};
    const struct job job = {
        .scenario = &scenario, .seed = 1, .overrides = overrides, .override_count = 2};
    char folder[FILE_PATH_MAX], out[FILE_PATH_MAX];
    const char wanted_form[] =
        "run\n--missing\n--quiet\n--jobs\n1\n--experiments\n/there\n--set\n%s"
        "\n--set\n%s\n--seed\n1\n--out\n/%s\n--\n%s\n";
    char wanted[4096];
    struct engine_options options = options_of("/there");
    struct text text;
    struct error error = {0};
    temp_folder_make(folder);
    snprintf(out, sizeof out, "/%s", nasty);
    options.out = out;
    options.program = "/nowhere/printf it";
    ck_assert_int_eq(line_of(&text, &job, &options, &error), STATUS_OK);
    ck_assert_int_eq(strncmp(text_string(&text), "'/nowhere/printf it' ", 21), 0);
    struct text script = {0};
    text_add(&script, "set -u; cd '%s'\nprintf '%%s\\n' %s >got\n", folder,
             text_string(&text) + 21);
    temp_folder_write(folder, "script", text_string(&script));
    snprintf(wanted, sizeof wanted, wanted_form, nasty, overrides[1], nasty, scenario.name);
    struct text command = {0};
    text_add(&command, "sh '%s/script'", folder);
    ck_assert_int_eq(system(text_string(&command)), 0);
    char path[FILE_PATH_MAX], *got;
    size_t size;
    ck_assert_int_eq(file_join(path, folder, "got", &error), STATUS_OK);
    ck_assert_int_eq(file_read(&got, &size, path, 1 << 16, &error), STATUS_OK);
    ck_assert_str_eq(got, wanted);
    free(got);
    text_free(&text);
    text_free(&script);
    text_free(&command);
    temp_folder_remove(folder);
}
END_TEST

START_TEST(engine_line_add_what_no_line_holds_is_refused) {
    const struct scenario scenario = {.name = "a"};
    static const char *const words[] = {"a=1\nb", "a=\x1b[1m", "a=\xff"};
    const struct engine_options options = options_of("/there");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const struct job job = {.scenario = &scenario, .overrides = &words[i], .override_count = 1};
        struct text text;
        struct error error = {0};
        ck_assert_int_eq(line_of(&text, &job, &options, &error), STATUS_INVALID);
        ck_assert_ptr_nonnull(strstr(error.message, "cannot stand in a line for a shell"));
        text_free(&text);
    }
}
END_TEST

static Suite *line_suite(void) {
    Suite *suite = suite_create("line");
    TCase *tests = tcase_create("line");
    tcase_add_test(tests, engine_line_add_plain_is_one_command);
    tcase_add_test(tests, engine_line_add_everything_is_passed_on);
    tcase_add_test(tests, engine_line_add_relative_paths_become_absolute);
    tcase_add_test(tests, engine_line_add_nasty_words_come_through_a_shell);
    tcase_add_test(tests, engine_line_add_what_no_line_holds_is_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(line_suite)
