/* The vecmath table for AVX2 with FMA; this file alone is compiled with -mavx2 -mfma and entered only
 * on CPUs that have both. */
#ifdef __x86_64__
#include <immintrin.h>

#define LANES                 4
#define MULTIPLY_ADD(a, b, c) _mm256_fmadd_pd(a, b, c)
#define CHOOSE(mask, yes, no) _mm256_blendv_pd(no, yes, mask)
#define LESSER(a, b)          _mm256_min_pd(a, b)
#define GREATER(a, b)         _mm256_max_pd(a, b)
#define WIDEN(x)              _mm256_cvtps_pd(x)
#define TABLE                 klimb_vecmath_avx2
#define TABLE_NAME            "avx2"

#include "numerics/vecmath/vecmath_template.h"
#endif
