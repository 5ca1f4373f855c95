/* peak.h -- how many floating-point operations a second this CPU does at most: multiply-adds in
 * registers, in independent chains, on the widest vectors.
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

/* peak_select -- the widest that this CPU runs and that `level` allows: "avx2" leaves out AVX-512.
 * NULL allows everything. Never NULL. */
const struct peak *peak_select(const char *level);

#endif
