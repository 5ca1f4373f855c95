#include "scenario/scenario_cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/scenario_find.h"
#include "scenario/scenario_load.h"
#include "scenario/schema.h"

struct scenario_cache *scenario_cache_new(int is_digested) {
    struct scenario_cache *cache = calloc(1, sizeof *cache);
    if (cache == NULL)
        return NULL;
    cache->is_digested = is_digested;
    if (schema_set_defaults(&cache->defaults, NULL) == STATUS_OK)
        return cache;
    scenario_cache_free(cache);
    return NULL;
}

void scenario_cache_free(struct scenario_cache *cache) {
    if (cache == NULL)
        return;
    for (long i = 0; i < cache->count; i++)
        yaml_tree_free(&cache->bases[i].yaml);
    scenario_free(&cache->defaults);
    free(cache);
}

/* Keeps a tree. Returns whether there was room. */
static int keep(struct scenario_cache *cache, const char *name, const struct yaml *yaml) {
    if (cache == NULL || cache->count == SCENARIO_CACHE_BASES)
        return 0;
    snprintf(cache->bases[cache->count].name, SCENARIO_NAME_MAX, "%s", name);
    cache->bases[cache->count++].yaml = *yaml;
    return 1;
}

enum status scenario_cache_read(struct yaml *yaml, int *is_kept, struct scenario_cache *cache,
                                const char *name, const char *path, struct error *error) {
    *is_kept = 0;
    for (long i = 0; cache != NULL && i < cache->count; i++) {
        if (strcmp(cache->bases[i].name, name) != 0)
            continue;
        *yaml = cache->bases[i].yaml;
        *is_kept = 1;
        return STATUS_OK;
    }
    enum status status = yaml_read(yaml, path, error);
    if (status == STATUS_OK)
        *is_kept = keep(cache, name, yaml);
    return status;
}

void scenario_cache_hint_nearest(struct scenario_cache *cache, struct error *error,
                                 const char *root, const char *name) {
    if (cache == NULL) {
        scenario_hint_nearest(error, root, name);
        return;
    }
    if (strcmp(cache->hinted, name) != 0) {
        struct error found = {0};
        scenario_hint_nearest(&found, root, name);
        memcpy(cache->hint, found.hint, sizeof cache->hint);
        snprintf(cache->hinted, sizeof cache->hinted, "%s", name);
    }
    if (cache->hint[0] != '\0')
        klimb_error_hint(error, "%s", cache->hint);
}
