/* vecmath_template.h -- the loops of every vecmath table, written once for any vector type.
 *
 * A variant is one .c file, compiled for its instruction set, which defines before including this
 *   LANES, MULTIPLY_ADD  as vecmath_lanes_template.h has them
 *   TABLE, TABLE_NAME    the struct vecmath to define, and its name as users see it
 * The include defines TABLE. To add a variant, write such a file, a line in vecmath_variants.h and, if the
 * compiler needs them, flags in the Makefile. In the double build all tables have the functions of
 * vecmath_double.h.
 *
 * Each lane is a pure function of its own input. So the bits do not depend on a value's place in its
 * array, on the width of the vectors, or on the padding of the last, partial one.
 */
#include <stddef.h>
#include <string.h>

#include "numerics/vecmath/vecmath_variants.h"
#ifdef KLIMB_DOUBLE
#include "numerics/vecmath/vecmath_double.h"
#else
#include "numerics/vecmath/vecmath_lanes_template.h"
#endif

enum { WIDTH = sizeof(vector) / sizeof(real) };

static inline vector load(const real *x) {
    vector v;
    memcpy(&v, x, sizeof v);
    return v;
}

static inline void store(real *y, vector v) {
    memcpy(y, &v, sizeof v);
}

/* The last 0 < n < WIDTH values of an array, padded with zeros. */
static inline vector load_tail(const real *x, long n) {
    real lane[WIDTH] = {0};
    memcpy(lane, x, (size_t)n * sizeof *x);
    return load(lane);
}

static inline void store_tail(real *y, vector v, long n) {
    real lane[WIDTH];
    store(lane, v);
    memcpy(y, lane, (size_t)n * sizeof *y);
}

/* Makes an array function of a vector function. Each vector is read before it is written, so y may be
 * x. */
#define MAP(name)                                                                                  \
    static void map_##name(real *y, const real *x, long n) {                                       \
        long i = 0;                                                                                \
        for (; i + WIDTH <= n; i += WIDTH)                                                         \
            store(y + i, vector_##name(load(x + i)));                                              \
        if (i < n)                                                                                 \
            store_tail(y + i, vector_##name(load_tail(x + i, n - i)), n - i);                      \
    }

/* The same with two results, either of which may be written over x. */
#define MAP_PAIR(name)                                                                             \
    static void map_##name(real *y, real *z, const real *x, long n) {                              \
        long i = 0;                                                                                \
        for (; i + WIDTH <= n; i += WIDTH) {                                                       \
            const vector_pair pair = vector_##name(load(x + i));                                   \
            store(y + i, pair.x);                                                                  \
            store(z + i, pair.y);                                                                  \
        }                                                                                          \
        if (i < n) {                                                                               \
            const vector_pair pair = vector_##name(load_tail(x + i, n - i));                       \
            store_tail(y + i, pair.x, n - i);                                                      \
            store_tail(z + i, pair.y, n - i);                                                      \
        }                                                                                          \
    }

MAP(exp)
MAP(expm1)
MAP(log)
MAP(log1p)
MAP(tanh)
MAP(sigmoid)
MAP(softplus)
MAP_PAIR(sincospi)
MAP_PAIR(decay_terms)

static void map_sqrt(real *y, const real *x, long n) {
    for (long i = 0; i < n; i++)
        y[i] = REAL_SQRT(x[i]);
}

/* With pieces of this length the intermediate values stay in the first-level cache. */
enum { PIECE = 256 };

static inline long piece_length(long left) {
    return left < PIECE ? left : PIECE;
}

/* One piece of at most PIECE values. The large terms max(l, 0) and x l cancel before the small
 * logarithm is added. So the loss of a confident and right prediction keeps the digits that
 * ln(1 + e^l) - x l would lose. */
static void bernoulli_piece(real *restrict loss, real *restrict gradient,
                            const real *restrict logit, const real *restrict x, real share,
                            long n) {
    real rest[PIECE], mean[PIECE];
    map_decay_terms(rest, mean, logit, n);
    if (gradient != NULL)
        for (long i = 0; i < n; i++)
            gradient[i] = (mean[i] - x[i]) * share;
    for (long i = 0; i < n; i++)
        loss[i] = rest[i] + ((logit[i] > 0 ? logit[i] : REAL(0.0)) - x[i] * logit[i]);
}

static void map_bernoulli(real *loss, real *gradient, const real *logit, const real *x, real share,
                          long n) {
    for (long at = 0; at < n; at += PIECE)
        bernoulli_piece(loss + at, gradient == NULL ? NULL : gradient + at, logit + at, x + at,
                        share, piece_length(n - at));
}

const struct vecmath TABLE = {
    .name = TABLE_NAME,
    .exp = map_exp,
    .expm1 = map_expm1,
    .log = map_log,
    .log1p = map_log1p,
    .tanh = map_tanh,
    .sigmoid = map_sigmoid,
    .softplus = map_softplus,
    .sqrt = map_sqrt,
    .sincospi = map_sincospi,
    .bernoulli = map_bernoulli,
};
