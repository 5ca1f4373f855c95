/* job.h -- one run that is to leave a record, and how it went.
 */
#ifndef KLIMB_JOB_H
#define KLIMB_JOB_H

#include "numerics/backend.h"

enum { JOB_FOLDER_MAX = 512 };

struct scenario; /* a record needs nothing of it */

struct job {
    const struct scenario *scenario;
    long seed;
    enum backend_kind backend;
    char folder
        [JOB_FOLDER_MAX]; /* where the run writes its record; nobody else does while it is in use */
    char place
        [JOB_FOLDER_MAX]; /* where a copy (of hard links) is put once the record is whole, in one
                                    step; empty: nowhere */
    int wants_artefacts;  /* write those of artefacts.h beside it */
    const char *const *overrides; /* [override_count] with which its scenario was loaded */
    long override_count;
    /* results */
    int done;           /* the record was written, and put in place */
    struct error error; /* set when the run broke */
    double seconds;
    double
        user; /* processor seconds of the run in user mode, its threads and programs included; 0: not known */
};

/* What tells one run's folder from another's. */
struct job_name {
    const char *scenario;  /* "learning/healthy" */
    const char *overrides; /* digest of a scenario with overrides; NULL without */
    const char *backend;   /* "exact", or "external" of a trainer of the user */
    long seed;
};

/* job_folder -- <out>/<scenario>/<backend>/seed-0007 into `folder`. Overrides make another training of a
 * scenario, which has a place of its own: <backend>/set-<12 digits of its digest>/seed-0007.
 * STATUS_INVALID when it is too long. */
enum status job_folder(char folder[JOB_FOLDER_MAX], const struct job_name *name, const char *out,
                       struct error *error) MUST_CHECK;

#endif
