/* TensorBoard's event files. No mutation could find a check sum, so an input says what is framed: a byte that chooses, a byte
 * with a length, and as many bytes. Foreign bytes in front of a file change nothing but the notes. */
#include <stdlib.h>
#include <string.h>

#include "format/crc32c.h"
#include "fuzz.h"
#include "log/log.h"

/* What becomes of bytes: a record, one that is damaged in its data or its length, or bytes as they are. */
enum { WHOLE, BAD_DATA, BAD_LENGTH, FOREIGN };

static void add_number(struct text *file, uint64_t value, int bytes) {
    for (int i = 0; i < bytes; i++) {
        char byte = (char)(value >> (8 * i) & 255);
        text_add_bytes(file, &byte, 1);
    }
}

static void add_record(struct text *file, int kind, const uint8_t *bytes, size_t size) {
    struct crc32c crc;
    size_t begin = file->length;
    crc32c_prepare(&crc);
    add_number(file, size, 8);
    add_number(file, crc32c_mask(crc32c_of(&crc, file->bytes + begin, 8)), 4);
    text_add_bytes(file, (const char *)bytes, size);
    add_number(file, crc32c_mask(crc32c_of(&crc, bytes, size)), 4);
    if (kind == BAD_LENGTH)
        file->bytes[begin + 1] ^= 1;
    if (kind == BAD_DATA)
        file->bytes[file->length - 1] ^= 1;
}

static void frame(struct text *file, const uint8_t *bytes, size_t size) {
    while (size >= 2) {
        int kind = bytes[0] & 3;
        size_t length = bytes[1] < size - 2 ? bytes[1] : size - 2;
        if (kind == FOREIGN)
            text_add_bytes(file, (const char *)bytes + 2, length);
        else
            add_record(file, kind, bytes + 2, length);
        bytes += length + 2;
        size -= length + 2;
    }
}

/* Reads the file from memory that ends where it ends. */
static enum status read_file(struct text *record, const struct text *file) {
    const struct fuzz_piece piece = {.bytes = text_string(file), .size = file->length};
    struct log log;
    struct error error = {0};
    char *bytes = fuzz_text(&piece);
    enum status status = log_parse(&log, "events", bytes, piece.size, NULL, &error);
    if (FUZZ_STATUS(status, &error) == STATUS_OK) {
        FUZZ_HOLDS(log.record.rows > 0, "a record of nothing");
        FUZZ_HOLDS(!text_has_controls(log.record.name), "a name with controls");
        record_format(record, &log.record);
    } else {
        FUZZ_HOLDS(status == STATUS_FORMAT && strcmp(error.file, "events") == 0, "no file in: %s",
                   error.message);
    }
    log_free(&log);
    free(bytes);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static const char foreign[] =
        "\xff\xfe foreign bytes \x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00";
    struct text file = {0}, behind = {0}, one = {0}, other = {0};
    frame(&file, bytes, size);
    text_add_bytes(&behind, foreign, sizeof foreign);
    text_add_bytes(&behind, text_string(&file), file.length);
    int begins = size > 1 && (bytes[0] & 3) == WHOLE;
    enum status status = read_file(&one, &file), again = read_file(&other, &behind);
    if (begins)
        FUZZ_HOLDS(status == again && fuzz_is(&one, &other), "%s became %s behind foreign bytes",
                   text_string(&one), text_string(&other));
    text_free(&file);
    text_free(&behind);
    text_free(&one);
    text_free(&other);
    return 0;
}
