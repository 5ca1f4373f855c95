#include "format/json.h"

#include <ctype.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* cJSON returns NULL for bad text and for lack of memory alike, so the allocation is watched. */
static _Thread_local int memory_ran_out;

static void *allocate(size_t size) {
    void *block = malloc(size);
    memory_ran_out |= block == NULL;
    return block;
}

static void watch_memory(void) {
    cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = allocate, .free_fn = free});
}

/* The first NUL, as a byte or as \u0000; NULL without one. */
static const char *find_nul(const char *text, size_t size) {
    const char *at = text, *end = text + size;
    const char *found = memchr(text, '\0', size);
    while (found == NULL && (at = memchr(at, '\\', (size_t)(end - at))) != NULL) {
        if (end - at >= 6 && memcmp(at, "\\u0000", 6) == 0)
            found = at;
        at += end - at > 1 ? 2 : 1;
    }
    return found;
}

/* The tree of a text that is one value and nothing after it, NULL for any other.
 *   bad  out  where it is not */
static cJSON *parse_whole(const char **bad, const char *text, size_t size) {
    const char *at = text, *end = text + size;
    cJSON *root = cJSON_ParseWithLengthOpts(text, size, &at, 0);
    while (root != NULL && at < end && memchr(" \t\r\n", *at, 4) != NULL)
        at++;
    *bad = at - (at > text && !isspace((unsigned char)at[-1])); /* cJSON may be a byte too far */
    if (at == end)
        return root;
    cJSON_Delete(root);
    return NULL;
}

static enum status not_json(const char *file, long line, const char *bad, const char *end,
                            struct error *error) {
    char shown[24];
    size_t length = 0;
    for (; bad < end && *bad != '\n' && length < sizeof shown - 1; bad++)
        shown[length++] = isprint((unsigned char)*bad) ? *bad : '?';
    shown[length] = '\0';
    if (length == 0)
        return klimb_error_at(error, STATUS_FORMAT, file, line, 0, "this is not JSON");
    return klimb_error_at(error, STATUS_FORMAT, file, line, 0, "this is not JSON, near \"%s\"",
                          shown);
}

enum status json_parse_bytes(cJSON **root, const char *file, long first_line, const char *text,
                             size_t size, struct error *error) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const char *bad = find_nul(text, size);
    pthread_once(&once, watch_memory);
    memory_ran_out = 0;
    *root = bad == NULL ? parse_whole(&bad, text, size) : NULL;
    if (*root != NULL)
        return STATUS_OK;
    if (memory_ran_out)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", file);
    long line = first_line; /* without a column: the place is not exact */
    for (const char *at = text; at < bad; at++)
        line += *at == '\n';
    return not_json(file, line, bad, text + size, error);
}

enum status json_parse(cJSON **root, const char *file, const char *text, struct error *error) {
    return json_parse_bytes(root, file, 1, text, strlen(text), error);
}

int json_add_count(cJSON *parent, const char *key, long value) {
    char digits[32];
    snprintf(digits, sizeof digits, "%ld", value);
    return cJSON_AddRawToObject(parent, key, digits) != NULL;
}

int json_add_string(cJSON *parent, const char *key, const char *string) {
    struct text quoted = {0};
    text_add(&quoted, "\"");
    text_add_escaped(&quoted, string, TEXT_JSON);
    text_add(&quoted, "\"");
    int done = !quoted.failed && cJSON_AddRawToObject(parent, key, quoted.bytes) != NULL;
    text_free(&quoted);
    return done;
}

int json_add_number(cJSON *parent, const char *key, double value) {
    return isfinite(value) ? cJSON_AddNumberToObject(parent, key, value) != NULL
                           : json_add_null(parent, key);
}

int json_add_flag(cJSON *parent, const char *key, int flag) {
    return cJSON_AddBoolToObject(parent, key, flag) != NULL;
}

int json_add_null(cJSON *parent, const char *key) {
    return cJSON_AddNullToObject(parent, key) != NULL;
}

cJSON *json_append_object(cJSON *array) {
    cJSON *object = cJSON_CreateObject();
    if (object != NULL && cJSON_AddItemToArray(array, object))
        return object;
    cJSON_Delete(object);
    return NULL;
}

void json_print(FILE *out, cJSON *root, int is_filled) {
    char *json = is_filled ? cJSON_Print(root) : NULL;
    if (json == NULL)
        text_note_ran_out();
    else
        fprintf(out, "%s\n", json);
    cJSON_free(json);
    cJSON_Delete(root);
}
