/* private_folder.h -- a folder that only this process uses, to make something in that then appears whole.
 *
 *     struct private_folder mine = {0};
 *     if (private_folder_make(&mine, "build/runs", &error)) ...
 *     ...write <mine.path>/record/...
 *     if (folder_put("<mine.path>/record", "build/runs/learning/healthy/...", &error)) ...
 *     private_folder_remove(&mine);
 *
 * It is <near>/.klimb/<host>.<process>-<number>, on the file system of its destination, so that a rename can move its
 * contents into place. A .gitignore hides it from `git add`. Its process holds a lock on it. The folder of a killed
 * process has no lock any more, and the next process of the same host that makes a private folder there removes it.
 * Several hosts may work below `near` at once, even if locks hold for one host only.
 */
#ifndef KLIMB_PRIVATE_FOLDER_H
#define KLIMB_PRIVATE_FOLDER_H

#include "base/file.h"

/* Zero-initialise. path is empty until the folder is made. */
struct private_folder {
    char path[FILE_PATH_MAX];
    char root[FILE_PATH_MAX]; /* <near>/.klimb */
    int lock;                 /* the open folder, -1 if the file system has no locks */
};

/* private_folder_make -- make an empty private folder below `near`, with the folders above it.
 * STATUS_IO. */
enum status private_folder_make(struct private_folder *folder, const char *near,
                                struct error *error) MUST_CHECK;

/* private_folder_remove -- delete it with its contents. Does nothing if it was never made. What cannot be deleted is
 * left to the next process. */
void private_folder_remove(struct private_folder *folder);

#endif
