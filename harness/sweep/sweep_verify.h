/* sweep_verify.h -- whether records are what they say: read each whole, and repeat a random share of the runs.
 */
#ifndef KLIMB_SWEEP_VERIFY_H
#define KLIMB_SWEEP_VERIFY_H

#include "sweep/sweep.h"

struct sweep_verified {
    long read, again, wrong; /* records read, runs repeated, faults found */
    struct text told;        /* a line for each fault */
};

/* sweep_verify -- check the runs of a study that are there.
 *   verified  out  freed by the caller with sweep_verified_free, also after an error
 *   share          of the runs that were taken, above 0 and at most 1: so many are repeated, at least one
 *   seed           draws them: those with the lowest SHA-256 of "seed run"
 * Each record must have the digests of its manifest (record_read), and a run that is repeated must give the same bits. Runs that
 * are there and were not taken count as wrong too. The repeated runs are made on this machine, and their records deleted.
 * Errors of check_run_jobs and of a run that breaks when it is repeated; STATUS_IO: the system refuses to read a record;
 * STATUS_INVALID: there is no run to verify. */
enum status sweep_verify(struct sweep_verified *verified, const struct sweep *sweep,
                         const struct sweep_options *options, double share, long seed,
                         struct error *error) MUST_CHECK;
void sweep_verified_free(struct sweep_verified *verified);

#endif
