/* folder.h -- folders as a whole: put in place by one rename, linked, deleted.
 */
#ifndef KLIMB_FOLDER_H
#define KLIMB_FOLDER_H

#include <sys/stat.h>

#include "base/file.h"

/* folder_each -- call `visit` for each entry of a folder, hidden ones included, in no order. `below` is the path
 * of the entry below the folder, `about` its lstat. Goes on after an error and returns the first. A folder
 * that is not there has no entries. STATUS_IO, and what `visit` returns. */
typedef enum status folder_visitor(void *context, const char *path, const char *below,
                                   const struct stat *about, struct error *error);
enum status folder_each(const char *folder, folder_visitor *visit, void *context,
                        struct error *error) MUST_CHECK;

/* folder_put -- give the folder `from` the name `to` and make the folders above it. A folder that is
 * there already is replaced in one step: anyone who looks sees all of the old one or all of the new one,
 * also after a kill or a power cut. The replaced one is deleted.
 * Both must be on one file system. Where that has no RENAME_EXCHANGE (NFS, FAT, Linux before 3.15) it takes
 * two renames, and for the moment between them there is neither. STATUS_IO: then `to` is what it was, and
 * `from` is still there. */
enum status folder_put(const char *from, const char *to, struct error *error) MUST_CHECK;

/* folder_link -- make `to` and fill it with hard links to the files of `from`, with its subfolders;
 * copies where the file system has no links. Names that `to` has already are left alone, and so is
 * whatever `skips` (may be NULL) answers 1 for: it is given the path below `from`. STATUS_IO, STATUS_MEMORY. */
enum status folder_link(const char *from, const char *to,
                        int (*skips)(void *context, const char *below), void *context,
                        struct error *error) MUST_CHECK;

/* folder_sync -- have a folder and its files on the disk, not its subfolders. STATUS_IO. */
enum status folder_sync(const char *path, struct error *error) MUST_CHECK;

/* folder_remove -- delete a folder with all that is in it; links are not followed. A missing folder is fine.
 * STATUS_IO. */
enum status folder_remove(const char *path, struct error *error) MUST_CHECK;

#endif
