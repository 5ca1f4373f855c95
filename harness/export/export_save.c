#include "export/export_save.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/private_folder.h"
#include "export/export_readme.h"
#include "run/manifest.h"

enum status export_check_folder(const char *folder, struct error *error) {
    struct stat about;
    if (lstat(folder, &about) != 0)
        return STATUS_OK;
    klimb_error_set(error, STATUS_INVALID, "%s exists already", folder);
    klimb_error_hint(error, "name a folder that is not there yet, or remove this one");
    return STATUS_INVALID;
}

/* ---- The files ---- */

static enum status save_arrays(const struct export *export, const char *folder,
                               struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; i < export->files && status == STATUS_OK; i++) {
        const struct export_file *file = &export->file[i];
        char name[EXPORT_NAME_MAX + 8], path[FILE_PATH_MAX];
        if (file->npy.axes == 0)
            continue;
        snprintf(name, sizeof name, "%s.npy", file->name);
        status = file_join(path, folder, name, error);
        if (status == STATUS_OK)
            status = npy_write(&file->npy, path, error);
    }
    return status;
}

static enum status save_readme(const struct export *export, const char *folder,
                               struct error *error) {
    struct text text = {0};
    char path[FILE_PATH_MAX];
    export_describe(&text, export);
    enum status status = file_join(path, folder, "README.md", error);
    if (status == STATUS_OK)
        status = text.failed
                     ? klimb_error_set(error, STATUS_MEMORY, "no memory for the text of %s", path)
                     : file_write(path, text.bytes, text.length, error);
    text_free(&text);
    return status;
}

static enum status save_files(const struct export *export, const char *folder,
                              struct error *error) {
    enum status status = save_arrays(export, folder, error);
    if (status == STATUS_OK)
        status = save_readme(export, folder, error);
    if (status == STATUS_OK)
        status = manifest_write_export(folder, export->scenario, export->seed, export->steps,
                                       export->backend, error);
    return status;
}

/* ---- The folder: whole or not at all ---- */

/* Give the finished folder its name, unless there is something of that name by now. */
static enum status put_new(const char *made, const char *target, struct error *error) {
    if (renameat2(AT_FDCWD, made, AT_FDCWD, target, RENAME_NOREPLACE) == 0)
        return STATUS_OK;
    int is_unknown = errno == EINVAL || errno == ENOSYS; /* to this file system */
    if (is_unknown && export_check_folder(target, error) == STATUS_OK && rename(made, target) == 0)
        return STATUS_OK;
    return file_error(error, "write", target);
}

enum status export_save(const struct export *export, const char *folder, struct error *error) {
    struct private_folder private = {0};
    char target[FILE_PATH_MAX], parent[FILE_PATH_MAX], made[FILE_PATH_MAX];
    enum status status = file_join(target, "", folder, error); /* without a '/' at its end */
    if (status != STATUS_OK)
        return status;
    file_parent(parent, target);
    status = private_folder_make(&private, parent, error);
    if (status == STATUS_OK)
        status = file_join(made, private.path, "export", error);
    if (status == STATUS_OK)
        status = save_files(export, made, error);
    if (status == STATUS_OK)
        status = put_new(made, target, error);
    private_folder_remove(&private);
    return status;
}
