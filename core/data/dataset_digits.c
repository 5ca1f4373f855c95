/* The data set inside the program: see core/data/digits/README.md. */
#include "data/dataset_internal.h"

#include <stdint.h>
#include <stdlib.h>
#define ZLIB_CONST /* zlib's input pointers become const */
#include <zlib.h>

/* data/digits.S */
extern const unsigned char klimb_digits_csv_gz[];
extern const uint32_t klimb_digits_csv_gz_bytes;

/* The embedded file: bytes of text after decompression, the side of an image, and the largest grey
 * value, which becomes 1. */
enum { DIGITS_TEXT_BYTES = 264712, DIGITS_SIDE = 8, DIGITS_WHITE = 16 };

/* Tells inflate that a gzip header, not a zlib one, comes first. Source: zlib.h, inflateInit2. */
enum { WINDOW_BITS_GZIP = 16 + MAX_WBITS };

static enum status digits_inflate(unsigned char *text, struct error *error) {
    z_stream stream = {.next_in = klimb_digits_csv_gz,
                       .avail_in = klimb_digits_csv_gz_bytes,
                       .next_out = text,
                       .avail_out = DIGITS_TEXT_BYTES};
    if (inflateInit2(&stream, WINDOW_BITS_GZIP) != Z_OK)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to unpack the embedded digits");
    int code = inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    if (code != Z_STREAM_END || stream.total_out != DIGITS_TEXT_BYTES)
        return klimb_error_set(
            error, STATUS_FORMAT,
            "the embedded digits do not unpack (zlib code %d after %lu bytes), so "
            "this program is damaged",
            code, stream.total_out);
    text[DIGITS_TEXT_BYTES] = '\0';
    return STATUS_OK;
}

enum status klimb_dataset_read_digits(struct dataset *dataset,
                                      const struct dataset_request *request, struct error *error) {
    double scale = request->config->scale == 0 ? 1.0 / DIGITS_WHITE : request->config->scale;
    unsigned char *text = malloc(DIGITS_TEXT_BYTES + 1);
    if (text == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to unpack the embedded digits");
    enum status status = digits_inflate(text, error);
    if (status == STATUS_OK)
        status = klimb_dataset_parse_csv(dataset, "", (char *)text, DIGITS_TEXT_BYTES, 1, scale,
                                         error);
    free(text);
    if (status != STATUS_OK)
        return status;
    dataset->image_height = dataset->image_width = DIGITS_SIDE;
    dataset->train_count = klimb_dataset_limit(request->config, dataset->train_count);
    return STATUS_OK;
}
