/* A transposed convolution against its definition, its gradients against central differences (in the double build). */
#include "layers/conv_transpose.h"

#include "tests/conv_fixture.h"

struct fixture {
    struct conv_transpose conv;
    struct conv_fixture of;
};

static void forward(void *context) {
    struct fixture *f = context;
    struct conv_fixture *of = &f->of;
    klimb_conv_transpose_forward(of->y, of->pre, of->rows, &f->conv, of->x, N, &of->backend);
}

static void backward(void *context, real *dx) {
    struct fixture *f = context;
    struct conv_fixture *of = &f->of;
    klimb_conv_transpose_backward(dx, of->rows, &f->conv, of->dy, of->y, of->pre, of->x, N,
                                  &of->backend);
}

static void set_up(struct fixture *f, enum activation activation) {
    struct patches patches;
    *f = (struct fixture){.of = {.x_count = N * COUNT * COUNT * IN,
                                 .y_count = N * SIDE * SIDE * OUT,
                                 .forward = forward,
                                 .backward = backward,
                                 .context = f}};
    ck_assert_int_eq(klimb_backend_select(&f->of.backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    klimb_patches_describe(&patches, SIDE, OUT, KERNEL, STRIDE, PADDING);
    klimb_conv_transpose_describe(&f->conv, &patches, IN, activation, 0);
    ck_assert_int_eq(f->conv.patches.count, COUNT);
    ck_assert_int_eq(N * klimb_conv_transpose_rows_count(&f->conv), ROWS_MAX);
    ck_assert_int_eq(N * klimb_conv_transpose_input_count(&f->conv), f->of.x_count);
    conv_fill_layer(&f->of, &f->conv.dense);
}

/* Whether tap i of patch a lies on pixel p. */
static int falls_on(long a, long i, long p) {
    return a * STRIDE - PADDING + i == p;
}

static double transposed(const struct conv_fixture *f, long n, long p, long q, long c) {
    double sum = (double)f->b[c];
    for (long at = 0; at < COUNT * COUNT; at++)
        for (long tap = 0; tap < KERNEL * KERNEL; tap++)
            for (long d = 0; d < IN; d++)
                if (falls_on(at / COUNT, tap / KERNEL, p) && falls_on(at % COUNT, tap % KERNEL, q))
                    sum += (double)f->x[(n * COUNT * COUNT + at) * IN + d] *
                           (double)f->w[(d * KERNEL * KERNEL + tap) * OUT + c];
    return sum;
}

/* All products and sums are multiples of 2^-8 and at most 2^7, so float rounds nothing. */
START_TEST(conv_transpose_forward_is_the_sum_of_its_definition) {
    struct fixture f;
    set_up(&f, ACTIVATION_IDENTITY);
    forward(&f);
    for (long i = 0, n = 0; n < N; n++)
        for (long p = 0; p < SIDE; p++)
            for (long q = 0; q < SIDE; q++)
                for (long c = 0; c < OUT; c++, i++)
                    ck_assert_near(f.of.y[i], transposed(&f.of, n, p, q, c), 0);
}
END_TEST

START_TEST(conv_transpose_backward_of_a_linear_layer_is_its_transpose) {
    struct fixture f;
    set_up(&f, ACTIVATION_IDENTITY);
    check_conv_transpose(&f.of);
}
END_TEST

START_TEST(conv_transpose_backward_without_dx_gives_the_same_gradients) {
    struct fixture f;
    set_up(&f, ACTIVATION_RELU);
    check_conv_without_dx(&f.of);
}
END_TEST

#ifdef KLIMB_DOUBLE
START_TEST(conv_transpose_backward_matches_central_differences) {
    static const enum activation smooth[] = {ACTIVATION_IDENTITY, ACTIVATION_TANH, ACTIVATION_SILU};
    struct fixture f;
    set_up(&f, smooth[_i]);
    check_conv_gradients(&f.of);
}
END_TEST
#endif

static Suite *conv_transpose_suite(void) {
    Suite *suite = suite_create("conv_transpose");
    TCase *all = tcase_create("all");
    tcase_add_test(all, conv_transpose_forward_is_the_sum_of_its_definition);
    tcase_add_test(all, conv_transpose_backward_of_a_linear_layer_is_its_transpose);
    tcase_add_test(all, conv_transpose_backward_without_dx_gives_the_same_gradients);
#ifdef KLIMB_DOUBLE
    tcase_add_loop_test(all, conv_transpose_backward_matches_central_differences, 0, 3);
#endif
    suite_add_tcase(suite, all);
    return suite;
}

TEST_MAIN(conv_transpose_suite)
