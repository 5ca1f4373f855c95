/* options.h -- the command line: one table of options for all subcommands, one of subcommands.
 *
 * A command is a struct command in its cmd_<name>.c. It writes what it was asked for to standard
 * output and everything else to standard error, and returns an exit code.
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
    int allow_drift, quiet, yes, all, keys;
    const char *const *names;    /* positional arguments */
    long name_count;
};

/* X(letter, name, argument or NULL, parser in options.c, field of struct options, meaning) */
#define OPTION_TABLE(X)                                                                            \
    X('e', "experiments", "DIR", parse_text, experiments,                                          \
      "folder of scenarios ($KLIMB_EXPERIMENTS, else ./experiments, else the installed one)")      \
    X('g', "expected", "DIR", parse_text, expected,                                                \
      "folder of golden curves ($KLIMB_EXPECTED, else ./expected, else the installed one)")        \
    X('t', "reports", "DIR", parse_text, reports,                                                  \
      "folder of report templates ($KLIMB_REPORTS, else ./reports, else the installed one)")       \
    X('o', "out", "DIR", parse_text, out, "where records go (default: build/runs)")                \
    X('s', "set", "PATH=VALUE", parse_override, overrides,                                         \
      "override one value of the scenario, as in objective.beta=1e-3; repeatable")                 \
    X('n', "seed", "N", parse_seed, seed_first, "run this seed alone")                             \
    X('N', "seeds", "A..B", parse_seeds, seed_first, "run the seeds from A to B, both included")   \
    X('j', "jobs", "N", parse_workers, workers,                                                    \
      "processes at once (default: the cores online); no result depends on it")                    \
    X('b', "backend", "NAME", parse_backend, backend,                                              \
      "matrix products by: exact (default; the same bits everywhere) or openblas")                 \
    X('r', "reason", "TEXT", parse_text, reason, "why the golden curves are right to change")      \
    X('f', "format", "NAME", parse_format, format, "table (default), tap or junit")                \
    X('O', "output", "FILE", parse_text, output, "write the verdicts here, not to standard output")\
    X('d', "allow-drift", NULL, parse_flag, allow_drift, "let DRIFT count as PASS")                \
    X('q', "quiet", NULL, parse_flag, quiet, "no progress on standard error")                      \
    X('y', "yes", NULL, parse_flag, yes, "do not ask")                                             \
    X('a', "all", NULL, parse_flag, all, "every scenario")                                         \
    X('k', "keys", NULL, parse_flag, keys, "every key a scenario may have, with range and default")\
    X('h', "help", NULL, NULL, names, "say all this")

struct command {
    const char *name;
    const char *arguments; /* "" for none, "SCENARIO..." one or more, "[SCENARIO]" at most one */
    const char *summary;   /* one line for `klimb help` */
    const char *details;   /* a few paragraphs with examples for `klimb <command> --help` */
    const char *accepts;   /* letters of the options it takes, in the order of its help; h is implied */
    int (*run)(const struct options *options); /* returns an exit code */
};

extern const struct command *const commands[]; /* NULL-terminated, in the order of help */

/* options_parse -- argv from the subcommand on: argv[0] is its name. Fills in every default and
 * checks the number of positional arguments against command->arguments. Reorders argv, which has
 * to outlive options. STATUS_INVALID names the option and the nearest one. *help is set, and
 * nothing else is checked, when --help was given. */
enum status options_parse(struct options *options, int *help, const struct command *command,
                          int argc, char **argv, struct error *error) MUST_CHECK;

/* options_fail -- print an error to standard error and return the exit code for its status:
 * EXIT_USAGE for what the user wrote (INVALID, FORMAT), EXIT_BROKEN for what the system refused. */
int options_fail(const struct error *error);

/* options_print_help -- usage of one command with its options. */
void options_print_help(FILE *out, const struct command *command);

#endif
