/* log_json.h -- logs in JSON. Internal to log.
 *
 * A log is objects one after the other, as JSON lines are, or an array of objects: each is a row. Objects within are part of
 * the name, "train/kl". One object may be the whole log: it has an array of objects (log_history of Hugging Face), or arrays
 * of numbers, one for each name (Keras).
 */
#ifndef KLIMB_LOG_JSON_H
#define KLIMB_LOG_JSON_H

#include "log/log_frame.h"
#include "log/log_input.h"

#define LOG_JSON_MAX                                                                               \
    ((size_t)256 << 20) /* bytes of an object that is the whole log; of others LOG_WINDOW_MAX */

/* log_json_is -- whether a log begins with an object or an array of objects. */
int log_json_is(const char *begin, const char *end);

/* log_json_read -- all rows into a frame. What is cut off at the end, and damaged objects after the first, are left out, and a
 * note says so. STATUS_FORMAT: not JSON, with the line; not an object; arrays of numbers that differ in length; nothing
 * that is complete. Errors of log_input_more and of log_frame.h. */
enum status log_json_read(struct log_frame *frame, struct log_input *input,
                          struct error *error) MUST_CHECK;

#endif
