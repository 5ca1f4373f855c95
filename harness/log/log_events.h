/* log_events.h -- TensorBoard event files. Internal to log.
 *
 * A file is a stream of records of TFRecord: the length of the data in 8 bytes, its masked CRC-32C in 4, the data, its
 * masked CRC-32C in 4, all little-endian. Both sums are checked. A record with damaged data is left out; after a
 * damaged length, reading goes on at the next place where a length has the right sum. A note says how many are left out
 * and where the first is; another reports a truncated record.
 * Source: TensorFlow, "TFRecord and tf.train.Example", TFRecords format details; log_event.h for what is in the data.
 */
#ifndef KLIMB_LOG_EVENTS_H
#define KLIMB_LOG_EVENTS_H

#include <stdint.h>

#include "log/log_frame.h"
#include "log/log_input.h"

enum {
    LOG_EVENTS_LOOKED = 65536,       /* bytes that log_events_is searches for a record */
    LOG_EVENTS_RECORD_MAX = 12 << 20 /* longer ones are left out: they are not only scalars */
};

/* log_events_is -- whether a record begins in the first LOG_EVENTS_LOOKED bytes. */
int log_events_is(const char *begin, const char *end);

/* log_events_read -- the scalars of a file: a row for consecutive events of a step, with the column "step" and one for
 * each tag. When the first tag of a row comes again, a new row begins. If that happens while all steps are 0, the
 * program did not count steps, and rows are numbered.
 * STATUS_FORMAT: no record is whole. */
enum status log_events_read(struct log_frame *frame, struct log_input *input,
                            struct error *error) MUST_CHECK;

/* log_events_each -- call `take` for each scalar of a file with step >= 0, in its order.
 *   frame, label  for the notes, each after the label: "" or "name of a file: "; NULL: no notes
 *   records       out  complete records, scalars or not
 * Errors of log_input_more, and what `take` returns. */
typedef enum status log_events_taker(void *context, int64_t step, const char *tag, long length,
                                     double value, struct error *error);
enum status log_events_each(struct log_frame *frame, struct log_input *input, const char *label,
                            log_events_taker *take, void *context, long *records,
                            struct error *error) MUST_CHECK;

/* Rows of a frame from scalars. Zero-initialise all but the frame; .take is a log_events_taker. */
enum { LOG_EVENTS_TAG_MAX = 256 };
struct log_events_rows {
    struct log_frame *frame;
    int has_row, is_counted;
    int64_t step, row_step;         /* in the file, in the row */
    char first[LOG_EVENTS_TAG_MAX]; /* the tag that began the row, cut to fit */
    long length;
};
enum status log_events_take_row(void *rows, int64_t step, const char *tag, long length,
                                double value, struct error *error) MUST_CHECK;

#endif
