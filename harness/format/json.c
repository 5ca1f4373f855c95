#include "format/json.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

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

enum status json_parse(cJSON **root, const char *file, const char *text, struct error *error) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const char *end = text;
    pthread_once(&once, watch_memory);
    memory_ran_out = 0;
    *root = cJSON_ParseWithOpts(text, &end, 1);
    if (*root != NULL)
        return STATUS_OK;
    if (memory_ran_out)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", file);
    long line = 1; /* cJSON's place may be a byte behind: no column */
    for (const char *at = text; at < end; at++)
        line += *at == '\n';
    return klimb_error_at(error, STATUS_FORMAT, file, line, 0, "this is not JSON");
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
