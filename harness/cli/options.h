/* options.h -- the command line: one table of options for all subcommands, one of subcommands.
 *
 * A command is a struct command in its cmd_<name>.c. It writes what it was asked for to standard
 * output and everything else to standard error, and returns an exit code.
 */
#ifndef KLIMB_OPTIONS_H
#define KLIMB_OPTIONS_H

#include "check/check.h"
#include "report/report.h"

enum { OPTIONS_LIST_MAX = 64 };

/* Exit codes of DESIGN.md */
enum { EXIT_PASS = 0, EXIT_FAIL = 1, EXIT_USAGE = 2, EXIT_BROKEN = 3, EXIT_UNBLESSED = 4 };

struct options {
    const char *experiments, *expected, *reports;
    const char *out; /* NULL: not given, see options_records */
    const char *overrides[OPTIONS_LIST_MAX];
    long override_count;
    long seed_first, seed_count; /* count 0: not given */
    long steps;                  /* 0: not given */
    long ensembles;              /* 0: not given */
    int workers, threads;
    enum backend_kind backend;
    const char *simd; /* environment KLIMB_SIMD */
    const char *reason;
    const char *format; /* NULL: not given */
    const char *output; /* file for the format, NULL for standard output */
    const char *title;  /* of a report, NULL: not given */
    const char *bench;  /* a table of make bench, NULL: not given */
    int allow_drift, quiet, yes, all, reseal, strict, keys, curve, help;
    const char *const *names; /* positional arguments */
    long name_count;
};

/* X(letter, name, argument or NULL, parser in options.c, field of struct options, meaning) */
#define OPTION_TABLE(X)                                                                            \
    X('e', "experiments", "DIR", parse_text, experiments,                                          \
      "scenarios (default: $KLIMB_EXPERIMENTS, ./experiments, or the installed ones)")             \
    X('g', "expected", "DIR", parse_text, expected,                                                \
      "golden curves (default: $KLIMB_EXPECTED, ./expected, or the installed ones)")               \
    X('t', "reports", "DIR", parse_text, reports,                                                  \
      "templates of the report (default: $KLIMB_REPORTS, ./reports, or the installed ones)")       \
    X('o', "out", "DIR", parse_text, out,                                                          \
      "where records go (default: build/runs), or the new folder of an export")                    \
    X('s', "set", "PATH=VALUE", parse_override, overrides,                                         \
      "override a value of the scenarios, as in objective.beta=1e-3; repeatable")                  \
    X('n', "seed", "N", parse_seed, seed_first, "one seed alone")                                  \
    X('N', "seeds", "A..B", parse_seeds, seed_first, "the seeds from A to B, both included")       \
    X('S', "steps", "N", parse_steps, steps, "how many steps, from the first")                     \
    X('E', "ensembles", "N", parse_ensembles, ensembles,                                           \
      "how many fresh ensembles of each scenario and backend (default 20)")                        \
    X('j', "jobs", "N", parse_workers, workers,                                                    \
      "processes at once (default: the cores online, divided by --threads); no result depends on " \
      "it")                                                                                        \
    X('T', "threads", "N", parse_threads, threads,                                                 \
      "threads in each run (default 1); no result depends on it, and only large models gain")      \
    X('b', "backend", "NAME", parse_backend, backend,                                              \
      "matrix products by exact (default: the same bits everywhere) or openblas")                  \
    X('r', "reason", "TEXT", parse_text, reason, "why these curves are right; kept with them")     \
    X('f', "format", "NAME", parse_text, format,                                                   \
      "check: table, tap, junit, csv or markdown; report: html or markdown; plot: svg, png or "    \
      "pdf "                                                                                       \
      "(default: the first)")                                                                      \
    X('O', "output", "PATH", parse_text, output,                                                   \
      "write to this file (check, plot) or folder (report)")                                       \
    X('l', "title", "TEXT", parse_text, title, "what the report is called")                        \
    X('B', "bench", "FILE", parse_text, bench,                                                     \
      "show this table of make bench (default: build/bench/bench.csv, if it is there)")            \
    X('d', "allow-drift", NULL, parse_flag, allow_drift, "let DRIFT count as PASS")                \
    X('q', "quiet", NULL, parse_flag, quiet, "show no progress")                                   \
    X('y', "yes", NULL, parse_flag, yes, "do not ask before writing")                              \
    X('a', "all", NULL, parse_flag, all, "every scenario")                                         \
    X('R', "reseal", NULL, parse_flag, reseal, "seal goldens of klimb 0.1, which have none")       \
    X('X', "strict", NULL, parse_flag, strict, "refuse goldens without a scenario")                \
    X('k', "keys", NULL, parse_flag, keys, "the keys a scenario may have, with range and default") \
    X('c', "curve", NULL, parse_flag, curve, "the whole curve as CSV")                             \
    X('h', "help", NULL, parse_flag, help, "show this")

struct command {
    const char *name;
    const char *arguments; /* "" none, "[COMMAND]" at most one, "SCENARIO..." any but none,
                            * "[SCENARIO...]" any; what it holds is checked before run is called */
    const char *summary;   /* one line for `klimb help` */
    const char *details;   /* a few paragraphs with examples for `klimb <command> --help` */
    const char *accepts;   /* letters of its options, in the order of its help; h is implied */
    int (*run)(const struct options *options); /* returns an exit code */
};

extern const struct command command_list, command_show, command_run, command_check, command_bless,
    command_report, command_plot, command_calibrate, command_theory, command_export, command_info,
    command_help;
extern const struct command *const commands[]; /* NULL-terminated, in the order of help */

/* command_find -- the command of this name. STATUS_INVALID suggests the nearest. */
enum status command_find(const struct command **command, const char *name,
                         struct error *error) MUST_CHECK;

/* options_parse -- read a command line from the subcommand on: argv[0] is its name. Fills in every
 * default, reads the environment, and unless options->help is set checks the number of names
 * against command->arguments and, for a command that takes -e, that there is a folder of scenarios.
 * Reorders argv, which has to outlive options. STATUS_INVALID names the option and the nearest one
 * that the command takes. */
enum status options_parse(struct options *options, const struct command *command, int argc,
                          char **argv, struct error *error) MUST_CHECK;

/* options_records -- the folder of records: the one given, or build/runs. */
const char *options_records(const struct options *options);

/* options_for_check -- the part of the options that check_run wants. */
struct check_options options_for_check(const struct options *options);

/* options_need_names -- for a command that does something to scenarios and must not do it to all of
 * them by accident. STATUS_INVALID without names and --all, and with both. */
enum status options_need_names(const struct options *options, const char *verb,
                               struct error *error) MUST_CHECK;

/* options_add_orphans -- name goldens without a scenario, where all scenarios were asked for. Returns `code`,
 * or EXIT_FAIL instead of EXIT_PASS with --strict. */
int options_add_orphans(const struct options *options, int code, struct error *error);

/* options_fail -- print an error to standard error and return the exit code for its status:
 * EXIT_USAGE for what the user wrote (INVALID, FORMAT), EXIT_BROKEN for what the system refused. */
int options_fail(const struct error *error);

/* options_print_help -- usage of one command with its options. */
void options_print_help(FILE *out, const struct command *command);

/* options_version -- of klimb, as "0.1.0". */
const char *options_version(void);

#endif
