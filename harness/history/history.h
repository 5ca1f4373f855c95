/* history.h -- the results of successive checks: build/history.jsonl.
 *
 *     struct history history;
 *     if (history_read(&history, "build/history.jsonl", 0, &error) != STATUS_OK) ...
 *     ...history.entries[history.count - 1] is the last check...
 *     history_free(&history);
 *
 * A line is one check, in JSON: see FORMAT.md. Lines are never changed. A line that klimb cannot read is reported as a
 * fault and skipped.
 */
#ifndef KLIMB_HISTORY_H
#define KLIMB_HISTORY_H

#include <stdlib.h>

#include "check/check.h"
#include "history/machine.h"

enum {
    HISTORY_FORMAT = 1,        /* version of a line's format */
    HISTORY_DIGEST = 16,       /* hexadecimal digits kept of a digest */
    HISTORY_COMMIT = 64,       /* of the name of a commit; git has 40 digits, or 64 */
    HISTORY_LINE_MAX = 1 << 24 /* bytes; a check of 69 scenarios has 20,000 */
};

/* X(column): of a record, whose mean over the last 10 % of the steps is kept (record_final). */
#define HISTORY_COLUMN_TABLE(X)     X(recon) X(kl) X(mi) X(active_units)
#define HISTORY_COLUMN_ENUM(column) HISTORY_##column,
enum history_column { HISTORY_COLUMN_TABLE(HISTORY_COLUMN_ENUM) HISTORY_COLUMNS };
extern const char *const history_column_names[]; /* NULL-terminated */

/* One scenario of a check. Its runs are those of seeds 0 .. runs-1, without any that a verdict added. */
struct history_scenario {
    char name[SCENARIO_NAME_MAX];
    enum verdict verdict;
    long runs;
    double wall, user;                 /* seconds of the fastest of these runs; NaN: not known */
    char scenario[HISTORY_DIGEST + 1]; /* of the scenario; "": it could not be read */
    /* of the runs (history_curves); "": none, or they have noise */
    char curves[HISTORY_DIGEST + 1];
    char golden[HISTORY_DIGEST + 1]; /* the same for the golden runs of these seeds; "": none */
    double last[HISTORY_COLUMNS];    /* mean over the runs; NaN: not a number, or no such column */
};

struct history_entry {
    long line;                       /* of the file, from 1 */
    char time[32];                   /* UTC, "2026-11-29T21:50:03Z" */
    char commit[HISTORY_COMMIT + 1]; /* of the work tree that the process was in; "": unknown */
    int is_dirty;                    /* the work tree had changes */
    char klimb[64];                  /* its version */
    struct machine machine;
    char backend[16];
    long jobs, threads;
    double seconds;                     /* of the whole check, wall time */
    struct history_scenario *scenarios; /* [count] owned, by name */
    long count;
};

struct history {
    struct history_entry *entries; /* [count] owned, in the order of the file */
    long count;
    struct text faults; /* a line for each line of the file that was skipped: "file:line: why" */
    long fault_count;
};

/* history_read -- the last `most` checks of a file; 0: all.
 * STATUS_IO, STATUS_MEMORY; no file is STATUS_IO as well. On error *history is empty. */
enum status history_read(struct history *history, const char *path, long most,
                         struct error *error) MUST_CHECK;
void history_free(struct history *history);

/* history_append -- append one line in one write under a lock; makes the file and the folders above it. If the last
 * line of the file has no end, as after a kill, a newline is written first. STATUS_IO: the file is unchanged;
 * STATUS_MEMORY. */
enum status history_append(const char *path, const struct history_entry *entry,
                           struct error *error) MUST_CHECK;

/* history_entry_free -- free what an entry owns, and make it empty. */
static inline void history_entry_free(struct history_entry *entry) {
    free(entry->scenarios);
    *entry = (struct history_entry){0};
}

/* history_find -- a scenario of an entry, NULL if it was not in that check. */
const struct history_scenario *history_find(const struct history_entry *entry, const char *name);

/* history_names -- every scenario of a history, once, sorted.
 *   names  out  [*count] of pointers into the history; the caller frees the array
 * STATUS_MEMORY. */
enum status history_names(const char ***names, long *count, const struct history *history,
                          struct error *error) MUST_CHECK;

/* history_same_setting -- whether the seconds of two checks can be compared. */
int history_same_setting(const struct history_entry *a, const struct history_entry *b);

#endif
