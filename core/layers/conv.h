/* conv.h -- a convolutional layer y = act(x * W + b), and its backward pass.
 *
 * A fully connected layer (dense.h) on the patches of a picture (patches.h): activations, initial weights
 * and exact products are those of dense.h, with fan-in kernel kernel channels as in torch.nn.Conv2d. As
 * there, the kernel is not flipped: y(a,b,c) = b_c + the sum over i, j, d of
 * x(a stride - padding + i, b stride - padding + j, d) W(i,j,d,c), one chain over (i,j,d) ascending,
 * which includes the zeros of the padding.
 */
#ifndef KLIMB_CONV_H
#define KLIMB_CONV_H

#include "layers/dense.h"
#include "layers/patches.h"

struct conv {
    struct patches patches; /* of the input */
    struct dense dense;     /* kernel kernel channels -> channels of the output */
};

/* klimb_conv_describe -- set sizes and activation. The caller sets the views of the parameters; dense.w is
 * [kernel,kernel,channels,out].
 *   patches  in  of the input, described
 *   out      in  channels of the output, whose side is patches->count */
void klimb_conv_describe(struct conv *conv, const struct patches *patches, long out,
                         enum activation activation, double leak);

/* klimb_conv_rows_count -- numbers per picture of `rows` below. */
long klimb_conv_rows_count(const struct conv *conv);

/* klimb_conv_output_count -- numbers per picture of the output: count count out. */
long klimb_conv_output_count(const struct conv *conv);

/* klimb_conv_forward -- the forward pass of n pictures.
 *   y     out [n,count,count,out]  overwritten
 *   pre   out [n,count,count,out]  overwritten; NULL unless klimb_dense_keeps_pre
 *   rows  out [n, klimb_conv_rows_count]  overwritten: the patches of x, for the backward pass
 *   x     in  [n,side,side,channels]
 * None may overlap another. */
void klimb_conv_forward(real *y, real *pre, real *rows, const struct conv *conv, const real *x,
                        long n, const struct backend *backend);

/* klimb_conv_backward -- from dL/dy to dL/dx and the gradients of the layer, which are overwritten: see
 * klimb_dense_backward, with a sum over pictures and patches instead of rows.
 *   dx         out    [n,side,side,channels]  overwritten; NULL if it is not needed
 *   drows      out    [n, klimb_conv_rows_count]  overwritten scratch; NULL if dx is
 *   dy         in     [n,count,count,out]  destroyed
 *   y, pre, rows      as left by klimb_conv_forward
 * None may overlap another. */
void klimb_conv_backward(real *dx, real *drows, struct conv *conv, real *dy, const real *y,
                         const real *pre, const real *rows, long n, const struct backend *backend);

#endif
