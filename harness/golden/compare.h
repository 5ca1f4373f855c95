/* compare.h -- whether a record is the golden one to the last bit.
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
    enum observable column;     /* OBSERVABLES: not in a cell, but in rows, columns or outcome */
    double got, wanted;         /* NaN if not in a cell */
    uint64_t ulps;              /* units in the last place between got and wanted */
    long count;                 /* number of cells that departed */
    struct first_tensor tensor; /* first departure by the digests of tensors */
    char message[512];          /* all of this in words; empty when nothing departed */
};

/* compare_bits -- compare a record with the golden record of its seed to the last bit, outcome included. Reports the
 * first departure in step order, then in column order. A non-finite value equals only one of the same kind, and only in
 * the row where the golden run diverged: NaN anywhere else departs, even from NaN. A missing or extra row, column or
 * value departs. Only record.csv is compared: a golden has no dims.csv. The identities of claims_identities.h tie its
 * values to record.csv (the sum of kl_i is kl, no kl_i is negative), but a change of dims.csv that leaves record.csv as
 * it was is not seen. Digests of tensors name the cause of a departure; a difference in digests alone is not a
 * departure. */
void compare_bits(struct departure *departure, const struct record *record,
                  const struct record *golden);

/* compare_noise -- compare a record with the golden record of its seed, up to the differences between two runs of one
 * seed.
 *   most  in [OBSERVABLES]  the largest difference of each column
 * Otherwise as compare_bits. */
void compare_noise(struct departure *departure, const struct record *record,
                   const struct record *golden, const double most[OBSERVABLES]);

/* compare_ulps -- the distance of a and b, both finite, in units in the last place of binary32. */
uint64_t compare_ulps(float a, float b);

#endif
