#include "report/report_folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/text.h"

static const char list_name[] = "data/files.txt";
static const char index_name[] = "index.html";

enum { LIST_LIMIT = 64 << 20 }; /* bytes of a list of files */

enum status report_folder_open(struct report_folder *folder, const char *place,
                               struct error *error) {
    char parent[FILE_PATH_MAX];
    *folder = (struct report_folder){.place = place};
    file_parent(parent, place);
    enum status status = private_folder_make(&folder->private, parent, error);
    if (status != STATUS_OK && file_is_folder(place)) {
        folder->is_inside = 1;
        status = private_folder_make(&folder->private, place, error);
    }
    return status == STATUS_OK ? file_join(folder->made, folder->private.path, "report", error)
                               : status;
}

/* ---- the files of a report ------------------------------------------------------------------- */

/* Names of files, between line breaks, so that a whole name can be searched for. */
static enum status list_files(struct text *list, const char *folder, struct error *error) {
    char **files;
    long count;
    enum status status = file_list(&files, &count, folder, "", error);
    if (status != STATUS_OK)
        return status;
    text_add(list, "\n");
    for (long i = 0; i < count; i++)
        text_add(list, "%s\n", files[i]);
    free(files);
    return list->failed
               ? klimb_error_set(error, STATUS_MEMORY, "no memory for the files of a report")
               : STATUS_OK;
}

static enum status write_list(const char *folder, struct error *error) {
    char path[FILE_PATH_MAX];
    struct text list = {0};
    enum status status = list_files(&list, folder, error);
    if (status == STATUS_OK)
        status = file_join(path, folder, list_name, error);
    text_add(&list, "%s\n", list_name);
    if (status == STATUS_OK && list.failed)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for the files of a report");
    if (status == STATUS_OK)
        status = file_write(path, list.bytes, list.length, error);
    text_free(&list);
    return status;
}

/* The list of files of the report in a folder; empty without a report. */
static enum status read_list(char **list, const char *folder, struct error *error) {
    char path[FILE_PATH_MAX];
    size_t size;
    enum file_kind kind = FILE_NONE;
    *list = NULL;
    enum status status = file_join(path, folder, list_name, error);
    if (status == STATUS_OK)
        status = file_look(&kind, path, error);
    if (status == STATUS_OK && kind == FILE_REGULAR)
        return file_read(list, &size, path, LIST_LIMIT, error);
    if (status == STATUS_OK && (*list = strdup("")) == NULL)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for the files of a report");
    return status;
}

/* Whether a list, the context, has the name. */
static int is_listed(void *context, const char *name) {
    char line[FILE_PATH_MAX + 2];
    snprintf(line, sizeof line, "\n%s\n", name);
    return strstr(context, line) != NULL;
}

/* ---- in place, file by file ------------------------------------------------------------------ */

static enum status copy_file(const char *from, const char *to, const char *name,
                             struct error *error) {
    char source[FILE_PATH_MAX], copy[FILE_PATH_MAX];
    enum status status = file_join(source, from, name, error);
    if (status == STATUS_OK)
        status = file_join(copy, to, name, error);
    return status == STATUS_OK ? file_copy(source, copy, error) : status;
}

static enum status delete_file(const char *folder, const char *name, struct error *error) {
    char path[FILE_PATH_MAX];
    enum status status = file_join(path, folder, name, error);
    if (status == STATUS_OK && unlink(path) != 0 && errno != ENOENT)
        status = file_error(error, "delete", path);
    return status;
}

/* Delete the files of the old report that the new one does not have. Overwrites the lists. */
static enum status delete_old(const char *folder, char *old, struct text *new,
                              struct error *error) {
    enum status status = STATUS_OK;
    for (char *name = strtok(old, "\n"); name != NULL && status == STATUS_OK;
         name = strtok(NULL, "\n"))
        if (!is_listed(new->bytes, name))
            status = delete_file(folder, name, error);
    return status;
}

static enum status fill(const struct report_folder *folder, char *old, struct error *error) {
    struct text new = {0};
    enum status status = list_files(&new, folder->made, error);
    if (status == STATUS_OK)
        status = delete_file(folder->place, index_name, error);
    if (status == STATUS_OK)
        status = delete_old(folder->place, old, &new, error);
    char *names = status == STATUS_OK ? new.bytes : NULL;
    for (char *name = names != NULL ? strtok(names, "\n") : NULL;
         name != NULL && status == STATUS_OK; name = strtok(NULL, "\n"))
        if (strcmp(name, index_name) != 0)
            status = copy_file(folder->made, folder->place, name, error);
    if (status == STATUS_OK)
        status = copy_file(folder->made, folder->place, index_name, error);
    text_free(&new);
    return status;
}

/* ---- in place -------------------------------------------------------------------------------- */

enum status report_folder_put(struct report_folder *folder, struct error *error) {
    char *old;
    enum status status = write_list(folder->made, error);
    if (status != STATUS_OK)
        return status;
    status = read_list(&old, folder->place, error);
    if (status != STATUS_OK)
        return status;
    int is_put = 0;
    if (!folder->is_inside) {
        status = folder_link(folder->place, folder->made, is_listed, old, error);
        if (status == STATUS_OK) {
            status = folder_put(folder->made, folder->place, error);
            is_put = status == STATUS_OK || !file_is_folder(folder->place);
        }
    }
    if (!is_put && (status == STATUS_OK || file_is_folder(folder->made)))
        status = fill(folder, old, error);
    free(old);
    return status;
}

void report_folder_close(struct report_folder *folder) {
    private_folder_remove(&folder->private);
}
