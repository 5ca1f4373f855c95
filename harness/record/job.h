/* job.h -- one run that will leave a record, and how it went.
 */
#ifndef KLIMB_JOB_H
#define KLIMB_JOB_H

#include "numerics/backend.h"

enum { JOB_FOLDER_MAX = 512 };

struct scenario; /* record/ does not look into it */

struct job {
    const struct scenario *scenario;
    long seed;
    enum backend_kind backend;
    char folder[JOB_FOLDER_MAX];  /* where the run writes its record; nobody else writes there */
    char place[JOB_FOLDER_MAX];   /* for hard links to the whole record; may be empty */
    int wants_artefacts;          /* also write the files of artefacts.h */
    const char *const *overrides; /* [override_count] of its scenario */
    long override_count;
    /* results */
    int done;           /* the record was written and put in `place` */
    struct error error; /* set when the run broke */
    double seconds;
    double user; /* user-mode CPU seconds, with threads and programs; 0: unknown */
};

/* The parts of the path of a run's folder. */
struct job_name {
    const char *scenario;  /* "learning/healthy" */
    const char *overrides; /* digest of the scenario if it has overrides, else NULL */
    const char *backend;   /* "exact", ...; "external": a trainer of the user's */
    long seed;
};

/* job_folder -- <out>/<scenario>/<backend>/seed-0007 into `folder`. With overrides: <backend>/set-<12 digits of the
 * scenario's digest>/seed-0007.
 * STATUS_INVALID when it is too long. */
enum status job_folder(char folder[JOB_FOLDER_MAX], const struct job_name *name, const char *out,
                       struct error *error) MUST_CHECK;

#endif
