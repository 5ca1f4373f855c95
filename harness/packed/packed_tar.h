/* packed_tar.h -- the files of a tar archive in memory. Internal to packed.
 *
 * The form is "ustar" of POSIX.1-1988, as POSIX.1-2017 describes it under pax, "ustar Interchange Format".
 */
#ifndef KLIMB_PACKED_TAR_H
#define KLIMB_PACKED_TAR_H

#include "base/file.h"

/* packed_tar_write -- write the files of an archive below `folder`, which is there, with the folders above them: mode 0755 if
 * the archive says that they can be run, else 0644, less the umask. A table whose name ends in
 * PACKED_COLUMNS_SUFFIX is turned, and written without the suffix. What is neither a file nor a folder, a path that is absolute
 * or has a part "..", a wrong checksum, and what cannot be turned are STATUS_FORMAT. STATUS_IO; STATUS_MEMORY. On failure some
 * files are there. */
enum status packed_tar_write(const char *folder, const unsigned char *bytes, size_t size,
                             struct error *error) MUST_CHECK;

#endif
