/* file.h -- files that are written whole or not at all; paths; folders.
 */
#ifndef KLIMB_FILE_H
#define KLIMB_FILE_H

#include <stddef.h>

#include "base/status.h"

enum { FILE_PATH_MAX = 1024 };

/* file_write -- write `size` bytes to path by way of a temporary file in the same folder, fsync and rename; makes the
 * folders above it. On failure, path is unchanged and the temporary file is removed. After a kill the temporary file may
 * stay; it is called .<name>.klimb, and the next writer of the same file reuses it. Waits up to 10 seconds for another
 * process that is writing the same file. Replaces regular files only. STATUS_IO. */
enum status file_write(const char *path, const void *bytes, size_t size,
                       struct error *error) MUST_CHECK;

/* file_write_hidden -- file_write that leaves no temporary file even after a kill, if the file system has files without
 * a name (O_TMPFILE). Does not replace an existing file. STATUS_IO. */
enum status file_write_hidden(const char *path, const void *bytes, size_t size,
                              struct error *error) MUST_CHECK;

/* file_read -- the whole file, NUL-terminated for convenience, freed by the caller.
 * STATUS_IO, also for a pipe or a device; STATUS_MEMORY; STATUS_FORMAT when it is larger than `limit` bytes. */
enum status file_read(char **bytes, size_t *size, const char *path, size_t limit,
                      struct error *error) MUST_CHECK;

/* file_copy -- copy `from` to `to` by file_write. STATUS_IO, STATUS_MEMORY; STATUS_FORMAT if it is larger than 1 GiB.
 */
enum status file_copy(const char *from, const char *to, struct error *error) MUST_CHECK;

/* file_remove -- delete folder/name, if it exists. STATUS_IO. */
enum status file_remove(const char *folder, const char *name, struct error *error) MUST_CHECK;

/* file_make_folders -- mkdir -p. */
enum status file_make_folders(const char *path, struct error *error) MUST_CHECK;

/* file_join -- a/b, or b if it is absolute or a is empty; "." and ".." are resolved as text.
 * STATUS_INVALID when it does not fit FILE_PATH_MAX. out may be a. */
enum status file_join(char out[FILE_PATH_MAX], const char *a, const char *b,
                      struct error *error) MUST_CHECK;

/* file_absolute -- the path from the root, as file_join resolves it. STATUS_IO: no working folder; STATUS_INVALID: too
 * long. out must not be path. */
enum status file_absolute(char out[FILE_PATH_MAX], const char *path,
                          struct error *error) MUST_CHECK;

/* file_parent -- the folder of a path, "." if it has none. out may be path. */
void file_parent(char out[FILE_PATH_MAX], const char *path);

/* file_look -- the kind of file at a path, links followed. FILE_NONE only if nothing has that name. If that cannot be
 * determined, e.g. because a folder above may not be searched, STATUS_IO: a file that cannot be read is not absent. */
enum file_kind { FILE_NONE, FILE_REGULAR, FILE_FOLDER, FILE_OTHER };
enum status file_look(enum file_kind *kind, const char *path, struct error *error) MUST_CHECK;

/* file_is_folder -- whether there is a folder; 0 also if that cannot be determined. */
int file_is_folder(const char *path);

/* file_error -- STATUS_IO with the message "cannot <what> <path>: <the reason in errno>". */
enum status file_error(struct error *error, const char *what, const char *path);

/* file_list -- every regular file below `folder` whose name ends in `suffix`, as paths relative to
 * it, sorted by strcmp; hidden files and folders, links to folders and broken links are left out. *list is
 * NULL-terminated and one allocation of pointers and strings: free(*list). STATUS_IO if any part cannot be read: a list
 * is never incomplete. One folder is open at a time. */
enum status file_list(char ***list, long *count, const char *folder, const char *suffix,
                      struct error *error) MUST_CHECK;

/* file_digest -- SHA-256 of bytes as 64 hexadecimal digits. */
void file_digest(char out[65], const void *bytes, size_t size);

#endif
