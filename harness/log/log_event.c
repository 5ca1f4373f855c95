#include "log/log_event.h"

#include <math.h>

/* Numbers of fields, by the names of the .proto files that the header lists. */
enum {
    EVENT_STEP = 2,
    EVENT_SUMMARY = 5,
    SUMMARY_VALUE = 1,
    VALUE_TAG = 1,
    VALUE_SIMPLE = 2,
    VALUE_OTHER_FIRST = 3, /* an old histogram, an image, a histogram, audio */
    VALUE_OTHER_LAST = 6,
    VALUE_TENSOR = 8,
    TENSOR_TYPE = 1,
    TENSOR_SHAPE = 2,
    TENSOR_CONTENT = 4,
    SHAPE_DIM = 2,
    DIM_SIZE = 1
};

/* ---- numbers --------------------------------------------------------------------------------- */

/* binary16: a sign, 5 bits of an exponent, 10 of a fraction. */
static double half(uint64_t bits) {
    int exponent = (int)(bits >> 10 & 31), fraction = (int)(bits & 1023);
    double size = exponent == 0    ? ldexp(fraction, -24)
                  : exponent == 31 ? (fraction == 0 ? (double)INFINITY : (double)NAN)
                                   : ldexp(fraction + 1024, exponent - 25);
    return bits >> 15 & 1 ? -size : size;
}

/* The upper half of a binary32. */
static double brain(uint64_t bits) {
    return (double)protobuf_float((bits & 0xffff) << 16);
}

static double single(uint64_t bits) {
    return (double)protobuf_float(bits);
}

static double whole(uint64_t bits) {
    return (double)(int64_t)bits;
}

static double natural(uint64_t bits) {
    return (double)bits;
}

/* The types of real numbers: the number in types.proto, the field of TensorProto with the values and its wire type,
 * the bytes of a value in tensor_content, whether these have a sign to be extended. */
static const struct real_type {
    uint64_t type;
    uint32_t field;
    enum protobuf_type wire;
    int bytes, has_sign;
    double (*convert)(uint64_t bits);
} real_types[] = {
    {1, 5, PROTOBUF_FIXED32, 4, 0, single},          /* DT_FLOAT */
    {2, 6, PROTOBUF_FIXED64, 8, 0, protobuf_double}, /* DT_DOUBLE */
    {3, 7, PROTOBUF_VARINT, 4, 1, whole},            /* DT_INT32 */
    {4, 7, PROTOBUF_VARINT, 1, 0, natural},          /* DT_UINT8 */
    {5, 7, PROTOBUF_VARINT, 2, 1, whole},            /* DT_INT16 */
    {6, 7, PROTOBUF_VARINT, 1, 1, whole},            /* DT_INT8 */
    {9, 10, PROTOBUF_VARINT, 8, 1, whole},           /* DT_INT64 */
    {14, 13, PROTOBUF_VARINT, 2, 0, brain},          /* DT_BFLOAT16 */
    {17, 7, PROTOBUF_VARINT, 2, 0, natural},         /* DT_UINT16 */
    {19, 13, PROTOBUF_VARINT, 2, 0, half},           /* DT_HALF */
    {22, 16, PROTOBUF_VARINT, 4, 0, natural},        /* DT_UINT32 */
    {23, 17, PROTOBUF_VARINT, 8, 0, natural},        /* DT_UINT64 */
};

static const struct real_type *find_type(uint64_t type) {
    for (size_t i = 0; i < sizeof real_types / sizeof *real_types; i++)
        if (real_types[i].type == type)
            return &real_types[i];
    return NULL;
}

/* ---- tensors --------------------------------------------------------------------------------- */

/* The relevant parts of a tensor. */
struct tensor {
    uint64_t type;
    int has_one;            /* the shape has one element */
    int has_content, count; /* values outside the content; 2: several */
    struct protobuf_field content;
    uint64_t value;
};

static int has_one_element(const struct protobuf_field *shape) {
    struct protobuf message, dim;
    struct protobuf_field field, size;
    protobuf_open(&message, shape->bytes, shape->size);
    while (protobuf_next(&message, &field)) {
        uint64_t elements = 0;
        if (field.number != SHAPE_DIM || field.type != PROTOBUF_BYTES)
            continue;
        protobuf_open(&dim, field.bytes, field.size);
        while (protobuf_next(&dim, &size))
            if (size.number == DIM_SIZE && size.type == PROTOBUF_VARINT)
                elements = size.value;
        if (elements != 1)
            return 0;
    }
    return !message.is_broken;
}

/* Takes the values of a field, which should be one, packed or not. */
static void take_numbers(struct tensor *tensor, const struct real_type *type,
                         const struct protobuf_field *field) {
    struct protobuf packed;
    if (field->type == type->wire) {
        tensor->value = field->value;
        tensor->count += tensor->count < 2;
        return;
    }
    if (field->type != PROTOBUF_BYTES)
        return;
    protobuf_open(&packed, field->bytes, field->size);
    while (tensor->count < 2 && protobuf_number(&packed, type->wire, &tensor->value))
        tensor->count++;
}

/* The number of little-endian bytes, with its sign. */
static uint64_t content_number(const unsigned char *bytes, const struct real_type *type) {
    uint64_t value = 0;
    for (int i = 0; i < type->bytes; i++)
        value |= (uint64_t)bytes[i] << (8 * i);
    if (type->has_sign && type->bytes < 8 && value >> (8 * type->bytes - 1) & 1)
        value |= ~(uint64_t)0 << (8 * type->bytes);
    return value;
}

static void scan_tensor(struct tensor *tensor, const struct protobuf_field *whole_tensor) {
    struct protobuf message;
    struct protobuf_field field;
    protobuf_open(&message, whole_tensor->bytes, whole_tensor->size);
    while (protobuf_next(&message, &field)) {
        if (field.number == TENSOR_TYPE && field.type == PROTOBUF_VARINT)
            tensor->type = field.value;
        if (field.number == TENSOR_SHAPE && field.type == PROTOBUF_BYTES)
            tensor->has_one &= has_one_element(&field);
        if (field.number == TENSOR_CONTENT && field.type == PROTOBUF_BYTES) {
            tensor->has_content = field.size > 0;
            tensor->content = field;
        }
    }
    tensor->has_one &= !message.is_broken;
}

/* The value of a tensor, if it is a scalar. One without any value is 0, the default of missing values. */
static int read_tensor(double *value, const struct protobuf_field *whole_tensor) {
    struct tensor tensor = {.has_one = 1};
    struct protobuf message;
    struct protobuf_field field;
    scan_tensor(&tensor, whole_tensor);
    const struct real_type *type = find_type(tensor.type);
    if (type == NULL || !tensor.has_one)
        return 0;
    protobuf_open(&message, whole_tensor->bytes, whole_tensor->size);
    while (protobuf_next(&message, &field))
        if (field.number == type->field)
            take_numbers(&tensor, type, &field);
    if (tensor.has_content && tensor.content.size != (size_t)type->bytes)
        return 0;
    if (tensor.has_content)
        tensor.value = content_number(tensor.content.bytes, type);
    *value = type->convert(tensor.value);
    return tensor.count < 2;
}

/* ---- events ---------------------------------------------------------------------------------- */

void log_event_open(struct log_event *event, const void *bytes, size_t size) {
    struct protobuf_field field;
    *event = (struct log_event){0};
    protobuf_open(&event->event, bytes, size);
    while (protobuf_next(&event->event, &field))
        if (field.number == EVENT_STEP && field.type == PROTOBUF_VARINT)
            event->step = (int64_t)field.value;
    event->is_broken = event->event.is_broken;
    protobuf_open(&event->event, bytes, event->is_broken ? 0 : size);
}

/* A Summary.Value. Returns whether it is a scalar. */
static int read_value(struct log_event *event, struct log_event_value *value,
                      const struct protobuf_field *whole_value) {
    struct protobuf message;
    struct protobuf_field field;
    int is_scalar = 0;
    *value = (struct log_event_value){0};
    protobuf_open(&message, whole_value->bytes, whole_value->size);
    while (protobuf_next(&message, &field)) {
        if (field.number == VALUE_TAG && field.type == PROTOBUF_BYTES) {
            value->tag = (const char *)field.bytes;
            value->length = (long)field.size;
        } else if (field.number == VALUE_SIMPLE && field.type == PROTOBUF_FIXED32) {
            value->value = single(field.value);
            is_scalar = 1;
        } else if (field.number == VALUE_TENSOR && field.type == PROTOBUF_BYTES) {
            is_scalar = read_tensor(&value->value, &field);
        } else if (field.number >= VALUE_OTHER_FIRST && field.number <= VALUE_OTHER_LAST) {
            is_scalar = 0;
        }
    }
    event->is_broken |= message.is_broken;
    return is_scalar && value->length > 0 && !message.is_broken;
}

/* Goes on to the next summary of the event, which has at most one. */
static int open_summary(struct log_event *event) {
    struct protobuf_field field;
    while (protobuf_next(&event->event, &field))
        if (field.number == EVENT_SUMMARY && field.type == PROTOBUF_BYTES) {
            protobuf_open(&event->summary, field.bytes, field.size);
            return 1;
        }
    return 0;
}

int log_event_next(struct log_event *event, struct log_event_value *value) {
    struct protobuf_field field;
    do {
        while (event->summary.next != NULL && protobuf_next(&event->summary, &field))
            if (field.number == SUMMARY_VALUE && field.type == PROTOBUF_BYTES &&
                read_value(event, value, &field))
                return 1;
        event->is_broken |= event->summary.is_broken;
    } while (open_summary(event));
    return 0;
}
