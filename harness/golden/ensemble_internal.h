/* ensemble_internal.h -- what the sources of the ensemble test share.
 *
 *     ensemble_table.c  from records to a table: a line for each run, a column for each cell
 *     ensemble_duplicates.c  equal runs under two seeds
 *     ensemble_permute.c, ensemble_single.c
 *                   from a table to the largest statistic and its p-value: of a group, of one run
 *     ensemble.c        chooses the test; the result in words
 */
#ifndef KLIMB_ENSEMBLE_INTERNAL_H
#define KLIMB_ENSEMBLE_INTERNAL_H

#include "golden/ensemble.h"

/* Values of all runs in all cells that are not treated as equal. */
struct ensemble_table {
    long fresh, runs; /* the fresh runs are the first of all */
    long columns;
    struct ensemble_cell *cell;       /* [columns] */
    double *value;                    /* [columns, runs] in the unit of the column; NaN: no value */
    double *scaled;                   /* [columns, runs] on the scale of comparison */
    double *floor;                    /* [columns] smaller distances on that scale do not matter */
    unsigned char left_out[FEATURES]; /* as in struct ensemble_result */
    /* A departure that needs no statistics. */
    int broken;
    struct ensemble_cell broken_cell;
    long broken_seed;
    double broken_value;
    int broken_has_row; /* whether the row exists, with that value */
};

/* ensemble_table_make -- fill the table with the fresh runs and the golden runs that skip does not leave out.
 * STATUS_MEMORY. On error the table is empty.
 *   skip  in [golden->ensemble_count] 1 for golden runs to leave out */
enum status ensemble_table_make(struct ensemble_table *table, const struct golden *golden,
                                const unsigned char *skip, const struct record *records, long count,
                                struct error *error) MUST_CHECK;
void ensemble_table_free(struct ensemble_table *table);

/* ensemble_scale -- a value of a cell on the scale of comparison, and the inverse. */
double ensemble_scale(double value, const struct ensemble_cell *cell);
double ensemble_unscale(double scaled, const struct ensemble_cell *cell);

/* ensemble_say_cell -- a cell in words: "step 33, kl". ensemble_cell_unit -- its unit, "" for a pure number. */
enum { ENSEMBLE_CELL_TEXT = 96 };
void ensemble_say_cell(char text[ENSEMBLE_CELL_TEXT], const struct ensemble_cell *cell);
const char *ensemble_cell_unit(const struct ensemble_cell *cell);

/* ensemble_golden_moments -- moments of the golden runs' finite values in a column of the table, on the scale of
 * comparison. */
struct ensemble_moments {
    double count, mean, squares; /* of distances from the mean */
};
struct ensemble_moments ensemble_golden_moments(const struct ensemble_table *table, long column);

/* ensemble_median -- median of the finite values among `count`; NaN if there are none. scratch [count] */
double ensemble_median(const double *value, long count, double *scratch);

/* ensemble_duplicates_find -- find two fresh runs that are equal in all cells of the table, at least 20, if no two
 * golden runs are equal in more than half of them. Returns 0 if there are none.
 *   duplicates  out [2]  indices of the runs, ascending; undefined if 0 is returned */
int ensemble_duplicates_find(long duplicates[2], const struct ensemble_table *table);

/* The largest statistic, its place and its p. */
struct ensemble_max {
    double statistic, critical, p;
    long tests;
    enum ensemble_test test;
    long column;               /* index into the table's columns; -1: several, see `over` */
    struct ensemble_cell over; /* column -1: the observable, or none for all */
    long run;                  /* single runs: which one */
};

/* ensemble_max_permute -- the permutation test of the fresh runs as a group. STATUS_MEMORY. */
enum status ensemble_max_permute(struct ensemble_max *max, const struct ensemble_table *table,
                                 double alpha, struct error *error) MUST_CHECK;

/* ensemble_max_single -- test each fresh run by itself, without the features in table->left_out; p and critical are
 * Bonferroni-corrected for the number of runs. STATUS_MEMORY. */
enum status ensemble_max_single(struct ensemble_max *max, const struct ensemble_table *table,
                                double alpha, struct error *error) MUST_CHECK;

/* ensemble_choices_suffice -- whether `fresh` of `runs` can be chosen in at least 4/alpha ways. */
int ensemble_choices_suffice(long runs, long fresh, double alpha);

#endif
