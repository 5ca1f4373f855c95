/* The exact product on x86-64 with AVX2 and FMA: 16 registers of 32 bytes. */
#include "numerics/gemm/gemm_exact.h"

#if defined(__AVX2__) && defined(__FMA__)

#include <immintrin.h>

#define GEMM_NAME klimb_gemm_avx2_multiply

#ifdef KLIMB_DOUBLE
#define VECTOR           __m256d
#define LANES            4
#define BLOCK            2
#define VECTOR_LOAD      _mm256_loadu_pd
#define VECTOR_STORE     _mm256_storeu_pd
#define VECTOR_ZERO      _mm256_setzero_pd
#define VECTOR_BROADCAST _mm256_broadcast_sd
#define VECTOR_FMA       _mm256_fmadd_pd
#define INTERLEAVE_LOW   _mm256_unpacklo_pd
#define INTERLEAVE_HIGH  _mm256_unpackhi_pd
#define VECTOR_GATHER(row, p)                                                                      \
    _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd((row)[0] + (p))),                     \
                         _mm_loadu_pd((row)[2] + (p)), 1)

static inline __m256d load_part(const double *p, long width) {
    const __m256i lane = _mm256_set_epi64x(3, 2, 1, 0);
    return _mm256_maskload_pd(p, _mm256_cmpgt_epi64(_mm256_set1_epi64x(width), lane));
}

static inline void store_part(double *p, __m256d v, long width) {
    __m128d rest = _mm256_castpd256_pd128(v);
    if (width & 2) {
        _mm_storeu_pd(p, rest);
        rest = _mm256_extractf128_pd(v, 1);
        p += 2;
    }
    if (width & 1)
        _mm_store_sd(p, rest);
}

#else
#define VECTOR           __m256
#define LANES            8
#define BLOCK            4
#define VECTOR_LOAD      _mm256_loadu_ps
#define VECTOR_STORE     _mm256_storeu_ps
#define VECTOR_ZERO      _mm256_setzero_ps
#define VECTOR_BROADCAST _mm256_broadcast_ss
#define VECTOR_FMA       _mm256_fmadd_ps
#define INTERLEAVE_LOW   _mm256_unpacklo_ps
#define INTERLEAVE_HIGH  _mm256_unpackhi_ps
#define VECTOR_GATHER(row, p)                                                                      \
    _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps((row)[0] + (p))),                     \
                         _mm_loadu_ps((row)[4] + (p)), 1)

static inline __m256 load_part(const float *p, long width) {
    const __m256i lane = _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0);
    return _mm256_maskload_ps(p, _mm256_cmpgt_epi32(_mm256_set1_epi32((int)width), lane));
}

static inline void store_part(float *p, __m256 v, long width) {
    __m128 rest = _mm256_castps256_ps128(v);
    if (width & 4) {
        _mm_storeu_ps(p, rest);
        rest = _mm256_extractf128_ps(v, 1);
        p += 4;
    }
    if (width & 2) {
        _mm_storel_pi((__m64 *)(void *)p, rest);
        rest = _mm_movehl_ps(rest, rest);
        p += 2;
    }
    if (width & 1)
        _mm_store_ss(p, rest);
}
#endif

/* A masked load is as fast as any. A masked store takes many times longer on AMD's processors, so it is
 * not used. */
#define VECTOR_LOAD_PART  load_part
#define VECTOR_STORE_PART store_part

/* Sums, one row of B and one element of A fill the 16 registers: 12 + 2 + 1 with two vectors,
 * 12 + 3 + 1 with three. Eight sums keep two units of latency four busy. */
#define GEMM_ROWS_1 8
#define GEMM_ROWS_2 6
#define GEMM_ROWS_3 4
#define GEMM_UNROLL 4

#include "numerics/gemm/gemm_template.h"

#endif
