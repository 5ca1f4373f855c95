/* ensemble_internal.h -- what the parts of the ensemble test share.
 *
 *     ensemble_table.c  from records to a table: a line a run, a column a cell
 *     ensemble_duplicates.c  runs that are one run
 *     ensemble_permute.c, ensemble_single.c
 *                   from a table to the largest statistic and its p-value: of a group, of one run
 *     ensemble.c        which test, and the result in words
 */
#ifndef KLIMB_ENSEMBLE_INTERNAL_H
#define KLIMB_ENSEMBLE_INTERNAL_H

#include "golden/ensemble.h"

/* Values of all runs in all cells that are not treated as equal. */
struct ensemble_table {
    long fresh, runs; /* the fresh runs are the first of all */
    long columns;
    struct ensemble_cell *cell; /* [columns] */
    double *value;  /* [columns, runs] in the unit of the column; NaN where there is none */
    double *scaled; /* [columns, runs] on the scale of comparison */
    double *floor;  /* [columns] a distance on that scale that does not matter */
    unsigned char
        left_out[FEATURES]; /* of the comparison of one run, as in struct ensemble_result */
    /* A departure that needs no statistics. */
    int broken;
    struct ensemble_cell broken_cell;
    long broken_seed;
    double broken_value;
    int broken_has_row; /* whether the row is there, with that value */
};

/* ensemble_table_make -- the golden runs are those whose seed is not in skip. STATUS_MEMORY. On error
 * the table is empty.
 *   skip  in [golden->ensemble_count] 1 for golden runs to leave out */
enum status ensemble_table_make(struct ensemble_table *table, const struct golden *golden,
                                const unsigned char *skip, const struct record *records, long count,
                                struct error *error) MUST_CHECK;
void ensemble_table_free(struct ensemble_table *table);

/* ensemble_scale -- a value of a cell on the scale of comparison, and the inverse. */
double ensemble_scale(double value, const struct ensemble_cell *cell);
double ensemble_unscale(double scaled, const struct ensemble_cell *cell);

/* ensemble_say_cell -- which cell, in words: "step 33, kl". ensemble_cell_unit -- "" for a pure number. */
enum { ENSEMBLE_CELL_TEXT = 96 };
void ensemble_say_cell(char text[ENSEMBLE_CELL_TEXT], const struct ensemble_cell *cell);
const char *ensemble_cell_unit(const struct ensemble_cell *cell);

/* ensemble_golden_moments -- of the finite values of the golden runs in a column of the table, on the scale of comparison. */
struct ensemble_moments {
    double count, mean, squares; /* of distances from the mean */
};
struct ensemble_moments ensemble_golden_moments(const struct ensemble_table *table, long column);

/* ensemble_median -- median of the finite ones among `count` values; NaN for none. scratch [count] */
double ensemble_median(const double *value, long count, double *scratch);

/* ensemble_duplicates_find -- two fresh runs that are equal in all cells of the table, of which there are 20 at
 * least, though no two golden runs are equal in more than half of them. Returns 0 for none.
 *   duplicates  out [2]  which runs, ascending; undefined without any */
int ensemble_duplicates_find(long duplicates[2], const struct ensemble_table *table);

/* Where the largest statistic is and how unlikely. */
struct ensemble_max {
    double statistic, critical, p;
    long tests;
    enum ensemble_test test;
    long column;               /* index into the table's columns; -1: over several, see `over` */
    struct ensemble_cell over; /* column -1: the observable, or nothing for all */
    long run;                  /* prediction: which fresh run */
};

/* ensemble_max_permute -- the permutation test of the fresh runs as a group. STATUS_MEMORY. */
enum status ensemble_max_permute(struct ensemble_max *max, const struct ensemble_table *table,
                                 double alpha, struct error *error) MUST_CHECK;

/* ensemble_max_single -- each fresh run by itself, without the features in table->left_out; p and critical are Bonferroni-corrected for their
 * number. STATUS_MEMORY. */
enum status ensemble_max_single(struct ensemble_max *max, const struct ensemble_table *table,
                                double alpha, struct error *error) MUST_CHECK;

/* ensemble_choices_suffice -- whether n of runs can be chosen in at least 4/alpha ways. */
int ensemble_choices_suffice(long runs, long fresh, double alpha);

#endif
