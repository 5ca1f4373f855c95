#include "run/manifest.h"

#include "base/file.h"
#include "base/text.h"
#include "record/outcome.h"
#include "record/versions.h"
#include "scenario/scenario_load.h"

static int add_scenario(cJSON *manifest, const struct scenario *scenario) {
    struct text canonical = {0};
    scenario_canonical(&canonical, scenario, 1);
    cJSON *object = cJSON_AddObjectToObject(manifest, "scenario");
    int done = object != NULL && !canonical.failed &&
               json_add_string(object, "name", scenario->name) &&
               cJSON_AddStringToObject(object, "digest", scenario->digest) != NULL &&
               cJSON_AddStringToObject(object, "canonical", canonical.bytes) != NULL;
    text_free(&canonical);
    return done;
}

/* Adds what the outcome depends on. Returns 0 when memory ran out, as do the others here. */
static int add_origin(cJSON *manifest, long format, const struct scenario *scenario, long seed,
                      const struct backend *backend) {
    struct versions versions;
    versions_get(&versions, backend);
    int has_format = json_add_count(manifest, "format", format);
    cJSON *klimb = cJSON_AddObjectToObject(manifest, "klimb");
    return has_format && klimb != NULL &&
           cJSON_AddStringToObject(klimb, "version", versions.klimb) != NULL &&
           add_scenario(manifest, scenario) && json_add_count(manifest, "seed", seed) &&
           cJSON_AddStringToObject(manifest, "backend",
                                   scenario_backend_name(scenario, backend->kind)) != NULL &&
           json_add_count(manifest, "threads", klimb_threads_count(backend->threads)) &&
           versions_add(manifest, &versions);
}

static int add_results(cJSON *manifest, const struct record *record, double seconds,
                       long peak_kib) {
    char digest[65], tensors[65];
    record_digest(digest, record);
    if (!tensor_digests_sha256(tensors, &record->digests))
        return 0;
    return outcome_fill(cJSON_AddObjectToObject(manifest, "outcome"), &record->outcome) &&
           digest[0] != '\0' &&
           cJSON_AddStringToObject(manifest, "record_digest", digest) != NULL &&
           (tensors[0] == '\0' ||
            cJSON_AddStringToObject(manifest, "tensor_digests", tensors) != NULL) &&
           cJSON_AddNumberToObject(manifest, "wall_seconds", seconds) != NULL &&
           json_add_count(manifest, "peak_kib", peak_kib);
}

/* {"train.py": "<SHA-256>", ...} */
static int add_files(cJSON *object, const struct external *external) {
    cJSON *files = cJSON_AddObjectToObject(object, "files");
    int done = files != NULL;
    long i = 0;
    for (const char *word = words_first(&external->files); done && word != NULL;
         word = words_next(&external->files, word))
        done = json_add_string(files, word, external->file_digests[i++]);
    return done;
}

static int add_command(cJSON *object, const struct words *command) {
    cJSON *list = cJSON_AddArrayToObject(object, "command");
    int done = list != NULL;
    for (const char *word = words_first(command); done && word != NULL;
         word = words_next(command, word)) {
        struct text text = {0};
        text_add_escaped(&text, word, TEXT_TERMINAL);
        cJSON *item = text.failed ? NULL : cJSON_CreateString(text_string(&text));
        text_free(&text);
        done = item != NULL && cJSON_AddItemToArray(list, item);
    }
    return done;
}

/* How the program ended, by enum group_how; the number after it is a code, a signal or an errno. */
static const char *const end_keys[] = {[GROUP_NOT_STARTED] = "not_started",
                                       [GROUP_EXITED] = "exit_code",
                                       [GROUP_KILLED] = "signal",
                                       [GROUP_TIMED_OUT] = "timed_out",
                                       [GROUP_STOPPED] = "stopped"};

static int add_trainer(cJSON *manifest, const struct scenario *scenario,
                       const struct manifest_trainer *trainer) {
    const struct external *external = &scenario->external;
    cJSON *object = cJSON_AddObjectToObject(manifest, "trainer");
    return object != NULL && add_command(object, trainer->command) &&
           json_add_count(object, end_keys[trainer->end->how], trainer->end->number) &&
           json_add_string(object, "log", external->log) &&
           json_add_string(object, "notes", trainer->notes) && add_files(object, external);
}

/* Writes a manifest to its file and frees it; `is_filled` is 0 when memory ran out before. */
static enum status write_and_delete(cJSON *manifest, int is_filled, const char *folder,
                                    struct error *error) {
    char path[FILE_PATH_MAX];
    struct text text = {0};
    char *json = is_filled ? cJSON_Print(manifest) : NULL;
    if (json != NULL)
        text_add(&text, "%s\n", json);
    else
        text.failed = 1;
    cJSON_free(json);
    cJSON_Delete(manifest);
    enum status status = file_join(path, folder, "manifest.json", error);
    if (status == STATUS_OK && text.failed)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for the text of %s", path);
    else if (status == STATUS_OK)
        status = file_write(path, text.bytes, text.length, error);
    text_free(&text);
    return status;
}

enum status manifest_write(const char *folder, const struct record *record,
                           const struct scenario *scenario, const struct backend *backend,
                           double seconds, long peak_kib, struct error *error) {
    cJSON *manifest = cJSON_CreateObject();
    int is_filled = manifest != NULL &&
                    add_origin(manifest, RECORD_FORMAT, scenario, record->seed, backend) &&
                    add_results(manifest, record, seconds, peak_kib);
    return write_and_delete(manifest, is_filled, folder, error);
}

enum status manifest_write_external(const char *folder, const struct record *record,
                                    const struct scenario *scenario, const struct backend *backend,
                                    const struct manifest_trainer *trainer, long peak_kib,
                                    struct error *error) {
    cJSON *manifest = cJSON_CreateObject();
    int is_filled = manifest != NULL &&
                    add_origin(manifest, RECORD_FORMAT, scenario, record->seed, backend) &&
                    add_trainer(manifest, scenario, trainer) &&
                    add_results(manifest, record, trainer->end->seconds, peak_kib);
    return write_and_delete(manifest, is_filled, folder, error);
}

enum status manifest_write_failed(const char *folder, const struct scenario *scenario, long seed,
                                  const struct backend *backend,
                                  const struct manifest_trainer *trainer, const char *message,
                                  struct error *error) {
    cJSON *manifest = cJSON_CreateObject();
    cJSON *outcome = NULL;
    int is_filled = manifest != NULL &&
                    add_origin(manifest, RECORD_FORMAT, scenario, seed, backend) &&
                    add_trainer(manifest, scenario, trainer) &&
                    (outcome = cJSON_AddObjectToObject(manifest, "outcome")) != NULL &&
                    cJSON_AddStringToObject(outcome, "kind", "failed") != NULL &&
                    json_add_string(outcome, "message", message) &&
                    cJSON_AddNumberToObject(manifest, "wall_seconds", trainer->end->seconds) !=
                        NULL;
    return write_and_delete(manifest, is_filled, folder, error);
}

enum status manifest_write_export(const char *folder, const struct scenario *scenario, long seed,
                                  long steps, const struct backend *backend, struct error *error) {
    cJSON *manifest = cJSON_CreateObject();
    int is_filled = manifest != NULL &&
                    add_origin(manifest, MANIFEST_EXPORT_FORMAT, scenario, seed, backend) &&
                    json_add_count(manifest, "steps", steps);
    return write_and_delete(manifest, is_filled, folder, error);
}
