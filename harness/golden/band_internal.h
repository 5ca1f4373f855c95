/* band_internal.h -- what the parts of band share.
 *
 *     band_table.c  from records to a table: a line a run, a column a cell
 *     band_twins.c  runs that are one run
 *     band_permute.c, band_predict.c
 *                   from a table to the largest statistic and its p-value: of a group, of one run
 *     band.c        which test, and the result in words
 */
#ifndef KLIMB_BAND_INTERNAL_H
#define KLIMB_BAND_INTERNAL_H

#include "golden/band.h"

/* Values of all runs in all cells that are not equal to all intents. */
struct band_table {
    long fresh, runs; /* the fresh runs are the first of all */
    long columns;
    struct band_cell *cell; /* [columns] */
    double *value;          /* [columns, runs] in the unit of the column; NaN where there is none */
    double *scaled;         /* [columns, runs] on the scale of comparison */
    double *floor;          /* [columns] a distance on that scale that is of no consequence */
    /* A departure that needs no statistics. */
    int broken;
    struct band_cell broken_cell;
    long broken_seed;
    double broken_value;
    int broken_has_row; /* whether the row is there, with that value */
};

/* band_table_make -- the golden runs are those whose seed is not in skip. STATUS_MEMORY. On error
 * the table is empty.
 *   skip  in [golden->band_count] 1 for golden runs to leave out */
enum status band_table_make(struct band_table *table, const struct golden *golden,
                            const unsigned char *skip, const struct record *records, long count,
                            struct error *error) MUST_CHECK;
void band_table_free(struct band_table *table);

/* band_scale -- a value of a cell on the scale of comparison, and the inverse. */
double band_scale(double value, const struct band_cell *cell);
double band_unscale(double scaled, const struct band_cell *cell);

/* band_median -- median of the finite ones among `count` values; NaN for none. scratch [count] */
double band_median(const double *value, long count, double *scratch);

/* band_twins_find -- two fresh runs that are equal in all cells of the table, of which there are 20 at
 * least, though no two golden runs are equal in more than half of them. Returns 0 for none.
 *   twins  out [2]  which runs, ascending; undefined without any */
int band_twins_find(long twins[2], const struct band_table *table);

/* Where the largest statistic is and how unlikely. */
struct band_max {
    double statistic, critical, p;
    long tests;
    enum band_test test;
    long column;           /* index into the table's columns; -1: over several, see `over` */
    struct band_cell over; /* column -1: the observable, or nothing for all */
    long run;              /* prediction: which fresh run */
};

/* band_max_permute -- the permutation test of the fresh runs as a group. STATUS_MEMORY. */
enum status band_max_permute(struct band_max *max, const struct band_table *table, double alpha,
                             struct error *error) MUST_CHECK;

/* band_max_predict -- each fresh run by itself; p and critical are Bonferroni-corrected for their
 * number. STATUS_MEMORY. */
enum status band_max_predict(struct band_max *max, const struct band_table *table, double alpha,
                             struct error *error) MUST_CHECK;

/* band_choices_suffice -- whether n of runs can be chosen in at least 4/alpha ways. */
int band_choices_suffice(long runs, long fresh, double alpha);

#endif
