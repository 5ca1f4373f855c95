/* dataset_file.h -- reading a data file that may be damaged or hostile. Internal to dataset.
 *
 *     struct dataset_file file;
 *     status = klimb_dataset_file_open(&file, path, "data.path", error);
 *     status = klimb_dataset_file_read(&file, header, sizeof header, error);   // exactly this many
 *     status = klimb_dataset_file_end(&file, error);                           // and nothing after
 *     klimb_dataset_file_close(&file);                                         // whatever happened
 *
 * zlib reads plain and gzip files alike, so no caller asks which it is.
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
    int code;      /* zlib's first error, or Z_OK: zlib 1.3.2 says only once that a stream is cut */
};

/* One kind of number in a binary file. */
struct dataset_element {
    const char *name; /* as NumPy describes it: "<f4" */
    size_t size;      /* bytes */
    double scale;     /* what a raw value is multiplied by when the settings do not say */
    /* x[i] = (real)(raw[i] * scale) for i < count */
    void (*convert)(real *x, const unsigned char *raw, size_t count, double scale);
};

extern const struct dataset_element klimb_dataset_element_u1; /* unsigned byte, a grey value */
extern const struct dataset_element klimb_dataset_element_f4; /* little-endian IEEE-754 */
extern const struct dataset_element klimb_dataset_element_f8;

/* klimb_dataset_file_open -- open `path`, which must outlive the file.
 *   key  the setting that holds the path ("data.path"), for the hint when there is no such file
 * STATUS_IO, also for a pipe or a device. */
enum status klimb_dataset_file_open(struct dataset_file *file, const char *path, const char *key,
                                    struct error *error) MUST_CHECK;

/* klimb_dataset_file_read_some -- at most `size` bytes into out; *count says how many, 0 at the end.
 * STATUS_FORMAT when the gzip stream is damaged, cut off, or beyond 64 MiB grows to more than 200 times
 * the file, which data do not and bombs do; STATUS_IO. */
enum status klimb_dataset_file_read_some(struct dataset_file *file, void *out, size_t size,
                                         size_t *count, struct error *error) MUST_CHECK;

/* klimb_dataset_file_read -- exactly `size` bytes, otherwise STATUS_FORMAT names the offset. */
enum status klimb_dataset_file_read(struct dataset_file *file, void *out, size_t size,
                                    struct error *error) MUST_CHECK;

/* klimb_dataset_file_expect -- whether the values that a header promises can still come: `count` examples of
 * height * width values of `size` bytes. Held against the size of the file before memory is asked for.
 * STATUS_FORMAT if not. More than klimb_dataset_allocate permits is left to that. */
enum status klimb_dataset_file_expect(const struct dataset_file *file, long count, long height,
                                      long width, size_t size, struct error *error) MUST_CHECK;

/* klimb_dataset_file_read_values -- `count` numbers, scaled (scale 0: the element's own).
 *   x  out [count]
 * STATUS_FORMAT names the offset of a value that is not finite as `real`. */
enum status klimb_dataset_file_read_values(struct dataset_file *file, real *x, size_t count,
                                           const struct dataset_element *element, double scale,
                                           struct error *error) MUST_CHECK;

/* klimb_dataset_file_end -- STATUS_FORMAT unless everything has been read. Also has zlib verify the
 * checksum of a gzip file, which it does only at the very end. */
enum status klimb_dataset_file_end(struct dataset_file *file, struct error *error) MUST_CHECK;

/* klimb_dataset_file_show -- what a file says, for a message: cut to what fits on a screen, its odd bytes
 * shown as '?', for they could do anything to a terminal. */
enum { DATASET_SHOWN = 41 };
void klimb_dataset_file_show(char shown[DATASET_SHOWN], const char *begin, size_t length);

/* klimb_dataset_file_close -- a file that is not open is fine. */
void klimb_dataset_file_close(struct dataset_file *file);

#endif
