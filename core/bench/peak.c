#include "peak.h"

#include <stddef.h>
#include <string.h>

/* Independent chains: at least latency times throughput of the known CPUs (4 cycles, 2 to 4 a cycle), fewer
 * than there are registers. */
enum { CHAINS_AVX2 = 12, CHAINS_32_REGISTERS = 24, CHAINS_SSE = 12, DEPTH = 256 };

/* c = c x + y with x a little below 1 converges, so no chain overflows or meets subnormal numbers. Volatile,
 * so that the compiler cannot compute the result in advance. */
static volatile float factor = 0.9990234375F, offset = 0.5F, sink;

/* Defines a function that runs `chains` chains of vectors, DEPTH steps a repeat.
 *   step(c, x, y)  one step of a chain;  lanes  floats in a vector */
#define DEFINE_PEAK(function, attributes, vector, chains, broadcast, step)                         \
    attributes static void function(long repeats) {                                                \
        const vector x = broadcast(factor), y = broadcast(offset);                                 \
        vector c[chains];                                                                          \
        for (int i = 0; i < (chains); i++)                                                         \
            c[i] = broadcast((float)i);                                                            \
        for (long r = 0; r < repeats * DEPTH; r++) {                                               \
            _Pragma("GCC unroll 32") for (int i = 0; i < (chains); i++) c[i] = step(c[i], x, y);   \
        }                                                                                          \
        vector sum = c[0];                                                                         \
        for (int i = 1; i < (chains); i++)                                                         \
            sum = sum + c[i];                                                                      \
        sink = ((const float *)&sum)[0];                                                           \
    }

#define OPERATIONS(chains, lanes) (2.0 * (chains) * (lanes)*DEPTH)

static int always(void) {
    return 1;
}

#if defined(__x86_64__)
#include <immintrin.h>

#define STEP_AVX512(c, x, y) _mm512_fmadd_ps(c, x, y)
#define STEP_AVX2(c, x, y)   _mm256_fmadd_ps(c, x, y)
DEFINE_PEAK(run_avx512, __attribute__((target("avx512f"))), __m512, CHAINS_32_REGISTERS,
            _mm512_set1_ps, STEP_AVX512)
DEFINE_PEAK(run_avx2, __attribute__((target("avx2,fma"))), __m256, CHAINS_AVX2, _mm256_set1_ps,
            STEP_AVX2)

static int has_avx512(void) {
    return __builtin_cpu_supports("avx512f");
}
static int has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#define WIDE_PEAKS                                                                                 \
    {"avx512f", "avx512", OPERATIONS(CHAINS_32_REGISTERS, 16), run_avx512, has_avx512},            \
        {"avx2+fma", "avx2", OPERATIONS(CHAINS_AVX2, 8), run_avx2, has_avx2},

#elif defined(__aarch64__)
#include <arm_neon.h>

/* NEON's instruction accumulates, so here c = c + x y, which stops growing when c is large. */
#define STEP_NEON(c, x, y) vfmaq_f32(c, x, y)
DEFINE_PEAK(run_neon, , float32x4_t, CHAINS_32_REGISTERS, vdupq_n_f32, STEP_NEON)
#define WIDE_PEAKS         {"neon", "neon", OPERATIONS(CHAINS_32_REGISTERS, 4), run_neon, always},

#else
#define WIDE_PEAKS
#endif

/* Four floats in any CPU's vectors, or in four registers, without a fused multiply-add. */
typedef float four_floats __attribute__((vector_size(16)));

static inline four_floats broadcast_four(float x) {
    return (four_floats){x, x, x, x};
}
#define STEP_PLAIN(c, x, y) ((c) * (x) + (y))
DEFINE_PEAK(run_plain, , four_floats, CHAINS_SSE, broadcast_four, STEP_PLAIN)

static const struct peak peaks[] = {
    WIDE_PEAKS{"multiply and add", NULL, OPERATIONS(CHAINS_SSE, 4), run_plain, always},
};
enum { PEAKS = sizeof peaks / sizeof *peaks };

/* A level without a peak of its own allows the one that every CPU runs. */
const struct peak *peak_select(const char *level) {
    int first = 0;
    while (level != NULL && first < PEAKS - 1 &&
           (peaks[first].level == NULL || strcmp(peaks[first].level, level) != 0))
        first++;
    while (!peaks[first].is_supported())
        first++;
    return &peaks[first];
}
