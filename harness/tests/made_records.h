/* made_records.h -- records with known contents, for the tests of whatever reads records.
 *
 *     struct record record = made_record(7, 50);    // seed 7, 50 rows at steps 0, 10, 20, ...
 */
#ifndef KLIMB_MADE_RECORDS_H
#define KLIMB_MADE_RECORDS_H

#include <check.h>
#include <string.h>

#include "record.h"

/* A smooth, positive curve: column c of row r is 1 + c/4 + r/64, plus the seed's own offset, which
 * is spread evenly over +-amplitude for the 16 seeds 0..15. All but the offset is exact in binary32. */
static inline float made_value(long seed, long row, int column, double amplitude) {
    double offset = amplitude * ((double)(seed % 16) - 7.5) / 7.5;
    return (float)(1 + 0.25 * column + (double)row / 64 + offset);
}

static inline struct record made_record_spread(long seed, long rows, double amplitude) {
    struct record record;
    struct error error = {0};
    ck_assert_int_eq(record_new(&record, rows + 1, 0, &error), STATUS_OK);
    record.seed = seed;
    for (long row = 0; row < rows; row++) {
        struct observation made = {.step = 10 * row};
        for (int column = 0; column < OBSERVABLES; column++)
            made.value[column] = made_value(seed, row, column, amplitude);
        record_append(&record, &made);
    }
    record.outcome.step = 10 * (rows - 1);
    return record;
}

static inline struct record made_record(long seed, long rows) {
    return made_record_spread(seed, rows, 0.125);
}

static inline void made_set(struct record *record, long row, enum observable column, float value) {
    record->value[row * OBSERVABLES + column] = value;
}

#endif
