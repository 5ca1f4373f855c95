/* scenario_cache.h -- what the scenarios of a folder have in common, for whoever loads thousands of
 * them. Internal to scenario.
 */
#ifndef KLIMB_SCENARIO_CACHE_H
#define KLIMB_SCENARIO_CACHE_H

#include "format/yaml.h"
#include "scenario/scenario.h"

/* More bases than a folder has; those beyond are read anew. */
enum { SCENARIO_CACHE_BASES = 32 };

struct scenario_cache {
    int is_digested;
    struct scenario defaults; /* what schema_set_defaults fills in */
    struct {
        char name[SCENARIO_NAME_MAX];
        struct yaml yaml;
    } bases[SCENARIO_CACHE_BASES]; /* [count] files that were read */
    long count;
    char hinted[SCENARIO_NAME_MAX], hint[256]; /* of scenario_cache_hint_nearest, the last */
};

/* scenario_cache_read -- yaml_read of a base, once.
 *   is_kept  out  whether the tree is the cache's to free; not when it is full or NULL */
enum status scenario_cache_read(struct yaml *yaml, int *is_kept, struct scenario_cache *cache,
                                const char *name, const char *path, struct error *error) MUST_CHECK;

/* scenario_cache_hint_nearest -- as scenario_hint_nearest, which lists the whole folder; but once for
 * all the scenarios of a base that is not there. */
void scenario_cache_hint_nearest(struct scenario_cache *cache, struct error *error,
                                 const char *root, const char *name);

#endif
