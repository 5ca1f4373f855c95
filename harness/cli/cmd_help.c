#include "base/text.h"
#include "cli/help/topics.h"
#include "cli/options.h"

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
         "  klimb run healthy             train one scenario and see where it ends\n"
         "  klimb check                   every scenario against claims and golden curves\n"
         "  klimb help check              all about one command\n"
         "  klimb help claims             all about one topic\n");
    topic_print_exit_codes(stdout);
}

/* Add to an error the command or topic whose name is nearest. */
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

static int run_help(const struct options *options) {
    struct error error = {0};
    const struct command *command;
    if (options->name_count == 0) {
        print_overview(options);
        return EXIT_PASS;
    }
    const struct topic *topic = topic_find(options->names[0]);
    if (topic != NULL) {
        topic->print(stdout);
        return EXIT_PASS;
    }
    if (command_find(&command, options->commands, options->names[0], NULL) != STATUS_OK) {
        klimb_error_set(&error, STATUS_INVALID, "there is no command or topic \"%s\"",
                        options->names[0]);
        suggest(&error, options);
        return options_fail(&error);
    }
    options_print_help(stdout, command);
    return EXIT_PASS;
}

const struct command command_help = {
    .name = "help",
    .arguments = "[COMMAND|TOPIC]",
    .summary = "this overview, or all about one command or topic",
    .details = "`klimb help COMMAND` says the same as `klimb COMMAND --help`. `klimb help`\n"
               "lists the commands and topics.\n"
               "\n"
               "  klimb help\n"
               "  klimb help check\n"
               "  klimb help verdicts",
    .accepts = "",
    .run = run_help,
};
