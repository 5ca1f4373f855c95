/* golden.h -- the golden curves of a scenario: expected/<scenario>/.
 *
 *     golden.json  provenance: reason, date, commit, command, versions, digest of the scenario, and
 *                  the outcome of every seed
 *     bits.csv     the whole trajectory of the first check_seeds seeds: record.csv behind a column
 *                  `seed`
 *     band.csv     every seed of the ensemble at 12 of the logged steps, in the same form, values
 *                  rounded to 5 decimal digits: far less than seeds differ by
 *     features.csv the features (feature.h) of the whole curve of each of these seeds, rounded so too
 *
 * Written only by `klimb bless`.
 */
#ifndef KLIMB_GOLDEN_H
#define KLIMB_GOLDEN_H

#include "feature.h"
#include "manifest.h"

enum { GOLDEN_BAND_ROWS = 12, GOLDEN_BAND_DIGITS = 5, GOLDEN_SEEDS_MAX = 1024 };

struct golden {
    char name[256];    /* of the scenario that was blessed */
    char digest[65];   /* of that scenario as it was then */
    char reason[1024]; /* why these numbers are right */
    char commit[64], date[32], command[512];
    long bits_count; /* seeds 0 .. bits_count-1 */
    struct record *bits;
    long band_count;     /* the ensemble: seeds 0 .. band_count-1 */
    struct record *band; /* at the steps of golden_is_band_row */
    double *features;    /* [band_count, FEATURES] of a run that diverged NaN where it has none */
};

/* golden_exists -- whether expected/<name>/golden.json is there. */
int golden_exists(const char *expected, const char *name);

/* golden_read -- read all files. STATUS_IO when one is missing; STATUS_FORMAT with file,
 * line, found and allowed when one is damaged, when they do not fit each other, when the seeds of
 * the ensemble have different steps, or when it lacks a column, or has a value or feature that is no
 * finite number of a seed that completed: each of these would excuse fresh runs. Such values in
 * bits.csv excuse nothing (compare.h). On error *golden is empty. */
enum status golden_read(struct golden *golden, const char *expected, const char *name,
                        struct error *error) MUST_CHECK;
void golden_free(struct golden *golden);

/* golden_longest_seed -- the record of the ensemble with the most rows: others end early when they
 * diverge, and their rows are its first ones. */
const struct record *golden_longest_seed(const struct golden *golden);

/* What golden_write puts down besides the numbers. */
struct golden_provenance {
    const char *reason, *commit, *date, *command;
    const struct backend *backend;
};

/* golden_write -- write all files of a scenario.
 *   records  in [count]  of seeds 0 .. count-1, count >= scenario->check_seeds */
enum status golden_write(const char *expected, const struct scenario *scenario,
                         const struct record *records, long count,
                         const struct golden_provenance *provenance,
                         struct error *error) MUST_CHECK;

/* golden_round -- a value as the ensemble keeps it: to GOLDEN_BAND_DIGITS decimal digits. */
float golden_round(float value);

/* golden_is_band_row -- whether row number `row` of the `planned` logged rows belongs into
 * band.csv: GOLDEN_BAND_ROWS of them spread evenly, the first and the last included. */
int golden_is_band_row(long row, long planned);

#endif
