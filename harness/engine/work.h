/* work.h -- private: the state of a working engine, and the functions of each engine.
 */
#ifndef KLIMB_ENGINE_WORK_H
#define KLIMB_ENGINE_WORK_H

#include "base/file.h"
#include "base/interrupts.h"
#include "base/program.h"
#include "base/text.h"
#include "engine/engine.h"
#include "engine/which.h"
#include "run/progress.h"

/* A task: runs that the engine starts together and that run one after another, first..last of work->line, from 1. */
struct engine_task {
    long first, last;
    double seconds; /* expected */
};

enum { ENGINE_SUBMISSIONS_MAX = 64, ENGINE_NUMBER_MAX = 64 };

struct engine_work {
    struct job *jobs; /* [count] to do */
    long count;
    const struct engine_options *options; /* `own` */
    const struct runner_options *runner;
    struct engine_options own; /* those of the caller, with the program named */
    struct which which;        /* that program */
    double *seconds;           /* [count] expected of each run */
    int attempt;               /* from 1 */
    long *line;                /* [lines] index of the job of each line of this attempt */
    long lines;
    struct engine_task *tasks; /* [task_count] */
    long task_count;
    char root[FILE_PATH_MAX];   /* <kept>/.engine/<engine>-<time>-<process>, absolute */
    char folder[FILE_PATH_MAX]; /* root/<attempt>: lines, tasks, task.sh, submit.sh, said/ */
    struct interrupts interrupts;
    struct progress progress;
    /* of the engine, from start to finish */
    struct program program; /* one that lasts as long as the tasks; id 0: none */
    int has_program;
    char submission[ENGINE_SUBMISSIONS_MAX][ENGINE_NUMBER_MAX]; /* the engine's names of them */
    char cluster[ENGINE_SUBMISSIONS_MAX][ENGINE_NUMBER_MAX];    /* that has them; "": this one */
    long submissions;
    double begun, spent; /* clock_now() at the beginning; seconds of all runs that are done */
    double asked;        /* clock_now() when the engine was last asked */
};

/* The functions of an engine. */
struct engine_functions {
    /* The text of submit.sh, which klimb runs or hands to the engine, and which a user may run again. */
    enum status (*add_script)(struct text *text, const struct engine_work *work,
                              struct error *error);
    enum status (*start)(struct engine_work *work, struct error *error);
    int (*is_over)(struct engine_work *work); /* no remaining task could still write a record */
    void (*cancel)(struct engine_work *work);
    /* Called at the end: STATUS_FAILED if the engine's program refused to do anything. May be NULL. */
    enum status (*end)(struct engine_work *work, struct error *error);
};
extern const struct engine_functions engine_parallel, engine_slurm, engine_hq;

/* engine_add_passed -- add the options for the engine's own program, each after a space and quoted for a shell. */
void engine_add_passed(struct text *text, const struct engine_options *options);

/* engine_add_head -- add the first lines of a script: its interpreter, and a comment on what it does. */
void engine_add_head(struct text *text, const struct engine_work *work);

/* engine_start_program -- start the program that lasts as long as the tasks do, in `folder`.
 *   arguments  NULL-terminated
 *   name       what an error calls it
 * STATUS_FAILED: it cannot be started. */
enum status engine_start_program(struct engine_work *work, const char *folder,
                                 const char *const *arguments, const char *name,
                                 struct error *error) MUST_CHECK;

/* engine_knows_slots -- whether the number of tasks at once is known: given, or all on this machine. */
int engine_knows_slots(const struct engine_work *work);

/* engine_slots -- tasks at once, at least 1; a guess if unknown. */
long engine_slots(const struct engine_work *work);

/* engine_time_limit -- the time limit of a task in seconds: its expected seconds, doubled with each attempt, and with a
 * margin for much slower machines. */
double engine_time_limit(const struct engine_work *work);

#endif
