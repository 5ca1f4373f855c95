#include "cli/options_folders.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "report/report_records.h"

#ifndef KLIMB_VERSION
#define KLIMB_VERSION "unreleased" /* the Makefile gives the number */
#endif

enum {
    WORKERS_MAX = 1024,
    SEED_MAX = 999999999,
    ENSEMBLES_MAX = 10000,
    SEEDS_MAX = 100000, /* runs of one scenario; more is a slip of the finger */
    HELP_WIDTH = 80     /* where there is no terminal to ask */
};

struct option_row;

/* A parser puts the argument of an option into its field. It returns NULL, or what the argument must
 * be when it is not. */
typedef const char *option_parser(struct options *options, const struct option_row *row,
                                  const char *argument);

struct option_row {
    char letter;
    const char *name, *argument;
    option_parser *parse;
    size_t field; /* its offset in struct options */
    const char *meaning;
};

/* ---- parsers --------------------------------------------------------------------------------- */

static const char *parse_text(struct options *options, const struct option_row *row,
                              const char *argument) {
    if (argument[0] == '\0')
        return "text that is not empty";
    memcpy((char *)options + row->field, &argument, sizeof argument);
    return NULL;
}

static const char *parse_flag(struct options *options, const struct option_row *row,
                              const char *argument) {
    (void)argument;
    memcpy((char *)options + row->field, &(int){1}, sizeof(int));
    return NULL;
}

static const char *parse_override(struct options *options, const struct option_row *row,
                                  const char *argument) {
    (void)row;
    const char *equals = strchr(argument, '=');
    if (equals == NULL || equals == argument)
        return "PATH=VALUE, as in objective.beta=1e-3";
    if (options->override_count == OPTIONS_LIST_MAX)
        return "given 64 times at most";
    options->overrides[options->override_count++] = argument;
    return NULL;
}

/* Read digits up to `limit`, and nothing else, as a number from low to high. */
static int read_number(long *out, const char *digits, const char *limit, long low, long high) {
    long value = 0;
    if (digits == limit)
        return 0;
    for (; digits < limit; digits++) {
        if (*digits < '0' || *digits > '9' || value > high)
            return 0;
        value = 10 * value + (*digits - '0');
    }
    *out = value;
    return value >= low && value <= high;
}

/* An integer from 1 to `most`, into an int; `wanted` is these words. */
static const char *parse_count(struct options *options, const struct option_row *row,
                               const char *argument, long most, const char *wanted) {
    long count;
    if (!read_number(&count, argument, strchr(argument, '\0'), 1, most))
        return wanted;
    memcpy((char *)options + row->field, &(int){(int)count}, sizeof(int));
    return NULL;
}

static const char *parse_workers(struct options *options, const struct option_row *row,
                                 const char *argument) {
    return parse_count(options, row, argument, WORKERS_MAX, "an integer from 1 to 1024");
}

static const char *parse_threads(struct options *options, const struct option_row *row,
                                 const char *argument) {
    return parse_count(options, row, argument, THREADS_MAX, "an integer from 1 to 64");
}

static const char *parse_steps(struct options *options, const struct option_row *row,
                               const char *argument) {
    (void)row;
    if (!read_number(&options->steps, argument, strchr(argument, '\0'), 1, INT32_MAX))
        return "an integer from 1 to 2147483647";
    return NULL;
}

static const char *parse_ensembles(struct options *options, const struct option_row *row,
                                   const char *argument) {
    (void)row;
    if (!read_number(&options->ensembles, argument, strchr(argument, '\0'), 1, ENSEMBLES_MAX))
        return "an integer from 1 to 10000";
    return NULL;
}

static const char *parse_seed(struct options *options, const struct option_row *row,
                              const char *argument) {
    (void)row;
    if (!read_number(&options->seed_first, argument, strchr(argument, '\0'), 0, SEED_MAX))
        return "an integer from 0 to 999999999 (several are --seeds A..B)";
    options->seed_count = 1;
    return NULL;
}

static const char *parse_seeds(struct options *options, const struct option_row *row,
                               const char *argument) {
    (void)row;
    long first, last;
    const char *dots = strstr(argument, "..");
    if (dots == NULL || !read_number(&first, argument, dots, 0, SEED_MAX) ||
        !read_number(&last, dots + 2, strchr(dots, '\0'), first, SEED_MAX) ||
        last - first >= SEEDS_MAX)
        return "A..B with 0 <= A <= B <= 999999999 and 100000 seeds at most, as in 0..15";
    options->seed_first = first;
    options->seed_count = last - first + 1;
    return NULL;
}

static const char *parse_backend(struct options *options, const struct option_row *row,
                                 const char *argument) {
    (void)row;
    for (int kind = 0; kind < BACKEND_KINDS; kind++) {
        if (strcmp(argument, klimb_backend_names[kind]) == 0) {
            options->backend = (enum backend_kind)kind;
            return NULL;
        }
    }
    return "exact or openblas";
}

#define OPTION_ROW(letter, name, argument, parse, field, meaning)                                  \
    {letter, name, argument, parse, offsetof(struct options, field), meaning},
static const struct option_row option_table[] = {OPTION_TABLE(OPTION_ROW)};
enum { OPTION_COUNT = sizeof option_table / sizeof *option_table };

/* ---- defaults -------------------------------------------------------------------------------- */

/* As many workers as there are cores for, with the threads of each, unless a number was given. */
static void choose_workers(struct options *options) {
    if (options->workers > 0)
        return;
    long workers = sysconf(_SC_NPROCESSORS_ONLN) / options->threads;
    options->workers = workers < 1 ? 1 : workers > WORKERS_MAX ? WORKERS_MAX : (int)workers;
}

static void set_defaults(struct options *options) {
    *options = (struct options){
        .threads = 1,
        .backend = BACKEND_EXACT,
        .simd = options_environment("KLIMB_SIMD"),
    };
}

/* ---- the command line ------------------------------------------------------------------------ */

static int is_accepted(const struct command *command, const struct option_row *row) {
    return row->letter == 'h' || strchr(command->accepts, row->letter) != NULL;
}

static const struct option_row *find_row(int letter) {
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (option_table[i].letter == letter)
            return &option_table[i];
    return NULL;
}

/* Complete an error of usage by saying where help is. */
static enum status usage_hint(struct error *error, const struct command *command) {
    klimb_error_hint(error, "see `klimb %s --help`", command->name);
    return STATUS_INVALID;
}

/* An option that is none, or none of this command: suggest the nearest that is. */
static enum status unknown_option(const struct command *command, const char *word,
                                  struct error *error) {
    const char *names[OPTION_COUNT + 1] = {NULL};
    size_t count = 0, length = strcspn(word, "=");
    char name[64];
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (is_accepted(command, &option_table[i]))
            names[count++] = option_table[i].name;
    snprintf(name, sizeof name, "%.*s", length > 60 ? 60 : (int)length, word);
    const char *nearest = strncmp(name, "--", 2) == 0 ? text_nearest(name + 2, names) : NULL;
    klimb_error_set(error, STATUS_INVALID, "%s has no option %s", command->name, name);
    if (nearest == NULL)
        return usage_hint(error, command);
    klimb_error_hint(error, "did you mean --%s? See `klimb %s --help`", nearest, command->name);
    return STATUS_INVALID;
}

/* What getopt_long could not use: it answers '?' or ':' and keeps the letter in optopt. */
static enum status misused_option(const struct command *command, int answer, const char *word,
                                  struct error *error) {
    const struct option_row *row = find_row(optopt);
    char letter[3] = {'-', (char)optopt, '\0'};
    if (row == NULL)
        return unknown_option(command, optopt != 0 ? letter : word, error);
    if (answer == ':')
        klimb_error_set(error, STATUS_INVALID, "--%s needs an argument: %s", row->name,
                        row->argument);
    else
        klimb_error_set(error, STATUS_INVALID, "--%s takes no argument", row->name);
    return usage_hint(error, command);
}

static enum status take_option(struct options *options, const struct command *command,
                               const struct option_row *row, const char *argument,
                               struct error *error) {
    if (!is_accepted(command, row)) {
        char word[64];
        snprintf(word, sizeof word, "--%s", row->name);
        return unknown_option(command, word, error);
    }
    const char *wanted = row->parse(options, row, argument);
    if (wanted == NULL)
        return STATUS_OK;
    klimb_error_set(error, STATUS_INVALID, "--%s must be %s, not \"%s\"", row->name, wanted,
                    argument);
    return usage_hint(error, command);
}

/* Write the option table in getopt_long's two languages: letters and long names. The leading colon
 * makes it tell a missing argument from an unknown option, and keep its messages to itself. */
static void describe_to_getopt(char letters[2 * OPTION_COUNT + 2],
                               struct option names[OPTION_COUNT + 1]) {
    *letters++ = ':';
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option_row *row = &option_table[i];
        names[i] = (struct option){row->name, row->argument != NULL, NULL, row->letter};
        *letters++ = row->letter;
        if (row->argument != NULL)
            *letters++ = ':';
    }
    *letters = '\0';
    names[OPTION_COUNT] = (struct option){NULL, 0, NULL, 0};
}

/* Whether as many names were given as command->arguments allows. */
static enum status check_names(const struct options *options, const struct command *command,
                               struct error *error) {
    const char *arguments = command->arguments;
    int is_optional = arguments[0] == '[' || arguments[0] == '\0';
    long most = strstr(arguments, "...") != NULL ? options->name_count : arguments[0] != '\0';
    if (options->name_count == 0 && !is_optional)
        klimb_error_set(error, STATUS_INVALID, "%s needs an argument: %s", command->name,
                        arguments);
    else if (options->name_count > most)
        klimb_error_set(error, STATUS_INVALID, "%s takes no argument \"%s\"", command->name,
                        options->names[most]);
    else
        return STATUS_OK;
    return usage_hint(error, command);
}

enum status options_parse(struct options *options, const struct command *command, int argc,
                          char **argv, struct error *error) {
    char letters[2 * OPTION_COUNT + 2];
    struct option names[OPTION_COUNT + 1];
    describe_to_getopt(letters, names);
    set_defaults(options);
    optind = 0; /* start anew: getopt_long has a state of its own */
    int answer;
    while ((answer = getopt_long(argc, argv, letters, names, NULL)) != -1) {
        enum status status = answer == '?' || answer == ':'
                                 ? misused_option(command, answer, argv[optind - 1], error)
                                 : take_option(options, command, find_row(answer), optarg, error);
        if (status != STATUS_OK)
            return status;
    }
    const struct options_named named = options_choose_folders(options);
    choose_workers(options);
    options->names = (const char *const *)argv + optind;
    options->name_count = argc - optind;
    if (options->help)
        return STATUS_OK;
    enum status status = check_names(options, command, error);
    return status == STATUS_OK ? options_check_paths(options, command, &named, error) : status;
}

const char *options_records(const struct options *options) {
    return options->out != NULL ? options->out : "build/runs";
}

struct check_options options_for_check(const struct options *options) {
    return (struct check_options){
        .experiments = options->experiments,
        .expected = options->expected,
        .out = options_records(options),
        .names = options->names,
        .name_count = options->name_count,
        .overrides = options->overrides,
        .override_count = options->override_count,
        .backend = options->backend,
        .seeds = options->seed_count > 0 ? CHECK_SEEDS_GIVEN : CHECK_SEEDS_CHECK,
        .seed_first = options->seed_first,
        .seed_count = options->seed_count,
        .runner = {.workers = options->workers,
                   .threads = options->threads,
                   .simd = options->simd,
                   .quiet = options->quiet},
    };
}

enum status options_need_names(const struct options *options, const char *verb,
                               struct error *error) {
    int is_named = options->name_count > 0;
    if (is_named && options->all) {
        klimb_error_set(error, STATUS_INVALID, "--all and the name \"%s\" contradict each other",
                        options->names[0]);
        klimb_error_hint(error, "say one of them");
        return STATUS_INVALID;
    }
    if (is_named || options->all)
        return STATUS_OK;
    klimb_error_set(error, STATUS_INVALID, "name the scenarios or families to %s, or say --all",
                    verb);
    klimb_error_hint(error, "`klimb list` shows what there is");
    return STATUS_INVALID;
}

/* ---- help and errors ------------------------------------------------------------------------- */

int options_fail(const struct error *error) {
    fflush(stdout);
    text_print_error(stderr, error);
    int is_usage = error->status == STATUS_INVALID || error->status == STATUS_FORMAT;
    return is_usage ? EXIT_USAGE : EXIT_BROKEN;
}

static void add_help_row(struct text_table *table, const struct option_row *row) {
    char label[64];
    snprintf(label, sizeof label, "  -%c, --%s%s%s", row->letter, row->name,
             row->argument != NULL ? " " : "", row->argument != NULL ? row->argument : "");
    text_table_add(table, (const char *const[]){label, row->meaning});
}

void options_print_help(FILE *out, const struct command *command) {
    int width = text_terminal_width(out);
    fprintf(out, "usage: klimb %s [OPTION...]%s%s\n\n%s\n\n", command->name,
            command->arguments[0] != '\0' ? " " : "", command->arguments, command->details);
    struct text_table *table = text_table_new(2, (const char *const[]){"Options:", ""});
    for (const char *letter = command->accepts; *letter != '\0'; letter++)
        add_help_row(table, find_row(*letter));
    add_help_row(table, find_row('h'));
    text_table_print(table, out, width > 0 ? width : HELP_WIDTH);
    text_table_free(table);
}

enum status command_find(const struct command **command, const char *name, struct error *error) {
    const char *names[32] = {NULL};
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            *command = commands[i];
            return STATUS_OK;
        }
        if (i + 1 < sizeof names / sizeof *names)
            names[i] = commands[i]->name;
    }
    const char *nearest = text_nearest(name, names);
    klimb_error_set(error, STATUS_INVALID, "no command \"%s\"", name);
    if (nearest == NULL) {
        klimb_error_hint(error, "`klimb help` lists the commands");
        return STATUS_INVALID;
    }
    klimb_error_hint(error, "did you mean `klimb %s`?", nearest);
    return STATUS_INVALID;
}

const char *options_version(void) {
    return KLIMB_VERSION;
}
