#include "base/text.h"
#include "cli/options.h"

static void print_overview(void) {
    puts("klimb - golden-curve regression testing for the training dynamics of VAEs\n"
         "\n"
         "Trains seeded variational autoencoders, and checks that reconstruction, KL and the\n"
         "rest move as theory and the golden curves say. Is \"KL up, reconstruction down\"\n"
         "normal? `klimb list learning` begins to answer.\n"
         "\n"
         "usage: klimb COMMAND [OPTION...] [ARGUMENT...]\n");
    struct text_table *table = text_table_new(2, (const char *const[]){"Commands:", ""});
    for (size_t i = 0; commands[i] != NULL; i++) {
        char name[32];
        snprintf(name, sizeof name, "  %s", commands[i]->name);
        text_table_add(table, (const char *const[]){name, commands[i]->summary});
    }
    text_table_print(table, stdout, 0);
    text_table_free(table);
    puts("\n"
         "Examples:\n"
         "  klimb run healthy             train one scenario and see where it ends\n"
         "  klimb check                   every scenario against claims and golden curves\n"
         "  klimb help check              all about one command\n"
         "\n"
         "Exit codes: 0 pass; 1 FAIL or DRIFT; 2 wrong usage or scenario; 3 something broke;\n"
         "4 no golden curves, or of a scenario that has changed since.");
}

static int run_help(const struct options *options) {
    struct error error = {0};
    const struct command *command;
    if (options->name_count == 0) {
        print_overview();
        return EXIT_PASS;
    }
    if (command_find(&command, options->names[0], &error) != STATUS_OK)
        return options_fail(&error);
    options_print_help(stdout, command);
    return EXIT_PASS;
}

const struct command command_help = {
    .name = "help",
    .arguments = "[COMMAND]",
    .summary = "this overview, or all about one command",
    .details = "`klimb help COMMAND` says the same as `klimb COMMAND --help`.\n"
               "\n"
               "  klimb help\n"
               "  klimb help check",
    .accepts = "",
    .run = run_help,
};
