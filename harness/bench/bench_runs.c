/* bench_runs -- the klimb command as a whole: several processes, and memory.
 *
 *     bench_runs TABLE.csv KLIMB FOLDER [quick]
 *
 * KLIMB is the program, run where scenarios and golden curves are; FOLDER takes the records. `quick`
 * leaves out `klimb check` on all scenarios, which takes minutes.
 */
#include "bench/bench.h"
#include "bench/child.h"

#include <string.h>
#include <unistd.h>

enum { RUN_ROUNDS = 5, CHECK_ROUNDS = 2, PATH_BYTES = 512 };

static const double TWO_AT_ONCE = 1.9;
static const double DIGITS_MEMORY = 32; /* MiB */

/* Enough for a second or more, so that starting and reading the data hardly counts. */
static const char run_steps[] = "train.steps=10000";

struct setting {
    struct bench bench;
    const char *klimb;
    char folders[2][PATH_BYTES]; /* a run of its own for each */
};

/* ---- two runs at once ------------------------------------------------------------------------ */

static int start_run(struct child *child, const struct setting *setting, int which) {
    const char *const command[] = {setting->klimb,
                                   "run",
                                   "learning/healthy",
                                   "--seed",
                                   "0",
                                   "--jobs",
                                   "1",
                                   "--quiet",
                                   "--set",
                                   run_steps,
                                   "--out",
                                   setting->folders[which],
                                   NULL};
    return child_start(child, command, CHILD_SILENT);
}

/* Seconds that `count` runs at the same time take together. */
static double run_at_once(const struct setting *setting, int count) {
    struct child children[2];
    const double start = bench_now();
    int done = 1;
    for (int i = 0; i < count; i++)
        done = start_run(&children[i], setting, i) && done;
    for (int i = 0; i < count; i++) {
        struct child_usage usage;
        child_end(&children[i], &usage);
        done = done && usage.code == 0;
    }
    return done ? bench_now() - start : -1;
}

static double run_one(void *context, long repeats) {
    return repeats == 1 ? run_at_once(context, 1) : -1;
}

/* As seconds a run, so that the ratio of the speeds is that of the throughputs. */
static double run_two(void *context, long repeats) {
    return repeats == 1 ? run_at_once(context, 2) / 2 : -1;
}

static int measure_two_at_once(struct setting *setting) {
    struct bench_task tasks[] = {{.run = run_two, .context = setting},
                                 {.run = run_one, .context = setting}};
    char note[BENCH_TEXT_MAX];
    const struct bench_plan plan = {.rounds = RUN_ROUNDS};
    if (!bench_alternate(tasks, 2, &plan))
        return 0;
    snprintf(note, sizeof note, "%.3g runs a second and %.3g; %s; %ld processors",
             bench_speed(&tasks[0], RUN_ROUNDS), bench_speed(&tasks[1], RUN_ROUNDS), run_steps,
             sysconf(_SC_NPROCESSORS_ONLN));
    bench_write(&setting->bench,
                &(struct bench_row){.name = "learning/healthy",
                                    .measure = "two runs at once / one",
                                    .value = bench_ratio(&tasks[0], &tasks[1], RUN_ROUNDS),
                                    .at_least = TWO_AT_ONCE,
                                    .note = note});
    return 1;
}

/* ---- memory ---------------------------------------------------------------------------------- */

static int measure_memory(struct setting *setting) {
    struct child child;
    struct child_usage usage = {0};
    if (!start_run(&child, setting, 0))
        return 0;
    child_end(&child, &usage);
    if (usage.code != 0)
        return 0;
    const double memory = usage.peak_memory;
    bench_write(&setting->bench, &(struct bench_row){.name = "learning/healthy",
                                                     .measure = "peak memory in MiB",
                                                     .value = {memory, memory, memory},
                                                     .at_most = DIGITS_MEMORY,
                                                     .note = "of the largest process"});
    return 1;
}

/* ---- all scenarios --------------------------------------------------------------------------- */

struct check {
    const struct setting *setting;
    const char *jobs;
};

static double run_check(void *context, long repeats) {
    const struct check *check = context;
    const char *const command[] = {
        check->setting->klimb,      "check", "--quiet", "--jobs", check->jobs, "--out",
        check->setting->folders[0], NULL};
    struct child child;
    struct child_usage usage = {.code = 1};
    const double start = bench_now();
    if (repeats != 1 || !child_start(&child, command, CHILD_SILENT))
        return -1;
    child_end(&child, &usage);
    return usage.code == 0 ? bench_now() - start : -1;
}

static void measure_check(struct setting *setting) {
    static const char name[] = "klimb check", measure[] = "-j 2 / -j 1";
    struct check two = {setting, "2"}, one = {setting, "1"};
    struct bench_task tasks[] = {{.run = run_check, .context = &two},
                                 {.run = run_check, .context = &one}};
    const struct bench_plan plan = {.rounds = CHECK_ROUNDS};
    if (!bench_alternate(tasks, 2, &plan)) {
        bench_skip(&setting->bench, name, measure, "it did not pass; make check-golden says why");
        return;
    }
    char note[BENCH_TEXT_MAX];
    snprintf(note, sizeof note, "all scenarios in %.1f and %.1f s",
             1 / bench_speed(&tasks[0], CHECK_ROUNDS), 1 / bench_speed(&tasks[1], CHECK_ROUNDS));
    bench_write(&setting->bench,
                &(struct bench_row){.name = name,
                                    .measure = measure,
                                    .value = bench_ratio(&tasks[0], &tasks[1], CHECK_ROUNDS),
                                    .note = note});
}

/* ---- the program ----------------------------------------------------------------------------- */

int main(int count, char **arguments) {
    struct setting setting;
    int is_quick = count == 5 && strcmp(arguments[4], "quick") == 0;
    if (count != 4 && !is_quick) {
        fprintf(stderr, "usage: bench_runs TABLE.csv KLIMB FOLDER [quick]\n");
        return 2;
    }
    setting.klimb = arguments[2];
    for (int i = 0; i < 2; i++)
        snprintf(setting.folders[i], sizeof setting.folders[i], "%s/%d", arguments[3], i);
    if (!bench_open(&setting.bench, arguments[1], "commands"))
        return 1;
    if (!measure_memory(&setting) || !measure_two_at_once(&setting)) {
        fprintf(stderr, "bench: %s run learning/healthy did not work\n", setting.klimb);
        return 1;
    }
    if (is_quick)
        bench_skip(&setting.bench, "klimb check", "-j 2 / -j 1", "BENCH=quick leaves it out");
    else
        measure_check(&setting);
    return bench_close(&setting.bench);
}
