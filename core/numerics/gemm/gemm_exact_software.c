/* The exact product on processors without a fused multiply-add, such as x86-64 before 2013.
 *
 * A double holds the product of two floats exactly; its sum with a third float is rounded to double.
 * Rounding that sum again, to float, would round twice. So the first rounding is to odd: an inexact sum
 * becomes the neighbour whose last bit is 1. Such a value is never half-way between two floats, so the
 * second rounding gives the float nearest to the exact sum, subnormals and overflow included, since
 * 53 >= 24 + 2 bits (Boldo & Melquiond, Emulation of a FMA and correctly rounded sums: proved
 * algorithms using rounding to odd, IEEE Transactions on Computers 57(4), 2008, theorem 2).
 *
 * The vector types of GCC and clang compile for every processor.
 */
#include "numerics/gemm/gemm_exact.h"

#ifdef KLIMB_DOUBLE

/* No wider type is available, so libm's fma is used. */
void klimb_gemm_software_multiply(const struct gemm_product *product,
                                  const struct gemm_block *block) {
    klimb_gemm_scalar_multiply(product, block);
}

#else

#include <string.h>

typedef float floats __attribute__((vector_size(8)));
typedef double doubles __attribute__((vector_size(16)));
typedef unsigned long long bits __attribute__((vector_size(16)));

/* A lane is a float held in a double; arrays in memory are float. */
ALWAYS_INLINE doubles load(const float *p) {
    floats x;
    memcpy(&x, p, sizeof x);
    return __builtin_convertvector(x, doubles);
}

ALWAYS_INLINE void store(float *p, doubles v) {
    const floats x = __builtin_convertvector(v, floats);
    memcpy(p, &x, sizeof x);
}

/* The error of a rounded sum is a double itself (Knuth's TwoSum: Moller, Quasi double-precision in
 * floating point addition, BIT 5, 1965). If it is not 0, the exact sum lies between `sum` and its
 * neighbour in the direction of the error. Subtracting 1 from the bits gives the neighbour towards 0, and
 * setting the last bit chooses the odd one of the two. The error of an infinite or NaN sum is NaN, whose
 * absolute value is not above 0, so the sum stays unchanged. */
ALWAYS_INLINE doubles add_to_odd(doubles x, doubles y) {
    const doubles sum = x + y;
    const doubles y_in_sum = sum - x;
    const doubles error = (x - (sum - y_in_sum)) + (y - y_in_sum);
    const doubles size = (doubles)((bits)error & (bits){~0ULL >> 1, ~0ULL >> 1});
    const bits inexact = (bits)(size > 0);
    const bits signs_differ = ((bits)sum ^ (bits)error) >> 63;
    return (doubles)(((bits)sum - (signs_differ & inexact)) | (inexact >> 63));
}

ALWAYS_INLINE doubles multiply_add(doubles a, doubles b, doubles c) {
    const doubles sum = add_to_odd(a * b, c);
    return __builtin_convertvector(__builtin_convertvector(sum, floats), doubles);
}

#define GEMM_NAME             klimb_gemm_software_multiply
#define VECTOR                doubles
#define LANES                 2
#define BLOCK                 2
#define VECTOR_LOAD           load
#define VECTOR_STORE          store
#define VECTOR_ZERO()         ((doubles){0, 0})
#define VECTOR_BROADCAST(p)   ((doubles){(double)*(p), (double)*(p)})
#define VECTOR_FMA            multiply_add
#define VECTOR_GATHER(row, p) load((row)[0] + (p))
#define INTERLEAVE_LOW(a, b)  __builtin_shufflevector(a, b, 0, 2)
#define INTERLEAVE_HIGH(a, b) __builtin_shufflevector(a, b, 1, 3)

/* A multiply-add is some twenty instructions; more sums than these would not be faster. */
#define GEMM_ROWS_1           4
#define GEMM_ROWS_2           4
#define GEMM_ROWS_3           4
#define GEMM_UNROLL           1

#include "numerics/gemm/gemm_template.h"

#endif
