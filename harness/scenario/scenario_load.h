/* scenario_load.h -- reads a scenario from its YAML file: inheritance, overrides, canonical form.
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
 * found, allowed and nearest spelling; all wrong keys of the files or, if those are fine, of the
 * overrides are reported together (klimb_error_join). STATUS_INVALID: the reference means no
 * scenario, or several (with their names), or the name has a control character (text_has_controls).
 */
enum status scenario_load(struct scenario *scenario, const char *root, const char *reference,
                          const char *const *overrides, long count, struct error *error) MUST_CHECK;

/* scenario_load_cached -- scenario_load that reads what many scenarios of one root share (defaults,
 * the files of bases) only once.
 *   cache  NULL for none; the call may add to it */
struct scenario_cache;
enum status scenario_load_cached(struct scenario *scenario, struct scenario_cache *cache,
                                 const char *root, const char *reference,
                                 const char *const *overrides, long count,
                                 struct error *error) MUST_CHECK;

/* scenario_canonical -- add the whole scenario as YAML, every default filled in, in schema order.
 *   with_prose  1: everything; 0: exactly the text that is digested. It has no claim, about, expect
 *               or seeds, because these cannot change a trajectory and must not make a golden
 *               stale; nor must a key that is younger than the golden, so a SCHEMA_LATER key is
 *               left out while it has its default */
void scenario_canonical(struct text *text, const struct scenario *scenario, int with_prose);

#endif
