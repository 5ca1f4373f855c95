#include "export_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "manifest.h"

static enum status refused(const char *what, const char *path, struct error *error) {
    const char *why = strerror(errno);
    return error_set(error, STATUS_IO, "cannot %s %s: %s", what, path, why);
}

enum status export_check_folder(const char *folder, struct error *error) {
    struct stat about;
    if (lstat(folder, &about) != 0)
        return STATUS_OK;
    error_set(error, STATUS_INVALID, "%s exists already", folder);
    error_hint(error, "name a folder that is not there yet, or remove this one");
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
        status = text.failed ? error_set(error, STATUS_MEMORY, "no memory for the text of %s", path)
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

/* Remove what save_files has written; what cannot be removed stays. */
static void remove_folder(const char *folder) {
    static const char *const folders[] = {"initial", "final", "evaluation", "."};
    char **names, path[FILE_PATH_MAX];
    long count;
    if (file_list(&names, &count, folder, "", NULL) != STATUS_OK)
        return;
    for (long i = 0; i < count; i++)
        if (file_join(path, folder, names[i], NULL) == STATUS_OK)
            (void)unlink(path);
    free(names);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (file_join(path, folder, folders[i], NULL) == STATUS_OK)
            (void)rmdir(path);
}

/* A new folder beside `folder`, with the rights of any other folder. */
static enum status make_beside(char made[FILE_PATH_MAX], const char *folder, struct error *error) {
    char parent[FILE_PATH_MAX];
    file_parent(parent, folder);
    enum status status = file_make_folders(parent, error);
    if (status != STATUS_OK)
        return status;
    int length = snprintf(made, FILE_PATH_MAX, "%s.XXXXXX", folder);
    if (length >= FILE_PATH_MAX)
        errno = ENAMETOOLONG;
    mode_t mask = umask(0);
    umask(mask);
    if (length >= FILE_PATH_MAX || mkdtemp(made) == NULL || chmod(made, 0777 & ~mask) != 0)
        return refused("make a folder beside", folder, error);
    return STATUS_OK;
}

enum status export_save(const struct export *export, const char *folder, struct error *error) {
    char target[FILE_PATH_MAX], made[FILE_PATH_MAX];
    enum status status = file_join(target, "", folder, error); /* without a '/' at its end */
    if (status == STATUS_OK)
        status = make_beside(made, target, error);
    if (status != STATUS_OK)
        return status;
    status = save_files(export, made, error);
    if (status == STATUS_OK && rename(made, target) != 0)
        status = refused("write", target, error);
    if (status != STATUS_OK)
        remove_folder(made);
    return status;
}
