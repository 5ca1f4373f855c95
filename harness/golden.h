/* golden.h -- expected/<scenario>/: golden.json, bits.csv, band.csv.
 *
 * golden.json  provenance: reason, date, commit, command, versions, digest of the scenario; the
 *              outcome of every seed
 * bits.csv     the whole trajectory of the first check_seeds seeds: a record.csv with a column `seed` first
 * band.csv     every seed of the ensemble at about 24 of the logged steps, the same columns
 * Written only by `klimb bless`.
 */
#ifndef KLIMB_GOLDEN_H
#define KLIMB_GOLDEN_H

#include "manifest.h"

struct golden {
    char digest[65];      /* of the scenario when it was blessed */
    char reason[1024], commit[64], date[32], command[512];
    long bits_count;      /* seeds 0 .. bits_count-1 */
    struct record *bits;
    long band_count;      /* ensemble: seeds 0 .. band_count-1 */
    struct record *band;  /* thinned */
};

/* golden_read -- STATUS_IO when there is none (golden_exists tells beforehand). */
enum status golden_read(struct golden *golden, const char *expected, const char *name,
                        struct error *error) MUST_CHECK;
int golden_exists(const char *expected, const char *name);
void golden_free(struct golden *golden);

/* golden_write -- all three files of a scenario from `count` records of seeds 0..count-1. */
enum status golden_write(const char *expected, const struct scenario *scenario,
                         const struct record *records, long count, const char *reason,
                         const char *command, const struct backend *backend,
                         struct error *error) MUST_CHECK;

/* golden_thin -- whether a row of a record belongs into band.csv: about 24 rows spread evenly over
 * the logged rows, first and last included. */
int golden_thin(long row, long rows);

#endif
