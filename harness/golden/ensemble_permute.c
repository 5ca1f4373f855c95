#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "golden/ensemble_internal.h"
#include "numerics/rng.h"

/* Sampling stops when this many choices have reached the observed statistic: p is then known to about 20 %, and is far
 * above any level in use (Besag & Clifford 1991). */
enum { ENOUGH_REACHED = 25 };

/* Key of the generator that draws choices, different from those of runs. */
static const uint32_t CHOICE_KEY[2] = {0x62616e64u, 0};

/* All statistics: a line for each run, a column for each statistic, standardised to mean 0 and a sum of squares equal
 * to the number of runs. So the group sum of a column is its statistic up to a common factor. */
struct statistics {
    long runs, fresh, tests, room;
    float *z; /* [runs, room]; `tests` columns are in use */
    struct origin {
        enum ensemble_test test;
        long column; /* of the table; -1: several */
        struct ensemble_cell over;
    } * origin;   /* [room] */
    double *line; /* [runs] the column being computed */
    double *sum;  /* [runs] sum of the spread columns of an observable */
    double *all;  /* [runs] sum of all spread columns */
};

/* Standardises the finite values of a line; the others become 0, which is neutral. Returns 0 if all are equal. */
static int standardise(double *line, long count) {
    double mean = 0, squares = 0;
    long finite = 0;
    for (long i = 0; i < count; i++)
        if (isfinite(line[i])) {
            mean += line[i];
            finite++;
        }
    mean /= finite > 0 ? (double)finite : 1;
    for (long i = 0; i < count; i++) {
        line[i] = isfinite(line[i]) ? line[i] - mean : 0;
        squares += line[i] * line[i];
    }
    if (!(squares > 1e-24 * (1 + mean * mean)))
        return 0;
    double factor = sqrt((double)count / squares);
    for (long i = 0; i < count; i++)
        line[i] *= factor;
    return 1;
}

/* Add statistics->line, if it varies, as a statistic. */
static int add_line(struct statistics *statistics, enum ensemble_test test, long column,
                    struct ensemble_cell over) {
    if (!standardise(statistics->line, statistics->runs))
        return 0;
    long place = statistics->tests++;
    for (long i = 0; i < statistics->runs; i++)
        statistics->z[i * statistics->room + place] = (float)statistics->line[i];
    statistics->origin[place] = (struct origin){test, column, over};
    return 1;
}

/* Distances from the median of the finite values. scratch [count] */
static void set_distances(double *line, const double *scaled, long count, double *scratch) {
    double median = ensemble_median(scaled, count, scratch);
    for (long i = 0; i < count; i++)
        line[i] = fabs(scaled[i] - median);
}

static void add_spread_of_column(struct statistics *statistics, double *scratch,
                                 const struct ensemble_table *table, long column) {
    set_distances(statistics->line, table->scaled + column * table->runs, table->runs, scratch);
    if (!add_line(statistics, ENSEMBLE_TEST_SPREAD, column, table->cell[column]))
        return;
    for (long i = 0; i < statistics->runs; i++)
        statistics->sum[i] += statistics->line[i];
}

/* Adds the spread of an observable over all its steps, or of all features, and adds it to the spread of everything.
 *   last  a cell of the observable, or of a feature */
static void add_spread_of_observable(struct statistics *statistics,
                                     const struct ensemble_cell *last) {
    const struct ensemble_cell over = {.column = last->column,
                                       .feature = FEATURES,
                                       .step = -1,
                                       .is_all_features = last->feature < FEATURES};
    memcpy(statistics->line, statistics->sum, (size_t)statistics->runs * sizeof(double));
    memset(statistics->sum, 0, (size_t)statistics->runs * sizeof(double));
    if (!add_line(statistics, ENSEMBLE_TEST_SPREAD, -1, over))
        return;
    for (long i = 0; i < statistics->runs; i++)
        statistics->all[i] += statistics->line[i];
}

static void add_columns(struct statistics *statistics, double *scratch,
                        const struct ensemble_table *table) {
    for (long column = 0; column < table->columns; column++) {
        const double *scaled = table->scaled + column * table->runs;
        struct ensemble_cell cell = table->cell[column];
        size_t size = (size_t)table->runs * sizeof(double);
        memcpy(statistics->line, scaled, size);
        add_line(statistics, ENSEMBLE_TEST_SHIFT, column, cell);
        for (long i = 0; i < table->runs; i++)
            statistics->line[i] = isfinite(scaled[i]);
        add_line(statistics, ENSEMBLE_TEST_MISSING, column, cell);
        add_spread_of_column(statistics, scratch, table, column);
        if (column + 1 == table->columns || table->cell[column + 1].column != cell.column)
            add_spread_of_observable(statistics, &cell);
    }
    const struct ensemble_cell everything = {
        .column = OBSERVABLES, .feature = FEATURES, .step = -1};
    memcpy(statistics->line, statistics->all, (size_t)table->runs * sizeof(double));
    add_line(statistics, ENSEMBLE_TEST_SPREAD, -1, everything);
}

static void statistics_free(struct statistics *statistics) {
    free(statistics->z);
    free(statistics->origin);
    free(statistics->line);
    free(statistics->sum);
    free(statistics->all);
}

static enum status statistics_make(struct statistics *statistics,
                                   const struct ensemble_table *table, struct error *error) {
    size_t runs = (size_t)table->runs;
    *statistics = (struct statistics){.runs = table->runs, .fresh = table->fresh};
    statistics->room = 3 * table->columns + OBSERVABLES + 2;
    statistics->z = calloc(runs * (size_t)statistics->room, sizeof *statistics->z);
    statistics->origin = calloc((size_t)statistics->room, sizeof *statistics->origin);
    statistics->line = calloc(runs, sizeof *statistics->line);
    statistics->sum = calloc(runs, sizeof *statistics->sum);
    statistics->all = calloc(runs, sizeof *statistics->all);
    double *scratch = calloc(runs, sizeof *scratch);
    enum status status = STATUS_OK;
    if (statistics->z != NULL && statistics->origin != NULL && statistics->line != NULL &&
        statistics->sum != NULL && statistics->all != NULL && scratch != NULL)
        add_columns(statistics, scratch, table);
    else
        status = klimb_error_set(error, STATUS_MEMORY, "no memory to test %ld runs", table->runs);
    free(scratch);
    if (status != STATUS_OK)
        statistics_free(statistics);
    return status;
}

/* A choice of `fresh` runs: the first of a random order of all runs. */
struct choice {
    long *order; /* [runs] */
    float *sum;  /* [tests] over the chosen runs */
};

/* Draw choice number `index`: the first steps of Fisher & Yates's shuffle. It starts from the order of the choice
 * before, which does as well as any. */
static void draw_choice(struct choice *choice, const struct statistics *statistics, long index) {
    uint32_t words[4];
    for (long i = 0; i < statistics->fresh; i++) {
        if (i % 4 == 0) {
            const uint32_t counter[4] = {(uint32_t)(i / 4), (uint32_t)index, 0, 0};
            klimb_rng_philox(words, counter, CHOICE_KEY);
        }
        uint64_t left = (uint64_t)(statistics->runs - i);
        long other = i + (long)((words[i % 4] * left) >> 32), kept = choice->order[i];
        choice->order[i] = choice->order[other];
        choice->order[other] = kept;
    }
}

/* The largest |group sum| of the chosen runs. */
static float largest_sum(struct choice *choice, const struct statistics *statistics) {
    long tests = statistics->tests;
    float largest = -1;
    memset(choice->sum, 0, (size_t)tests * sizeof *choice->sum);
    for (long i = 0; i < statistics->fresh; i++) {
        const float *z = statistics->z + choice->order[i] * statistics->room;
        for (long j = 0; j < tests; j++)
            choice->sum[j] += z[j];
    }
    for (long j = 0; j < tests; j++)
        largest = fabsf(choice->sum[j]) > largest ? fabsf(choice->sum[j]) : largest;
    return largest;
}

/* The statistic to report. Runs with a shifted mean are also far from the median, so a shift that is nearly as large as
 * the largest statistic is preferred. */
static long find_telling(const struct choice *choice, const struct statistics *statistics,
                         float largest) {
    static const float NEARLY = 0.8f;
    long telling = 0;
    float best = -1;
    for (long j = 0; j < statistics->tests; j++) {
        float sum = fabsf(choice->sum[j]);
        if (statistics->origin[j].test == ENSEMBLE_TEST_SHIFT && sum >= NEARLY * largest)
            sum += largest;
        if (!(sum > best))
            continue;
        best = sum;
        telling = j;
    }
    return telling;
}

/* Keep the `count` largest values in descending order. */
static void keep_largest(float *kept, long count, float value) {
    if (!(value > kept[count - 1]))
        return;
    long place = count - 1;
    for (; place > 0 && value > kept[place - 1]; place--)
        kept[place] = kept[place - 1];
    kept[place] = value;
}

/* Among ENSEMBLE_PERMUTATIONS + 1 choices, the observed one included, at most this many may reach the
 * observed statistic for p <= alpha. */
static long tail_count(double alpha) {
    double count = floor(alpha * (ENSEMBLE_PERMUTATIONS + 1) * (1 + 1e-12));
    return count < 1 ? 1 : count > 1000 ? 1000 : (long)count;
}

/* Equal choices, frequent if cells take few values, may differ by rounding. */
static const float SUM_TOLERANCE = 1e-5f;

static void permute(struct ensemble_max *max, struct choice *choice, float *kept, double alpha,
                    const struct statistics *statistics) {
    long tail = tail_count(alpha), reached = 0, drawn = 0;
    double runs = (double)statistics->runs, n = (double)statistics->fresh;
    double factor = 1 / sqrt(n * (runs - n) / (runs - 1)); /* 1/deviation of a group sum */
    float observed = largest_sum(choice, statistics);
    long where = find_telling(choice, statistics, observed);
    for (; drawn < ENSEMBLE_PERMUTATIONS && reached < ENOUGH_REACHED; drawn++) {
        draw_choice(choice, statistics, drawn);
        float value = largest_sum(choice, statistics);
        reached += value >= observed * (1 - SUM_TOLERANCE);
        keep_largest(kept, tail, value);
    }
    max->tests = statistics->tests;
    max->statistic = (double)observed * factor;
    /* If sampling stopped early: the choices drawn before the last one that reached the statistic. */
    max->p = drawn < ENSEMBLE_PERMUTATIONS ? (double)reached / (double)drawn
                                           : (1.0 + (double)reached) / (1.0 + (double)drawn);
    max->critical = drawn < ENSEMBLE_PERMUTATIONS ? (double)NAN : (double)kept[tail - 1] * factor;
    max->test = statistics->origin[where].test;
    max->column = statistics->origin[where].column;
    max->over = statistics->origin[where].over;
    max->run = -1;
}

enum status ensemble_max_permute(struct ensemble_max *max, const struct ensemble_table *table,
                                 double alpha, struct error *error) {
    *max = (struct ensemble_max){.p = 1, .critical = (double)NAN, .column = -1, .run = -1};
    struct statistics statistics;
    enum status status = statistics_make(&statistics, table, error);
    if (status != STATUS_OK)
        return status;
    struct choice choice = {
        .order = calloc((size_t)statistics.runs, sizeof *choice.order),
        .sum = calloc((size_t)statistics.tests + 1, sizeof *choice.sum),
    };
    float *kept = calloc((size_t)tail_count(alpha), sizeof *kept);
    if (choice.order == NULL || choice.sum == NULL || kept == NULL) {
        status = klimb_error_set(error, STATUS_MEMORY, "no memory to test %ld runs", table->runs);
    } else if (statistics.tests > 0) {
        for (long i = 0; i < statistics.runs; i++)
            choice.order[i] = i;
        permute(max, &choice, kept, alpha, &statistics);
    }
    free(kept);
    free(choice.order);
    free(choice.sum);
    statistics_free(&statistics);
    return status;
}

int ensemble_choices_suffice(long runs, long fresh, double alpha) {
    double choices = 1;
    for (long i = 1; i <= fresh; i++)
        choices *= (double)(runs - fresh + i) / (double)i;
    return fresh >= 3 && choices >= 4 / alpha;
}
