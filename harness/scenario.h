/* scenario.h -- one YAML file, one claim: reading, inheritance, overrides, canonical form.
 */
#ifndef KLIMB_SCENARIO_H
#define KLIMB_SCENARIO_H

#include "claims.h"
#include "config.h"
#include "text.h"

enum { SCENARIO_NAME_MAX = 256, SCENARIO_PROSE_MAX = 4096 };

struct scenario {
    char name[SCENARIO_NAME_MAX];  /* path below the experiments root without .yaml */
    char path[SCENARIO_NAME_MAX * 2]; /* of the file, as opened */
    char base[SCENARIO_NAME_MAX];  /* name of the base scenario, empty for none */
    char claim[SCENARIO_PROSE_MAX]; /* the claim in words */
    char about[SCENARIO_PROSE_MAX]; /* why, what the popular statement leaves out; may be empty */
    struct config config;
    long check_seeds;              /* how many seeds `klimb check` runs, from 0 */
    long golden_seeds;             /* how many `klimb bless` runs, from 0; >= check_seeds */
    struct claim_list expect;
    char digest[65];               /* SHA-256 of the canonical form of what determines a trajectory */
};

/* scenario_load -- read a scenario, its bases, and apply overrides.
 *   root       the experiments folder
 *   reference  a name ("learning/healthy"), a unique last part ("healthy"), or a path to a .yaml file
 *   overrides  "objective.beta=1e-3", count of them
 * A base is read first; what the file says replaces it key by key (lists as a whole); `claim`,
 * `about` and `expect` are not inherited. Unknown key, wrong type, value out of range, circular base: an error with
 * file:line:column, key, found, allowed, nearest spelling. */
enum status scenario_load(struct scenario *scenario, const char *root, const char *reference,
                          const char *const *overrides, long count,
                          struct error *error) MUST_CHECK;
void scenario_free(struct scenario *scenario);

/* scenario_list -- names of all scenarios below root, sorted; one allocation: free(*names). */
enum status scenario_list(char ***names, long *count, const char *root,
                          struct error *error) MUST_CHECK;

/* scenario_canonical -- the scenario whole, as YAML, every default filled in, in schema order.
 *   with_prose  also claim, about, expect and seeds; without, exactly the text that is digested:
 *               rewording a claim cannot change a trajectory, so it does not make a golden stale */
void scenario_canonical(struct text *text, const struct scenario *scenario, int with_prose);

/* scenario_print_schema -- every key with type, unit, range, default and meaning, for --help. */
void scenario_print_schema(struct text *text);

#endif
