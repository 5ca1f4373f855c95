/* vecmath_variants.h -- the vecmath tables in this build; private to vecmath.
 *
 * X(name, supported): the table vecmath_<name> of vecmath_<name>.c, and whether this CPU runs it.
 * Narrowest first. The first one, scalar, runs everywhere.
 */
#ifndef KLIMB_VECMATH_VARIANTS_H
#define KLIMB_VECMATH_VARIANTS_H

#include "numerics/vecmath/vecmath.h"

#if defined __x86_64__
#define VECMATH_VARIANTS(X)                                                                        \
    X(scalar, 1)                                                                                   \
    X(sse2, 1) /* part of x86-64 itself */                                                         \
    X(avx2, __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))                       \
    X(avx512, __builtin_cpu_supports("avx512f"))
#elif defined __aarch64__
#define VECMATH_VARIANTS(X)                                                                        \
    X(scalar, 1)                                                                                   \
    X(neon, 1) /* part of AArch64 itself */
#else
#define VECMATH_VARIANTS(X) X(scalar, 1)
#endif

#define VECMATH_DECLARE(name, supported) extern const struct vecmath klimb_vecmath_##name;
VECMATH_VARIANTS(VECMATH_DECLARE)
#undef VECMATH_DECLARE

#endif
