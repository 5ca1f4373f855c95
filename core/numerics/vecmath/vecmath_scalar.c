/* The vecmath table for any machine, one value at a time. */

#define LANES                 1
#define MULTIPLY_ADD(a, b, c) ((a) * (b) + (c))
#define TABLE                 klimb_vecmath_scalar
#define TABLE_NAME            "scalar"

#include "numerics/vecmath/vecmath_template.h"
