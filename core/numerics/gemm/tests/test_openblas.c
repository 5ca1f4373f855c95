#include "numerics/gemm/openblas.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "numerics/gemm/gemm.h"
#include "tests/check_near.h"

START_TEST(openblas_load_is_only_done_when_asked_for) {
    const struct openblas *openblas = NULL;
    char words[64];
    ck_assert_ptr_null(klimb_openblas_loaded());
    klimb_gemm_openblas_describe(words, sizeof words);
    ck_assert_str_eq(words, "not used");
    ck_assert_str_eq(klimb_gemm_openblas_core(), "");
    klimb_gemm_openblas_set_threads(2);
    klimb_gemm_openblas_hint(words, sizeof words);
    ck_assert_str_eq(words, "");
    ck_assert_ptr_null(klimb_openblas_loaded());
    ck_assert_int_eq(klimb_openblas_load(&openblas, NULL), STATUS_OK);
    ck_assert_ptr_nonnull(openblas);
    ck_assert_ptr_eq(klimb_openblas_loaded(), openblas);
}
END_TEST

/* One thread, or what the environment says; loading leaves the environment unchanged. */
START_TEST(openblas_load_has_one_thread_unless_told) {
    const struct openblas *openblas = NULL;
    if (_i > 0)
        setenv("OPENBLAS_NUM_THREADS", "1", 1);
    else
        unsetenv("OPENBLAS_NUM_THREADS");
    ck_assert_int_eq(klimb_openblas_load(&openblas, NULL), STATUS_OK);
    ck_assert_int_eq(openblas->openblas_get_num_threads(), 1);
    ck_assert_int_eq(getenv("OPENBLAS_NUM_THREADS") != NULL, _i > 0);
}
END_TEST

static void limit_memory(rlim_t bytes) {
    struct rlimit limit;
    ck_assert_int_eq(getrlimit(RLIMIT_AS, &limit), 0);
    limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
    ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
}

/* OpenBLAS itself would wait for ever. With more memory a second attempt succeeds. */
START_TEST(openblas_load_without_memory_is_an_error) {
    struct error error = {0};
    const struct openblas *openblas;
    unsetenv("OPENBLAS_NUM_THREADS");
    limit_memory((rlim_t)100 << 20);
    ck_assert_int_eq(klimb_openblas_load(&openblas, &error), STATUS_MEMORY);
    ck_assert_ptr_null(openblas);
    ck_assert_ptr_nonnull(strstr(error.message, "no memory for OpenBLAS"));
    ck_assert_ptr_nonnull(strstr(error.hint, "ulimit -v"));
    ck_assert_ptr_null(klimb_gemm_openblas());
    limit_memory(RLIM_INFINITY);
    ck_assert_int_eq(klimb_openblas_load(&openblas, &error), STATUS_OK);
}
END_TEST

/* The buffer is allocated when the library is loaded: products allocate nothing. */
START_TEST(openblas_load_has_all_the_memory_it_needs) {
    enum { SIZE = 200 };
    static double a[SIZE * SIZE], b[SIZE * SIZE], w[SIZE], work[64 * SIZE];
    const struct openblas *openblas;
    blasint n = SIZE, room = 64 * SIZE, info = -1;
    unsetenv("OPENBLAS_NUM_THREADS"); /* a second thread takes its own when it begins to work */
    ck_assert_int_eq(klimb_openblas_load(&openblas, NULL), STATUS_OK);
    limit_memory(1 << 20);
    for (int i = 0; i < SIZE; i++)
        a[i * SIZE + i] = i + 1;
    openblas->dsyev_("V", "U", &n, a, &n, w, work, &room, &info, 1, 1);
    ck_assert_int_eq(info, 0);
    ck_assert_near(w[SIZE - 1], SIZE, 1e-12);
    openblas->cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, n, n, 1, a, n, a, n, 0, b, n);
    limit_memory(RLIM_INFINITY);
}
END_TEST

static void *load_one(void *context) {
    return klimb_openblas_load(context, NULL) == STATUS_OK ? context : NULL;
}

START_TEST(openblas_load_by_several_threads_gives_all_the_same) {
    enum { THREADS = 8 };
    const struct openblas *found[THREADS] = {NULL};
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, load_one, &found[i]), 0);
    for (int i = 0; i < THREADS; i++) {
        void *is_done = NULL;
        ck_assert_int_eq(pthread_join(threads[i], &is_done), 0);
        ck_assert_ptr_nonnull(is_done);
        ck_assert_ptr_nonnull(found[i]);
        ck_assert_ptr_eq(found[i], klimb_openblas_loaded());
    }
}
END_TEST

static Suite *openblas_suite(void) {
    Suite *suite = suite_create("openblas");
    TCase *tests = tcase_create("openblas");
    tcase_add_test(tests, openblas_load_is_only_done_when_asked_for);
    tcase_add_loop_test(tests, openblas_load_has_one_thread_unless_told, 0, 2);
    tcase_add_test(tests, openblas_load_without_memory_is_an_error);
    tcase_add_test(tests, openblas_load_has_all_the_memory_it_needs);
    tcase_add_test(tests, openblas_load_by_several_threads_gives_all_the_same);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(openblas_suite)
