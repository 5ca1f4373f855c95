/* real.h -- the floating-point type that a model is trained in.
 *
 * float by default. -DKLIMB_DOUBLE builds the whole of core in double, for tests that
 * compare analytic gradients with central differences. Nothing outside core stores `real`.
 *
 *     real x = REAL(0.5);    // a literal of the right type
 *
 * Subnormal numbers, those below REAL_MIN, take many CPUs 10 to 100 times as long as others. A value
 * that decays by a factor stays subnormal for ever: 0.9 x is rounded back to x at four units in the
 * last place. So where values decay or vanish, small ones are replaced by 0 (real_flush). The
 * comparison is part of the formula and gives the same bits everywhere. The CPU modes that flush
 * subnormals (FTZ, DAZ) are never used: x86 and Arm do not agree on what they flush.
 */
#ifndef KLIMB_REAL_H
#define KLIMB_REAL_H

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/platform.h"

/* REAL_MIN is the smallest normal number. REAL_SMALL is 2^26 times that, so that its product with a
 * learning rate, say, is still normal. */
#ifdef KLIMB_DOUBLE
typedef double real;
typedef uint64_t real_bits;
#define REAL(x)      (x)
#define REAL_ABS     fabs
#define REAL_SQRT    sqrt
#define REAL_EPSILON DBL_EPSILON
#define REAL_MAX     DBL_MAX
#define REAL_MIN     DBL_MIN
#define REAL_SMALL   0x1p-996
#else
typedef float real;
typedef uint32_t real_bits;
#define REAL(x)      (x##f)
#define REAL_ABS     fabsf
#define REAL_SQRT    sqrtf
#define REAL_EPSILON FLT_EPSILON
#define REAL_MAX     FLT_MAX
#define REAL_MIN     FLT_MIN
#define REAL_SMALL   0x1p-100f
#endif

/* real_keep -- x if `keep` is 1, 0 if it is 0. Without a branch, so that loops can be vectorised:
 * gcc compiles keep ? x : 0 to a branch when its result is used further. */
static inline real real_keep(real x, int keep) {
    real_bits bits;
    memcpy(&bits, &x, sizeof bits);
    bits &= -(real_bits)keep;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* real_flush -- x, or 0 if |x| < least. NaN is not less than anything, so it stays NaN. */
static inline real real_flush(real x, real least) {
    return real_keep(x, !(REAL_ABS(x) < least));
}

#endif
