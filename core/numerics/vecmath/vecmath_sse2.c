/* The vecmath table for SSE2, which is part of x86-64. */
#ifdef __x86_64__
#include <immintrin.h>

#define LANES                 2
#define MULTIPLY_ADD(a, b, c) ((a) * (b) + (c))
#define LESSER(a, b)          _mm_min_pd(a, b)
#define GREATER(a, b)         _mm_max_pd(a, b)
#define TABLE                 klimb_vecmath_sse2
#define TABLE_NAME            "sse2"

#include "numerics/vecmath/vecmath_template.h"
#endif
