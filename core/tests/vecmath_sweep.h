/* vecmath_sweep.h -- arguments that cover all of `real`, and comparisons for the results.
 *
 *     real *x = sweep_new();                        // [POINTS], the caller frees
 *     is_wrong(got, near, exact); same(got, wanted); // closeness, equality of bits
 *     while ((table = table_next(&at)) != NULL) ... // every table that this CPU runs
 */
#ifndef KLIMB_VECMATH_SWEEP_H
#define KLIMB_VECMATH_SWEEP_H

#include "numerics/vecmath/vecmath.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check_near.h"

#ifdef KLIMB_DOUBLE
enum { REAL_DIGITS = DBL_MANT_DIG, REAL_MIN_EXPONENT = DBL_MIN_EXP - 1 };
static const real RANGE = 750; /* exp goes from 0 to infinity within +-RANGE */
#else
enum { REAL_DIGITS = FLT_MANT_DIG, REAL_MIN_EXPONENT = FLT_MIN_EXP - 1 };
static const real RANGE = 110;
#endif

enum { PATTERNS = 150000, UNIFORMS = 100000 };

static const real EDGES[] = {
    REAL(0.0),         -REAL(0.0),       (real)INFINITY,     -(real)INFINITY, (real)NAN,
    REAL(88.722),      REAL(88.7228),    REAL(88.723),       REAL(88.73),     REAL(-87.336),
    REAL(-103.27),     REAL(-103.97),    REAL(-103.98),      REAL(-104.0),    REAL(-104.01),
    REAL(709.78),      REAL(709.79),     REAL(-745.13),      REAL(-745.14),   REAL(1e30),
    REAL(-1e30),       REAL_MAX,         -REAL_MAX,          REAL_EPSILON,    -REAL_EPSILON,
    REAL(1.0),         REAL(-1.0),       REAL(0.5),          REAL(-0.5),      REAL(1.5),
    REAL(-0.99999994), REAL(-1.0000001), REAL(0.99999994),   REAL(1.0000001), REAL(2.385),
    (real)FLT_MIN,     -(real)FLT_MIN,   (real)FLT_TRUE_MIN, REAL(1e7),       REAL(16777217.0),
    REAL(8.66),        REAL(9.02),       REAL(18.72),        REAL(19.1),      REAL(-36.8),
};

enum { EDGE_COUNT = sizeof EDGES / sizeof EDGES[0], POINTS = PATTERNS + UNIFORMS + EDGE_COUNT };

/* Edges, evenly spaced bit patterns (every exponent, subnormals, infinities and NaN), and evenly spaced
 * values. The caller frees. */
static inline real *sweep_new(void) {
    real *x = malloc(POINTS * sizeof *x);
    ck_assert_ptr_nonnull(x);
    memcpy(x, EDGES, sizeof EDGES);
    const real_bits stride = (real_bits)-1 / PATTERNS | 1;
    for (long i = 0; i < PATTERNS; i++) {
        const real_bits bits = (real_bits)i * stride;
        memcpy(&x[EDGE_COUNT + i], &bits, sizeof bits);
    }
    for (long i = 0; i < UNIFORMS; i++)
        x[EDGE_COUNT + PATTERNS + i] = RANGE * ((real)(2 * i + 1) / (real)UNIFORMS - 1);
    return x;
}

/* The tables that this CPU runs, in turn; NULL after the last. */
static inline const struct vecmath *table_next(int *at) {
    const char *const *names = klimb_vecmath_names();
    while (names[*at] != NULL) {
        const struct vecmath *table = klimb_vecmath_select(names[(*at)++]);
        if (table != NULL)
            return table;
    }
    return NULL;
}

static inline real *reals_new(long n) {
    real *x = malloc((size_t)n * sizeof *x);
    ck_assert_ptr_nonnull(x);
    return x;
}

/* The same bits, or NaN in both: the sign and payload of a NaN are not part of the contract. */
static inline int same(real a, real b) {
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static inline double ulps_off(real got, long double exact) {
    const real nearest = (real)exact;
    if (isnan(exact))
        return isnan(got) ? 0 : (double)INFINITY;
    if (isinf(nearest) || isinf(got))
        return got == nearest ? 0 : (double)INFINITY;
    const int exponent = exact == 0 ? REAL_MIN_EXPONENT : ilogbl(exact);
    const int binade = exponent < REAL_MIN_EXPONENT ? REAL_MIN_EXPONENT : exponent;
    return (double)fabsl(ldexpl((long double)got - exact, REAL_DIGITS - 1 - binade));
}

/* Whether a result is wrong: in double, more than 1 ulp from the exact value; in float, not the nearest float,
 * if `near`, off by less than 2^-50 of the value, determines it. In the rare cases where it does not,
 * `make prove` and hard_cases.h do. */
static inline int is_wrong(real got, double near, long double exact) {
#ifdef KLIMB_DOUBLE
    (void)near;
    return !(ulps_off(got, exact) <= 1);
#else
    (void)exact;
    const float low = (float)(near * (1 - 0x1p-47)), high = (float)(near * (1 + 0x1p-47));
    return same(low, high) && !same(got, low);
#endif
}

/* Lengths up to 40 have every remainder of every vector. There are GUARD values on both sides of an output. */
enum { LENGTH_MAX = 40, GUARD = 8 };
static const real GUARD_VALUE = REAL(-12345.0);

/* y[0..n-1] equals wanted, and nothing before or after it was written. */
static inline void assert_only_written(const real *y, const real *wanted, long n,
                                       const char *what) {
    for (long i = -GUARD; i < n + GUARD; i++) {
        const real expected = i >= 0 && i < n ? wanted[i] : GUARD_VALUE;
        ck_assert_msg(same(y[i], expected), "%s, n = %ld: at %ld %a, wanted %a", what, n, i,
                      (double)y[i], (double)expected);
    }
}

#endif
