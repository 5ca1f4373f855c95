#include "cli/options/options.h"

#include <check.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

enum { WORDS_MAX = 200 };

static int run_nothing(const struct options *options) {
    (void)options;
    return EXIT_PASS;
}

static const char *const sample_formats[] = {"table", "tap", NULL};
static const struct command sample = {.name = "sample",
                                      .arguments = "[SCENARIO...]",
                                      .details = "Details.",
                                      .accepts = "jTbnNsSfOdqegoray",
                                      .formats = sample_formats,
                                      .run = run_nothing};
static const struct command narrow = {
    .name = "narrow", .arguments = "", .details = "", .accepts = "q", .run = run_nothing};
static const struct command needy = {
    .name = "needy", .arguments = "SCENARIO...", .accepts = "k", .run = run_nothing};
static const struct command single = {
    .name = "single", .arguments = "[COMMAND]", .accepts = "", .run = run_nothing};

static const struct command *const few[] = {&sample, &narrow, &needy, &single, NULL};

static struct options options;
static struct error error;

/* Parse a command line whose words are separated by single spaces; '_' stands for an empty word. */
static enum status parse_line(const struct command *command, const char *line) {
    static char words[4096];
    static char *argv[WORDS_MAX + 2];
    int argc = 0;
    snprintf(words, sizeof words, "%s %s", command->name, line);
    for (char *word = strtok(words, " "); word != NULL; word = strtok(NULL, " "))
        argv[argc++] = strcmp(word, "_") == 0 ? word + 1 : word;
    argv[argc] = NULL;
    return options_parse(&options, command, argc, argv, &error);
}

static void accept(const struct command *command, const char *line) {
    ck_assert_msg(parse_line(command, line) == STATUS_OK, "%s: %s", line, error.message);
}

static void refuse(const struct command *command, const char *line, const char *message,
                   const char *hint) {
    ck_assert_int_eq(parse_line(command, line), STATUS_INVALID);
    ck_assert_str_eq(error.message, message);
    ck_assert_str_eq(error.hint, hint);
}

static const char sample_help[] = "see `klimb sample --help`";

START_TEST(options_parse_nothing_gives_defaults) {
    unsetenv("KLIMB_SIMD");
    accept(&sample, "");
    ck_assert_ptr_null(options.out);
    ck_assert_str_eq(options_records(&options), "build/runs");
    ck_assert_int_eq(options.steps, 0);
    ck_assert_ptr_null(options.format);
    ck_assert_int_eq(options.backend, BACKEND_EXACT);
    ck_assert_int_ge(options.workers, 1);
    ck_assert_int_eq(options.threads, 1);
    ck_assert_int_eq(options.seed_count, 0);
    ck_assert_int_eq(options.override_count, 0);
    ck_assert_int_eq(options.name_count, 0);
    ck_assert_ptr_null(options.simd);
    ck_assert_ptr_null(options.output);
    ck_assert_ptr_null(options.reason);
    ck_assert(!options.quiet && !options.yes && !options.all && !options.allow_drift);
}
END_TEST

START_TEST(options_parse_long_names_and_letters_mean_the_same) {
    static const char *const lines[] = {
        "a --jobs 3 --threads 5 --backend openblas --seed 7 --set x=1 --format tap --output f "
        "--allow-drift "
        "--quiet --yes --all --reason why --out d --set y=2 --steps 9 b",
        "-j3 -T5 -S9 a b -b openblas -n 7 -s x=1 -s y=2 -f tap -O f -dqya -r why -o d",
        "--jobs=3 --threads=5 --backend=openblas --seed=7 --set=x=1 --set=y=2 --format=tap "
        "--output=f -d -q "
        "-y -a --reason=why --out=d --steps=9 -- a b"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        accept(&sample, lines[i]);
        ck_assert_int_eq(options.workers, 3);
        ck_assert_int_eq(options.threads, 5);
        ck_assert_int_eq(options.backend, BACKEND_OPENBLAS);
        ck_assert_int_eq(options.seed_first, 7);
        ck_assert_int_eq(options.seed_count, 1);
        ck_assert_int_eq(options.override_count, 2);
        ck_assert_str_eq(options.overrides[0], "x=1");
        ck_assert_str_eq(options.overrides[1], "y=2");
        ck_assert_str_eq(options.format, "tap");
        ck_assert_str_eq(options.output, "f");
        ck_assert_str_eq(options.reason, "why");
        ck_assert_str_eq(options_records(&options), "d");
        ck_assert_int_eq(options.steps, 9);
        ck_assert(options.quiet && options.yes && options.all && options.allow_drift);
        ck_assert_int_eq(options.name_count, 2);
        ck_assert_str_eq(options.names[0], "a");
        ck_assert_str_eq(options.names[1], "b");
    }
}
END_TEST

START_TEST(options_parse_workers_share_the_cores_with_their_threads) {
    accept(&sample, "");
    int cores = options.workers;
    ck_assert_int_eq(cores, (int)sysconf(_SC_NPROCESSORS_ONLN));
    for (int threads = 1; threads <= 64; threads++) {
        char line[32];
        snprintf(line, sizeof line, "--threads %d", threads);
        accept(&sample, line);
        ck_assert_int_eq(options.threads, threads);
        ck_assert_int_eq(options.workers, threads < cores ? cores / threads : 1);
    }
    accept(&sample, "--threads 64 -j 5");
    ck_assert_int_eq(options.workers, 5);
}
END_TEST

START_TEST(options_parse_seeds_both_ends_are_included) {
    accept(&sample, "--seeds 3..7");
    ck_assert_int_eq(options.seed_first, 3);
    ck_assert_int_eq(options.seed_count, 5);
    accept(&sample, "--seeds 4..4");
    ck_assert_int_eq(options.seed_count, 1);
    accept(&sample, "--seeds 9223372036854775806..9223372036854775807");
    ck_assert_int_eq(options.seed_first, LONG_MAX - 1);
    ck_assert_int_eq(options.seed_count, 2);
    accept(&sample, "--seed 9223372036854775807");
    ck_assert_int_eq(options.seed_first, LONG_MAX);
    accept(&sample, "--seeds 0..99999");
    ck_assert_int_eq(options.seed_count, 100000);
}
END_TEST

START_TEST(options_parse_bad_seeds_are_refused) {
    static const char *const bad[] = {"5..2",
                                      "5",
                                      "..",
                                      "1..",
                                      "..2",
                                      "-1..2",
                                      "1...2",
                                      "a..b",
                                      "0x1..3",
                                      "1..2x",
                                      "_",
                                      "0..100000",
                                      "1..1000000000",
                                      "1..9223372036854775807",
                                      "9223372036854775807..9223372036854775808"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char line[80];
        snprintf(line, sizeof line, "--seeds %s", bad[i]);
        ck_assert_msg(parse_line(&sample, line) == STATUS_INVALID, "%s", bad[i]);
    }
    refuse(&sample, "--seed -3",
           "--seed must be an integer from 0 to "
           "9223372036854775807 (for several, use --seeds A..B), not \"-3\"",
           sample_help);
    /* 2^63, one more than a seed can be. */
    refuse(&sample, "--seed 9223372036854775808",
           "--seed must be an integer from 0 to 9223372036854775807 (for several, use --seeds "
           "A..B), not \"9223372036854775808\"",
           sample_help);
    /* 2^64 + 7, which would wrap round to 7. */
    refuse(&sample, "--seed 18446744073709551623",
           "--seed must be an integer from 0 to 9223372036854775807 (for several, use --seeds "
           "A..B), not "
           "\"18446744073709551623\"",
           sample_help);
}
END_TEST

START_TEST(options_parse_bad_arguments_are_refused_with_what_is_allowed) {
    refuse(&sample, "-j 0", "--jobs must be an integer from 1 to 1024, not \"0\"", sample_help);
    refuse(&sample, "-j 1025", "--jobs must be an integer from 1 to 1024, not \"1025\"",
           sample_help);
    refuse(&sample, "-j two", "--jobs must be an integer from 1 to 1024, not \"two\"", sample_help);
    refuse(&sample, "-T 0", "--threads must be an integer from 1 to 64, not \"0\"", sample_help);
    refuse(&sample, "--threads 65", "--threads must be an integer from 1 to 64, not \"65\"",
           sample_help);
    refuse(&sample, "--threads 2x", "--threads must be an integer from 1 to 64, not \"2x\"",
           sample_help);
    refuse(&sample, "--seeds 2..1",
           "--seeds must be A..B with 0 <= A <= B <= 9223372036854775807 and at most 100000 seeds, "
           "as in "
           "0..15, not \"2..1\"",
           sample_help);
    refuse(&sample, "--ensembles 1", "sample has no option --ensembles", sample_help);
    refuse(&sample, "--format xml", "--format must be table or tap, not \"xml\"", sample_help);
    refuse(&sample, "--steps 0", "--steps must be an integer from 1 to 2147483647, not \"0\"",
           sample_help);
    refuse(&sample, "--steps 2147483648",
           "--steps must be an integer from 1 to 2147483647, not \"2147483648\"", sample_help);
    refuse(&sample, "--backend mkl", "--backend must be exact or openblas, not \"mkl\"",
           sample_help);
    refuse(&sample, "--set beta",
           "--set must be PATH=VALUE, as in objective.beta=1e-3, not \"beta\"", sample_help);
    refuse(&sample, "--set =1", "--set must be PATH=VALUE, as in objective.beta=1e-3, not \"=1\"",
           sample_help);
    refuse(&sample, "--out _", "--out must be text that is not empty, not \"\"", sample_help);
    refuse(&sample, "--experiments /nowhere/at/all",
           "there is no folder of scenarios: /nowhere/at/all",
           "name it with --experiments or the environment variable KLIMB_EXPERIMENTS");
}
END_TEST

START_TEST(options_parse_65th_override_is_refused) {
    char line[64 * 7 + 8] = "";
    for (int i = 0; i < 64; i++)
        strcat(line, "-s x=1 ");
    accept(&sample, line);
    ck_assert_int_eq(options.override_count, 64);
    strcat(line, "-s y=2");
    refuse(&sample, line, "--set can be given at most 64 times", sample_help);
}
END_TEST

START_TEST(options_parse_unknown_option_suggests_the_nearest_that_is_taken) {
    refuse(&sample, "--bakend exact", "sample has no option --bakend",
           "did you mean --backend? See `klimb sample --help`");
    refuse(&sample, "--bakend=exact", "sample has no option --bakend",
           "did you mean --backend? See `klimb sample --help`");
    refuse(&sample, "--entirely-else", "sample has no option --entirely-else", sample_help);
    refuse(&sample, "-z", "sample has no option -z", sample_help);
    refuse(&sample, "-qz", "sample has no option -z", sample_help);
    /* An option of another command, and a near word that this command does not take either. */
    refuse(&narrow, "--reason x", "narrow has no option --reason", "see `klimb narrow --help`");
    refuse(&narrow, "-r x", "narrow has no option --reason", "see `klimb narrow --help`");
    refuse(&narrow, "--qiet", "narrow has no option --qiet",
           "did you mean --quiet? See `klimb narrow --help`");
    refuse(&narrow, "--yess", "narrow has no option --yess", "see `klimb narrow --help`");
}
END_TEST

START_TEST(options_parse_missing_or_needless_argument_is_refused) {
    refuse(&sample, "--seed", "--seed needs an argument: N", sample_help);
    refuse(&sample, "-N", "--seeds needs an argument: A..B", sample_help);
    refuse(&sample, "--quiet=1", "--quiet takes no argument", sample_help);
}
END_TEST

START_TEST(options_parse_number_of_names_is_checked) {
    accept(&sample, "a b c");
    accept(&single, "");
    accept(&single, "a");
    accept(&needy, "a b");
    refuse(&narrow, "-q a", "narrow takes no argument; got \"a\"", "see `klimb narrow --help`");
    refuse(&single, "a b", "single takes one argument at most; got \"b\" as well",
           "see `klimb single --help`");
    refuse(&needy, "-k", "needy needs an argument: SCENARIO...", "see `klimb needy --help`");
}
END_TEST

START_TEST(options_parse_help_excuses_missing_names) {
    accept(&needy, "--help");
    ck_assert(options.help);
    accept(&narrow, "-h");
    ck_assert(options.help);
}
END_TEST

START_TEST(options_parse_simd_comes_from_the_environment) {
    setenv("KLIMB_SIMD", "scalar", 1);
    accept(&sample, "");
    ck_assert_str_eq(options.simd, "scalar");
    setenv("KLIMB_SIMD", "", 1);
    accept(&sample, "");
    ck_assert_ptr_null(options.simd);
}
END_TEST

START_TEST(options_parse_folders_go_by_option_then_environment_then_place) {
    char scratch[FILE_PATH_MAX];
    temp_folder_make(scratch);
    ck_assert_int_eq(chdir(scratch), 0);
    unsetenv("KLIMB_EXPERIMENTS");
    unsetenv("KLIMB_EXPECTED");
    ck_assert_int_eq(mkdir("experiments", 0755), 0);
    ck_assert_int_eq(mkdir("mine", 0755), 0);
    accept(&sample, "");
    ck_assert_str_eq(options.experiments, "experiments");
    /* Not there yet, but not the installed one either: these are other scenarios. */
    ck_assert_str_eq(options.expected, "expected");
    setenv("KLIMB_EXPERIMENTS", "theirs", 1);
    setenv("KLIMB_EXPECTED", "theirs-too", 1);
    refuse(&sample, "", "there is no folder of scenarios: theirs",
           "name it with --experiments or the environment variable KLIMB_EXPERIMENTS");
    accept(&narrow, ""); /* it reads no scenarios */
    ck_assert_int_eq(mkdir("theirs", 0755), 0);
    refuse(&sample, "", "--expected is \"theirs-too\": there is no such folder", "");
    ck_assert_int_eq(mkdir("theirs-too", 0755), 0);
    accept(&sample, "");
    ck_assert_str_eq(options.experiments, "theirs");
    ck_assert_str_eq(options.expected, "theirs-too");
    ck_assert_int_eq(mkdir("new", 0755), 0);
    accept(&sample, "--experiments mine --expected new");
    ck_assert_str_eq(options.experiments, "mine");
    ck_assert_str_eq(options.expected, "new");
    temp_folder_remove(scratch);
}
END_TEST

START_TEST(options_print_help_shows_usage_details_and_accepted_options) {
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    options_print_help(out, &narrow);
    options_print_help(out, &sample);
    fclose(out);
    ck_assert_int_eq(strncmp(text, "usage: klimb narrow [OPTION...]\n", 32), 0);
    ck_assert_ptr_nonnull(strstr(text, "  -q, --quiet  show no progress\n"
                                       "  -h, --help   show this\n"));
    ck_assert_ptr_nonnull(
        strstr(text, "usage: klimb sample [OPTION...] [SCENARIO...]\n\nDetails."));
    ck_assert_ptr_nonnull(strstr(text, "  -j, --jobs N "));
    ck_assert_ptr_nonnull(strstr(text, "output format: table or tap (default: table)"));
    ck_assert_ptr_null(strstr(text, "--keys"));
    free(text);
}
END_TEST

START_TEST(command_find_unknown_name_suggests_the_nearest) {
    const struct command *found = NULL;
    ck_assert_int_eq(command_find(&found, few, "narrow", &error), STATUS_OK);
    ck_assert_ptr_eq(found, &narrow);
    ck_assert_int_eq(command_find(&found, few, "narow", &error), STATUS_INVALID);
    ck_assert_str_eq(error.message, "there is no command \"narow\"");
    ck_assert_str_eq(error.hint, "did you mean `klimb narrow`?");
    ck_assert_int_eq(command_find(&found, few, "-j", &error), STATUS_INVALID);
    ck_assert_str_eq(error.hint, "`klimb help` lists the commands");
}
END_TEST

static Suite *options_suite(void) {
    Suite *suite = suite_create("options");
    TCase *parsing = tcase_create("parsing");
    tcase_add_test(parsing, options_parse_nothing_gives_defaults);
    tcase_add_test(parsing, options_parse_long_names_and_letters_mean_the_same);
    tcase_add_test(parsing, options_parse_workers_share_the_cores_with_their_threads);
    tcase_add_test(parsing, options_parse_seeds_both_ends_are_included);
    tcase_add_test(parsing, options_parse_bad_seeds_are_refused);
    tcase_add_test(parsing, options_parse_bad_arguments_are_refused_with_what_is_allowed);
    tcase_add_test(parsing, options_parse_65th_override_is_refused);
    tcase_add_test(parsing, options_parse_unknown_option_suggests_the_nearest_that_is_taken);
    tcase_add_test(parsing, options_parse_missing_or_needless_argument_is_refused);
    tcase_add_test(parsing, options_parse_number_of_names_is_checked);
    tcase_add_test(parsing, options_parse_help_excuses_missing_names);
    tcase_add_test(parsing, options_parse_simd_comes_from_the_environment);
    tcase_add_test(parsing, options_parse_folders_go_by_option_then_environment_then_place);
    suite_add_tcase(suite, parsing);
    TCase *help = tcase_create("help");
    tcase_add_test(help, options_print_help_shows_usage_details_and_accepted_options);
    tcase_add_test(help, command_find_unknown_name_suggests_the_nearest);
    suite_add_tcase(suite, help);
    return suite;
}

TEST_MAIN(options_suite)
