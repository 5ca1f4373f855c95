/* Products shared among threads: each element is computed once, with the bits of one thread. */
#include "numerics/backend.h"

#include <stdatomic.h>

#include "tests/gemm_fixture.h"

static const int counts[] = {1, 2, 3, 7};
enum { COUNTS = sizeof counts / sizeof *counts };

static struct threads *start(int count) {
    struct threads *threads;
    ck_assert_int_eq(klimb_threads_start(&threads, count, NULL), STATUS_OK);
    return threads;
}

/* Shapes that are cut: along columns, along rows, with sides that no block divides, with one side
 * too short for two blocks. The last three are not cut: too small, or both sides too short. */
static const struct shape shapes[] = {
    {64, 400, 96},  {400, 97, 60},  {128, 40, 400}, {400, 40, 128}, {128, 20, 800},
    {20, 400, 260}, {131, 397, 41}, {1, 3001, 700}, {3001, 1, 700}, {11, 4001, 47},
    {997, 31, 67},  {64, 128, 64},  {3, 5, 7},      {5, 15, 30000},
};
enum { SHAPES = sizeof shapes / sizeof *shapes, NOT_CUT = 3 };

/* ---- which blocks ---------------------------------------------------------------------------- */

static atomic_int blocks;

/* In place of a product: adds one to each element of the block. */
static void count_elements(const struct gemm_product *product, const struct gemm_block *block) {
    atomic_fetch_add(&blocks, 1);
    for (long i = block->row; i < block->row + block->rows; i++)
        for (long j = block->column; j < block->column + block->columns; j++)
            product->c[i * product->n + j] += 1;
}

static const struct gemm_variant counting = {"counting", count_elements};

/* Returns the number of blocks. */
static int assert_each_element_once(const struct backend *backend, struct shape s,
                                    enum gemm_form form) {
    real *c = calloc((size_t)(s.m * s.n), sizeof *c);
    ck_assert_ptr_nonnull(c);
    atomic_store(&blocks, 0);
    klimb_backend_multiply(
        backend, &(struct gemm_product){.c = c, .m = s.m, .n = s.n, .k = s.k, .form = form});
    long wrong = 0;
    for (long i = 0; i < s.m * s.n; i++)
        wrong += !(c[i] >= 1 && c[i] <= 1);
    free(c);
    ck_assert_msg(wrong == 0, "%ld x %ld x %ld: %ld elements", s.m, s.n, s.k, wrong);
    return atomic_load(&blocks);
}

START_TEST(backend_multiply_threads_compute_each_element_once) {
    struct backend backend = {.gemm = &counting, .threads = start(counts[_i])};
    for (int i = 0; i < SHAPES; i++) {
        for (enum gemm_form form = 0; form < GEMM_FORMS; form++) {
            int found = assert_each_element_once(&backend, shapes[i], form);
            int is_cut = counts[_i] > 1 && i < SHAPES - NOT_CUT;
            ck_assert_msg(is_cut == (found > 1), "%ld x %ld x %ld: %d blocks", shapes[i].m,
                          shapes[i].n, shapes[i].k, found);
        }
    }
    klimb_threads_stop(backend.threads);
}
END_TEST

START_TEST(backend_multiply_empty_product_is_no_block_too_many) {
    struct backend backend = {.gemm = &counting, .threads = start(3)};
    for (int i = 0; i < EMPTY_SHAPES; i++)
        if (empty_shapes[i].m * empty_shapes[i].n > 0)
            ck_assert_int_eq(assert_each_element_once(&backend, empty_shapes[i], GEMM_NN), 1);
    klimb_threads_stop(backend.threads);
}
END_TEST

START_TEST(backend_multiply_openblas_is_never_cut) {
    struct backend backend = {.kind = BACKEND_OPENBLAS, .gemm = &counting, .threads = start(3)};
    ck_assert_int_eq(assert_each_element_once(&backend, shapes[0], GEMM_NN), 1);
    klimb_threads_stop(backend.threads);
}
END_TEST

/* ---- which bits ------------------------------------------------------------------------------ */

static void assert_bits_of_one_thread(struct fixture *f, const struct gemm_variant *variant,
                                      struct threads *threads) {
    struct backend backend = {.gemm = variant, .threads = threads};
    struct gemm_product product = {.c = f->wanted,
                                   .a = f->a,
                                   .b = f->b,
                                   .start = f->has_start ? f->start : NULL,
                                   .m = f->s.m,
                                   .n = f->s.n,
                                   .k = f->s.k,
                                   .form = f->form};
    klimb_gemm_multiply(variant, &product);
    for (long i = 0; i < f->s.m * f->s.n; i++)
        f->c[i] = (real)NAN;
    product.c = f->c;
    klimb_backend_multiply(&backend, &product);
    ck_assert_msg(guards_hold(f->c, f->s.m * f->s.n), "%s wrote outside c", variant->name);
    assert_wanted_bits(variant, f);
}

/* Each shape in one form, alternately from a row and from 0. */
START_TEST(backend_multiply_any_number_of_threads_has_the_bits_of_one) {
    struct threads *threads = start(counts[_i]);
    for (int i = 0; i < SHAPES; i++) {
        struct fixture f;
        fixture_set_up(&f, shapes[i], (enum gemm_form)(i % GEMM_FORMS), i % 2);
        for (const char *const *name = klimb_gemm_exact_names(); *name != NULL; name++)
            if (klimb_gemm_exact_select(*name) != NULL)
                assert_bits_of_one_thread(&f, klimb_gemm_exact_select(*name), threads);
        fixture_tear_down(&f);
    }
    klimb_threads_stop(threads);
}
END_TEST

static Suite *backend_threads_suite(void) {
    Suite *suite = suite_create("backend threads");
    TCase *multiply = tcase_create("multiply");
    tcase_add_loop_test(multiply, backend_multiply_threads_compute_each_element_once, 0, COUNTS);
    tcase_add_test(multiply, backend_multiply_empty_product_is_no_block_too_many);
    tcase_add_test(multiply, backend_multiply_openblas_is_never_cut);
    tcase_add_loop_test(multiply, backend_multiply_any_number_of_threads_has_the_bits_of_one, 0, 1);
    tcase_set_timeout(multiply, 60);
    suite_add_tcase(suite, multiply);
    tcase_add_loop_test(suite_add_long(suite),
                        backend_multiply_any_number_of_threads_has_the_bits_of_one, 1, COUNTS);
    return suite;
}

TEST_MAIN(backend_threads_suite)
