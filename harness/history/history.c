#include "history/history.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/lock.h"
#include "history/history_line.h"

enum { FAULTS_SHOWN = 20 };
#define FILE_SIZE_MAX ((size_t)1 << 30)

/* ---- entries ---------------------------------------------------------------------------------- */

void history_free(struct history *history) {
    for (long i = 0; i < history->count; i++)
        history_entry_free(&history->entries[i]);
    free(history->entries);
    text_free(&history->faults);
    *history = (struct history){0};
}

const struct history_scenario *history_find(const struct history_entry *entry, const char *name) {
    for (long i = 0; i < entry->count; i++)
        if (strcmp(entry->scenarios[i].name, name) == 0)
            return &entry->scenarios[i];
    return NULL;
}

int history_same_setting(const struct history_entry *a, const struct history_entry *b) {
    return strcmp(a->machine.id, b->machine.id) == 0 && strcmp(a->backend, b->backend) == 0 &&
           a->jobs == b->jobs && a->threads == b->threads;
}

/* ---- names ------------------------------------------------------------------------------------- */

static int compare_strings(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum status history_names(const char ***names, long *count, const struct history *history,
                          struct error *error) {
    long all = 0, kept = 0;
    for (long i = 0; i < history->count; i++)
        all += history->entries[i].count;
    *names = calloc((size_t)all + 1, sizeof **names);
    *count = 0;
    if (*names == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the names");
    all = 0;
    for (long i = 0; i < history->count; i++)
        for (long j = 0; j < history->entries[i].count; j++)
            (*names)[all++] = history->entries[i].scenarios[j].name;
    qsort(*names, (size_t)all, sizeof **names, compare_strings);
    for (long i = 0; i < all; i++)
        if (kept == 0 || strcmp((*names)[kept - 1], (*names)[i]) != 0)
            (*names)[kept++] = (*names)[i];
    *count = kept;
    return STATUS_OK;
}

/* ---- reading ---------------------------------------------------------------------------------- */

/* The first of the last `most` lines: what lies before is not read. */
static const char *find_start(long *number, const char *bytes, size_t size, long most) {
    long lines = 0, skip = 0;
    for (size_t i = 0; i < size; i++)
        lines += bytes[i] == '\n';
    lines += size > 0 && bytes[size - 1] != '\n';
    const char *at = bytes;
    for (; most > 0 && skip < lines - most; skip++) {
        const char *end = memchr(at, '\n', size - (size_t)(at - bytes));
        at = end + 1;
    }
    *number = skip + 1;
    return at;
}

static void note_fault(struct history *history, const struct error *error) {
    if (history->fault_count++ >= FAULTS_SHOWN)
        return;
    text_add_error(&history->faults, error);
    text_add(&history->faults, "\n");
}

/* Reads one line. Only running out of memory is an error. */
static enum status take_line(struct history *history, const char *path, long number,
                             const char *line, size_t size, struct error *error) {
    struct error fault = {0};
    struct history_entry entry;
    if (size > HISTORY_LINE_MAX) {
        klimb_error_at(&fault, STATUS_FORMAT, path, number, 0,
                       "a line of %zu bytes; at most %d are read", size, (int)HISTORY_LINE_MAX);
        note_fault(history, &fault);
        return STATUS_OK;
    }
    enum status status = history_line_parse(&entry, path, number, line, size, &fault);
    if (status == STATUS_OK)
        history->entries[history->count++] = entry;
    else if (status == STATUS_FORMAT)
        note_fault(history, &fault);
    else
        *error = fault;
    return status == STATUS_FORMAT ? STATUS_OK : status;
}

/* A line without an end at the end of the file. */
static void note_torn(struct history *history, const char *path, long number) {
    struct error fault = {0};
    klimb_error_at(&fault, STATUS_FORMAT, path, number, 0,
                   "the last line has no end: a check was ended while it wrote it");
    note_fault(history, &fault);
}

static enum status take_lines(struct history *history, const char *path, const char *bytes,
                              size_t size, long most, struct error *error) {
    const char *end = bytes + size;
    long number;
    const char *at = find_start(&number, bytes, size, most);
    long room = 1;
    for (const char *c = at; c < end; c++)
        room += *c == '\n';
    history->entries = calloc((size_t)room, sizeof *history->entries);
    if (history->entries == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the history");
    enum status status = STATUS_OK;
    while (status == STATUS_OK && at < end) {
        const char *line = at, *stop = memchr(at, '\n', (size_t)(end - at));
        if (stop == NULL) {
            note_torn(history, path, number);
            break;
        }
        at = stop + 1;
        size_t length = (size_t)(stop - line);
        length -= length > 0 && line[length - 1] == '\r'; /* git may have changed the ends */
        status = take_line(history, path, number++, line, length, error);
    }
    return status;
}

enum status history_read(struct history *history, const char *path, long most,
                         struct error *error) {
    char *bytes = NULL;
    size_t size = 0;
    *history = (struct history){0};
    enum status status = file_read(&bytes, &size, path, FILE_SIZE_MAX, error);
    if (status == STATUS_OK)
        status = take_lines(history, path, bytes, size, most, error);
    free(bytes);
    if (status == STATUS_OK && history->fault_count > FAULTS_SHOWN)
        text_add(&history->faults, "%s: and %ld lines more\n", path,
                 history->fault_count - FAULTS_SHOWN);
    if (status == STATUS_OK && history->faults.failed)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for the history");
    if (status != STATUS_OK)
        history_free(history);
    return status;
}

/* ---- appending -------------------------------------------------------------------------------- */

/* Open for this process alone. Returns -1 with errno. */
static int open_locked(const char *path) {
    for (int waits = 0; waits < LOCK_TRIES; waits++) {
        int file = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0644);
        if (file < 0)
            return -1;
        if (lock_try(file) != LOCK_BUSY)
            return file;
        close(file);
        lock_pause();
    }
    errno = EBUSY;
    return -1;
}

/* One write of the line. What could not be written whole is taken back. Returns 0, or an errno. */
static int write_line(int file, const struct text *line) {
    struct stat facts;
    char last = '\n';
    struct text whole = {0};
    if (fstat(file, &facts) != 0)
        return errno;
    if (!S_ISREG(facts.st_mode))
        return EINVAL;
    if (facts.st_size > 0 && pread(file, &last, 1, facts.st_size - 1) != 1)
        return EIO;
    text_add(&whole, "%s", last == '\n' ? "" : "\n");
    text_add_bytes(&whole, line->bytes, line->length);
    text_add(&whole, "\n");
    int reason = whole.failed ? ENOMEM : 0;
    if (reason == 0) {
        ssize_t written = write(file, whole.bytes, whole.length);
        if (written != (ssize_t)whole.length) {
            reason = written < 0 ? errno : ENOSPC;
            if (written > 0 && ftruncate(file, facts.st_size) != 0)
                reason = errno;
        }
    }
    text_free(&whole);
    return reason;
}

enum status history_append(const char *path, const struct history_entry *entry,
                           struct error *error) {
    struct text line = {0};
    char parent[FILE_PATH_MAX];
    enum status status = history_line_format(&line, entry, error);
    if (status == STATUS_OK && strlen(path) < sizeof parent) {
        file_parent(parent, path);
        status = file_make_folders(parent, error);
    }
    if (status == STATUS_OK) {
        int file = open_locked(path);
        int reason = file >= 0 ? write_line(file, &line) : errno;
        if (file >= 0)
            close(file);
        errno = reason;
        if (reason != 0)
            status = file_error(error, "write", path);
    }
    text_free(&line);
    return status;
}
