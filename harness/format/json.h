/* json.h -- the text of a JSON file as cJSON's tree.
 *
 *     cJSON *root;
 *     status = json_parse(&root, "golden.json", text, error);
 *     ...
 *     cJSON_Delete(root);
 */
#ifndef KLIMB_JSON_H
#define KLIMB_JSON_H

#include <cjson/cJSON.h>

#include "base/status.h"

/* json_parse -- parse a text that holds one JSON value and nothing behind it.
 *   root  out  the caller frees it with cJSON_Delete; NULL after an error
 *   file       what errors call the text
 * STATUS_FORMAT with the line where the text is not JSON, STATUS_MEMORY. */
enum status json_parse(cJSON **root, const char *file, const char *text,
                       struct error *error) MUST_CHECK;

#endif
