/* golden.h -- the golden curves of a scenario: expected/<scenario>/.
 *
 *     golden.json  provenance: reason, date, commit, command, versions, digest and text of the scenario, and
 *                  the outcome of every seed; the seal: a format number, how many seeds and rows the
 *                  tables have, SHA-256 of the values of each table, and of golden.json's own
 *     bits.csv     the whole trajectory of the first check_seeds seeds: record.csv after a column
 *                  `seed`
 *     ensemble.csv     every seed of the ensemble at 12 of the logged steps, in the same form, values
 *                  rounded to 5 decimal digits: far less than seeds differ by
 *     features.csv the features (feature.h) of the whole curve of each of these seeds, rounded so too
 *     digests.csv  of seed 0, the digest of each tensor of the first steps (record/tensor_digests.h): bits[0].digests.
 *                  It judges nothing, it names where bits changed first. A golden of an earlier klimb has none
 *
 * Written only by `klimb bless`, all at once. An edited file, one of another blessing, a part that is
 * missing: golden_read refuses each of them.
 */
#ifndef KLIMB_GOLDEN_H
#define KLIMB_GOLDEN_H

#include "record/feature.h"

enum { GOLDEN_ENSEMBLE_ROWS = 12, GOLDEN_ENSEMBLE_DIGITS = 5, GOLDEN_SEEDS_MAX = 1024 };

/* What runs of one seed differ by, of a trainer that does not repeat its bits: the largest difference of two of them. */
struct golden_noise {
    long seeds;                 /* that were run twice; 0: bits are compared */
    double column[OBSERVABLES]; /* 0 where there is none */
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
    char name[256];  /* of the scenario that was blessed */
    char digest[65]; /* of that scenario as it was then */
    char *
        canonical; /* its text, of which that is the digest; owned; NULL: blessed by an earlier klimb */
    char reason[1024];                       /* why these numbers are right */
    char commit[64], date[32], command[512]; /* these and the reason are cut to fit */
    int has_column[OBSERVABLES];             /* the logs of a trainer of the user lack some */
    int is_external;                         /* such a trainer made it */
    struct golden_noise noise;
    long bits_count; /* seeds 0 .. bits_count-1 */
    struct record *bits;
    long ensemble_count;     /* the ensemble: seeds 0 .. ensemble_count-1 */
    struct record *ensemble; /* at the steps of golden_is_ensemble_row */
    double *features; /* [ensemble_count, FEATURES] of a run that diverged NaN where it has none */
};

/* golden_look -- whether there is a golden of that name: any of its files. STATUS_IO when the system
 * cannot tell. */
enum status golden_look(int *is_there, const char *expected, const char *name,
                        struct error *error) MUST_CHECK;

/* golden_read -- read all files, as they are in one moment: another process may put a new golden in place.
 * STATUS_IO when one is missing or cannot be read. STATUS_FORMAT with file, line, what was found and what is allowed
 *   - when a file is damaged, holds a merge conflict, or is not of this scenario
 *   - when the files are not what one blessing wrote: other counts, other values than those of the digests in
 *     golden.json, tables that differ where they overlap
 *   - when the seeds of the ensemble have different steps, or when it lacks a column that golden.json names, or has a value or feature
 *     that is not a finite number of a seed that completed: each of these would excuse fresh runs. Such values in
 *     bits.csv excuse nothing (compare.h).
 * On error *golden is empty. */
enum status golden_read(struct golden *golden, const char *expected, const char *name,
                        struct error *error) MUST_CHECK;
void golden_free(struct golden *golden);

/* golden_longest_seed -- the record of the ensemble with the most rows: others end early when they
 * diverge, and their rows are its first ones. */
const struct record *golden_longest_seed(const struct golden *golden);

/* What is blessed. */
struct golden_subject {
    const char *name, *digest; /* of the scenario */
    const char *canonical;     /* its text, of which that is the digest; NULL: is not kept */
    long check_seeds;          /* how many records bits.csv has, if there are so many */
    const struct config
        *config; /* whose logged rows they are; NULL: a trainer of the user made them */
    const struct golden_noise *noise; /* NULL: bits are compared */
};

/* What golden_write puts down besides the numbers. */
struct golden_provenance {
    const char *reason, *commit, *date, *command;
    const struct backend *backend;
};

/* golden_write -- write all files of a golden into a private folder beside expected/<name>, read them back, and
 * put the folder in place in one step: after a kill there is the old golden or the new one. SIGINT,
 * SIGTERM, SIGHUP and SIGQUIT wait for that step.
 *   records  in [count]  of seeds 0 .. count-1, count >= subject.check_seeds
 * STATUS_IO, STATUS_MEMORY: the old golden is as it was. */
enum status golden_write(const char *expected, struct golden_subject subject,
                         const struct record *records, long count,
                         const struct golden_provenance *provenance,
                         struct error *error) MUST_CHECK;

/* golden_reseal -- give a golden of klimb 0.1 a format number, counts, digests and a seal, and change nothing
 * else. STATUS_INVALID when it has a seal already; errors of golden_read when its parts do not agree. */
enum status golden_reseal(const char *expected, const char *name, struct error *error) MUST_CHECK;

/* golden_copy -- read the golden of another folder of goldens, check it, and write the same files as golden_write does. Errors of
 * golden_read and golden_write. */
enum status golden_copy(const char *expected, const char *from, const char *name,
                        struct error *error) MUST_CHECK;

/* golden_has_feature -- whether it has the columns that a feature is measured of. */
int golden_has_feature(const struct golden *golden, enum feature feature);

/* golden_round -- a value as the ensemble keeps it: to GOLDEN_ENSEMBLE_DIGITS decimal digits. */
float golden_round(float value);

/* golden_is_ensemble_row -- whether row number `row` of the `planned` logged rows belongs into
 * ensemble.csv: GOLDEN_ENSEMBLE_ROWS of them spread evenly, the first and the last included. */
int golden_is_ensemble_row(long row, long planned);

#endif
