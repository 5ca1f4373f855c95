/* conv_transpose.h -- a transposed convolution y = act(x *' W + b), and its backward pass.
 *
 * The transpose of a convolution (conv.h) whose input has the size of y: each pixel of x adds the kernel, weighted by its
 * channels, to a patch of y. The numbers are those of torch.nn.ConvTranspose2d, whose kernel is not flipped either:
 * y(p,q,c) = b_c + the sum of x(a,b,d) W(d,i,j,c) over all places with p = a stride - padding + i and
 * q = b stride - padding + j. The side of y is given, not that of x, so PyTorch's output_padding follows from it (Dumoulin
 * & Visin 2016, "A guide to convolution arithmetic for deep learning", chapter 4).
 *
 * The order of the sum: for each patch one chain over d ascending, then the patches in ascending order of (a, b), from 0,
 * then b_c.
 */
#ifndef KLIMB_CONV_TRANSPOSE_H
#define KLIMB_CONV_TRANSPOSE_H

#include "layers/dense.h"
#include "layers/patches.h"

struct conv_transpose {
    struct patches patches; /* of the output */
    long in;                /* channels of the input, whose side is patches.count */
    struct dense dense; /* the parameters, as a layer kernel kernel in -> channels of the output */
};

/* klimb_conv_transpose_describe -- set sizes and activation. The caller sets the views of the parameters; dense.w is
 * [in,kernel,kernel,channels]. Its initial weights are drawn with fan-in kernel kernel in, as for a convolution. (PyTorch
 * uses kernel kernel channels.)
 *   patches  in  of the output, described
 *   in       in  channels of the input */
void klimb_conv_transpose_describe(struct conv_transpose *conv, const struct patches *patches,
                                   long in, enum activation activation, double leak);

/* klimb_conv_transpose_rows_count -- numbers per picture of `rows` below. */
long klimb_conv_transpose_rows_count(const struct conv_transpose *conv);

/* klimb_conv_transpose_input_count -- numbers per picture of the input: count count in. */
long klimb_conv_transpose_input_count(const struct conv_transpose *conv);

/* klimb_conv_transpose_forward -- the forward pass of n pictures.
 *   y     out [n,side,side,channels]  overwritten
 *   pre   out [n,side,side,channels]  overwritten; NULL unless klimb_dense_keeps_pre
 *   rows  out [n, klimb_conv_transpose_rows_count]  overwritten scratch
 *   x     in  [n,count,count,in]
 * None may overlap another. */
void klimb_conv_transpose_forward(real *y, real *pre, real *rows, const struct conv_transpose *conv,
                                  const real *x, long n, const struct backend *backend);

/* klimb_conv_transpose_backward -- from dL/dy to dL/dx and the gradients of the layer, which are overwritten: dw is one
 * chain over pictures and their patches, ascending; db is one over pictures and pixels.
 *   dx      out    [n,count,count,in]  overwritten; NULL if it is not needed
 *   rows    out    [n, klimb_conv_transpose_rows_count]  overwritten scratch
 *   dy      in     [n,side,side,channels]  destroyed
 *   y, pre, x      as of klimb_conv_transpose_forward
 * None may overlap another. */
void klimb_conv_transpose_backward(real *dx, real *rows, struct conv_transpose *conv, real *dy,
                                   const real *y, const real *pre, const real *x, long n,
                                   const struct backend *backend);

#endif
