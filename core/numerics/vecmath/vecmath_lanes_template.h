/* vecmath_lanes_template.h -- the float functions, each correctly rounded.
 *
 * A float is widened to binary64, the function is evaluated there, and the result is rounded to
 * float once. The evaluation is off by about a unit in the 53rd place, and a float has 24 places. So the
 * float is the nearest one unless the exact value lies that close to the middle between two floats.
 * There are few such inputs and only 2^32 inputs in all: `make prove` tries every one and lets MPFR
 * decide the close ones. That proves the results; the comments here only give the reasons.
 *
 * A variant defines before including this
 *   LANES                      how many doubles a vector has
 *   MULTIPLY_ADD(a, b, c)      a b + c, rounded once (fused) or twice
 * and may define, where the machine has an instruction for it
 *   CHOOSE(mask, yes, no)      `yes` where mask is all ones, `no` where it is 0
 *   LESSER(a, b), GREATER(a, b)  a < b ? a : b and a > b ? a : b, so b if one is NaN
 *   WIDEN(x)                   a vector of floats as doubles
 * The correctly rounded float is the same with one rounding or two, and both are proven. Nothing else
 * depends on the machine: all operations are those of IEEE-754, and none is contracted.
 */
#ifndef KLIMB_VECMATH_LANES_TEMPLATE_H
#define KLIMB_VECMATH_LANES_TEMPLATE_H

#include <stdint.h>

#include "numerics/vecmath/vecmath_coefficients.h"

typedef double lanes __attribute__((vector_size(8 * LANES)));
typedef uint64_t words __attribute__((vector_size(8 * LANES)));
typedef float vector __attribute__((vector_size(4 * LANES)));
typedef struct {
    vector x, y;
} vector_pair;

/* ---- vectors --------------------------------------------------------------------------------- */

#ifndef WIDEN
#define WIDEN(x) __builtin_convertvector(x, lanes)
#endif

static inline lanes widen(vector x) {
    return WIDEN(x);
}

/* Rounds to nearest, overflows to infinity, and gives subnormal floats their bits. */
static inline vector narrow(lanes x) {
    return __builtin_convertvector(x, vector);
}

/* x in every lane. Subtracting 0 keeps the sign of a zero. */
static inline lanes all(double x) {
    return x - (lanes){0};
}

static const uint64_t SIGN = (uint64_t)1 << 63;

#ifdef CHOOSE
#define choose(mask, yes, no) CHOOSE((lanes)(mask), yes, no)
#else
static inline lanes choose(words mask, lanes yes, lanes no) {
    return (lanes)((mask & (words)yes) | (~mask & (words)no));
}
#endif

#ifndef LESSER
#define LESSER(a, b)  choose((words)((a) < (b)), a, b)
#define GREATER(a, b) choose((words)((a) > (b)), a, b)
#endif

static inline lanes magnitude(lanes x) {
    return (lanes)((words)x & ~SIGN);
}

static inline lanes with_sign_of(lanes x, lanes sign) {
    return (lanes)((words)x | ((words)sign & SIGN));
}

/* The lesser of x and `most`; NaN stays NaN. */
static inline lanes at_most(lanes x, double most) {
    return LESSER(all(most), x);
}

static inline lanes at_least(lanes x, double least) {
    return GREATER(all(least), x);
}

/* c[0] + c[1] x + ... + c[degree] x^degree. Even and odd powers are two chains, which take half the time
 * of one. */
static inline lanes polynomial(lanes x, const double *c, int degree) {
    const lanes square = x * x;
    lanes upper = all(c[degree]), lower = all(c[degree - 1]);
    int i = degree - 2;
    for (; i > 0; i -= 2) {
        upper = MULTIPLY_ADD(upper, square, all(c[i]));
        lower = MULTIPLY_ADD(lower, square, all(c[i - 1]));
    }
    if (i < 0)
        return MULTIPLY_ADD(upper, x, lower);
    upper = MULTIPLY_ADD(upper, square, all(c[0]));
    return MULTIPLY_ADD(lower, x, upper);
}

/* 1.5 2^52: adding it rounds to an integer, which is then in the low bits. */
static const double INTEGER = 0x1.8p52;
/* The exponent of a double begins at this bit; 1.0 has the exponent 1023 and a fraction of 0. */
enum { EXPONENT = 52 };
static const uint64_t ONE = (uint64_t)1023 << EXPONENT;

/* ---- exponentials ---------------------------------------------------------------------------- */

/* e^x = scale (1 + part), with |part| < 0.42. */
struct power {
    lanes scale, part;
};

/* For |x| <= 700, or NaN. x = k ln 2 + r with an integer k. Its product with the first bits of ln 2 is
 * exact, and so is x minus that product: Cody & Waite 1980. */
static inline struct power power_of_e(lanes x) {
    const lanes shifted = MULTIPLY_ADD(x, all(LOG2_E), all(INTEGER));
    const lanes k = shifted - INTEGER;
    const lanes r = MULTIPLY_ADD(k, all(-LN2_LOW), MULTIPLY_ADD(k, all(-LN2_HIGH), x));
    return (struct power){.scale = (lanes)(((words)shifted << EXPONENT) + ONE),
                          .part = MULTIPLY_ADD(r * r, polynomial(r, EXP, EXP_DEGREE), r)};
}

static inline lanes wide_exp(lanes x) {
    const struct power e = power_of_e(x);
    return MULTIPLY_ADD(e.scale, e.part, e.scale);
}

/* scale - 1 is exact where it matters. */
static inline lanes wide_expm1(lanes x) {
    const struct power e = power_of_e(x);
    return MULTIPLY_ADD(e.scale, e.part, e.scale - 1);
}

/* Beyond +-EXTREME, e^x is infinite or 0 in float, and its double is still normal. */
static const double EXTREME = 120;

static inline lanes confine(lanes x) {
    return at_least(at_most(x, EXTREME), -EXTREME);
}

static inline vector vector_exp(vector x) {
    return narrow(wide_exp(confine(widen(x))));
}

/* The sum loses the sign of 0, so it is put back. */
static inline vector vector_expm1(vector x) {
    const lanes wide = widen(x);
    return narrow(with_sign_of(wide_expm1(confine(wide)), wide));
}

/* (e^2a - 1) / (e^2a + 1) for a = |x|; from a = 9.02 on, the nearest float is 1. */
static inline vector vector_tanh(vector x) {
    const lanes wide = widen(x);
    const lanes e = wide_expm1(2 * at_most(magnitude(wide), 16));
    return narrow(with_sign_of(e / (e + 2), wide));
}

/* e^-|x|, which is at most 1. */
static inline lanes decay(lanes x) {
    return wide_exp(-at_most(magnitude(x), EXTREME));
}

/* 1 / (1 + e) for x >= 0, e / (1 + e) below, where e = e^-|x|. Near 0 it is 1/2 + x/4 - x^3/48 + ...,
 * and 1/2 + x/4 is the middle between two floats for hundreds of x. A nudge towards 1/2 puts these on the
 * right side of the middle, and moves no other x across one. */
static const double SIGMOID_NEAR = 0x1p-12, NUDGE = 0x1p-52;

static inline lanes wide_sigmoid(lanes x, lanes e) {
    const lanes y = choose((words)(x < 0), e, all(1)) / (1 + e);
    const lanes near = 0.5 + (0.25 * x - with_sign_of(all(NUDGE), x));
    return choose((words)(magnitude(x) < SIGMOID_NEAR), near, y);
}

static inline vector vector_sigmoid(vector x) {
    const lanes wide = widen(x);
    return narrow(wide_sigmoid(wide, decay(wide)));
}

/* ---- logarithms ------------------------------------------------------------------------------ */

/* A double that rounds to the same float as the exact y + error, where y is that sum rounded to nearest.
 * Rounding twice can go wrong only if y is exactly the middle between two floats. So an even y (a
 * middle is even) steps to its odd neighbour on the side of the error: rounding to odd, Boldo &
 * Melquiond 2008. y must not be -0. */
static inline lanes to_odd(lanes y, lanes error) {
    const words bits = (words)y, away = (bits ^ (words)error) >> 63;
    return (lanes)(bits + ((1 - 2 * away) & ((bits & 1) - 1)));
}

/* high + part + lost, where `lost` is the rounding error of part. */
struct logarithm {
    lanes high, part, lost;
};

/* high + low + ln(1 + f), for 1 + f from sqrt(1/2) to sqrt(2) and low much less than high. With
 * s = f / (2 + f), ln(1 + f) = s (2 + r) = f - (f^2/2 - s (f^2/2 + r)), where f is exact and the rest
 * is small. */
static inline struct logarithm log_of_parts(lanes high, lanes low, lanes f) {
    const lanes half = 0.5 * f * f;
    const lanes s = f / (2 + f);
    const lanes z = s * s;
    const lanes r = z * polynomial(z, LOG, LOG_DEGREE);
    const lanes rest = half - MULTIPLY_ADD(s, half + r, low);
    const lanes part = f - rest;
    return (struct logarithm){.high = high, .part = part, .lost = (f - part) - rest};
}

/* k ln 2 + ln(1 + f) for an integer k, whose product with the first bits of ln 2 is exact. Some of the
 * 2^31 logarithms are so close to a middle that the rounding errors of the sums decide. */
static inline lanes log_to_odd(lanes k, lanes f) {
    const struct logarithm log = log_of_parts(k * LN2_HIGH, k * LN2_LOW, f);
    const lanes y = log.high + log.part;
    return to_odd(y, log.lost + (log.part - (y - log.high)));
}

static const uint64_t ROOT_OF_HALF = 0x3fe6a09e667f3bcd; /* the bits of sqrt(1/2) */

/* x = 2^k (1 + f) for normal x > 0. For any other x, k and f mean nothing, and complete_log replaces what
 * is computed from them. */
struct parts {
    lanes k, f;
};

static inline struct parts take_apart(lanes x) {
    const words exponent = ((words)x + (ONE - ROOT_OF_HALF)) >> EXPONENT; /* k + 1023 */
    const lanes m = (lanes)((words)x - (exponent << EXPONENT) + ONE);
    const lanes k = (lanes)(exponent | ((uint64_t)(1023 + EXPONENT) << EXPONENT));
    return (struct parts){.k = k - (0x1p52 + 1023), .f = m - 1};
}

/* y where ln x is finite; else the logarithm's value at 0, below 0, at infinity or NaN. */
static inline lanes complete_log(lanes y, lanes x) {
    const words ordinary = (words)(x > 0) & (words)(x < (double)INFINITY);
    const lanes below = choose((words)(x == 0), all(-(double)INFINITY), all((double)NAN));
    return choose(ordinary, y, choose((words)(x <= 0), below, x));
}

static inline vector vector_log(vector x) {
    const lanes wide = widen(x); /* normal even where the float is not */
    const struct parts p = take_apart(wide);
    return narrow(complete_log(log_to_odd(p.k, p.f), wide));
}

/* 1 + x is exact from 2^-29 to 2^52. Below that, and wherever k is 0, f is x itself; above it, 1 is
 * negligible. */
static inline vector vector_log1p(vector x) {
    const lanes wide = widen(x), sum = 1 + wide;
    const struct parts p = take_apart(sum);
    const lanes f = choose((words)(p.k == 0), wide, p.f);
    return narrow(with_sign_of(complete_log(log_to_odd(p.k, f), sum), wide));
}

/* m + ln(1 + e) for m >= 0 and 0 <= e <= 1, computed as m + ln 2 + ln((1 + e) / 2) for e > sqrt(2) - 1.
 * One softplus is less than 2^-57 above the middle between two floats. A nudge up, half a unit in the
 * last place of its double, puts it on the right side, and moves no other across a middle. */
static const double SOFTPLUS_NUDGE = 0x1p-54;

static inline lanes log1p_of_share_and(lanes m, lanes e) {
    const words over = (words)(e > SQRT_2 - 1);
    const lanes f = choose(over, 0.5 * e - 0.5, e);
    const lanes high = choose(over, all(LN2_HIGH), all(0));
    const lanes low = choose(over, all(LN2_LOW + SOFTPLUS_NUDGE), all(0));
    const struct logarithm log = log_of_parts(m + high, low, f);
    return log.high + log.part;
}

/* max(x, 0) + ln(1 + e^-|x|). The comparison turns a NaN into 0; e, and so the logarithm, is NaN. */
static inline lanes wide_softplus(lanes x, lanes e) {
    return log1p_of_share_and(choose((words)(x > 0), x, all(0)), e);
}

static inline vector vector_softplus(vector x) {
    const lanes wide = widen(x);
    return narrow(wide_softplus(wide, decay(wide)));
}

/* ---- circular functions ---------------------------------------------------------------------- */

/* |x| = j/2 + r with |r| <= 1/4, exactly; the last two bits of j are the quadrant. Floats from 2^24 on
 * are even. The signs of zeros follow C23: sin(pi n) has the sign of n, cos(pi (n + 1/2)) is +0. */
static inline vector_pair vector_sincospi(vector x) {
    const lanes wide = widen(x), a = at_most(magnitude(wide), 0x1p24);
    const lanes shifted = 2 * a + INTEGER;
    const lanes r = a - 0.5 * (shifted - INTEGER), z = r * r;
    const lanes small = MULTIPLY_ADD(z, polynomial(z, SINPI, SINPI_DEGREE), all(PI_LOW));
    const lanes s = MULTIPLY_ADD(r, small, r * PI_HIGH);
    const lanes c = MULTIPLY_ADD(z, polynomial(z, COSPI, COSPI_DEGREE), all(1));
    const words j = (words)shifted, odd = -(j & 1);
    const words minus_s = (j & 2) << 62, minus_c = ((j + 1) & 2) << 62;
    const lanes sine = (lanes)((words)choose(odd, c, s) ^ minus_s) + 0;
    const lanes cosine = (lanes)((words)choose(odd, s, c) ^ minus_c) + 0;
    const lanes invalid = 0 * wide; /* NaN for NaN and infinities */
    return (vector_pair){.x = narrow((lanes)((words)(sine + invalid) ^ ((words)wide & SIGN))),
                         .y = narrow(cosine + invalid)};
}

/* ---- terms of a Bernoulli loss ---------------------------------------------------------------- */

/* x: ln(1 + e^-|l|), y: sigmoid(l), by one exponential. */
static inline vector_pair vector_decay_terms(vector l) {
    const lanes wide = widen(l), e = decay(wide);
    return (vector_pair){.x = narrow(log1p_of_share_and(all(0), e)),
                         .y = narrow(wide_sigmoid(wide, e))};
}

#endif
