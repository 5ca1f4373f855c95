/* peak.h -- the CPU's peak of floating-point operations a second: multiply-adds in registers, in
 * independent chains, on the widest vectors.
 *
 *     const struct peak *peak = peak_select(NULL);
 *     peak->run(1000);     // 1000 * peak->operations
 *
 * In single precision; a multiply-add counts as two operations.
 */
#ifndef KLIMB_BENCH_PEAK_H
#define KLIMB_BENCH_PEAK_H

struct peak {
    const char *name;  /* the instructions: "avx512f", "avx2+fma", "neon", "multiply and add" */
    const char *level; /* the SIMD level of backend.h that they belong to, NULL for any other */
    double operations; /* of one repeat */
    void (*run)(long repeats);
    int (*is_supported)(void);
};

/* peak_select -- the widest peak that this CPU runs and `level` allows: "avx2" excludes AVX-512. A level of
 * NULL allows all. Never returns NULL. */
const struct peak *peak_select(const char *level);

#endif
