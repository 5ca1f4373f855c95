/* sweep_verify.h -- whether records are what they say: each is read whole, and a random share is made again.
 */
#ifndef KLIMB_SWEEP_VERIFY_H
#define KLIMB_SWEEP_VERIFY_H

#include "sweep/sweep.h"

struct sweep_verified {
    long read, again,
        wrong; /* records that were read, runs that were made again, and what is wrong among both */
    struct text told; /* a line for each that is wrong */
};

/* sweep_verify -- check the runs of a study that are there.
 *   verified  out  freed by the caller with sweep_verified_free, also after an error
 *   share          of the runs taken that are made again, above 0 and at most 1; at least one is
 *   seed           which ones: of each run the SHA-256 of "seed run", the lowest first
 * Each record must have the digests of its manifest (record_read), and the record of a run that is made again must be the
 * same to the last bit. Runs that are there and were not taken are wrong as well. Runs are made on this machine, and their
 * records not kept.
 * Errors of check_run_jobs; STATUS_INVALID: there is no run to verify. */
enum status sweep_verify(struct sweep_verified *verified, const struct sweep *sweep,
                         const struct sweep_options *options, double share, long seed,
                         struct error *error) MUST_CHECK;
void sweep_verified_free(struct sweep_verified *verified);

#endif
