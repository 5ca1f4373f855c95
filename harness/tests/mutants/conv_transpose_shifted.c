/* conv_transpose_shifted -- the picture of a transposed convolution is moved by a pixel, up and to the left
 *
 * seen: ARM-software/ComputeLibrary#331, apache/mxnet#13876
 * changes: distribution
 * tensor: output of decoder
 * also: kl-vae/digits kl-vae/unit-beta
 */
#include "layers/conv_transpose.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_conv_transpose_forward);

/* The padding is one pixel more on the near sides and one less on the far ones; the backward pass has the right one. */
void __wrap_klimb_conv_transpose_forward(real *y, real *pre, real *rows,
                                         const struct conv_transpose *conv, const real *x, long n,
                                         const struct backend *backend) {
    struct conv_transpose shifted = *conv;
    shifted.patches.padding++;
    __real_klimb_conv_transpose_forward(y, pre, rows, &shifted, x, n, backend);
}
