/* CRC-32C by the vectors of its standards. */
#include "format/crc32c.h"

#include "tests/check_near.h"

static uint32_t sum_of(const void *bytes, size_t size) {
    struct crc32c crc;
    crc32c_prepare(&crc);
    return crc32c_of(&crc, bytes, size);
}

/* RFC 3720, B.4, which writes the sums with the first byte sent in front: aa36918a is 0x8a9136aa. */
START_TEST(crc32c_of_the_vectors_of_rfc_3720_is_theirs) {
    unsigned char zeros[32] = {0}, ones[32], rising[32], falling[32];
    static const unsigned char read_command[48] = {
        0x01, 0xc0, 0, 0,    0, 0, 0, 0,    0,    0, 0, 0, 0, 0, 0, 0, 0x14, 0, 0, 0, 0, 0, 4, 0,
        0,    0,    0, 0x14, 0, 0, 0, 0x18, 0x28, 0, 0, 0, 0, 0, 0, 0, 2,    0, 0, 0, 0, 0, 0, 0,
    };
    for (int i = 0; i < 32; i++) {
        ones[i] = 0xff;
        rising[i] = (unsigned char)i;
        falling[i] = (unsigned char)(31 - i);
    }
    ck_assert_uint_eq(sum_of(zeros, 32), 0x8a9136aaU);
    ck_assert_uint_eq(sum_of(ones, 32), 0x62a8ab43U);
    ck_assert_uint_eq(sum_of(rising, 32), 0x46dd794eU);
    ck_assert_uint_eq(sum_of(falling, 32), 0x113fdb5cU);
    ck_assert_uint_eq(sum_of(read_command, 48), 0xd9963a56U);
}
END_TEST

/* The check value that catalogues of sums give for each. */
START_TEST(crc32c_of_the_digits_is_the_check_value) {
    ck_assert_uint_eq(sum_of("123456789", 9), 0xe3069283U);
    ck_assert_uint_eq(sum_of("", 0), 0);
}
END_TEST

/* A bit at a time, as the polynomial is defined. */
static uint32_t slow_sum(const unsigned char *bytes, size_t size) {
    uint32_t sum = 0xffffffffU;
    for (size_t i = 0; i < 8 * size; i++) {
        uint32_t bit = (sum ^ (uint32_t)bytes[i / 8] >> (i % 8)) & 1;
        sum = (sum >> 1) ^ (bit ? 0x82f63b78U : 0);
    }
    return ~sum;
}

START_TEST(crc32c_of_any_length_and_alignment_is_that_of_its_definition) {
    unsigned char bytes[80];
    for (int i = 0; i < 80; i++)
        bytes[i] = (unsigned char)(i * 197 + 13);
    for (size_t from = 0; from < 9; from++)
        for (size_t size = 0; size <= 70; size++)
            ck_assert_uint_eq(sum_of(bytes + from, size), slow_sum(bytes + from, size));
}
END_TEST

/* ((s >> 15) | (s << 17)) + 0xa282ead8, by hand for 1: 0x00020000 + 0xa282ead8. */
START_TEST(crc32c_mask_rotates_and_adds) {
    ck_assert_uint_eq(crc32c_mask(1), 0xa284ead8U);
    ck_assert_uint_eq(crc32c_mask(0x8000U), 0xa282ead9U);
    ck_assert_uint_eq(crc32c_mask(0), 0xa282ead8U);
}
END_TEST

static Suite *crc32c_suite(void) {
    Suite *suite = suite_create("crc32c");
    TCase *tests = tcase_create("crc32c");
    tcase_add_test(tests, crc32c_of_the_vectors_of_rfc_3720_is_theirs);
    tcase_add_test(tests, crc32c_of_the_digits_is_the_check_value);
    tcase_add_test(tests, crc32c_of_any_length_and_alignment_is_that_of_its_definition);
    tcase_add_test(tests, crc32c_mask_rotates_and_adds);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(crc32c_suite)
