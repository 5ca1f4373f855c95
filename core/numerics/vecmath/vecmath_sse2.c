/* The vecmath table for SSE2, which is part of x86-64. */
#ifdef __x86_64__
#include <immintrin.h>
#include <sleef.h>

#include "base/real.h"

#ifdef KLIMB_DOUBLE
typedef __m128d vector;
typedef Sleef___m128d_2 vector_pair;
#define SLEEF(name, ulps) Sleef_cinz_##name##d2_##ulps##sse2
#define SQUARE_ROOT       _mm_sqrt_pd
#else
typedef __m128 vector;
typedef Sleef___m128_2 vector_pair;
#define SLEEF(name, ulps) Sleef_cinz_##name##f4_##ulps##sse2
#define SQUARE_ROOT       _mm_sqrt_ps
#endif
#define TABLE      klimb_vecmath_sse2
#define TABLE_NAME "sse2"

#include "numerics/vecmath/vecmath_template.h"
#endif
