/* The vecmath table for AVX-512; this file alone is compiled with -mavx512f and entered only on CPUs
 * that have it. */
#ifdef __x86_64__
#include <immintrin.h>
#include <sleef.h>

#include "base/real.h"

#ifdef KLIMB_DOUBLE
typedef __m512d vector;
typedef Sleef___m512d_2 vector_pair;
#define SLEEF(name, ulps) Sleef_cinz_##name##d8_##ulps##avx512fnofma
#define SQUARE_ROOT       _mm512_sqrt_pd
#else
typedef __m512 vector;
typedef Sleef___m512_2 vector_pair;
#define SLEEF(name, ulps) Sleef_cinz_##name##f16_##ulps##avx512fnofma
#define SQUARE_ROOT       _mm512_sqrt_ps
#endif
#define TABLE      klimb_vecmath_avx512
#define TABLE_NAME "avx512"

#include "numerics/vecmath/vecmath_template.h"
#endif
