/* scenario_cache.h -- what the scenarios of a folder have in common, read once for a command that
 * loads thousands of them. To be handed to scenario_load_cached; the rest is internal to scenario.
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

/* scenario_cache_new -- for one command: it does not see when a file changes. NULL when memory ran
 * out, which only makes loading slower.
 *   is_digested  0: digests stay empty, which saves a third of the time, to list scenarios */
struct scenario_cache *scenario_cache_new(int is_digested);
void scenario_cache_free(struct scenario_cache *cache); /* NULL is fine */

/* scenario_cache_read -- yaml_read of a base, once.
 *   is_kept  out  whether the tree is the cache's to free; not when it is full or NULL */
enum status scenario_cache_read(struct yaml *yaml, int *is_kept, struct scenario_cache *cache,
                                const char *name, const char *path, struct error *error) MUST_CHECK;

/* scenario_cache_hint_nearest -- as scenario_hint_nearest, which lists the whole folder; but once
 * for all the scenarios of a base that is not there. */
void scenario_cache_hint_nearest(struct scenario_cache *cache, struct error *error,
                                 const char *root, const char *name);

#endif
