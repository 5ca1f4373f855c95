/* file.h -- files written whole or not at all, paths, folders.
 */
#ifndef KLIMB_FILE_H
#define KLIMB_FILE_H

#include <stddef.h>

#include "status.h"

enum { FILE_PATH_MAX = 1024 };

/* file_write -- write `size` bytes to path by way of a temporary file in the same folder, fsync
 * and rename; makes the folders above it. On failure path is what it was before and the temporary
 * file is gone. Refuses to replace what is no regular file. STATUS_IO. */
enum status file_write(const char *path, const void *bytes, size_t size,
                       struct error *error) MUST_CHECK;

/* file_read -- the whole file, NUL-terminated for convenience, freed by the caller.
 * STATUS_IO, STATUS_MEMORY; STATUS_FORMAT when it is larger than `limit` bytes. */
enum status file_read(char **bytes, size_t *size, const char *path, size_t limit,
                      struct error *error) MUST_CHECK;

/* file_make_folders -- mkdir -p. */
enum status file_make_folders(const char *path, struct error *error) MUST_CHECK;

/* file_join -- a/b, or b if it is absolute or a is empty; "." and ".." are resolved as text.
 * STATUS_INVALID when it does not fit FILE_PATH_MAX. out may be a. */
enum status file_join(char out[FILE_PATH_MAX], const char *a, const char *b,
                      struct error *error) MUST_CHECK;

/* file_parent -- the folder of a path, "." when it has none. out may be path. */
void file_parent(char out[FILE_PATH_MAX], const char *path);

int file_exists(const char *path); /* a readable regular file */
int file_is_folder(const char *path);

/* file_list -- every regular file below `folder` whose name ends in `suffix`, as paths relative to
 * it, sorted by strcmp; hidden files and folders, and links to folders, are left out. *list is
 * NULL-terminated and one allocation of pointers and strings: free(*list). */
enum status file_list(char ***list, long *count, const char *folder, const char *suffix,
                      struct error *error) MUST_CHECK;

/* file_digest -- SHA-256 of bytes as 64 hexadecimal digits. */
void file_digest(char out[65], const void *bytes, size_t size);

#endif
