#include "pending/pending.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pending/pending_internal.h"

/* ---- names --------------------------------------------------------------------------------- */

/* Cut the name of a file off its path, and leave that of the folder. Returns 0 for another file. */
static int cut_file(char *path, const char *file) {
    size_t length = strlen(path), tail = strlen(file);
    if (length <= tail + 1 || strcmp(path + length - tail, file) != 0 ||
        path[length - tail - 1] != '/')
        return 0;
    path[length - tail - 1] = '\0';
    return 1;
}

static int is_listed(char *const *names, long count, const char *name) {
    for (long i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return 1;
    return 0;
}

/* One of the two files is enough: where the other is missing, pending_read says so. */
enum status pending_list(char ***names, long *count, const char *root, struct error *error) {
    enum file_kind kind;
    char **list = NULL;
    long found = 0;
    *names = NULL;
    *count = 0;
    enum status status = file_look(&kind, root, error);
    if (status == STATUS_OK && kind != FILE_NONE)
        status = file_list(&list, &found, root, "", error);
    if (status != STATUS_OK)
        return status;
    for (long i = 0; i < found; i++)
        if ((cut_file(list[i], PENDING_JSON) || cut_file(list[i], PENDING_SCENARIO)) &&
            !is_listed(list, *count, list[i]))
            list[(*count)++] = list[i];
    if (list != NULL)
        list[*count] = NULL;
    *names = list;
    return STATUS_OK;
}

int pending_is_asked(const char *name, const char *asked) {
    size_t length = strlen(asked), whole = strlen(name);
    if (strncmp(name, asked, length) == 0 && (name[length] == '\0' || name[length] == '/'))
        return 1;
    return whole > length && name[whole - length - 1] == '/' &&
           strcmp(name + whole - length, asked) == 0;
}

static int is_asked(const char *name, const char *const *asked, long asked_count) {
    for (long i = 0; i < asked_count; i++)
        if (pending_is_asked(name, asked[i]))
            return 1;
    return asked_count == 0;
}

static enum status find_each(char *const *names, long count, const char *root,
                             const char *const *asked, long asked_count, struct error *error) {
    for (long i = 0; i < asked_count; i++) {
        long j = 0;
        while (j < count && !pending_is_asked(names[j], asked[i]))
            j++;
        if (j < count)
            continue;
        klimb_error_set(error, STATUS_INVALID, "%s is not pending in %s", asked[i], root);
        klimb_error_hint(error, "a failing check saves what moved there");
        return STATUS_INVALID;
    }
    return STATUS_OK;
}

enum status pending_select(char ***names, long *count, const char *root, const char *const *asked,
                           long asked_count, struct error *error) {
    long found = 0;
    enum status status = pending_list(names, count, root, error);
    if (status == STATUS_OK)
        status = find_each(*names, *count, root, asked, asked_count, error);
    if (status != STATUS_OK) {
        free(*names);
        *names = NULL;
        return status;
    }
    for (long i = 0; i < *count; i++)
        if (is_asked((*names)[i], asked, asked_count))
            (*names)[found++] = (*names)[i];
    *count = found;
    return STATUS_OK;
}

/* ---- reading --------------------------------------------------------------------------------- */

const char *pending_text(const struct pending *pending, const char *key) {
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(pending->json, key));
    return text != NULL ? text : "";
}

static enum status refuse(struct error *error, const char *path, const char *what) {
    klimb_error_at(error, STATUS_FORMAT, path, 0, 0, "%s", what);
    klimb_error_hint(error, "`klimb check` saves it again");
    return STATUS_FORMAT;
}

static enum status check_format(const cJSON *json, const char *path, struct error *error) {
    const cJSON *format = cJSON_GetObjectItemCaseSensitive(json, "format");
    if (!cJSON_IsNumber(format))
        return refuse(error, path, "there is no `format`: klimb did not write this file");
    if (format->valueint == PENDING_FORMAT)
        return STATUS_OK;
    klimb_error_at(error, STATUS_FORMAT, path, 0, 0, "format is %d, and this klimb reads only %d",
                   format->valueint, PENDING_FORMAT);
    klimb_error_hint(error, "update klimb, or run `klimb check` again");
    return STATUS_FORMAT;
}

/* Compare the seal, and put it back. */
static enum status check_seal(struct pending *pending, const char *path, struct error *error) {
    char said[65], found[65];
    snprintf(said, sizeof said, "%s", pending_text(pending, PENDING_SEAL_KEY));
    enum status status = pending_seal(found, pending->json, error);
    if (status != STATUS_OK)
        return status;
    if (strcmp(said, found) != 0)
        return refuse(error, path, "edited after klimb wrote it: the seal does not fit");
    memcpy(pending->seal, found, sizeof found);
    return cJSON_AddStringToObject(pending->json, PENDING_SEAL_KEY, found) != NULL
               ? STATUS_OK
               : klimb_error_set(error, STATUS_MEMORY, "no memory for %s", path);
}

/* Each file of one list must be in the other with the same digest. */
static enum status compare_files(const struct pending *pending, const cJSON *said,
                                 const cJSON *found, const char *trouble, struct error *error) {
    const cJSON *file;
    char path[FILE_PATH_MAX];
    cJSON_ArrayForEach(file, said) {
        const cJSON *other = cJSON_GetObjectItemCaseSensitive(found, file->string);
        const char *digest = cJSON_GetStringValue(other), *own = cJSON_GetStringValue(file);
        enum status status = file_join(path, pending->folder, file->string, error);
        if (status != STATUS_OK)
            return status;
        if (digest == NULL)
            return refuse(error, path, trouble);
        if (own == NULL || strcmp(digest, own) != 0)
            return refuse(
                error, path,
                "edited after klimb wrote it: it does not have its digest in " PENDING_JSON);
    }
    return STATUS_OK;
}

static enum status check_files(const struct pending *pending, struct error *error) {
    const cJSON *said = cJSON_GetObjectItemCaseSensitive(pending->json, "files");
    cJSON *found;
    enum status status = pending_digest_files(&found, pending->folder, error);
    if (status != STATUS_OK)
        return status;
    status = compare_files(pending, said, found, "the file is missing", error);
    if (status == STATUS_OK)
        status = compare_files(pending, found, said, "klimb did not write this file", error);
    cJSON_Delete(found);
    return status;
}

/* Take the verdict from the judgement. */
static enum status read_verdict(struct pending *pending, const char *path, struct error *error) {
    const cJSON *judgement = cJSON_GetObjectItemCaseSensitive(pending->json, "judgement");
    const char *word = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(judgement, "verdict"));
    long verdict = word != NULL ? text_index(word, verdict_names) : -1;
    if (verdict < 0)
        return refuse(error, path, "the judgement has no verdict");
    pending->verdict = (enum verdict)verdict;
    return STATUS_OK;
}

static enum status read_words(struct pending *pending, const char *name, const char *path,
                              struct error *error) {
    const char *digest = pending_text(pending, "digest");
    if (strcmp(pending_text(pending, "scenario"), name) != 0 || strlen(digest) != 64)
        return refuse(error, path, "this folder belongs to another scenario");
    snprintf(pending->name, sizeof pending->name, "%s", name);
    snprintf(pending->digest, sizeof pending->digest, "%s", digest);
    return read_verdict(pending, path, error);
}

/* Find the seeds that have a record. Files are sorted, so seeds are too. */
static enum status find_seeds(struct pending *pending, struct error *error) {
    const cJSON *file, *files = cJSON_GetObjectItemCaseSensitive(pending->json, "files");
    char prefix[SCENARIO_NAME_MAX + 32];
    snprintf(prefix, sizeof prefix, PENDING_RUNS "/%s/seed-", pending->name);
    pending->seeds = calloc((size_t)cJSON_GetArraySize(files) + 1, sizeof *pending->seeds);
    if (pending->seeds == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for seeds");
    cJSON_ArrayForEach(file, files) {
        char *end;
        if (strncmp(file->string, prefix, strlen(prefix)) != 0)
            continue;
        long seed = strtol(file->string + strlen(prefix), &end, 10);
        if (strcmp(end, "/record.csv") == 0)
            pending->seeds[pending->seed_count++] = seed;
    }
    return STATUS_OK;
}

static enum status read_all(struct pending *pending, const char *name, const char *path,
                            const char *text, struct error *error) {
    enum status status = json_parse(&pending->json, path, text, error);
    if (status == STATUS_OK)
        status = check_format(pending->json, path, error);
    if (status == STATUS_OK)
        status = check_seal(pending, path, error);
    if (status == STATUS_OK)
        status = read_words(pending, name, path, error);
    if (status == STATUS_OK)
        status = check_files(pending, error);
    return status == STATUS_OK ? find_seeds(pending, error) : status;
}

/* Without pending.json: a folder that was copied or removed in part, or none. */
static enum status refuse_missing(const char *folder, const char *path, const char *name,
                                  const char *root, struct error *error) {
    char scenario[FILE_PATH_MAX];
    enum file_kind kind = FILE_NONE;
    enum status status = file_join(scenario, folder, PENDING_SCENARIO, error);
    if (status == STATUS_OK)
        status = file_look(&kind, scenario, error);
    if (status != STATUS_OK)
        return status;
    return kind == FILE_NONE
               ? klimb_error_set(error, STATUS_INVALID, "%s is not pending in %s", name, root)
               : refuse(error, path, "the file is missing: the folder is not whole");
}

enum status pending_read(struct pending *pending, const char *root, const char *name,
                         struct error *error) {
    char path[FILE_PATH_MAX], *text = NULL;
    size_t size;
    enum file_kind kind = FILE_NONE;
    *pending = (struct pending){0};
    enum status status = file_join(pending->folder, root, name, error);
    if (status == STATUS_OK)
        status = file_join(path, pending->folder, PENDING_JSON, error);
    if (status == STATUS_OK)
        status = file_look(&kind, path, error);
    if (status == STATUS_OK && kind == FILE_NONE)
        status = refuse_missing(pending->folder, path, name, root, error);
    if (status == STATUS_OK)
        status = file_read(&text, &size, path, PENDING_JSON_LIMIT, error);
    if (status == STATUS_OK)
        status = read_all(pending, name, path, text, error);
    free(text);
    if (status != STATUS_OK)
        pending_free(pending);
    return status;
}

void pending_free(struct pending *pending) {
    cJSON_Delete(pending->json);
    free(pending->seeds);
    *pending = (struct pending){0};
}
