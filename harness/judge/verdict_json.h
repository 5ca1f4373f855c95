/* verdict_json.h -- verdicts as JSON, with all that each tier found. FORMAT.md explains the keys.
 */
#ifndef KLIMB_VERDICT_JSON_H
#define KLIMB_VERDICT_JSON_H

#include <stdio.h>

#include "format/json.h"
#include "judge/verdict.h"

enum {
    VERDICT_JSON_FORMAT = 1
}; /* raised when a key changes its meaning or is removed, not when one is added */

/* verdict_write_json -- one object: format, command, counts, and a verdict for each scenario. */
void verdict_write_json(FILE *out, const struct judgement *judgements, long count,
                        const struct verdict_summary *summary);

/* verdict_json_fill -- fill the empty object of one scenario. Returns 0 when memory ran out. */
int verdict_json_fill(cJSON *object, const struct judgement *judgement);

#endif
