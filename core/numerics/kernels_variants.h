/* kernels_variants.h -- the kernels tables in this build; private to kernels.
 *
 * X(name, supported): the table kernels_<name> of kernels_<name>.c, and whether this CPU runs it.
 * Narrowest first. The first one runs everywhere.
 */
#ifndef KLIMB_KERNELS_VARIANTS_H
#define KLIMB_KERNELS_VARIANTS_H

#include "numerics/kernels.h"

#ifdef __x86_64__
#define KERNELS_VARIANTS(X)                                                                        \
    X(baseline, 1)                                                                                 \
    X(avx2, __builtin_cpu_supports("avx2"))                                                        \
    X(avx512, __builtin_cpu_supports("avx512f"))
#else
#define KERNELS_VARIANTS(X) X(baseline, 1)
#endif

#define KERNELS_DECLARE(name, supported) extern const struct kernels klimb_kernels_##name;
KERNELS_VARIANTS(KERNELS_DECLARE)
#undef KERNELS_DECLARE

#endif
