/* record.h -- the one currency: what one run looked like, step by step.
 *
 * A record is a folder with record.csv (a row a logged step), dims.csv (a row a step and latent
 * dimension), digests.csv (a row a tensor, of the first steps) and manifest.json (what made it, how it ended). Comparing, diagnosing and
 * reporting know nothing else. Values are binary32, written as the shortest decimal that reads
 * back to the same bits.
 */
#ifndef KLIMB_RECORD_H
#define KLIMB_RECORD_H

#include "record/tensor_digests.h"
#include "train/trainer.h"

/* 1e6 rows of 20 numbers with 15 characters each; a longer file is not a record. */
#define RECORD_BYTES_MAX ((size_t)300 << 20)

enum { RECORD_FORMAT = 1 }; /* the number of the form of these files, in manifest.json: FORMAT.md */

struct record {
    char name[1024]; /* scenario ("learning/healthy") or file it came from */
    long seed;       /* -1 when unknown */
    long rows;
    long capacity;            /* rows there is room for */
    long *step;               /* [rows] ascending */
    float *value;             /* [rows, OBSERVABLES] */
    unsigned char *missing;   /* [rows, OBSERVABLES] 1 where a cell was empty; NULL when none was */
    int present[OBSERVABLES]; /* whether the source had the column (foreign logs lack some) */
    long latent;              /* k, 0 when there is no dims.csv */
    float *dimension;         /* [rows, k, DIMENSION_OBSERVABLES] or NULL */
    struct outcome outcome;   /* from the manifest; completed at the last row without one */
    struct tensor_digests
        digests; /* of the first steps; no tensors where there is no digests.csv */
    char scenario_digest
        [65];         /* from the manifest: of the scenario that was run; empty without one */
    char backend[16]; /* from the manifest: name of the backend; empty without one */
    char version[64]; /* from the manifest: of klimb; empty without one */
    double seconds;   /* from the manifest: wall time of the run; 0 without one */
};

/* record_new -- an empty record (rows is 0) with room for `rows` rows of `latent` dimensions, every
 * column present but those of the end, outcome completed at step 0. STATUS_MEMORY. */
enum status record_new(struct record *record, long rows, long latent,
                       struct error *error) MUST_CHECK;
void record_free(struct record *record);

static inline float record_value(const struct record *record, long row, enum observable column) {
    return record->value[row * OBSERVABLES + column];
}

/* record_is_missing -- whether the source has the column but nothing in this row, as logs do that
 * write some values less often than others. Such a cell holds NaN, so that a caller that does
 * not ask passes nothing; but it is a gap in the curve, and not a value that was NaN. klimb's own
 * records have gaps in the columns of the end alone (klimb_observable_is_of_end), in all rows but the last: there NaN
 * is a gap. */
static inline int record_is_missing(const struct record *record, long row, enum observable column) {
    if (klimb_observable_is_of_end(column) && isnan(record_value(record, row, column)))
        return 1;
    return record->missing != NULL && record->missing[row * OBSERVABLES + column];
}

/* record_append -- copy an observation after the last row; the room must have been made. Its
 * `dimension` may be NULL when the record has no latent dimensions. */
void record_append(struct record *record, const struct observation *row);

/* record_write -- record.csv, dims.csv and digests.csv into `folder`, atomically each. */
enum status record_write(const struct record *record, const char *folder,
                         struct error *error) MUST_CHECK;

/* record_remove -- delete the files of a record from `folder`; it is fine if there are none. run_folder.h
 * deletes what else a run leaves there. STATUS_IO. */
enum status record_remove(const char *folder, struct error *error) MUST_CHECK;

/* record_read -- read them back, and from manifest.json, if there is one, what it says about them. dims.csv may
 * be missing. STATUS_FORMAT when record.csv and dims.csv do not have the record_digest of the manifest, or digests.csv
 * not its tensor_digests: they were edited, or belong to another run. What other programs write is read by log/log.h. STATUS_FORMAT names file, line, column, found, allowed: unknown or duplicate
 * column, wrong number of fields, a cell that is not a number, steps not ascending, truncated last
 * line. STATUS_IO, STATUS_MEMORY. On error the record is empty. */
enum status record_read(struct record *record, const char *folder, struct error *error) MUST_CHECK;

/* record_read_dimensions -- what record_read takes from folder/dims.csv, if there is one, into a record whose values have been
 * read and that has no dimensions yet. STATUS_FORMAT also when its rows are not those of the record. */
enum status record_read_dimensions(struct record *record, const char *folder,
                                   struct error *error) MUST_CHECK;

/* record_read_manifest -- what record_read takes from folder/manifest.json: outcome, seed, name and digest
 * of the scenario, into a record whose values have been read; and digests.csv, if the manifest has its digest. STATUS_FORMAT also when these are not those
 * that the manifest was written with, and when it has a newer format. */
enum status record_read_manifest(struct record *record, const char *folder,
                                 struct error *error) MUST_CHECK;

/* record_parse -- the same from text; `name` is what errors call the file. */
enum status record_parse(struct record *record, const char *name, const char *text, size_t size,
                         struct error *error) MUST_CHECK;

/* record_parse_seeds -- several records in one table, as a golden has them: the first column is `seed`, the others
 * are those of record_parse. Seeds are 0, 1, 2, ... in this order, each in one piece, at most `most`.
 *   records  out [*count]  the caller frees each, and the array; NULL and 0 on error */
enum status record_parse_seeds(struct record **records, long *count, long most, const char *name,
                               const char *text, size_t size, struct error *error) MUST_CHECK;

/* record_format -- text of record.csv: what record_write writes. What is missing is an empty cell. */
struct text;
void record_format(struct text *text, const struct record *record);

/* record_format_seeds -- text of such a table of records of the same columns. */
void record_format_seeds(struct text *text, const struct record *records, long count);

/* record_digest -- SHA-256 of record.csv and dims.csv as they are written, 64 hexadecimal digits;
 * "" when memory ran out. */
void record_digest(char out[65], const struct record *record);

/* record_row_at -- index of the last row with step <= `step`, -1 if none. */
long record_row_at(const struct record *record, long step);

/* record_window_mean -- mean of a column over rows with from < step <= to (in double, ascending) in
 * which it is not missing. If the record has no such row the last one at or before `to` counts; NaN
 * when there is none either. */
double record_window_mean(const struct record *record, enum observable column, double from,
                          double to);

/* record_final -- mean over the last 10 % of the steps: record_window_mean over (0.9 s, s]. */
double record_final(const struct record *record, enum observable column);

#endif
