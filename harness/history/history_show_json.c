/* The JSON half of history_show.h. */
#include <math.h>
#include <string.h>

#include "format/json.h"
#include "history/bisect.h"
#include "history/history_show.h"

/* Each returns 0 when memory ran out. */

static int add_place(cJSON *parent, const char *key, const struct history_entry *entry) {
    cJSON *object = cJSON_AddObjectToObject(parent, key);
    return object != NULL && json_add_count(object, "line", entry->line) &&
           json_add_string(object, "time", entry->time) &&
           json_add_string(object, "commit", entry->commit) &&
           json_add_flag(object, "dirty", entry->is_dirty) &&
           json_add_string(object, "machine", entry->machine.id);
}

/* The commands, or why there are none: an array of lines. */
static int add_bisect(cJSON *parent, const struct history_finding *finding) {
    struct text lines = {0};
    cJSON *list = cJSON_AddArrayToObject(parent, "bisect");
    if (finding->is_open)
        bisect_add(&lines, finding);
    int done = list != NULL && !lines.failed;
    for (char *line = lines.bytes, *end; done && line != NULL && *line != '\0'; line = end + 1) {
        end = strchr(line, '\n');
        *end = '\0';
        done = cJSON_AddItemToArray(list, cJSON_CreateString(line));
    }
    text_free(&lines);
    return done;
}

static int add_finding(cJSON *list, const struct history_finding *finding) {
    struct text change = {0};
    cJSON *object = json_append_object(list);
    int is_step = finding->kind == FINDING_SECONDS, is_final = finding->kind == FINDING_FINAL;
    history_add_change(&change, finding);
    int done = object != NULL && !change.failed &&
               json_add_string(object, "kind", finding_names[finding->kind]) &&
               json_add_string(object, "scenario", finding->scenario) &&
               json_add_flag(object, "open", finding->is_open) &&
               json_add_string(object, "message", text_string(&change)) &&
               add_place(object, "before", finding->before) &&
               add_place(object, "after", finding->after) &&
               json_add_string(object, "column",
                               is_final  ? history_column_names[finding->column]
                               : is_step ? "seconds"
                                         : "") &&
               json_add_number(object, "was", is_step || is_final ? finding->was : (double)NAN) &&
               json_add_number(object, "is", is_step || is_final ? finding->is : (double)NAN) &&
               json_add_number(object, "p", is_step ? finding->p : (double)NAN) &&
               add_bisect(object, finding);
    text_free(&change);
    return done;
}

static int add_scenario(cJSON *list, const struct history_scenario *scenario) {
    cJSON *object = json_append_object(list);
    int done = object != NULL && json_add_string(object, "name", scenario->name) &&
               json_add_string(object, "verdict", verdict_names[scenario->verdict]) &&
               json_add_count(object, "runs", scenario->runs) &&
               json_add_number(object, "wall", scenario->wall) &&
               json_add_number(object, "user", scenario->user) &&
               json_add_string(object, "curves", scenario->curves) &&
               json_add_string(object, "golden", scenario->golden);
    for (int column = 0; done && column < HISTORY_COLUMNS; column++)
        done = json_add_number(object, history_column_names[column], scenario->last[column]);
    return done;
}

static int add_check(cJSON *list, const struct history_view *view,
                     const struct history_entry *entry) {
    cJSON *object = json_append_object(list);
    int done = object != NULL && json_add_count(object, "line", entry->line) &&
               json_add_string(object, "time", entry->time) &&
               json_add_string(object, "commit", entry->commit) &&
               json_add_flag(object, "dirty", entry->is_dirty) &&
               json_add_string(object, "klimb", entry->klimb) &&
               json_add_string(object, "machine", entry->machine.id) &&
               json_add_string(object, "backend", entry->backend) &&
               json_add_count(object, "jobs", entry->jobs) &&
               json_add_count(object, "threads", entry->threads) &&
               json_add_number(object, "seconds", entry->seconds);
    cJSON *scenarios = done ? cJSON_AddArrayToObject(object, "scenarios") : NULL;
    done = scenarios != NULL;
    for (long i = 0; done && i < entry->count; i++)
        if (history_view_has(view, entry->scenarios[i].name))
            done = add_scenario(scenarios, &entry->scenarios[i]);
    return done;
}

static int fill(cJSON *root, const struct history_view *view) {
    int done = json_add_count(root, "format", HISTORY_FORMAT) &&
               json_add_string(root, "command", "history") &&
               json_add_string(root, "file", view->path) &&
               json_add_count(root, "skipped", view->history->fault_count) &&
               json_add_count(root, "open", view->findings->open);
    cJSON *checks = done ? cJSON_AddArrayToObject(root, "checks") : NULL;
    cJSON *findings = checks != NULL ? cJSON_AddArrayToObject(root, "findings") : NULL;
    done = findings != NULL;
    for (long i = 0; done && i < view->history->count; i++)
        done = add_check(checks, view, &view->history->entries[i]);
    for (long i = 0; done && i < view->findings->count; i++)
        if (history_view_has(view, view->findings->list[i].scenario))
            done = add_finding(findings, &view->findings->list[i]);
    return done;
}

void history_print_json(FILE *out, const struct history_view *view) {
    cJSON *root = cJSON_CreateObject();
    json_print(out, root, root != NULL && fill(root, view));
}
