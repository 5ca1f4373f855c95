/* lock.h -- locks on open files and folders, which end with their process (flock).
 */
#ifndef KLIMB_LOCK_H
#define KLIMB_LOCK_H

enum lock {
    LOCK_TAKEN,
    LOCK_BUSY, /* another process has it */
    LOCK_NONE  /* this file system has no locks */
};

/* lock_try -- lock an open file or folder for this process, without waiting. */
enum lock lock_try(int file);

/* lock_pause -- wait before the next try. LOCK_TRIES tries, 10 seconds in all, suffice for locks that are held for
 * milliseconds. */
enum { LOCK_TRIES = 1000 };
void lock_pause(void);

/* lock_is_named -- whether the open file still has this name: another process may have renamed or deleted it before it
 * was locked. */
int lock_is_named(int file, const char *path);

#endif
