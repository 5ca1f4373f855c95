/* substitute.h -- replaces names in braces in the command of a trainer.
 *
 *     {seed}            the run's seed
 *     {dir}             the run's folder, absolute
 *     {experiment}      the folder of the scenario's file, absolute
 *     {settings.layers} a setting of the user's
 *     {objective.beta}  any key of the schema, as `klimb show --keys` lists them
 *     {{ and }}         braces
 */
#ifndef KLIMB_SUBSTITUTE_H
#define KLIMB_SUBSTITUTE_H

#include "base/text.h"
#include "scenario/scenario.h"

struct substitution {
    const struct scenario *scenario;
    long seed;
    const char *dir, *experiment;
};

/* substitute -- add `word` with every name in braces replaced by its value. STATUS_FORMAT, without a place: an unknown
 * name, with the nearest one; an unmatched brace.
 *   used  out, added to [SCENARIO_KEYS_MAX]  by row of schema_keys: set to 1 for each key that is named; may be NULL */
enum status substitute(struct text *text, const char *word, const struct substitution *values,
                       unsigned char *used, struct error *error) MUST_CHECK;

#endif
