/* Digests and seal of a pending scenario. */
#include <stdlib.h>
#include <string.h>

#include "pending/pending_internal.h"

enum { PENDING_FILE_LIMIT = 256 << 20 };

/* Whether `below` is `name` or in the folder of that name. */
static int is_in(const char *below, const char *name) {
    size_t length = strlen(name);
    return strncmp(below, name, length) == 0 && (below[length] == '\0' || below[length] == '/');
}

int pending_is_own(void *context, const char *below) {
    (void)context;
    return is_in(below, PENDING_JSON) || is_in(below, PENDING_SCENARIO) ||
           is_in(below, PENDING_RUNS);
}

static enum status add_digest(cJSON *files, const char *folder, const char *below,
                              struct error *error) {
    char path[FILE_PATH_MAX], digest[65], *bytes;
    size_t size;
    enum status status = file_join(path, folder, below, error);
    if (status == STATUS_OK)
        status = file_read(&bytes, &size, path, PENDING_FILE_LIMIT, error);
    if (status != STATUS_OK)
        return status;
    file_digest(digest, bytes, size);
    free(bytes);
    return cJSON_AddStringToObject(files, below, digest) != NULL
               ? STATUS_OK
               : klimb_error_set(error, STATUS_MEMORY, "no memory for the digests of %s", folder);
}

enum status pending_digest_files(cJSON **files, const char *folder, struct error *error) {
    char **list = NULL;
    long count = 0;
    *files = cJSON_CreateObject();
    enum status status = *files != NULL
                             ? file_list(&list, &count, folder, "", error)
                             : klimb_error_set(error, STATUS_MEMORY,
                                               "no memory for the digests of %s", folder);
    for (long i = 0; status == STATUS_OK && i < count; i++)
        if (pending_is_own(NULL, list[i]) && strcmp(list[i], PENDING_JSON) != 0)
            status = add_digest(*files, folder, list[i], error);
    free(list);
    if (status != STATUS_OK) {
        cJSON_Delete(*files);
        *files = NULL;
    }
    return status;
}

enum status pending_seal(char seal[65], cJSON *json, struct error *error) {
    cJSON_DeleteItemFromObjectCaseSensitive(json, PENDING_SEAL_KEY);
    char *plain = cJSON_PrintUnformatted(json);
    if (plain == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for a seal");
    file_digest(seal, plain, strlen(plain));
    cJSON_free(plain);
    return STATUS_OK;
}
