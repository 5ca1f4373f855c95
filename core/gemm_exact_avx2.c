/* The exact product on x86-64 with AVX2 and FMA: 16 registers of 32 bytes. */
#include "gemm_exact.h"

#if defined(__AVX2__) && defined(__FMA__)

#include <immintrin.h>

#define GEMM_NAME gemm_avx2_multiply

#ifdef KLIMB_DOUBLE
#define VECTOR           __m256d
#define LANES            4
#define VECTOR_LOAD      _mm256_loadu_pd
#define VECTOR_STORE     _mm256_storeu_pd
#define VECTOR_ZERO      _mm256_setzero_pd
#define VECTOR_BROADCAST _mm256_broadcast_sd
#define VECTOR_FMA       _mm256_fmadd_pd
#define UNPACK_LOW       _mm256_unpacklo_pd
#define UNPACK_HIGH      _mm256_unpackhi_pd
#define PERMUTE_HALVES   _mm256_permute2f128_pd
#else
#define VECTOR           __m256
#define LANES            8
#define VECTOR_LOAD      _mm256_loadu_ps
#define VECTOR_STORE     _mm256_storeu_ps
#define VECTOR_ZERO      _mm256_setzero_ps
#define VECTOR_BROADCAST _mm256_broadcast_ss
#define VECTOR_FMA       _mm256_fmadd_ps
#define UNPACK_LOW       _mm256_unpacklo_ps
#define UNPACK_HIGH      _mm256_unpackhi_ps
#define PERMUTE_HALVES   _mm256_permute2f128_ps
#endif

/* AVX's unpack works within halves of 16 bytes; 0x20 joins the lower halves, 0x31 the upper. */
#define INTERLEAVE_LOW(a, b)  PERMUTE_HALVES(UNPACK_LOW(a, b), UNPACK_HIGH(a, b), 0x20)
#define INTERLEAVE_HIGH(a, b) PERMUTE_HALVES(UNPACK_LOW(a, b), UNPACK_HIGH(a, b), 0x31)

/* Sums, one row of B and one element of A together fill the 16 registers: 12 + 2 + 1 with two
 * vectors, 12 + 3 + 1 with three; eight sums are enough to keep two units of latency four busy. */
#define GEMM_ROWS_1 8
#define GEMM_ROWS_2 6
#define GEMM_ROWS_3 4

#include "gemm_template.h"

#endif
