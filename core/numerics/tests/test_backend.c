/* backend.c, compiled into this program with stand-ins for the three selections. They simulate a CPU that
 * runs the levels of this kind of machine up to any one of them, whatever CPU the tests run on. */
#include "numerics/gemm/gemm.h"
#include "numerics/kernels.h"
#include "numerics/vecmath/vecmath.h"

#include <string.h>

#include "tests/check_near.h"

/* The levels of this kind of machine, and the tables that each uses. */
static const struct wanted {
    const char *simd, *gemm, *vecmath, *kernels;
} wanted[] = {
    {"scalar", "scalar", "scalar", "baseline"},
#if defined __x86_64__
    {"sse2", "software", "sse2", "baseline"},
    {"avx2", "avx2", "avx2", "avx2"},
    {"avx512", "avx512", "avx512", "avx512"},
#elif defined __aarch64__
    {"neon", "neon", "neon", "baseline"},
#endif
};
enum { WANTED = sizeof wanted / sizeof wanted[0] };

/* The number of levels whose products, functions and kernels the simulated CPU runs. */
static struct { int gemm, vecmath, kernels; } runs;

static void play_all_levels(void) {
    runs.gemm = runs.vecmath = runs.kernels = WANTED;
}

static struct gemm_variant played_gemm[WANTED];
static struct vecmath played_vecmath[WANTED];
static struct kernels played_kernels[WANTED];

/* Returns a stand-in of that name if one of the first `levels` levels uses it. */
#define PLAY_SELECT(type, part)                                                                    \
    static const struct type *played_##part##_select(const char *name) {                           \
        for (int i = 0; i < runs.part; i++) {                                                      \
            if (strcmp(name, wanted[i].part) == 0) {                                               \
                played_##part[i].name = wanted[i].part;                                            \
                return &played_##part[i];                                                          \
            }                                                                                      \
        }                                                                                          \
        return NULL;                                                                               \
    }
PLAY_SELECT(gemm_variant, gemm)
PLAY_SELECT(vecmath, vecmath)
PLAY_SELECT(kernels, kernels)

#define klimb_gemm_exact_select played_gemm_select
#define klimb_vecmath_select    played_vecmath_select
#define klimb_kernels_select    played_kernels_select
#include "numerics/backend.c"
#undef klimb_gemm_exact_select
#undef klimb_vecmath_select
#undef klimb_kernels_select

static void assert_level(const struct backend *backend, const struct wanted *level) {
    ck_assert_str_eq(backend->simd, level->simd);
    ck_assert_str_eq(backend->vm->name, level->vecmath);
    ck_assert_str_eq(backend->kernels->name, level->kernels);
    if (backend->kind == BACKEND_EXACT)
        ck_assert_str_eq(backend->gemm->name, level->gemm);
    else
        ck_assert_ptr_eq(backend->gemm, klimb_gemm_openblas());
}

START_TEST(backend_select_each_level_uses_its_product_functions_and_kernels) {
    for (enum backend_kind kind = 0; kind < BACKEND_KINDS; kind++) {
        struct backend backend;
        ck_assert_int_eq(klimb_backend_select(&backend, kind, wanted[_i].simd, NULL), STATUS_OK);
        ck_assert_int_eq(backend.kind, kind);
        assert_level(&backend, &wanted[_i]);
    }
}
END_TEST

/* Whether a list ends with NULL and holds the name before. */
static int lists(const char *const *names, const char *name) {
    while (*names != NULL && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

START_TEST(backend_level_names_are_the_levels_whose_parts_are_built_in) {
    const char *const *names = klimb_backend_level_names();
    for (int i = 0; i < WANTED; i++) {
        ck_assert_str_eq(names[i], wanted[i].simd);
        ck_assert(lists(klimb_gemm_exact_names(), wanted[i].gemm));
        ck_assert(lists(klimb_vecmath_names(), wanted[i].vecmath));
        ck_assert(lists(klimb_kernels_names(), wanted[i].kernels));
    }
    ck_assert_ptr_null(names[WANTED]);
}
END_TEST

/* On the CPU that runs the tests; these selections are the real ones. */
START_TEST(widest_level_that_this_cpu_runs_is_made_of_its_widest_parts) {
    const struct wanted *widest = &wanted[0];
    for (int i = 0; i < WANTED; i++)
        if (klimb_gemm_exact_select(wanted[i].gemm) != NULL &&
            klimb_vecmath_select(wanted[i].vecmath) != NULL)
            widest = &wanted[i];
    ck_assert_str_eq(klimb_gemm_exact_select(NULL)->name, widest->gemm);
    ck_assert_str_eq(klimb_vecmath_select(NULL)->name, widest->vecmath);
}
END_TEST

START_TEST(backend_select_without_name_takes_widest_level_that_cpu_runs) {
    static const char *const none[] = {NULL, ""};
    int *const parts[] = {&runs.gemm, &runs.vecmath, &runs.kernels};
    *parts[_i] = 1;
    for (; *parts[_i] <= WANTED; ++*parts[_i]) {
        const struct wanted *widest = &wanted[0];
        for (int i = 0; i < WANTED; i++)
            if (played_gemm_select(wanted[i].gemm) && played_vecmath_select(wanted[i].vecmath) &&
                played_kernels_select(wanted[i].kernels))
                widest = &wanted[i];
        for (int n = 0; n < 2; n++) {
            struct backend backend;
            ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, none[n], NULL),
                             STATUS_OK);
            assert_level(&backend, widest);
        }
    }
}
END_TEST

START_TEST(backend_select_unknown_level_names_those_there_are) {
    static const char *const unknown[] = {"avx", "AVX2", "avx22", " "};
    struct backend backend;
    struct error error = {0};
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, unknown[_i], &error),
                     STATUS_INVALID);
    ck_assert_int_eq(error.status, STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(error.message, unknown[_i]));
    ck_assert_ptr_nonnull(strstr(error.message, "must be one of scalar"));
    for (int i = 0; i < WANTED; i++)
        ck_assert_ptr_nonnull(strstr(error.message, wanted[i].simd));
}
END_TEST

START_TEST(backend_select_level_that_cpu_lacks_is_unsupported) {
    const char *widest = wanted[WANTED - 1].simd;
    int *const parts[] = {&runs.gemm, &runs.vecmath, &runs.kernels};
    struct backend backend;
    struct error error = {0};
    *parts[_i] = 0;
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_OPENBLAS, widest, &error),
                     STATUS_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(error.message, widest));
    ck_assert_ptr_nonnull(strstr(error.hint, "narrower"));
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_OPENBLAS, widest, NULL),
                     STATUS_UNSUPPORTED);
}
END_TEST

START_TEST(backend_select_on_cpu_without_any_level_is_unsupported) {
    struct backend backend;
    struct error error = {0};
    runs.gemm = 0;
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, &error),
                     STATUS_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(error.message, "scalar"));
}
END_TEST

START_TEST(backend_names_are_by_kind_and_terminated) {
    ck_assert_str_eq(klimb_backend_names[BACKEND_EXACT], "exact");
    ck_assert_str_eq(klimb_backend_names[BACKEND_OPENBLAS], "openblas");
    ck_assert_ptr_null(klimb_backend_names[BACKEND_KINDS]);
}
END_TEST

static Suite *backend_suite(void) {
    Suite *suite = suite_create("backend");
    TCase *select = tcase_create("select");
    tcase_add_checked_fixture(select, play_all_levels, NULL);
    tcase_add_loop_test(select, backend_select_each_level_uses_its_product_functions_and_kernels, 0,
                        WANTED);
    tcase_add_test(select, backend_level_names_are_the_levels_whose_parts_are_built_in);
    tcase_add_test(select, widest_level_that_this_cpu_runs_is_made_of_its_widest_parts);
    tcase_add_loop_test(select, backend_select_without_name_takes_widest_level_that_cpu_runs, 0, 3);
    tcase_add_loop_test(select, backend_select_unknown_level_names_those_there_are, 0, 4);
    tcase_add_loop_test(select, backend_select_level_that_cpu_lacks_is_unsupported, 0, 3);
    tcase_add_test(select, backend_select_on_cpu_without_any_level_is_unsupported);
    tcase_add_test(select, backend_names_are_by_kind_and_terminated);
    suite_add_tcase(suite, select);
    return suite;
}

TEST_MAIN(backend_suite)
