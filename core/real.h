/* real.h -- the floating-point type that a model is trained in.
 *
 * float by default. -DKLIMB_DOUBLE builds the whole of core in double, for tests that
 * compare analytic gradients with central differences. Nothing outside core stores `real`.
 *
 *     real x = REAL(0.5);    // a literal of the right type
 */
#ifndef KLIMB_REAL_H
#define KLIMB_REAL_H

#include <float.h>

#include "platform.h"

#ifdef KLIMB_DOUBLE
typedef double real;
#define REAL(x)      (x)
#define REAL_EPSILON DBL_EPSILON
#define REAL_MAX     DBL_MAX
#else
typedef float real;
#define REAL(x)      (x##f)
#define REAL_EPSILON FLT_EPSILON
#define REAL_MAX     FLT_MAX
#endif

#endif
