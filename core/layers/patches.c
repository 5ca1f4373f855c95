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

/* The pixels of one line of a patch that lie inside the picture: `count` numbers, at `pixel` in the picture and
 * at `skipped` in the line of the patch. */
struct run {
    long pixel, skipped, count;
};

static struct run find_run(const struct patches *patches, long y, long left) {
    long right = left + patches->kernel;
    long first = left > 0 ? left : 0, end = right < patches->side ? right : patches->side;
    if (y < 0 || y >= patches->side || end <= first)
        return (struct run){0};
    return (struct run){.pixel = (y * patches->side + first) * patches->channels,
                        .skipped = (first - left) * patches->channels,
                        .count = (end - first) * patches->channels};
}

static void gather_patch(real *row, const struct patches *patches, const real *x, long a, long b) {
    long line = patches->kernel * patches->channels;
    memset(row, 0, (size_t)klimb_patches_width(patches) * sizeof *row);
    for (long i = 0; i < patches->kernel; i++) {
        struct run run = find_run(patches, a * patches->stride - patches->padding + i,
                                  b * patches->stride - patches->padding);
        memcpy(row + i * line + run.skipped, x + run.pixel, (size_t)run.count * sizeof *row);
    }
}

static void scatter_patch(real *x, const struct patches *patches, const real *row, long a, long b) {
    long line = patches->kernel * patches->channels;
    for (long i = 0; i < patches->kernel; i++) {
        struct run run = find_run(patches, a * patches->stride - patches->padding + i,
                                  b * patches->stride - patches->padding);
        const real *from = row + i * line + run.skipped;
        for (long j = 0; j < run.count; j++)
            x[run.pixel + j] += from[j];
    }
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
