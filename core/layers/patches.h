/* patches.h -- the patches of a picture under a convolution kernel, as the rows of a matrix, and back.
 *
 *     struct patches patches;
 *     klimb_patches_describe(&patches, side, channels, kernel, stride, padding);
 *     klimb_patches_gather(rows, &patches, x, n);   // "im2col"
 *     klimb_patches_scatter(x, &patches, rows, n);  // its transpose, "col2im"
 *
 * A convolution is then a product of matrices, and its gradient by the picture is the scattered product
 * (Chellapilla, Puri & Simard 2006, "High performance convolutional neural networks for document
 * processing").
 *
 * A picture is [side, side, channels]: the channels of a pixel are contiguous. A row of patches is
 * [kernel, kernel, channels]. Patch (a, b) begins at the pixel (a stride - padding, b stride -
 * padding); its values outside the picture are 0. There are `count` x `count` patches,
 *     count = floor((side + 2 padding - kernel) / stride) + 1
 * (Dumoulin & Visin 2016, "A guide to convolution arithmetic for deep learning").
 */
#ifndef KLIMB_PATCHES_H
#define KLIMB_PATCHES_H

#include "base/real.h"

struct patches {
    long side, channels;          /* of the picture */
    long kernel, stride, padding; /* pixels; at least 1, 1, 0 */
    long count;                   /* of patches along one side */
};

/* klimb_patches_describe -- set the sizes. kernel must be at most side + 2 padding, padding below kernel. */
void klimb_patches_describe(struct patches *patches, long side, long channels, long kernel,
                            long stride, long padding);

/* klimb_patches_pixels -- numbers in a picture: side side channels. */
long klimb_patches_pixels(const struct patches *patches);

/* klimb_patches_width -- numbers in a row: kernel kernel channels. */
long klimb_patches_width(const struct patches *patches);

/* klimb_patches_gather -- copy the patches of n pictures into rows.
 *   rows  out [n count count, kernel kernel channels]  overwritten; must not overlap x
 *   x     in  [n, side side channels] */
void klimb_patches_gather(real *rows, const struct patches *patches, const real *x, long n);

/* klimb_patches_scatter -- the transpose: each pixel is the sum of its places in all patches, from 0 over the patches
 * in ascending order, in real. A pixel in no patch is 0.
 *   x     out [n, side side channels]  overwritten; must not overlap rows
 *   rows  in  [n count count, kernel kernel channels]; values outside the picture are ignored */
void klimb_patches_scatter(real *x, const struct patches *patches, const real *rows, long n);

#endif
