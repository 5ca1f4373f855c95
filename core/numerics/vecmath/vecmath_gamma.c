/* ln Gamma and its derivative in double, by plain operations of IEEE-754 in one order. An x below 8 is
 * moved up by the recurrence; from 8 on, eight terms of Stirling's series are summed. The first term left
 * out is below 1e-16 there and bounds the error. Source: DLMF 5.5.1, 5.5.2, 5.11.1, 5.11.2; 5.11(ii)
 * for the bound. */
#include <math.h>

#include "numerics/vecmath/vecmath.h"

static const double SERIES_LEAST = 8;
static const double HALF_LN_2PI = 0.91893853320467274178;

enum { TERMS = 8 };
/* B_2k / (2k (2k - 1)) and B_2k / (2k), k = 1..8; the Bernoulli numbers B_2k are 1/6, -1/30, 1/42,
 * -1/30, 5/66, -691/2730, 7/6, -3617/510. */
static const double OF_LGAMMA[TERMS] = {1.0 / 12,    -1.0 / 360,      1.0 / 1260,
                                        -1.0 / 1680, 1.0 / 1188,      -691.0 / 360360.0,
                                        1.0 / 156,   -3617.0 / 122400};
static const double OF_DIGAMMA[TERMS] = {1.0 / 12,  -1.0 / 120,     1.0 / 252, -1.0 / 240,
                                         1.0 / 132, -691.0 / 32760, 1.0 / 12,  -3617.0 / 8160};

/* sum_k c_k y^k, highest first. */
static double series(const double *c, double y) {
    double sum = c[TERMS - 1];
    for (int k = TERMS - 1; k-- > 0;)
        sum = sum * y + c[k];
    return sum;
}

double klimb_vecmath_scalar_lgamma(double x) {
    if (!(x > 0) || isinf(x))
        return x > 0 ? x : (double)(x == 0 ? INFINITY : NAN);
    double below = 1, z = x;
    for (; z < SERIES_LEAST; z += 1)
        below *= z;
    double correction = series(OF_LGAMMA, 1 / z / z) / z;
    double ln = klimb_vecmath_scalar_log(z);
    double stirling = (z - 0.5) * (ln - 1) + (correction + (HALF_LN_2PI - 0.5));
    return x < SERIES_LEAST ? stirling - klimb_vecmath_scalar_log(below) : stirling;
}

double klimb_vecmath_scalar_digamma(double x) {
    if (!(x > 0) || isinf(x))
        return x > 0 ? x : (double)(x == 0 ? -INFINITY : NAN);
    double below = 0, z = x;
    for (; z < SERIES_LEAST; z += 1)
        below += 1 / z;
    double tail = 0.5 / z + series(OF_DIGAMMA, 1 / z / z) / z / z;
    return (klimb_vecmath_scalar_log(z) - tail) - below;
}
