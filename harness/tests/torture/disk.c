#include "disk.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

static const char much_room[] = "size=1g"; /* nothing is taken before it is used */

static int write_line(const char *path, const char *line) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0)
        return errno;
    ssize_t written = write(file, line, strlen(line));
    int reason = written < 0 ? errno : 0;
    close(file);
    return reason;
}

/* Whoever may not mount may do so where nobody else is. */
static int enter_namespace(void) {
    char line[64];
    unsigned user = getuid(), group = getgid();
    if (unshare(CLONE_NEWNS) == 0)
        return 0;
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
        return errno;
    (void)write_line("/proc/self/setgroups", "deny"); /* older systems have no such file */
    snprintf(line, sizeof line, "0 %u 1", user);
    int reason = write_line("/proc/self/uid_map", line);
    snprintf(line, sizeof line, "0 %u 1", group);
    return reason != 0 ? reason : write_line("/proc/self/gid_map", line);
}

int disk_allow(void) {
    int reason = enter_namespace();
    if (reason == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        reason = errno;
    return reason;
}

int disk_mount(const char *folder) {
    if (mkdir(folder, 0755) != 0 && errno != EEXIST)
        return errno;
    return mount("torture", folder, "tmpfs", 0, much_room) == 0 ? 0 : errno;
}

int disk_fill(const char *folder, size_t pages) {
    struct statfs about;
    char size[64];
    if (statfs(folder, &about) != 0)
        return errno;
    size_t used = (size_t)(about.f_blocks - about.f_bfree);
    snprintf(size, sizeof size, "size=%zu", (used + pages) * (size_t)about.f_bsize);
    return mount(NULL, folder, NULL, MS_REMOUNT, size) == 0 ? 0 : errno;
}

int disk_empty(const char *folder) {
    return mount(NULL, folder, NULL, MS_REMOUNT, much_room) == 0 ? 0 : errno;
}

void disk_unmount(const char *folder) {
    umount2(folder, MNT_DETACH);
}
