/* made_run.h -- finds a run that was made earlier, by this or another process, on this or another machine.
 *
 * A run is identified by its scenario's digest, seed and backend in the manifest.
 */
#ifndef KLIMB_MADE_RUN_H
#define KLIMB_MADE_RUN_H

#include "record/job.h"
#include "record/record.h"

/* made_run_find -- STATUS_OK if `folder` has the whole record of this job: its digests are right, it ends where its
 * manifest (made_manifest.h) says, it is of the job's scenario, seed and backend and of this version of klimb, and it
 * has artefacts if the job wants them. Then the job is done, with that folder and the manifest's seconds. Otherwise
 * STATUS_FAILED; the job is unchanged and `error` says why: no record, edited or cut off, of another run.
 *   record  out  the record if STATUS_OK, freed by the caller; may be NULL */
enum status made_run_find(struct job *job, const char *folder, struct record *record,
                          struct error *error) MUST_CHECK;

#endif
