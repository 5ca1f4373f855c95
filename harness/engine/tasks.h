/* tasks.h -- the lines of an attempt, cut into tasks, and the folder that holds them.
 *
 *     lines       a line for a shell a run, with the seconds that it is expected to take
 *     tasks       a line a task: its number, its first and last line, its seconds
 *     task.sh     `sh task.sh N` does the lines of task N, one after another
 *     submit.sh   what the engine is given, see engine_functions
 *     said/       what runs said that broke, by the number of their line
 *
 * task.sh ends with another code than 0 if it lost a run: the run was killed, or its program is not there. A run that broke does not
 * count, because it would break again.
 */
#ifndef KLIMB_TASKS_H
#define KLIMB_TASKS_H

#include "engine/work.h"

/* tasks_plan -- lines and tasks of an attempt, of all jobs that are not done and did not break. Each task has
 * options->chunk lines or, for 0, as many as take the seconds of the engine's row of ENGINE_TABLE, or fewer so that every slot
 * gets a task. Neighbours stay together. STATUS_MEMORY. */
enum status tasks_plan(struct engine_work *work, struct error *error) MUST_CHECK;

/* tasks_write -- make work->folder and its files. STATUS_IO, STATUS_MEMORY, and the errors of engine_line_add. */
enum status tasks_write(const struct engine_work *work, const struct engine_functions *engine,
                        struct error *error) MUST_CHECK;

/* tasks_said -- add what the run of a line (from 1) said when it broke or, with is_lost, when it was lost. Returns whether there is a
 * file of it. */
int tasks_said(struct text *text, const struct engine_work *work, long line, int is_lost);

#endif
