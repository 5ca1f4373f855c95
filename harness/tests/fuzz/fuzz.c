#include "fuzz.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How every target runs, also by itself. Where a header promises more than there is room for, malloc
 * returns NULL and the message is looked at, too. The rest is speed. */
const char *__asan_default_options(void);
const char *__asan_default_options(void) {
    return "allocator_may_return_null=1:max_allocation_size_mb=64:quarantine_size_mb=4:"
           "malloc_context_size=4:handle_abort=1";
}

/* ---- properties ------------------------------------------------------------------------------ */

/* harness/tests/fuzz.sh counts findings that begin so. */
void fuzz_broken(const char *file, int line, const char *format, ...) {
    va_list arguments;
    fprintf(stderr, "klimb fuzz: property broken at %s:%d: ", file, line);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, "\n");
    abort();
}

#define HOLDS(holds, ...)                                                                          \
    do {                                                                                           \
        if (!(holds))                                                                              \
            fuzz_broken(file, line, __VA_ARGS__);                                                  \
    } while (0)

enum status fuzz_status(const char *file, int line, enum status status, const struct error *error) {
    HOLDS((unsigned)status < STATUS_COUNT, "status %d", (int)status);
    if (status == STATUS_OK)
        return status;
    HOLDS(error->status == status, "status %d returned, %d in the error: %s", (int)status,
          (int)error->status, error->message);
    HOLDS(status != STATUS_MEMORY, "no memory for a small input: %s", error->message);
    HOLDS(error->message[0] != '\0', "status %d without a message", (int)status);
    HOLDS(error->line >= 0 && error->column >= 0, "line %ld, column %ld", error->line,
          error->column);
    HOLDS(error->line > 0 || error->column == 0, "column %ld of no line", error->column);
    HOLDS(error->line == 0 || error->file[0] != '\0', "line %ld of no file", error->line);
    return status;
}

int fuzz_is(const struct text *a, const struct text *b) {
    return !a->failed && !b->failed && a->length == b->length &&
           (a->length == 0 || memcmp(a->bytes, b->bytes, a->length) == 0);
}

/* ---- pieces ---------------------------------------------------------------------------------- */

void fuzz_cut(struct fuzz_piece *piece, long count, const uint8_t *bytes, size_t size) {
    static const char cut[] = FUZZ_CUT;
    const char *begin = (const char *)bytes, *end = begin + size;
    for (long i = 0; i < count; i++) {
        const char *found = i + 1 < count ? memmem(begin, (size_t)(end - begin), cut, strlen(cut))
                                          : NULL;
        piece[i] = (struct fuzz_piece){begin, (size_t)((found != NULL ? found : end) - begin)};
        begin = found != NULL ? found + strlen(cut) : end;
    }
}

static void *allocate(size_t size) {
    void *memory = malloc(size);
    if (memory == NULL) {
        fprintf(stderr, "klimb fuzz: no memory for an input\n");
        exit(1);
    }
    return memory;
}

char *fuzz_text(const struct fuzz_piece *piece) {
    char *text = allocate(piece->size + 1);
    if (piece->size > 0)
        memcpy(text, piece->bytes, piece->size);
    text[piece->size] = '\0';
    return text;
}

int fuzz_digit(struct fuzz_piece *piece) {
    if (piece->size == 0)
        return 0;
    piece->size--;
    return *piece->bytes++ & 7;
}

char *fuzz_put(char *text, const char *word, const char *value) {
    const char *place = strstr(text, word);
    if (place == NULL)
        return text;
    const char *rest = place + strlen(word);
    size_t before = (size_t)(place - text), length = strlen(value), after = strlen(rest) + 1;
    char *out = allocate(before + length + after);
    memcpy(out, text, before);
    memcpy(out + before, value, length);
    memcpy(out + before + length, rest, after);
    free(text);
    return out;
}

/* ---- files ----------------------------------------------------------------------------------- */

static char root[FILE_PATH_MAX / 2];

static int remove_entry(const char *path, const struct stat *about, int type, struct FTW *place) {
    (void)about;
    (void)type;
    (void)place;
    return remove(path);
}

static void remove_root(void) {
    nftw(root, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* KLIMB_FUZZ_FOLDER is emptied by who set it, also after a process that a finding has ended. */
static void make_root(void) {
    const char *above = getenv("KLIMB_FUZZ_FOLDER");
    if (above == NULL)
        above = file_is_folder("/dev/shm") ? "/dev/shm" : P_tmpdir;
    snprintf(root, sizeof root, "%s/klimb-fuzz-XXXXXX", above);
    if (mkdtemp(root) == NULL) {
        perror(root);
        exit(1);
    }
    atexit(remove_root);
}

void fuzz_path(char out[FILE_PATH_MAX], const char *below) {
    if (root[0] == '\0')
        make_root();
    snprintf(out, FILE_PATH_MAX, "%s/%s", root, below);
}

void fuzz_folder(const char *below) {
    char path[FILE_PATH_MAX];
    struct error error = {0};
    fuzz_path(path, below);
    if (file_make_folders(path, &error) != STATUS_OK) {
        fprintf(stderr, "klimb fuzz: %s\n", error.message);
        exit(1);
    }
}

void fuzz_write(const char *below, const void *bytes, size_t size) {
    char path[FILE_PATH_MAX];
    fuzz_path(path, below);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0 || write(file, bytes, size) != (ssize_t)size) {
        perror(path);
        exit(1);
    }
    close(file);
}
