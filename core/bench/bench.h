/* bench.h -- speeds measured against each other, and their table.
 *
 * A single speed depends on the moment more than on the code: other programs, clocks and caches move it
 * by tens of percent. So every result is a ratio of tasks that take turns within one run: its median
 * over the rounds, with the quartiles as its spread.
 *
 *     struct bench bench;
 *     if (!bench_open(&bench, "bench.csv", "products")) return 1;
 *     struct bench_task tasks[2] = {{run_exact, &operands}, {run_openblas, &operands}};
 *     if (!bench_alternate(tasks, 2, &(struct bench_plan){.rounds = 15, .seconds = 2e-3})) ...
 *     bench_write(&bench, &(struct bench_row){.name = "digits NN 64x128x64",
 *                                             .measure = "exact / OpenBLAS",
 *                                             .value = bench_ratio(&tasks[0], &tasks[1], 15),
 *                                             .at_least = 0.95});
 *     return bench_close(&bench);
 */
#ifndef KLIMB_BENCH_H
#define KLIMB_BENCH_H

#include <stdio.h>

enum { BENCH_ROUNDS_MAX = 64, BENCH_TEXT_MAX = 256 };

/* bench_now -- seconds of a monotonic clock. */
double bench_now(void);

/* bench_cpu -- processor seconds of this process, summed over its threads. For work on one thread: unlike
 * elapsed time, it does not grow on a busy machine. */
double bench_cpu(void);

/* ---- taking turns ---------------------------------------------------------------------------- */

struct bench_task {
    /* Does the work `repeats` times. Returns the seconds that took, negative on failure. */
    double (*run)(void *context, long repeats);
    void *context;
    double seconds[BENCH_ROUNDS_MAX]; /* out: seconds of one repeat, in each round */
};

struct bench_plan {
    int rounds;     /* 1 .. BENCH_ROUNDS_MAX */
    double seconds; /* a task's turn takes about this; 0: one repeat a turn, without warming up */
};

/* bench_alternate -- let the tasks take turns, every second round in the opposite order. Each is warmed
 * up first, which also determines the repeats of a turn. Returns 0 if a task failed. */
int bench_alternate(struct bench_task *tasks, int count, const struct bench_plan *plan);

struct bench_spread {
    double low, median, high; /* quartiles */
};

/* bench_spread -- median and quartiles; values [count] are sorted in place. 1 <= count. */
struct bench_spread bench_spread(double *values, int count);

/* bench_ratio -- the ratio of the speed of `one` to that of `other`, over the rounds. */
struct bench_spread bench_ratio(const struct bench_task *one, const struct bench_task *other,
                                int rounds);

/* bench_speed -- repeats a second. */
double bench_speed(const struct bench_task *task, int rounds);

/* ---- the table ------------------------------------------------------------------------------- */

/* The table is printed row by row, and written to a file:
 *     # klimb bench 1
 *     group,name,measure,low,median,high,goal,verdict,note
 * The first line has the number of the format, which grows when columns change (harness/report/data/report_speed.h).
 * A missing number is nan. verdict: "met", "missed", "not measured" or empty. Commas, quotes and control
 * characters in texts are replaced. */
struct bench {
    FILE *csv;
    const char *group;
};

struct bench_row {
    const char *name, *measure; /* what was measured; the ratio or unit */
    struct bench_spread value;
    double at_least, at_most; /* the goal of the median; 0: none */
    const char *note;         /* may be NULL */
};

/* bench_open -- append to the table in the file `path`, or begin it. Prints the group as a heading. Returns
 * 0 and prints why if it cannot. */
int bench_open(struct bench *bench, const char *path, const char *group);

/* bench_begin -- begin another group of the same table. */
void bench_begin(struct bench *bench, const char *group);

/* bench_write -- add a row. A value that is not finite misses every goal. */
void bench_write(struct bench *bench, const struct bench_row *row);

/* bench_fact -- add a row without numbers. */
void bench_fact(struct bench *bench, const char *name, const char *words);

/* bench_skip -- add a row that says why something was not measured, and what to do about it. */
void bench_skip(struct bench *bench, const char *name, const char *measure, const char *why);

/* bench_close -- returns the exit code of the program: 0, or 1 if the file could not be written. */
int bench_close(struct bench *bench);

#endif
