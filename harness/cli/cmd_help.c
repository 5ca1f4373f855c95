#include <string.h>

#include "base/text.h"
#include "cli/help/topics.h"
#include "cli/options/options.h"
#include "cli/shells/completion.h"
#include "cli/shells/manual.h"

static void print_commands(const struct command *const *all) {
    struct text_table *table = text_table_new(2, (const char *const[]){"Commands:", ""});
    for (size_t i = 0; all[i] != NULL; i++) {
        char name[32];
        snprintf(name, sizeof name, "  %s", all[i]->name);
        text_table_add(table, (const char *const[]){name, all[i]->summary});
    }
    text_table_print(table, stdout, TOPIC_WIDTH);
    text_table_free(table);
}

static void print_topics(void) {
    struct text_table *table = text_table_new(2, (const char *const[]){"Topics:", ""});
    for (const struct topic *topic = topics; topic->name != NULL; topic++) {
        char name[32];
        snprintf(name, sizeof name, "  %s", topic->name);
        text_table_add(table, (const char *const[]){name, topic->summary});
    }
    text_table_print(table, stdout, TOPIC_WIDTH);
    text_table_free(table);
}

static void print_overview(const struct options *options) {
    puts("klimb - golden-curve regression testing for the training dynamics of VAEs\n"
         "\n"
         "Trains seeded variational autoencoders, and checks that reconstruction, KL and\n"
         "the rest move as theory and the golden curves say. Is \"KL up, reconstruction\n"
         "down\" normal? `klimb list learning` begins to answer.\n"
         "\n"
         "usage: klimb COMMAND [OPTION...] [ARGUMENT...]\n");
    print_commands(options->commands);
    putchar('\n');
    print_topics();
    puts("\n"
         "Examples:\n"
         "  klimb run learning/healthy    train one scenario and see where it ends\n"
         "  klimb check                   every scenario against claims and golden curves\n"
         "  klimb help check              all about one command\n"
         "  klimb help claims             all about one topic\n");
    topic_print_exit_codes(stdout);
}

/* Adds the command or topic with the nearest name to an error. */
static void suggest(struct error *error, const struct options *options) {
    const char *names[48] = {NULL};
    size_t count = 0, room = sizeof names / sizeof *names - 1;
    for (size_t i = 0; options->commands[i] != NULL && count < room; i++)
        names[count++] = options->commands[i]->name;
    for (const struct topic *topic = topics; topic->name != NULL && count < room; topic++)
        names[count++] = topic->name;
    const char *nearest = text_nearest(options->names[0], names);
    if (nearest != NULL)
        klimb_error_hint(error, "did you mean `klimb help %s`?", nearest);
    else
        klimb_error_hint(error, "`klimb help` lists them");
}

/* What a name on the command line means: at most one of the two is not NULL; neither without a
 * name. */
struct subject {
    const struct command *command;
    const struct topic *topic;
};

static enum status find_subject(struct subject *subject, const struct options *options,
                                struct error *error) {
    *subject = (struct subject){0};
    if (options->name_count == 0)
        return STATUS_OK;
    subject->topic = topic_find(options->names[0]);
    if (subject->topic != NULL ||
        command_find(&subject->command, options->commands, options->names[0], NULL) == STATUS_OK)
        return STATUS_OK;
    klimb_error_set(error, STATUS_INVALID, "there is no command or topic \"%s\"",
                    options->names[0]);
    suggest(error, options);
    return STATUS_INVALID;
}

static void print_help(const struct subject *subject, const struct options *options) {
    if (subject->topic != NULL)
        subject->topic->print(stdout);
    else if (subject->command != NULL)
        options_print_help(stdout, subject->command);
    else
        print_overview(options);
}

static void add_manual(struct text *text, const struct subject *subject,
                       const struct options *options) {
    if (subject->topic != NULL)
        manual_add_topic(text, subject->topic);
    else if (subject->command != NULL)
        manual_add_command(text, subject->command);
    else
        manual_add_overview(text, options->commands);
}

typedef void add_completion(struct text *text, const struct command *const *all);

static const char *const formats[] = {"text", "man", "bash", "zsh", "fish", NULL};
static add_completion *const completions[] = {NULL, NULL, completion_add_bash, completion_add_zsh,
                                              completion_add_fish};

/* The index of the format, which options_parse has checked. */
static long format_of(const struct options *options) {
    long format = 0;
    while (options->format != NULL && strcmp(formats[format], options->format) != 0)
        format++;
    return format;
}

static int run_help(const struct options *options) {
    struct error error = {0};
    struct subject subject;
    struct text text = {0};
    long format = format_of(options);
    enum status status = find_subject(&subject, options, &error);
    if (status == STATUS_OK && completions[format] != NULL && options->name_count > 0)
        status = klimb_error_set(&error, STATUS_INVALID,
                                 "a completion is for all commands: --format %s takes no name",
                                 formats[format]);
    if (status != STATUS_OK)
        return options_fail(&error);
    if (format == 0) {
        print_help(&subject, options);
        return EXIT_PASS;
    }
    if (completions[format] != NULL)
        completions[format](&text, options->commands);
    else
        add_manual(&text, &subject, options);
    text_print(stdout, &text);
    return EXIT_PASS;
}

const struct command command_help = {
    .name = "help",
    .arguments = "[COMMAND|TOPIC]",
    .summary = "this overview, or all about one command or topic",
    .details = "`klimb help COMMAND` says the same as `klimb COMMAND --help`. `klimb help`\n"
               "lists the commands and topics. --format man writes a manual page, and bash, zsh\n"
               "and fish a script that completes commands, options and scenarios in that shell;\n"
               "`make install` puts both in their places.\n"
               "\n"
               "  klimb help\n"
               "  klimb help check\n"
               "  klimb help verdicts\n"
               "  klimb help --format man check | man -l -\n"
               "  . <(klimb help --format bash)",
    .accepts = "f",
    .run = run_help,
    .formats = formats,
};
