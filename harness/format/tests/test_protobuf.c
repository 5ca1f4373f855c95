/* Fields of protocol buffers: what they are, and messages that are broken. */
#include "format/protobuf.h"

#include "tests/check_near.h"

/* A message in bytes, and what its fields are as text: number:type=value, "!" where it is broken. */
static const struct message {
    const char *bytes;
    size_t size;
    const char *fields;
} messages[] = {
    {"", 0, ""},
    /* The examples of the encoding guide: 150 in field 1, "testing" in field 2, a message with it in field 3. */
    {"\x08\x96\x01", 3, "1:0=150 "},
    {"\x12\x07testing", 9, "2:2=testing "},
    {"\x1a\x03\x08\x96\x01", 5, "3:2=\x08\x96\x01 "},
    {"\x15\x00\x00\x80\x3f", 5, "2:5=1065353216 "},
    {"\x09\x00\x00\x00\x00\x00\x00\xf0\x3f", 9, "1:1=4607182418800017408 "},
    {"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11, "1:0=18446744073709551615 "},
    {"\x08\x01\x08\x02", 4, "1:0=1 1:0=2 "},
    {"\xf8\xff\xff\xff\x0f\x01", 6, "536870911:0=1 "},
    {"\x12\x00", 2, "2:2= "},
    /* Numbers with more bytes or bits than there are. */
    {"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 11, "!"},
    {"\x08\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 12, "!"},
    /* Cut off: in a tag, before and in a number, in a length, in bytes. */
    {"\x88", 1, "!"},
    {"\x08", 1, "!"},
    {"\x08\x96", 2, "!"},
    {"\x15\x00\x00\x80", 4, "!"},
    {"\x15", 1, "!"},
    {"\x09\x00\x00\x00\x00\x00\x00\xf0", 8, "!"},
    {"\x12", 1, "!"},
    {"\x12\x08testing", 9, "!"},
    {"\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01x", 12, "!"},
    /* No field: the number 0, one above 2^29 - 1, groups, types that there are not. */
    {"\x00\x01", 2, "!"},
    {"\x80\x80\x80\x80\x10\x01", 6, "!"},
    {"\x0b\x0c", 2, "!"},
    {"\x0e\x01", 2, "!"},
    {"\x0f\x01", 2, "!"},
    /* What comes before the damage counts. */
    {"\x08\x01\x12\x09x", 5, "1:0=1 !"},
};

static void describe(char out[256], const struct message *message) {
    struct protobuf protobuf;
    struct protobuf_field field;
    int length = 0;
    protobuf_open(&protobuf, message->bytes, message->size);
    out[0] = '\0';
    while (protobuf_next(&protobuf, &field)) {
        length += snprintf(out + length, 256 - (size_t)length, "%u:%d=", field.number,
                           (int)field.type);
        if (field.type == PROTOBUF_BYTES)
            length += snprintf(out + length, 256 - (size_t)length, "%.*s ", (int)field.size,
                               (const char *)field.bytes);
        else
            length += snprintf(out + length, 256 - (size_t)length, "%llu ",
                               (unsigned long long)field.value);
    }
    if (protobuf.is_broken)
        snprintf(out + length, 256 - (size_t)length, "!");
}

START_TEST(protobuf_next_of_a_message_gives_its_fields) {
    char found[256];
    describe(found, &messages[_i]);
    ck_assert_str_eq(found, messages[_i].fields);
}
END_TEST

START_TEST(protobuf_number_of_packed_fields_gives_their_numbers) {
    struct protobuf packed;
    uint64_t value;
    protobuf_open(&packed, "\x03\x8e\x02\x9e\xa7\x05", 6); /* the guide's example: 3, 270, 86942 */
    ck_assert(protobuf_number(&packed, PROTOBUF_VARINT, &value) && value == 3);
    ck_assert(protobuf_number(&packed, PROTOBUF_VARINT, &value) && value == 270);
    ck_assert(protobuf_number(&packed, PROTOBUF_VARINT, &value) && value == 86942);
    ck_assert(!protobuf_number(&packed, PROTOBUF_VARINT, &value) && !packed.is_broken);
    protobuf_open(&packed, "\x00\x00\x80\x3f\x00\x00", 6);
    ck_assert(protobuf_number(&packed, PROTOBUF_FIXED32, &value));
    ck_assert(protobuf_float(value) >= 1 && protobuf_float(value) <= 1);
    ck_assert(!protobuf_number(&packed, PROTOBUF_FIXED32, &value) && packed.is_broken);
}
END_TEST

START_TEST(protobuf_double_has_the_bits) {
    ck_assert(protobuf_double(0xc004000000000000U) <= -2.5 &&
              protobuf_double(0xc004000000000000U) >= -2.5);
}
END_TEST

static Suite *protobuf_suite(void) {
    Suite *suite = suite_create("protobuf");
    TCase *tests = tcase_create("protobuf");
    tcase_add_loop_test(tests, protobuf_next_of_a_message_gives_its_fields, 0,
                        (int)(sizeof messages / sizeof *messages));
    tcase_add_test(tests, protobuf_number_of_packed_fields_gives_their_numbers);
    tcase_add_test(tests, protobuf_double_has_the_bits);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(protobuf_suite)
