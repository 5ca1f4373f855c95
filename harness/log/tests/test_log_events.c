/* TensorBoard event files, whole and damaged in every place. What is damaged are the files of tests/events/write_events.py. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/crc32c.h"
#include "log/log.h"
#include "log/log_events.h"
#include "tests/check_near.h"

enum { HEADER = 12, RECORDS = 16 };

static struct error error;

/* A file in memory. */
static struct text file;

static void load(const char *name) {
    char *bytes, path[FILE_PATH_MAX];
    size_t size;
    snprintf(path, sizeof path, "harness/log/tests/events/%s.tfevents", name);
    ck_assert_msg(file_read(&bytes, &size, path, 1 << 20, &error) == STATUS_OK, "%s",
                  error.message);
    text_free(&file);
    text_add_bytes(&file, bytes, size);
    free(bytes);
}

static void add_number(uint64_t value, int bytes) {
    for (int i = 0; i < bytes; i++) {
        char byte = (char)(value >> (8 * i) & 255);
        text_add_bytes(&file, &byte, 1);
    }
}

static void add_record(const char *data, size_t size) {
    struct crc32c crc;
    size_t at = file.length;
    crc32c_prepare(&crc);
    add_number(size, 8);
    add_number(crc32c_mask(crc32c_of(&crc, file.bytes + at, 8)), 4);
    text_add_bytes(&file, data, size);
    add_number(crc32c_mask(crc32c_of(&crc, data, size)), 4);
}

/* Where record `number` of a file that is whole begins; after the last, where the file ends. */
static size_t place(int number) {
    size_t at = 0;
    for (; number > 0; number--)
        at += (unsigned char)file.bytes[at] + (size_t)HEADER + 4;
    ck_assert_uint_le(at, file.length);
    return at;
}

static void flip(size_t at) {
    file.bytes[at] = (char)(file.bytes[at] ^ 0x20);
}

static void insert(size_t at, const char *bytes, size_t size) {
    struct text all = {0};
    text_add_bytes(&all, file.bytes, at);
    text_add_bytes(&all, bytes, size);
    text_add_bytes(&all, file.bytes + at, file.length - at);
    text_free(&file);
    file = all;
}

static void assert_reads_as(const char *record, const char *notes) {
    struct log log;
    struct text found = {0};
    ck_assert_msg(log_parse(&log, "events", file.bytes, file.length, NULL, &error) == STATUS_OK,
                  "%s", error.message);
    record_format(&found, &log.record);
    ck_assert_str_eq(text_string(&found), record);
    ck_assert_str_eq(text_string(&log.notes), notes);
    ck_assert_str_eq(log.format, "TensorBoard events");
    text_free(&found);
    log_free(&log);
    text_free(&file);
}

/* ---- whole files ----------------------------------------------------------------------------- */

#define NAMES "recon is \"loss/recon\", kl is \"loss/kl\"\nleft out: \"lr\"\n"

START_TEST(log_events_read_of_single_values_gives_rows_of_steps) {
    load("pytorch");
    assert_reads_as("step,recon,kl\n0,90,1\n10,87.5,1.625\n20,85,2.25\n30,82.5,2.875\n40,80,3.5\n",
                    NAMES);
}
END_TEST

START_TEST(log_events_read_of_tensors_gives_rows_of_steps) {
    load("keras");
    assert_reads_as("step,recon,kl\n0,80,1.5\n1,77.5,2.5\n2,75,3.5\n3,72.5,4.5\n",
                    "kl is \"epoch_kl_loss\", recon is \"epoch_reconstruction_loss\"\n");
}
END_TEST

START_TEST(log_events_read_keeps_what_is_not_finite) {
    load("tensors");
    struct log log;
    struct text found = {0};
    ck_assert(log_parse(&log, "events", file.bytes, file.length, NULL, &error) == STATUS_OK);
    record_format(&found, &log.record);
    ck_assert_str_eq(text_string(&found), "step,recon,kl,loss\n99,inf,nan,-inf\n");
    text_free(&found);
    log_free(&log);
}
END_TEST

/* ---- damage ---------------------------------------------------------------------------------- */

/* Records 0 is the version; 1 to 3 are of step 0: recon, kl, lr; 4 to 6 of step 10; and so on. */
#define ALL_BUT_KL_OF_10 "step,recon,kl\n0,90,1\n10,87.5,\n20,85,2.25\n30,82.5,2.875\n40,80,3.5\n"

static const struct damage {
    const char *name;
    int record, offset; /* of the byte that is flipped, in the record */
} damages[] = {
    {"the length", 5, 0},     {"a high byte of the length", 5, 7}, {"its sum", 5, 8},
    {"the data", 5, HEADER},  {"a later byte of it", 5, 30},       {"its sum", 5, -4},
    {"the last byte", 5, -1},
};

START_TEST(log_events_read_of_a_damaged_record_leaves_it_out) {
    const struct damage *damage = &damages[_i];
    char notes[256];
    load("pytorch");
    size_t begin = place(damage->record), end = place(damage->record + 1);
    flip(damage->offset >= 0 ? begin + (size_t)damage->offset : end - (size_t)-damage->offset);
    snprintf(notes, sizeof notes, "1 record damaged: left out, the first at byte %zu\n" NAMES,
             begin);
    assert_reads_as(ALL_BUT_KL_OF_10, notes);
}
END_TEST

START_TEST(log_events_read_counts_what_is_damaged) {
    char notes[256];
    load("pytorch");
    size_t first = place(5), second = place(8), third = place(11);
    flip(first + HEADER);
    flip(second + 1);
    flip(third + 3);
    snprintf(notes, sizeof notes, "3 records damaged: left out, the first at byte %zu\n" NAMES,
             first);
    assert_reads_as("step,recon,kl\n0,90,1\n10,87.5,\n20,85,\n30,82.5,\n40,80,3.5\n", notes);
}
END_TEST

START_TEST(log_events_read_of_foreign_bytes_goes_on_behind_them) {
    char bytes[3000], notes[256];
    load("pytorch");
    size_t at = _i == 0 ? 0 : place(_i);
    for (int i = 0; i < (int)sizeof bytes; i++)
        bytes[i] = _i % 2 ? (char)(i * 131 + 7) : '\0';
    insert(at, bytes, sizeof bytes);
    snprintf(notes, sizeof notes, "1 record damaged: left out, the first at byte %zu\n" NAMES, at);
    assert_reads_as("step,recon,kl\n0,90,1\n10,87.5,1.625\n20,85,2.25\n30,82.5,2.875\n40,80,3.5\n",
                    notes);
}
END_TEST

/* Cut after each byte of record 14, the kl of step 40. */
START_TEST(log_events_read_of_a_file_that_is_cut_off_has_what_is_before) {
    load("pytorch");
    size_t begin = place(14), end = place(15);
    for (size_t size = begin + 1; size < end; size++) {
        char notes[256];
        load("pytorch");
        file.length = size;
        snprintf(notes, sizeof notes, "cut off in the record at byte %zu: read up to there\n" NAMES,
                 begin);
        assert_reads_as("step,recon,kl\n0,90,1\n10,87.5,1.625\n20,85,2.25\n30,82.5,2.875\n40,80,\n",
                        notes);
    }
}
END_TEST

/* A length of 2^63 with the right sum, where record 14 was. */
START_TEST(log_events_read_of_a_huge_length_is_cut_off_there) {
    struct crc32c crc;
    char notes[300];
    load("pytorch");
    size_t begin = file.length = place(14);
    crc32c_prepare(&crc);
    add_number((uint64_t)1 << 63, 8);
    add_number(crc32c_mask(crc32c_of(&crc, file.bytes + begin, 8)), 4);
    text_add(&file, "and more");
    snprintf(notes, sizeof notes,
             "1 record longer than 12 MiB: left out, the first at byte %zu\n"
             "cut off in the record at byte %zu: read up to there\n" NAMES,
             begin, begin);
    assert_reads_as("step,recon,kl\n0,90,1\n10,87.5,1.625\n20,85,2.25\n30,82.5,2.875\n40,80,\n",
                    notes);
}
END_TEST

#define KL_OF_7 "\x2a\x0b\x0a\x09\x0a\x02kl\x15\x00\x00\x80\x3f\x10\x07"

START_TEST(log_events_read_passes_over_a_record_that_is_too_long) {
    size_t size = LOG_EVENTS_RECORD_MAX + 1;
    char *bytes = calloc(size, 1);
    ck_assert_ptr_nonnull(bytes);
    text_free(&file);
    add_record(bytes, size);
    add_record(KL_OF_7, sizeof KL_OF_7 - 1);
    assert_reads_as("step,kl\n7,1\n",
                    "1 record longer than 12 MiB: left out, the first at byte 0\n");
    add_record(bytes, size - 1); /* which is broken: it begins with field 0 */
    add_record(KL_OF_7, sizeof KL_OF_7 - 1);
    assert_reads_as("step,kl\n7,1\n", "1 record not an Event: left out, the first at byte 0\n");
    free(bytes);
}
END_TEST

START_TEST(log_events_read_of_other_data_says_that_it_is_no_event) {
    text_free(&file);
    add_record(KL_OF_7, sizeof KL_OF_7 - 1);
    size_t at = file.length;
    char notes[128];
    add_record("some other data", 15);
    add_record("\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11);
    snprintf(notes, sizeof notes,
             "1 record not an Event: left out, the first at byte %zu\n"
             "1 record with a negative step: left out, the first at byte %zu\n",
             at, at + 31);
    assert_reads_as("step,kl\n7,1\n", notes);
}
END_TEST

static void assert_refused(const char *message) {
    struct log log;
    ck_assert_int_eq(log_parse(&log, "events", file.bytes, file.length, NULL, &error),
                     STATUS_FORMAT);
    ck_assert_str_eq(error.file, "events");
    ck_assert_msg(strstr(error.message, message) != NULL, "%s", error.message);
    text_free(&file);
}

START_TEST(log_events_read_without_a_whole_record_is_refused) {
    text_free(&file);
    add_record(KL_OF_7, sizeof KL_OF_7 - 1);
    flip(HEADER);
    assert_refused("no record of TensorBoard events is whole");
    add_record("some other data", 15);
    assert_refused("no record of TensorBoard events is whole");
}
END_TEST

/* ---- rows ------------------------------------------------------------------------------------ */

static void add_value(int step, const char *tag, float value) {
    char data[64];
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    int length = (int)strlen(tag);
    int size = snprintf(data, sizeof data, "\x10%c\x2a%c\x0a%c\x0a%c%s\x15", step, length + 9,
                        length + 7, length, tag);
    for (int i = 0; i < 4; i++)
        data[size++] = (char)(bits >> (8 * i) & 255);
    add_record(data, (size_t)size);
}

START_TEST(log_events_read_where_nobody_counted_steps_counts_them) {
    text_free(&file);
    for (int i = 0; i < 3; i++) {
        float number = (float)i;
        char data[32] = "\x2a\x0b\x0a\x09\x0a\x02kl\x15";
        memcpy(data + 9, &number, 4);
        add_record(data, 13);
    }
    assert_reads_as("step,kl\n0,0\n1,1\n2,2\n", "all steps are 0: they are counted\n");
}
END_TEST

/* The later of two values counts; another first tag of a step does not begin a row. */
START_TEST(log_events_read_puts_events_of_a_step_into_one_row) {
    text_free(&file);
    add_value(1, "recon", 9);
    add_value(1, "kl", 1);
    add_value(2, "kl", 2);
    add_value(2, "recon", 8);
    add_value(2, "kl", 3);
    assert_reads_as(
        "step,recon,kl\n1,9,1\n2,8,3\n",
        "1 step is there more than once, with other values: the last one counts (step 2)\n");
}
END_TEST

/* As a writer has them that changed its mind. */
START_TEST(log_events_read_of_two_spellings_takes_the_first) {
    text_free(&file);
    add_value(1, "loss/kl", 1);
    add_value(1, "loss_kl", 2);
    assert_reads_as("step,kl\n1,1\n", "kl is \"loss/kl\"\nleft out: \"loss_kl\"\n");
}
END_TEST

START_TEST(log_events_is_of_other_files_says_no) {
    static const char text[] = "step,kl\n0,1\n1,2\n";
    ck_assert(!log_events_is(text, text + sizeof text - 1));
    ck_assert(!log_events_is(text, text));
    load("keras");
    ck_assert(log_events_is(file.bytes, file.bytes + 12));
    ck_assert(!log_events_is(file.bytes, file.bytes + 11));
    flip(8);
    ck_assert(!log_events_is(file.bytes, file.bytes + 12));
    ck_assert(log_events_is(file.bytes, file.bytes + file.length));
}
END_TEST

static Suite *log_events_suite(void) {
    Suite *suite = suite_create("log_events");
    TCase *tcase = tcase_create("log_events");
    tcase_add_test(tcase, log_events_read_of_single_values_gives_rows_of_steps);
    tcase_add_test(tcase, log_events_read_of_tensors_gives_rows_of_steps);
    tcase_add_test(tcase, log_events_read_keeps_what_is_not_finite);
    tcase_add_loop_test(tcase, log_events_read_of_a_damaged_record_leaves_it_out, 0,
                        (int)(sizeof damages / sizeof *damages));
    tcase_add_test(tcase, log_events_read_counts_what_is_damaged);
    tcase_add_loop_test(tcase, log_events_read_of_foreign_bytes_goes_on_behind_them, 0, RECORDS);
    tcase_add_test(tcase, log_events_read_of_a_file_that_is_cut_off_has_what_is_before);
    tcase_add_test(tcase, log_events_read_of_a_huge_length_is_cut_off_there);
    tcase_add_test(tcase, log_events_read_passes_over_a_record_that_is_too_long);
    tcase_add_test(tcase, log_events_read_of_other_data_says_that_it_is_no_event);
    tcase_add_test(tcase, log_events_read_without_a_whole_record_is_refused);
    tcase_add_test(tcase, log_events_read_where_nobody_counted_steps_counts_them);
    tcase_add_test(tcase, log_events_read_puts_events_of_a_step_into_one_row);
    tcase_add_test(tcase, log_events_read_of_two_spellings_takes_the_first);
    tcase_add_test(tcase, log_events_is_of_other_files_says_no);
    suite_add_tcase(suite, tcase);
    return suite;
}

TEST_MAIN(log_events_suite)
