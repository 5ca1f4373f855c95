#include "layers/patches.h"

#include <string.h>

void klimb_patches_describe(struct patches *patches, long side, long channels, long kernel,
                            long stride, long padding) {
    *patches = (struct patches){.side = side,
                                .channels = channels,
                                .kernel = kernel,
                                .stride = stride,
                                .padding = padding,
                                .count = (side + 2 * padding - kernel) / stride + 1};
}

long klimb_patches_pixels(const struct patches *patches) {
    return patches->side * patches->side * patches->channels;
}

long klimb_patches_width(const struct patches *patches) {
    return patches->kernel * patches->kernel * patches->channels;
}

/* The part of a patch inside the picture: `lines` of `count` numbers each. The padding is below the kernel, so both are
 * at least 1. */
struct part {
    long pixel, skipped; /* where it begins in the picture, and in the patch */
    long lines, count;
};

static long larger(long a, long b) {
    return a > b ? a : b;
}

static long smaller(long a, long b) {
    return a < b ? a : b;
}

static struct part find_part(const struct patches *patches, long a, long b) {
    long channels = patches->channels, kernel = patches->kernel, side = patches->side;
    long top = a * patches->stride - patches->padding;
    long left = b * patches->stride - patches->padding;
    long y = larger(top, 0), x = larger(left, 0);
    return (struct part){.pixel = (y * side + x) * channels,
                         .skipped = ((y - top) * kernel + x - left) * channels,
                         .lines = smaller(top + kernel, side) - y,
                         .count = (smaller(left + kernel, side) - x) * channels};
}

/* A line of a grey picture at kernel 4. For a constant length, the compiler copies without a call. */
enum { SHORT_LINE = 4 };

static void copy_line(real *to, const real *from, long count) {
    if (count == SHORT_LINE)
        memcpy(to, from, SHORT_LINE * sizeof *to);
    else
        memcpy(to, from, (size_t)count * sizeof *to);
}

static void add_line(real *restrict to, const real *restrict from, long count) {
    for (long i = 0; i < count; i++)
        to[i] += from[i];
}

static void gather_patch(real *row, const struct patches *patches, const real *x, long a, long b) {
    long line = patches->kernel * patches->channels, width = klimb_patches_width(patches);
    struct part part = find_part(patches, a, b);
    if (part.lines * part.count < width)
        memset(row, 0, (size_t)width * sizeof *row);
    row += part.skipped;
    x += part.pixel;
    for (long i = 0; i < part.lines; i++, row += line, x += patches->side * patches->channels)
        copy_line(row, x, part.count);
}

static void scatter_patch(real *x, const struct patches *patches, const real *row, long a, long b) {
    long line = patches->kernel * patches->channels;
    struct part part = find_part(patches, a, b);
    row += part.skipped;
    x += part.pixel;
    for (long i = 0; i < part.lines; i++, row += line, x += patches->side * patches->channels)
        add_line(x, row, part.count);
}

void klimb_patches_gather(real *rows, const struct patches *patches, const real *x, long n) {
    long width = klimb_patches_width(patches), pixels = klimb_patches_pixels(patches);
    for (long i = 0; i < n; i++, x += pixels)
        for (long a = 0; a < patches->count; a++)
            for (long b = 0; b < patches->count; b++, rows += width)
                gather_patch(rows, patches, x, a, b);
}

void klimb_patches_scatter(real *x, const struct patches *patches, const real *rows, long n) {
    long width = klimb_patches_width(patches), pixels = klimb_patches_pixels(patches);
    memset(x, 0, (size_t)(n * pixels) * sizeof *x);
    for (long i = 0; i < n; i++, x += pixels)
        for (long a = 0; a < patches->count; a++)
            for (long b = 0; b < patches->count; b++, rows += width)
                scatter_patch(x, patches, rows, a, b);
}
