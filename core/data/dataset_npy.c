/* NPY: the magic string "\x93NUMPY", two bytes of version, the length of the header (2 bytes in
 * version 1, 4 in versions 2 and 3, little-endian), the header, the elements. The header is a
 * Python dict
 *     {'descr': '<f4', 'fortran_order': False, 'shape': (60000, 28, 28), }
 * as NumPy writes it: these three keys, single quotes, any spacing.
 * Source: NumPy's documentation, numpy.lib.format, "Format Version 1.0" to "3.0". */
#include "data/dataset_file.h"
#include "data/dataset_internal.h"

#include <stdlib.h>
#include <string.h>

/* NumPy itself refuses longer headers unless asked. Source: numpy.lib.format, max_header_size. */
enum { NPY_HEADER_MAX = 10000, NPY_AXES_MAX = 3 };

static const struct dataset_element *const npy_elements[] = {
    &klimb_dataset_element_f4, &klimb_dataset_element_f8, &klimb_dataset_element_u1};

struct npy_header {
    char text[NPY_HEADER_MAX + 1];
    size_t begin; /* offset of the text in the file */
    const struct dataset_element *element;
    int axes;
    long shape[NPY_AXES_MAX]; /* [n,d,1] or [n,h,w] */
};

static size_t little_endian(const unsigned char *raw, size_t bytes) {
    size_t value = 0;
    for (size_t i = bytes; i > 0; i--)
        value = value << 8 | raw[i - 1];
    return value;
}

static enum status npy_read_text(struct npy_header *header, struct dataset_file *file,
                                 struct error *error) {
    static const char magic[] = "\x93NUMPY";
    enum { MAGIC_BYTES = sizeof magic - 1 };
    unsigned char raw[MAGIC_BYTES + 2];
    enum status status = klimb_dataset_file_read(file, raw, sizeof raw, error);
    if (status != STATUS_OK)
        return status;
    unsigned version = raw[MAGIC_BYTES];
    if (memcmp(raw, magic, MAGIC_BYTES) != 0)
        return klimb_error_at(error, STATUS_FORMAT, file->path, 0, 0,
                              "bytes 0 to 5 are not \\x93NUMPY, so this is not a .npy file");
    if (version < 1 || version > 3)
        return klimb_error_at(error, STATUS_FORMAT, file->path, 0, 0,
                              "the format version at byte 6 is %u; must be from 1 to 3", version);
    size_t length_bytes = version == 1 ? 2 : 4;
    status = klimb_dataset_file_read(file, raw, length_bytes, error);
    if (status != STATUS_OK)
        return status;
    size_t length = little_endian(raw, length_bytes);
    if (length > NPY_HEADER_MAX)
        return klimb_error_at(error, STATUS_FORMAT, file->path, 0, 0,
                              "the header's length at byte 8 is %zu; must be at most %d", length,
                              NPY_HEADER_MAX);
    header->begin = file->offset;
    header->text[length] = '\0';
    return klimb_dataset_file_read(file, header->text, length, error);
}

/* Returns the text after "'key':", or NULL with the error set. */
static const char *npy_find_value(const struct npy_header *header, const char *key,
                                  const char *path, struct error *error) {
    const char *at = strstr(header->text, key);
    if (at != NULL) {
        at += strlen(key);
        at += strspn(at, " ");
        if (*at == ':')
            return at + 1 + strspn(at + 1, " ");
    }
    klimb_error_at(error, STATUS_FORMAT, path, 0, 0,
                   "the key %s is missing in the header at byte %zu", key, header->begin);
    return NULL;
}

/* An error about the text that begins at `at`; the message shows a short piece of it. */
static enum status npy_refuse(const struct npy_header *header, const char *at, const char *path,
                              const char *what, const char *wanted, const char *hint,
                              struct error *error) {
    char shown[DATASET_SHOWN];
    klimb_dataset_file_show(shown, at, strcspn(at, "\n}"));
    klimb_error_at(error, STATUS_FORMAT, path, 0, 0, "%s at byte %zu must be %s; found %s", what,
                   header->begin + (size_t)(at - header->text), wanted, shown);
    klimb_error_hint(error, "%s", hint);
    return STATUS_FORMAT;
}

static enum status npy_parse_element(struct npy_header *header, const char *path,
                                     struct error *error) {
    const char *at = npy_find_value(header, "'descr'", path, error);
    if (at == NULL)
        return STATUS_FORMAT;
    for (size_t i = 0; i < sizeof npy_elements / sizeof *npy_elements; i++) {
        const char *name = npy_elements[i]->name;
        size_t length = strlen(name);
        if (at[0] == '\'' && strncmp(at + 1, name, length) == 0 && at[1 + length] == '\'') {
            header->element = npy_elements[i];
            return STATUS_OK;
        }
    }
    return npy_refuse(header, at, path, "the element type", "'<f4', '<f8' or '|u1'",
                      "convert it first: numpy.save(path, array.astype('<f4'))", error);
}

static enum status npy_parse_order(const struct npy_header *header, const char *path,
                                   struct error *error) {
    const char *at = npy_find_value(header, "'fortran_order'", path, error);
    if (at == NULL)
        return STATUS_FORMAT;
    if (strncmp(at, "False", 5) == 0)
        return STATUS_OK;
    return npy_refuse(header, at, path, "fortran_order", "False",
                      "convert it first: numpy.save(path, numpy.ascontiguousarray(array))", error);
}

/* No data set may have a larger size, and the product of two such sizes does not overflow. */
enum { NPY_SIZE_MAX = 1 << 30 };

/* A tuple of 2 or 3 sizes; Python may write a comma after the last one. */
static enum status npy_parse_shape(struct npy_header *header, const char *path,
                                   struct error *error) {
    static const char wanted[] = "(n, d) or (n, h, w) of at most 2^30 each";
    static const char hint[] = "examples are rows: reshape the array first";
    const char *begin = npy_find_value(header, "'shape'", path, error);
    if (begin == NULL)
        return STATUS_FORMAT;
    const char *at = begin + (*begin == '(');
    header->axes = 0;
    header->shape[2] = 1;
    while (at > begin && *at >= '0' && *at <= '9' && header->axes < NPY_AXES_MAX) {
        char *stop;
        unsigned long size = strtoul(at, &stop, 10);
        if (size < 1 || size > NPY_SIZE_MAX)
            return npy_refuse(header, begin, path, "the shape", wanted, hint, error);
        header->shape[header->axes++] = (long)size;
        at = stop + (*stop == ',');
        at += strspn(at, " ");
    }
    if (*at != ')' || header->axes < 2)
        return npy_refuse(header, begin, path, "the shape", wanted, hint, error);
    return STATUS_OK;
}

static enum status npy_read_header(struct npy_header *header, struct dataset_file *file,
                                   struct error *error) {
    enum status status = npy_read_text(header, file, error);
    if (status == STATUS_OK)
        status = npy_parse_element(header, file->path, error);
    if (status == STATUS_OK)
        status = npy_parse_order(header, file->path, error);
    if (status == STATUS_OK)
        status = npy_parse_shape(header, file->path, error);
    return status;
}

static enum status npy_read(struct dataset *dataset, struct dataset_file *file,
                            const struct data_config *config, struct error *error) {
    struct npy_header header;
    enum status status = npy_read_header(&header, file, error);
    if (status != STATUS_OK)
        return status;
    const long *shape = header.shape;
    long count = klimb_dataset_limit(config, shape[0]);
    status = klimb_dataset_file_expect(file, count, shape[1], shape[2], header.element->size,
                                       error);
    if (status != STATUS_OK)
        return status;
    status = header.axes == 3 ? klimb_dataset_allocate_images(dataset, file->path, count, shape[1],
                                                              shape[2], error)
                              : klimb_dataset_allocate(dataset, file->path, count, shape[1], error);
    if (status == STATUS_OK)
        status = klimb_dataset_file_read_values(file, dataset->train,
                                                (size_t)(count * dataset->dimensions),
                                                header.element, config->scale, error);
    if (status == STATUS_OK && count == shape[0])
        status = klimb_dataset_file_end(file, error);
    return status;
}

enum status klimb_dataset_read_npy(struct dataset *dataset, const struct dataset_request *request,
                                   struct error *error) {
    struct dataset_file file;
    enum status status = klimb_dataset_file_open(&file, request->path, request->path_key, error);
    if (status == STATUS_OK)
        status = npy_read(dataset, &file, request->config, error);
    klimb_dataset_file_close(&file);
    return status;
}
