/* record.h -- a record: the values of one run, step by step.
 *
 * A record is a folder with record.csv (a row for each logged step), dims.csv (a row for each step and latent
 * dimension), digests.csv (a row for each tensor, of the first steps) and manifest.json (what made it, how it ended).
 * Comparing, diagnosing and reporting use records only. Values are binary32, written as the shortest decimal that reads
 * back to the same bits.
 */
#ifndef KLIMB_RECORD_H
#define KLIMB_RECORD_H

#include "record/tensor_digests.h"
#include "train/trainer.h"

/* 1e6 rows of 20 numbers with 15 characters each; a longer file is not a record. */
#define RECORD_BYTES_MAX ((size_t)300 << 20)

enum { RECORD_FORMAT = 1 }; /* version of the format, in manifest.json: see FORMAT.md */

struct record {
    char name[1024]; /* scenario ("learning/healthy") or file it came from */
    long seed;       /* -1 when unknown */
    long rows;
    long capacity;            /* maximum of rows */
    long *step;               /* [rows] ascending */
    float *value;             /* [rows, OBSERVABLES] */
    unsigned char *missing;   /* [rows, OBSERVABLES] 1: the cell was empty; NULL: no cell was */
    int present[OBSERVABLES]; /* whether the source had the column (logs may lack some) */
    long latent;              /* k; 0 without dims.csv */
    float *dimension;         /* [rows, k, DIMENSION_OBSERVABLES] or NULL */
    struct outcome outcome;   /* from the manifest; without one, completed at the last row */
    struct tensor_digests digests; /* of the first steps; empty without digests.csv */
    char scenario_digest[65];      /* from the manifest, as all below: the scenario's; else empty */
    char backend[16];              /* name of the backend; else empty */
    char version[64];              /* klimb's; else empty */
    double seconds;                /* wall time of the run; else 0 */
};

/* record_new -- an empty record (rows is 0) with room for `rows` rows of `latent` dimensions, every
 * column present but those of the end, outcome completed at step 0. STATUS_MEMORY. */
enum status record_new(struct record *record, long rows, long latent,
                       struct error *error) MUST_CHECK;
void record_free(struct record *record);

static inline float record_value(const struct record *record, long row, enum observable column) {
    return record->value[row * OBSERVABLES + column];
}

/* record_is_missing -- whether the source has the column but no value in this row, as in logs that write some values
 * less often than others. Such a cell holds NaN, so that it passes no comparison; but it is a gap in the curve, not a
 * value that was NaN. klimb's own records have gaps only in the columns of the end (klimb_observable_is_of_end), in all
 * rows but the last: a NaN there is a gap. */
static inline int record_is_missing(const struct record *record, long row, enum observable column) {
    if (klimb_observable_is_of_end(column) && isnan(record_value(record, row, column)))
        return 1;
    return record->missing != NULL && record->missing[row * OBSERVABLES + column];
}

/* record_append -- copy an observation after the last row; rows must be less than capacity. Its `dimension` may be NULL
 * if the record has no latent dimensions. */
void record_append(struct record *record, const struct observation *row);

/* record_write -- write record.csv, dims.csv and digests.csv into `folder`, each atomically. */
enum status record_write(const struct record *record, const char *folder,
                         struct error *error) MUST_CHECK;

/* record_remove -- delete the files of a record, if any, from `folder`. run_folder.h also deletes a run's other files.
 * STATUS_IO. */
enum status record_remove(const char *folder, struct error *error) MUST_CHECK;

/* record_read -- read these files and manifest.json. dims.csv, digests.csv and manifest.json may be missing. log/log.h
 * reads what other programs write. STATUS_FORMAT names file, line, column, found, allowed: unknown or duplicate column,
 * wrong number of fields, a cell that is not a number, steps not ascending, truncated last line; or digests that differ
 * from the manifest's record_digest or tensor_digests, because a file was edited or belongs to another run. STATUS_IO,
 * STATUS_MEMORY. On error the record is empty. */
enum status record_read(struct record *record, const char *folder, struct error *error) MUST_CHECK;

/* record_read_dimensions -- add folder/dims.csv, if it exists, to a record whose values have been read and that has no
 * dimensions yet. STATUS_FORMAT also if its rows are not those of the record. */
enum status record_read_dimensions(struct record *record, const char *folder,
                                   struct error *error) MUST_CHECK;

/* record_read_manifest -- add outcome, seed, name and digest of the scenario from folder/manifest.json, and digests.csv
 * if the manifest has its digest, to a record whose values have been read. STATUS_FORMAT also if the digests differ
 * from the manifest's, or its format is newer. */
enum status record_read_manifest(struct record *record, const char *folder,
                                 struct error *error) MUST_CHECK;

/* record_parse -- read record.csv from text; errors call the file `name`. */
enum status record_parse(struct record *record, const char *name, const char *text, size_t size,
                         struct error *error) MUST_CHECK;

/* record_parse_seeds -- read several records from one table, as in a golden: the first column is `seed`, the others are
 * those of record_parse. Seeds are 0, 1, 2, ... in this order, each in one block, at most `most` of them.
 *   records  out [*count]  the caller frees each, and the array; NULL and 0 on error */
enum status record_parse_seeds(struct record **records, long *count, long most, const char *name,
                               const char *text, size_t size, struct error *error) MUST_CHECK;

/* record_format -- add the text of record.csv. A missing value is an empty cell. */
struct text;
void record_format(struct text *text, const struct record *record);

/* record_format_seeds -- add the table that record_parse_seeds reads; all records have the same columns. */
void record_format_seeds(struct text *text, const struct record *records, long count);

/* record_digest -- SHA-256 of record.csv and dims.csv as they are written, 64 hexadecimal digits;
 * "" when memory ran out. */
void record_digest(char out[65], const struct record *record);

/* record_row_at -- index of the last row with step <= `step`, or -1. */
long record_row_at(const struct record *record, long step);

/* record_window_mean -- mean of a column over rows with from < step <= to (in double, ascending) in which it is not
 * missing. Without such a row, the value of the last row at or before `to`; NaN if there is no such row either. */
double record_window_mean(const struct record *record, enum observable column, double from,
                          double to);

/* record_final -- mean over the last 10 % of the steps: record_window_mean over (0.9 s, s]. */
double record_final(const struct record *record, enum observable column);

#endif
