/* A convolution against its definition, its gradients against central differences (in the double build). */
#include "layers/conv.h"

#include "tests/conv_fixture.h"

struct fixture {
    struct conv conv;
    struct conv_fixture of;
};

static void forward(void *context) {
    struct fixture *f = context;
    struct conv_fixture *of = &f->of;
    klimb_conv_forward(of->y, of->pre, of->rows, &f->conv, of->x, N, &of->backend);
}

static void backward(void *context, real *dx) {
    struct fixture *f = context;
    struct conv_fixture *of = &f->of;
    klimb_conv_backward(dx, dx == NULL ? NULL : of->drows, &f->conv, of->dy, of->y, of->pre,
                        of->rows, N, &of->backend);
}

static void set_up(struct fixture *f, enum activation activation) {
    struct patches patches;
    *f = (struct fixture){.of = {.x_count = N * SIDE * SIDE * IN,
                                 .y_count = N * COUNT * COUNT * OUT,
                                 .forward = forward,
                                 .backward = backward,
                                 .context = f}};
    ck_assert_int_eq(klimb_backend_select(&f->of.backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    klimb_patches_describe(&patches, SIDE, IN, KERNEL, STRIDE, PADDING);
    klimb_conv_describe(&f->conv, &patches, OUT, activation, 0);
    ck_assert_int_eq(f->conv.patches.count, COUNT);
    ck_assert_int_eq(klimb_conv_rows_count(&f->conv), COUNT * COUNT * KERNEL * KERNEL * IN);
    ck_assert_int_eq(N * klimb_conv_output_count(&f->conv), f->of.y_count);
    conv_fill_layer(&f->of, &f->conv.dense);
}

/* x at a place that may lie outside of the picture. */
static double pixel(const struct conv_fixture *f, long n, long row, long column, long channel) {
    if (row < 0 || row >= SIDE || column < 0 || column >= SIDE)
        return 0;
    return (double)f->x[((n * SIDE + row) * SIDE + column) * IN + channel];
}

static double convolved(const struct conv_fixture *f, long n, long a, long b, long c) {
    double sum = (double)f->b[c];
    for (long i = 0; i < KERNEL; i++)
        for (long j = 0; j < KERNEL; j++)
            for (long d = 0; d < IN; d++)
                sum += (double)f->w[((i * KERNEL + j) * IN + d) * OUT + c] *
                       pixel(f, n, a * STRIDE - PADDING + i, b * STRIDE - PADDING + j, d);
    return sum;
}

/* All products and sums are multiples of 2^-8 and at most 2^7, so float rounds nothing. */
START_TEST(conv_forward_is_the_sum_of_its_definition) {
    struct fixture f;
    set_up(&f, ACTIVATION_IDENTITY);
    forward(&f);
    for (long i = 0, n = 0; n < N; n++)
        for (long a = 0; a < COUNT; a++)
            for (long b = 0; b < COUNT; b++)
                for (long c = 0; c < OUT; c++, i++)
                    ck_assert_near(f.of.y[i], convolved(&f.of, n, a, b, c), 0);
}
END_TEST

START_TEST(conv_backward_of_a_linear_layer_is_its_transpose) {
    struct fixture f;
    set_up(&f, ACTIVATION_IDENTITY);
    check_conv_transpose(&f.of);
}
END_TEST

START_TEST(conv_backward_without_dx_gives_the_same_gradients) {
    struct fixture f;
    set_up(&f, ACTIVATION_RELU);
    check_conv_without_dx(&f.of);
}
END_TEST

#ifdef KLIMB_DOUBLE
START_TEST(conv_backward_matches_central_differences) {
    static const enum activation smooth[] = {ACTIVATION_IDENTITY, ACTIVATION_TANH, ACTIVATION_SILU};
    struct fixture f;
    set_up(&f, smooth[_i]);
    check_conv_gradients(&f.of);
}
END_TEST
#endif

static Suite *conv_suite(void) {
    Suite *suite = suite_create("conv");
    TCase *all = tcase_create("all");
    tcase_add_test(all, conv_forward_is_the_sum_of_its_definition);
    tcase_add_test(all, conv_backward_of_a_linear_layer_is_its_transpose);
    tcase_add_test(all, conv_backward_without_dx_gives_the_same_gradients);
#ifdef KLIMB_DOUBLE
    tcase_add_loop_test(all, conv_backward_matches_central_differences, 0, 3);
#endif
    suite_add_tcase(suite, all);
    return suite;
}

TEST_MAIN(conv_suite)
