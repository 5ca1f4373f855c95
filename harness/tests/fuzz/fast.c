/* What costs a fuzz target time and finds nothing is replaced by the linker (--wrap, see the
 * Makefile's FUZZ_FAST): files that are flushed, large buffers made for each file, the same defaults
 * parsed for each scenario. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "fuzz.h"
#include "scenario/schema.h"

int __real_gzbuffer(gzFile file, unsigned size);
int __wrap_gzbuffer(gzFile file, unsigned size);
int __wrap_gzbuffer(gzFile file, unsigned size) {
    return __real_gzbuffer(file, size > 512 ? 512 : size);
}

/* Neither by way of a temporary file nor flushed: nobody else reads it. */
enum status __wrap_file_write(const char *path, const void *bytes, size_t size,
                              struct error *error);
enum status __wrap_file_write(const char *path, const void *bytes, size_t size,
                              struct error *error) {
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) {
        char folder[FILE_PATH_MAX];
        file_parent(folder, path);
        enum status status = file_make_folders(folder, error);
        if (status != STATUS_OK)
            return status;
        file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    }
    ssize_t written = file < 0 ? -1 : write(file, bytes, size);
    close(file);
    return written == (ssize_t)size ? STATUS_OK
                                    : klimb_error_set(error, STATUS_IO, "cannot write %s", path);
}

/* For a scenario that has only its name and path. */
enum status __real_schema_set_defaults(struct scenario *scenario, struct error *error);
enum status __wrap_schema_set_defaults(struct scenario *scenario, struct error *error);
enum status __wrap_schema_set_defaults(struct scenario *scenario, struct error *error) {
    static struct scenario defaults;
    static int is_made;
    if (!is_made) {
        enum status status = __real_schema_set_defaults(&defaults, error);
        FUZZ_HOLDS(status == STATUS_OK && defaults.expect.claims == NULL,
                   "the defaults cannot be copied");
        is_made = 1;
    }
    struct scenario given = *scenario;
    *scenario = defaults;
    memcpy(scenario->name, given.name, sizeof given.name);
    memcpy(scenario->path, given.path, sizeof given.path);
    return STATUS_OK;
}
