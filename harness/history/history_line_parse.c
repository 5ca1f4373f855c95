/* The reading half of history_line.h. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "format/json.h"
#include "history/history_line.h"

enum { SEAL_DIGITS = 64, SCENARIOS_MAX = 100000 };
static const char SEAL_KEY[] = ",\"seal\":\"";

/* Where a line is, for its errors. */
struct place {
    const char *path;
    long line;
};

/* ---- members ---------------------------------------------------------------------------------- */

static enum status wrong(const struct place *place, const char *key, const char *allowed,
                         struct error *error) {
    return klimb_error_at(error, STATUS_FORMAT, place->path, place->line, 0, "\"%s\" must be %s",
                          key, allowed);
}

static enum status take_string(char *out, size_t size, const cJSON *parent, const char *key,
                               const struct place *place, struct error *error) {
    const char *value = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(parent, key));
    if (value == NULL || strlen(value) >= size || !text_is_utf8(value)) {
        char allowed[64];
        snprintf(allowed, sizeof allowed, "a string of at most %zu bytes of UTF-8", size - 1);
        return wrong(place, key, allowed, error);
    }
    memcpy(out, value, strlen(value) + 1);
    return STATUS_OK;
}

#define TAKE_STRING(field, parent, key, place, error)                                              \
    take_string(field, sizeof(field), parent, key, place, error)

/* Digits of a digest, or nothing. */
static enum status take_digest(char out[HISTORY_DIGEST + 1], const cJSON *parent, const char *key,
                               const struct place *place, struct error *error) {
    enum status status = take_string(out, HISTORY_DIGEST + 1, parent, key, place, error);
    if (status == STATUS_OK && strspn(out, "0123456789abcdef") != strlen(out))
        status = wrong(place, key, "hexadecimal digits", error);
    return status;
}

static enum status take_count(long *out, long least, const cJSON *parent, const char *key,
                              const struct place *place, struct error *error) {
    const double most = 1e9;
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(parent, key);
    char allowed[64];
    if (cJSON_IsNumber(item) && item->valuedouble >= (double)least && item->valuedouble <= most &&
        item->valuedouble == floor(item->valuedouble)) {
        *out = (long)item->valuedouble;
        return STATUS_OK;
    }
    snprintf(allowed, sizeof allowed, "an integer from %ld to %.0f", least, most);
    return wrong(place, key, allowed, error);
}

/* A number, or null, which becomes NaN. */
static enum status take_number(double *out, const cJSON *parent, const char *key,
                               const struct place *place, struct error *error) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(parent, key);
    if (!cJSON_IsNull(item) && !cJSON_IsNumber(item))
        return wrong(place, key, "a number or null", error);
    *out = cJSON_IsNull(item) ? (double)NAN : item->valuedouble;
    return STATUS_OK;
}

/* Seconds of a run, which log wants: above 0, or null. */
static enum status take_seconds(double *out, const cJSON *parent, const char *key,
                                const struct place *place, struct error *error) {
    enum status status = take_number(out, parent, key, place, error);
    if (status == STATUS_OK && !isnan(*out) && !(*out >= 0 && *out < 1e9))
        status = wrong(place, key, "seconds from 0 to 1e9, or null", error);
    return status;
}

static enum status take_verdict(enum verdict *out, const cJSON *parent, const struct place *place,
                                struct error *error) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(parent, "verdict");
    const char *value = cJSON_GetStringValue(item);
    long index = value != NULL ? text_index(value, verdict_names) : -1;
    if (index < 0)
        return wrong(place, "verdict", "one that `klimb help verdicts` lists", error);
    *out = (enum verdict)index;
    return STATUS_OK;
}

/* ---- parts ------------------------------------------------------------------------------------ */

static enum status take_last(struct history_scenario *scenario, const cJSON *object,
                             const struct place *place, struct error *error) {
    const cJSON *last = cJSON_GetObjectItemCaseSensitive(object, "final");
    if (!cJSON_IsObject(last))
        return wrong(place, "final", "an object", error);
    enum status status = STATUS_OK;
    for (int column = 0; status == STATUS_OK && column < HISTORY_COLUMNS; column++)
        status = take_number(&scenario->last[column], last, history_column_names[column], place,
                             error);
    return status;
}

static enum status take_scenario(struct history_scenario *scenario, const cJSON *object,
                                 const struct place *place, struct error *error) {
    enum status status = TAKE_STRING(scenario->name, object, "name", place, error);
    if (status == STATUS_OK)
        status = take_verdict(&scenario->verdict, object, place, error);
    if (status == STATUS_OK)
        status = take_count(&scenario->runs, 0, object, "runs", place, error);
    if (status == STATUS_OK)
        status = take_seconds(&scenario->wall, object, "wall", place, error);
    if (status == STATUS_OK)
        status = take_seconds(&scenario->user, object, "user", place, error);
    if (status == STATUS_OK)
        status = take_digest(scenario->scenario, object, "scenario", place, error);
    if (status == STATUS_OK)
        status = take_digest(scenario->curves, object, "curves", place, error);
    if (status == STATUS_OK)
        status = take_digest(scenario->golden, object, "golden", place, error);
    return status == STATUS_OK ? take_last(scenario, object, place, error) : status;
}

static enum status take_scenarios(struct history_entry *entry, const cJSON *root,
                                  const struct place *place, struct error *error) {
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(root, "scenarios"), *item;
    if (!cJSON_IsArray(list) || cJSON_GetArraySize(list) > SCENARIOS_MAX)
        return wrong(place, "scenarios", "an array", error);
    entry->scenarios = calloc((size_t)cJSON_GetArraySize(list) + 1, sizeof *entry->scenarios);
    if (entry->scenarios == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the history");
    enum status status = STATUS_OK;
    cJSON_ArrayForEach(item, list) {
        status = take_scenario(&entry->scenarios[entry->count], item, place, error);
        if (status != STATUS_OK)
            return status;
        entry->count++;
    }
    return status;
}

static enum status take_machine(struct machine *machine, const cJSON *root,
                                const struct place *place, struct error *error) {
    const cJSON *object = cJSON_GetObjectItemCaseSensitive(root, "machine");
    const struct {
        const char *key;
        char *field;
        size_t size;
    } members[] = {{"id", machine->id, sizeof machine->id},
                   {"cpu", machine->cpu, sizeof machine->cpu},
                   {"simd", machine->simd, sizeof machine->simd},
                   {"compiler", machine->compiler, sizeof machine->compiler},
                   {"flags", machine->flags, sizeof machine->flags},
                   {"libc", machine->libc, sizeof machine->libc},
                   {"system", machine->system, sizeof machine->system}};
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < sizeof members / sizeof *members; i++)
        status = take_string(members[i].field, members[i].size, object, members[i].key, place,
                             error);
    return status;
}

static enum status take_origin(struct history_entry *entry, const cJSON *root,
                               const struct place *place, struct error *error) {
    const cJSON *dirty = cJSON_GetObjectItemCaseSensitive(root, "dirty");
    enum status status = TAKE_STRING(entry->time, root, "time", place, error);
    if (status == STATUS_OK)
        status = TAKE_STRING(entry->commit, root, "commit", place, error);
    if (status == STATUS_OK && strspn(entry->commit, "0123456789abcdef") != strlen(entry->commit))
        status = wrong(place, "commit", "hexadecimal digits", error);
    if (status == STATUS_OK && !cJSON_IsBool(dirty))
        status = wrong(place, "dirty", "true or false", error);
    entry->is_dirty = cJSON_IsTrue(dirty);
    if (status == STATUS_OK)
        status = TAKE_STRING(entry->klimb, root, "klimb", place, error);
    if (status == STATUS_OK)
        status = take_machine(&entry->machine, root, place, error);
    if (status == STATUS_OK)
        status = TAKE_STRING(entry->backend, root, "backend", place, error);
    if (status == STATUS_OK)
        status = take_count(&entry->jobs, 1, root, "jobs", place, error);
    if (status == STATUS_OK)
        status = take_count(&entry->threads, 1, root, "threads", place, error);
    return status == STATUS_OK ? take_seconds(&entry->seconds, root, "seconds", place, error)
                               : status;
}

/* ---- the line --------------------------------------------------------------------------------- */

static enum status check_format(const cJSON *root, const struct place *place, struct error *error) {
    const cJSON *format = cJSON_GetObjectItemCaseSensitive(root, "format");
    if (!cJSON_IsNumber(format))
        return klimb_error_at(error, STATUS_FORMAT, place->path, place->line, 0,
                              "this is no line of a history: it lacks a number \"format\"");
    if (format->valuedouble == HISTORY_FORMAT)
        return STATUS_OK;
    return klimb_error_at(error, STATUS_FORMAT, place->path, place->line, 0,
                          "a line of format %g; this klimb reads %d", format->valuedouble,
                          HISTORY_FORMAT);
}

static enum status check_seal(const char *line, size_t size, const struct place *place,
                              struct error *error) {
    const size_t tail = sizeof SEAL_KEY - 1 + SEAL_DIGITS + 2;
    char seal[SEAL_DIGITS + 1];
    const char *end = size > tail ? line + size - tail : NULL;
    if (end == NULL || memcmp(end, SEAL_KEY, sizeof SEAL_KEY - 1) != 0)
        return klimb_error_at(error, STATUS_FORMAT, place->path, place->line, 0,
                              "the line does not end with its seal");
    history_line_seal(seal, line, (size_t)(end - line));
    if (memcmp(end + sizeof SEAL_KEY - 1, seal, SEAL_DIGITS) == 0)
        return STATUS_OK;
    return klimb_error_at(error, STATUS_FORMAT, place->path, place->line, 0,
                          "the line does not match its seal: it was changed after the check");
}

enum status history_line_parse(struct history_entry *entry, const char *path, long number,
                               const char *line, size_t size, struct error *error) {
    const struct place place = {path, number};
    cJSON *root = NULL;
    *entry = (struct history_entry){.line = number};
    enum status status = json_parse_bytes(&root, path, number, line, size, error);
    if (status == STATUS_OK)
        status = check_format(root, &place, error);
    if (status == STATUS_OK)
        status = check_seal(line, size, &place, error);
    if (status == STATUS_OK)
        status = take_origin(entry, root, &place, error);
    if (status == STATUS_OK)
        status = take_scenarios(entry, root, &place, error);
    cJSON_Delete(root);
    if (status != STATUS_OK)
        history_entry_free(entry);
    return status;
}
