/* The vecmath table for any machine: SLEEF's plain C functions, one value at a time. */
#include <math.h>
#include <sleef.h>

#include "base/real.h"

typedef real vector;
#ifdef KLIMB_DOUBLE
typedef Sleef_double_2 vector_pair;
#define SLEEF(name, ulps) Sleef_cinz_##name##d1_##ulps##purec
#define SQUARE_ROOT       sqrt
#else
typedef Sleef_float_2 vector_pair;
#define SLEEF(name, ulps) Sleef_cinz_##name##f1_##ulps##purec
#define SQUARE_ROOT       sqrtf
#endif
#define TABLE      klimb_vecmath_scalar
#define TABLE_NAME "scalar"

#include "numerics/vecmath/vecmath_template.h"
