#include "record/record.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN
#endif
#endif

/* A record with only the column kl, whose values come from `values`, at steps 0, 10, 20, ... */
static struct record make_record(const float *values, long rows, long latent) {
    struct record record;
    struct error error = {0};
    ck_assert_int_eq(record_new(&record, rows, latent, &error), STATUS_OK);
    memset(record.present, 0, sizeof record.present);
    record.present[OBSERVABLE_kl] = 1;
    float *dimension = calloc((size_t)latent * DIMENSION_OBSERVABLES + 1, sizeof *dimension);
    for (long row = 0; row < rows; row++) {
        struct observation observation = {.step = 10 * row, .dimension = dimension};
        observation.value[OBSERVABLE_kl] = values[row];
        for (long i = 0; i < latent * DIMENSION_OBSERVABLES; i++)
            dimension[i] = (float)(1 + i + 100 * row);
        record_append(&record, &observation);
    }
    free(dimension);
    return record;
}

static void assert_text(const struct record *record, const char *wanted) {
    struct text text = {0};
    record_format(&text, record);
    ck_assert_str_eq(text.bytes, wanted);
    text_free(&text);
}

/* ---- text ---------------------------------------------------------------------------------- */

START_TEST(record_format_present_columns_are_written_shortest) {
    struct record record = make_record((const float[]){0.1f, 2.5f, -0.0f, 1e10f}, 4, 0);
    assert_text(&record, "step,kl\n0,0.1\n10,2.5\n20,-0\n30,1e+10\n");
    record_free(&record);
}
END_TEST

START_TEST(record_format_all_columns_stand_in_the_order_of_the_table) {
    struct record record;
    struct error error = {0};
    ck_assert_int_eq(record_new(&record, 0, 0, &error), STATUS_OK);
    assert_text(&record,
                "step,beta,recon,kl,loss,elbo,mi,mi_cap,kl_agg,holes,active_units,logvar_min,"
                "logvar_max,sigma_mean,mu_spread,clamped,sigma_x,grad_encoder,"
                "grad_decoder,batch_recon,batch_kl\n");
    record_free(&record);
}
END_TEST

/* The digests are those that sha256sum gives for the texts in the comments. */
START_TEST(record_digest_known_text_is_its_sha256) {
    char digest[65];
    struct record record = make_record((const float[]){0.1f, 2.5f}, 2, 0);
    record_digest(digest, &record); /* step,kl\n0,0.1\n10,2.5\n */
    ck_assert_str_eq(digest, "90a9941c2628c6476def40b34eb488f31710b743311c6397efc294d956504d4a");
    record_free(&record);
    record = make_record((const float[]){0.1f, 2.5f}, 2, 2);
    /* step,kl\n0,0.1\n10,2.5\n
     * step,dimension,kl,mu_mean,mu_variance,logvar_mean,logvar_min,logvar_max\n
     * 0,0,1,2,3,4,5,6\n0,1,7,8,9,10,11,12\n
     * 10,0,101,102,103,104,105,106\n10,1,107,108,109,110,111,112\n */
    record_digest(digest, &record);
    ck_assert_str_eq(digest, "0c6209d2cda20e98ef249eb3605e96ece528c7f4bccbfa17097edec8d287ff14");
    record_free(&record);
}
END_TEST

/* ---- round trips --------------------------------------------------------------------------- */

static void assert_same_bits(const float *got, const float *wanted, long count) {
    for (long i = 0; i < count; i++) {
        uint32_t got_bits, wanted_bits;
        memcpy(&got_bits, got + i, sizeof got_bits);
        memcpy(&wanted_bits, wanted + i, sizeof wanted_bits);
        ck_assert_msg(got_bits == wanted_bits || (isnan(got[i]) && isnan(wanted[i])),
                      "value %ld: %08x for %08x", i, got_bits, wanted_bits);
    }
}

/* Fill with values that are hard to write, then with arbitrary bit patterns (the linear
 * congruential generator of Knuth's MMIX, whose upper half is used). */
static void fill_hard(float *out, long count) {
    static const float hard[] = {NAN,           INFINITY, -INFINITY, -0.0f,      FLT_TRUE_MIN,
                                 -FLT_TRUE_MIN, FLT_MIN,  FLT_MAX,   -FLT_MAX,   FLT_EPSILON,
                                 0.1f,          1 / 3.0f, 2.385f,    16777216.0f};
    uint64_t state = 1;
    for (long i = 0; i < count; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        uint32_t bits = (uint32_t)(state >> 32);
        memcpy(out + i, &bits, sizeof bits);
        if (i < (long)(sizeof hard / sizeof *hard))
            out[i] = hard[i];
    }
}

START_TEST(record_write_any_bits_are_read_back) {
    enum { ROWS = 100, LATENT = 3 };
    struct record written, read;
    struct error error = {0};
    char folder[FILE_PATH_MAX];
    temp_folder_make(folder);
    ck_assert_int_eq(record_new(&written, ROWS, LATENT, &error), STATUS_OK);
    written.rows = ROWS;
    for (long row = 0; row < ROWS; row++)
        written.step[row] = row * row * row;
    fill_hard(written.value, ROWS * OBSERVABLES);
    for (enum observable column = 0; column < OBSERVABLES; column++)
        written.present[column] = 1;
    fill_hard(written.dimension, ROWS * LATENT * DIMENSION_OBSERVABLES);
    ck_assert_int_eq(record_write(&written, folder, &error), STATUS_OK);
    ck_assert_msg(record_read(&read, folder, &error) == STATUS_OK, "%s", error.message);
    ck_assert_int_eq(read.rows, ROWS);
    ck_assert_int_eq(read.latent, LATENT);
    ck_assert(memcmp(read.step, written.step, ROWS * sizeof *read.step) == 0);
    assert_same_bits(read.value, written.value, ROWS * OBSERVABLES);
    assert_same_bits(read.dimension, written.dimension, ROWS * LATENT * DIMENSION_OBSERVABLES);
    char digests[2][65];
    record_digest(digests[0], &written);
    record_digest(digests[1], &read);
    ck_assert_str_eq(digests[0], digests[1]);
    record_free(&written);
    record_free(&read);
    temp_folder_remove(folder);
}
END_TEST

START_TEST(record_write_without_dimensions_removes_an_older_dims_csv) {
    struct record record = make_record((const float[]){1}, 1, 2);
    struct error error = {0};
    char folder[FILE_PATH_MAX];
    temp_folder_make(folder);
    ck_assert_int_eq(record_write(&record, folder, &error), STATUS_OK);
    record_free(&record);
    record = make_record((const float[]){2}, 1, 0);
    ck_assert_int_eq(record_write(&record, folder, &error), STATUS_OK);
    record_free(&record);
    ck_assert_int_eq(record_read(&record, folder, &error), STATUS_OK);
    ck_assert_int_eq(record.latent, 0);
    ck_assert(record_value(&record, 0, OBSERVABLE_kl) == 2);
    record_free(&record);
    temp_folder_remove(folder);
}
END_TEST

START_TEST(record_write_into_a_file_is_an_io_error) {
    struct record record = make_record((const float[]){1}, 1, 0);
    struct error error = {0};
    char folder[FILE_PATH_MAX], file[FILE_PATH_MAX];
    temp_folder_make(folder);
    temp_folder_write(folder, "occupied", "x");
    ck_assert_int_eq(file_join(file, folder, "occupied", &error), STATUS_OK);
    ck_assert_int_eq(record_write(&record, file, &error), STATUS_IO);
    ck_assert_int_eq(record_remove(file, &error), STATUS_IO); /* ENOTDIR, not ENOENT */
    record_free(&record);
    temp_folder_remove(folder);
}
END_TEST

START_TEST(record_remove_files_are_gone_and_absence_is_fine) {
    struct record record = make_record((const float[]){1}, 1, 2);
    struct error error = {0};
    char folder[FILE_PATH_MAX];
    temp_folder_make(folder);
    ck_assert_int_eq(record_write(&record, folder, &error), STATUS_OK);
    record_free(&record);
    ck_assert_int_eq(record_remove(folder, &error), STATUS_OK);
    ck_assert_int_eq(record_read(&record, folder, &error), STATUS_IO);
    ck_assert_int_eq(record_remove(folder, &error), STATUS_OK);
    temp_folder_remove(folder);
}
END_TEST

START_TEST(record_new_of_no_rows_is_empty) {
    struct record record;
    struct error error = {0};
    ck_assert_int_eq(record_new(&record, 0, 0, &error), STATUS_OK);
    ck_assert_int_eq(record.rows, 0);
    ck_assert_int_eq(record.seed, -1);
    ck_assert_ptr_null(record.dimension);
    record_free(&record);
}
END_TEST

#ifndef HAS_ASAN /* which ends the program instead of returning NULL */
START_TEST(record_new_impossible_size_is_a_memory_error) {
    struct record record;
    struct error error = {0};
    ck_assert_int_eq(record_new(&record, 1L << 40, 1L << 20, &error), STATUS_MEMORY);
    ck_assert_ptr_null(record.step);
}
END_TEST
#endif

/* ---- looking at rows ----------------------------------------------------------------------- */

START_TEST(record_row_at_is_the_last_row_not_beyond_the_step) {
    struct record record = make_record((const float[]){1, 2, 3}, 3, 0); /* steps 0, 10, 20 */
    ck_assert_int_eq(record_row_at(&record, -1), -1);
    ck_assert_int_eq(record_row_at(&record, 0), 0);
    ck_assert_int_eq(record_row_at(&record, 9), 0);
    ck_assert_int_eq(record_row_at(&record, 10), 1);
    ck_assert_int_eq(record_row_at(&record, 20), 2);
    ck_assert_int_eq(record_row_at(&record, 1000), 2);
    record_free(&record);
}
END_TEST

START_TEST(record_window_mean_bounds_are_open_below_and_closed_above) {
    struct record record = make_record((const float[]){1, 2, 4, 8}, 4, 0);       /* steps 0 to 30 */
    ck_assert_near(record_window_mean(&record, OBSERVABLE_kl, 0, 20), 3, 0);     /* (2 + 4)/2 */
    ck_assert_near(record_window_mean(&record, OBSERVABLE_kl, -1, 30), 3.75, 0); /* 15/4 */
    ck_assert_near(record_window_mean(&record, OBSERVABLE_kl, 11, 19), 2, 0); /* last one before */
    ck_assert(isnan(record_window_mean(&record, OBSERVABLE_kl, -5, -1)));
    ck_assert(isnan(record_window_mean(&record, OBSERVABLE_mi, 0, 20)) == 0);
    record_free(&record);
}
END_TEST

START_TEST(record_window_mean_nan_in_the_window_is_nan) {
    struct record record = make_record((const float[]){1, NAN, 4}, 3, 0);
    ck_assert(isnan(record_window_mean(&record, OBSERVABLE_kl, 0, 20)));
    ck_assert_near(record_window_mean(&record, OBSERVABLE_kl, 10, 20), 4, 0);
    record_free(&record);
}
END_TEST

START_TEST(record_final_is_the_mean_of_the_last_tenth) {
    float values[101]; /* steps 0, 10, ..., 1000: the last tenth is 910 to 1000, not 900 */
    for (long i = 0; i < 101; i++)
        values[i] = i <= 90 ? 1e6f : (float)(i - 90);
    struct record record = make_record(values, 101, 0);
    ck_assert_near(record_final(&record, OBSERVABLE_kl), 5.5, 0); /* (1 + ... + 10)/10 */
    record.rows = 0;
    ck_assert(isnan(record_final(&record, OBSERVABLE_kl)));
    record_free(&record);
}
END_TEST

START_TEST(record_final_of_a_single_row_is_that_row) {
    struct record record = make_record((const float[]){2.385f}, 1, 0);
    ck_assert_near(record_final(&record, OBSERVABLE_kl), 2.385f, 0);
    record_free(&record);
}
END_TEST

static Suite *record_suite(void) {
    Suite *suite = suite_create("record");
    TCase *tests = tcase_create("record");
    tcase_add_test(tests, record_format_present_columns_are_written_shortest);
    tcase_add_test(tests, record_format_all_columns_stand_in_the_order_of_the_table);
    tcase_add_test(tests, record_digest_known_text_is_its_sha256);
    tcase_add_test(tests, record_write_any_bits_are_read_back);
    tcase_add_test(tests, record_write_without_dimensions_removes_an_older_dims_csv);
    tcase_add_test(tests, record_write_into_a_file_is_an_io_error);
    tcase_add_test(tests, record_remove_files_are_gone_and_absence_is_fine);
    tcase_add_test(tests, record_new_of_no_rows_is_empty);
#ifndef HAS_ASAN
    tcase_add_test(tests, record_new_impossible_size_is_a_memory_error);
#endif
    tcase_add_test(tests, record_row_at_is_the_last_row_not_beyond_the_step);
    tcase_add_test(tests, record_window_mean_bounds_are_open_below_and_closed_above);
    tcase_add_test(tests, record_window_mean_nan_in_the_window_is_nan);
    tcase_add_test(tests, record_final_is_the_mean_of_the_last_tenth);
    tcase_add_test(tests, record_final_of_a_single_row_is_that_row);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(record_suite)
