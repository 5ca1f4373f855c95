/* packed.h -- the scenarios, golden curves, templates and clients that are inside the program.
 *
 * Only the variant `static` has them (make static). The archive is what harness/setup/pack.sh makes: a tar archive
 * (POSIX.1-1988, ustar) compressed by xz.
 */
#ifndef KLIMB_PACKED_H
#define KLIMB_PACKED_H

#include "base/file.h"

/* An archive and its names. */
struct packed {
    const unsigned char *bytes; /* NULL: this program has none */
    size_t size;
    size_t unpacked;    /* bytes of the tar archive */
    const char *digest; /* the first 16 digits of the SHA-256 of the tar archive */
};

/* packed_here -- the archive of this program. */
struct packed packed_here(void);

/* packed_unpack -- the folder with the files of an archive, which are first written there unless another process has
 * done so: <cache>/klimb/<digest>, where <cache> is the first of these that is an absolute path and can be written to:
 * $XDG_CACHE_HOME, $HOME/.cache, and ${TMPDIR:-/tmp}/klimb-<user>, which must belong to this user and
 * be closed to others. The folder appears whole, and one process writes it while others wait. STATUS_IO; STATUS_MEMORY;
 * STATUS_FORMAT when the archive is damaged; STATUS_UNSUPPORTED when it is compressed and this program cannot
 * decompress. An archive with unpacked == size is not compressed. */
enum status packed_unpack(char folder[FILE_PATH_MAX], const struct packed *packed,
                          struct error *error) MUST_CHECK;

#endif
