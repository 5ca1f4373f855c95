#include "report/scratch.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/folder.h"

enum { FIGURE_LIMIT = 256 << 20 }; /* bytes */

enum status scratch_make(char folder[FILE_PATH_MAX], struct error *error) {
    const char *above = getenv("TMPDIR");
    snprintf(folder, FILE_PATH_MAX, "%s/klimb-plot-XXXXXX", above != NULL ? above : P_tmpdir);
    if (mkdtemp(folder) == NULL)
        return klimb_error_set(error, STATUS_IO, "cannot make a folder to draw in: %s", folder);
    return STATUS_OK;
}

void scratch_remove(const char *folder) {
    enum status left = folder_remove(folder, NULL);
    (void)left;
}

enum status scratch_deliver(const char *folder, const char *name, const char *output,
                            struct error *error) {
    char path[FILE_PATH_MAX], *bytes;
    size_t size;
    enum status status = file_join(path, folder, name, error);
    if (status == STATUS_OK)
        status = file_read(&bytes, &size, path, FIGURE_LIMIT, error);
    if (status != STATUS_OK)
        return status;
    if (output != NULL)
        status = file_write(output, bytes, size, error);
    else if (fwrite(bytes, 1, size, stdout) != size)
        status = klimb_error_set(error, STATUS_IO, "cannot write the figure to standard output");
    free(bytes);
    return status;
}
