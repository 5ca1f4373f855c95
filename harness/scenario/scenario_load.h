/* scenario_load.h -- makes a scenario of a YAML file: inheritance, overrides, canonical form.
 *
 *     struct scenario scenario;
 *     if (scenario_load(&scenario, "experiments", "healthy", NULL, 0, &error) != STATUS_OK) ...
 *     scenario_free(&scenario);
 */
#ifndef KLIMB_SCENARIO_LOAD_H
#define KLIMB_SCENARIO_LOAD_H

#include "base/text.h"
#include "scenario/scenario.h"

/* scenario_load -- read a scenario, its bases, and apply overrides.
 *   scenario   out  freed by the caller with scenario_free; empty on error
 *   root       the experiments folder
 *   reference  a name ("learning/healthy"), a unique last part ("healthy"), or the path of a file
 *              below root that ends in .yaml
 *   overrides  "objective.beta=1e-3", count of them; the value is YAML, so lists work; a relative
 *              path in one is relative to the scenario's folder
 * A base is read first; what the file says replaces it key by key (lists as a whole). `claim`,
 * `about` and `expect` are not inherited and cannot be overridden; `seeds` can.
 * Errors: unknown key, wrong type, value out of range, rules between keys (klimb_config_check),
 * circular or missing base, missing claim, each with file:line:column (or the override), key,
 * found, allowed and nearest spelling; all wrong keys of the files, or else of the overrides, in
 * one answer (klimb_error_join). A reference to no scenario or to several: STATUS_INVALID with
 * their names; so is a name with a control character in it (text_has_controls).
 */
enum status scenario_load(struct scenario *scenario, const char *root, const char *reference,
                          const char *const *overrides, long count, struct error *error) MUST_CHECK;

/* scenario_load_cached -- the same, with what many scenarios of one root have in common (defaults,
 * the files of bases) read once.
 *   cache  NULL for none; the call may add to it */
struct scenario_cache;
enum status scenario_load_cached(struct scenario *scenario, struct scenario_cache *cache,
                                 const char *root, const char *reference,
                                 const char *const *overrides, long count,
                                 struct error *error) MUST_CHECK;

/* scenario_canonical -- the scenario whole, as YAML, every default filled in, in schema order.
 *   with_prose  everything; without, exactly the text that is digested: no claim, about, expect and
 *               seeds, for rewording a claim cannot change a trajectory and must not make a golden
 *               stale; nor must a key that is younger than the golden, so such a key
 *               (SCHEMA_LATER) is left out while it has its default */
void scenario_canonical(struct text *text, const struct scenario *scenario, int with_prose);

#endif
