#include "cli/options/options.h"

#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/options/options_folders.h"
#include "cli/options/options_table.h"

#ifndef KLIMB_VERSION
#define KLIMB_VERSION "unreleased" /* the Makefile gives the number */
#endif

enum { HELP_WIDTH = 80 }; /* if standard output is not a terminal */

/* ---- defaults -------------------------------------------------------------------------------- */

/* Unless a number was given, as many workers as the cores allow with the threads of each. */
static void choose_workers(struct options *options) {
    options->engine.slots = options->workers; /* 0: the engine chooses */
    if (options->workers > 0)
        return;
    long workers = sysconf(_SC_NPROCESSORS_ONLN) / options->threads;
    options->workers = workers < 1                     ? 1
                       : workers > OPTIONS_WORKERS_MAX ? OPTIONS_WORKERS_MAX
                                                       : (int)workers;
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

/* Adds to a usage error where help is. */
static enum status usage_hint(struct error *error, const struct command *command) {
    klimb_error_hint(error, "see `klimb %s --help`", command->name);
    return STATUS_INVALID;
}

/* The error for an option that the command does not take; suggests the nearest one. */
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

/* The error for what getopt_long could not use: it returns '?' or ':' and keeps the letter in optopt. */
static enum status misused_option(const struct command *command, int answer, const char *word,
                                  struct error *error) {
    const struct option_row *row = option_find(optopt);
    char letter[3] = {'-', (char)optopt, '\0'};
    if (row == NULL || (!option_has_letter(row) && strncmp(word, "--", 2) != 0))
        return unknown_option(command, optopt != 0 ? letter : word, error);
    if (answer == ':')
        klimb_error_set(error, STATUS_INVALID, "--%s needs an argument: %s", row->name,
                        row->argument);
    else
        klimb_error_set(error, STATUS_INVALID, "--%s takes no argument", row->name);
    return usage_hint(error, command);
}

/* The error for an argument that an option cannot use. */
static enum status wrong_argument(const struct command *command, const struct option_row *row,
                                  const char *argument, struct error *error) {
    struct text wanted = {0};
    row->kind->add_wanted(&wanted, row);
    klimb_error_set(error, STATUS_INVALID, "--%s must be %s, not \"%s\"", row->name,
                    wanted.failed ? "something else" : wanted.bytes, argument);
    text_free(&wanted);
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
    switch (row->kind->take(options, row, argument)) {
    case OPTION_WRONG:
        return wrong_argument(command, row, argument, error);
    case OPTION_TOO_OFTEN:
        klimb_error_set(error, STATUS_INVALID, "--%s can be given at most %ld times", row->name,
                        row->most);
        return usage_hint(error, command);
    default:
        return STATUS_OK;
    }
}

/* Whether the command takes another option of this name: check and calibrate have different --records. */
static int is_hidden(const struct command *command, const struct option_row *row) {
    for (size_t i = 0; i < OPTION_COUNT && !is_accepted(command, row); i++)
        if (is_accepted(command, &option_table[i]) && strcmp(option_table[i].name, row->name) == 0)
            return 1;
    return 0;
}

/* Translates the option table for getopt_long: letters and long names. The leading colon makes it distinguish a missing
 * argument from an unknown option, and print nothing. */
static void describe_to_getopt(char letters[2 * OPTION_COUNT + 2],
                               struct option names[OPTION_COUNT + 1],
                               const struct command *command) {
    size_t count = 0;
    *letters++ = ':';
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option_row *row = &option_table[i];
        if (!is_hidden(command, row))
            names[count++] = (struct option){row->name, row->argument != NULL, NULL, row->letter};
        if (option_has_letter(row))
            *letters++ = row->letter;
        if (option_has_letter(row) && row->argument != NULL)
            *letters++ = ':';
    }
    *letters = '\0';
    names[count] = (struct option){NULL, 0, NULL, 0};
}

/* Whether command->arguments allows this number of names. */
static enum status check_names(const struct options *options, const struct command *command,
                               struct error *error) {
    const char *arguments = command->arguments;
    int is_optional = arguments[0] == '[' || arguments[0] == '\0';
    long most = strstr(arguments, "...") != NULL ? options->name_count : arguments[0] != '\0';
    if (options->name_count == 0 && !is_optional)
        klimb_error_set(error, STATUS_INVALID, "%s needs an argument: %s", command->name,
                        arguments);
    else if (options->name_count > most)
        klimb_error_set(error, STATUS_INVALID, "%s takes %s; got \"%s\"%s", command->name,
                        most == 0 ? "no argument" : "one argument at most", options->names[most],
                        most == 0 ? "" : " as well");
    else
        return STATUS_OK;
    return usage_hint(error, command);
}

/* Whether the format is one that the command can write. */
static enum status check_format(const struct options *options, const struct command *command,
                                struct error *error) {
    if (options->format == NULL || command->formats == NULL)
        return STATUS_OK;
    struct text wanted = {0};
    for (long i = 0; command->formats[i] != NULL; i++)
        if (strcmp(command->formats[i], options->format) == 0)
            return STATUS_OK;
    text_add_list(&wanted, command->formats, "or");
    klimb_error_set(error, STATUS_INVALID, "--format must be %s, not \"%s\"",
                    wanted.failed ? "another" : wanted.bytes, options->format);
    text_free(&wanted);
    return usage_hint(error, command);
}

/* Refuses seeds together with a group, whose seeds klimb chooses. */
static enum status check_seeds(const struct options *options, const struct command *command,
                               struct error *error) {
    if (options->group_runs == 0 || options->seed_count == 0)
        return STATUS_OK;
    klimb_error_set(error, STATUS_INVALID,
                    "--runs and --seed or --seeds contradict each other: the seeds given are the "
                    "group");
    return usage_hint(error, command);
}

enum status options_parse(struct options *options, const struct command *command, int argc,
                          char **argv, struct error *error) {
    char letters[2 * OPTION_COUNT + 2];
    struct option names[OPTION_COUNT + 1];
    describe_to_getopt(letters, names, command);
    set_defaults(options);
    optind = 0; /* reset getopt_long, which has a state */
    int answer;
    while ((answer = getopt_long(argc, argv, letters, names, NULL)) != -1) {
        enum status status = answer == '?' || answer == ':'
                                 ? misused_option(command, answer, argv[optind - 1], error)
                                 : take_option(options, command, option_find(answer), optarg,
                                               error);
        if (status != STATUS_OK)
            return status;
    }
    options->given_experiments = options->experiments;
    options->given_expected = options->expected;
    struct options_named named = {0};
    enum status status = options_choose_folders(options, &named, command, error);
    if (status != STATUS_OK)
        return status;
    choose_workers(options);
    options->names = (const char *const *)argv + optind;
    options->name_count = argc - optind;
    if (options->help)
        return STATUS_OK;
    status = check_names(options, command, error);
    if (status == STATUS_OK)
        status = check_seeds(options, command, error);
    if (status == STATUS_OK)
        status = check_format(options, command, error);
    return status == STATUS_OK ? options_check_paths(options, command, &named, error) : status;
}

/* ---- help ------------------------------------------------------------------------------------ */

void options_add_meaning(struct text *text, const struct option_row *row,
                         const struct command *command) {
    text_add(text, "%s", row->meaning);
    if (row->letter != 'f' || command->formats == NULL)
        return;
    text_add(text, " ");
    text_add_list(text, command->formats, "or");
    text_add(text, " (default: %s)", command->formats[0]);
}

static void add_help_row(struct text_table *table, const struct option_row *row,
                         const struct command *command) {
    char letter[8] = "    ", label[64];
    struct text meaning = {0};
    options_add_meaning(&meaning, row, command);
    if (option_has_letter(row))
        snprintf(letter, sizeof letter, "-%c, ", row->letter);
    snprintf(label, sizeof label, "  %s--%s%s%s", letter, row->name,
             row->argument != NULL ? " " : "", row->argument != NULL ? row->argument : "");
    text_table_add(table, (const char *const[]){label, meaning.bytes});
    text_free(&meaning);
}

void options_print_help(FILE *out, const struct command *command) {
    int width = text_terminal_width(out);
    fprintf(out, "usage: klimb %s [OPTION...]%s%s\n\n%s\n\n", command->name,
            command->arguments[0] != '\0' ? " " : "", command->arguments, command->details);
    struct text_table *table = text_table_new(2, (const char *const[]){"Options:", ""});
    for (const char *letter = command->accepts; *letter != '\0'; letter++)
        add_help_row(table, option_find(*letter), command);
    add_help_row(table, option_find('h'), command);
    text_table_print(table, out, width > 0 ? width : HELP_WIDTH);
    text_table_free(table);
}

enum status command_find(const struct command **command, const struct command *const *all,
                         const char *name, struct error *error) {
    const char *names[32] = {NULL};
    for (size_t i = 0; all[i] != NULL; i++) {
        if (strcmp(all[i]->name, name) == 0) {
            *command = all[i];
            return STATUS_OK;
        }
        if (i + 1 < sizeof names / sizeof *names)
            names[i] = all[i]->name;
    }
    const char *nearest = text_nearest(name, names);
    klimb_error_set(error, STATUS_INVALID, "there is no command \"%s\"", name);
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
