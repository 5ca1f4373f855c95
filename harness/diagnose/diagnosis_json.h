/* diagnosis_json.h -- diagnoses as JSON. DIAGNOSE.md explains the keys.
 */
#ifndef KLIMB_DIAGNOSIS_JSON_H
#define KLIMB_DIAGNOSIS_JSON_H

#include "diagnose/diagnosis_text.h"
#include "format/json.h"

enum {
    DIAGNOSIS_JSON_FORMAT = 1
}; /* raised when a key changes its meaning or is removed, not when one is added */

/* diagnosis_to_json -- one object: name, verdict, confidence, set, shares, evidence, remarks,
 * symptoms. NULL when memory ran out; the caller frees it with cJSON_Delete. */
cJSON *diagnosis_to_json(const struct diagnosed *diagnosed);

#endif
