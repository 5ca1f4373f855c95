/* made_run.h -- a run that was made already: by this program or another process, here or on another machine.
 *
 * A run is identified by the digest of its scenario, its seed and its backend, as they are in the manifest.
 */
#ifndef KLIMB_MADE_RUN_H
#define KLIMB_MADE_RUN_H

#include "record/job.h"
#include "record/record.h"

/* made_run_find -- whether `folder` has the whole record of this job: one whose digests hold, that ends where its manifest
 * (made_manifest.h) says, of the scenario, seed and backend of the job and of this version of klimb, with artefacts if the job wants them. Then the job is done: its folder is that one, and it has the seconds of the
 * manifest. Else the job is untouched and `error` says why not: there is no record, it was edited or cut off, it belongs to another
 * run (STATUS_FAILED).
 *   record  out  the record, freed by the caller, where it returns STATUS_OK; NULL: it is only looked at */
enum status made_run_find(struct job *job, const char *folder, struct record *record,
                          struct error *error) MUST_CHECK;

#endif
