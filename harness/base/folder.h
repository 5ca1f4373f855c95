/* folder.h -- works on whole folders: moves them into place by one rename, links, deletes.
 */
#ifndef KLIMB_FOLDER_H
#define KLIMB_FOLDER_H

#include <sys/stat.h>

#include "base/file.h"

/* folder_each -- call `visit` for each entry of a folder, hidden ones included, in any order. `below` is the path of
 * the entry below the folder, `about` its lstat. Goes on after an error and returns the first one. A missing folder has
 * no entries. STATUS_IO, and errors of `visit`. */
typedef enum status folder_visitor(void *context, const char *path, const char *below,
                                   const struct stat *about, struct error *error);
enum status folder_each(const char *folder, folder_visitor *visit, void *context,
                        struct error *error) MUST_CHECK;

/* folder_put -- rename the folder `from` to `to`, and make the folders above it. An existing folder is replaced in one
 * step: others see the whole old one or the whole new one, also after a kill or a power cut. The old one is deleted.
 * Both must be on one file system. Without RENAME_EXCHANGE (NFS, FAT, Linux before 3.15) it takes two renames, and
 * between them neither folder is there. STATUS_IO: `to` is unchanged and `from` still exists. */
enum status folder_put(const char *from, const char *to, struct error *error) MUST_CHECK;

/* folder_link -- make `to` and fill it with hard links to the files of `from` and its subfolders, or copies if the file
 * system has no links. Skips names that `to` has already, and paths below `from` for which `skips` (may be NULL)
 * returns 1. STATUS_IO, STATUS_MEMORY. */
enum status folder_link(const char *from, const char *to,
                        int (*skips)(void *context, const char *below), void *context,
                        struct error *error) MUST_CHECK;

/* folder_sync -- write a folder and its files, but not its subfolders, to the disk. STATUS_IO. */
enum status folder_sync(const char *path, struct error *error) MUST_CHECK;

/* folder_remove -- delete a folder with its contents, if it exists; links are not followed.
 * STATUS_IO. */
enum status folder_remove(const char *path, struct error *error) MUST_CHECK;

#endif
