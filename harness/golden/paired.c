#include "golden/paired.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "golden/ensemble_internal.h"

#define PAIRED_FINDING_WORDS(NAME, words) words,
const char *const paired_finding_words[] = {PAIRED_FINDING_TABLE(PAIRED_FINDING_WORDS) NULL};

/* ---- differences ----------------------------------------------------------------------------- */

struct pairs {
    long count, cells;
    long seed[PAIRED_SEEDS];
    double *difference; /* [cells, PAIRED_SEEDS] fresh - golden on the scale of the column */
    double *deviation;  /* [cells] of the golden runs on that scale */
    double *last_digit; /* [cells] half of the last digit of a golden's value, on that scale */
    const struct ensemble_table *table; /* the cells are its columns */
};

/* Half of the last digit of a value in ensemble.csv. */
static double half_digit(double value) {
    return isfinite(value) && value != 0
               ? 0.5 * pow(10, floor(log10(fabs(value))) + 1 - GOLDEN_ENSEMBLE_DIGITS)
               : 0;
}

static double golden_deviation(const struct ensemble_table *table, long column) {
    const struct ensemble_moments moments = ensemble_golden_moments(table, column);
    return moments.count > 1 ? sqrt(moments.squares / (moments.count - 1)) : 0;
}

static void fill_cell(struct pairs *pairs, long column) {
    const struct ensemble_table *table = pairs->table;
    const double *scaled = table->scaled + column * table->runs;
    const double *value = table->value + column * table->runs;
    double largest = 0;
    for (long i = 0; i < pairs->count; i++) {
        double off = scaled[i] - scaled[table->fresh + pairs->seed[i]];
        double own = value[table->fresh + pairs->seed[i]];
        pairs->difference[column * PAIRED_SEEDS + i] = isfinite(off) ? off : 0;
        largest = isfinite(own) ? fmax(largest, fabs(own)) : largest;
    }
    double up = ensemble_scale(largest + half_digit(largest), &table->cell[column]);
    pairs->deviation[column] = golden_deviation(table, column);
    pairs->last_digit[column] = up - ensemble_scale(largest, &table->cell[column]);
}

static void pairs_free(struct pairs *pairs) {
    free(pairs->difference);
    free(pairs->deviation);
    free(pairs->last_digit);
}

static enum status pairs_make(struct pairs *pairs, const struct ensemble_table *table,
                              struct error *error) {
    size_t cells = (size_t)table->columns;
    pairs->table = table;
    pairs->cells = table->columns;
    pairs->difference = calloc(cells * PAIRED_SEEDS + 1, sizeof *pairs->difference);
    pairs->deviation = calloc(cells + 1, sizeof *pairs->deviation);
    pairs->last_digit = calloc(cells + 1, sizeof *pairs->last_digit);
    if (pairs->difference == NULL || pairs->deviation == NULL || pairs->last_digit == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to compare %ld pairs of runs",
                               pairs->count);
    for (long column = 0; column < table->columns; column++)
        fill_cell(pairs, column);
    return STATUS_OK;
}

/* ---- the test -------------------------------------------------------------------------------- */

enum { SIDES = 2 }; /* of a mean difference: above, below */

/* For one floor: the lines to sum, one for each side of a cell, with squares that sum to 1. */
struct flips {
    long count, lines;
    float *z;   /* [count, lines] */
    float *sum; /* [lines] for the present signs */
    long *cell; /* [lines] */
};

static void add_side(struct flips *flips, const struct pairs *pairs, long cell, double side,
                     double floor) {
    const double *difference = pairs->difference + cell * PAIRED_SEEDS;
    double squares = 0, largest = 0;
    for (long i = 0; i < pairs->count; i++) {
        squares += pow(side * difference[i] - floor, 2);
        largest = fmax(largest, fabs(difference[i]));
    }
    if (!(largest > floor)) /* else other choices of signs reach it too */
        return;
    for (long i = 0; i < pairs->count; i++)
        flips->z[i * SIDES * pairs->cells + flips->lines] = (float)((side * difference[i] - floor) /
                                                                    sqrt(squares));
    flips->cell[flips->lines++] = cell;
}

static float largest_sum(const struct flips *flips) {
    float largest = 0;
    for (long j = 0; j < flips->lines; j++)
        largest = flips->sum[j] > largest ? flips->sum[j] : largest;
    return largest;
}

/* Add a run's line, times a factor, to all sums. */
static void add_run(struct flips *flips, const struct pairs *pairs, long run, float factor) {
    const float *z = flips->z + run * SIDES * pairs->cells;
    for (long j = 0; j < flips->lines; j++)
        flips->sum[j] += factor * z[j];
}

/* Equal choices may differ by rounding. */
static const float SUM_TOLERANCE = 1e-4f;

/* Visit all choices of signs in the order of Gray's code: each differs from the one before in one sign.
 * Returns the share of them that reach the statistic of the first, with no sign changed. */
static double flip_all(struct flips *flips, const struct pairs *pairs, double *statistic) {
    long choices = 1L << pairs->count, reached = 1;
    unsigned long flipped = 0;
    for (long i = 0; i < pairs->count; i++)
        add_run(flips, pairs, i, 1);
    float observed = largest_sum(flips);
    for (long choice = 1; choice < choices; choice++) {
        long run = __builtin_ctzl((unsigned long)choice);
        flipped ^= 1UL << run;
        add_run(flips, pairs, run, flipped >> run & 1 ? -2 : 2);
        reached += largest_sum(flips) >= observed * (1 - SUM_TOLERANCE);
    }
    *statistic = (double)observed;
    return (double)reached / (double)choices;
}

/*   floor  in [cells] on the scale of the column
 *   p, statistic  out
 *   sum    out [cells] without changed signs: the larger of the two sides of a cell */
static enum status test(double *p, double *statistic, double *sum, const struct pairs *pairs,
                        const double *floor, struct error *error) {
    size_t lines = (size_t)(SIDES * pairs->cells);
    struct flips flips = {.z = calloc(lines * PAIRED_SEEDS + 1, sizeof *flips.z),
                          .sum = calloc(lines + 1, sizeof *flips.sum),
                          .cell = calloc(lines + 1, sizeof *flips.cell)};
    enum status status = STATUS_OK;
    if (flips.z == NULL || flips.sum == NULL || flips.cell == NULL) {
        status = klimb_error_set(error, STATUS_MEMORY, "no memory to compare %ld pairs of runs",
                                 pairs->count);
    } else {
        for (long cell = 0; cell < pairs->cells; cell++)
            for (int side = 1; side >= -1; side -= 2)
                add_side(&flips, pairs, cell, side, floor[cell]);
        for (long j = 0; j < flips.lines; j++) {
            double own = 0;
            for (long i = 0; i < pairs->count; i++)
                own += (double)flips.z[i * SIDES * pairs->cells + j];
            sum[flips.cell[j]] = fmax(sum[flips.cell[j]], own);
        }
        *p = flip_all(&flips, pairs, statistic);
    }
    free(flips.z);
    free(flips.sum);
    free(flips.cell);
    return status;
}

/* ---- what was found -------------------------------------------------------------------------- */

/* Mean difference in the unit of a column of the table. */
static double mean_difference(const struct pairs *pairs, long column, double *golden) {
    const double *value = pairs->table->value + column * pairs->table->runs;
    double sum = 0, wanted = 0, count = 0;
    for (long i = 0; i < pairs->count; i++) {
        double own = value[pairs->table->fresh + pairs->seed[i]];
        if (!isfinite(own) || !isfinite(value[i]))
            continue;
        sum += value[i] - own;
        wanted += own;
        count += 1;
    }
    *golden = wanted / count;
    return sum / count;
}

static double mean_shift(const struct pairs *pairs, long cell) {
    double sum = 0;
    for (long i = 0; i < pairs->count; i++)
        sum += pairs->difference[cell * PAIRED_SEEDS + i];
    return sum / (double)pairs->count;
}

/* A mean difference in units of the largest practically equivalent one. */
static double in_equivalences(const struct pairs *pairs, long cell) {
    double unit = fmax(PAIRED_EQUIVALENCE * pairs->deviation[cell], pairs->table->floor[cell]);
    return fabs(mean_shift(pairs, cell)) / unit;
}

/* The largest shift among the cells whose statistic is nearly the largest.
 *   sum  in [cells] the statistic of each */
static long find_telling(const struct pairs *pairs, const double *sum) {
    static const double NEARLY = 0.9;
    double largest = 0, best = -1;
    long telling = 0;
    for (long cell = 0; cell < pairs->cells; cell++)
        largest = fmax(largest, sum[cell]);
    for (long cell = 0; cell < pairs->cells; cell++) {
        double size = in_equivalences(pairs, cell);
        if (!(sum[cell] >= NEARLY * largest) || !(size > best))
            continue;
        best = size;
        telling = cell;
    }
    return telling;
}

/* The mean difference of a final feature; 0 if the table treats its values as equal. */
static double final_difference(const struct pairs *pairs, enum feature feature) {
    double golden;
    for (long cell = 0; cell < pairs->cells; cell++)
        if (pairs->table->cell[cell].feature == feature)
            return mean_difference(pairs, cell, &golden);
    return 0;
}

static void say_size(char *text, size_t size, const struct paired_result *result) {
    if (isfinite(result->deviations))
        snprintf(text, size, "%+.2g seed deviations", result->deviations);
    else
        snprintf(text, size, "where all golden runs are equal");
}

static void say_shift(struct paired_result *result) {
    char where[ENSEMBLE_CELL_TEXT], size[48];
    const char *unit = ensemble_cell_unit(&result->cell), *gap = unit[0] != '\0' ? " " : "";
    ensemble_say_cell(where, &result->cell);
    say_size(size, sizeof size, result);
    snprintf(result->message, sizeof result->message,
             "%ld runs and the golden runs of their seeds, %s: %s, on average %+.3g%s%s from %.5g "
             "(%s); at the end KL %+.2g nats, recon %+.2g nats; p = %.2g",
             result->pairs, where, paired_finding_words[result->finding], result->shift, gap, unit,
             result->golden, size, result->kl, result->recon, result->p);
}

/*   sum  in [cells] the statistic of each */
static void describe(struct paired_result *result, const struct pairs *pairs, const double *sum,
                     double level) {
    result->kl = final_difference(pairs, FEATURE_kl_final);
    result->recon = final_difference(pairs, FEATURE_recon_final);
    result->finding = PAIRED_ROUNDING_ONLY;
    if (pairs->cells == 0)
        return;
    long cell = find_telling(pairs, sum);
    result->cell = pairs->table->cell[cell];
    result->shift = mean_difference(pairs, cell, &result->golden);
    result->deviations = mean_shift(pairs, cell) / pairs->deviation[cell];
    if (result->p <= level)
        result->finding = in_equivalences(pairs, cell) < 1 ? PAIRED_EQUIVALENT : PAIRED_SHIFTED;
    if (result->finding != PAIRED_ROUNDING_ONLY)
        say_shift(result);
}

static enum status judge(struct paired_result *result, const struct pairs *pairs, double level,
                         struct error *error) {
    size_t cells = (size_t)pairs->cells + 1;
    double *floor = calloc(cells, sizeof *floor), *sum = calloc(cells, sizeof *sum);
    enum status status = STATUS_OK;
    if (floor == NULL || sum == NULL)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory to compare %ld pairs of runs",
                                 pairs->count);
    for (long i = 0; status == STATUS_OK && i < pairs->cells; i++)
        floor[i] = fmax(PAIRED_ROUNDING * pairs->deviation[i], pairs->last_digit[i]);
    if (status == STATUS_OK)
        status = test(&result->p, &result->statistic, sum, pairs, floor, error);
    if (status == STATUS_OK)
        describe(result, pairs, sum, level);
    free(floor);
    free(sum);
    return status;
}

/* ---- the comparison -------------------------------------------------------------------------- */

/* Collects the records that have a golden partner. Returns their number. */
static long choose(struct record chosen[PAIRED_SEEDS], struct pairs *pairs,
                   const struct golden *golden, const struct record *records, long count) {
    long found = 0;
    for (long i = 0; i < count && found < PAIRED_SEEDS; i++) {
        long seed = records[i].seed;
        if (seed < 0 || seed >= golden->ensemble_count)
            continue;
        chosen[found] = records[i];
        pairs->seed[found++] = seed;
    }
    return found;
}

enum status paired_compare(struct paired_result *result, const struct golden *golden,
                           const struct record *records, long count, double level,
                           struct error *error) {
    struct record chosen[PAIRED_SEEDS];
    struct pairs pairs = {0};
    struct ensemble_table table;
    *result = (struct paired_result){
        .p = 1, .cell = {.column = OBSERVABLES, .feature = FEATURES, .step = -1}};
    pairs.count = choose(chosen, &pairs, golden, records, count);
    if (pairs.count < PAIRED_SEEDS_MIN)
        return STATUS_OK;
    unsigned char *skip = calloc((size_t)golden->ensemble_count + 1, 1);
    if (skip == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to compare %ld pairs of runs",
                               pairs.count);
    enum status status = ensemble_table_make(&table, golden, skip, chosen, pairs.count, error);
    free(skip);
    if (status != STATUS_OK)
        return status;
    result->pairs = pairs.count;
    result->cells = table.columns;
    status = pairs_make(&pairs, &table, error);
    if (status == STATUS_OK)
        status = judge(result, &pairs, level, error);
    pairs_free(&pairs);
    ensemble_table_free(&table);
    return status;
}
