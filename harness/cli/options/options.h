/* options.h -- the command line of a command, read and checked.
 *
 *     struct options options;
 *     if (options_parse(&options, &command_check, argc, argv, &error) != STATUS_OK)
 *         return options_fail(&error);
 */
#ifndef KLIMB_OPTIONS_H
#define KLIMB_OPTIONS_H

#include <stdio.h>

#include "base/file.h"
#include "cli/options/command.h"
#include "cli/options/options_use.h"
#include "engine/engine.h"
#include "log/log.h"
#include "numerics/backend.h"

enum { OPTIONS_LIST_MAX = 64 };

/* Folders unpacked from this program; empty until chosen. */
struct options_unpacked {
    char experiments[FILE_PATH_MAX], expected[FILE_PATH_MAX], reports[FILE_PATH_MAX];
};

struct options {
    const char *experiments, *expected, *reports;
    struct options_unpacked unpacked; /* what the three may point to, also in a copy */
    const char *given_experiments, *given_expected; /* NULL: not given on the command line */
    const char *out;                                /* NULL: not given, see options_records */
    const char *overrides[OPTIONS_LIST_MAX];
    long override_count;
    long seed_first, seed_count; /* count 0: not given */
    long steps;                  /* 0: not given */
    long ensembles;              /* 0: not given */
    long group_runs;             /* 0: not given */
    double level;                /* 0: not given */
    double verify;               /* share of runs to make again; 0: not given */
    int against_golden;
    int workers, threads;
    enum backend_kind backend;
    const char *simd; /* environment KLIMB_SIMD */
    const char *reason;
    const char *format; /* one of command->formats; NULL: not given */
    const char *output; /* file for the format, NULL for standard output */
    struct {
        const char *junit, *markdown, *json;
    } also;                       /* further files that check writes; NULL: not given */
    const char *title;            /* of a report, NULL: not given */
    const char *records;          /* folder of finished runs, NULL: not given */
    const char *bench;            /* a table of make bench, NULL: not given */
    const char *sweeps;           /* folder of finished studies, NULL: not given */
    const char *logs;             /* first log for check to judge, NULL: not given */
    const char *changed_since;    /* a commit, NULL: not given */
    const char *history;          /* file of the history of checks, NULL: not given */
    long last;                    /* number of checks, 0: not given */
    const char *stop_on;          /* states of diagnose that end --follow, NULL: not given */
    const char *plot;             /* file of a figure of diagnose, NULL: not given */
    const char *explain;          /* a state of diagnose, NULL: not given */
    const char *pending;          /* NULL: not given, see options_pending */
    const char *from;             /* pending folder for bless, NULL: not given */
    const char *segment;          /* log.segment as given, NULL: not given */
    struct log_options log;       /* how logs of other programs are read */
    struct engine_options engine; /* how runs are made */
    const char *engine_option[OPTIONS_LIST_MAX]; /* [engine.passed_count] */
    int dry_run, artefacts;
    int allow_drift, allow_shift, quiet, yes, all, reseal, strict, keys, curve, final, pairs, power,
        certificate, follow, missing, list, no_pending, complete, accept, reject, help;
    const char *const *names; /* positional arguments */
    long name_count;
    const struct command *const *commands; /* all commands, for help; set by the caller */
};

/* options_parse -- read a command line from the subcommand on: argv[0] is its name. Fills in every
 * default, reads the environment and, unless options->help is set, checks the number of names
 * against command->arguments, the format against command->formats and, for a command that takes -e,
 * that the folder of scenarios exists. Reorders argv, which must outlive options. STATUS_INVALID
 * names the option and the nearest one that the command takes. */
enum status options_parse(struct options *options, const struct command *command, int argc,
                          char **argv, struct error *error) MUST_CHECK;

/* options_print_help -- print the usage of a command with its options. */
void options_print_help(FILE *out, const struct command *command);

/* command_find -- the command of this name among `all`, NULL-terminated. STATUS_INVALID suggests
 * the nearest. */
enum status command_find(const struct command **command, const struct command *const *all,
                         const char *name, struct error *error) MUST_CHECK;

/* options_version -- klimb's version: "0.1.0". */
const char *options_version(void);

#endif
