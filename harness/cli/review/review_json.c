#include "cli/review/review_json.h"

#include <string.h>

#include "cli/review/review_facts.h"
#include "format/json.h"

enum {
    REVIEW_JSON_FORMAT = 1
}; /* raised when a key changes its meaning or is removed, not when one is added */

/* Each returns 0 when memory ran out. */
static int add_lines(cJSON *object, const char *key, const struct text *text) {
    cJSON *list = cJSON_AddArrayToObject(object, key);
    const char *line = text_string(text);
    for (const char *end; list != NULL && (end = strchr(line, '\n')) != NULL; line = end + 1) {
        char setting[1024];
        snprintf(setting, sizeof setting, "%.*s", (int)(end - line), line);
        cJSON *string = cJSON_CreateString(setting);
        if (string == NULL || !cJSON_AddItemToArray(list, string)) {
            cJSON_Delete(string);
            return 0;
        }
    }
    return list != NULL;
}

static int add_seeds(cJSON *object, const struct pending *pending) {
    cJSON *list = cJSON_AddArrayToObject(object, "seeds");
    for (long i = 0; list != NULL && i < pending->seed_count; i++) {
        cJSON *seed = cJSON_CreateNumber((double)pending->seeds[i]);
        if (seed == NULL || !cJSON_AddItemToArray(list, seed)) {
            cJSON_Delete(seed);
            return 0;
        }
    }
    return list != NULL;
}

static int add_copy(cJSON *object, const cJSON *from, const char *key) {
    cJSON *copy = cJSON_Duplicate(cJSON_GetObjectItemCaseSensitive(from, key), 1);
    if (copy != NULL && cJSON_AddItemToObject(object, key, copy))
        return 1;
    cJSON_Delete(copy);
    return 0;
}

static int add_facts(cJSON *object, const struct pending *pending,
                     const struct review_facts *facts) {
    static const char *const copied[] = {"digest", "date", "commit",   "command",
                                         "klimb",  "seal", "judgement"};
    int done = json_add_string(object, "verdict", verdict_names[pending->verdict]);
    for (size_t i = 0; done && i < sizeof copied / sizeof *copied; i++)
        done = add_copy(object, pending->json, copied[i]);
    done = done && add_seeds(object, pending) &&
           json_add_string(object, "picture", text_string(&facts->picture));
    if (done && facts->missing >= 0)
        done = json_add_count(object, "golden_seeds", facts->golden_seeds) &&
               json_add_count(object, "missing_runs", facts->missing);
    else if (done)
        done = json_add_string(object, "trouble", facts->trouble.message);
    return done && (!facts->has_settings || add_lines(object, "settings", &facts->settings));
}

static int add_trouble(cJSON *object, const struct error *trouble) {
    struct text line = {0};
    text_add_errors(&line, trouble);
    int done = json_add_string(object, "trouble", text_string(&line));
    text_free(&line);
    return done;
}

static enum status fill_item(cJSON *object, const struct review_item *item,
                             const struct options *options, struct error *error) {
    struct review_facts facts = {0};
    enum status status = STATUS_OK;
    int done = object != NULL && json_add_string(object, "scenario", item->pending.name);
    if (done && item->trouble.status != STATUS_OK)
        done = add_trouble(object, &item->trouble);
    else if (done) {
        status = review_facts_find(&facts, &item->pending, options, error);
        done = status != STATUS_OK || add_facts(object, &item->pending, &facts);
        review_facts_free(&facts);
    }
    return done ? status : klimb_error_set(error, STATUS_MEMORY, "no memory for JSON");
}

static enum status fill_conflicts(cJSON *root, const struct conflict_list *conflicts,
                                  const struct options *options, struct error *error) {
    cJSON *array = cJSON_AddArrayToObject(root, "conflicts");
    enum status status = STATUS_OK;
    int done = array != NULL;
    for (long i = 0; done && status == STATUS_OK && i < conflicts->count; i++) {
        struct conflict conflict;
        cJSON *object = json_append_object(array);
        status = review_conflict_open(&conflict, conflicts->names[i], options, error);
        if (status != STATUS_OK)
            return status;
        done = review_conflict_fill(object, &conflict);
        conflict_close(&conflict);
    }
    return done ? status : klimb_error_set(error, STATUS_MEMORY, "no memory for JSON");
}

static enum status fill(cJSON *root, const struct review_list *list, const struct options *options,
                        struct error *error) {
    cJSON *array = json_add_count(root, "format", REVIEW_JSON_FORMAT) &&
                           json_add_string(root, "command", "review")
                       ? cJSON_AddArrayToObject(root, "pending")
                       : NULL;
    enum status status = array != NULL
                             ? STATUS_OK
                             : klimb_error_set(error, STATUS_MEMORY, "no memory for JSON");
    for (long i = 0; status == STATUS_OK && i < list->count; i++) {
        cJSON *object = json_append_object(array);
        status = fill_item(object, &list->items[i], options, error);
    }
    return status;
}

enum status review_print_json(FILE *out, const struct review_list *list,
                              const struct conflict_list *conflicts, const struct options *options,
                              struct error *error) {
    cJSON *root = cJSON_CreateObject();
    enum status status = fill(root, list, options, error);
    if (status == STATUS_OK)
        status = fill_conflicts(root, conflicts, options, error);
    char *json = status == STATUS_OK ? cJSON_Print(root) : NULL;
    if (json != NULL)
        fprintf(out, "%s\n", json);
    else if (status == STATUS_OK)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for JSON");
    cJSON_free(json);
    cJSON_Delete(root);
    return status;
}
