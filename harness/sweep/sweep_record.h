/* sweep_record.h -- reads what a study needs of a run, much faster than the whole record.
 *
 * This reads manifest.json, and the header and the last rows of record.csv, which must be complete and end at the
 * manifest's step. It does not check other rows, dims.csv or the digests: sweep_verify.h does.
 */
#ifndef KLIMB_SWEEP_RECORD_H
#define KLIMB_SWEEP_RECORD_H

#include "record/record.h"
#include "run/made_manifest.h"
#include "sweep/study.h"

enum sweep_state {
    SWEEP_MISSING, /* there is no manifest */
    SWEEP_TAKEN,
    SWEEP_OTHER,  /* its manifest names another scenario, seed, backend or version */
    SWEEP_BROKEN, /* it cannot be read */
    SWEEP_STATES
};

struct sweep_run {
    enum sweep_state state;
    struct outcome outcome; /* kind, step and term; set if the run was taken, as all below */
    char record_digest[65]; /* in the manifest */
    double seconds;         /* wall time in the manifest */
    /* record_final of each column of the study; NaN also if the record lacks it, see has_column */
    double final[STUDY_COLUMNS_MAX];
    unsigned char has_column[STUDY_COLUMNS_MAX];
};

/* sweep_record_read -- read the run in `folder`.
 *   run  out  its state says whether it was taken
 * STATUS_OK only for SWEEP_TAKEN. Otherwise the error says why: STATUS_FAILED for SWEEP_MISSING and SWEEP_OTHER,
 * STATUS_FORMAT and STATUS_IO for SWEEP_BROKEN; STATUS_MEMORY. */
enum status sweep_record_read(struct sweep_run *run, const char *folder,
                              const struct made_wanted *wanted, const struct study *study,
                              struct error *error) MUST_CHECK;

/* sweep_record_is_refused -- whether reading the record in `folder` gave `status` because the system refused to read
 * it, so that its contents are unknown. A manifest.json or record.csv that is missing or not a file does not count. */
int sweep_record_is_refused(enum status status, const char *folder);

#endif
