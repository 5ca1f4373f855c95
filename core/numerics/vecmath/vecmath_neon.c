/* The vecmath table for NEON, which is part of AArch64. */
#ifdef __aarch64__
#include <arm_neon.h>
#include <sleef.h>

#include "base/real.h"

#ifdef KLIMB_DOUBLE
typedef float64x2_t vector;
typedef Sleef_float64x2_t_2 vector_pair;
#define SLEEF(name, ulps) Sleef_cinz_##name##d2_##ulps##advsimdnofma
#define SQUARE_ROOT       vsqrtq_f64
#else
typedef float32x4_t vector;
typedef Sleef_float32x4_t_2 vector_pair;
#define SLEEF(name, ulps) Sleef_cinz_##name##f4_##ulps##advsimdnofma
#define SQUARE_ROOT       vsqrtq_f32
#endif
#define TABLE      klimb_vecmath_neon
#define TABLE_NAME "neon"

#include "numerics/vecmath/vecmath_template.h"
#endif
