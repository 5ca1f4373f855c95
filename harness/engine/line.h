/* line.h -- a job as a line for a shell: `klimb run --missing ... --seed 3 --out DIR -- learning/healthy`.
 *
 * It does nothing where the whole record is there already, so that whoever runs it twice (a node that failed, a task that is queued
 * again) loses nothing and counts nothing twice.
 */
#ifndef KLIMB_LINE_H
#define KLIMB_LINE_H

#include "base/file.h"
#include "base/text.h"
#include "engine/engine.h"

/* engine_line_add -- add the line, without its end, in words that any POSIX shell reads. Paths are absolute. It needs of
 * the options experiments, out and program. The record comes into runner_job_folder of options->out.
 * STATUS_INVALID: a word has a control character or is not UTF-8, which no line can hold; STATUS_IO: no working folder, or no
 * program of this process. */
enum status engine_line_add(struct text *text, const struct job *job,
                            const struct engine_options *options,
                            const struct runner_options *runner, struct error *error) MUST_CHECK;

/* engine_absolute -- a path as any process of this machine has it. STATUS_IO, STATUS_INVALID: too long. */
enum status engine_absolute(char out[FILE_PATH_MAX], const char *path,
                            struct error *error) MUST_CHECK;

#endif
