/* IDX, the format of MNIST: a magic number 0x0000TTRR (TT: type of the elements, RR: number of axes),
 * RR sizes, then the elements; all big-endian.
 * Source: Y. LeCun, C. Cortes & C. Burges, "The MNIST database", section "File formats". */
#include "data/dataset_file.h"
#include "data/dataset_internal.h"

#include <stdint.h>
#include <stdlib.h>

enum { IDX_UNSIGNED_BYTE = 0x0800, IDX_AXES_MAX = 3 };

static uint32_t big_endian_32(const unsigned char *raw) {
    return (uint32_t)raw[0] << 24 | (uint32_t)raw[1] << 16 | (uint32_t)raw[2] << 8 | raw[3];
}

struct idx_header {
    unsigned axes;
    long size[IDX_AXES_MAX];
};

static enum status idx_read_magic(struct dataset_file *file, struct idx_header *header,
                                  unsigned axes_min, unsigned axes_max, struct error *error) {
    unsigned char raw[4];
    enum status status = klimb_dataset_file_read(file, raw, sizeof raw, error);
    if (status != STATUS_OK)
        return status;
    uint32_t magic = big_endian_32(raw);
    header->axes = magic - IDX_UNSIGNED_BYTE;
    if (magic >= (IDX_UNSIGNED_BYTE | axes_min) && magic <= (IDX_UNSIGNED_BYTE | axes_max))
        return STATUS_OK;
    return klimb_error_at(
        error, STATUS_FORMAT, file->path, 0, 0,
        "the magic number at byte 0 is 0x%08x; must be from 0x%08x to 0x%08x (IDX of "
        "unsigned bytes with %u to %u axes)",
        magic, IDX_UNSIGNED_BYTE | axes_min, IDX_UNSIGNED_BYTE | axes_max, axes_min, axes_max);
}

/* The number of axes must be axes_min to axes_max. */
static enum status idx_read_header(struct dataset_file *file, struct idx_header *header,
                                   unsigned axes_min, unsigned axes_max, struct error *error) {
    enum status status = idx_read_magic(file, header, axes_min, axes_max, error);
    for (unsigned axis = 0; status == STATUS_OK && axis < header->axes; axis++) {
        unsigned char raw[4];
        status = klimb_dataset_file_read(file, raw, sizeof raw, error);
        if (status != STATUS_OK)
            return status;
        header->size[axis] = (long)big_endian_32(raw);
        if (header->size[axis] == 0)
            return klimb_error_at(error, STATUS_FORMAT, file->path, 0, 0,
                                  "the size of axis %u at byte %zu is 0; must be at least 1",
                                  axis + 1, file->offset - sizeof raw);
    }
    return status;
}

static enum status idx_read_images(struct dataset_file *file, struct dataset *dataset,
                                   const struct data_config *config, long *count_in_file,
                                   struct error *error) {
    struct idx_header header;
    enum status status = idx_read_header(file, &header, 2, 3, error);
    if (status != STATUS_OK)
        return status;
    *count_in_file = header.size[0];
    long count = klimb_dataset_limit(config, header.size[0]);
    status = klimb_dataset_file_expect(file, count, header.size[1],
                                       header.axes == 3 ? header.size[2] : 1,
                                       klimb_dataset_element_u1.size, error);
    if (status != STATUS_OK)
        return status;
    status = header.axes == 3
                 ? klimb_dataset_allocate_images(dataset, file->path, count, header.size[1],
                                                 header.size[2], error)
                 : klimb_dataset_allocate(dataset, file->path, count, header.size[1], error);
    if (status == STATUS_OK)
        status = klimb_dataset_file_read_values(file, dataset->train,
                                                (size_t)(count * dataset->dimensions),
                                                &klimb_dataset_element_u1, config->scale, error);
    if (status == STATUS_OK && count == header.size[0])
        status = klimb_dataset_file_end(file, error);
    return status;
}

static enum status idx_read_labels(struct dataset_file *file, struct dataset *dataset,
                                   long count_in_file, struct error *error) {
    struct idx_header header;
    enum status status = idx_read_header(file, &header, 1, 1, error);
    if (status != STATUS_OK)
        return status;
    if (header.size[0] != count_in_file)
        return klimb_error_at(error, STATUS_FORMAT, file->path, 0, 0,
                              "%ld labels at byte 4, but there are %ld images", header.size[0],
                              count_in_file);
    status = klimb_dataset_allocate_labels(dataset, error);
    if (status != STATUS_OK)
        return status;
    size_t count = (size_t)dataset->train_count;
    unsigned char *raw = malloc(count);
    if (raw == NULL)
        return klimb_error_at(error, STATUS_MEMORY, file->path, 0, 0, "no memory for %zu labels",
                              count);
    status = klimb_dataset_file_read(file, raw, count, error);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        dataset->train_label[i] = raw[i];
    free(raw);
    if (status == STATUS_OK && dataset->train_count == count_in_file)
        status = klimb_dataset_file_end(file, error);
    return status;
}

enum status klimb_dataset_read_idx(struct dataset *dataset, const struct dataset_request *request,
                                   struct error *error) {
    struct dataset_file file;
    long count_in_file = 0;
    enum status status = klimb_dataset_file_open(&file, request->path, request->path_key, error);
    if (status == STATUS_OK)
        status = idx_read_images(&file, dataset, request->config, &count_in_file, error);
    klimb_dataset_file_close(&file);
    if (status != STATUS_OK || request->label_path[0] == '\0')
        return status;
    status = klimb_dataset_file_open(&file, request->label_path, "data.label_path", error);
    if (status == STATUS_OK)
        status = idx_read_labels(&file, dataset, count_in_file, error);
    klimb_dataset_file_close(&file);
    return status;
}
