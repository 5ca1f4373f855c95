/* file.h -- files written whole or not at all, paths, folders.
 */
#ifndef KLIMB_FILE_H
#define KLIMB_FILE_H

#include <stddef.h>

#include "base/status.h"

enum { FILE_PATH_MAX = 1024 };

/* file_write -- write `size` bytes to path by way of a temporary file in the same folder, fsync
 * and rename; makes the folders above it. On failure path is what it was before and the temporary
 * file is gone. After a kill the temporary file may stay; it has one name, .<name>.klimb, and the
 * next one who writes the same file takes it over. Waits for another process that is writing the same file, up
 * to 10 seconds. Replaces regular files only. STATUS_IO. */
enum status file_write(const char *path, const void *bytes, size_t size,
                       struct error *error) MUST_CHECK;

/* file_write_hidden -- the same, but even after a kill there is no temporary file where the file
 * system has files without a name (O_TMPFILE). Leaves a file alone that is there. STATUS_IO. */
enum status file_write_hidden(const char *path, const void *bytes, size_t size,
                              struct error *error) MUST_CHECK;

/* file_read -- the whole file, NUL-terminated for convenience, freed by the caller.
 * STATUS_IO, also for a pipe or a device; STATUS_MEMORY; STATUS_FORMAT when it is larger than `limit` bytes. */
enum status file_read(char **bytes, size_t *size, const char *path, size_t limit,
                      struct error *error) MUST_CHECK;

/* file_copy -- write what `from` holds to `to`, as file_write does. STATUS_IO, STATUS_MEMORY; STATUS_FORMAT when it
 * is larger than 1 GiB. */
enum status file_copy(const char *from, const char *to, struct error *error) MUST_CHECK;

/* file_remove -- delete folder/name; none there is fine. STATUS_IO. */
enum status file_remove(const char *folder, const char *name, struct error *error) MUST_CHECK;

/* file_make_folders -- mkdir -p. */
enum status file_make_folders(const char *path, struct error *error) MUST_CHECK;

/* file_join -- a/b, or b if it is absolute or a is empty; "." and ".." are resolved as text.
 * STATUS_INVALID when it does not fit FILE_PATH_MAX. out may be a. */
enum status file_join(char out[FILE_PATH_MAX], const char *a, const char *b,
                      struct error *error) MUST_CHECK;

/* file_parent -- the folder of a path, "." when it has none. out may be path. */
void file_parent(char out[FILE_PATH_MAX], const char *path);

/* file_look -- what a path leads to, links followed. FILE_NONE only when there is nothing of that name;
 * if the system cannot tell, as when a folder above may not be searched, the result is STATUS_IO:
 * a file that cannot be read is not absent. */
enum file_kind { FILE_NONE, FILE_REGULAR, FILE_FOLDER, FILE_OTHER };
enum status file_look(enum file_kind *kind, const char *path, struct error *error) MUST_CHECK;

/* file_is_folder -- whether there is a folder, for choices where "cannot tell" is as good as "no". */
int file_is_folder(const char *path);

/* file_error -- STATUS_IO with the message "cannot <what> <path>: <the reason that errno has>". */
enum status file_error(struct error *error, const char *what, const char *path);

/* file_list -- every regular file below `folder` whose name ends in `suffix`, as paths relative to
 * it, sorted by strcmp; hidden files and folders, links to folders and to nothing are left out. *list is
 * NULL-terminated and one allocation of pointers and strings: free(*list). STATUS_IO when any part
 * cannot be read: no part of a list is ever returned. One folder is open at a time. */
enum status file_list(char ***list, long *count, const char *folder, const char *suffix,
                      struct error *error) MUST_CHECK;

/* file_digest -- SHA-256 of bytes as 64 hexadecimal digits. */
void file_digest(char out[65], const void *bytes, size_t size);

#endif
