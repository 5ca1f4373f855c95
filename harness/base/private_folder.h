/* private_folder.h -- a folder of this process alone, to make something in that then appears whole.
 *
 *     struct private_folder mine = {0};
 *     if (private_folder_make(&mine, "build/runs", &error)) ...
 *     ...write <mine.path>/record/...
 *     if (folder_put("<mine.path>/record", "build/runs/learning/healthy/...", &error)) ...
 *     private_folder_remove(&mine);
 *
 * It is <near>/.klimb/<host>.<process>-<number>: on the file system of what it is made for, so that a rename can
 * put its contents in place. A .gitignore keeps `git add` from finding it. Its process holds a lock on it. What a
 * killed process leaves behind has no lock any more, and the next process of the same host that makes a private
 * folder there removes it. Several hosts may be at work below `near` at once, also where locks hold for one host only.
 */
#ifndef KLIMB_PRIVATE_FOLDER_H
#define KLIMB_PRIVATE_FOLDER_H

#include "base/file.h"

/* Zero-initialise. path is empty until the folder is made. */
struct private_folder {
    char path[FILE_PATH_MAX];
    char root[FILE_PATH_MAX]; /* <near>/.klimb */
    int lock;                 /* the open folder, -1 where the file system has no locks */
};

/* private_folder_make -- make an empty private folder below `near`, with the folders above it.
 * STATUS_IO. */
enum status private_folder_make(struct private_folder *folder, const char *near,
                                struct error *error) MUST_CHECK;

/* private_folder_remove -- delete it with all that is in it. Does nothing if it was never made. What cannot be
 * deleted is left to the next process. */
void private_folder_remove(struct private_folder *folder);

#endif
