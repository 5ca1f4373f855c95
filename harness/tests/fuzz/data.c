#include "data.h"

#include <math.h>
#include <string.h>
#include <zlib.h>

enum { GZIP_MAX = 1 << 16, GZIP_WINDOW = 9 + 16, GZIP_MEMORY = 1 };

static void write_compressed(const char *below, const struct fuzz_piece *piece) {
    static unsigned char out[GZIP_MAX];
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)piece->bytes,
                       .avail_in = (uInt)piece->size,
                       .next_out = out,
                       .avail_out = sizeof out};
    int is_open = deflateInit2(&stream, 1, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY,
                               Z_DEFAULT_STRATEGY) == Z_OK;
    FUZZ_HOLDS(is_open && deflate(&stream, Z_FINISH) == Z_STREAM_END, "an input is too large");
    deflateEnd(&stream);
    fuzz_write(below, out, sizeof out - stream.avail_out);
}

static void write_piece(char path[DATA_PATH_MAX], const char *below, const struct fuzz_piece *piece,
                        int is_compressed) {
    char whole[FILE_PATH_MAX];
    if (is_compressed)
        write_compressed(below, piece);
    else
        fuzz_write(below, piece->bytes, piece->size);
    fuzz_path(whole, below);
    FUZZ_HOLDS(strlen(whole) < DATA_PATH_MAX, "a long path");
    memcpy(path, whole, strlen(whole) + 1);
}

void data_input_make(struct data_input *input, enum data_source source, const uint8_t *bytes,
                     size_t size) {
    struct fuzz_piece piece[2];
    fuzz_cut(piece, 2, bytes, size);
    int files = fuzz_digit(&piece[0]);
    memset(input, 0, sizeof *input);
    input->config.source = source;
    input->config.test_fraction = fuzz_digit(&piece[0]) / 8.0;
    input->config.limit = fuzz_digit(&piece[0]);
    input->config.seed = 1;
    input->digit = fuzz_digit(&piece[0]);
    input->has_second = (files & 2) != 0;
    write_piece(input->config.path, "first", &piece[0], files & 1);
    if (input->has_second)
        write_piece(input->second, "second", &piece[1], files & 4);
}

static void check_part(const real *x, const int *label, long count, long dimensions) {
    for (long i = 0; i < count * dimensions; i++)
        FUZZ_HOLDS(isfinite(x[i]), "value %ld is %g", i, (double)x[i]);
    for (long i = 0; i < count; i++)
        FUZZ_HOLDS(label[i] >= -1, "label %ld is %d", i, label[i]);
}

enum status data_input_load(struct dataset *set, const struct data_input *input) {
    struct error error = {0};
    enum status status = klimb_dataset_load(set, &input->config, NULL, &error);
    if (status != STATUS_MEMORY) /* which is right where a header promises more than fits */
        FUZZ_STATUS(status, &error);
    if (status != STATUS_OK) {
        FUZZ_HOLDS(set->train == NULL && set->test == NULL, "data of what was refused");
        return status;
    }
    FUZZ_HOLDS(set->train_count > 0 && set->dimensions > 0, "%ld examples of %ld values",
               set->train_count, set->dimensions);
    FUZZ_HOLDS(set->image_height * set->image_width == 0 ||
                   set->image_height * set->image_width == set->dimensions,
               "pictures of %ld x %ld", set->image_height, set->image_width);
    FUZZ_HOLDS(input->config.limit == 0 || set->train_count <= input->config.limit,
               "%ld examples, the limit is %ld", set->train_count, input->config.limit);
    check_part(set->train, set->train_label, set->train_count, set->dimensions);
    check_part(set->test, set->test_label, set->test_count, set->dimensions);
    return status;
}
