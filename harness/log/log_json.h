/* log_json.h -- reads logs in JSON. Internal to log.
 *
 * A log is a sequence of objects (JSON lines) or an array of objects; each object is a row. Nested objects become part
 * of the name, "train/kl". A single object may be the whole log, with an array of objects (Hugging Face's log_history)
 * or an array of numbers for each name (Keras).
 */
#ifndef KLIMB_LOG_JSON_H
#define KLIMB_LOG_JSON_H

#include "log/log_frame.h"
#include "log/log_input.h"

#define LOG_JSON_MAX                                                                               \
    ((size_t)256 << 20) /* bytes of an object that is the whole log; others: LOG_WINDOW_MAX */

/* log_json_is -- whether a log begins with an object or an array of objects. */
int log_json_is(const char *begin, const char *end);

/* log_json_read -- read all rows into a frame. A truncated end and damaged objects after the first are left out, with a
 * note. STATUS_FORMAT: not JSON, with the line; not an object; arrays of different lengths; no complete object. Errors
 * of log_input_more and of log_frame.h. */
enum status log_json_read(struct log_frame *frame, struct log_input *input,
                          struct error *error) MUST_CHECK;

#endif
