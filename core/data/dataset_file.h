/* dataset_file.h -- reading a data file that may be damaged or hostile. Internal to dataset.
 *
 *     struct dataset_file file;
 *     status = klimb_dataset_file_open(&file, path, "data.path", error);
 *     status = klimb_dataset_file_read(&file, header, sizeof header, error);   // exactly this many
 *     status = klimb_dataset_file_end(&file, error);                           // and nothing after
 *     klimb_dataset_file_close(&file);                                         // also after an error
 *
 * zlib reads plain and gzip files alike, so callers need not know which it is.
 */
#ifndef KLIMB_DATASET_FILE_H
#define KLIMB_DATASET_FILE_H

#include <stddef.h>
#include <zlib.h>

#include "base/real.h"
#include "base/status.h"

struct dataset_file {
    gzFile handle; /* NULL when not open */
    const char *path;
    size_t offset; /* bytes read so far, after decompression */
    size_t size;   /* bytes of the file itself */
    int code;      /* zlib's first error, or Z_OK: zlib 1.3.2 reports a cut-off stream only once */
};

/* One kind of number in a binary file. */
struct dataset_element {
    const char *name; /* as NumPy describes it: "<f4" */
    size_t size;      /* bytes */
    double scale;     /* factor of a raw value if data.scale is 0 */
    /* x[i] = (real)(raw[i] * scale) for i < count */
    void (*convert)(real *x, const unsigned char *raw, size_t count, double scale);
};

extern const struct dataset_element klimb_dataset_element_u1; /* unsigned byte, a grey value */
extern const struct dataset_element klimb_dataset_element_f4; /* little-endian IEEE-754 */
extern const struct dataset_element klimb_dataset_element_f8;

/* klimb_dataset_file_open -- open `path`, which must outlive the file.
 *   key  the setting that holds the path ("data.path"), for the hint if the file cannot be opened
 * STATUS_IO, also for a pipe or a device. */
enum status klimb_dataset_file_open(struct dataset_file *file, const char *path, const char *key,
                                    struct error *error) MUST_CHECK;

/* klimb_dataset_file_read_some -- read at most `size` bytes into out; *count is their number, 0 at the end.
 * STATUS_FORMAT if the gzip stream is damaged, cut off, or a bomb (unpacked it is larger than 64 MiB and
 * more than 200 times the file); STATUS_IO. */
enum status klimb_dataset_file_read_some(struct dataset_file *file, void *out, size_t size,
                                         size_t *count, struct error *error) MUST_CHECK;

/* klimb_dataset_file_read -- read exactly `size` bytes; else STATUS_FORMAT names the offset. */
enum status klimb_dataset_file_read(struct dataset_file *file, void *out, size_t size,
                                    struct error *error) MUST_CHECK;

/* klimb_dataset_file_expect -- whether the file is large enough for the values that its header promises:
 * `count` examples of height * width values of `size` bytes. To be called before memory is allocated.
 * STATUS_FORMAT if not. A promise beyond klimb_dataset_allocate's bound passes; that refuses it. */
enum status klimb_dataset_file_expect(const struct dataset_file *file, long count, long height,
                                      long width, size_t size, struct error *error) MUST_CHECK;

/* klimb_dataset_file_read_values -- read `count` numbers and scale them (scale 0: by the element's default).
 *   x  out [count]
 * STATUS_FORMAT names the offset of a value that is not finite as `real`. */
enum status klimb_dataset_file_read_values(struct dataset_file *file, real *x, size_t count,
                                           const struct dataset_element *element, double scale,
                                           struct error *error) MUST_CHECK;

/* klimb_dataset_file_end -- STATUS_FORMAT unless everything has been read. Also makes zlib verify the
 * checksum of a gzip file, which it does only at the end. */
enum status klimb_dataset_file_end(struct dataset_file *file, struct error *error) MUST_CHECK;

/* klimb_dataset_file_show -- bytes of a file for a message: cut to DATASET_SHOWN - 1, with '?' for bytes that
 * a terminal may interpret. */
enum { DATASET_SHOWN = 41 };
void klimb_dataset_file_show(char shown[DATASET_SHOWN], const char *begin, size_t length);

/* klimb_dataset_file_close -- close the file. One that is not open is fine. */
void klimb_dataset_file_close(struct dataset_file *file);

#endif
