#include "judge/claims_measure.h"

#include "judge/claims_evaluate.h"
#include "theory/theory.h"

static struct measurement measured(double value, long step) {
    return (struct measurement){.value = value, .step = step, .theory = (double)NAN};
}

struct measurement claim_nothing(const char *why) {
    return (struct measurement){.value = (double)NAN, .step = -1, .nothing = why};
}

static double cell(const struct record *record, long row, enum observable column) {
    return (double)record_value(record, row, column);
}

/* The last step of a run, where it completed or diverged. */
static long last_step(const struct record *record) {
    return record->step[record->rows - 1];
}

double claim_tenth_start(const struct record *record, int tenths_from_end) {
    double last = (double)last_step(record);
    return last - last * tenths_from_end / 10;
}

static struct measurement measure_row(const struct claim *claim, const struct record *record,
                                      long step) {
    long row = record_row_at(record, step);
    if (row < 0)
        return claim_nothing("the record begins at a later step");
    return measured(cell(record, row, claim->column), record->step[row]);
}

struct measurement claim_measure_initial(const struct claim *claim, const struct record *record,
                                         const struct claim_reference *reference) {
    (void)reference;
    return measure_row(claim, record, 0);
}

struct measurement claim_measure_at(const struct claim *claim, const struct record *record,
                                    const struct claim_reference *reference) {
    (void)reference;
    return measure_row(claim, record, claim->by);
}

static struct measurement theory_says_nothing(const char *why) {
    struct measurement nothing = claim_nothing("theory has no answer: {why}");
    nothing.why = why != NULL ? why : "its formulas do not cover this column";
    return nothing;
}

static struct measurement beside_optimum(const struct measurement *value, const struct claim *claim,
                                         const struct claim_reference *reference) {
    struct measurement found = *value;
    if (reference == NULL || reference->theory == NULL)
        return claim_nothing("theory was not asked");
    found.theory = reference->theory->observable[claim->column];
    if (isnan(found.theory))
        return theory_says_nothing(reference->theory->why);
    if (claim->errors > 0)
        found.error = reference->theory->error[claim->column];
    return isnan(found.error)
               ? theory_says_nothing("the standard error of this column is not known")
               : found;
}

struct measurement claim_measure_final(const struct claim *claim, const struct record *record,
                                       const struct claim_reference *reference) {
    struct measurement final = measured(record_final(record, claim->column), -1);
    return claim->of_theory ? beside_optimum(&final, claim, reference) : final;
}

/* The first row whose value, times sign, is largest. A NaN counts as larger than all, so a column
 * with one has no peak. */
static struct measurement measure_extreme(const struct claim *claim, const struct record *record,
                                          double sign) {
    long best = 0;
    for (long row = 0; row < record->rows && !isnan(cell(record, best, claim->column)); row++) {
        double value = cell(record, row, claim->column);
        if (isnan(value) || sign * value > sign * cell(record, best, claim->column))
            best = row;
    }
    return measured(cell(record, best, claim->column), record->step[best]);
}

struct measurement claim_measure_peak(const struct claim *claim, const struct record *record,
                                      const struct claim_reference *reference) {
    (void)reference;
    return measure_extreme(claim, record, 1);
}

struct measurement claim_measure_lowest(const struct claim *claim, const struct record *record,
                                        const struct claim_reference *reference) {
    (void)reference;
    return measure_extreme(claim, record, -1);
}

struct measurement claim_measure_rise(const struct claim *claim, const struct record *record,
                                      const struct claim_reference *reference) {
    struct measurement initial = claim_measure_initial(claim, record, reference);
    if (initial.nothing != NULL)
        return initial;
    return measured(record_final(record, claim->column) - initial.value, -1);
}

struct measurement claim_measure_fall(const struct claim *claim, const struct record *record,
                                      const struct claim_reference *reference) {
    struct measurement rise = claim_measure_rise(claim, record, reference);
    rise.value = -rise.value;
    return rise;
}

struct measurement claim_measure_change(const struct claim *claim, const struct record *record,
                                        const struct claim_reference *reference) {
    (void)reference;
    double ninth = record_window_mean(record, claim->column, claim_tenth_start(record, 2),
                                      claim_tenth_start(record, 1));
    return measured(record_final(record, claim->column) / ninth - 1, -1);
}

/* The first row out of bounds, or else the last row. */
struct measurement claim_measure_stay(const struct claim *claim, const struct record *record,
                                      const struct claim_reference *reference) {
    (void)reference;
    long row = record_row_at(record, claim->from - 1) + 1;
    if (row == record->rows)
        return claim_nothing("the run ended before that step");
    while (row < record->rows - 1 && claim_is_inside(cell(record, row, claim->column), claim))
        row++;
    return measured(cell(record, row, claim->column), record->step[row]);
}

/* R^2 of the least-squares line through (step, value): the square of their correlation. Two
 * points always lie on a line, and a constant column has no R^2 (0/0). */
struct measurement claim_measure_straightness(const struct claim *claim,
                                              const struct record *record,
                                              const struct claim_reference *reference) {
    (void)reference;
    long first = record_row_at(record, claim->from - 1) + 1;
    double n = (double)(record->rows - first), x_sum = 0, y_sum = 0;
    if (n < 3)
        return claim_nothing("there are fewer than three rows");
    for (long row = first; row < record->rows; row++) {
        x_sum += (double)record->step[row];
        y_sum += cell(record, row, claim->column);
    }
    double xx = 0, xy = 0, yy = 0;
    for (long row = first; row < record->rows; row++) {
        double x = (double)record->step[row] - x_sum / n;
        double y = cell(record, row, claim->column) - y_sum / n;
        xx += x * x;
        xy += x * y;
        yy += y * y;
    }
    return measured(xy * xy / (xx * yy), -1);
}

/* The first row of the final window; if the window is empty, the last row, as for means. */
static long window_first_row(const struct record *record) {
    long row = record->rows - 1;
    while (row > 0 && (double)record->step[row - 1] > claim_tenth_start(record, 1))
        row--;
    return row;
}

/* The row of the final window where two columns are farthest apart. A NaN counts as farthest. */
struct measurement claim_measure_distance(const struct claim *claim, const struct record *record,
                                          const struct claim_reference *reference) {
    (void)reference;
    struct measurement farthest = measured(0, -1);
    for (long row = window_first_row(record); row < record->rows && !isnan(farthest.value); row++) {
        double distance = fabs(cell(record, row, claim->column) - cell(record, row, claim->other));
        if (farthest.step < 0 || !(distance <= farthest.value))
            farthest = measured(distance, record->step[row]);
    }
    return farthest;
}

struct measurement claim_measure_ratio(const struct claim *claim, const struct record *record,
                                       const struct claim_reference *reference) {
    const struct record *other = reference != NULL ? reference->record : NULL;
    if (other == NULL || other->rows == 0)
        return claim_nothing("there is no record of the other scenario");
    if (!other->present[claim->column])
        return claim_nothing("the record of the other scenario does not have the column");
    return measured(record_final(record, claim->column) / record_final(other, claim->column), -1);
}

/* The distance from theory as a share of the row's bound. */
static double share_of_bound(const struct measurement *found) {
    return fabs(found->value - found->theory) / fmax(1, fabs(found->theory));
}

/* The row that is farthest from theory. A NaN counts as farthest. */
struct measurement claim_measure_curve(const struct claim *claim, const struct record *record,
                                       const struct claim_reference *reference) {
    struct measurement farthest = claim_nothing("theory was not asked");
    if (reference == NULL || reference->theory == NULL)
        return farthest;
    if (reference->curve == NULL || reference->curve->rows != record->rows)
        return theory_says_nothing(reference->theory->why_no_curve);
    for (long row = 0; row < record->rows; row++) {
        struct measurement found = measured(cell(record, row, claim->column), record->step[row]);
        found.theory = reference->curve->value[row * OBSERVABLES + (long)claim->column];
        if (isnan(found.theory))
            return theory_says_nothing(reference->curve->unsure_rows > 0
                                           ? "a row of the curve depends on how it is rounded"
                                           : NULL);
        if (row == 0 || !(share_of_bound(&found) <= share_of_bound(&farthest)))
            farthest = found;
        if (isnan(found.value))
            break;
    }
    return farthest;
}
