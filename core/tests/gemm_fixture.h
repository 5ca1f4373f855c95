/* gemm_fixture.h -- one matrix product, its operands, and the result that the contract demands.
 *
 *     fixture_set_up(&f, (struct shape){m, n, k}, form, has_start);
 *     fixture_want_contract(&f);          // f.wanted by a triple loop
 *     multiply(variant, &f);              // f.c, guards checked
 *     assert_wanted_bits(variant, &f);
 *     fixture_tear_down(&f);
 */
#ifndef KLIMB_GEMM_FIXTURE_H
#define KLIMB_GEMM_FIXTURE_H

#include "numerics/gemm/gemm.h"

#include <stdlib.h>
#include <string.h>

#include "check_near.h"

#ifdef KLIMB_DOUBLE
#define FMA fma
#else
#define FMA fmaf
#endif

enum { GUARD = 16 }; /* elements before and after c, which a product must not write */
static const real GUARD_VALUE = REAL(-7.25e10);

static const char *const form_names[GEMM_FORMS] = {"NN", "NT", "TN"};

struct shape {
    long m, n, k;
};

/* Products without elements or without depth. */
static const struct shape empty_shapes[] = {{0, 5, 3}, {5, 0, 3}, {5, 9, 0}, {0, 0, 0}, {3, 17, 0}};
enum { EMPTY_SHAPES = sizeof empty_shapes / sizeof empty_shapes[0] };

/* One product and its operands, each in memory of exactly its size, so that AddressSanitizer sees a
 * read past the end; c has guards around it as well. */
struct fixture {
    struct shape s;
    enum gemm_form form;
    int has_start;
    real *a, *b, *start, *wanted, *c;
};

/* A linear congruential generator (Knuth, MMIX). */
static inline unsigned long next_random(unsigned long *state) {
    *state = *state * 6364136223846793005UL + 1442695040888963407UL;
    return *state >> 33;
}

/* A value with random sign and mantissa and an exponent from -4 to 4: sums of products of such values lose
 * different bits in every order. */
static inline real mixed_value(unsigned long *state) {
    const double high = (double)next_random(state), low = (double)next_random(state);
    const double mantissa = 1.0 + ldexp(high, -31) + ldexp(low, -62);
    const int exponent = (int)(next_random(state) % 9) - 4;
    const double sign = next_random(state) % 2 ? 1 : -1;
    return (real)(sign * ldexp(mantissa, exponent));
}

static inline real *mixed_values(long count, unsigned long seed) {
    real *x = malloc((size_t)(count > 0 ? count : 1) * sizeof *x);
    ck_assert_ptr_nonnull(x);
    for (long i = 0; i < count; i++)
        x[i] = mixed_value(&seed);
    return x;
}

/* [count] between two guards, all of it GUARD_VALUE. */
static inline real *guarded(long count) {
    real *x = malloc((size_t)(count + 2 * GUARD) * sizeof *x);
    ck_assert_ptr_nonnull(x);
    for (long i = 0; i < count + 2 * GUARD; i++)
        x[i] = GUARD_VALUE;
    return x + GUARD;
}

static inline int guards_hold(const real *x, long count) {
    for (long i = 0; i < GUARD; i++)
        if (memcmp(&x[-1 - i], &GUARD_VALUE, sizeof *x) != 0 ||
            memcmp(&x[count + i], &GUARD_VALUE, sizeof *x) != 0)
            return 0;
    return 1;
}

static inline real a_at(const struct fixture *f, long i, long p) {
    return f->form == GEMM_TN ? f->a[p * f->s.m + i] : f->a[i * f->s.k + p];
}

static inline real b_at(const struct fixture *f, long p, long j) {
    return f->form == GEMM_NT ? f->b[j * f->s.k + p] : f->b[p * f->s.n + j];
}

static inline real start_at(const struct fixture *f, long j) {
    return f->has_start ? f->start[j] : 0;
}

/* A chain from `sum` over p = first, first + step, ... before `end`. */
static inline real chain(const struct fixture *f, long i, long j, real sum, long first, long end,
                         long step) {
    for (long p = first; p != end; p += step)
        sum = FMA(a_at(f, i, p), b_at(f, p, j), sum);
    return sum;
}

static inline real contract_element(const struct fixture *f, long i, long j) {
    return chain(f, i, j, start_at(f, j), 0, f->s.k, 1);
}

static inline void fixture_set_up(struct fixture *f, struct shape s, enum gemm_form form,
                                  int has_start) {
    *f = (struct fixture){.s = s, .form = form, .has_start = has_start};
    f->a = mixed_values(s.m * s.k, 1);
    f->b = mixed_values(s.k * s.n, 2);
    f->start = mixed_values(s.n, 3);
    f->wanted = mixed_values(s.m * s.n, 4);
    f->c = guarded(s.m * s.n);
}

static inline void fixture_want_contract(struct fixture *f) {
    for (long i = 0; i < f->s.m; i++)
        for (long j = 0; j < f->s.n; j++)
            f->wanted[i * f->s.n + j] = contract_element(f, i, j);
}

static inline void fixture_tear_down(struct fixture *f) {
    free(f->a);
    free(f->b);
    free(f->start);
    free(f->wanted);
    free(f->c - GUARD);
}

static inline struct gemm_product fixture_product(const struct fixture *f) {
    return (struct gemm_product){.c = f->c,
                                 .a = f->a,
                                 .b = f->b,
                                 .start = f->has_start ? f->start : NULL,
                                 .m = f->s.m,
                                 .n = f->s.n,
                                 .k = f->s.k,
                                 .form = f->form};
}

/* C is filled with NaN first, which must not get into the result. */
static inline void multiply(const struct gemm_variant *variant, struct fixture *f) {
    const struct gemm_product product = fixture_product(f);
    for (long i = 0; i < f->s.m * f->s.n; i++)
        f->c[i] = (real)NAN;
    klimb_gemm_multiply(variant, &product);
    ck_assert_msg(guards_hold(f->c, f->s.m * f->s.n), "%s wrote outside c", variant->name);
}

/* Equal bits, or NaN in both. */
static inline int same_bits(real x, real y) {
    return isnan(x) ? isnan(y) : memcmp(&x, &y, sizeof x) == 0;
}

/* One assertion for all elements, because each costs a system call. */
static inline void assert_wanted_bits(const struct gemm_variant *variant, const struct fixture *f) {
    const long size = f->s.m * f->s.n;
    long i = 0;
    while (i < size && same_bits(f->c[i], f->wanted[i]))
        i++;
    ck_assert_msg(i == size, "%s %s %ld x %ld x %ld, start %d: c[%ld] = %.17g, wanted %.17g",
                  variant->name, form_names[f->form], f->s.m, f->s.n, f->s.k, f->has_start, i,
                  i < size ? (double)f->c[i] : 0, i < size ? (double)f->wanted[i] : 0);
}

#endif
