/* log_json_rows.h -- turns objects of a log into rows. Internal to log_json.
 */
#ifndef KLIMB_LOG_JSON_ROWS_H
#define KLIMB_LOG_JSON_ROWS_H

#include "format/json.h"
#include "log/log_frame.h"
#include "log/log_input.h"

/* What was read so far. */
struct log_json {
    struct log_frame *frame;
    struct log_input *input;       /* for log_json_parse; NULL if only the rest is used */
    int is_array;                  /* the log is an array of objects */
    int is_whole;                  /* an object was a log by itself */
    long objects;                  /* that were read */
    long line;                     /* of the window's first byte */
    long damaged, first_damaged;   /* objects left out, and the line of the first */
    long words;                    /* words in place of numbers */
    char word[2 * LOG_CELL_SHOWN]; /* the first: "kl" is "x" */
    long word_line;                /* 0: it has none */
};

/* log_json_load -- parse JSON as programs write it: words and numbers that JSON lacks, such as NaN or 01, become
 * strings. Errors of json_parse_bytes.
 *   root  out  the caller frees it with cJSON_Delete */
enum status log_json_load(cJSON **root, const char *file, long first_line, const char *text,
                          size_t size, struct error *error) MUST_CHECK;

/* log_json_put -- put the values of an object into the current row. Those of a nested object are called "outer/inner";
 * one with "_type" is a picture or the like and is left out. */
enum status log_json_put(struct log_json *json, const cJSON *object,
                         struct error *error) MUST_CHECK;

/* log_json_note_words -- add a note about values that are not numbers, if there were any. */
void log_json_note_words(const struct log_json *json);

/* log_json_parse -- parse an object. STATUS_FORMAT with the line; STATUS_MEMORY; other errors of putting it into the
 * frame.
 *   is_damaged  out  it is not JSON, or not an object */
enum status log_json_parse(struct log_json *json, int *is_damaged, const char *text, size_t size,
                           struct error *error) MUST_CHECK;

#endif
