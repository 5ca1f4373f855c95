/* manifest.h -- manifest.json: what made a record and how it ended.
 */
#ifndef KLIMB_MANIFEST_H
#define KLIMB_MANIFEST_H

#include "record/record.h"
#include "scenario/scenario.h"

/* Everything about this build and machine that can determine a result, for manifests, goldens and
 * `klimb info`. */
struct versions {
    char klimb[64], compiler[128], flags[256], openblas[128], sleef[64], cpu[128], simd[16],
        system[128];
};
void versions_get(struct versions *versions, const struct backend *backend);

/* manifest_write -- folder/manifest.json: klimb version, canonical scenario, digest, seed, backend,
 * its threads, versions, outcome, digest of the record, wall time and peak memory (here and nowhere
 * else). */
enum status manifest_write(const char *folder, const struct record *record,
                           const struct scenario *scenario, const struct backend *backend,
                           double seconds, long peak_kib, struct error *error) MUST_CHECK;

/* manifest_write_export -- folder/manifest.json of `klimb export`: the same up to the versions, and
 * how many steps were exported. */
enum status manifest_write_export(const char *folder, const struct scenario *scenario, long seed,
                                  long steps, const struct backend *backend,
                                  struct error *error) MUST_CHECK;

/* manifest_read_outcome -- outcome, seed, name and digest of the scenario from folder/manifest.json into a
 * record whose values have been read. STATUS_FORMAT also when these are not those that the manifest was written with. */
enum status manifest_read_outcome(struct record *record, const char *folder,
                                  struct error *error) MUST_CHECK;

/* The parts that golden.json has in common with a manifest. The first three return 0 when memory
 * ran out; the objects belong to the caller's cJSON tree.
 *   manifest_add_string     add a string that may hold anything, as a file name or what was typed on
 *                           a command line does: what is no UTF-8 becomes U+FFFD, for a file that
 *                           holds it could not be read back
 *   manifest_add_versions   add {"versions": {...}} to `parent`
 *   manifest_fill_outcome   fill `object`, which may be NULL, with kind, step, term, dimension,
 *                           tail
 *   manifest_parse_outcome  read such an object; STATUS_FORMAT names the key */
struct cJSON;
int manifest_add_string(struct cJSON *parent, const char *key, const char *string);
int manifest_add_versions(struct cJSON *parent, const struct versions *versions);
int manifest_fill_outcome(struct cJSON *object, const struct outcome *outcome);
enum status manifest_parse_outcome(struct outcome *outcome, const struct yaml *yaml,
                                   const struct yaml_node *map, struct error *error) MUST_CHECK;

#endif
