#include "packed/packed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/lock.h"
#include "base/private_folder.h"
#include "packed/packed_lzma.h"
#include "packed/packed_tar.h"

#ifndef KLIMB_PACKED_BYTES /* the Makefile gives both in the variant `static` */
#define KLIMB_PACKED_BYTES  0
#define KLIMB_PACKED_DIGEST ""
#endif

extern const unsigned char packed_archive[];
extern const uint64_t packed_archive_size;

struct packed packed_here(void) {
    return (struct packed){
        .bytes = packed_archive_size > 0 ? packed_archive : NULL,
        .size = (size_t)packed_archive_size,
        .unpacked = KLIMB_PACKED_BYTES,
        .digest = KLIMB_PACKED_DIGEST,
    };
}

/* ---- where to ---------------------------------------------------------------------------------- */

/* A folder of the environment, with `below` added; fails unless it is absolute. */
static int join_variable(char path[FILE_PATH_MAX], const char *variable, const char *below) {
    const char *value = getenv(variable);
    return value != NULL && value[0] == '/' && file_join(path, value, below, NULL) == STATUS_OK;
}

static int is_writable(const char *folder) {
    return file_make_folders(folder, NULL) == STATUS_OK && access(folder, W_OK | X_OK) == 0;
}

/* A folder that another user might have made: it must be this user's alone. */
static int is_mine(const char *folder) {
    struct stat about;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return 0;
    return lstat(folder, &about) == 0 && S_ISDIR(about.st_mode) && about.st_uid == geteuid() &&
           (about.st_mode & 022) == 0;
}

/* <cache>/klimb. */
static enum status choose_cache(char cache[FILE_PATH_MAX], struct error *error) {
    char name[64];
    snprintf(name, sizeof name, "klimb-%ld", (long)geteuid());
    if (join_variable(cache, "XDG_CACHE_HOME", "klimb") && is_writable(cache))
        return STATUS_OK;
    if (join_variable(cache, "HOME", ".cache/klimb") && is_writable(cache))
        return STATUS_OK;
    if ((join_variable(cache, "TMPDIR", name) ||
         file_join(cache, P_tmpdir, name, NULL) == STATUS_OK) &&
        is_mine(cache) && file_join(cache, cache, "klimb", NULL) == STATUS_OK && is_writable(cache))
        return STATUS_OK;
    klimb_error_set(error, STATUS_IO,
                    "there is no folder to unpack the scenarios of this program in: neither "
                    "$XDG_CACHE_HOME nor $HOME/.cache nor a temporary folder can be written to");
    klimb_error_hint(error, "set XDG_CACHE_HOME to an absolute path, or name folders by "
                            "--experiments, --expected and --reports");
    return STATUS_IO;
}

/* ---- unpacking --------------------------------------------------------------------------------- */

static enum status write_all(const char *folder, const struct packed *packed, struct error *error) {
    if (packed->unpacked == packed->size)
        return packed_tar_write(folder, packed->bytes, packed->size, error);
    unsigned char *tar = malloc(packed->unpacked);
    if (tar == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to unpack the scenarios");
    enum status status = packed_lzma_decode(tar, packed->unpacked, packed->bytes, packed->size,
                                            error);
    if (status == STATUS_OK)
        status = packed_tar_write(folder, tar, packed->unpacked, error);
    free(tar);
    return status;
}

/* Writes all files to the disk before the folder gets its name, all at once, because there are hundreds. */
static void sync_all(const char *folder) {
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        return;
    (void)syncfs(file);
    close(file);
}

static enum status put(const char *folder, const char *cache, const struct packed *packed,
                       struct error *error) {
    struct private_folder mine = {0};
    char made[FILE_PATH_MAX];
    enum status status = private_folder_make(&mine, cache, error);
    if (status == STATUS_OK)
        status = file_join(made, mine.path, packed->digest, error);
    if (status == STATUS_OK)
        status = file_make_folders(made, error);
    if (status == STATUS_OK)
        status = write_all(made, packed, error);
    if (status == STATUS_OK) {
        sync_all(made);
        status = folder_put(made, folder, error);
    }
    private_folder_remove(&mine);
    return status;
}

/* Locks the cache, so that no process replaces a folder that another has begun to read; -1 if it cannot be locked soon:
 * then everything else still works. */
static int lock_cache(const char *cache) {
    int file = open(cache, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (int i = 0; file >= 0 && i < LOCK_TRIES && lock_try(file) == LOCK_BUSY; i++)
        lock_pause();
    return file;
}

enum status packed_unpack(char folder[FILE_PATH_MAX], const struct packed *packed,
                          struct error *error) {
    char cache[FILE_PATH_MAX];
    enum status status = choose_cache(cache, error);
    if (status == STATUS_OK)
        status = file_join(folder, cache, packed->digest, error);
    if (status != STATUS_OK || file_is_folder(folder))
        return status;
    int lock = lock_cache(cache);
    if (!file_is_folder(folder))
        status = put(folder, cache, packed, error);
    if (lock >= 0)
        close(lock);
    return status;
}
