/* The vecmath table for AVX-512; this file alone is compiled with -mavx512f and entered only on CPUs
 * that have it. */
#ifdef __x86_64__
#include <immintrin.h>

#define LANES                 8
#define MULTIPLY_ADD(a, b, c) _mm512_fmadd_pd(a, b, c)
#define LESSER(a, b)          _mm512_min_pd(a, b)
#define GREATER(a, b)         _mm512_max_pd(a, b)
#define WIDEN(x)              _mm512_cvtps_pd(x)
#define TABLE                 klimb_vecmath_avx512
#define TABLE_NAME            "avx512"

#include "numerics/vecmath/vecmath_template.h"
#endif
