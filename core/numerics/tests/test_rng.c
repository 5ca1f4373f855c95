/* Random numbers: the generator against its published vectors, the addressing, the statistics. */
#include "numerics/rng.h"

#include <stdlib.h>
#include <string.h>

#include "tests/check_near.h"

/* kat_vectors of Random123 1.09, the lines "philox4x32 10": counter, key, result. */
static const struct {
    uint32_t counter[4], key[2], wanted[4];
} KNOWN_ANSWERS[] = {
    {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
    {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
     {0xffffffff, 0xffffffff},
     {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
    {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
     {0xa4093822, 0x299f31d0},
     {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
};
enum { KNOWN_ANSWER_COUNT = sizeof KNOWN_ANSWERS / sizeof KNOWN_ANSWERS[0] };

START_TEST(rng_philox_random123_vectors_known_answers) {
    uint32_t out[4];
    klimb_rng_philox(out, KNOWN_ANSWERS[_i].counter, KNOWN_ANSWERS[_i].key);
    ck_assert_mem_eq(out, KNOWN_ANSWERS[_i].wanted, sizeof out);
}
END_TEST

START_TEST(rng_philox_in_place_of_its_counter_same_block) {
    uint32_t block[4] = {0};
    klimb_rng_philox(block, block, KNOWN_ANSWERS[0].key);
    ck_assert_mem_eq(block, KNOWN_ANSWERS[0].wanted, sizeof block);
}
END_TEST

/* The values at PLACE were computed by an independent implementation in Python (integers of any
 * size, libm in double). They pin the order of the counter's words and of the key's halves. */
#define SEED UINT64_C(0x0123456789abcdef)
static const struct rng_place PLACE = {SEED, RNG_LATENT, 1000, 63};
static const uint32_t BITS[] = {0x3eae084e, 0x0b3b7c8a, 0x983af8b0, 0xc02d95e9,
                                0xa12730d3, 0xf46c9d0f, 0x1d582712, 0x68c11f13};
static const double NORMALS[] = {1.614233584200, 0.456646010608,  0.004455721807,  -1.019580899298,
                                 0.923534986103, -0.269682100124, -1.751719054319, 1.124115443886};
static const uint32_t PERMUTATION[] = {0, 9, 6, 4, 3, 5, 8, 1, 7, 2};
enum { KNOWN = 8 };

START_TEST(rng_bits_known_place_values_of_another_implementation) {
    uint32_t out[KNOWN];
    klimb_rng_bits(out, PLACE, KNOWN);
    ck_assert_mem_eq(out, BITS, sizeof out);
}
END_TEST

/* Long enough that many blocks are drawn at a time and a few are left over. */
enum { LONG = 205 };

START_TEST(rng_bits_many_columns_words_of_one_block_after_the_other) {
    uint32_t out[LONG];
    klimb_rng_bits(out, PLACE, LONG);
    for (uint32_t i = 0; i < LONG; i++) {
        uint32_t block[4] = {i / 4, PLACE.row, PLACE.step, PLACE.purpose};
        klimb_rng_philox(block, block, (uint32_t[2]){(uint32_t)SEED, (uint32_t)(SEED >> 32)});
        ck_assert_msg(out[i] == block[i % 4], "column %u", i);
    }
}
END_TEST

START_TEST(rng_uniform_many_columns_exact_value_of_the_formula) {
    uint32_t bits[LONG];
    real out[LONG];
    klimb_rng_bits(bits, PLACE, LONG);
    klimb_rng_uniform(out, PLACE, LONG);
    for (int i = 0; i < LONG; i++)
        ck_assert((double)out[i] == ((double)(bits[i] / 512) + 0.5) / 8388608);
}
END_TEST

/* The tolerance is that of float in the double build too: both draw the same normals. */
START_TEST(rng_normal_known_place_values_of_another_implementation) {
    real out[KNOWN];
    klimb_rng_normal(out, PLACE, 1, KNOWN, klimb_vecmath_select(NULL));
    for (int i = 0; i < KNOWN; i++)
        ck_assert_near(out[i], NORMALS[i], 4 * (double)FLT_EPSILON);
}
END_TEST

START_TEST(rng_permutation_known_place_order_of_another_implementation) {
    uint32_t out[10];
    uint64_t scratch[20];
    klimb_rng_permutation(out, scratch, PLACE, 10);
    ck_assert_mem_eq(out, PERMUTATION, sizeof out);
}
END_TEST

enum { PREFIX_MAX = 150 };

/* Every length writes a prefix of the longest, and nothing after its end. */
START_TEST(rng_bits_and_uniform_any_length_prefix_of_a_longer_draw) {
    uint32_t all[PREFIX_MAX + 1], some[PREFIX_MAX + 1];
    real all_u[PREFIX_MAX + 1], some_u[PREFIX_MAX + 1];
    klimb_rng_bits(all, PLACE, PREFIX_MAX);
    klimb_rng_uniform(all_u, PLACE, PREFIX_MAX);
    for (long n = 0; n <= PREFIX_MAX; n++) {
        some[n] = 12345;
        some_u[n] = REAL(12345.0);
        klimb_rng_bits(some, PLACE, n);
        klimb_rng_uniform(some_u, PLACE, n);
        ck_assert(n == 0 || memcmp(some, all, (size_t)n * sizeof *some) == 0);
        ck_assert(n == 0 || memcmp(some_u, all_u, (size_t)n * sizeof *some_u) == 0);
        ck_assert(some[n] == 12345 && some_u[n] == REAL(12345.0));
    }
}
END_TEST

/* Whole and partial blocks of four, one block a row and many; most widths take several chunks, and a
 * chunk ends inside a row. */
static const long WIDTHS[] = {1, 4, 10, 32, 37};
enum { WIDTH_COUNT = sizeof WIDTHS / sizeof WIDTHS[0], ROWS = 300, COLUMNS = 37 };

/* Each row drawn alone, to some number of columns, is the beginning of that row of the matrix. */
START_TEST(rng_normal_one_row_alone_beginning_of_that_row_of_a_matrix) {
    const struct vecmath *vm = klimb_vecmath_select(NULL);
    static real all[ROWS * COLUMNS], row[COLUMNS + 1];
    const long columns = WIDTHS[_i];
    klimb_rng_normal(all, PLACE, ROWS, columns, vm);
    for (long i = 0; i < ROWS; i++) {
        struct rng_place place = PLACE;
        place.row += (uint32_t)i;
        const long n = columns - i % (columns + 1);
        row[n] = REAL(12345.0);
        klimb_rng_normal(row, place, 1, n, vm);
        ck_assert_msg(n == 0 || memcmp(row, all + i * columns, (size_t)n * sizeof *row) == 0,
                      "row %ld, %ld columns", i, n);
        ck_assert(row[n] == REAL(12345.0));
    }
}
END_TEST

START_TEST(rng_normal_every_vecmath_table_same_bits) {
    static real wanted[ROWS * COLUMNS], got[ROWS * COLUMNS];
    klimb_rng_normal(wanted, PLACE, ROWS, COLUMNS, klimb_vecmath_select("scalar"));
    for (const char *const *name = klimb_vecmath_names(); *name != NULL; name++) {
        if (klimb_vecmath_select(*name) == NULL)
            continue;
        klimb_rng_normal(got, PLACE, ROWS, COLUMNS, klimb_vecmath_select(*name));
        ck_assert_mem_eq(got, wanted, sizeof got);
    }
}
END_TEST

START_TEST(rng_normal_no_rows_or_no_columns_writes_nothing) {
    real out = REAL(2.385);
    klimb_rng_normal(&out, PLACE, 0, 10, klimb_vecmath_select(NULL));
    klimb_rng_normal(&out, PLACE, 10, 0, klimb_vecmath_select(NULL));
    ck_assert(out == REAL(2.385));
}
END_TEST

/* PLACE with one part changed: either half of the seed, purpose, step, row. */
static const struct rng_place OTHERS[] = {
    {SEED + 1, RNG_LATENT, 1000, 63}, {SEED + (UINT64_C(1) << 32), RNG_LATENT, 1000, 63},
    {SEED, RNG_EVALUATION, 1000, 63}, {SEED, RNG_LATENT, 1001, 63},
    {SEED, RNG_LATENT, 1000, 64},
};
enum { OTHER_COUNT = sizeof OTHERS / sizeof OTHERS[0] };

/* Two words are equal somewhere among 64 pairs with probability 64 * 2^-32. */
START_TEST(rng_bits_any_part_of_the_place_changed_all_words_differ) {
    enum { N = 64 };
    uint32_t here[N], there[N];
    klimb_rng_bits(here, PLACE, N);
    klimb_rng_bits(there, OTHERS[_i], N);
    for (int i = 0; i < N; i++)
        ck_assert_msg(here[i] != there[i], "word %d", i);
}
END_TEST

/* Moments of 2^18 values. The allowance is 5 standard errors, which a correct generator exceeds once in
 * 1.7 million tests. The seed, and so the outcome, is fixed. */
enum { SAMPLE_ROWS = 512, SAMPLE_COLUMNS = 512, SAMPLE = SAMPLE_ROWS * SAMPLE_COLUMNS };
static const double SIGMAS = 5;

static double mean_product(const real *x, const real *y, long n) {
    double sum = 0;
    for (long i = 0; i < n; i++)
        sum += (double)x[i] * (double)y[i];
    return sum / (double)n;
}

static double mean_power(const real *x, long n, int power) {
    double sum = 0;
    for (long i = 0; i < n; i++) {
        double term = 1;
        for (int k = 0; k < power; k++)
            term *= (double)x[i];
        sum += term;
    }
    return sum / (double)n;
}

static real *normal_sample_new(uint64_t seed) {
    real *z = malloc(SAMPLE * sizeof *z);
    ck_assert_ptr_nonnull(z);
    const struct rng_place place = {.seed = seed, .purpose = RNG_LATENT, .step = 7};
    klimb_rng_normal(z, place, SAMPLE_ROWS, SAMPLE_COLUMNS, klimb_vecmath_select(NULL));
    return z;
}

/* Raw moments of N(0,1) are 0, 1, 0, 3, 0, 15, 0, 105: the k-th has the standard error
 * sqrt((m_2k - m_k^2) / n), that is 1, sqrt 2, sqrt 15, sqrt 96 over sqrt n. */
START_TEST(rng_normal_quarter_million_moments_of_the_standard_normal) {
    real *z = normal_sample_new((uint64_t)_i);
    const double scale = SIGMAS / sqrt((double)SAMPLE);
    ck_assert_near(mean_power(z, SAMPLE, 1), 0, scale);
    ck_assert_near(mean_power(z, SAMPLE, 2), 1, sqrt(2.0) * scale);
    ck_assert_near(mean_power(z, SAMPLE, 3), 0, sqrt(15.0) * scale);
    ck_assert_near(mean_power(z, SAMPLE, 4), 3, sqrt(96.0) * scale);
    free(z);
}
END_TEST

/* Products of independent standard normals have mean 0 and variance 1. Lag 1 pairs the sine with
 * the cosine, lag 2 the pairs of a block, lag 4 blocks, lag COLUMNS rows. */
START_TEST(rng_normal_neighbours_uncorrelated) {
    static const long LAGS[] = {1, 2, 3, 4, SAMPLE_COLUMNS};
    real *z = normal_sample_new(0);
    const long n = SAMPLE - LAGS[_i];
    ck_assert_near(mean_product(z, z + LAGS[_i], n), 0, SIGMAS / sqrt((double)n));
    free(z);
}
END_TEST

/* Neighbouring seeds are as independent as any others. */
START_TEST(rng_normal_neighbouring_seeds_uncorrelated) {
    real *a = normal_sample_new(0), *b = normal_sample_new(1);
    ck_assert_near(mean_product(a, b, SAMPLE), 0, SIGMAS / sqrt((double)SAMPLE));
    free(a), free(b);
}
END_TEST

/* The smallest uniform is 2^-24, so |z| <= sqrt(2 * 24 ln 2) = 5.768. The tail beyond 3.5 holds
 * 4.6526e-4 of the normal distribution: 121.97 +- 11.04 of 2^18. */
START_TEST(rng_normal_quarter_million_tail_as_heavy_as_it_should_be_and_bounded) {
    real *z = normal_sample_new(0);
    long beyond = 0, bounded = 0;
    for (long i = 0; i < SAMPLE; i++) {
        bounded += fabs((double)z[i]) <= 5.77;
        beyond += fabs((double)z[i]) > 3.5;
    }
    ck_assert_int_eq(bounded, SAMPLE);
    ck_assert_near(beyond, 121.97, SIGMAS * 11.04);
    free(z);
}
END_TEST

/* Variance of U(0,1) is 1/12; that of (u - 1/2)^2 is 1/80 - 1/144 = 1/180. */
START_TEST(rng_uniform_quarter_million_moments_and_open_interval) {
    real *u = malloc(SAMPLE * sizeof *u);
    ck_assert_ptr_nonnull(u);
    klimb_rng_uniform(u, PLACE, SAMPLE);
    long inside = 0;
    for (long i = 0; i < SAMPLE; i++) {
        inside += u[i] > 0 && u[i] < 1;
        u[i] -= REAL(0.5);
    }
    ck_assert_int_eq(inside, SAMPLE);
    const double scale = SIGMAS / sqrt((double)SAMPLE);
    ck_assert_near(mean_power(u, SAMPLE, 1), 0, scale / sqrt(12.0));
    ck_assert_near(mean_power(u, SAMPLE, 2), 1 / 12.0, scale / sqrt(180.0));
    free(u);
}
END_TEST

/* Sixteen bins of the leading four bits: chi-square with 15 degrees of freedom, variance 30. */
START_TEST(rng_bits_quarter_million_leading_bits_equally_often) {
    uint32_t *bits = malloc(SAMPLE * sizeof *bits);
    ck_assert_ptr_nonnull(bits);
    klimb_rng_bits(bits, PLACE, SAMPLE);
    double count[16] = {0}, chi_square = 0;
    for (long i = 0; i < SAMPLE; i++)
        count[bits[i] >> 28]++;
    for (int i = 0; i < 16; i++)
        chi_square += (count[i] - SAMPLE / 16.0) * (count[i] - SAMPLE / 16.0) / (SAMPLE / 16.0);
    ck_assert_near(chi_square, 15, SIGMAS * sqrt(30.0));
    free(bits);
}
END_TEST

static const long SIZES[] = {0, 1, 2, 3, 10, 31, 32, 33, 64, 1797, 60000};
enum { SIZE_COUNT = sizeof SIZES / sizeof SIZES[0], LARGEST = 60000 };

/* Each index once, and in the order that rng.h defines. */
START_TEST(rng_permutation_any_size_each_index_once_sorted_by_its_bits) {
    static uint32_t out[LARGEST], bits[2 * LARGEST];
    static uint64_t scratch[2 * LARGEST];
    static unsigned char seen[LARGEST];
    const long n = SIZES[_i];
    memset(seen, 0, sizeof seen);
    klimb_rng_permutation(out, scratch, PLACE, n);
    klimb_rng_bits(bits, PLACE, 2 * n);
    uint64_t before = 0;
    long fine = 0;
    for (long i = 0; i < n && out[i] < n && !seen[out[i]]; i++, fine++) {
        seen[out[i]] = 1;
        const uint64_t key = bits[2 * out[i]] | (uint64_t)bits[2 * out[i] + 1] << 32;
        if (key < before)
            break;
        before = key;
    }
    ck_assert_int_eq(fine, n);
}
END_TEST

/* 24000 epochs of the 24 orders of 4: chi-square with 23 degrees of freedom, variance 46. */
START_TEST(rng_permutation_of_four_over_many_epochs_each_order_equally_often) {
    enum { EPOCHS = 24000 };
    double count[256] = {0}, chi_square = 0;
    int orders = 0;
    for (uint32_t epoch = 0; epoch < EPOCHS; epoch++) {
        uint32_t out[4];
        uint64_t scratch[8];
        const struct rng_place place = {.seed = 11, .purpose = RNG_SHUFFLE, .step = epoch};
        klimb_rng_permutation(out, scratch, place, 4);
        count[out[0] | out[1] << 2 | out[2] << 4 | out[3] << 6]++;
    }
    for (int i = 0; i < 256; i++)
        if (count[i] > 0) {
            orders++;
            chi_square += (count[i] - 1000) * (count[i] - 1000) / 1000;
        }
    ck_assert_int_eq(orders, 24);
    ck_assert_near(chi_square, 23, SIGMAS * sqrt(46.0));
}
END_TEST

static Suite *rng_suite(void) {
    Suite *suite = suite_create("rng");
    TCase *generator = tcase_create("generator");
    tcase_add_loop_test(generator, rng_philox_random123_vectors_known_answers, 0,
                        KNOWN_ANSWER_COUNT);
    tcase_add_test(generator, rng_philox_in_place_of_its_counter_same_block);
    suite_add_tcase(suite, generator);
    TCase *addressing = tcase_create("addressing");
    tcase_add_test(addressing, rng_bits_known_place_values_of_another_implementation);
    tcase_add_test(addressing, rng_bits_many_columns_words_of_one_block_after_the_other);
    tcase_add_test(addressing, rng_uniform_many_columns_exact_value_of_the_formula);
    tcase_add_test(addressing, rng_normal_known_place_values_of_another_implementation);
    tcase_add_test(addressing, rng_permutation_known_place_order_of_another_implementation);
    tcase_add_test(addressing, rng_bits_and_uniform_any_length_prefix_of_a_longer_draw);
    tcase_add_loop_test(addressing, rng_normal_one_row_alone_beginning_of_that_row_of_a_matrix, 0,
                        WIDTH_COUNT);
    tcase_add_test(addressing, rng_normal_every_vecmath_table_same_bits);
    tcase_add_test(addressing, rng_normal_no_rows_or_no_columns_writes_nothing);
    tcase_add_loop_test(addressing, rng_bits_any_part_of_the_place_changed_all_words_differ, 0,
                        OTHER_COUNT);
    suite_add_tcase(suite, addressing);
    TCase *statistics = tcase_create("statistics");
    tcase_add_loop_test(statistics, rng_normal_quarter_million_moments_of_the_standard_normal, 0,
                        4);
    tcase_add_loop_test(statistics, rng_normal_neighbours_uncorrelated, 0, 5);
    tcase_add_test(statistics, rng_normal_neighbouring_seeds_uncorrelated);
    tcase_add_test(statistics,
                   rng_normal_quarter_million_tail_as_heavy_as_it_should_be_and_bounded);
    tcase_add_test(statistics, rng_uniform_quarter_million_moments_and_open_interval);
    tcase_add_test(statistics, rng_bits_quarter_million_leading_bits_equally_often);
    suite_add_tcase(suite, statistics);
    TCase *permutation = tcase_create("permutation");
    tcase_add_loop_test(permutation, rng_permutation_any_size_each_index_once_sorted_by_its_bits, 0,
                        SIZE_COUNT);
    tcase_add_test(permutation, rng_permutation_of_four_over_many_epochs_each_order_equally_often);
    suite_add_tcase(suite, permutation);
    return suite;
}

TEST_MAIN(rng_suite)
