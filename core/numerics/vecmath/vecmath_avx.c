/* The vecmath table for AVX; this file alone is compiled with -mavx and entered only on CPUs that
 * have it. */
#ifdef __x86_64__
#include <immintrin.h>
#include <sleef.h>

#include "base/real.h"

#ifdef KLIMB_DOUBLE
typedef __m256d vector;
typedef Sleef___m256d_2 vector_pair;
#define SLEEF(name, ulps) Sleef_cinz_##name##d4_##ulps##avx
#define SQUARE_ROOT       _mm256_sqrt_pd
#else
typedef __m256 vector;
typedef Sleef___m256_2 vector_pair;
#define SLEEF(name, ulps) Sleef_cinz_##name##f8_##ulps##avx
#define SQUARE_ROOT       _mm256_sqrt_ps
#endif
#define TABLE      klimb_vecmath_avx
#define TABLE_NAME "avx"

#include "numerics/vecmath/vecmath_template.h"
#endif
