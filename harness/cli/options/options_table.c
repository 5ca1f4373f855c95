#include "cli/options/options_table.h"

#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/setting.h"
#include "base/threads.h"
#include "golden/ensemble.h"

/* A seed is the 64-bit key of the random numbers (numerics/rng.h), and -1 in a `long` is "unknown". */
#define SEED_MAX LONG_MAX
enum {
    ENSEMBLES_MAX = 10000,
    RUNS_MAX = 1000000, /* of a task */
    SEEDS_MAX = 100000  /* runs of one scenario; more is surely a typing error */
};

/* The field of a row. OFFSET has checked its type. */
static void *field_of(struct options *options, const struct option_row *row) {
    return (char *)options + row->offset;
}

/* ---- kinds of arguments ---------------------------------------------------------------------- */

static enum option_answer take_text(struct options *options, const struct option_row *row,
                                    const char *argument) {
    const char **field = field_of(options, row);
    *field = argument;
    return argument[0] != '\0' ? OPTION_TAKEN : OPTION_WRONG;
}

static void want_text(struct text *text, const struct option_row *row) {
    (void)row;
    text_add(text, "text that is not empty");
}

static enum option_answer take_flag(struct options *options, const struct option_row *row,
                                    const char *argument) {
    (void)argument;
    int *field = field_of(options, row);
    *field = 1;
    return OPTION_TAKEN;
}

/* Add an argument to the list of a row, which holds `count` so far. */
static enum option_answer add_to_list(const char **list, long *count, const struct option_row *row,
                                      const char *argument) {
    if (*count == row->most)
        return OPTION_TOO_OFTEN;
    list[(*count)++] = argument;
    return OPTION_TAKEN;
}

/* The field is a list with its length in override_count. */
static enum option_answer take_override(struct options *options, const struct option_row *row,
                                        const char *argument) {
    const char *equals = strchr(argument, '=');
    if (equals == NULL || equals == argument)
        return OPTION_WRONG;
    return add_to_list(field_of(options, row), &options->override_count, row, argument);
}

static void want_override(struct text *text, const struct option_row *row) {
    (void)row;
    text_add(text, "PATH=VALUE, as in objective.beta=1e-3");
}

/* The field is a list with its length in engine.passed_count. */
static enum option_answer take_engine_option(struct options *options, const struct option_row *row,
                                             const char *argument) {
    if (argument[0] != '-' || text_has_controls(argument))
        return OPTION_WRONG;
    return add_to_list(field_of(options, row), &options->engine.passed_count, row, argument);
}

static void want_engine_option(struct text *text, const struct option_row *row) {
    (void)row;
    text_add(text, "an option that begins with -, as --mem=2G");
}

static enum option_answer take_engine(struct options *options, const struct option_row *row,
                                      const char *argument) {
    enum engine_kind *field = field_of(options, row);
    long kind = text_index(argument, engine_names);
    if (kind < 0)
        return OPTION_WRONG;
    *field = (enum engine_kind)kind;
    return OPTION_TAKEN;
}

static void want_engine(struct text *text, const struct option_row *row) {
    (void)row;
    text_add_list(text, engine_names, "or");
}

/* Read digits up to `limit`, and nothing else, as a number from low to high. */
static int read_number(long *out, const char *digits, const char *limit, long low, long high) {
    long value = 0;
    if (digits == limit)
        return 0;
    for (; digits < limit; digits++) {
        if (*digits < '0' || *digits > '9' || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, *digits - '0', &value))
            return 0;
    }
    *out = value;
    return value >= low && value <= high;
}

static int read_whole(long *out, const char *argument, const struct option_row *row) {
    return read_number(out, argument, strchr(argument, '\0'), row->least, row->most);
}

static enum option_answer take_number(struct options *options, const struct option_row *row,
                                      const char *argument) {
    return read_whole(field_of(options, row), argument, row) ? OPTION_TAKEN : OPTION_WRONG;
}

static void want_number(struct text *text, const struct option_row *row) {
    text_add(text, "an integer from %ld to %ld", row->least, row->most);
}

static enum option_answer take_count(struct options *options, const struct option_row *row,
                                     const char *argument) {
    long count;
    int *field = field_of(options, row);
    if (!read_whole(&count, argument, row))
        return OPTION_WRONG;
    *field = (int)count;
    return OPTION_TAKEN;
}

static enum option_answer take_seed(struct options *options, const struct option_row *row,
                                    const char *argument) {
    options->seed_count = 1;
    return take_number(options, row, argument);
}

static void want_seed(struct text *text, const struct option_row *row) {
    want_number(text, row);
    text_add(text, " (for several, use --seeds A..B)");
}

static enum option_answer take_seeds(struct options *options, const struct option_row *row,
                                     const char *argument) {
    long *first = field_of(options, row), last;
    const char *dots = strstr(argument, "..");
    if (dots == NULL || !read_number(first, argument, dots, row->least, row->most) ||
        !read_number(&last, dots + 2, strchr(dots, '\0'), *first, row->most) ||
        last - *first >= SEEDS_MAX)
        return OPTION_WRONG;
    options->seed_count = last - *first + 1;
    return OPTION_TAKEN;
}

static void want_seeds(struct text *text, const struct option_row *row) {
    text_add(text, "A..B with %ld <= A <= B <= %ld and at most %d seeds, as in 0..15", row->least,
             row->most, SEEDS_MAX);
}

static enum option_answer take_backend(struct options *options, const struct option_row *row,
                                       const char *argument) {
    enum backend_kind *field = field_of(options, row);
    for (int kind = 0; kind < BACKEND_KINDS; kind++) {
        if (strcmp(argument, klimb_backend_names[kind]) == 0) {
            *field = (enum backend_kind)kind;
            return OPTION_TAKEN;
        }
    }
    return OPTION_WRONG;
}

static void want_backend(struct text *text, const struct option_row *row) {
    (void)row;
    text_add_list(text, klimb_backend_names, "or");
}

/* The permutation test of a group has half of the level, and its smallest p is 1/(ENSEMBLE_PERMUTATIONS + 1): below
 * this level no group can depart. */
#define LEVEL_LEAST (2.0 / (ENSEMBLE_PERMUTATIONS + 1))
#define LEVEL_MOST  0.5

static enum option_answer take_level(struct options *options, const struct option_row *row,
                                     const char *argument) {
    double *field = field_of(options, row);
    char *end;
    if (strspn(argument, "0123456789.eE+-") != strlen(argument))
        return OPTION_WRONG;
    *field = strtod(argument, &end);
    int is_inside = *field >= LEVEL_LEAST * (1 - 1e-9) && *field <= LEVEL_MOST;
    return end != argument && *end == '\0' && is_inside ? OPTION_TAKEN : OPTION_WRONG;
}

static void want_level(struct text *text, const struct option_row *row) {
    (void)row;
    text_add(text, "a number from %g to %g (%d permutations show no smaller p)", LEVEL_LEAST,
             LEVEL_MOST, ENSEMBLE_PERMUTATIONS);
}

static enum option_answer take_share(struct options *options, const struct option_row *row,
                                     const char *argument) {
    double *field = field_of(options, row);
    if (!klimb_number_is_decimal(argument, strlen(argument), NUMBER_ANY))
        return OPTION_WRONG;
    *field = strtod(argument, NULL);
    return *field > 0 && *field <= 1 ? OPTION_TAKEN : OPTION_WRONG;
}

static void want_share(struct text *text, const struct option_row *row) {
    (void)row;
    text_add(text, "a number above 0 and at most 1");
}

static enum option_answer take_against(struct options *options, const struct option_row *row,
                                       const char *argument) {
    int *field = field_of(options, row);
    *field = strcmp(argument, "golden") == 0;
    return *field ? OPTION_TAKEN : OPTION_WRONG;
}

static void want_against(struct text *text, const struct option_row *row) {
    (void)row;
    text_add(text, "golden");
}

static enum option_answer take_segment(struct options *options, const struct option_row *row,
                                       const char *argument) {
    long *field = field_of(options, row);
    options->segment = argument;
    options->log.run = NULL;
    *field = log_segment_number(argument);
    if (*field >= LOG_SEGMENT_LAST)
        return OPTION_TAKEN;
    *field = LOG_SEGMENT_ANY;
    options->log.run = argument;
    return argument[strspn(argument, "+-0123456789")] != '\0' ? OPTION_TAKEN : OPTION_WRONG;
}

static void want_segment(struct text *text, const struct option_row *row) {
    (void)row;
    text_add(text, "first, last, an integer from 1, or the name of a run");
}

/* A kind and the C type of the fields it writes to. */
static const struct option_kind kind_text = {take_text, want_text}, kind_flag = {take_flag, NULL},
                                kind_override = {take_override, want_override},
                                kind_number = {take_number, want_number},
                                kind_count = {take_count, want_number},
                                kind_seed = {take_seed, want_seed},
                                kind_seeds = {take_seeds, want_seeds},
                                kind_level = {take_level, want_level},
                                kind_share = {take_share, want_share},
                                kind_against = {take_against, want_against},
                                kind_engine = {take_engine, want_engine},
                                kind_engine_option = {take_engine_option, want_engine_option},
                                kind_segment = {take_segment, want_segment},
                                kind_backend = {take_backend, want_backend};

/* ---- the table ------------------------------------------------------------------------------- */

/* Aligned by hand: a table, and the macros of its columns. */
/* clang-format off */

/* A row compiles only if its field has the type that its kind writes. l letter, n name, a argument,
 * f field, m meaning. */
#define OFFSET(field, type) SETTING_OFFSET(struct options, field, type)
#define TEXT(l, n, a, f, m) {l, n, a, &kind_text, OFFSET(f, const char *), 0, 0, m}
#define FLAG(l, n, f, m) {l, n, NULL, &kind_flag, OFFSET(f, int), 0, 0, m}
#define COUNT(l, n, f, most, m) {l, n, "N", &kind_count, OFFSET(f, int), 1, most, m}
#define NUMBER(l, n, f, most, m) {l, n, "N", &kind_number, OFFSET(f, long), 1, most, m}

const struct option_row option_table[] = {
    TEXT('e', "experiments", "DIR", experiments,
         "scenarios (default: $KLIMB_EXPERIMENTS, ./experiments, or the installed ones)"),
    TEXT('g', "expected", "DIR", expected,
         "golden curves (default: $KLIMB_EXPECTED, ./expected, or the installed ones)"),
    TEXT('t', "reports", "DIR", reports,
         "templates of the report (default: $KLIMB_REPORTS, ./reports, or the installed ones)"),
    TEXT('o', "out", "DIR", out,
         "where records go (default: build/runs; of a sweep build/sweeps), or the new folder of an "
         "export"),
    {'s', "set", "PATH=VALUE", &kind_override, OFFSET(overrides[0], const char *), 0,
     OPTIONS_LIST_MAX, "override a value of the scenarios, as in objective.beta=1e-3; repeatable"},
    {'n', "seed", "N", &kind_seed, OFFSET(seed_first, long), 0, SEED_MAX, "run this seed only"},
    {'N', "seeds", "A..B", &kind_seeds, OFFSET(seed_first, long), 0, SEED_MAX,
     "run the seeds from A to B, both included"},
    NUMBER('S', "steps", steps, INT32_MAX, "number of steps, from the first"),
    NUMBER('E', "ensembles", ensembles, ENSEMBLES_MAX,
           "number of new ensembles of each scenario and backend (default 125)"),
    COUNT('j', "jobs", workers, OPTIONS_WORKERS_MAX,
          "number of processes at once (default: the cores online, divided by --threads); "
          "results do not depend on it"),
    COUNT('T', "threads", threads, THREADS_MAX,
          "threads of each run (default 1); results do not depend on it, and only large models "
          "gain"),
    {'b', "backend", "NAME", &kind_backend, OFFSET(backend, enum backend_kind), 0, 0,
     "matrix products by exact (default: the same bits everywhere) or openblas"},
    NUMBER('u', "runs", group_runs, GOLDEN_SEEDS_MAX,
           "number of runs of a scenario that are compared as a group if bits differ or with --against; "
           "at least seeds.check (default: its seeds.ensemble)"),
    {'L', "level", "P", &kind_level, OFFSET(level, double), 0, 0,
     "probability of a false alarm of the ensemble test of a scenario (default: 1e-4)"},
    {'A', "against", "golden", &kind_against, OFFSET(against_golden, int), 0, 0,
     "judge a scenario that differs from that of its golden, as with --set, as a variant of it"},
    TEXT('r', "reason", "TEXT", reason, "why these curves are right; kept with them"),
    TEXT('f', "format", "NAME", format, "output format:"), /* options_print_help adds the formats */
    TEXT('O', "output", "PATH", output,
         "write to this file (check, plot) or folder (report)"),
    TEXT('J', "junit", "FILE", also.junit, "write JUnit XML to this file as well"),
    TEXT('K', "markdown", "FILE", also.markdown, "write Markdown to this file as well"),
    TEXT('I', "json", "FILE", also.json, "write JSON to this file as well"),
    TEXT('l', "title", "TEXT", title, "title of the report"),
    TEXT('W', "records", "DIR", records,
         "runs that `klimb run --out DIR` has made: they are read and not made again "
         "(logs of any program: klimb check --records)"),
    TEXT('B', "bench", "FILE", bench,
         "show this table of make bench (default: build/bench/bench.csv, if there is one)"),
    TEXT(',', "sweeps", "DIR", sweeps,
         "show the studies whose tables klimb sweep left here (default: build/sweeps, if there is one)"),
    TEXT('w', "records", "LOG...", logs,
         "judge these logs instead of making runs; more names of logs may follow"),
    TEXT('M', "columns", "LIST", log.columns,
         "which columns of logs are klimb's, as in recon=mse,kl=kl_term; loss= leaves loss out"),
    {'G', "segments", "WHICH", &kind_segment, OFFSET(log.segment, long), 0, 0,
     "which run to take of a log with several: first, last, its number or its name"},
    TEXT('U', "changed-since", "COMMIT", changed_since,
         "only scenarios affected by files that changed since this commit, committed or not"),
    TEXT('&', "history", "FILE", history,
         "history of checks (default: build/history.jsonl; none: check adds no line)"),
    NUMBER('*', "last", last, INT32_MAX, "only the last so many checks (default: 200)"),
    FLAG('i', "follow", follow, "wait for a log to grow, and say when the diagnosis changes"),
    TEXT('m', "stop-on", "STATES", stop_on,
         "end --follow with exit code 1 if the state is one of these, as in explosion,collapse"),
    TEXT('v', "plot", "FILE", plot, "draw the log with phases and evidence: .svg, .png or .pdf"),
    TEXT('x', "explain", "STATE", explain, "explain when a log is in this state: thresholds and reasons"),
    FLAG('d', "allow-drift", allow_drift, "let DRIFT count as PASS"),
    FLAG('D', "allow-shift", allow_shift, "let DRIFT (shifted) count as PASS"),
    FLAG('q', "quiet", quiet, "show no progress"),
    FLAG('y', "yes", yes, "do not ask before writing"),
    FLAG('a', "all", all, "every scenario"),
    FLAG('R', "reseal", reseal, "seal goldens of klimb 0.1, which have no seal"),
    FLAG('X', "strict", strict, "refuse goldens without a scenario"),
    FLAG('k', "keys", keys, "print the keys that a scenario may have, with range and default"),
    FLAG('F', "final", final, "leave out x and eps of each step; train the whole run unless --steps is given"),
    FLAG('p', "pairs", pairs, "compare runs of golden seeds with the golden runs of the same seeds"),
    FLAG('P', "power", power, "measure the smallest change that each test notices"),
    FLAG('C', "certificate", certificate,
         "train the first seed of every scenario and print one digest of the records"),
    FLAG('c', "curve", curve, "print the whole curve as CSV"),
    FLAG('0', "list", list, "print the runs instead of making them"),
    {'1', "verify", "P", &kind_share, OFFSET(verify, double), 0, 0,
     "make this share of the runs again, at least one, and compare to the last bit"},
    {'4', "engine", "NAME", &kind_engine, OFFSET(engine.kind, enum engine_kind), 0, 0,
     "what makes the runs: local (default), parallel, slurm or hq; `klimb help engines`"},
    COUNT('6', "chunk", engine.chunk, RUNS_MAX,
          "runs of a task of the engine (default: so many that starting it costs little)"),
    TEXT('>', "partition", "NAME", engine.partition, "partition of --engine slurm"),
    TEXT('^', "account", "NAME", engine.account, "account of --engine slurm"),
    TEXT('7', "hosts", "FILE", engine.hosts, "machines of --engine parallel, for its --sshloginfile"),
    {'9', "engine-option", "OPTION", &kind_engine_option, OFFSET(engine_option[0], const char *), 0,
     OPTIONS_LIST_MAX, "an option for the engine's own program, as --mem=2G; repeatable"},
    FLAG('8', "dry-run", dry_run, "print what the engine would get, and run nothing"),
    FLAG('5', "missing", missing, "do not make a run again if its whole record is there"),
    FLAG('~', "artefacts", artefacts,
         "also write what the final model of the first seed does with examples, for figures"),
    TEXT('!', "pending", "DIR", pending,
         "where check saves what moved, for review (default: build/pending)"),
    FLAG('#', "no-pending", no_pending, "save nothing for review"),
    FLAG('+', "complete", complete,
         "also run the other golden seeds of what moved, so that review need not train them"),
    TEXT('%', "from", "DIR", from,
         "bless what a check saved there, such as the build/pending of a CI job"),
    FLAG('@', "accept", accept, "accept without asking"),
    FLAG('=', "reject", reject, "reject without asking"),
    FLAG('h', "help", help, "show this"),
};
/* clang-format on */

const struct option_row *option_find(int letter) {
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (option_table[i].letter == letter)
            return &option_table[i];
    return NULL;
}

int option_has_letter(const struct option_row *row) {
    return (row->letter >= 'a' && row->letter <= 'z') || (row->letter >= 'A' && row->letter <= 'Z');
}
