/* backend.c is compiled into this program, with selections that can play a poorer CPU than the one
 * that the tests run on. */
#include "gemm.h"
#include "vecmath.h"

#include <string.h>

#include "check_near.h"

/* Instructions that the played CPU lacks: a variant of the product, a table of functions. Each test
 * runs in a process of its own, so what one sets no other sees. */
static const char *lacking_gemm = "", *lacking_vecmath = "";

static const struct gemm_variant *played_gemm_select(const char *name) {
    return strcmp(name, lacking_gemm) == 0 ? NULL : gemm_exact_select(name);
}

static const struct vecmath *played_vecmath_select(const char *name) {
    return strcmp(name, lacking_vecmath) == 0 ? NULL : vecmath_select(name);
}

#define gemm_exact_select played_gemm_select
#define vecmath_select    played_vecmath_select
#include "../backend.c"
#undef gemm_exact_select
#undef vecmath_select

START_TEST(backend_select_each_level_uses_its_product_and_functions) {
    static const struct {
        const char *simd, *gemm, *vecmath, *kernels;
    } cases[] = {{"scalar", "scalar", "scalar", "baseline"},
                 {"sse2", "scalar", "sse2", "baseline"},
                 {"avx2", "avx2", "avx", "avx2"}};
    const char *simd = cases[_i].simd;
    if (gemm_exact_select(cases[_i].gemm) == NULL || vecmath_select(cases[_i].vecmath) == NULL)
        return; /* This CPU lacks the level. */
    struct backend backend;
    ck_assert_int_eq(backend_select(&backend, BACKEND_EXACT, simd, NULL), STATUS_OK);
    ck_assert_int_eq(backend.kind, BACKEND_EXACT);
    ck_assert_str_eq(backend.simd, simd);
    ck_assert_str_eq(backend.gemm->name, cases[_i].gemm);
    ck_assert_str_eq(backend.vm->name, cases[_i].vecmath);
    ck_assert_str_eq(backend.kernels->name, cases[_i].kernels);

    ck_assert_int_eq(backend_select(&backend, BACKEND_OPENBLAS, simd, NULL), STATUS_OK);
    ck_assert_int_eq(backend.kind, BACKEND_OPENBLAS);
    ck_assert_str_eq(backend.simd, simd);
    ck_assert_ptr_eq(backend.gemm, gemm_openblas());
    ck_assert_str_eq(backend.vm->name, cases[_i].vecmath);
    ck_assert_str_eq(backend.kernels->name, cases[_i].kernels);
}
END_TEST

START_TEST(backend_select_without_name_takes_widest_level) {
    static const char *const names[] = {NULL, ""};
    struct backend backend;
    ck_assert_int_eq(backend_select(&backend, BACKEND_EXACT, names[_i], NULL), STATUS_OK);
    ck_assert_ptr_eq(backend.gemm, gemm_exact_select(NULL));
    ck_assert_ptr_eq(backend.vm, vecmath_select(NULL));
}
END_TEST

START_TEST(backend_select_without_name_on_poorer_cpu_takes_next_level) {
    struct backend backend;
    lacking_gemm = "avx2";
    ck_assert_int_eq(backend_select(&backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    ck_assert_str_eq(backend.simd, "sse2");
    lacking_vecmath = "sse2";
    ck_assert_int_eq(backend_select(&backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    ck_assert_str_eq(backend.simd, "scalar");
}
END_TEST

START_TEST(backend_select_unknown_level_names_those_there_are) {
    static const char *const unknown[] = {"avx", "AVX2", "avx22", " "};
    struct backend backend;
    struct error error = {0};
    ck_assert_int_eq(backend_select(&backend, BACKEND_EXACT, unknown[_i], &error), STATUS_INVALID);
    ck_assert_int_eq(error.status, STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(error.message, unknown[_i]));
    ck_assert_ptr_nonnull(strstr(error.message, "allowed are scalar, sse2, avx2"));
}
END_TEST

START_TEST(backend_select_level_that_cpu_lacks_is_unsupported) {
    struct backend backend;
    struct error error = {0};
    lacking_gemm = _i == 0 ? "avx2" : "";
    lacking_vecmath = _i == 1 ? "avx" : "";
    ck_assert_int_eq(backend_select(&backend, BACKEND_OPENBLAS, "avx2", &error),
                     STATUS_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(error.message, "avx2"));
    ck_assert_ptr_nonnull(strstr(error.hint, "narrower"));
    ck_assert_int_eq(backend_select(&backend, BACKEND_OPENBLAS, "avx2", NULL), STATUS_UNSUPPORTED);
}
END_TEST

START_TEST(backend_select_on_cpu_without_any_level_is_unsupported) {
    struct backend backend;
    struct error error = {0};
    lacking_gemm = "scalar"; /* of "scalar" and of "sse2" */
    lacking_vecmath = "avx";
    ck_assert_int_eq(backend_select(&backend, BACKEND_EXACT, NULL, &error), STATUS_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(error.message, "scalar"));
}
END_TEST

START_TEST(backend_names_are_by_kind_and_terminated) {
    ck_assert_str_eq(backend_names[BACKEND_EXACT], "exact");
    ck_assert_str_eq(backend_names[BACKEND_OPENBLAS], "openblas");
    ck_assert_ptr_null(backend_names[BACKEND_KINDS]);
}
END_TEST

static Suite *backend_suite(void) {
    Suite *suite = suite_create("backend");
    TCase *select = tcase_create("select");
    tcase_add_loop_test(select, backend_select_each_level_uses_its_product_and_functions, 0, 3);
    tcase_add_loop_test(select, backend_select_without_name_takes_widest_level, 0, 2);
    tcase_add_test(select, backend_select_without_name_on_poorer_cpu_takes_next_level);
    tcase_add_loop_test(select, backend_select_unknown_level_names_those_there_are, 0, 4);
    tcase_add_loop_test(select, backend_select_level_that_cpu_lacks_is_unsupported, 0, 2);
    tcase_add_test(select, backend_select_on_cpu_without_any_level_is_unsupported);
    tcase_add_test(select, backend_names_are_by_kind_and_terminated);
    suite_add_tcase(suite, select);
    return suite;
}

TEST_MAIN(backend_suite)
