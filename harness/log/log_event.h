/* log_event.h -- the scalars in one record of a TensorBoard event file. Internal to log.
 *
 *     struct log_event event;
 *     struct log_event_value value;
 *     log_event_open(&event, bytes, size);
 *     while (log_event_next(&event, &value))
 *         value.tag, of value.length bytes, is value.value in event.step
 *     if (event.is_broken) ... the record is not an Event, from some place on
 *
 * Of the messages of TensorBoard this knows (tensorboard/compat/proto/, in event.proto, summary.proto, tensor.proto,
 * tensor_shape.proto and types.proto):
 *     Event             step 2, summary 5
 *     Summary           value 1
 *     Summary.Value     tag 1, simple_value 2, tensor 8; what else its oneof may be: 3 to 6
 *     TensorProto       dtype 1, tensor_shape 2, tensor_content 4, and the values: float_val 5, double_val 6,
 *                       int_val 7, int64_val 10, half_val 13, uint32_val 16, uint64_val 17
 *     TensorShapeProto  dim 2, and of a dim its size 1
 * A scalar is a simple_value, or a tensor with one element of a type of real numbers.
 */
#ifndef KLIMB_LOG_EVENT_H
#define KLIMB_LOG_EVENT_H

#include "format/protobuf.h"

struct log_event {
    int64_t step; /* 0 where there is none, as proto3 has it */
    int is_broken;
    struct protobuf event, summary; /* what is still to come */
};

struct log_event_value {
    const char *tag; /* in the record; not terminated, never empty */
    long length;
    double value;
};

/* log_event_open -- begin with a record, which must stay where it is. A record without an end has no values. */
void log_event_open(struct log_event *event, const void *bytes, size_t size);

/* log_event_next -- the next scalar; values of other kinds are passed over. Returns 0 at the end. */
int log_event_next(struct log_event *event, struct log_event_value *value);

#endif
