#include "format/protobuf.h"

#include <string.h>

/* Sevens of bits of a number of 64. */
enum { VARINT_BYTES_MAX = 10, FIELD_NUMBER_MAX = (1 << 29) - 1 };

void protobuf_open(struct protobuf *message, const void *bytes, size_t size) {
    *message = (struct protobuf){.next = bytes, .end = (const unsigned char *)bytes + size};
}

static int refuse(struct protobuf *message) {
    message->is_broken = 1;
    message->next = message->end;
    return 0;
}

/* Seven bits a byte, the lowest first; the highest bit says that there are more. */
static int read_varint(struct protobuf *message, uint64_t *value) {
    *value = 0;
    for (int i = 0; i < VARINT_BYTES_MAX && message->next < message->end; i++) {
        unsigned char byte = *message->next++;
        *value |= (uint64_t)(byte & 127) << (7 * i);
        if (byte < 128)
            return i < VARINT_BYTES_MAX - 1 || byte <= 1 || refuse(message);
    }
    return refuse(message);
}

static int read_fixed(struct protobuf *message, int count, uint64_t *value) {
    if (message->end - message->next < count)
        return refuse(message);
    *value = 0;
    for (int i = 0; i < count; i++)
        *value |= (uint64_t)*message->next++ << (8 * i);
    return 1;
}

static int read_bytes(struct protobuf *message, struct protobuf_field *field) {
    uint64_t size;
    if (!read_varint(message, &size))
        return 0;
    if (size > (uint64_t)(message->end - message->next))
        return refuse(message);
    field->bytes = message->next;
    field->size = (size_t)size;
    message->next += size;
    return 1;
}

int protobuf_number(struct protobuf *packed, enum protobuf_type type, uint64_t *value) {
    if (packed->next == packed->end)
        return 0;
    switch (type) {
    case PROTOBUF_VARINT:
        return read_varint(packed, value);
    case PROTOBUF_FIXED64:
        return read_fixed(packed, 8, value);
    case PROTOBUF_FIXED32:
        return read_fixed(packed, 4, value);
    case PROTOBUF_BYTES:
        break;
    }
    return refuse(packed);
}

int protobuf_next(struct protobuf *message, struct protobuf_field *field) {
    uint64_t tag;
    *field = (struct protobuf_field){0};
    if (message->next == message->end || !read_varint(message, &tag))
        return 0;
    if (tag >> 3 == 0 || tag >> 3 > FIELD_NUMBER_MAX)
        return refuse(message);
    field->number = (uint32_t)(tag >> 3);
    field->type = (enum protobuf_type)(tag & 7);
    if (field->type == PROTOBUF_BYTES)
        return read_bytes(message, field);
    return message->next < message->end ? protobuf_number(message, field->type, &field->value)
                                        : refuse(message);
}

float protobuf_float(uint64_t value) {
    uint32_t bits = (uint32_t)value;
    float number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

double protobuf_double(uint64_t value) {
    double number;
    memcpy(&number, &value, sizeof number);
    return number;
}
