/* The kernels for the vectors that every machine has: SSE2 on x86-64, NEON on AArch64. */
#define KERNELS klimb_kernels_baseline
#define NAME    "baseline"

#include "numerics/kernels_template.h"
