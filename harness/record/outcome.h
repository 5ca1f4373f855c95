/* outcome.h -- how a run ended, in the form of manifest.json and golden.json:
 *
 *     {"kind": "non-finite", "step": 61, "term": "kl", "dimension": 4, "tail": "zero"}
 *
 * The words are those of core: klimb_term_names, klimb_tail_names.
 */
#ifndef KLIMB_OUTCOME_H
#define KLIMB_OUTCOME_H

#include "format/json.h"
#include "format/yaml.h"
#include "train/trainer.h"

/* outcome_fill -- fill `object`, which may be NULL, with kind, step, term, dimension and tail. Returns
 * 0 when memory ran out. */
int outcome_fill(cJSON *object, const struct outcome *outcome);

/* outcome_parse -- read such an object. STATUS_FORMAT names the key and its line. */
enum status outcome_parse(struct outcome *outcome, const struct yaml *yaml,
                          const struct yaml_node *map, struct error *error) MUST_CHECK;

#endif
