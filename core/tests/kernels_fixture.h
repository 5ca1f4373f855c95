/* kernels_fixture.h -- inputs and comparisons for the tests of every kernels table.
 *
 *     for (int at = 0; (kernels = kernels_next(&at)) != NULL;) ... // each that this CPU runs
 *     fill_values(x, n, 1);                  // mixed signs and magnitudes
 *     fill_special(x, n, 3);                 // NaN, infinities, subnormals among them
 */
#ifndef KLIMB_KERNELS_FIXTURE_H
#define KLIMB_KERNELS_FIXTURE_H

#include "numerics/kernels.h"

#include <stdint.h>
#include <string.h>

#include "check_near.h"

/* The tables that this CPU runs, in turn; NULL after the last. */
static inline const struct kernels *kernels_next(int *at) {
    const char *const *names = klimb_kernels_names();
    while (names[*at] != NULL) {
        const struct kernels *kernels = klimb_kernels_select(names[(*at)++]);
        if (kernels != NULL)
            return kernels;
    }
    return NULL;
}

/* Signs alternate and magnitudes span 2^60, so that a sum in any other order rounds elsewhere. */
static inline void fill_values(real *x, long n, uint32_t state) {
    for (long i = 0; i < n; i++) {
        state = state * 1664525 + 1013904223; /* Numerical Recipes, "quick and dirty" generator */
        const double mantissa = (double)(state >> 8) - 8388607.5;
        x[i] = (real)ldexp(mantissa, (int)(state >> 3) % 60 - 40);
    }
}

static const real SPECIAL[] = {0,
                               REAL(-0.0),
                               (real)INFINITY,
                               -(real)INFINITY,
                               (real)NAN,
                               (real)FLT_TRUE_MIN,
                               REAL_MAX,
                               -REAL_MAX,
                               1,
                               -1,
                               -REAL_EPSILON,
                               REAL_MIN,
                               REAL(0.5),
                               -REAL_MIN / 2,
                               REAL_SMALL,
                               -REAL_SMALL / 2,
                               REAL(3e-16)}; /* negligible against Adam's epsilon */
enum { SPECIAL_COUNT = sizeof SPECIAL / sizeof SPECIAL[0] };

/* Every `stride`-th value is one of SPECIAL, in turn. With strides without a common divisor, all pairs of
 * special values of two arrays meet in a long array. */
static inline void fill_special(real *x, long n, long stride) {
    fill_values(x, n, (uint32_t)stride);
    for (long i = 0; i < n; i += stride)
        x[i] = SPECIAL[i / stride % SPECIAL_COUNT];
}

/* The same bits, or NaN in both: the sign and payload of a NaN are not part of the contract. */
static inline int same(real a, real b) {
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static inline void assert_same(const real *got, const real *wanted, long n,
                               const struct kernels *kernels, const char *what) {
    for (long i = 0; i < n; i++)
        if (!same(got[i], wanted[i]))
            ck_abort_msg("%s of %s, n = %ld: at %ld %a, wanted %a", what, kernels->name, n, i,
                         (double)got[i], (double)wanted[i]);
}

/* Every length to 100 and every one from 1024 to LONGEST: every remainder of every vector, after few vectors
 * and after many, whose sums are rounded in every part; -1 after the last. */
enum { LONGEST = 1024 + 67 };
static inline long length_next(long n) {
    return n == 100 ? 1024 : n < LONGEST ? n + 1 : -1;
}

#endif
