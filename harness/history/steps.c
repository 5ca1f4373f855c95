#include "history/steps.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "numerics/rng.h"

/* Sampling stops when this many orders have reached the observed statistic: p is then far above any level in use
 * (Besag & Clifford 1991). */
enum { ENOUGH_REACHED = 25 };

/* Key of the generator of random orders. */
static const uint32_t ORDER_KEY[2] = {0x73746570u, 0};

/* Deviations of a normal distribution per median absolute deviation. */
static const double MAD_FACTOR = 1.4826;

/* Room for one search. */
struct search {
    const double *value; /* [count] */
    double *scratch;     /* [count] */
    double least, level;
    struct step *steps; /* [STEPS_MOST] */
    long found;
};

double steps_median(const double *value, long count) {
    double *sorted = malloc((size_t)count * sizeof *sorted);
    if (sorted == NULL)
        return (double)NAN;
    memcpy(sorted, value, (size_t)count * sizeof *sorted);
    sort_ascending(sorted, count);
    double median = count % 2 == 1 ? sorted[count / 2]
                                   : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
    free(sorted);
    return median;
}

/* ---- the statistic ----------------------------------------------------------------------------- */

/* The largest statistic and where it is. The values sum to `sum`. */
static double largest(long *at, const double *value, long count) {
    double sum = 0, left = 0, best = -1;
    for (long i = 0; i < count; i++)
        sum += value[i];
    for (long k = 1; k < count; k++) {
        left += value[k - 1];
        if (k < STEP_SIDE || count - k < STEP_SIDE)
            continue;
        double first = left / (double)k, rest = (sum - left) / (double)(count - k);
        double weight = sqrt((double)k * (double)(count - k) / (double)count);
        double statistic = fabs(first - rest) * weight;
        if (statistic > best) {
            best = statistic;
            *at = k;
        }
    }
    return best;
}

/* Put values into a random order (Fisher & Yates; a 64-bit product in place of a remainder). */
static void shuffle(double *value, long count, uint32_t order) {
    uint32_t words[4];
    for (long i = count - 1; i > 0; i--) {
        uint32_t counter[4] = {(uint32_t)i / 4, (uint32_t)count, order, 0};
        if (i % 4 == 3 || i == count - 1)
            klimb_rng_philox(words, counter, ORDER_KEY);
        long other = (long)(((uint64_t)words[i % 4] * (uint64_t)(i + 1)) >> 32);
        double kept = value[i];
        value[i] = value[other];
        value[other] = kept;
    }
}

/* How often a random order of the values has a statistic as large: (1 + those) / (1 + orders). The values are left in
 * another order. A hair's breadth counts as equal, for sums in another order differ by rounding. */
static double chance(double *value, long count, double observed) {
    long reached = 0, orders = 0, at;
    const double nearly = observed * (1 - 1e-9);
    while (orders < STEP_ORDERS && reached < ENOUGH_REACHED) {
        shuffle(value, count, (uint32_t)orders++);
        reached += largest(&at, value, count) >= nearly;
    }
    return (1 + (double)reached) / (1 + (double)orders);
}

/* ---- the search -------------------------------------------------------------------------------- */

/* The values with those far from their median brought near. If most values are equal, nothing is clipped. */
static void clip(double *out, const double *value, long count) {
    double middle = steps_median(value, count);
    for (long i = 0; i < count; i++)
        out[i] = fabs(value[i] - middle);
    double reach = STEP_CLIP * MAD_FACTOR * steps_median(out, count);
    for (long i = 0; i < count; i++)
        out[i] = !(reach > 0) ? value[i] : fmin(fmax(value[i], middle - reach), middle + reach);
}

static void search_between(struct search *search, long from, long to) {
    long count = to - from, at = 0;
    if (count < STEP_VALUES || search->found == STEPS_MOST)
        return;
    double *part = search->scratch + from;
    clip(part, search->value + from, count);
    double observed = largest(&at, part, count);
    if (!(observed > 0))
        return;
    double p = chance(part, count, observed);
    if (!(p <= search->level))
        return;
    search_between(search, from, from + at);
    if (search->found < STEPS_MOST)
        search->steps[search->found++] = (struct step){.at = from + at, .p = p};
    search_between(search, from + at, to);
}

/* Computes the levels between all steps, and removes steps that are too small. */
static void take_levels(struct search *search, long count) {
    long kept = 0;
    for (long i = 0; i < search->found; i++) {
        struct step *step = &search->steps[i];
        long from = kept > 0 ? search->steps[kept - 1].at : 0;
        long to = i + 1 < search->found ? search->steps[i + 1].at : count;
        step->before = steps_median(search->value + from, step->at - from);
        step->after = steps_median(search->value + step->at, to - step->at);
        if (fabs(step->after - step->before) >= search->least)
            search->steps[kept++] = *step;
    }
    search->found = kept;
}

long steps_find(struct step *steps, const double *value, long count,
                const struct step_rules *rules) {
    struct search search = {.value = value,
                            .scratch = calloc((size_t)count + 1, sizeof(double)),
                            .least = rules->least > 0 ? rules->least : STEP_LEAST,
                            .level = rules->level > 0 ? rules->level : STEP_LEVEL,
                            .steps = steps};
    if (search.scratch == NULL)
        return 0;
    search_between(&search, 0, count);
    take_levels(&search, count);
    free(search.scratch);
    return search.found;
}
