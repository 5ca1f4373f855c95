#include "layers/conv.h"

void klimb_conv_describe(struct conv *conv, const struct patches *patches, long out,
                         enum activation activation, double leak) {
    *conv = (struct conv){.patches = *patches,
                          .dense = {.in = klimb_patches_width(patches),
                                    .out = out,
                                    .activation = activation,
                                    .leak = (real)leak}};
}

static long places(const struct conv *conv) {
    return conv->patches.count * conv->patches.count;
}

long klimb_conv_rows_count(const struct conv *conv) {
    return places(conv) * conv->dense.in;
}

long klimb_conv_output_count(const struct conv *conv) {
    return places(conv) * conv->dense.out;
}

void klimb_conv_forward(real *y, real *pre, real *rows, const struct conv *conv, const real *x,
                        long n, const struct backend *backend) {
    klimb_patches_gather(rows, &conv->patches, x, n);
    klimb_dense_forward(y, pre, &conv->dense, rows, n * places(conv), backend);
}

void klimb_conv_backward(real *dx, real *drows, struct conv *conv, real *dy, const real *y,
                         const real *pre, const real *rows, long n, const struct backend *backend) {
    klimb_dense_backward(dx == NULL ? NULL : drows, &conv->dense, dy, y, pre, rows,
                         n * places(conv), backend);
    if (dx != NULL)
        klimb_patches_scatter(dx, &conv->patches, drows, n);
}
