/* The folder of an export: it describes itself, and is whole or not there. */
#include <signal.h>
#include <sys/resource.h>

#include "export/tests/export_fixture.h"

/* ---- The folder ---- */

/* Each array is in the table of README.md, and nothing else is. */
START_TEST(export_run_describes_every_file_and_no_other) {
    struct error error = {0};
    char **names;
    long count, rows = 0;
    load_variant(_i % VARIANTS);
    is_final = _i / VARIANTS;
    export_whole();
    char *readme = read_text("README.md");
    ck_assert_int_eq(file_list(&names, &count, out, ".npy", &error), STATUS_OK);
    for (long i = 0; i < count; i++) {
        char row[80];
        snprintf(row, sizeof row, "\n| `%s` |", names[i]);
        ck_assert_msg(strstr(readme, row) != NULL, "%s is not in README.md", names[i]);
    }
    for (const char *at = readme; (at = strstr(at, "\n| `")) != NULL; at++)
        rows++;
    ck_assert_int_eq(rows, count);
    ck_assert_int_eq(summary.arrays, count);
    free(names);
    free(readme);
}
END_TEST

/* What a variant's README.md has to say, and what it must not. */
START_TEST(export_run_describes_the_formulas_of_the_scenario) {
    static const struct {
        const char *has[5], *lacks;
    } wanted[VARIANTS] = {
        {{"tanh(x) is tanh x", "Head `logvar`: ln s2 = s",
          "sum_j [max(o,0) - x o + ln(1 + e^-|o|)].", "epsilon = 1e-08", "For t = 0 .. 19:"},
         "clip"},
        {{"floor = 1e-06", "above clip = 1: g = g clip / norm", "momentum = 0.9", "x = batches,",
          "the same in each step"},
         "beta1"},
        {{"zeros in place of x", "x = batches[t]", "Columns 2 to 3 are s", "encoder.2: 4 -> 4",
          "z = mu + sigma eps"},
         "the same in each step"},
        {{"likelihood.scale), which is trained", "low = -30, high = 20, mid = -5, half = 25",
          "sum_j [(x-o)^2 / (2 sigma_x^2) + ln sigma_x + ln(2 pi)/2].", "floor = 0.",
          "beta2 = 0.999"},
         "logits"},
        {{"sigma_x = 1.", "is given mu", "sum_j sigma_j^2 |w_j|^2", "encoder.0.weight are 0",
          "encoder.0: 9 -> 4"},
         "eps = noise"},
        {{"relu(x) is max(x, 0) + leak min(x, 0), leak = 0.25 (as float32)", "Head `logvar`",
          "eps = noise[t]", "beta1 = 0.9", "x = batches[t]"},
         "tanh"},
    };
    load_variant(_i);
    export_whole();
    char *readme = read_text("README.md");
    for (size_t i = 0; i < sizeof wanted[_i].has / sizeof *wanted[_i].has; i++)
        ck_assert_msg(strstr(readme, wanted[_i].has[i]) != NULL, "no \"%s\" in %s",
                      wanted[_i].has[i], readme);
    ck_assert_msg(strstr(readme, wanted[_i].lacks) == NULL, "\"%s\" in %s", wanted[_i].lacks,
                  readme);
    free(readme);
}
END_TEST

/* Where x and eps of a step come from; a run without chance needs no more. */
START_TEST(export_run_without_inputs_says_where_they_come_from) {
    static const char draws[] = "`final/`, but for the draws: an export without --final has them";
    static const struct {
        const char *take;
        int has_draws;
    } wanted[VARIANTS] = {
        {"Take x = train[index[t]], eps drawn from N(0, I), beta", 1},
        {"Take x = train, eps drawn from N(0, I), beta", 1},
        {"Take x = Bernoulli draws with the means train, eps drawn", 1},
        {"Take x = train[index[t]], eps drawn", 1},
        {"Take x = train, beta = beta[t]", 0},
        {"Take x = train[index[t]], eps drawn", 1},
    };
    load_variant(_i);
    is_final = 1;
    export_whole();
    char *readme = read_text("README.md");
    ck_assert_msg(strstr(readme, wanted[_i].take) != NULL, "%s", readme);
    ck_assert_int_eq(strstr(readme, draws) != NULL, wanted[_i].has_draws);
    ck_assert_ptr_nonnull(strstr(readme, "(`klimb export --final`, backend exact)"));
    free(readme);
}
END_TEST

START_TEST(export_run_writes_a_manifest) {
    load(NULL, 0);
    export_whole();
    char *manifest = read_text("manifest.json");
    ck_assert_ptr_nonnull(strstr(manifest, "\"format\":\t1"));
    ck_assert_ptr_nonnull(strstr(manifest, "\"steps\":\t20"));
    ck_assert_ptr_nonnull(strstr(manifest, "\"seed\":\t5"));
    ck_assert_ptr_nonnull(strstr(manifest, "learning_rate: 0.01"));
    ck_assert_ptr_nonnull(strstr(manifest, scenario.digest));
    free(manifest);
}
END_TEST

START_TEST(export_run_makes_a_folder_with_the_usual_rights) {
    struct stat about;
    load(NULL, 0);
    mode_t mask = umask(027);
    export_whole();
    umask(mask);
    ck_assert_int_eq(stat(out, &about), 0);
    ck_assert_uint_eq(about.st_mode & 0777, 0750);
}
END_TEST

/* ---- Refusals: nothing is left behind ---- */

static void assert_refused(long steps, enum status status, const char *message, const char *hint) {
    struct error error;
    struct stat about;
    ck_assert_int_eq(export_steps(steps, &error), status);
    ck_assert_msg(strstr(error.message, message) != NULL, "%s", error.message);
    ck_assert_msg(strstr(error.hint, hint) != NULL, "%s", error.hint);
    ck_assert_msg(lstat(out, &about) != 0, "%s was left behind", out);
}

START_TEST(export_run_into_a_folder_that_exists_is_refused) {
    struct error error;
    load(NULL, 0);
    ck_assert_int_eq(file_make_folders(out, &error), STATUS_OK);
    ck_assert_int_eq(export_steps(STEPS, &error), STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(error.message, "exists already"));
}
END_TEST

START_TEST(export_run_of_more_steps_than_there_are_is_refused) {
    load(NULL, 0);
    assert_refused(26, STATUS_INVALID, "26 steps of small cannot be exported: it has 25",
                   "train.steps=26");
    assert_refused(0, STATUS_INVALID, "0 steps", "");
}
END_TEST

START_TEST(export_run_of_an_importance_weighted_bound_is_refused) {
    static const char *const bound[] = {"objective.bound=iwae"};
    static const char *const prior[] = {"prior.kind=mixture"};
    static const char *const norm[] = {"model.head.batch_norm=0.5"};
    load(bound, 1);
    assert_refused(STEPS, STATUS_INVALID,
                   "small cannot be exported: its objective.bound is iwae; must be elbo", "");
    load(prior, 1);
    assert_refused(STEPS, STATUS_INVALID,
                   "small cannot be exported: its prior.kind is mixture; must be standard", "");
    load(norm, 1);
    assert_refused(STEPS, STATUS_INVALID,
                   "small cannot be exported: its model.head.batch_norm is above 0; must be 0", "");
}
END_TEST

/* 8 examples of 9 + 2 numbers of 4 bytes and 32 bytes of scalars a step: 384 MB for a million. */
START_TEST(export_run_of_more_than_a_gibibyte_is_refused) {
    static const char *const long_run[] = {"train.steps=4000000"};
    load(long_run, 1);
    assert_refused(4000000, STATUS_INVALID, "4000000 steps take 1709 MiB; must be at most 1024",
                   "fewer steps: an error in a formula shows in the first steps; or --final");
}
END_TEST

/* 8 rows of 8 bytes and 32 bytes of scalars a step; there is nothing more to leave out. */
START_TEST(export_run_without_inputs_is_refused_above_a_gibibyte_too) {
    static const char *const long_run[] = {"train.steps=20000000"};
    struct error error;
    load(long_run, 1);
    is_final = 1;
    assert_refused(20000000, STATUS_INVALID, "20000000 steps take 1831 MiB; must be at most 1024",
                   "shows in the first steps");
    ck_assert_int_eq(export_steps(20000000, &error), STATUS_INVALID);
    ck_assert_ptr_null(strstr(error.hint, "--final"));
}
END_TEST

/* Descent in giant steps overflows; which step it is says the message, and up to there it goes. */
START_TEST(export_run_of_a_run_that_diverges_is_refused_and_says_where) {
    static const char *const diverging[] = {"optimiser.kind=sgd", "optimiser.learning_rate=1e9"};
    struct error error;
    long steps;
    load(diverging, 2);
    assert_refused(STEPS, STATUS_INVALID, "small seed 5 becomes non-finite at step ", "--steps ");
    ck_assert_int_eq(export_steps(STEPS, &error), STATUS_INVALID);
    ck_assert_int_eq(sscanf(strstr(error.hint, "--steps "), "--steps %ld", &steps), 1);
    assert_refused(steps + 1, STATUS_INVALID, "non-finite", "");
    ck_assert_msg(export_steps(steps, &error) == STATUS_OK, "%s", error.message);
}
END_TEST

/* An infinite rate makes the first update one of infinite parameters. */
START_TEST(export_run_of_an_update_that_diverges_is_refused) {
    static const char *const diverging[] = {"optimiser.kind=sgd", "optimiser.learning_rate=1e40"};
    struct error error;
    load(diverging, 2);
    assert_refused(1, STATUS_INVALID, "becomes non-finite at step 1 (parameter)", "");
    ck_assert_int_eq(export_steps(1, &error), STATUS_INVALID);
    ck_assert_str_eq(error.hint, "");
}
END_TEST

START_TEST(export_run_below_a_file_is_refused) {
    load(NULL, 0);
    temp_folder_write(folder, "new", "a file");
    assert_refused(STEPS, STATUS_IO, "cannot make the folder", "");
}
END_TEST

/* The disk is full in the midst of it: no file may be longer than 1,000 bytes. */
START_TEST(export_run_that_cannot_write_leaves_nothing) {
    struct rlimit limit = {1000, 1000};
    struct error error;
    char **names;
    long count;
    load(NULL, 0);
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_refused(STEPS, STATUS_IO, "cannot write", "");
    ck_assert_int_eq(file_list(&names, &count, folder, "", &error), STATUS_OK);
    ck_assert_int_eq(count, 1); /* small.yaml */
    free(names);
    char beside[FILE_PATH_MAX];
    file_parent(beside, out);
    ck_assert_int_eq(rmdir(beside), 0); /* fails unless empty */
}
END_TEST

static Suite *export_folder_suite(void) {
    Suite *suite = suite_create("export folder");
    TCase *tcase = tcase_create("export folder");
    tcase_add_checked_fixture(tcase, export_set_up, export_tear_down);
    tcase_add_loop_test(tcase, export_run_describes_every_file_and_no_other, 0, 2 * VARIANTS);
    tcase_add_loop_test(tcase, export_run_without_inputs_says_where_they_come_from, 0, VARIANTS);
    tcase_add_loop_test(tcase, export_run_describes_the_formulas_of_the_scenario, 0, VARIANTS);
    tcase_add_test(tcase, export_run_writes_a_manifest);
    tcase_add_test(tcase, export_run_makes_a_folder_with_the_usual_rights);
    tcase_add_test(tcase, export_run_into_a_folder_that_exists_is_refused);
    tcase_add_test(tcase, export_run_of_more_steps_than_there_are_is_refused);
    tcase_add_test(tcase, export_run_of_an_importance_weighted_bound_is_refused);
    tcase_add_test(tcase, export_run_of_more_than_a_gibibyte_is_refused);
    tcase_add_test(tcase, export_run_without_inputs_is_refused_above_a_gibibyte_too);
    tcase_add_test(tcase, export_run_of_a_run_that_diverges_is_refused_and_says_where);
    tcase_add_test(tcase, export_run_of_an_update_that_diverges_is_refused);
    tcase_add_test(tcase, export_run_below_a_file_is_refused);
    tcase_add_test(tcase, export_run_that_cannot_write_leaves_nothing);
    suite_add_tcase(suite, tcase);
    return suite;
}

TEST_MAIN(export_folder_suite)
