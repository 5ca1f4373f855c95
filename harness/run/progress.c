#include "run/progress.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/text.h"
#include "scenario/scenario.h"

/* Ten times a second looks continuous, and a slow terminal does not hold up the parent. */
static const double seconds_between_drawings = 0.1;

enum status progress_begin(struct progress *progress, FILE *out, const struct job *jobs, long count,
                           int workers, int quiet, struct error *error) {
    *progress = (struct progress){
        .out = out, .quiet = quiet, .workers = workers, .jobs = jobs, .count = count};
    progress->width = text_terminal_width(out);
    progress->runs = calloc((size_t)count + 1, sizeof *progress->runs);
    if (progress->runs == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to follow %ld runs", count);
    return STATUS_OK;
}

/* Seconds and steps spent so far on a scenario, or on all of them for NULL. */
struct pace {
    double seconds, steps;
};

static struct pace measure_pace(const struct progress *progress, const struct scenario *scenario) {
    struct pace pace = {0};
    for (long i = 0; i < progress->count; i++) {
        if (scenario != NULL && progress->jobs[i].scenario != scenario)
            continue;
        pace.seconds += progress->runs[i].seconds;
        pace.steps += (double)progress->runs[i].step;
    }
    return pace;
}

/* Mean seconds of the scenario's ended runs; -1 if none has ended. A user's trainer reports no steps. */
static double measure_run(const struct progress *progress, const struct scenario *scenario) {
    double seconds = 0, runs = 0;
    for (long i = 0; i < progress->count; i++)
        if (progress->jobs[i].scenario == scenario && progress->runs[i].state == PROGRESS_ENDED) {
            seconds += progress->runs[i].seconds;
            runs++;
        }
    return runs > 0 ? seconds / runs : -1;
}

double progress_remaining(const struct progress *progress) {
    struct pace all = measure_pace(progress, NULL);
    if (!(all.steps > 0))
        return -1;
    double seconds = 0;
    long open = 0;
    const struct scenario *paced = NULL; /* the scenario of `own`: its jobs are neighbours */
    struct pace own = {0};
    for (long i = 0; i < progress->count; i++) {
        const struct progress_run *run = &progress->runs[i];
        if (run->state == PROGRESS_ENDED)
            continue;
        if (progress->jobs[i].scenario != paced)
            own = measure_pace(progress, progress->jobs[i].scenario);
        paced = progress->jobs[i].scenario;
        struct pace pace = own.steps > 0 ? own : all;
        long steps = progress->jobs[i].scenario->config.steps - run->step;
        double left = scenario_is_external(paced) ? measure_run(progress, paced)
                                                  : (double)steps * pace.seconds / pace.steps;
        if (left < 0)
            return -1;
        seconds += left;
        open++;
    }
    long sharing = open < progress->workers ? open : progress->workers;
    return sharing > 0 ? seconds / (double)sharing : 0;
}

/* "[ 12/75] learning/healthy seed 3", the count as wide as the total so that nothing jumps. */
static void add_head(struct text *text, const struct progress *progress, long index) {
    char total[24];
    int width = snprintf(total, sizeof total, "%ld", progress->count);
    text_add(text, "[%*ld/%s] ", width, progress->ended, total);
    text_add_escaped(text, progress->jobs[index].scenario->name, TEXT_TERMINAL);
    text_add(text, " seed %ld", progress->jobs[index].seed);
}

static void add_remaining(struct text *text, double seconds) {
    if (seconds < 0)
        return;
    long whole = (long)(seconds + 0.5);
    if (whole < 3600)
        text_add(text, "  ETA %ld:%02ld", whole / 60, whole % 60);
    else
        text_add(text, "  ETA %ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
}

/* Bytes of the longest part of `line` that has at most `characters` characters of UTF-8. */
static size_t cut(const char *line, int characters) {
    size_t at = 0;
    for (int seen = 0; line[at] != '\0'; at++) {
        int begins = ((unsigned char)line[at] & 0xC0) != 0x80;
        if (begins && seen++ == characters)
            break;
    }
    return at;
}

/* The run to show: the first of those under way, which stays the same until it ends. */
static long first_running(const struct progress *progress) {
    for (long i = 0; i < progress->count; i++) {
        if (progress->runs[i].state == PROGRESS_RUNNING)
            return i;
    }
    return -1;
}

void progress_line(char line[PROGRESS_LINE_MAX], const struct progress *progress) {
    line[0] = '\0';
    long shown = first_running(progress);
    if (shown < 0)
        return;
    struct text text = {0};
    add_head(&text, progress, shown);
    if (!scenario_is_external(progress->jobs[shown].scenario)) /* these report no steps */
        text_add(&text, "  step %ld/%ld", progress->runs[shown].step,
                 progress->jobs[shown].scenario->config.steps);
    add_remaining(&text, progress_remaining(progress));
    if (!text.failed)
        snprintf(line, PROGRESS_LINE_MAX, "%.*s", (int)cut(text.bytes, progress->width - 1),
                 text.bytes);
    text_free(&text);
}

/* Go back to the beginning of the line, write, and wipe the rest of the old line (the
 * control sequences of ECMA-48: CR and EL). */
static void draw(const struct progress *progress, const char *line) {
    fprintf(progress->out, "\r%s\033[K", line);
    fflush(progress->out);
}

void progress_step(struct progress *progress, long index, long step, double seconds) {
    progress->runs[index] = (struct progress_run){
        .state = PROGRESS_RUNNING, .step = step, .seconds = seconds};
    double now = clock_now();
    if (progress->quiet || progress->width == 0 || now - progress->drawn < seconds_between_drawings)
        return;
    progress->drawn = now;
    char line[PROGRESS_LINE_MAX];
    progress_line(line, progress);
    draw(progress, line);
}

static void print_end(const struct progress *progress, long index, const struct outcome *outcome) {
    const struct job *job = &progress->jobs[index];
    struct text text = {0};
    add_head(&text, progress, index);
    text_add(&text, " %s: ", scenario_backend_name(job->scenario, job->backend));
    if (outcome == NULL) {
        text_add(&text, "broke: ");
        text_add_error(&text, &job->error);
    } else if (outcome->diverged)
        text_add(&text, "non-finite at step %ld (%s) in %.2f s", outcome->step,
                 klimb_term_names[outcome->term], job->seconds);
    else
        text_add(&text, "%ld steps in %.2f s", outcome->step, job->seconds);
    if (!text.failed)
        text_print_line(progress->out, "%s", text.bytes);
    fflush(progress->out);
    text_free(&text);
}

void progress_end(struct progress *progress, long index, const struct outcome *outcome) {
    struct progress_run *run = &progress->runs[index];
    run->state = PROGRESS_ENDED;
    run->seconds = progress->jobs[index].seconds;
    run->step = outcome == NULL ? run->step : outcome->step;
    progress->ended++;
    if (!progress->quiet && progress->width == 0)
        print_end(progress, index, outcome);
}

void progress_finish(struct progress *progress) {
    if (progress->runs != NULL && !progress->quiet && progress->width > 0)
        draw(progress, "");
    free(progress->runs);
    *progress = (struct progress){0};
}
