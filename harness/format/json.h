/* json.h -- reads and writes JSON by cJSON's tree, including values that cJSON would change.
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

/* json_parse -- parse a text of one JSON value.
 *   root  out  the caller frees it with cJSON_Delete; NULL after an error
 *   file       what errors call the text
 * STATUS_FORMAT with the line where the text is not JSON, and what is found there; STATUS_MEMORY. */
enum status json_parse(cJSON **root, const char *file, const char *text,
                       struct error *error) MUST_CHECK;

/* json_parse_bytes -- json_parse for `size` bytes without a NUL after them. A NUL, as a byte or as \u0000, is an error,
 * because cJSON would end the string there. Bytes that are not UTF-8 are kept as they are.
 *   first_line  the line of the file on which the bytes begin; 1 for a whole file */
enum status json_parse_bytes(cJSON **root, const char *file, long first_line, const char *text,
                             size_t size, struct error *error) MUST_CHECK;

/* json_add_string -- add a string that may hold anything, such as a file name or a command line. Invalid UTF-8 becomes
 * U+FFFD, because it could not be read back. Returns 0
 * when memory ran out. */
int json_add_string(cJSON *parent, const char *key, const char *string);

/* json_add_count -- add an integer by its digits, because cJSON's numbers are doubles and round beyond 2^53. Returns 0
 * when memory ran out. */
int json_add_count(cJSON *parent, const char *key, long value);

/* json_add_number -- add a number, or null if it is not finite, because JSON has no NaN or infinity. Returns 0 when
 * memory ran out. */
int json_add_number(cJSON *parent, const char *key, double value);

/* json_add_flag -- add true or false. Returns 0 when memory ran out. */
int json_add_flag(cJSON *parent, const char *key, int flag);

/* json_add_null -- add null. Returns 0 when memory ran out. */
int json_add_null(cJSON *parent, const char *key);

/* json_append_object -- append an empty object to an array, which owns it. NULL when memory ran out. */
cJSON *json_append_object(cJSON *array);

/* json_print -- print a tree and a newline, and free the tree. Prints nothing if root is NULL or is_filled is 0,
 * because memory ran out (text_ran_out). */
void json_print(FILE *out, cJSON *root, int is_filled);

#endif
