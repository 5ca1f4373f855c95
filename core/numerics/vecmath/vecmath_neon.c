/* The vecmath table for NEON, which is part of AArch64. */
#ifdef __aarch64__
#include <arm_neon.h>

#define LANES                 2
#define MULTIPLY_ADD(a, b, c) vfmaq_f64(c, a, b)
#define TABLE                 klimb_vecmath_neon
#define TABLE_NAME            "neon"

#include "numerics/vecmath/vecmath_template.h"
#endif
