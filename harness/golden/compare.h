/* compare.h -- is this record the golden one, to the last bit?
 *
 *     compare_bits(&departure, &record, &golden.bits[record.seed]);
 *     if (departure.found) puts(departure.message);
 */
#ifndef KLIMB_COMPARE_H
#define KLIMB_COMPARE_H

#include <stdint.h>

#include "golden/first_tensor.h"
#include "record/record.h"

/* Where a record leaves its golden. */
struct departure {
    int found;
    long seed, step;
    enum observable column;     /* OBSERVABLES: in no cell, but in rows, columns or outcome */
    double got, wanted;         /* NaN then */
    uint64_t ulps;              /* units in the last place between got and wanted */
    long count;                 /* how many cells departed in all */
    struct first_tensor tensor; /* where digests say that it left first */
    char message[512];          /* all of this in words; empty when nothing departed */
};

/* compare_bits -- is `record` the golden record of its seed to the last bit, outcome included?
 * Reports the first departure in step order, then in column order. A value that is not a number
 * equals only one of the same kind, and only in the row where the golden run is declared to have
 * diverged: NaN anywhere else departs, even from NaN. A missing or extra row or column departs, and so
 * does a missing value.
 * This is about record.csv alone: a golden has no dims.csv, whose values are tied to those of
 * record.csv by the identities of claims.h (the sum of kl_i is kl, no kl_i is negative). What else
 * changed in dims.csv without any trace in record.csv is not seen. Digests of tensors name the cause of a departure; a
 * digest that differs alone is not a departure. */
void compare_bits(struct departure *departure, const struct record *record,
                  const struct record *golden);

/* compare_noise -- is `record` the golden record of its seed, but for what two runs of one seed were seen to differ by?
 *   most  in [OBSERVABLES]  the largest difference of each column
 * As compare_bits in all else. */
void compare_noise(struct departure *departure, const struct record *record,
                   const struct record *golden, const double most[OBSERVABLES]);

/* compare_ulps -- how many binary32 values lie between a and b, both finite. */
uint64_t compare_ulps(float a, float b);

#endif
