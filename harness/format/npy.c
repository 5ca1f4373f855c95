#include "format/npy.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

#define NPY_TYPE_NAME(NAME, name, descr, bytes) name,
const char *const npy_type_names[] = {NPY_TYPE_TABLE(NPY_TYPE_NAME)};
#define NPY_TYPE_DESCR(NAME, name, descr, bytes) descr,
static const char *const npy_descr[] = {NPY_TYPE_TABLE(NPY_TYPE_DESCR)};
#define NPY_TYPE_BYTES(NAME, name, descr, bytes) bytes,
static const size_t npy_bytes[] = {NPY_TYPE_TABLE(NPY_TYPE_BYTES)};

/* Magic string, two bytes of version, two of the length of what follows; a dict and, so that the
 * elements begin at a multiple of 64, spaces and a line break. Three axes of 19 digits fit. */
enum { NPY_PREFIX = 10, NPY_HEADER = 192 };

double npy_file_size(const struct npy *npy) {
    double elements = 1;
    for (int i = 0; i < npy->axes; i++)
        elements *= (double)npy->shape[i];
    return NPY_HEADER + elements * (double)npy_bytes[npy->type];
}

static void write_header(struct npy *npy) {
    static const unsigned char prefix[NPY_PREFIX] = {
        0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, NPY_HEADER - NPY_PREFIX, 0};
    char text[NPY_HEADER - NPY_PREFIX + 1], shape[NPY_HEADER] = "";
    int length = 0;
    for (int i = 0; i < npy->axes; i++)
        length += snprintf(shape + length, sizeof shape - (size_t)length, "%ld,%s", npy->shape[i],
                           i + 1 < npy->axes ? " " : "");
    length = snprintf(text, sizeof text, "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }",
                      npy_descr[npy->type], shape);
    assert(length > 0 && length < NPY_HEADER - NPY_PREFIX);
    memset(npy->bytes, ' ', NPY_HEADER);
    memcpy(npy->bytes, prefix, NPY_PREFIX);
    memcpy(npy->bytes + NPY_PREFIX, text, (size_t)length);
    npy->bytes[NPY_HEADER - 1] = '\n';
    npy->used = NPY_HEADER;
}

enum status npy_allocate(struct npy *npy, struct error *error) {
    double size = npy_file_size(npy);
    npy->size = size < (double)(SIZE_MAX / 2) ? (size_t)size : 0;
    npy->bytes = npy->size > 0 ? malloc(npy->size) : NULL;
    if (npy->bytes == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for an array of %.0f bytes", size);
    write_header(npy);
    return STATUS_OK;
}

/* The lowest byte first, whatever the machine's own order is. */
static void add_element(struct npy *npy, uint64_t bits, size_t bytes) {
    assert(npy->size - npy->used >= bytes);
    for (size_t i = 0; i < bytes; i++)
        npy->bytes[npy->used++] = (unsigned char)(bits >> 8 * i & 0xff);
}

void npy_add_floats(struct npy *npy, const float *values, long count) {
    assert(npy->type == NPY_FLOAT32);
    for (long i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, values + i, sizeof bits);
        add_element(npy, bits, sizeof bits);
    }
}

void npy_add_doubles(struct npy *npy, const double *values, long count) {
    assert(npy->type == NPY_FLOAT64);
    for (long i = 0; i < count; i++) {
        uint64_t bits;
        memcpy(&bits, values + i, sizeof bits);
        add_element(npy, bits, sizeof bits);
    }
}

void npy_add_longs(struct npy *npy, const long *values, long count) {
    assert(npy->type == NPY_INT64);
    for (long i = 0; i < count; i++)
        add_element(npy, (uint64_t)values[i], sizeof(uint64_t));
}

enum status npy_write(const struct npy *npy, const char *path, struct error *error) {
    assert(npy->used == npy->size);
    return file_write(path, npy->bytes, npy->size, error);
}

void npy_free(struct npy *npy) {
    free(npy->bytes);
    npy->bytes = NULL;
    npy->size = npy->used = 0;
}
