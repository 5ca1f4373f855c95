/* log_json_rows.h -- an object of a log as rows. Internal to log_json.
 */
#ifndef KLIMB_LOG_JSON_ROWS_H
#define KLIMB_LOG_JSON_ROWS_H

#include "log/log_frame.h"
#include "log/log_input.h"

/* What was read so far. */
struct log_json {
    struct log_frame *frame;
    struct log_input *input;
    int is_array;                  /* the log is an array of objects */
    int is_whole;                  /* an object was a log by itself */
    long objects;                  /* that were read */
    long line;                     /* on which the window begins */
    long damaged, first_damaged;   /* objects that were left out, and the line of the first */
    long words;                    /* that are where numbers should be */
    char word[2 * LOG_CELL_SHOWN]; /* the first: "kl" is "x" */
    long word_line;
};

/* log_json_parse -- parse an object. STATUS_FORMAT with the line; STATUS_MEMORY; other errors of putting it into the frame.
 *   is_damaged  out  it is not JSON, or not an object */
enum status log_json_parse(struct log_json *json, int *is_damaged, const char *text, size_t size,
                           struct error *error) MUST_CHECK;

#endif
