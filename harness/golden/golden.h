/* golden.h -- the golden curves of a scenario: expected/<scenario>/.
 *
 *     golden.json  provenance: reason, date, commit, command, versions, digest and text of the scenario, and
 *                  the outcome of every seed; the seal: a format number, the numbers of seeds and rows of the tables,
 *                  SHA-256 of the values of each table and of golden.json itself
 *     bits.csv     the whole trajectory of the first check_seeds seeds: a column `seed`, then those of record.csv
 *     ensemble.csv     every seed of the ensemble at 12 of the logged steps, in the same form, values
 *                  rounded to 5 decimal digits: seeds differ by far more
 *     features.csv the features (feature.h) of the whole curve of each of these seeds, rounded in the same way
 *     digests.csv  the digest of each tensor in the first steps of seed 0 (record/tensor_digests.h): bits[0].digests.
 *                  Not judged; it names the tensor where bits changed first. Goldens of klimb 0.1 have none
 *
 * Only `klimb bless` and `klimb review` write these files, all at once. golden_read refuses a golden with an edited or
 * missing file, or one of another blessing.
 */
#ifndef KLIMB_GOLDEN_H
#define KLIMB_GOLDEN_H

#include "record/feature.h"

enum { GOLDEN_ENSEMBLE_ROWS = 12, GOLDEN_ENSEMBLE_DIGITS = 5, GOLDEN_SEEDS_MAX = 1024 };

/* The largest difference between two runs of one seed, for a trainer that does not repeat its bits. */
struct golden_noise {
    long seeds;                 /* run twice; 0: bits are compared */
    double column[OBSERVABLES]; /* 0: no difference */
};

/* The files. A golden may lack only GOLDEN_DIGESTS. */
enum golden_file {
    GOLDEN_JSON,
    GOLDEN_BITS,
    GOLDEN_ENSEMBLE,
    GOLDEN_FEATURES,
    GOLDEN_DIGESTS,
    GOLDEN_FILES
};
extern const char *const golden_file_names[GOLDEN_FILES];

struct golden {
    char name[256];    /* of the scenario that was blessed */
    char digest[65];   /* that scenario's when it was blessed */
    char *canonical;   /* the text that was digested; owned; NULL: an earlier klimb blessed it */
    char reason[1024]; /* why these numbers are right */
    char commit[64], date[32], command[512]; /* cut to fit, as is the reason */
    int has_column[OBSERVABLES];             /* logs of a user's trainer may lack some */
    int is_external;                         /* a user's trainer made it */
    struct golden_noise noise;
    long bits_count; /* seeds 0 .. bits_count-1 */
    struct record *bits;
    long ensemble_count;     /* the ensemble: seeds 0 .. ensemble_count-1 */
    struct record *ensemble; /* at the steps of golden_is_ensemble_row */
    double *features;        /* [ensemble_count, FEATURES] NaN: a diverged run lacks it */
};

/* golden_look -- whether a golden of that name exists: any of its files. STATUS_IO if that cannot be determined. */
enum status golden_look(int *is_there, const char *expected, const char *name,
                        struct error *error) MUST_CHECK;

/* golden_read -- read all files of one golden, even if another process replaces it meanwhile. STATUS_IO: a file is
 * missing or cannot be read. STATUS_FORMAT with file, line, found and allowed:
 *   - a file is damaged, holds a merge conflict, or is of another scenario
 *   - the files were not written by one blessing: counts or digests differ from golden.json, or tables differ where
 *   they overlap
 *   - the seeds of the ensemble have different steps, it lacks a column that golden.json names, or a completed seed has
 *   a value or feature that is not a finite number: these would weaken the test of fresh runs. Such values in bits.csv
 *   do not (compare.h).
 * On error *golden is empty. */
enum status golden_read(struct golden *golden, const char *expected, const char *name,
                        struct error *error) MUST_CHECK;
void golden_free(struct golden *golden);

/* golden_longest_seed -- the record of the ensemble with the most rows: other seeds may diverge and end early; their
 * steps are its first ones. */
const struct record *golden_longest_seed(const struct golden *golden);

/* What is blessed. */
struct golden_subject {
    const char *name, *digest; /* of the scenario */
    const char *canonical;     /* the text that was digested; NULL: not kept */
    long check_seeds;          /* number of seeds in bits.csv, if there are so many records */
    /* gives the logged rows; NULL: a user's trainer made the records */
    const struct config *config;
    const struct golden_noise *noise; /* NULL: bits are compared */
};

/* What golden_write stores beside the numbers. */
struct golden_provenance {
    const char *reason, *commit, *date, *command;
    const struct backend *backend;
};

/* golden_write -- write all files of a golden into a private folder beside expected/<name>, read them back, and move
 * the folder into place in one step, so that a kill leaves the old golden or the new one. SIGINT,
 * SIGTERM, SIGHUP and SIGQUIT wait for that step.
 *   records  in [count]  of seeds 0 .. count-1, count >= subject.check_seeds
 * STATUS_IO, STATUS_MEMORY: the old golden is as it was. */
enum status golden_write(const char *expected, struct golden_subject subject,
                         const struct record *records, long count,
                         const struct golden_provenance *provenance,
                         struct error *error) MUST_CHECK;

/* golden_reseal -- add a format number, counts, digests and a seal to a golden of klimb 0.1; changes nothing else.
 * STATUS_INVALID: it has a seal already; errors of golden_read if its parts do not agree. */
enum status golden_reseal(const char *expected, const char *name, struct error *error) MUST_CHECK;

/* golden_copy -- read and check a golden of the folder `from`, and write the same files as golden_write. Errors of
 * golden_read and golden_write. */
enum status golden_copy(const char *expected, const char *from, const char *name,
                        struct error *error) MUST_CHECK;

/* golden_has_feature -- whether the golden has the columns of a feature. */
int golden_has_feature(const struct golden *golden, enum feature feature);

/* golden_round -- a value rounded as in ensemble.csv, to GOLDEN_ENSEMBLE_DIGITS decimal digits. */
float golden_round(float value);

/* golden_is_ensemble_row -- whether row number `row` of the `planned` logged rows is in ensemble.csv:
 * GOLDEN_ENSEMBLE_ROWS of them, evenly spread, with the first and the last. */
int golden_is_ensemble_row(long row, long planned);

#endif
