/* disk.h -- a small, almost full disk in memory, mounted where only this process sees it.
 */
#ifndef KLIMB_TORTURE_DISK_H
#define KLIMB_TORTURE_DISK_H

#include <stddef.h>

/* disk_allow -- make mounts of this process private, as root or in a user namespace of its own.
 * Returns 0, or the errno of a refusal. */
int disk_allow(void);

/* disk_mount -- mount an empty disk with much room on a folder, which is made. Returns an errno. */
int disk_mount(const char *folder);

/* disk_fill -- leave room for this many more pages; disk_empty -- free most of it again. Both return 0 or an errno. */
int disk_fill(const char *folder, size_t pages);
int disk_empty(const char *folder);

/* disk_unmount -- unmount the disk, which deletes its contents. */
void disk_unmount(const char *folder);

#endif
