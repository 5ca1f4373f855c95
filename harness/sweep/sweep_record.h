/* sweep_record.h -- what a study needs of a run, read in a fraction of the time that a whole record takes.
 *
 * This reads manifest.json, and the header and the last rows of record.csv, which must be whole and end at the step that the
 * manifest says. It does not check other rows, dims.csv or the digests: sweep_verify.h does.
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
    struct outcome outcome; /* of a run that was taken, as all below: kind, step and term */
    char record_digest[65]; /* that the manifest says */
    double seconds;         /* wall time, as the manifest has it */
    double final
        [STUDY_COLUMNS_MAX]; /* record_final of each column of the study; NaN too where the record
                                        does not have it, see has_column */
    unsigned char has_column[STUDY_COLUMNS_MAX];
};

/* sweep_record_read -- read the run in `folder`.
 *   run  out  its state says whether it was taken
 * STATUS_OK only for SWEEP_TAKEN. Else the error says why not: STATUS_FAILED for SWEEP_MISSING and SWEEP_OTHER,
 * STATUS_FORMAT and STATUS_IO for SWEEP_BROKEN. STATUS_MEMORY as well. */
enum status sweep_record_read(struct sweep_run *run, const char *folder,
                              const struct made_wanted *wanted, const struct study *study,
                              struct error *error) MUST_CHECK;

/* sweep_record_is_refused -- of a record in `folder` whose reading gave `status`: whether the system refused to read it, so
 * that nobody knows what it holds. A manifest.json or record.csv that is not there, or is no file, is the record's own fault. */
int sweep_record_is_refused(enum status status, const char *folder);

#endif
