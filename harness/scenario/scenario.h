/* scenario.h -- one YAML file, one claim: reading, inheritance, overrides, canonical form.
 */
#ifndef KLIMB_SCENARIO_H
#define KLIMB_SCENARIO_H

#include "base/text.h"
#include "scenario/claims.h"
#include "train/config.h"

enum { SCENARIO_NAME_MAX = 256, SCENARIO_PROSE_MAX = 4096, SCENARIO_OBTAIN_MAX = 256, SCENARIO_NOTE_MAX = 256 };

/* Paths of data files as the scenario's file would write them, relative to its folder, so that the
 * canonical form is the same on every machine; config.data holds the paths to open. */
struct scenario_paths {
    char path[DATA_PATH_MAX], test_path[DATA_PATH_MAX], label_path[DATA_PATH_MAX];
};

struct scenario {
    char name[SCENARIO_NAME_MAX];     /* path below the experiments root without .yaml */
    char path[SCENARIO_NAME_MAX * 2]; /* of the file, as opened */
    char base[SCENARIO_NAME_MAX];     /* name of the base scenario, empty for none */
    char claim[SCENARIO_PROSE_MAX];   /* the claim in words */
    char about[SCENARIO_PROSE_MAX];   /* why, what the popular statement leaves out; may be empty */
    struct config config;
    struct scenario_paths written;
    char obtain[SCENARIO_OBTAIN_MAX]; /* command that fetches missing data; empty for none */
    long check_seeds;                 /* how many seeds `klimb check` runs, from 0 */
    long ensemble_seeds;              /* how many of them the golden ensemble judges as a group */
    long golden_seeds;                /* how many `klimb bless` runs, from 0; >= check_seeds */
    struct claim_list expect;
    char digest[65];   /* SHA-256 of the canonical form of what determines a trajectory */
    int is_overridden; /* whether it was loaded with overrides */
    char note[SCENARIO_NOTE_MAX]; /* that a key has an old name; empty for none */
};

/* scenario_load -- read a scenario, its bases, and apply overrides.
 *   scenario   out  freed by the caller with scenario_free; empty on error
 *   root       the experiments folder
 *   reference  a name ("learning/healthy"), a unique last part ("healthy"), or the path of a file
 *              below root that ends in .yaml
 *   overrides  "objective.beta=1e-3", count of them; the value is YAML, so lists work; a relative
 *              path in one is relative to the scenario's folder
 * A base is read first; what the file says replaces it key by key (lists as a whole). `claim`,
 * `about` and `expect` are not inherited and cannot be overridden; `seeds` can.
 * Errors: unknown key, wrong type, value out of range, rules between keys (klimb_config_check), circular
 * or missing base, missing claim, each with file:line:column (or the override), key, found, allowed
 * and nearest spelling; all wrong keys of the files, or else of the overrides, in one answer
 * (klimb_error_join). A reference to no scenario or to several: STATUS_INVALID with their names; as well a
 * name with a control in it (text_has_controls).
 */
enum status scenario_load(struct scenario *scenario, const char *root, const char *reference,
                          const char *const *overrides, long count, struct error *error) MUST_CHECK;
void scenario_free(struct scenario *scenario);

/* scenario_load_cached -- the same, with what many scenarios of one root have in common (defaults, the
 * files of bases) read once.
 *   cache  NULL for none; it may gain by the call */
struct scenario_cache;
enum status scenario_load_cached(struct scenario *scenario, struct scenario_cache *cache,
                                 const char *root, const char *reference,
                                 const char *const *overrides, long count,
                                 struct error *error) MUST_CHECK;

/* scenario_cache_new -- for one command: it does not see when a file changes. NULL when memory ran
 * out, which only makes loading slower.
 *   is_digested  0: digests stay empty, which saves a third of the time, to list scenarios */
struct scenario_cache *scenario_cache_new(int is_digested);
void scenario_cache_free(struct scenario_cache *cache); /* NULL is fine */

/* scenario_leaf -- the last part of a name, behind its last '/': "healthy". What stands before that
 * '/' is the family. */
const char *scenario_leaf(const char *name);

/* scenario_list -- names of all scenarios below root, sorted with numbers by
 * their value (beta-2 before beta-10); one allocation: free(*names). */
enum status scenario_list(char ***names, long *count, const char *root,
                          struct error *error) MUST_CHECK;

/* scenario_canonical -- the scenario whole, as YAML, every default filled in, in schema order.
 *   with_prose  everything; without, exactly the text that is digested: no claim, about, expect and
 *               seeds, for rewording a claim cannot change a trajectory and must not make a golden
 *               stale; nor must a key that is younger than the golden, so such a key
 *               (SCHEMA_LATER) is left out while it stands at its default */
void scenario_canonical(struct text *text, const struct scenario *scenario, int with_prose);

/* scenario_print_schema -- every key with type, unit, range, default and meaning, for --help. */
void scenario_print_schema(struct text *text);

#endif
