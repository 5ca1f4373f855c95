/* log_event.h -- the scalars in one record of a TensorBoard event file. Internal to log.
 *
 *     struct log_event event;
 *     struct log_event_value value;
 *     log_event_open(&event, bytes, size);
 *     while (log_event_next(&event, &value))
 *         value.tag, of value.length bytes, has value.value at event.step
 *     if (event.is_broken) ... the record is damaged from some place on
 *
 * It reads these messages of TensorBoard (tensorboard/compat/proto/, in event.proto, summary.proto, tensor.proto,
 * tensor_shape.proto and types.proto):
 *     Event             step 2, summary 5
 *     Summary           value 1
 *     Summary.Value     tag 1, simple_value 2, tensor 8; its other oneof members: 3 to 6
 *     TensorProto       dtype 1, tensor_shape 2, tensor_content 4, and the values: float_val 5, double_val 6,
 *                       int_val 7, int64_val 10, half_val 13, uint32_val 16, uint64_val 17
 *     TensorShapeProto  dim 2, and of a dim its size 1
 * A scalar is a simple_value, or a tensor with one element of a type of real numbers.
 */
#ifndef KLIMB_LOG_EVENT_H
#define KLIMB_LOG_EVENT_H

#include "format/protobuf.h"

struct log_event {
    int64_t step; /* 0 if absent, as in proto3 */
    int is_broken;
    struct protobuf event, summary; /* the unread rest */
};

struct log_event_value {
    const char *tag; /* in the record; not terminated, never empty */
    long length;
    double value;
};

/* log_event_open -- begin with a record, which must stay in place. A truncated record has no values. */
void log_event_open(struct log_event *event, const void *bytes, size_t size);

/* log_event_next -- the next scalar; skips values of other kinds. Returns 0 at the end. */
int log_event_next(struct log_event *event, struct log_event_value *value);

#endif
