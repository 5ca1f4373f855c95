/* vecmath_template.h -- the loops of every vecmath table, written once for any vector type.
 *
 * A variant is one .c file, compiled for its instruction set, which defines before including this
 *   vector               a type of WIDTH lanes of `real`, passed to SLEEF as it is
 *   SLEEF(name, ulps)    the function of the cinz_ family for that type, e.g. SLEEF(exp, u10)
 *   SQUARE_ROOT(v)       the lanewise square root, correctly rounded
 *   TABLE, TABLE_NAME    the struct vecmath to define, and its name as users see it
 * The include defines TABLE. Adding a variant is such a file, one line in vecmath_variants.h and,
 * where the compiler needs to be told, its flags in the Makefile.
 *
 * Each lane is a pure function of its own input. That is why it does not matter to the bits where
 * a value stands in its array, how wide the vectors are, or what fills up the last, partial one.
 */
#include <stddef.h>
#include <string.h>

#include "numerics/vecmath/vecmath_variants.h"

enum { WIDTH = sizeof(vector) / sizeof(real) };

static inline vector load(const real *x) {
    vector v;
    memcpy(&v, x, sizeof v);
    return v;
}

static inline void store(real *y, vector v) {
    memcpy(y, &v, sizeof v);
}

/* The last 0 < n < WIDTH values of an array, filled up with zeros. */
static inline vector load_tail(const real *x, long n) {
    real lanes[WIDTH] = {0};
    memcpy(lanes, x, (size_t)n * sizeof *x);
    return load(lanes);
}

static inline void store_tail(real *y, vector v, long n) {
    real lanes[WIDTH];
    store(lanes, v);
    memcpy(y, lanes, (size_t)n * sizeof *y);
}

/* An array function out of a lanewise one. Each vector is read before it is written, so y may be
 * x. */
#define MAP(name, lanewise)                                                                        \
    static void name(real *y, const real *x, long n) {                                             \
        long i = 0;                                                                                \
        for (; i + WIDTH <= n; i += WIDTH)                                                         \
            store(y + i, lanewise(load(x + i)));                                                   \
        if (i < n)                                                                                 \
            store_tail(y + i, lanewise(load_tail(x + i, n - i)), n - i);                           \
    }

MAP(map_exp, SLEEF(exp, u10))
MAP(map_expm1, SLEEF(expm1, u10))
MAP(map_log, SLEEF(log, u10))
MAP(map_log1p, SLEEF(log1p, u10))
MAP(map_tanh, SLEEF(tanh, u10))
MAP(map_sqrt, SQUARE_ROOT)

static void map_sincospi(real *sine, real *cosine, const real *x, long n) {
    long i = 0;
    for (; i + WIDTH <= n; i += WIDTH) {
        const vector_pair pair = SLEEF(sincospi, u05)(load(x + i));
        store(sine + i, pair.x);
        store(cosine + i, pair.y);
    }
    if (i < n) {
        const vector_pair pair = SLEEF(sincospi, u05)(load_tail(x + i, n - i));
        store_tail(sine + i, pair.x, n - i);
        store_tail(cosine + i, pair.y, n - i);
    }
}

/* The compositions below keep e^-|x| of one piece of x in a buffer that fits the first-level
 * cache. They add only exactly rounded operations to exp and log1p, in loops that the compiler
 * may vectorise freely. */
enum { PIECE = 256 };

static inline long piece_length(long left) {
    return left < PIECE ? left : PIECE;
}

/* e[i] = e^-|x_i|, which is at most 1: it cannot overflow at either end. */
static void decay(real *e, const real *x, long n) {
    for (long i = 0; i < n; i++)
        e[i] = x[i] > 0 ? -x[i] : x[i];
    map_exp(e, e, n);
}

/* 1 / (1 + e^-x) for x >= 0, e^x / (1 + e^x) below, where e = e^-|x|: equal in exact arithmetic, and
 * each keeps its relative precision where it is used. NaN reaches the denominator through e. */
static inline real sigmoid(real x, real e) {
    return (x < 0 ? e : REAL(1.0)) / (REAL(1.0) + e);
}

static void map_sigmoid(real *y, const real *x, long n) {
    real e[PIECE];
    for (long at = 0; at < n; at += PIECE) {
        const long count = piece_length(n - at);
        decay(e, x + at, count);
        for (long i = 0; i < count; i++)
            y[at + i] = sigmoid(x[at + i], e[i]);
    }
}

/* max(x, 0) + log1p(e^-|x|). The comparison drops a NaN of x, the logarithm brings it back. */
static void map_softplus(real *y, const real *x, long n) {
    real e[PIECE];
    for (long at = 0; at < n; at += PIECE) {
        const long count = piece_length(n - at);
        decay(e, x + at, count);
        map_log1p(e, e, count);
        for (long i = 0; i < count; i++)
            y[at + i] = (x[at + i] > 0 ? x[at + i] : REAL(0.0)) + e[i];
    }
}

/* One piece of at most PIECE values. The large terms max(l, 0) and x l cancel before the small
 * logarithm is added: the loss of a confident and right prediction keeps its digits, which
 * ln(1 + e^l) - x l would lose. */
static void bernoulli_piece(real *restrict loss, real *restrict gradient,
                            const real *restrict logit, const real *restrict x, real share,
                            long n) {
    real e[PIECE];
    decay(e, logit, n);
    if (gradient != NULL)
        for (long i = 0; i < n; i++)
            gradient[i] = (sigmoid(logit[i], e[i]) - x[i]) * share;
    map_log1p(e, e, n);
    for (long i = 0; i < n; i++)
        loss[i] = e[i] + ((logit[i] > 0 ? logit[i] : REAL(0.0)) - x[i] * logit[i]);
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
