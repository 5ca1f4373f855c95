/* npy_reader.h -- reads .npy files as NumPy's documentation describes them, for tests of what writes
 * them.
 *
 *     struct npy_read array = npy_reader_open(folder, "noise");   // folder/noise.npy
 *     array.shape[0], array.values[0]
 *     npy_reader_close(&array);
 */
#ifndef KLIMB_NPY_READER_H
#define KLIMB_NPY_READER_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"

struct npy_read {
    char descr[8]; /* "<f4", "<f8" */
    int axes;
    long shape[3], count;
    double *values;
    float *floats; /* the same of '<f4', NULL otherwise */
};

/* The header has to be as numpy.save writes it, down to spaces and the comma behind the shape. */
static inline size_t npy_reader_header(struct npy_read *array, const char *bytes, size_t size) {
    static const char order[] = "', 'fortran_order': False, 'shape': (";
    ck_assert_uint_gt(size, 10);
    ck_assert(memcmp(bytes, "\x93NUMPY\x01\x00", 8) == 0);
    size_t begin = 10 + (size_t)(unsigned char)bytes[8] + 256 * (size_t)(unsigned char)bytes[9];
    ck_assert_uint_ge(size, begin);
    ck_assert_uint_eq(begin % 64, 0);
    ck_assert_int_eq(bytes[begin - 1], '\n');
    ck_assert_int_eq(sscanf(bytes + 10, "{'descr': '%7[^']", array->descr), 1);
    const char *at = strstr(bytes + 10, order);
    ck_assert_ptr_nonnull(at);
    at += strlen(order);
    array->count = 1;
    for (char *stop; *at != ')'; at = stop + strspn(stop, ", ")) {
        ck_assert_int_lt(array->axes, 3);
        array->shape[array->axes] = strtol(at, &stop, 10);
        ck_assert(stop > at && (*stop == ',' || *stop == ')'));
        array->count *= array->shape[array->axes++];
    }
    at++;
    ck_assert(strncmp(at, ", }", 3) == 0);
    ck_assert_uint_eq(strspn(at + 3, " "), (size_t)(bytes + begin - 1 - at - 3));
    return begin;
}

static inline struct npy_read npy_reader_open(const char *folder, const char *name) {
    struct npy_read array = {.axes = 0};
    struct error error = {0};
    char path[FILE_PATH_MAX + 64], *bytes;
    size_t size;
    snprintf(path, sizeof path, "%s/%.58s.npy", folder, name);
    ck_assert_msg(file_read(&bytes, &size, path, 1 << 24, &error) == STATUS_OK, "%s",
                  error.message);
    size_t begin = npy_reader_header(&array, bytes, size);
    size_t width = strcmp(array.descr, "<f4") == 0 ? sizeof(float) : sizeof(double);
    ck_assert_msg(size - begin == (size_t)array.count * width, "%s has %zu bytes", path, size);
    array.values = malloc((size_t)array.count * sizeof *array.values);
    array.floats = width == sizeof(float) ? malloc((size_t)array.count * width) : NULL;
    for (long i = 0; i < array.count; i++) {
        if (array.floats != NULL) {
            memcpy(array.floats + i, bytes + begin + (size_t)i * width, width);
            array.values[i] = (double)array.floats[i];
        } else {
            memcpy(array.values + i, bytes + begin + (size_t)i * width, width);
        }
    }
    free(bytes);
    return array;
}

static inline void npy_reader_close(struct npy_read *array) {
    free(array->values);
    free(array->floats);
}

#endif
