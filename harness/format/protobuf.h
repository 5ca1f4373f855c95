/* protobuf.h -- the wire format of protocol buffers, a field at a time, without a schema.
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
 * Nothing is allocated or copied. A field may come more than once; of one that is not repeated the last counts.
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
    int is_broken; /* it ended in the middle of a field, or what came next was none */
};

struct protobuf_field {
    uint32_t number; /* 1 to 2^29 - 1 */
    enum protobuf_type type;
    uint64_t value; /* of PROTOBUF_VARINT and the fixed ones, as stored */
    const unsigned char *bytes;
    size_t size; /* of PROTOBUF_BYTES */
};

/* protobuf_open -- a message of `size` bytes, which must stay where they are. */
void protobuf_open(struct protobuf *message, const void *bytes, size_t size);

/* protobuf_next -- the next field. Returns 0 at the end and where the message is broken. Groups, which proto3 does
 * not have, are broken. */
int protobuf_next(struct protobuf *message, struct protobuf_field *field);

/* protobuf_number -- the next number of a packed field of numbers of this type, as protobuf_next finds its value.
 * Returns 0 at the end and where it is broken. */
int protobuf_number(struct protobuf *packed, enum protobuf_type type, uint64_t *value);

/* What the bits of a fixed field are as a number. */
float protobuf_float(uint64_t value);
double protobuf_double(uint64_t value);

#endif
