#include "golden/compare.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- bits ------------------------------------------------------------------------------------ */

/* Map floats to integers in the same order, so that neighbours differ by one. */
static int64_t float_rank(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    int64_t magnitude = bits & UINT32_C(0x7fffffff);
    return bits >> 31 ? -magnitude : magnitude;
}

uint64_t compare_ulps(float a, float b) {
    int64_t distance = float_rank(a) - float_rank(b);
    return (uint64_t)(distance < 0 ? -distance : distance);
}

static int float_bits_equal(float a, float b) {
    return memcmp(&a, &b, sizeof a) == 0;
}

/* Whether two cells agree to `most` (0: to the last bit); `declared`: the golden run diverged in
 * this row. */
static int cells_equal(float got, float wanted, int declared, double most) {
    if (isfinite(got) && isfinite(wanted))
        return float_bits_equal(got, wanted) ||
               (most > 0 && fabs((double)got - (double)wanted) <= most);
    if (!declared)
        return 0;
    return (isnan(got) && isnan(wanted)) ||
           (isinf(got) && isinf(wanted) && (got > 0) == (wanted > 0));
}

static void departure_say_noise(struct departure *departure, const double most[OBSERVABLES]) {
    snprintf(departure->message, sizeof departure->message,
             "seed %ld, step %ld, %s: %.6g, golden %.6g; runs of one seed differed by up to %.2g; "
             "%ld cell%s differ%s by more",
             departure->seed, departure->step, klimb_observable_info[departure->column].name,
             departure->got, departure->wanted, most[departure->column], departure->count,
             departure->count == 1 ? "" : "s", departure->count == 1 ? "s" : "");
}

static void departure_say_bits(struct departure *departure) {
    const struct klimb_observable_info *info = &klimb_observable_info[departure->column];
    char apart[64] = "";
    if (isfinite(departure->got) && isfinite(departure->wanted))
        snprintf(apart, sizeof apart, ", %" PRIu64 " unit%s in the last place apart",
                 departure->ulps, departure->ulps == 1 ? "" : "s");
    snprintf(departure->message, sizeof departure->message,
             "seed %ld, step %ld, %s: %.9g, golden %.9g%s; %ld cell%s differ%s", departure->seed,
             departure->step, info->name, departure->got, departure->wanted, apart,
             departure->count, departure->count == 1 ? "" : "s", departure->count == 1 ? "s" : "");
}

static void departure_note(struct departure *departure, const struct record *record, long row,
                           enum observable column, float got, float wanted) {
    departure->count++;
    if (departure->found)
        return;
    departure->found = 1;
    departure->seed = record->seed;
    departure->step = record->step[row];
    departure->column = column;
    departure->got = (double)got;
    departure->wanted = (double)wanted;
    if (isfinite(got) && isfinite(wanted))
        departure->ulps = compare_ulps(got, wanted);
}

/*   most  in [OBSERVABLES]  NULL: compare to the last bit */
static void compare_rows(struct departure *departure, const struct record *record,
                         const struct record *golden, long row, const double *most) {
    int declared = golden->outcome.diverged && golden->step[row] == golden->outcome.step;
    for (enum observable column = 0; column < OBSERVABLES; column++) {
        if (!golden->present[column]) /* nor in the record: compare_columns */
            continue;
        float got = record_value(record, row, column), wanted = record_value(golden, row, column);
        int is_missing = record_is_missing(record, row, column);
        int was_missing = record_is_missing(golden, row, column);
        if (klimb_observable_is_of_end(column) && is_missing && was_missing)
            continue;
        if (is_missing || was_missing ||
            !cells_equal(got, wanted, declared, most != NULL ? most[column] : 0))
            departure_note(departure, record, row, column, got, wanted);
    }
}

/* A departure that is not a cell: rows, columns or outcome. */
static void departure_whole(struct departure *departure, const struct record *record, long step) {
    departure->found = 1;
    departure->seed = record->seed;
    departure->step = step;
    departure->column = OBSERVABLES;
    departure->got = departure->wanted = (double)NAN;
    departure->count++;
}

static int outcomes_equal(const struct outcome *a, const struct outcome *b) {
    return a->diverged == b->diverged && a->step == b->step && a->term == b->term &&
           a->dimension == b->dimension && a->tail == b->tail;
}

static void outcome_say(char *text, size_t size, const struct outcome *outcome) {
    if (outcome->diverged)
        snprintf(text, size, "non-finite %s at step %ld (dimension %ld, tail %s)",
                 klimb_term_names[outcome->term], outcome->step, outcome->dimension,
                 klimb_tail_names[outcome->tail]);
    else
        snprintf(text, size, "completed at step %ld", outcome->step);
}

static int compare_columns(struct departure *departure, const struct record *record,
                           const struct record *golden) {
    for (enum observable column = 0; column < OBSERVABLES; column++) {
        if (record->present[column] == golden->present[column])
            continue;
        departure_whole(departure, record, 0);
        snprintf(departure->message, sizeof departure->message, "seed %ld: column %s is %s",
                 record->seed, klimb_observable_info[column].name,
                 golden->present[column] ? "missing" : "not in the golden");
        return 1;
    }
    return 0;
}

static void compare_values(struct departure *departure, const struct record *record,
                           const struct record *golden, const double *most) {
    if (compare_columns(departure, record, golden))
        return;
    long rows = record->rows < golden->rows ? record->rows : golden->rows;
    for (long row = 0; row < rows; row++) {
        if (record->step[row] != golden->step[row]) {
            if (departure->found)
                break;
            departure_whole(departure, record, record->step[row]);
            snprintf(departure->message, sizeof departure->message,
                     "seed %ld: row %ld is step %ld, golden step %ld", record->seed, row + 1,
                     record->step[row], golden->step[row]);
            return;
        }
        compare_rows(departure, record, golden, row, most);
    }
    if (departure->found) {
        if (most != NULL)
            departure_say_noise(departure, most);
        else
            departure_say_bits(departure);
        return;
    }
    if (record->rows != golden->rows) {
        departure_whole(departure, record, rows > 0 ? record->step[rows - 1] : 0);
        snprintf(departure->message, sizeof departure->message,
                 "seed %ld: %ld rows, golden has %ld; the first %ld are equal", record->seed,
                 record->rows, golden->rows, rows);
    } else if (!outcomes_equal(&record->outcome, &golden->outcome)) {
        char got[128], wanted[128];
        outcome_say(got, sizeof got, &record->outcome);
        outcome_say(wanted, sizeof wanted, &golden->outcome);
        departure_whole(departure, record, record->outcome.step);
        snprintf(departure->message, sizeof departure->message, "seed %ld: %s, golden %s",
                 record->seed, got, wanted);
    }
}

void compare_bits(struct departure *departure, const struct record *record,
                  const struct record *golden) {
    char first[128];
    *departure = (struct departure){.tensor = {.step = -1}};
    compare_values(departure, record, golden, NULL);
    if (!departure->found)
        return;
    first_tensor_find(&departure->tensor, &record->digests, &golden->digests);
    first_tensor_say(first, sizeof first, &departure->tensor);
    size_t length = strlen(departure->message);
    if (first[0] != '\0')
        snprintf(departure->message + length, sizeof departure->message - length, "; %s", first);
}

void compare_noise(struct departure *departure, const struct record *record,
                   const struct record *golden, const double most[OBSERVABLES]) {
    *departure = (struct departure){.tensor = {.step = -1}};
    compare_values(departure, record, golden, most);
}
