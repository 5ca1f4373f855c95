/* The kernels for AVX2; this file alone is compiled with -mavx2 and entered only on CPUs that have
 * it. */
#ifdef __x86_64__
#define KERNELS klimb_kernels_avx2
#define NAME    "avx2"

#include "numerics/kernels_template.h"
#endif
