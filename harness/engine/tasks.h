/* tasks.h -- the lines of an attempt, divided into tasks, and the folder of their files.
 *
 *     lines       for each run a line for a shell, with its expected seconds
 *     tasks       for each task its number, first and last line, and seconds
 *     task.sh     `sh task.sh N` runs the lines of task N, one after another
 *     submit.sh   for the engine, see engine_functions
 *     said/       messages of runs that broke, by line number
 *
 * task.sh returns a code other than 0 if it lost a run: the run was killed, or its program is missing. A run that broke
 * does not count, because it would break again.
 */
#ifndef KLIMB_TASKS_H
#define KLIMB_TASKS_H

#include "engine/work.h"

/* tasks_plan -- make lines and tasks of an attempt for all jobs that are neither done nor broken. Each task has
 * options->chunk lines or, for 0, as many as take the seconds of the engine's row of ENGINE_TABLE, or fewer so that
 * every slot gets a task. Neighbours stay together. STATUS_MEMORY. */
enum status tasks_plan(struct engine_work *work, struct error *error) MUST_CHECK;

/* tasks_write -- make work->folder and its files. STATUS_IO, STATUS_MEMORY, and the errors of engine_line_add. */
enum status tasks_write(const struct engine_work *work, const struct engine_functions *engine,
                        struct error *error) MUST_CHECK;

/* tasks_said -- add the messages of the run of a line (from 1) that broke or, with is_lost, was lost. Returns whether
 * there is such a file. */
int tasks_said(struct text *text, const struct engine_work *work, long line, int is_lost);

#endif
