/* The exact products, compared bit for bit with a triple loop that follows the contract in gemm.h
 * and shares nothing with the code under test. */
#include "tests/gemm_fixture.h"

#include <stdio.h>

static void assert_exact(struct fixture *f) {
    fixture_want_contract(f);
    for (const char *const *name = klimb_gemm_exact_names(); *name != NULL; name++) {
        const struct gemm_variant *variant = klimb_gemm_exact_select(*name);
        if (variant == NULL)
            continue; /* This CPU lacks it. */
        multiply(variant, f);
        assert_wanted_bits(variant, f);
    }
}

/* All forms of one shape, from 0 and from a row. */
static void assert_exact_shape(struct shape s) {
    for (enum gemm_form form = 0; form < GEMM_FORMS; form++) {
        for (int has_start = 0; has_start < 2; has_start++) {
            struct fixture f;
            fixture_set_up(&f, s, form, has_start);
            assert_exact(&f);
            fixture_tear_down(&f);
        }
    }
}

START_TEST(multiply_small_integers_equals_hand_computation) {
    /* A = (1 2 3; 4 5 6) and B as below; all sums are small integers, exact in any order. */
    static const struct {
        enum gemm_form form;
        real a[6], b[6], wanted[4];
    } cases[] = {
        /* (1 2 3; 4 5 6) (7 8; 9 10; 11 12) = (58 64; 139 154) */
        {GEMM_NN, {1, 2, 3, 4, 5, 6}, {7, 8, 9, 10, 11, 12}, {58, 64, 139, 154}},
        {GEMM_NT, {1, 2, 3, 4, 5, 6}, {7, 9, 11, 8, 10, 12}, {58, 64, 139, 154}},
        {GEMM_TN, {1, 4, 2, 5, 3, 6}, {7, 8, 9, 10, 11, 12}, {58, 64, 139, 154}},
    };
    const struct gemm_variant *variants[] = {klimb_gemm_exact_select("scalar"),
                                             klimb_gemm_exact_select(NULL), klimb_gemm_openblas()};
    for (int v = 0; v < 3; v++) {
        const real start[2] = {1000, 2000};
        real c[4];
        struct gemm_product product = {c, cases[_i].a, cases[_i].b, start, 2, 2, 3, cases[_i].form};
        klimb_gemm_multiply(variants[v], &product);
        for (int i = 0; i < 4; i++)
            ck_assert_near(c[i], cases[_i].wanted[i] + start[i % 2], 0);
        product.start = NULL;
        klimb_gemm_multiply(variants[v], &product);
        for (int i = 0; i < 4; i++)
            ck_assert_near(c[i], cases[_i].wanted[i], 0);
    }
}
END_TEST

START_TEST(multiply_order_and_rounding_equal_hand_computation) {
    /* With e = REAL_EPSILON and L = 2/e: ((L + 1) - L) + (1 + e)(1 - e) - 1 in this order loses the
     * first 1 in L (a tie to even) and keeps the last -e^2, since each product is fused:
     * fma(1, L, 0) = L; fma(1, 1, L) = L; fma(1, -L, L) = 0; fma(1, -1, 0) = -1;
     * fma(1 + e, 1 - e, -1) = -e^2. Any other order of the first three, or a product rounded by
     * itself, gives another value. */
    const real e = REAL_EPSILON, large = 2 / e;
    const real a[5] = {1, 1, 1, 1, 1 + e}, b[5] = {large, 1, -large, -1, 1 - e};
    for (const char *const *name = klimb_gemm_exact_names(); *name != NULL; name++) {
        const struct gemm_variant *variant = klimb_gemm_exact_select(*name);
        real c = 0;
        if (variant == NULL)
            continue;
        klimb_gemm_multiply(variant,
                            &(struct gemm_product){&c, a, b, NULL, 1, 1, 5, (enum gemm_form)_i});
        ck_assert_near(c, -e * e, 0);
    }
}
END_TEST

START_TEST(multiply_training_shapes_equal_contract_bits) {
    static const struct shape shapes[] = {
        {64, 128, 64}, {64, 20, 128}, {64, 128, 10}, {64, 64, 128},  {64, 10, 128},
        {64, 128, 20}, {128, 20, 64}, {10, 128, 64}, {128, 64, 64},  {128, 40, 400},
        {8, 400, 784}, {7, 784, 400}, {400, 9, 128}, {20, 400, 128},
    };
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        assert_exact_shape(shapes[i]);
}
END_TEST

START_TEST(multiply_sampled_small_shapes_equal_contract_bits) {
    /* Each of 1..19 in each dimension, 19 x 19 pairs (m, n) with two depths each. */
    for (long m = 1; m <= 19; m++)
        for (long n = 1; n <= 19; n++)
            for (long s = 0; s < 2; s++)
                assert_exact_shape((struct shape){m, n, 1 + (7 * m + 3 * n + 10 * s) % 19});
}
END_TEST

START_TEST(multiply_every_width_and_height_equals_contract_bits) {
    /* Panels and tiles of all sizes: up to 6 vectors of 16 columns with any remainder, 1..25 rows. */
    for (long n = 1; n <= 97; n++)
        assert_exact_shape((struct shape){1 + n % 25, n, 9});
}
END_TEST

START_TEST(multiply_deep_products_equal_contract_bits) {
    /* Around the multiples of 512, where a chain is stored in C between two parts of the depth. */
    static const long depths[] = {511, 512, 513, 784, 1023, 1024, 1025, 1537};
    for (size_t i = 0; i < sizeof depths / sizeof depths[0]; i++)
        assert_exact_shape((struct shape){7, 19, depths[i]});
}
END_TEST

START_TEST(multiply_empty_products_are_their_start) {
    for (int i = 0; i < EMPTY_SHAPES; i++)
        assert_exact_shape(empty_shapes[i]);
}
END_TEST

/* Inside the block C must have the wanted bits, outside it must still hold the guard value. */
static void assert_block(const struct gemm_variant *variant, struct fixture *f,
                         const struct gemm_block *block) {
    const struct gemm_product product = fixture_product(f);
    long different = 0;
    for (long i = 0; i < f->s.m * f->s.n; i++)
        f->c[i] = GUARD_VALUE;
    variant->multiply(&product, block);
    for (long i = 0; i < f->s.m; i++) {
        for (long j = 0; j < f->s.n; j++) {
            const int inside = i >= block->row && i < block->row + block->rows &&
                               j >= block->column && j < block->column + block->columns;
            const long at = i * f->s.n + j;
            different += !same_bits(f->c[at], inside ? f->wanted[at] : GUARD_VALUE);
        }
    }
    ck_assert_msg(different == 0 && guards_hold(f->c, f->s.m * f->s.n),
                  "%s %s, rows %ld + %ld, columns %ld + %ld: %ld elements are wrong", variant->name,
                  form_names[f->form], block->row, block->rows, block->column, block->columns,
                  different);
}

/* Widths and heights of blocks: empty, single, odd, and about the multiples of vectors and tiles. */
static const long cuts[] = {1, 0, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33};
enum { CUTS = sizeof cuts / sizeof cuts[0] };

START_TEST(multiply_blocks_of_any_partition_equal_contract_bits) {
    struct fixture f;
    fixture_set_up(&f, (struct shape){29, 70, 515}, (enum gemm_form)(_i / 2), _i % 2);
    fixture_want_contract(&f);
    for (const char *const *name = klimb_gemm_exact_names(); *name != NULL; name++) {
        const struct gemm_variant *variant = klimb_gemm_exact_select(*name);
        struct gemm_block block = {.column = 0};
        for (int cut = 0; variant != NULL && block.column < f.s.n; cut++) {
            block.columns = cuts[cut % CUTS];
            if (block.columns > f.s.n - block.column)
                block.columns = f.s.n - block.column;
            for (block.row = 0; block.row < f.s.m; block.row += block.rows) {
                block.rows = 1 + (block.row + cut) % 13;
                if (block.rows > f.s.m - block.row)
                    block.rows = f.s.m - block.row;
                assert_block(variant, &f, &block);
            }
            block.column += block.columns;
        }
    }
    fixture_tear_down(&f);
}
END_TEST

START_TEST(multiply_empty_blocks_write_nothing) {
    static const struct gemm_block blocks[] = {{2, 0, 0, 9}, {0, 5, 3, 0}, {5, 0, 9, 0}};
    struct fixture f;
    fixture_set_up(&f, (struct shape){5, 9, 3}, GEMM_NT, 1);
    for (const char *const *name = klimb_gemm_exact_names(); *name != NULL; name++)
        for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
            if (klimb_gemm_exact_select(*name) != NULL)
                assert_block(klimb_gemm_exact_select(*name), &f, &blocks[i]);
    fixture_tear_down(&f);
}
END_TEST

START_TEST(multiply_nonfinite_input_propagates_as_in_contract) {
    /* 0 times infinity is NaN, and so is NaN times 0: no zero may be skipped. Row 3 of A is zero
     * and meets the non-finite elements of B; those of A are in rows 1 and 5. */
    const struct shape s = {11, 21, 13};
    const enum gemm_form form = (enum gemm_form)_i;
    struct fixture f;
    fixture_set_up(&f, s, form, 1);
    for (long p = 0; p < s.k; p++)
        f.a[form == GEMM_TN ? p * s.m + 3 : 3 * s.k + p] = 0;
    f.a[form == GEMM_TN ? 4 * s.m + 1 : 1 * s.k + 4] = (real)INFINITY;
    f.a[form == GEMM_TN ? 4 * s.m + 5 : 5 * s.k + 4] = (real)NAN;
    f.b[form == GEMM_NT ? 17 * s.k + 2 : 2 * s.n + 17] = (real)INFINITY;
    f.b[form == GEMM_NT ? 20 * s.k + 2 : 2 * s.n + 20] = (real)NAN;
    f.start[8] = (real)-INFINITY;
    assert_exact(&f);
    ck_assert(isnan(f.c[3 * s.n + 17]) && isnan(f.c[3 * s.n + 20]));
    ck_assert(isinf(f.c[1 * s.n + 0]) && isnan(f.c[5 * s.n + 0]));
    ck_assert(isinf(f.c[7 * s.n + 8]) && f.c[7 * s.n + 8] < 0);
    ck_assert(isfinite(f.c[0]) && isfinite(f.c[3 * s.n + 16]));
    fixture_tear_down(&f);
}
END_TEST

/* Orders of summation that a fast product might use, and must not. */
static real two_halves(const struct fixture *f, long i, long j) {
    const real first = chain(f, i, j, start_at(f, j), 0, f->s.k / 2, 1);
    return first + chain(f, i, j, 0, f->s.k / 2, f->s.k, 1);
}

static real descending(const struct fixture *f, long i, long j) {
    return chain(f, i, j, start_at(f, j), f->s.k - 1, -1, -1);
}

static real start_last(const struct fixture *f, long i, long j) {
    return chain(f, i, j, 0, 0, f->s.k, 1) + start_at(f, j);
}

static real even_then_odd(const struct fixture *f, long i, long j) {
    const long even_end = f->s.k / 2 * 2;
    return chain(f, i, j, chain(f, i, j, start_at(f, j), 0, even_end, 2), 1, even_end + 1, 2);
}

static real rounded_products(const struct fixture *f, long i, long j) {
    real sum = start_at(f, j);
    for (long p = 0; p < f->s.k; p++) {
        const real product = a_at(f, i, p) * b_at(f, p, j);
        sum += product;
    }
    return sum;
}

static real (*const wrong_orders[])(const struct fixture *, long, long) = {
    two_halves, descending, start_last, even_then_odd, rounded_products};
enum { WRONG_ORDERS = sizeof wrong_orders / sizeof wrong_orders[0] };

START_TEST(contract_other_order_changes_bits_of_test_data) {
    /* The test data show a wrong order: it changes at least a third of all elements. */
    const struct shape s = {64, 20, 64};
    struct fixture f;
    fixture_set_up(&f, s, GEMM_NN, 1);
    long different = 0;
    for (long i = 0; i < s.m; i++)
        for (long j = 0; j < s.n; j++)
            different += !same_bits(contract_element(&f, i, j), wrong_orders[_i](&f, i, j));
    ck_assert_int_ge(3 * different, s.m * s.n);
    fixture_tear_down(&f);
}
END_TEST

START_TEST(gemm_exact_select_each_name_gives_that_variant) {
    const char *const *names = klimb_gemm_exact_names();
    ck_assert_str_eq(names[0], "scalar");
    ck_assert_ptr_nonnull(klimb_gemm_exact_select("scalar"));
    const char *fastest = NULL;
    for (; *names != NULL; names++) {
        const struct gemm_variant *variant = klimb_gemm_exact_select(*names);
        if (variant == NULL) {
            skip_test(*names, "this CPU does not run it");
            continue;
        }
        ck_assert_str_eq(variant->name, *names);
        fastest = *names;
    }
    ck_assert_str_eq(klimb_gemm_exact_select(NULL)->name, fastest);
}
END_TEST

START_TEST(gemm_exact_select_unknown_name_is_null) {
    static const char *const unknown[] = {"", "avx", "avx22", "Scalar", "openblas"};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++)
        ck_assert_ptr_null(klimb_gemm_exact_select(unknown[i]));
}
END_TEST

static Suite *gemm_suite(void) {
    Suite *suite = suite_create("gemm");
    TCase *exact = tcase_create("exact");
    tcase_add_loop_test(exact, multiply_small_integers_equals_hand_computation, 0, GEMM_FORMS);
    tcase_add_loop_test(exact, multiply_order_and_rounding_equal_hand_computation, 0, GEMM_FORMS);
    tcase_add_test(exact, multiply_training_shapes_equal_contract_bits);
    tcase_add_test(exact, multiply_sampled_small_shapes_equal_contract_bits);
    tcase_add_test(exact, multiply_every_width_and_height_equals_contract_bits);
    tcase_add_test(exact, multiply_deep_products_equal_contract_bits);
    tcase_add_test(exact, multiply_empty_products_are_their_start);
    tcase_add_loop_test(exact, multiply_blocks_of_any_partition_equal_contract_bits, 0,
                        2 * GEMM_FORMS);
    tcase_add_test(exact, multiply_empty_blocks_write_nothing);
    tcase_add_loop_test(exact, multiply_nonfinite_input_propagates_as_in_contract, 0, GEMM_FORMS);
    tcase_add_loop_test(exact, contract_other_order_changes_bits_of_test_data, 0, WRONG_ORDERS);
    tcase_set_timeout(exact, 60);
    suite_add_tcase(suite, exact);

    TCase *rest = tcase_create("select");
    tcase_add_test(rest, gemm_exact_select_each_name_gives_that_variant);
    tcase_add_test(rest, gemm_exact_select_unknown_name_is_null);
    suite_add_tcase(suite, rest);
    return suite;
}

TEST_MAIN(gemm_suite)
