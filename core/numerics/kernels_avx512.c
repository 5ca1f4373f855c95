/* The kernels for AVX-512; this file alone is compiled with -mavx512f and entered only on CPUs that
 * have it. */
#ifdef __x86_64__
#define KERNELS klimb_kernels_avx512
#define NAME    "avx512"

#include "numerics/kernels_template.h"
#endif
