#include "train/two_sample.h"

#include <string.h>

#include "numerics/rng.h"

void klimb_two_sample_layout(struct two_sample *test, struct arena *arena, long n, long d) {
    *test = (struct two_sample){.n = n, .d = d};
    test->points = klimb_arena_take(arena, 2 * n * d, sizeof(real));
    test->kernel = klimb_arena_take(arena, 4 * n * n, sizeof(real));
    test->pairs = klimb_arena_take(arena, n * (n - 1) / 2, sizeof(real));
    test->apart = klimb_arena_take(arena, d > 2 * n ? d : 2 * n, sizeof(real));
    test->order = klimb_arena_take(arena, 2 * n, sizeof *test->order);
    test->scratch = klimb_arena_take(arena, 4 * n, sizeof *test->scratch);
}

static real squared_distance(const struct two_sample *test, long i, long j,
                             const struct kernels *kernels) {
    const real *a = test->points + i * test->d, *b = test->points + j * test->d;
    for (long c = 0; c < test->d; c++)
        test->apart[c] = a[c] - b[c];
    return (real)kernels->dot(test->apart, test->apart, test->d);
}

static void fill_distances(struct two_sample *test, const struct kernels *kernels) {
    long count = 2 * test->n;
    for (long i = 0; i < count; i++) {
        test->kernel[i * count + i] = 0;
        for (long j = i + 1; j < count; j++)
            test->kernel[i * count + j] = test->kernel[j * count + i] = squared_distance(test, i, j,
                                                                                         kernels);
    }
}

static real value_of(real_bits bits) {
    real value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static long count_up_to(const real *x, long n, real most) {
    long count = 0;
    for (long i = 0; i < n; i++)
        count += x[i] <= most;
    return count;
}

/* The smallest value that half of the numbers do not exceed. Numbers of at least 0 have the order of their bits
 * as integers, so the bits of the median are found one by one. */
static real median(const real *x, long n) {
    real_bits found = 0;
    for (int bit = (int)sizeof found * 8 - 2; bit >= 0; bit--) {
        real_bits lower = found | (((real_bits)1 << bit) - 1); /* the largest without this bit */
        if (!(2 * count_up_to(x, n, value_of(lower)) >= n))
            found |= (real_bits)1 << bit;
    }
    return value_of(found);
}

/* h^2 */
static real squared_width(struct two_sample *test) {
    long n = test->n, pairs = 0;
    for (long i = 0; i < n; i++)
        for (long j = i + 1; j < n; j++)
            test->pairs[pairs++] = test->kernel[i * 2 * n + j];
    return median(test->pairs, pairs);
}

/* To be called while the matrix still holds distances and not k. */
static double neighbour_accuracy(const struct two_sample *test) {
    long count = 2 * test->n, right = 0;
    for (long i = 0; i < count; i++) {
        const real *distance = test->kernel + i * count;
        long nearest = i == 0 ? 1 : 0;
        for (long j = nearest + 1; j < count; j++)
            if (j != i && distance[j] < distance[nearest])
                nearest = j;
        right += (nearest < test->n) == (i < test->n);
    }
    return (double)right / (double)count;
}

static void distances_to_kernel(struct two_sample *test, real squared_h, const struct vecmath *vm) {
    long count = 2 * test->n;
    for (long p = 0; p < count * count; p++)
        test->kernel[p] = REAL(-0.5) * (test->kernel[p] / squared_h);
    vm->exp(test->kernel, test->kernel, count * count);
    for (long i = 0; i < count; i++)
        test->kernel[i * count + i] = 0;
}

/* The sum of k over a block of the matrix: rows from `row`, columns from `column`, n of each. */
static double block_sum(const struct two_sample *test, long row, long column,
                        const struct kernels *kernels) {
    double sum = 0;
    for (long i = row; i < row + test->n; i++)
        sum += kernels->sum(test->kernel + i * 2 * test->n + column, test->n);
    return sum;
}

static double unbiased_mmd2(const struct two_sample *test, const struct kernels *kernels) {
    double n = (double)test->n;
    double within = block_sum(test, 0, 0, kernels) + block_sum(test, test->n, test->n, kernels);
    double across = block_sum(test, 0, test->n, kernels);
    return within / (n * (n - 1)) - 2 * across / (n * n);
}

/* The sum of k over all pairs of one of the first n points of `order` and one of the others. */
static double across_sum(struct two_sample *test, const struct kernels *kernels) {
    long count = 2 * test->n;
    double sum = 0;
    for (long i = 0; i < count; i++)
        test->apart[test->order[i]] = i < test->n ? REAL(0.0) : REAL(1.0);
    for (long i = 0; i < count; i++)
        if (test->apart[i] == 0)
            sum += kernels->dot(test->kernel + i * count, test->apart, count);
    return sum;
}

/* The sum of all k is the same for every division, so MMD^2 is larger if the sum across is smaller. */
static double permutation_p(struct two_sample *test, const struct kernels *kernels) {
    long as_large = 0;
    for (long i = 0; i < 2 * test->n; i++)
        test->order[i] = (uint32_t)i;
    double seen = across_sum(test, kernels);
    for (uint32_t i = 0; i < TWO_SAMPLE_PERMUTATIONS; i++) {
        struct rng_place place = {.seed = 0, .purpose = RNG_PERMUTATION, .step = i};
        klimb_rng_permutation(test->order, test->scratch, place, 2 * test->n);
        as_large += across_sum(test, kernels) <= seen;
    }
    return (double)(1 + as_large) / (double)(1 + TWO_SAMPLE_PERMUTATIONS);
}

struct two_sample_found klimb_two_sample_compare(struct two_sample *test,
                                                 const struct backend *backend) {
    const struct kernels *kernels = backend->kernels;
    const struct two_sample_found nothing = {(double)NAN, (double)NAN, (double)NAN};
    if (test->n < 2 || kernels->first_nonfinite(test->points, 2 * test->n * test->d) >= 0)
        return nothing;
    fill_distances(test, kernels);
    real squared_h = squared_width(test);
    if (!(squared_h > 0) || !isfinite(squared_h))
        return nothing;
    struct two_sample_found found = {.nn_accuracy = neighbour_accuracy(test)};
    distances_to_kernel(test, squared_h, backend->vm);
    found.mmd2 = unbiased_mmd2(test, kernels);
    found.p = permutation_p(test, kernels);
    return found;
}
