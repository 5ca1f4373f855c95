#include "judge/variant.h"

#include <stdio.h>

/* The number of planned rows: a run that diverged has an extra row for the step where it did. */
static long planned_rows(const struct record *record) {
    return record->rows - (record->outcome.diverged && record->rows > 0);
}

/* The first row in which two records have different steps, -1 if there is no such row. */
static long find_other_step(const struct record *a, const struct record *b) {
    const struct record *shorter = planned_rows(a) < planned_rows(b) ? a : b;
    long both = planned_rows(shorter);
    for (long row = 0; row < both; row++)
        if (a->step[row] != b->step[row])
            return row;
    return planned_rows(a) == planned_rows(b) || shorter->outcome.diverged ? -1 : both;
}

static void say_step(char *text, size_t size, const struct record *record, long row) {
    if (row < record->rows)
        snprintf(text, size, "at step %ld", record->step[row]);
    else
        snprintf(text, size, "missing");
}

enum status variant_check_steps(const struct record *records, long count,
                                const struct golden *golden, struct error *error) {
    char own[48], other[48];
    for (long i = 0; golden->bits_count > 0 && i < count; i++) {
        long row = find_other_step(&records[i], &golden->bits[0]);
        if (row < 0)
            continue;
        say_step(own, sizeof own, &records[i], row);
        say_step(other, sizeof other, &golden->bits[0], row);
        klimb_error_set(error, STATUS_INVALID, "seed %ld, row %ld is %s, but %s in the golden",
                        records[i].seed, row + 1, own, other);
        klimb_error_hint(error, "train.steps and record.* must be as in the golden");
        return STATUS_INVALID;
    }
    return STATUS_OK;
}
