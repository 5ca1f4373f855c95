/* external.h -- runs a user's trainer in this process and makes a record from its log.
 *
 * A trainer may do whatever its user may. It is started without a shell, so a setting cannot become a command; the
 * working folder is that of the scenario's file.
 */
#ifndef KLIMB_EXTERNAL_H
#define KLIMB_EXTERNAL_H

#include "numerics/backend.h"
#include "record/job.h"
#include "record/record.h"

/* external_run -- run the trainer of job->scenario, read its log, and write record, manifest.json, stdout.txt and
 * stderr.txt into job->folder. SIGINT and SIGTERM end the trainer and every process that it started: see
 * process_group.h.
 *   backend  its versions go into the manifest
 * STATUS_FAILED: it could not be started, took too long, was ended by a signal or returned a code other than 0.
 * STATUS_FORMAT: the log is missing or cannot be read. The message has the last lines of stderr.txt; the folder has
 * what was written and a manifest.json that says how the run ended, but no record. STATUS_IO, STATUS_MEMORY. */
enum status external_run(struct outcome *outcome, const struct job *job,
                         const struct backend *backend, struct error *error) MUST_CHECK;

#endif
