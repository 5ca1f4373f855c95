/* line.h -- a job as a line for a shell: `klimb run --missing ... --seed 3 --out DIR -- learning/healthy`.
 *
 * The command does nothing if the whole record exists, so that running it twice (after a node failed, or in a requeued
 * task) is harmless.
 */
#ifndef KLIMB_LINE_H
#define KLIMB_LINE_H

#include "base/file.h"
#include "base/text.h"
#include "engine/engine.h"

/* engine_line_add -- add the line, without a newline, quoted for any POSIX shell. Paths are absolute. Uses
 * options->experiments, out and program. The record goes to runner_job_folder of options->out.
 * STATUS_INVALID: a word has a control character or is not UTF-8; STATUS_IO: no working folder; errors of
 * which_find. */
enum status engine_line_add(struct text *text, const struct job *job,
                            const struct engine_options *options,
                            const struct runner_options *runner, struct error *error) MUST_CHECK;

#endif
