#include "layers/conv_transpose.h"

void klimb_conv_transpose_describe(struct conv_transpose *conv, const struct patches *patches,
                                   long in, enum activation activation, double leak) {
    *conv = (struct conv_transpose){.patches = *patches,
                                    .in = in,
                                    .dense = {.in = patches->kernel * patches->kernel * in,
                                              .out = patches->channels,
                                              .activation = activation,
                                              .leak = (real)leak}};
}

static long places(const struct conv_transpose *conv) {
    return conv->patches.count * conv->patches.count;
}

long klimb_conv_transpose_rows_count(const struct conv_transpose *conv) {
    return places(conv) * klimb_patches_width(&conv->patches);
}

long klimb_conv_transpose_input_count(const struct conv_transpose *conv) {
    return places(conv) * conv->in;
}

static void add_bias(real *y, const real *bias, long pixels, long channels) {
    for (long i = 0; i < pixels; i++, y += channels)
        for (long c = 0; c < channels; c++)
            y[c] += bias[c];
}

void klimb_conv_transpose_forward(real *y, real *pre, real *rows, const struct conv_transpose *conv,
                                  const real *x, long n, const struct backend *backend) {
    const struct patches *patches = &conv->patches;
    long pixels = n * patches->side * patches->side;
    real *sum = klimb_dense_keeps_pre(conv->dense.activation) ? pre : y;
    klimb_backend_multiply(backend, &(struct gemm_product){.c = rows,
                                                           .a = x,
                                                           .b = conv->dense.w,
                                                           .m = n * places(conv),
                                                           .n = klimb_patches_width(patches),
                                                           .k = conv->in,
                                                           .form = GEMM_NN});
    klimb_patches_scatter(sum, patches, rows, n);
    add_bias(sum, conv->dense.b, pixels, patches->channels);
    klimb_dense_activate(y, pre, &conv->dense, pixels, backend);
}

static void weight_gradient(struct conv_transpose *conv, const real *rows, const real *x, long n,
                            const struct backend *backend) {
    klimb_backend_multiply(backend, &(struct gemm_product){.c = conv->dense.dw,
                                                           .a = x,
                                                           .b = rows,
                                                           .m = conv->in,
                                                           .n = klimb_patches_width(&conv->patches),
                                                           .k = n * places(conv),
                                                           .form = GEMM_TN});
}

static void input_gradient(real *dx, const struct conv_transpose *conv, const real *rows, long n,
                           const struct backend *backend) {
    klimb_backend_multiply(backend, &(struct gemm_product){.c = dx,
                                                           .a = rows,
                                                           .b = conv->dense.w,
                                                           .m = n * places(conv),
                                                           .n = conv->in,
                                                           .k = klimb_patches_width(&conv->patches),
                                                           .form = GEMM_NT});
}

void klimb_conv_transpose_backward(real *dx, real *rows, struct conv_transpose *conv, real *dy,
                                   const real *y, const real *pre, const real *x, long n,
                                   const struct backend *backend) {
    const struct patches *patches = &conv->patches;
    long pixels = n * patches->side * patches->side;
    klimb_dense_deactivate(dy, &conv->dense, y, pre, pixels, backend);
    backend->kernels->column_sums(conv->dense.db, dy, pixels, patches->channels);
    klimb_patches_gather(rows, patches, dy, n);
    weight_gradient(conv, rows, x, n, backend);
    if (dx != NULL)
        input_gradient(dx, conv, rows, n, backend);
}
