/* scenario_cache.h -- keeps what the scenarios of a folder share, for a command that loads
 * thousands of them. Callers create one and pass it to scenario_load_cached; the rest is internal
 * to scenario.
 */
#ifndef KLIMB_SCENARIO_CACHE_H
#define KLIMB_SCENARIO_CACHE_H

#include "format/yaml.h"
#include "scenario/scenario.h"

/* More bases than a folder has; any further ones are read each time. */
enum { SCENARIO_CACHE_BASES = 32 };

struct scenario_cache {
    int is_digested;
    struct scenario defaults; /* what schema_set_defaults fills in */
    struct {
        char name[SCENARIO_NAME_MAX];
        struct yaml yaml;
    } bases[SCENARIO_CACHE_BASES]; /* [count] the files read so far */
    long count;
    char hinted[SCENARIO_NAME_MAX], hint[256]; /* the last pair of scenario_cache_hint_nearest */
};

/* scenario_cache_new -- a cache for the life of one command: it does not notice that a file
 * changed. NULL when memory ran out, which only makes loading slower.
 *   is_digested  0: digests stay empty, which saves a third of the time when only listing */
struct scenario_cache *scenario_cache_new(int is_digested);
void scenario_cache_free(struct scenario_cache *cache); /* NULL is fine */

/* scenario_cache_read -- yaml_read of a base; a second call returns the tree kept by the first.
 *   is_kept  out  1: the cache frees the tree; 0, when it is full or NULL: the caller does */
enum status scenario_cache_read(struct yaml *yaml, int *is_kept, struct scenario_cache *cache,
                                const char *name, const char *path, struct error *error) MUST_CHECK;

/* scenario_cache_hint_nearest -- like scenario_hint_nearest, but lists the folder only once for all
 * scenarios that name the same missing base. */
void scenario_cache_hint_nearest(struct scenario_cache *cache, struct error *error,
                                 const char *root, const char *name);

#endif
