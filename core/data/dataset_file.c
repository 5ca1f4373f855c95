#include "data/dataset_file.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/regular.h"
#include "data/dataset_internal.h"

/* Values are converted in pieces of this many bytes, which fit into the second-level cache. */
enum { CHUNK_BYTES = 1 << 16 };

/* With zlib's default of 8 KiB a large file costs a system call for every few hundred pixels. */
enum { GZIP_BUFFER_BYTES = 1 << 18 };

/* From this unpacked size on, the compression ratio of a gzip file is checked. */
static const size_t BOMB_BYTES = (size_t)64 << 20;
enum {
    /* No known data compress better; one-hot rows of a thousand compress by 150. */
    BOMB_RATIO = 200,
    /* The most that deflate can do: 258 bytes in 2 bits (zlib's technical notes). */
    DEFLATE_RATIO = 1032
};

static enum status file_missing(const char *path, const char *key, const char *reason,
                                struct error *error) {
    int is_kind = errno == EINVAL;
    klimb_error_at(error, STATUS_IO, path, 0, 0, "cannot open %s: %s", path, reason);
    if (is_kind)
        klimb_error_hint(error, "data are read from regular files: copy them into one");
    else
        klimb_error_hint(error, "check %s", key);
    return STATUS_IO;
}

enum status klimb_dataset_file_open(struct dataset_file *file, const char *path, const char *key,
                                    struct error *error) {
    *file = (struct dataset_file){.path = path};
    const char *reason;
    struct stat about;
    int descriptor = klimb_regular_open(path, &reason);
    if (descriptor < 0)
        return file_missing(path, key, reason, error);
    file->size = fstat(descriptor, &about) == 0 ? (size_t)about.st_size : 0;
    file->handle = gzdopen(descriptor, "rb");
    if (file->handle != NULL) {
        gzbuffer(file->handle, GZIP_BUFFER_BYTES);
        return STATUS_OK;
    }
    close(descriptor);
    return klimb_error_at(error, STATUS_MEMORY, path, 0, 0, "no memory to read %s", path);
}

void klimb_dataset_file_close(struct dataset_file *file) {
    if (file->handle != NULL)
        gzclose_r(file->handle);
    file->handle = NULL;
}

/* Keeps the first error. zlib reads ahead, so it may find that a stream is cut off (Z_BUF_ERROR) in a
 * read that still returns all bytes. So this is called after every read. */
static void file_note(struct dataset_file *file) {
    int code;
    gzerror(file->handle, &code);
    if (file->code == Z_OK && code != Z_STREAM_END)
        file->code = code;
}

/* The error of a file that returned fewer bytes than asked for; STATUS_OK if it ended properly. */
static enum status file_check(const struct dataset_file *file, struct error *error) {
    if (file->code == Z_OK)
        return STATUS_OK;
    if (file->code == Z_ERRNO)
        return klimb_error_at(error, STATUS_IO, file->path, 0, 0, "cannot read %s: %s", file->path,
                              strerror(errno));
    if (file->code == Z_MEM_ERROR)
        return klimb_error_at(error, STATUS_MEMORY, file->path, 0, 0, "no memory to read %s",
                              file->path);
    klimb_error_at(error, STATUS_FORMAT, file->path, 0, 0, "the gzip stream is %s after byte %zu",
                   file->code == Z_BUF_ERROR ? "cut off" : "damaged", file->offset);
    klimb_error_hint(error, "fetch the file again");
    return STATUS_FORMAT;
}

/* Whether a compressed file grows far more than data do. */
static int is_bomb(const struct dataset_file *file) {
    return file->offset > BOMB_BYTES && file->offset / BOMB_RATIO > file->size &&
           !gzdirect(file->handle);
}

static enum status file_short(const struct dataset_file *file, size_t end, size_t size,
                              size_t begin, struct error *error) {
    return klimb_error_at(error, STATUS_FORMAT, file->path, 0, 0,
                          "the file ends at byte %zu, but %zu bytes are due from byte %zu on", end,
                          size, begin);
}

enum status klimb_dataset_file_read_some(struct dataset_file *file, void *out, size_t size,
                                         size_t *count, struct error *error) {
    *count = gzfread(out, 1, size, file->handle);
    file->offset += *count;
    file_note(file);
    if (is_bomb(file)) {
        klimb_error_at(error, STATUS_FORMAT, file->path, 0, 0,
                       "the gzip stream grows to more than %d times the file's %zu bytes",
                       BOMB_RATIO, file->size);
        klimb_error_hint(error, "gunzip it first if it is the right file");
        return STATUS_FORMAT;
    }
    return *count == size ? STATUS_OK : file_check(file, error);
}

enum status klimb_dataset_file_expect(const struct dataset_file *file, long count, long height,
                                      long width, size_t size, struct error *error) {
    size_t values, bytes, most = file->size;
    if (__builtin_mul_overflow((size_t)height, (size_t)width, &values) ||
        __builtin_mul_overflow(values, (size_t)count, &values) ||
        values > DATASET_BYTES_MAX / sizeof(real))
        return STATUS_OK;
    bytes = values * size;
    int is_plain = gzdirect(file->handle);
    if (!is_plain && __builtin_mul_overflow(most, (size_t)DEFLATE_RATIO, &most))
        return STATUS_OK;
    if (file->offset <= most && bytes <= most - file->offset)
        return STATUS_OK;
    if (is_plain)
        return file_short(file, file->size, bytes, file->offset, error);
    return klimb_error_at(
        error, STATUS_FORMAT, file->path, 0, 0,
        "%zu bytes are due from byte %zu on, but no gzip file of %zu bytes holds so many", bytes,
        file->offset, file->size);
}

enum status klimb_dataset_file_read(struct dataset_file *file, void *out, size_t size,
                                    struct error *error) {
    size_t begin = file->offset, count;
    enum status status = klimb_dataset_file_read_some(file, out, size, &count, error);
    if (status != STATUS_OK || count == size)
        return status;
    if (begin + count == 0)
        return klimb_error_at(error, STATUS_FORMAT, file->path, 0, 0, "the file is empty");
    return file_short(file, begin + count, size, begin, error);
}

enum status klimb_dataset_file_end(struct dataset_file *file, struct error *error) {
    unsigned char extra;
    size_t count, end = file->offset;
    enum status status = klimb_dataset_file_read_some(file, &extra, 1, &count, error);
    if (status != STATUS_OK || count == 0)
        return status;
    return klimb_error_at(error, STATUS_FORMAT, file->path, 0, 0,
                          "the file goes on at byte %zu, where it ends by its header", end);
}

void klimb_dataset_file_show(char shown[DATASET_SHOWN], const char *begin, size_t length) {
    size_t cut = length < DATASET_SHOWN ? length : DATASET_SHOWN - 1;
    for (size_t i = 0; i < cut; i++)
        shown[i] = begin[i] >= ' ' && begin[i] <= '~' ? begin[i] : '?';
    shown[cut] = '\0';
}

/* The position of the first value that is not finite, or count. */
static size_t find_non_finite(const real *x, size_t count) {
    size_t i = 0;
    while (i < count && isfinite(x[i]))
        i++;
    return i;
}

enum status klimb_dataset_file_read_values(struct dataset_file *file, real *x, size_t count,
                                           const struct dataset_element *element, double scale,
                                           struct error *error) {
    unsigned char chunk[CHUNK_BYTES];
    double factor = scale == 0 ? element->scale : scale;
    for (size_t done = 0, part; done < count; done += part) {
        size_t begin = file->offset;
        size_t most = CHUNK_BYTES / element->size;
        part = count - done < most ? count - done : most;
        enum status status = klimb_dataset_file_read(file, chunk, part * element->size, error);
        if (status != STATUS_OK)
            return status;
        element->convert(x + done, chunk, part, factor);
        size_t bad = find_non_finite(x + done, part);
        if (bad < part)
            return klimb_error_at(error, STATUS_FORMAT, file->path, 0, 0,
                                  "value %zu, at byte %zu, is %g after scaling; it must be finite "
                                  "and at most %g",
                                  done + bad + 1, begin + bad * element->size,
                                  (double)x[done + bad], (double)REAL_MAX);
    }
    return STATUS_OK;
}

/* A byte has 256 values, so each is scaled once. */
static void convert_u1(real *x, const unsigned char *raw, size_t count, double scale) {
    real scaled[UINT8_MAX + 1];
    for (int value = 0; value <= UINT8_MAX; value++)
        scaled[value] = (real)(value * scale);
    for (size_t i = 0; i < count; i++)
        x[i] = scaled[raw[i]];
}

/* Bytes are combined by value, so the byte order of this machine does not matter. */
static uint32_t little_endian_32(const unsigned char *raw) {
    return (uint32_t)raw[0] | (uint32_t)raw[1] << 8 | (uint32_t)raw[2] << 16 |
           (uint32_t)raw[3] << 24;
}

static void convert_f4(real *x, const unsigned char *raw, size_t count, double scale) {
    for (size_t i = 0; i < count; i++) {
        uint32_t word = little_endian_32(raw + 4 * i);
        float value;
        memcpy(&value, &word, sizeof value);
        x[i] = (real)((double)value * scale);
    }
}

static void convert_f8(real *x, const unsigned char *raw, size_t count, double scale) {
    for (size_t i = 0; i < count; i++) {
        uint64_t word = (uint64_t)little_endian_32(raw + 8 * i) |
                        (uint64_t)little_endian_32(raw + 8 * i + 4) << 32;
        double value;
        memcpy(&value, &word, sizeof value);
        x[i] = (real)(value * scale);
    }
}

const struct dataset_element klimb_dataset_element_u1 = {"|u1", 1, 1.0 / 255.0, convert_u1};
const struct dataset_element klimb_dataset_element_f4 = {"<f4", 4, 1.0, convert_f4};
const struct dataset_element klimb_dataset_element_f8 = {"<f8", 8, 1.0, convert_f8};
