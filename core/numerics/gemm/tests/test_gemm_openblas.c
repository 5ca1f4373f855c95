/* OpenBLAS against the contract: within the bound of rounding error analysis; and its description. */
#include "tests/gemm_fixture.h"

/* In any order |computed - true| <= gamma_k sum_p |a_ip b_pj|, where gamma_k = k u / (1 - k u) and u
 * is half of epsilon (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.5).
 * The start is one more term. The reference is a long double, at least 11 bits finer. */
static double share_of_bound(const struct fixture *f, long i, long j) {
    long double sum = (long double)start_at(f, j), size = fabsl(sum);
    for (long p = 0; p < f->s.k; p++) {
        const long double product = (long double)a_at(f, i, p) * (long double)b_at(f, p, j);
        sum += product;
        size += fabsl(product);
    }
    const long double ku = (long double)(f->s.k + 1) * (long double)REAL_EPSILON / 2;
    return (double)(fabsl((long double)f->c[i * f->s.n + j] - sum) / (ku / (1 - ku) * size));
}

static void assert_within_bound(const struct fixture *f) {
    long outside = 0;
    for (long i = 0; i < f->s.m; i++)
        for (long j = 0; j < f->s.n; j++)
            outside += !(share_of_bound(f, i, j) <= 1);
    ck_assert_int_eq(outside, 0);
}

START_TEST(gemm_openblas_training_shapes_are_within_rounding_bound) {
    static const struct shape shapes[] = {{64, 128, 64}, {64, 20, 128}, {10, 128, 64},
                                          {9, 40, 784},  {1, 1, 1},     {3, 17, 5},
                                          {17, 1, 19},   {1, 19, 300}};
    for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++) {
        for (int has_start = 0; has_start < 2; has_start++) {
            struct fixture f;
            fixture_set_up(&f, shapes[s], (enum gemm_form)_i, has_start);
            multiply(klimb_gemm_openblas(), &f);
            assert_within_bound(&f);
            fixture_tear_down(&f);
        }
    }
}
END_TEST

/* With nothing to multiply there is nothing to round: the bits are those of the contract. */
START_TEST(gemm_openblas_empty_products_are_their_start) {
    for (int s = 0; s < EMPTY_SHAPES; s++) {
        for (int has_start = 0; has_start < 2; has_start++) {
            struct fixture f;
            fixture_set_up(&f, empty_shapes[s], (enum gemm_form)_i, has_start);
            fixture_want_contract(&f);
            multiply(klimb_gemm_openblas(), &f);
            assert_wanted_bits(klimb_gemm_openblas(), &f);
            fixture_tear_down(&f);
        }
    }
}
END_TEST

START_TEST(gemm_openblas_describe_names_version_and_threads) {
    char text[128], cut[8];
    ck_assert_str_eq(klimb_gemm_openblas()->name, "openblas");
    klimb_gemm_openblas_set_threads(1);
    klimb_gemm_openblas_describe(text, sizeof text);
    ck_assert_msg(strstr(text, ", 1 thread") != NULL && strstr(text, "threads") == NULL, "%s",
                  text);
    ck_assert_msg(text[0] >= '0' && text[0] <= '9', "no version in front: %s", text);
    memset(cut, 'x', sizeof cut);
    klimb_gemm_openblas_describe(cut, 5);
    ck_assert_int_eq((int)strlen(cut), 4);
    ck_assert(strncmp(cut, text, 4) == 0 && cut[5] == 'x');
}
END_TEST

START_TEST(gemm_openblas_set_threads_two_is_described) {
    char text[128];
    ck_assert_ptr_nonnull(klimb_gemm_openblas());
    klimb_gemm_openblas_set_threads(2);
    klimb_gemm_openblas_describe(text, sizeof text);
    ck_assert_msg(strstr(text, ", 2 threads") != NULL, "%s", text);
}
END_TEST

static Suite *gemm_openblas_suite(void) {
    Suite *suite = suite_create("gemm_openblas");
    TCase *openblas = tcase_create("openblas");
    tcase_add_loop_test(openblas, gemm_openblas_training_shapes_are_within_rounding_bound, 0,
                        GEMM_FORMS);
    tcase_add_loop_test(openblas, gemm_openblas_empty_products_are_their_start, 0, GEMM_FORMS);
    tcase_add_test(openblas, gemm_openblas_describe_names_version_and_threads);
    tcase_add_test(openblas, gemm_openblas_set_threads_two_is_described);
    suite_add_tcase(suite, openblas);
    return suite;
}

TEST_MAIN(gemm_openblas_suite)
