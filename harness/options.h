/* options.h -- the command line: one table of options for all subcommands, one of subcommands.
 */
#ifndef KLIMB_OPTIONS_H
#define KLIMB_OPTIONS_H

#include "check.h"
#include "report.h"

enum { OPTIONS_LIST_MAX = 64 };

/* Exit codes of DESIGN.md */
enum { EXIT_PASS = 0, EXIT_FAIL = 1, EXIT_USAGE = 2, EXIT_BROKEN = 3, EXIT_UNBLESSED = 4 };

struct options {
    const char *experiments, *expected, *out, *reports;
    const char *overrides[OPTIONS_LIST_MAX];
    long override_count;
    long seed_first, seed_count; /* count 0: not given */
    int workers;
    enum backend_kind backend;
    const char *simd;            /* environment KLIMB_SIMD */
    const char *reason;
    const char *format;          /* table, tap, junit */
    const char *output;          /* file for the format, NULL for standard output */
    int allow_drift, quiet, yes, all;
    const char *const *names;    /* positional arguments */
    long name_count;
};

struct command {
    const char *name;
    const char *arguments; /* "SCENARIO..." */
    const char *summary;   /* one line for `klimb help` */
    const char *details;   /* a few paragraphs with examples for `klimb <command> --help` */
    const char *accepts;   /* short names of the options it takes, as in the option table */
    int (*run)(const struct options *options);
};

extern const struct command *const commands[]; /* NULL-terminated, in the order of help */

/* options_parse -- argv behind the subcommand. STATUS_INVALID names the option and the nearest one.
 * *help is set when --help was given. */
enum status options_parse(struct options *options, int *help, const struct command *command,
                          int argc, char **argv, struct error *error) MUST_CHECK;

/* options_print_help -- usage of one command with its options. */
void options_print_help(FILE *out, const struct command *command);

#endif
