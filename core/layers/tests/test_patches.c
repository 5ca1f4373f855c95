/* Patches of small pictures of integers, and the transpose. */
#include "layers/patches.h"

#include "tests/check_near.h"

/* A picture of 3 x 3 pixels, 1 .. 9, kernel 2, stride 2, padding 1: patches begin at -1 and 1. */
START_TEST(patches_gather_with_stride_and_padding_matches_hand) {
    static const real x[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    static const real wanted[] = {0, 0, 0, 1, 0, 0, 2, 3, 0, 4, 0, 7, 5, 6, 8, 9};
    struct patches patches;
    real rows[16];
    klimb_patches_describe(&patches, 3, 1, 2, 2, 1);
    ck_assert_int_eq(patches.count, 2);
    klimb_patches_gather(rows, &patches, x, 1);
    for (int i = 0; i < 16; i++)
        ck_assert_near(rows[i], wanted[i], 0);
}
END_TEST

/* Two pictures of 2 x 2 pixels and 2 channels, kernel 2 on all of each: a row is the picture. */
START_TEST(patches_gather_of_a_whole_picture_is_the_picture) {
    static const real x[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    struct patches patches;
    real rows[16];
    klimb_patches_describe(&patches, 2, 2, 2, 1, 0);
    ck_assert_int_eq(patches.count, 1);
    ck_assert_int_eq(klimb_patches_pixels(&patches), 8);
    klimb_patches_gather(rows, &patches, x, 2);
    ck_assert_mem_eq(rows, x, sizeof rows);
}
END_TEST

/* Sizes of Dumoulin & Visin 2016: half padding keeps 5, stride 2 with padding 1 takes 6 to 3 (the last line of
 * padding is left out), no padding takes 4 to 2. */
START_TEST(patches_describe_counts_as_convolution_arithmetic) {
    static const struct {
        long side, kernel, stride, padding, count;
    } cases[] = {
        {5, 3, 1, 1, 5}, {6, 3, 2, 1, 3}, {4, 3, 1, 0, 2}, {28, 3, 2, 1, 14}, {7, 7, 1, 0, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct patches patches;
        klimb_patches_describe(&patches, cases[i].side, 1, cases[i].kernel, cases[i].stride,
                               cases[i].padding);
        ck_assert_int_eq(patches.count, cases[i].count);
    }
}
END_TEST

/* <gather x, r> = <x, scatter r> for all x and r; with small integers both sides are exact. The last stride is wider
 * than the kernel, so that some pixels are in no patch. */
START_TEST(patches_scatter_is_the_transpose_of_gather) {
    static const long sizes[][5] = {
        {5, 3, 3, 2, 1}, {4, 2, 3, 1, 2}, {6, 1, 2, 2, 0}, {7, 2, 2, 3, 0}};
    enum { N = 2, MOST = 2048 };
    static real x[MOST], rows[MOST], r[MOST], scattered[MOST];
    for (size_t c = 0; c < sizeof sizes / sizeof *sizes; c++) {
        struct patches p;
        klimb_patches_describe(&p, sizes[c][0], sizes[c][1], sizes[c][2], sizes[c][3], sizes[c][4]);
        long pixels = N * klimb_patches_pixels(&p);
        long count = N * p.count * p.count * klimb_patches_width(&p);
        ck_assert(pixels <= MOST && count <= MOST);
        for (long i = 0; i < MOST; i++) {
            x[i] = (real)(i * 7 % 11 - 5);
            r[i] = (real)(i * 5 % 13 - 6);
            scattered[i] = (real)NAN;
        }
        klimb_patches_gather(rows, &p, x, N);
        klimb_patches_scatter(scattered, &p, r, N);
        double left = 0, right = 0;
        for (long i = 0; i < count; i++)
            left += (double)rows[i] * (double)r[i];
        for (long i = 0; i < pixels; i++)
            right += (double)x[i] * (double)scattered[i];
        ck_assert_near(left, right, 0);
    }
}
END_TEST

static Suite *patches_suite(void) {
    Suite *suite = suite_create("patches");
    TCase *all = tcase_create("all");
    tcase_add_test(all, patches_gather_with_stride_and_padding_matches_hand);
    tcase_add_test(all, patches_gather_of_a_whole_picture_is_the_picture);
    tcase_add_test(all, patches_describe_counts_as_convolution_arithmetic);
    tcase_add_test(all, patches_scatter_is_the_transpose_of_gather);
    suite_add_tcase(suite, all);
    return suite;
}

TEST_MAIN(patches_suite)
