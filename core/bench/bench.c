#include "bench.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const double WARM_SHARE = 0.1; /* of a turn: shorter runs say little about their repeats */

static double read_clock(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

double bench_now(void) {
    return read_clock(CLOCK_MONOTONIC);
}

double bench_cpu(void) {
    return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

/* ---- taking turns ---------------------------------------------------------------------------- */

/* Warms a task up by runs of growing length, and returns the number of repeats in a turn; 0 if it
 * failed. */
static long find_repeats(struct bench_task *task, double turn) {
    long repeats = 1;
    double seconds = 0;
    while ((seconds = task->run(task->context, repeats)) >= 0 && seconds < WARM_SHARE * turn)
        repeats *= 2;
    return seconds < 0 ? 0 : 1 + (long)((double)repeats * turn / fmax(seconds, 1e-9));
}

static int take_turn(struct bench_task *task, long repeats, int round) {
    double seconds = task->run(task->context, repeats);
    task->seconds[round] = seconds / (double)repeats;
    return seconds >= 0;
}

int bench_alternate(struct bench_task *tasks, int count, const struct bench_plan *plan) {
    long repeats[8] = {0};
    if (count > (int)(sizeof repeats / sizeof *repeats) || plan->rounds > BENCH_ROUNDS_MAX)
        return 0;
    for (int i = 0; i < count; i++) {
        repeats[i] = plan->seconds > 0 ? find_repeats(&tasks[i], plan->seconds) : 1;
        if (repeats[i] == 0)
            return 0;
    }
    for (int round = 0; round < plan->rounds; round++)
        for (int i = 0; i < count; i++) {
            int turn = round % 2 == 0 ? i : count - 1 - i;
            if (!take_turn(&tasks[turn], repeats[turn], round))
                return 0;
        }
    return 1;
}

static int ascending(const void *left, const void *right) {
    const double x = *(const double *)left, y = *(const double *)right;
    return (x > y) - (x < y);
}

/* The quantile of sorted values, with linear interpolation. */
static double quantile(const double *sorted, int count, double share) {
    double at = share * (count - 1);
    int below = (int)at;
    int above = below + 1 < count ? below + 1 : below;
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

struct bench_spread bench_spread(double *values, int count) {
    qsort(values, (size_t)count, sizeof *values, ascending);
    return (struct bench_spread){quantile(values, count, 0.25), quantile(values, count, 0.5),
                                 quantile(values, count, 0.75)};
}

struct bench_spread bench_ratio(const struct bench_task *one, const struct bench_task *other,
                                int rounds) {
    double ratio[BENCH_ROUNDS_MAX] = {0};
    for (int round = 0; round < rounds; round++)
        ratio[round] = other->seconds[round] / one->seconds[round];
    return bench_spread(ratio, rounds);
}

double bench_speed(const struct bench_task *task, int rounds) {
    double speed[BENCH_ROUNDS_MAX] = {0};
    for (int round = 0; round < rounds; round++)
        speed[round] = 1 / task->seconds[round];
    return bench_spread(speed, rounds).median;
}

/* ---- the table ------------------------------------------------------------------------------- */

/* The number of the format, which klimb report checks, and the columns. */
static const char header[] =
    "# klimb bench 1\ngroup,name,measure,low,median,high,goal,verdict,note\n";

int bench_open(struct bench *bench, const char *path, const char *group) {
    *bench = (struct bench){.csv = fopen(path, "a")};
    if (bench->csv == NULL) {
        fprintf(stderr, "bench: cannot write %s: %s\n", path, strerror(errno));
        return 0;
    }
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    fseek(bench->csv, 0, SEEK_END);
    if (ftell(bench->csv) == 0)
        fputs(header, bench->csv);
    bench_begin(bench, group);
    return 1;
}

void bench_begin(struct bench *bench, const char *group) {
    bench->group = group;
    printf("\n%s\n", group);
}

/* Writes a text as a cell of the file, and `end` after it. */
static void put_cell(FILE *csv, const char *text, char end) {
    for (; text != NULL && *text != '\0'; text++) {
        char put = *text == ',' ? ';' : *text == '"' ? '\'' : *text;
        fputc((unsigned char)put < ' ' ? ' ' : put, csv);
    }
    fputc(end, csv);
}

static void describe_goal(char text[BENCH_TEXT_MAX], const struct bench_row *row) {
    text[0] = '\0';
    if (row->at_least > 0 && row->at_most > 0)
        snprintf(text, BENCH_TEXT_MAX, "%g to %g", row->at_least, row->at_most);
    else if (row->at_least > 0)
        snprintf(text, BENCH_TEXT_MAX, ">= %g", row->at_least);
    else if (row->at_most > 0)
        snprintf(text, BENCH_TEXT_MAX, "<= %g", row->at_most);
}

static int meets_goal(const struct bench_row *row) {
    return row->value.median >= row->at_least &&
           (row->value.median <= row->at_most || row->at_most <= 0);
}

void bench_write(struct bench *bench, const struct bench_row *row) {
    char goal[BENCH_TEXT_MAX];
    const struct bench_spread *value = &row->value;
    describe_goal(goal, row);
    const char *verdict = goal[0] == '\0' ? "" : meets_goal(row) ? "met" : "missed";
    printf("  %-26s %-26s %8.4g  %8.4g to %-8.4g  %-12s %-7s %s\n", row->name, row->measure,
           value->median, value->low, value->high, goal, verdict,
           row->note != NULL ? row->note : "");
    put_cell(bench->csv, bench->group, ',');
    put_cell(bench->csv, row->name, ',');
    put_cell(bench->csv, row->measure, ',');
    fprintf(bench->csv, "%.6g,%.6g,%.6g,", value->low, value->median, value->high);
    put_cell(bench->csv, goal, ',');
    put_cell(bench->csv, verdict, ',');
    put_cell(bench->csv, row->note, '\n');
    fflush(bench->csv);
}

/* A row without numbers. As in all tables of klimb, a missing number is nan. */
static void put_words(struct bench *bench, const char *name, const char *measure,
                      const char *verdict, const char *note) {
    const char *const cells[] = {bench->group, name, measure, "nan", "nan", "nan", "", verdict};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        put_cell(bench->csv, cells[i], ',');
    put_cell(bench->csv, note, '\n');
    fflush(bench->csv);
}

void bench_fact(struct bench *bench, const char *name, const char *words) {
    printf("  %-26s %s\n", name, words);
    put_words(bench, name, "", "", words);
}

void bench_skip(struct bench *bench, const char *name, const char *measure, const char *why) {
    printf("  %-26s %-26s not measured: %s\n", name, measure, why);
    put_words(bench, name, measure, "not measured", why);
}

int bench_close(struct bench *bench) {
    int failed = ferror(bench->csv);
    if (fclose(bench->csv) != 0 || failed) {
        fprintf(stderr, "bench: the table could not be written: %s\n", strerror(errno));
        return 1;
    }
    return 0;
}
