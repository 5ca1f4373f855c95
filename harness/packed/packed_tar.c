#include "packed/packed_tar.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "packed/packed_columns.h"

enum { BLOCK = 512 };

/* The first block of an entry. Numbers are octal digits. */
struct header {
    char name[100], mode[8], owner[8], group[8], size[12], time[12], checksum[8];
    char type; /* '0' a file, '5' a folder */
    char link[100], magic[8], names[80], prefix[155], padding[12];
};
_Static_assert(sizeof(struct header) == BLOCK, "a header is one block");

/* Octal digits up to the first other character. */
static size_t octal(const char *digits, size_t length) {
    size_t value = 0;
    for (size_t i = 0; i < length && digits[i] >= '0' && digits[i] <= '7'; i++)
        value = 8 * value + (size_t)(digits[i] - '0');
    return value;
}

/* The sum of all bytes, those of the checksum itself taken as blanks. */
static int is_sound(const struct header *header) {
    const unsigned char *bytes = (const unsigned char *)header;
    size_t sum = sizeof header->checksum * ' ';
    for (size_t i = 0; i < BLOCK; i++)
        sum += bytes[i];
    for (size_t i = 0; i < sizeof header->checksum; i++)
        sum -= (unsigned char)header->checksum[i];
    return sum == octal(header->checksum, sizeof header->checksum) &&
           memcmp(header->magic, "ustar", 6) == 0;
}

/* Whether a path stays below the folder that it is joined to. */
static int stays_below(const char *path) {
    if (path[0] == '/' || path[0] == '\0')
        return 0;
    for (const char *part = path; part != NULL; part = strchr(part, '/')) {
        part += *part == '/';
        if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == '\0'))
            return 0;
    }
    return 1;
}

static void path_of(char path[sizeof(struct header)], const struct header *header) {
    int prefix = (int)strnlen(header->prefix, sizeof header->prefix);
    snprintf(path, sizeof(struct header), "%.*s%s%.100s", prefix, header->prefix,
             prefix > 0 ? "/" : "", header->name);
}

static enum status write_bytes(const char *path, mode_t mode, const unsigned char *bytes,
                               size_t size, struct error *error) {
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file < 0)
        return file_error(error, "write", path);
    ssize_t wrote = 1;
    for (size_t done = 0; done < size && wrote > 0; done += (size_t)wrote)
        wrote = write(file, bytes + done, size - done);
    if (close(file) != 0 || (size > 0 && wrote <= 0))
        return file_error(error, "write", path);
    return STATUS_OK;
}

static enum status write_file(const char *folder, const char *below, mode_t mode,
                              const unsigned char *bytes, size_t size, struct error *error) {
    char path[FILE_PATH_MAX], parent[FILE_PATH_MAX];
    enum status status = file_join(path, folder, below, error);
    if (status != STATUS_OK)
        return status;
    file_parent(parent, path);
    status = file_make_folders(parent, error);
    return status == STATUS_OK ? write_bytes(path, mode, bytes, size, error) : status;
}

/* A file of an archive; a table whose columns were packed becomes what it was, under its own name. */
static enum status unpack_file(const char *folder, char *below, mode_t mode,
                               const unsigned char *bytes, size_t size, struct error *error) {
    size_t length = strlen(below), suffix = sizeof PACKED_COLUMNS_SUFFIX - 1;
    if (length <= suffix || strcmp(below + length - suffix, PACKED_COLUMNS_SUFFIX) != 0)
        return write_file(folder, below, mode, bytes, size, error);
    below[length - suffix] = '\0';
    unsigned char *table = malloc(size + 1);
    enum status status = table != NULL ? packed_columns_turn(table, bytes, size) : STATUS_MEMORY;
    if (status == STATUS_OK)
        status = write_file(folder, below, mode, table, size, error);
    else
        klimb_error_set(error, status,
                        status == STATUS_MEMORY ? "no memory to unpack %s"
                                                : "the archive is damaged: %s is not a table",
                        below);
    free(table);
    return status;
}

static enum status damaged(struct error *error, const char *what, size_t at) {
    return klimb_error_set(error, STATUS_FORMAT, "the archive is damaged at byte %zu: %s", at,
                           what);
}

/* Write the entry at `at` and move on to the next. */
static enum status write_entry(const char *folder, const unsigned char *bytes, size_t size,
                               size_t *at, struct error *error) {
    struct header header;
    char below[sizeof header];
    memcpy(&header, bytes + *at, sizeof header);
    size_t length = octal(header.size, sizeof header.size), left = size - *at - BLOCK;
    path_of(below, &header);
    if (!is_sound(&header))
        return damaged(error, "the header's checksum is wrong", *at);
    if (!stays_below(below) || (header.type != '0' && header.type != '5'))
        return damaged(error, "neither a file nor a folder below this one", *at);
    if (length > left)
        return damaged(error, "the file goes on behind the end", *at);
    mode_t mode = (octal(header.mode, sizeof header.mode) & 0111) != 0 ? 0755 : 0644;
    enum status status = STATUS_OK;
    if (header.type == '0')
        status = unpack_file(folder, below, mode, bytes + *at + BLOCK, length, error);
    *at += BLOCK + (length + BLOCK - 1) / BLOCK * BLOCK;
    return status;
}

/* Two blocks of zeros end an archive; what is not a whole block is not an entry. */
enum status packed_tar_write(const char *folder, const unsigned char *bytes, size_t size,
                             struct error *error) {
    enum status status = STATUS_OK;
    size_t at = 0;
    while (status == STATUS_OK && at < size && size - at >= BLOCK && bytes[at] != '\0')
        status = write_entry(folder, bytes, size, &at, error);
    if (status == STATUS_OK && (at >= size || size - at < BLOCK))
        return damaged(error, "it has no end", at);
    return status;
}
