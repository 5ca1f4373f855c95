/* The exact product on x86-64 with AVX-512: 32 registers of 64 bytes. */
#include "numerics/gemm/gemm_exact.h"

#ifdef __AVX512F__

#include <immintrin.h>

#define GEMM_NAME klimb_gemm_avx512_multiply

#ifdef KLIMB_DOUBLE
#define VECTOR                         __m512d
#define LANES                          8
#define BLOCK                          2
#define VECTOR_LOAD                    _mm512_loadu_pd
#define VECTOR_STORE                   _mm512_storeu_pd
#define VECTOR_ZERO                    _mm512_setzero_pd
#define VECTOR_BROADCAST(p)            _mm512_set1_pd(*(p))
#define VECTOR_FMA                     _mm512_fmadd_pd
#define VECTOR_LOAD_PART(p, width)     _mm512_maskz_loadu_pd(first_lanes(width), p)
#define VECTOR_STORE_PART(p, v, width) _mm512_mask_storeu_pd(p, first_lanes(width), v)
#define INTERLEAVE_LOW                 _mm512_unpacklo_pd
#define INTERLEAVE_HIGH                _mm512_unpackhi_pd
#define MASK                           __mmask8
#else
#define VECTOR                         __m512
#define LANES                          16
#define BLOCK                          4
#define VECTOR_LOAD                    _mm512_loadu_ps
#define VECTOR_STORE                   _mm512_storeu_ps
#define VECTOR_ZERO                    _mm512_setzero_ps
#define VECTOR_BROADCAST(p)            _mm512_set1_ps(*(p))
#define VECTOR_FMA                     _mm512_fmadd_ps
#define VECTOR_LOAD_PART(p, width)     _mm512_maskz_loadu_ps(first_lanes(width), p)
#define VECTOR_STORE_PART(p, v, width) _mm512_mask_storeu_ps(p, first_lanes(width), v)
#define INTERLEAVE_LOW                 _mm512_unpacklo_ps
#define INTERLEAVE_HIGH                _mm512_unpackhi_ps
#define MASK                           __mmask16
#endif

ALWAYS_INLINE MASK first_lanes(long width) {
    return (MASK)((1U << width) - 1);
}

/* The block of 16 bytes at p, as floats even in the double build: AVX-512F moves blocks by this type. */
ALWAYS_INLINE __m128 block_at(const real *p) {
    return _mm_loadu_ps((const float *)(const void *)p);
}

ALWAYS_INLINE VECTOR gather(const real *const *row, long p) {
    __m512 v = _mm512_castps128_ps512(block_at(row[0] + p));
    v = _mm512_insertf32x4(v, block_at(row[BLOCK] + p), 1);
    v = _mm512_insertf32x4(v, block_at(row[2 * BLOCK] + p), 2);
    v = _mm512_insertf32x4(v, block_at(row[3 * BLOCK] + p), 3);
#ifdef KLIMB_DOUBLE
    return _mm512_castps_pd(v);
#else
    return v;
#endif
}
#define VECTOR_GATHER gather

/* Sums, one row of B and one element of A take 24 + 3 + 1 of the 32 registers with three vectors. With two
 * vectors, ten rows are the most: the addresses of their elements of A need all general registers.
 * Eight sums keep two units of latency four busy. */
#define GEMM_ROWS_1 12
#define GEMM_ROWS_2 10
#define GEMM_ROWS_3 8
#define GEMM_UNROLL 2

#include "numerics/gemm/gemm_template.h"

#endif
