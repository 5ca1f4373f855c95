/* The exact product on AArch64: NEON, 32 registers of 16 bytes. */
#include "numerics/gemm/gemm_exact.h"

#ifdef __aarch64__

#include <arm_neon.h>

#define GEMM_NAME klimb_gemm_neon_multiply

#ifdef KLIMB_DOUBLE
#define VECTOR              float64x2_t
#define LANES               2
#define VECTOR_LOAD         vld1q_f64
#define VECTOR_STORE        vst1q_f64
#define VECTOR_ZERO()       vdupq_n_f64(0)
#define VECTOR_BROADCAST    vld1q_dup_f64
#define VECTOR_FMA(a, b, c) vfmaq_f64(c, a, b)
#define INTERLEAVE_LOW      vzip1q_f64
#define INTERLEAVE_HIGH     vzip2q_f64
#else
#define VECTOR              float32x4_t
#define LANES               4
#define VECTOR_LOAD         vld1q_f32
#define VECTOR_STORE        vst1q_f32
#define VECTOR_ZERO()       vdupq_n_f32(0)
#define VECTOR_BROADCAST    vld1q_dup_f32
#define VECTOR_FMA(a, b, c) vfmaq_f32(c, a, b)
#define INTERLEAVE_LOW      vzip1q_f32
#define INTERLEAVE_HIGH     vzip2q_f32
#endif

/* A vector is one block. */
#define BLOCK                 LANES
#define VECTOR_GATHER(row, p) VECTOR_LOAD((row)[0] + (p))

/* Sixteen sums keep four units of latency four busy. With the rows of B and the elements of A that
 * the compiler loads ahead, they fill the 32 registers; more sums would go to the stack. */
#define GEMM_ROWS_1 12
#define GEMM_ROWS_2 8
#define GEMM_ROWS_3 6
#define GEMM_UNROLL 2

#include "numerics/gemm/gemm_template.h"

#endif
