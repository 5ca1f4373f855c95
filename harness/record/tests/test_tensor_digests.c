#include "record/tensor_digests.h"

#include <string.h>

#include "tests/check_near.h"

/* Three tensors: of the updates before, of the batch, and of the update. */
static const real one[] = {1, REAL(2.5)}, two[] = {3};
static const struct tensor list[] = {
    {.kind = TENSOR_GRADIENT, .name = "encoder.0.weight", .values = one, .count = 2},
    {.kind = TENSOR_CLIPPED, .name = "encoder.0.bias", .values = two, .count = 1},
    {.kind = TENSOR_MOMENT_V, .name = "encoder.0.bias", .values = two, .count = 1},
};
enum { TENSORS = sizeof list / sizeof *list };

static const char *const table = "tensor,0,1\n"
                                 "gradient of encoder.0.weight,0123456789abcdef,ffffffffffffffff\n"
                                 "clipped gradient of encoder.0.bias,0000000000000000,-\n";

static enum status parse(struct tensor_digests *digests, const char *text, struct error *error) {
    *error = (struct error){0};
    return tensor_digests_parse(digests, "digests.csv", text, strlen(text), error);
}

START_TEST(tensor_digests_note_takes_batch_and_update_apart) {
    struct tensor_digests digests;
    struct error error = {0};
    ck_assert_int_eq(tensor_digests_new(&digests, list, TENSORS, &error), STATUS_OK);
    ck_assert_str_eq(digests.row[1].name, "clipped gradient of encoder.0.bias");
    ck_assert(tensor_digests_wants(&digests, 0) && !tensor_digests_wants(&digests, 1));
    tensor_digests_note(&digests, 0, list, 0);
    ck_assert_int_eq(digests.steps, 1);
    ck_assert_uint_eq(digests.row[0].digest[0], klimb_digest_reals(one, 2));
    ck_assert(digests.row[0].has[0] && !digests.row[1].has[0]);
    ck_assert(!digests.row[2].has[0]); /* a moment */
    tensor_digests_note(&digests, 0, list, 1);
    ck_assert_int_eq(digests.steps, 1);
    ck_assert_uint_eq(digests.row[1].digest[0], klimb_digest_reals(two, 1));
    ck_assert(digests.row[1].has[0] && !digests.row[1].has[1]);
    for (long step = 1; step < DIGEST_STEPS; step++) {
        ck_assert(tensor_digests_wants(&digests, step) &&
                  !tensor_digests_wants(&digests, step + 1));
        tensor_digests_note(&digests, step, list, 0);
    }
    ck_assert(!tensor_digests_wants(&digests, DIGEST_STEPS));
    ck_assert(digests.row[2].has[1] && !digests.row[2].has[0] && !digests.row[1].has[1]);
    tensor_digests_free(&digests);
    ck_assert_int_eq(digests.tensors, 0);
}
END_TEST

START_TEST(tensor_digests_parse_is_the_inverse_of_format) {
    struct tensor_digests digests;
    struct error error;
    struct text text = {0};
    ck_assert_msg(parse(&digests, table, &error) == STATUS_OK, "%s", error.message);
    ck_assert_int_eq(digests.tensors, 2);
    ck_assert_int_eq(digests.steps, 2);
    ck_assert_uint_eq(digests.row[0].digest[0], UINT64_C(0x0123456789abcdef));
    ck_assert_uint_eq(digests.row[0].digest[1], UINT64_MAX);
    ck_assert(digests.row[1].has[0] && !digests.row[1].has[1]);
    tensor_digests_format(&text, &digests);
    ck_assert_str_eq(text.bytes, table);
    text_free(&text);
    tensor_digests_free(&digests);
}
END_TEST

/* The digest is that of sha256sum for the table above. */
START_TEST(tensor_digests_sha256_is_of_the_text_and_empty_for_none) {
    struct tensor_digests digests, none = {0};
    struct error error;
    struct text text = {0};
    char digest[65] = "x";
    ck_assert_int_eq(parse(&digests, table, &error), STATUS_OK);
    ck_assert_int_eq(tensor_digests_sha256(digest, &digests), 1);
    ck_assert_str_eq(digest, "583fdaa403cb8315725548485379e537fd40129ec5d73a5dcba68c6ae186747b");
    ck_assert_int_eq(tensor_digests_sha256(digest, &none), 1);
    ck_assert_str_eq(digest, "");
    tensor_digests_format(&text, &none);
    ck_assert_ptr_null(text.bytes);
    tensor_digests_free(&digests);
}
END_TEST

#define LONG "0123456789012345678901234567890123456789012345678901234567890123"
static const struct {
    const char *text, *message;
    long line, column;
} faulty[] = {
    {"tensor,0\nx,0123\n",
     "column 0 is \"0123\": must be 16 hexadecimal digits in lower case, or -", 2, 3},
    {"tensor,0\nx,0123456789ABCDEF\n",
     "column 0 is \"0123456789ABCDEF\": must be 16 hexadecimal digits in lower case, or -", 2, 3},
    {"tensor,0\nx,0123456789abcdeg\n",
     "column 0 is \"0123456789abcdeg\": must be 16 hexadecimal digits in lower case, or -", 2, 3},
    {"tensor,0\nx,0123456789abcdef0\n",
     "column 0 is \"0123456789abcdef0\": must be 16 hexadecimal digits in lower case, or -", 2, 3},
    {"tensor,0\n" LONG ",-\n", NULL, 2, 1},
    {"tensor,0\n,-\n", NULL, 2, 1},
    {"tensor,1\nx,-\n", "column number 2 must be 0", 1, 0},
    {"0,tensor\n-,x\n", "column number 1 must be tensor", 1, 0},
    {"tensor,0,1\nx,-\n", NULL, 2, 0},
    {"tensor,8\nx,-\n", NULL, 1, 8},
    {"tensor,0\nx,-", NULL, 2, 0},
};

START_TEST(tensor_digests_parse_faulty_table_is_refused_at_its_place) {
    struct tensor_digests digests;
    struct error error;
    ck_assert_int_eq(parse(&digests, faulty[_i].text, &error), STATUS_FORMAT);
    ck_assert_int_eq(error.line, faulty[_i].line);
    ck_assert_msg(error.column == faulty[_i].column, "column %ld: %s", error.column, error.message);
    if (faulty[_i].message != NULL)
        ck_assert_str_eq(error.message, faulty[_i].message);
    ck_assert_ptr_null(digests.row);
}
END_TEST

static Suite *tensor_digests_suite(void) {
    Suite *suite = suite_create("tensor digests");
    TCase *all = tcase_create("all");
    tcase_add_test(all, tensor_digests_note_takes_batch_and_update_apart);
    tcase_add_test(all, tensor_digests_parse_is_the_inverse_of_format);
    tcase_add_test(all, tensor_digests_sha256_is_of_the_text_and_empty_for_none);
    tcase_add_loop_test(all, tensor_digests_parse_faulty_table_is_refused_at_its_place, 0,
                        sizeof faulty / sizeof *faulty);
    suite_add_tcase(suite, all);
    return suite;
}

TEST_MAIN(tensor_digests_suite)
