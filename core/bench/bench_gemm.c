/* bench_gemm -- the speed of the exact matrix product beside OpenBLAS on one thread.
 *
 * Shapes are those of a training step: forward (NN), gradient of the input (NT), gradient of the
 * weights (TN). Both run in turns within one process, so that what else the machine does meets
 * both; the ratio of a round is OpenBLAS's speed over ours, and its median and quartiles over the
 * rounds are what to read. Speeds vary between machines and hours, ratios much less.
 */
#include "gemm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 15 };

/* Long enough for the clock's resolution, short enough that all shapes take a few seconds. */
static const double ROUND_SECONDS = 1.5e-3;

static const char *const form_names[GEMM_FORMS] = {"NN", "NT", "TN"};

static const struct shape {
    enum gemm_form form;
    long m, n, k;
} shapes[] = {
    /* batch 64, layers 64-128-20 and 10-128-64 */
    {GEMM_NN, 64, 128, 64},
    {GEMM_NN, 64, 20, 128},
    {GEMM_NN, 64, 128, 10},
    {GEMM_NN, 64, 64, 128},
    {GEMM_NT, 64, 64, 128},
    {GEMM_NT, 64, 128, 20},
    {GEMM_NT, 64, 10, 128},
    {GEMM_NT, 64, 128, 64},
    {GEMM_TN, 64, 128, 64},
    {GEMM_TN, 128, 20, 64},
    {GEMM_TN, 10, 128, 64},
    {GEMM_TN, 128, 64, 64},
    /* batch 128, layers 784-400-40 and 20-400-784 */
    {GEMM_NN, 128, 400, 784},
    {GEMM_NN, 128, 40, 400},
    {GEMM_NN, 128, 400, 20},
    {GEMM_NN, 128, 784, 400},
    {GEMM_NT, 128, 784, 400},
    {GEMM_NT, 128, 400, 40},
    {GEMM_NT, 128, 20, 400},
    {GEMM_NT, 128, 400, 784},
    {GEMM_TN, 784, 400, 128},
    {GEMM_TN, 400, 40, 128},
    {GEMM_TN, 20, 400, 128},
    {GEMM_TN, 400, 784, 128},
};
enum { SHAPES = sizeof shapes / sizeof shapes[0] };

struct operands {
    real *c, *a, *b;
};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static double seconds_of(const struct gemm_variant *variant, const struct shape *s,
                         const struct operands *o, long repeats) {
    const double start = now();
    for (long r = 0; r < repeats; r++)
        gemm_multiply(variant,
                      &(struct gemm_product){o->c, o->a, o->b, NULL, s->m, s->n, s->k, s->form});
    return (now() - start) / (double)repeats;
}

static int ascending(const void *left, const void *right) {
    const double x = *(const double *)left, y = *(const double *)right;
    return (x > y) - (x < y);
}

/* Prints one row of the table and returns the median ratio. */
static double measure(const struct gemm_variant *exact, const struct gemm_variant *openblas,
                      const struct shape *s, const struct operands *o) {
    double seconds[2][ROUNDS], ratio[ROUNDS];
    const double once = seconds_of(exact, s, o, 3);
    const long repeats = 1 + (long)(ROUND_SECONDS / once);
    seconds_of(openblas, s, o, repeats);
    for (int round = 0; round < ROUNDS; round++) {
        seconds[0][round] = seconds_of(exact, s, o, repeats);
        seconds[1][round] = seconds_of(openblas, s, o, repeats);
        ratio[round] = seconds[0][round] / seconds[1][round];
    }
    qsort(seconds[0], ROUNDS, sizeof(double), ascending);
    qsort(seconds[1], ROUNDS, sizeof(double), ascending);
    qsort(ratio, ROUNDS, sizeof(double), ascending);
    const double gigaflops = 2e-9 * (double)s->m * (double)s->n * (double)s->k;
    printf("%4ld x %4ld x %4ld  %s  %9.1f  %9.1f  %6.2f  %5.2f to %.2f\n", s->m, s->n, s->k,
           form_names[s->form], gigaflops / seconds[0][ROUNDS / 2],
           gigaflops / seconds[1][ROUNDS / 2], ratio[ROUNDS / 2], ratio[ROUNDS / 4],
           ratio[ROUNDS - 1 - ROUNDS / 4]);
    return ratio[ROUNDS / 2];
}

/* A block of n values in [-1/2, 1/2), from a linear congruence (Knuth, MMIX). */
static real *filled(long n) {
    real *x = aligned_alloc(64, ((size_t)n * sizeof(real) + 63) / 64 * 64);
    unsigned long state = 1;
    for (long i = 0; x != NULL && i < n; i++) {
        state = state * 6364136223846793005UL + 1442695040888963407UL;
        x[i] = (real)((double)(state >> 40) / 16777216.0 - 0.5);
    }
    return x;
}

int main(int count, char **names) {
    const long most = 784 * 400;
    const struct gemm_variant *exact = gemm_exact_select(count > 1 ? names[1] : NULL);
    const struct operands o = {filled(most), filled(most), filled(most)};
    if (exact == NULL || o.c == NULL || o.a == NULL || o.b == NULL) {
        fprintf(stderr, "usage: bench_gemm [variant this CPU runs]\n");
        return 2;
    }
    char description[128];
    gemm_openblas_set_threads(1);
    gemm_openblas_describe(description, sizeof description);
    printf("exact %s, OpenBLAS %s\n", exact->name, description);
    printf("   m x    n x    k  form  exact GF/s  blas GF/s  time ratio, its quartiles\n");
    double log_sum = 0, worst = 0;
    for (int i = 0; i < SHAPES; i++) {
        const double ratio = measure(exact, gemm_openblas(), &shapes[i], &o);
        log_sum += log(ratio);
        worst = fmax(worst, ratio);
    }
    printf("geometric mean %.2f, worst %.2f\n", exp(log_sum / SHAPES), worst);
    free(o.c);
    free(o.a);
    free(o.b);
    return 0;
}
