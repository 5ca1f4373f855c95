/* manifest.json: how a run ended. What is accepted can be written and reads back. */
#include <cjson/cJSON.h>
#include <string.h>

#include "fuzz.h"
#include "record/outcome.h"
#include "record/record.h"

static void read_back(const struct record *record, const char *folder) {
    struct record copy = {.seed = -1};
    struct error error = {0};
    cJSON *manifest = cJSON_CreateObject();
    char seed[32];
    snprintf(seed, sizeof seed, "%ld", record->seed);
    cJSON *scenario = cJSON_AddObjectToObject(manifest, "scenario");
    FUZZ_HOLDS(json_add_string(scenario, "name", record->name) &&
                   cJSON_AddRawToObject(manifest, "seed", seed) != NULL &&
                   outcome_fill(cJSON_AddObjectToObject(manifest, "outcome"), &record->outcome),
               "no memory for a manifest");
    char *json = cJSON_Print(manifest);
    fuzz_write("run/manifest.json", json, strlen(json));
    enum status status = record_read_manifest(&copy, folder, &error);
    FUZZ_HOLDS(FUZZ_STATUS(status, &error) == STATUS_OK, "its own copy is refused: %s:\n%s",
               error.message, json);
    const struct outcome *a = &record->outcome, *b = &copy.outcome;
    FUZZ_HOLDS(strcmp(record->name, copy.name) == 0 && record->seed == copy.seed &&
                   a->diverged == b->diverged && a->step == b->step && a->term == b->term &&
                   a->dimension == b->dimension && a->tail == b->tail,
               "another outcome reads back from\n%s", json);
    cJSON_free(json);
    cJSON_Delete(manifest);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    if (folder[0] == '\0') {
        fuzz_folder("run");
        fuzz_path(folder, "run");
        fuzz_path(path, "run/manifest.json");
    }
    struct record record = {.seed = -1};
    struct error error = {0};
    fuzz_write("run/manifest.json", bytes, size);
    enum status status = record_read_manifest(&record, folder, &error);
    if (FUZZ_STATUS(status, &error) == STATUS_OK)
        read_back(&record, folder);
    else if (status != STATUS_MEMORY)
        FUZZ_PLACED(&error, path);
    return 0;
}
