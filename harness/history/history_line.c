#include "history/history_line.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "format/json.h"

#define COLUMN_NAME(column) #column,
const char *const history_column_names[] = {HISTORY_COLUMN_TABLE(COLUMN_NAME) NULL};

void history_line_seal(char seal[65], const char *line, size_t size) {
    file_digest(seal, line, size);
}

/* ---- members: each returns 0 when memory ran out ---------------------------------------------- */

static int add_machine(cJSON *root, const struct machine *machine) {
    cJSON *object = cJSON_AddObjectToObject(root, "machine");
    return object != NULL && json_add_string(object, "id", machine->id) &&
           json_add_string(object, "cpu", machine->cpu) &&
           json_add_string(object, "simd", machine->simd) &&
           json_add_string(object, "compiler", machine->compiler) &&
           json_add_string(object, "flags", machine->flags) &&
           json_add_string(object, "libc", machine->libc) &&
           json_add_string(object, "system", machine->system);
}

static int add_last(cJSON *parent, const struct history_scenario *scenario) {
    cJSON *object = cJSON_AddObjectToObject(parent, "final");
    int done = object != NULL;
    for (int column = 0; done && column < HISTORY_COLUMNS; column++)
        done = json_add_number(object, history_column_names[column], scenario->last[column]);
    return done;
}

static int add_scenario(cJSON *list, const struct history_scenario *scenario) {
    cJSON *object = json_append_object(list);
    return object != NULL && json_add_string(object, "name", scenario->name) &&
           json_add_string(object, "verdict", verdict_names[scenario->verdict]) &&
           json_add_count(object, "runs", scenario->runs) &&
           json_add_number(object, "wall", scenario->wall) &&
           json_add_number(object, "user", scenario->user) &&
           json_add_string(object, "scenario", scenario->scenario) &&
           json_add_string(object, "curves", scenario->curves) &&
           json_add_string(object, "golden", scenario->golden) && add_last(object, scenario);
}

static int fill(cJSON *root, const struct history_entry *entry) {
    int done = json_add_count(root, "format", HISTORY_FORMAT) &&
               json_add_string(root, "time", entry->time) &&
               json_add_string(root, "commit", entry->commit) &&
               json_add_flag(root, "dirty", entry->is_dirty) &&
               json_add_string(root, "klimb", entry->klimb) && add_machine(root, &entry->machine) &&
               json_add_string(root, "backend", entry->backend) &&
               json_add_count(root, "jobs", entry->jobs) &&
               json_add_count(root, "threads", entry->threads) &&
               json_add_number(root, "seconds", entry->seconds);
    cJSON *list = done ? cJSON_AddArrayToObject(root, "scenarios") : NULL;
    done = list != NULL;
    for (long i = 0; done && i < entry->count; i++)
        done = add_scenario(list, &entry->scenarios[i]);
    return done;
}

enum status history_line_format(struct text *line, const struct history_entry *entry,
                                struct error *error) {
    char seal[65];
    cJSON *root = cJSON_CreateObject();
    char *json = root != NULL && fill(root, entry) ? cJSON_PrintUnformatted(root) : NULL;
    if (json != NULL) {
        size_t size = strlen(json) - 1; /* without the brace that closes it */
        history_line_seal(seal, json, size);
        text_add_bytes(line, json, size);
        text_add(line, ",\"seal\":\"%s\"}", seal);
    }
    int done = json != NULL && !line->failed;
    cJSON_free(json);
    cJSON_Delete(root);
    return done ? STATUS_OK
                : klimb_error_set(error, STATUS_MEMORY, "no memory for a line of history");
}
