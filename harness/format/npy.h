/* npy.h -- writes NumPy's .npy files: format 1.0, little-endian, C order.
 *
 *     struct npy npy = {.type = NPY_FLOAT32, .axes = 2, .shape = {rows, columns}};
 *     if (npy_allocate(&npy, &error) != STATUS_OK) ...
 *     npy_add_floats(&npy, values, rows * columns); // in one call or in many
 *     if (npy_write(&npy, "out/values.npy", &error) != STATUS_OK) ...
 *     npy_free(&npy);
 *
 * Source: NumPy's documentation, numpy.lib.format.
 */
#ifndef KLIMB_NPY_H
#define KLIMB_NPY_H

#include <stddef.h>

#include "base/status.h"

/* X(NAME, name for people, NumPy's descr, bytes) */
#define NPY_TYPE_TABLE(X)                                                                          \
    X(FLOAT32, "float32", "<f4", 4)                                                                \
    X(FLOAT64, "float64", "<f8", 8)                                                                \
    X(INT64, "int64", "<i8", 8)
#define NPY_TYPE_ENUM(NAME, name, descr, bytes) NPY_##NAME,
enum npy_type { NPY_TYPE_TABLE(NPY_TYPE_ENUM) NPY_TYPES };
extern const char *const npy_type_names[]; /* by type */

enum { NPY_SHAPE_MAX = 3 };

/* An array to be written. */
struct npy {
    enum npy_type type;
    int axes; /* 1 to NPY_SHAPE_MAX */
    long shape[NPY_SHAPE_MAX];
    unsigned char *bytes; /* [size] the file; NULL before npy_allocate */
    size_t size, used;
};

/* npy_file_size -- bytes of the file, from type and shape; a double, because it may exceed size_t. */
double npy_file_size(const struct npy *npy);

/* npy_allocate -- allocate the whole file, and fill in its header. STATUS_MEMORY. */
enum status npy_allocate(struct npy *npy, struct error *error) MUST_CHECK;

/* npy_add_floats, npy_add_doubles, npy_add_longs -- add the next `count` elements of an array of that type. */
void npy_add_floats(struct npy *npy, const float *values, long count);
void npy_add_doubles(struct npy *npy, const double *values, long count);
void npy_add_longs(struct npy *npy, const long *values, long count);

/* npy_write -- write the file; all elements must have been added. Errors of file_write. */
enum status npy_write(const struct npy *npy, const char *path, struct error *error) MUST_CHECK;

/* npy_free -- free the memory; shape and type stay. Also fine without npy_allocate. */
void npy_free(struct npy *npy);

#endif
