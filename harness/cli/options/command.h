/* command.h -- a command of klimb.
 *
 * A command is a struct command in its cmd_<name>.c. It writes its results to standard output and
 * everything else to standard error, and returns an exit code of exit_codes.h.
 */
#ifndef KLIMB_COMMAND_H
#define KLIMB_COMMAND_H

#include "cli/help/exit_codes.h"

struct options;

struct command {
    const char *name;
    /* "" none, "[COMMAND]" at most one, "SCENARIO..." one or more, "[SCENARIO...]" any number;
     * checked before run is called */
    const char *arguments;
    const char *summary; /* one line for `klimb help` */
    const char *details; /* a few paragraphs with examples for `klimb <command> --help` */
    const char *accepts; /* letters of its options, in the order of its help; h is implied.
                            * option_row.letter has those of options without a short form */
    int (*run)(const struct options *options); /* returns an exit code */
    const char *const *formats; /* what --format may be, NULL-terminated, the default first */
    int names_figure;           /* the first argument is the name of a figure */
    int takes_records;          /* the others may be records instead of scenarios */
    int creates_expected;       /* the folder of --expected need not exist yet */
    int shows_folders;          /* it reports folders that it has no options for */
};

#endif
