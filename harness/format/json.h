/* json.h -- JSON files by cJSON's tree: text to tree, and values that cJSON would not keep whole.
 *
 *     cJSON *root;
 *     status = json_parse(&root, "golden.json", text, error);
 *     ...
 *     cJSON_Delete(root);
 */
#ifndef KLIMB_JSON_H
#define KLIMB_JSON_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "base/status.h"

/* json_parse -- parse a text that holds one JSON value and nothing after it.
 *   root  out  the caller frees it with cJSON_Delete; NULL after an error
 *   file       what errors call the text
 * STATUS_FORMAT with the line where the text is not JSON, and what is found there; STATUS_MEMORY. */
enum status json_parse(cJSON **root, const char *file, const char *text,
                       struct error *error) MUST_CHECK;

/* json_parse_bytes -- the same of `size` bytes, which need no NUL after them. What holds a NUL, as a byte or as
 * \u0000, is not JSON here: cJSON would end the string there. Bytes that are not UTF-8 are kept as they are.
 *   first_line  of the file, on which the bytes begin: 1 where they are the whole of it */
enum status json_parse_bytes(cJSON **root, const char *file, long first_line, const char *text,
                             size_t size, struct error *error) MUST_CHECK;

/* json_add_string -- add a string that may hold anything, as a file name or what was typed on a command
 * line does: what is not UTF-8 becomes U+FFFD, for a file that holds it could not be read back. Returns 0
 * when memory ran out. */
int json_add_string(cJSON *parent, const char *key, const char *string);

/* json_add_count -- add a whole number by its digits: cJSON's own numbers are doubles and round beyond
 * 2^53. Returns 0 when memory ran out. */
int json_add_count(cJSON *parent, const char *key, long value);

/* json_add_number -- add a number, null where it is not finite: JSON has no NaN and no infinity. Returns 0 when
 * memory ran out. */
int json_add_number(cJSON *parent, const char *key, double value);

/* json_add_flag -- add true or false. Returns 0 when memory ran out. */
int json_add_flag(cJSON *parent, const char *key, int flag);

/* json_add_null -- add null. Returns 0 when memory ran out. */
int json_add_null(cJSON *parent, const char *key);

/* json_append_object -- an empty object at the end of an array, which owns it. NULL when memory ran out. */
cJSON *json_append_object(cJSON *array);

/* json_print -- print a tree and the end of its line, and free the tree. Prints nothing where memory ran out
 * (text_ran_out).
 *   root       NULL where memory ran out before
 *   is_filled  0 where it ran out while the tree was filled */
void json_print(FILE *out, cJSON *root, int is_filled);

#endif
