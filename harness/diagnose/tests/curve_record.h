/* curve_record.h -- records of a few columns for tests of what reads curves.
 *
 *     struct record record;
 *     curve_record(&record, 11);                               steps 0, 1, ... 10
 *     curve_record_fill(&record, OBSERVABLE_kl, value_of);     value_of(row)
 *     curve_record_empty(&record, 3, OBSERVABLE_kl);           an empty cell
 *     record_free(&record);
 */
#ifndef KLIMB_CURVE_RECORD_H
#define KLIMB_CURVE_RECORD_H

#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "record/record.h"

static inline void curve_record(struct record *record, long rows) {
    ck_assert_int_eq(record_new(record, rows, 0, NULL), STATUS_OK);
    record->rows = rows;
    for (int column = 0; column < OBSERVABLES; column++)
        record->present[column] = 0;
    for (long row = 0; row < rows; row++)
        record->step[row] = row;
}

static inline void curve_record_set(struct record *record, long row, enum observable column,
                                    double value) {
    record->present[column] = 1;
    record->value[row * OBSERVABLES + column] = (float)value;
}

static inline void curve_record_fill(struct record *record, enum observable column,
                                     double (*value)(long row)) {
    for (long row = 0; row < record->rows; row++)
        curve_record_set(record, row, column, value(row));
}

static inline void curve_record_empty(struct record *record, long row, enum observable column) {
    if (record->missing == NULL)
        record->missing = calloc((size_t)record->capacity * OBSERVABLES, 1);
    ck_assert_ptr_nonnull(record->missing);
    record->missing[row * OBSERVABLES + column] = 1;
    record->value[row * OBSERVABLES + column] = NAN;
}

/* Repeatable noise: uniform with mean 0 and deviation 1, independent from row to row and of other seeds. */
static inline double curve_record_noise(long row, unsigned seed) {
    unsigned long long x = ((unsigned long long)row + 1) * 0x9E3779B97F4A7C15ULL + seed;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    x ^= x >> 31;
    return sqrt(12) * ((double)(x >> 11) / 9007199254740992.0 - 0.5);
}

#endif
