/* protobuf.h -- reads the wire format of protocol buffers, field by field, without a schema.
 *
 *     struct protobuf message;
 *     struct protobuf_field field;
 *     protobuf_open(&message, bytes, size);
 *     while (protobuf_next(&message, &field))
 *         if (field.number == 2 && field.type == PROTOBUF_VARINT)
 *             step = (int64_t)field.value;
 *     if (message.is_broken)
 *         ... what was seen so far came before the damage
 *
 * Nothing is allocated or copied. A field may come more than once; if it is not a repeated one, the last value counts.
 * Source: protobuf.dev/programming-guides/encoding.
 */
#ifndef KLIMB_PROTOBUF_H
#define KLIMB_PROTOBUF_H

#include <stddef.h>
#include <stdint.h>

enum protobuf_type {
    PROTOBUF_VARINT = 0,
    PROTOBUF_FIXED64 = 1,
    PROTOBUF_BYTES = 2, /* a string, bytes, a message, or numbers packed one after the other */
    PROTOBUF_FIXED32 = 5
};

struct protobuf {
    const unsigned char *next, *end;
    int is_broken; /* it ended within a field, or an invalid field followed */
};

struct protobuf_field {
    uint32_t number; /* 1 to 2^29 - 1 */
    enum protobuf_type type;
    uint64_t value; /* of PROTOBUF_VARINT and the fixed ones, as stored */
    const unsigned char *bytes;
    size_t size; /* of PROTOBUF_BYTES */
};

/* protobuf_open -- open a message of `size` bytes, which must stay in place. */
void protobuf_open(struct protobuf *message, const void *bytes, size_t size);

/* protobuf_next -- read the next field. Returns 0 at the end and if the message is broken. Groups, which proto3 lacks,
 * count as broken. */
int protobuf_next(struct protobuf *message, struct protobuf_field *field);

/* protobuf_number -- read the next number of this type from a packed field. Returns 0 at the end and if it is broken.
 */
int protobuf_number(struct protobuf *packed, enum protobuf_type type, uint64_t *value);

/* The bits of a fixed field as a number. */
float protobuf_float(uint64_t value);
double protobuf_double(uint64_t value);

#endif
