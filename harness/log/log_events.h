/* log_events.h -- TensorBoard event files. Internal to log.
 *
 * A file is a stream of records of TFRecord: the length of the data in 8 bytes, its masked CRC-32C in 4, the data, its
 * masked CRC-32C in 4, all little-endian. Both sums are checked. A record whose data is damaged is left out; if
 * a length is damaged the stream goes on at the next place where a length has the right sum. How many are left out, and
 * where the first is, is said in a note, and so is a record that has no end.
 * Source: TensorFlow, "TFRecord and tf.train.Example", TFRecords format details; log_event.h for what is in the data.
 */
#ifndef KLIMB_LOG_EVENTS_H
#define KLIMB_LOG_EVENTS_H

#include <stdint.h>

#include "log/log_frame.h"
#include "log/log_input.h"

enum {
    LOG_EVENTS_LOOKED = 65536,       /* bytes in which log_events_is looks for a record */
    LOG_EVENTS_RECORD_MAX = 12 << 20 /* a longer one is left out: it holds no scalar alone */
};

/* log_events_is -- whether there is the beginning of a record in the first LOG_EVENTS_LOOKED bytes. */
int log_events_is(const char *begin, const char *end);

/* log_events_read -- the scalars of a file: a row for the events of a step that follow one another, with the column
 * "step" and one for each tag. A tag that begins a row begins another when it comes again. Where one does while all
 * steps are 0, nobody counted them: they are counted here.
 * STATUS_FORMAT: no record is whole. */
enum status log_events_read(struct log_frame *frame, struct log_input *input,
                            struct error *error) MUST_CHECK;

/* log_events_each -- call `take` for each scalar of a file with step >= 0, in its order.
 *   frame, label  for the notes, each after the label: "" or "name of a file: "; NULL: none is made
 *   records       out  that are whole, scalars or not
 * Errors of log_input_more, and what `take` returns. */
typedef enum status log_events_taker(void *context, int64_t step, const char *tag, long length,
                                     double value, struct error *error);
enum status log_events_each(struct log_frame *frame, struct log_input *input, const char *label,
                            log_events_taker *take, void *context, long *records,
                            struct error *error) MUST_CHECK;

/* Rows of a frame from scalars. Zero-initialise but for the frame; .take is a log_events_taker. */
enum { LOG_EVENTS_TAG_MAX = 256 };
struct log_events_rows {
    struct log_frame *frame;
    int has_row, is_counted;
    int64_t step, row_step;         /* as the file says, as the row has it */
    char first[LOG_EVENTS_TAG_MAX]; /* the tag that began the row; one that is longer is cut off */
    long length;
};
enum status log_events_take_row(void *rows, int64_t step, const char *tag, long length,
                                double value, struct error *error) MUST_CHECK;

#endif
