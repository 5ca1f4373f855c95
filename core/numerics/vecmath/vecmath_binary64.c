/* The functions of one value in double. Small terms are computed in double, large ones as the sum of two
 * doubles, so the error of a result is little more than its own rounding: less than 1 ulp, of which the
 * rounding is 1/2. Plain operations of IEEE-754 in one order, without fma: the same bits everywhere.
 * Sums and products of two doubles: Dekker 1971, Knuth 1997 (4.2.2). */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "numerics/vecmath/vecmath.h"
#include "numerics/vecmath/vecmath_coefficients.h"

/* ---- numbers of two doubles ------------------------------------------------------------------ */

/* high + low, where low is a rounding error of high. */
struct pair {
    double high, low;
};

/* a + b, exactly, for |a| >= |b| or a = 0. */
static struct pair fast_sum(double a, double b) {
    const double sum = a + b;
    return (struct pair){sum, b - (sum - a)};
}

/* a + b, exactly. */
static struct pair sum(double a, double b) {
    const double both = a + b, of_b = both - a;
    return (struct pair){both, (a - (both - of_b)) + (b - of_b)};
}

/* The first 26 bits of a, by Veltkamp's factor 2^27 + 1. */
static double first_half(double a) {
    const double large = 0x1.0000002p27 * a;
    return large - (large - a);
}

/* a b, exactly, for factors and a product far from the ends of the range. */
static struct pair product(double a, double b) {
    const double ab = a * b, a1 = first_half(a), a2 = a - a1, b1 = first_half(b), b2 = b - b1;
    return (struct pair){ab, ((a1 * b1 - ab) + a1 * b2 + a2 * b1) + a2 * b2};
}

/* a / b to some 100 bits. */
static struct pair quotient(struct pair a, struct pair b) {
    const double q = a.high / b.high;
    const struct pair back = product(q, b.high);
    const double rest = ((a.high - back.high) - back.low) + (a.low - q * b.low);
    return (struct pair){q, rest / b.high};
}

static double round_pair(struct pair x) {
    return x.high + x.low;
}

static double polynomial(double x, const double *c, int degree) {
    double y = c[degree];
    for (int i = degree; i-- > 0;)
        y = y * x + c[i];
    return y;
}

static double power_of_2(int k) { /* -1022 <= k <= 1023 */
    const uint64_t bits = (uint64_t)(k + 1023) << 52;
    double power;
    memcpy(&power, &bits, sizeof power);
    return power;
}

/* x 2^k in two steps, because 2^k alone may be out of range. */
static double scale(double x, int k) {
    return x * power_of_2(k / 2) * power_of_2(k - k / 2);
}

static double nearest_integer(double x) { /* |x| < 2^51 */
    return (x + 0x1.8p52) - 0x1.8p52;
}

/* ---- exponentials ---------------------------------------------------------------------------- */

/* e^x beyond these is infinite, or less than half the smallest subnormal number. */
static const double EXP_MOST = 709.79, EXP_LEAST = -745.14;
/* From here on e^-x is negligible against 1, even in two doubles. */
static const double FAR = 80;

/* e^x = 2^k (1 + part) with |part| < 0.42. */
struct power {
    int k;
    struct pair part;
};

/* For |x| < 1100. k times the first 42 bits of ln 2 is exact, and so is x minus that product. */
static struct power power_of_e(double x) {
    const double k = nearest_integer(x * LOG2_E);
    const struct pair r = sum(x - k * LN2_WIDE_HIGH, -k * LN2_WIDE_LOW);
    const struct pair square = product(r.high, r.high);
    const double cubic = square.high * r.high * polynomial(r.high, EXP_WIDE, EXP_WIDE_DEGREE);
    const struct pair first = fast_sum(r.high, square.high / 2);
    const double low = first.low + (r.low + (square.low / 2 + r.high * r.low) + cubic);
    return (struct power){.k = (int)k, .part = fast_sum(first.high, low)};
}

/* 1 + e for |e| <= 1. */
static struct pair one_more(struct pair e) {
    const struct pair first = fast_sum(1, e.high);
    return fast_sum(first.high, first.low + e.low);
}

double klimb_vecmath_scalar_exp(double x) {
    if (!(x <= EXP_MOST))
        return isnan(x) ? x : (double)INFINITY;
    if (x < EXP_LEAST)
        return 0;
    const struct power e = power_of_e(x);
    return scale(round_pair(one_more(e.part)), e.k);
}

/* e^x - 1 = (2^k - 1) + 2^k part, for -FAR <= x <= FAR. */
static struct pair pair_of_expm1(double x) {
    const struct power e = power_of_e(x);
    const double power = power_of_2(e.k);
    const struct pair whole = sum(power, -1), first = sum(whole.high, power * e.part.high);
    return fast_sum(first.high, first.low + (whole.low + power * e.part.low));
}

double klimb_vecmath_scalar_expm1(double x) {
    if (!(x <= FAR))
        return klimb_vecmath_scalar_exp(x);
    if (fabs(x) < 0x1p-54)
        return x;
    return x < -FAR ? -1 : round_pair(pair_of_expm1(x));
}

/* From 22 on the nearest double is 1. Below 2^-28, x^3/3 is negligible against x. */
double klimb_vecmath_scalar_tanh(double x) {
    const double a = fabs(x);
    if (!(a >= 0x1p-28))
        return x;
    if (a > 22)
        return copysign(1, x);
    const struct pair e = pair_of_expm1(2 * a), two = sum(e.high, 2);
    const struct pair both = {two.high, two.low + e.low};
    return copysign(round_pair(quotient(e, both)), x);
}

/* e^-a for 0 <= a <= FAR. */
static struct pair decay(double a) {
    const struct power e = power_of_e(-a);
    const struct pair y = one_more(e.part);
    const double power = power_of_2(e.k);
    return (struct pair){power * y.high, power * y.low};
}

double klimb_vecmath_scalar_sigmoid(double x) {
    if (isnan(x) || x > FAR)
        return isnan(x) ? x : 1;
    if (x < -FAR)
        return klimb_vecmath_scalar_exp(x);
    const struct pair e = decay(fabs(x)), one = {1, 0};
    return round_pair(quotient(x < 0 ? e : one, one_more(e)));
}

/* ---- logarithms ------------------------------------------------------------------------------ */

/* ln(2^k (m + low)) for sqrt(1/2) <= m <= sqrt(2): k ln 2 + 2 s + s z p(z) with f = m - 1 + low,
 * s = f / (2 + f), z = s^2. */
static struct pair log_of_parts(int k, double m, double low) {
    const struct pair f = sum(m - 1, low), two = fast_sum(2, f.high);
    const struct pair s = quotient(f, (struct pair){two.high, two.low + f.low});
    const double z = s.high * s.high;
    const double rest = s.high * z * polynomial(z, LOG_WIDE, LOG_WIDE_DEGREE);
    const struct pair first = sum(k * LN2_WIDE_HIGH, 2 * s.high);
    return fast_sum(first.high, first.low + (2 * s.low + rest + k * LN2_WIDE_LOW));
}

/* ln(x + low) for a normal x > 0. */
static struct pair log_of_pair(double x, double low) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    const uint64_t root_of_half = 0x3fe6a09e667f3bcd; /* the bits of sqrt(1/2) */
    const int k = (int)((bits - root_of_half + ((uint64_t)1023 << 52)) >> 52) - 1023;
    return log_of_parts(k, scale(x, -k), scale(low, -k));
}

double klimb_vecmath_scalar_log(double x) {
    if (!(x > 0) || isinf(x))
        return x == 0 ? -(double)INFINITY : x < 0 ? (double)NAN : x;
    if (x >= 0x1p-1022)
        return round_pair(log_of_pair(x, 0));
    const struct pair y = log_of_pair(x * 0x1p54, 0); /* a subnormal x has no exponent of its own */
    const struct pair first = sum(y.high, -54 * LN2_WIDE_HIGH);
    return first.high + (first.low + (y.low - 54 * LN2_WIDE_LOW));
}

double klimb_vecmath_scalar_log1p(double x) {
    if (!(x > -1) || isinf(x))
        return x == -1 ? -(double)INFINITY : x < -1 ? (double)NAN : x;
    if (fabs(x) < 0x1p-54)
        return x;
    const struct pair one = sum(1, x);
    return round_pair(log_of_pair(one.high, one.low));
}

double klimb_vecmath_scalar_softplus(double x) {
    if (!(x <= FAR))
        return x;
    if (x < -FAR)
        return klimb_vecmath_scalar_exp(x);
    const struct pair one = one_more(decay(fabs(x)));
    const struct pair rest = log_of_pair(one.high, one.low);
    const struct pair first = sum(x > 0 ? x : 0, rest.high);
    return first.high + (first.low + rest.low);
}

/* e^(y ln x). The product has some 10 bits more than a double, as the exponential needs. */
double klimb_vecmath_scalar_pow(double x, double y) {
    if (x == 0 && y > 0)
        return 0;
    if (!(x >= 0x1p-1022) || isinf(x) || !(fabs(y) <= 0x1p30))
        return (double)NAN;
    const struct pair l = log_of_pair(x, 0), first = product(y, l.high);
    if (first.high > EXP_MOST || first.high < EXP_LEAST)
        return first.high < 0 ? 0 : (double)INFINITY;
    const struct power e = power_of_e(first.high);
    const struct pair z = one_more(e.part);
    const double rest = first.low + y * l.low;
    return scale(z.high + (z.low + z.high * rest), e.k);
}

/* ---- circular functions ---------------------------------------------------------------------- */

static double sine_of_turn(double r) { /* sin(pi r) for |r| <= 1/4 */
    if (fabs(r) < 0x1p-500)
        return r * PI_WIDE_HIGH;
    const double z = r * r;
    const struct pair y = product(r, PI_WIDE_HIGH);
    return y.high + (y.low + r * (PI_WIDE_LOW + z * polynomial(z, SINPI_WIDE, SINPI_WIDE_DEGREE)));
}

static double cosine_of_turn(double r) { /* cos(pi r) for |r| <= 1/4 */
    if (fabs(r) < 0x1p-28)
        return 1;
    const struct pair z = product(r, r);
    const struct pair y = product(z.high, polynomial(z.high, COSPI_WIDE, COSPI_WIDE_DEGREE));
    const struct pair one = fast_sum(1, y.high);
    return one.high + (one.low + (y.low + z.low * COSPI_WIDE[0]));
}

/* |x| = j/2 + r with |r| <= 1/4, exactly; returns the quarter turns j mod 4. */
static int reduce(double x, double *r) {
    const double turn = fmod(fabs(x), 2); /* exact, as fmod is by definition */
    const double j = nearest_integer(2 * turn);
    *r = turn - j / 2;
    return (int)j & 3;
}

/* The signs of zeros follow C23: sin(pi n) has the sign of n, cos(pi (n + 1/2)) is +0. */
double klimb_vecmath_scalar_sinpi(double x) {
    double r;
    if (!isfinite(x))
        return (double)NAN;
    const int quarter = reduce(x, &r);
    const double y = quarter & 1 ? cosine_of_turn(r) : sine_of_turn(r);
    const double positive = (quarter & 2 ? -y : y) + 0.0;
    return signbit(x) ? -positive : positive;
}

double klimb_vecmath_scalar_cospi(double x) {
    double r;
    if (!isfinite(x))
        return (double)NAN;
    const int quarter = reduce(x, &r);
    const double y = quarter & 1 ? sine_of_turn(r) : cosine_of_turn(r);
    return ((quarter + 1) & 2 ? -y : y) + 0.0;
}
