/* sweep_verify.h -- verifies records: reads each of them whole, and repeats a random share of the runs.
 */
#ifndef KLIMB_SWEEP_VERIFY_H
#define KLIMB_SWEEP_VERIFY_H

#include "sweep/sweep.h"

struct sweep_verified {
    long read, again, wrong; /* records read, runs repeated, faults found */
    struct text told;        /* a line for each fault */
};

/* sweep_verify -- verify the existing runs of a study.
 *   verified  out  freed by the caller with sweep_verified_free, also after an error
 *   share          share of the taken runs to repeat, above 0 and at most 1; at least one run
 *   seed           chooses them: those with the lowest SHA-256 of "seed run"
 * Each record must have the digests of its manifest (record_read), and a repeated run must give the same bits. Existing
 * runs that were not taken count as wrong, too. The repeated runs are made on this machine, and their records deleted.
 * Errors of check_run_jobs and of a run that breaks when it is repeated; STATUS_IO: the system refuses to read a
 * record; STATUS_INVALID: there is no run to verify. */
enum status sweep_verify(struct sweep_verified *verified, const struct sweep *sweep,
                         const struct sweep_options *options, double share, long seed,
                         struct error *error) MUST_CHECK;
void sweep_verified_free(struct sweep_verified *verified);

#endif
