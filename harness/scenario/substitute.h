/* substitute.h -- what stands in braces in the command of a trainer.
 *
 *     {seed}            of the run
 *     {dir}             the run's folder, absolute
 *     {experiment}      the folder of the scenario's file, absolute
 *     {settings.layers} a setting of the user
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

/* substitute -- add `word` with everything in braces replaced. STATUS_FORMAT, without a place: a name that is not known,
 * with the nearest one; a brace that is not closed or not opened.
 *   used  out, added to [SCENARIO_KEYS_MAX]  1 by row of schema_keys for each key that was asked for; may be NULL */
enum status substitute(struct text *text, const char *word, const struct substitution *values,
                       unsigned char *used, struct error *error) MUST_CHECK;

#endif
