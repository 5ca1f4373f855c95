/* external.h -- one run of a trainer of the user, in this process: its log becomes a record.
 *
 * A scenario with a trainer is a program: it may do whatever its user may. It is started without a shell, so a setting cannot
 * become a command; the working folder is that of the scenario's file.
 */
#ifndef KLIMB_EXTERNAL_H
#define KLIMB_EXTERNAL_H

#include "numerics/backend.h"
#include "record/job.h"
#include "record/record.h"

/* external_run -- run the trainer of job->scenario, read its log, and write record, manifest.json, stdout.txt and stderr.txt
 * into job->folder. SIGINT and SIGTERM end the trainer and all that it has started, see process_group.h.
 *   backend  whose versions the manifest has
 * STATUS_FAILED: it could not be started, took too long, was ended by a signal or ended with another code than 0;
 * STATUS_FORMAT: there is no log, or not one that can be read. The message has the last lines of stderr.txt, and the folder has
 * what was written, with a manifest.json that says how it ended and no record. STATUS_IO, STATUS_MEMORY. */
enum status external_run(struct outcome *outcome, const struct job *job,
                         const struct backend *backend, struct error *error) MUST_CHECK;

#endif
