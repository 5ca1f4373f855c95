/* Scalars of single events: each type of number in each way that a tensor may have it, and what is not a scalar. The records
 * are of tests/events/write_events.py, which shares nothing with the reader. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "log/log_event.h"
#include "tests/check_near.h"

/* "step tag=value" of each scalar, a line each. */
static void describe(struct text *out, const void *bytes, size_t size) {
    struct log_event event;
    struct log_event_value value;
    log_event_open(&event, bytes, size);
    while (log_event_next(&event, &value))
        text_add(out, "%lld %.*s=%.17g\n", (long long)event.step, (int)value.length, value.tag,
                 value.value);
    if (event.is_broken)
        text_add(out, "broken\n");
}

/* The numbers in TYPES of write_events.py; 0.333251953125 and -1.5 are halves to the last bit, the smallest half is 2^-24. */
static const struct type {
    const char *name, *value;
} types[] = {
    {"float", "1.25"},
    {"double", "-2.5"},
    {"int32", "-7"},
    {"uint8", "200"},
    {"int16", "-300"},
    {"int8", "-5"},
    {"int64", "-1099511627776"},
    {"bfloat16", "-1.5"},
    {"uint16", "65535"},
    {"half", "0.333251953125"},
    {"uint32", "4000000000"},
    {"uint64", "9.2233720368547758e+18"},
};
static const char others[] =
    "99 kl=nan\n99 recon=inf\n99 loss=-inf\n99 tiny=5.9604644775390625e-08\n"
    "99 odd=nan\n";

START_TEST(log_event_next_of_every_type_of_number_gives_it) {
    char *bytes;
    size_t size;
    struct error error = {0};
    struct text found = {0}, wanted = {0};
    ck_assert_msg(file_read(&bytes, &size, "harness/log/tests/events/tensors.tfevents", 1 << 20,
                            &error) == STATUS_OK,
                  "%s", error.message);
    for (size_t at = 0; at < size;) {
        uint32_t length; /* the lower half of a length below 2^32 */
        memcpy(&length, bytes + at, sizeof length);
        describe(&found, bytes + at + 12, length);
        at += length + 16;
    }
    for (int i = 0; i < (int)(sizeof types / sizeof *types); i++) {
        static const char *const forms[] = {"content", "packed", "single", "one"};
        for (int form = 0; form < 4; form++)
            text_add(&wanted, "%d %s %s=%s\n", i, forms[form], types[i].name, types[i].value);
        text_add(&wanted, "%d zero %s=0\n", i, types[i].name);
    }
    text_add(&wanted, "%s", others);
    ck_assert_str_eq(text_string(&found), text_string(&wanted));
    text_free(&found);
    text_free(&wanted);
    free(bytes);
}
END_TEST

/* Messages written by hand. 0x2a is field 5 of an Event, 0x0a field 1 of a Summary or a tag, 0x15 a simple_value. */
static const struct message {
    const char *bytes;
    size_t size;
    const char *found;
} messages[] = {
    {"", 0, ""},
    {"\x10\x07", 2, ""},
    {"\x2a\x0c\x0a\x0a\x0a\x03"
     "abc\x15\x00\x00\x80\x3f\x10\x07",
     16, "7 abc=1\n"},
    /* The step after the summary, two summaries, a summary of two values. */
    {"\x2a\x0a\x0a\x08\x0a\x01"
     "a\x15\x00\x00\x80\x3f\x2a\x0a\x0a\x08\x0a\x01"
     "b\x15\x00\x00\x00\x40",
     24, "0 a=1\n0 b=2\n"},
    /* Of a oneof the last counts: an image after the number, and the number after an image. */
    {"\x2a\x0c\x0a\x0a\x0a\x01"
     "a\x15\x00\x00\x80\x3f\x22\x00",
     14, ""},
    {"\x2a\x0c\x0a\x0a\x0a\x01"
     "a\x22\x00\x15\x00\x00\x80\x3f",
     14, "0 a=1\n"},
    /* A negative step is ten bytes. */
    {"\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x2a\x0a\x0a\x08\x0a\x01"
     "a\x15\x00\x00\x80\x3f",
     23, "-1 a=1\n"},
    /* A tag without bytes, a number as a double, a summary that is a number. */
    {"\x2a\x09\x0a\x07\x0a\x00\x15\x00\x00\x80\x3f", 11, ""},
    {"\x2a\x0e\x0a\x0c\x0a\x01"
     "a\x11\x00\x00\x00\x00\x00\x00\xf0\x3f",
     16, ""},
    {"\x28\x07", 2, ""},
    /* Broken: the event, the summary, the value, after a value that is not. */
    {"\x2a\x0a\x0a\x08\x0a\x01"
     "a\x15\x00\x00\x80",
     11, "broken\n"},
    {"\x2a\x02\x0a\x08", 4, "broken\n"},
    {"\x2a\x09\x0a\x07\x0a\x01"
     "a\x15\x00\x00\x80",
     11, "broken\n"},
    {"\x2a\x0d\x0a\x08\x0a\x01"
     "a\x15\x00\x00\x80\x3f\x0a\x01\x15",
     15, "0 a=1\nbroken\n"},
    /* A tensor that is broken is not a scalar, whatever came before. */
    {"\x2a\x0c\x0a\x0a\x0a\x01"
     "a\x42\x05\x08\x01\x25\x00\x00",
     14, ""},
    {"\x2a\x10\x0a\x0e\x0a\x01"
     "a\x42\x09\x08\x01\x12\x05\x12\x03\x08\xff\xff",
     18, ""},
};

START_TEST(log_event_next_of_a_message_gives_its_scalars) {
    struct text found = {0};
    describe(&found, messages[_i].bytes, messages[_i].size);
    ck_assert_str_eq(text_string(&found), messages[_i].found);
    text_free(&found);
}
END_TEST

static Suite *log_event_suite(void) {
    Suite *suite = suite_create("log_event");
    TCase *tcase = tcase_create("log_event");
    tcase_add_test(tcase, log_event_next_of_every_type_of_number_gives_it);
    tcase_add_loop_test(tcase, log_event_next_of_a_message_gives_its_scalars, 0,
                        (int)(sizeof messages / sizeof *messages));
    suite_add_tcase(suite, tcase);
    return suite;
}

TEST_MAIN(log_event_suite)
