/* The multiply-add of each exact variant against libm's, bit for bit: with k = 1 each element is one
 * fused multiply-add. These tests are for the software variant; the others use the CPU's instruction. */
#include "tests/gemm_fixture.h"

#ifdef KLIMB_DOUBLE
typedef unsigned long word;
enum { BITS = 64, FRACTION = 52 };
#else
typedef unsigned word;
enum { BITS = 32, FRACTION = 23 };
#endif

enum { WIDTH = 64, ROUNDS = 10000 }; /* 640,000 cases a test */

/* fma(a, b_j, c_j) for all j. */
struct cases {
    real a, b[WIDTH], c[WIDTH];
};

static real value_of(word bits) {
    real x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static word random_word(unsigned long *state) {
    const unsigned long high = next_random(state), low = next_random(state);
    return (word)(high << 32 ^ high << 16 ^ low);
}

/* Any bits: all exponents are equally likely, those of infinite, NaN and subnormal values included. */
static real any_value(unsigned long *state) {
    return value_of(random_word(state));
}

/* Sign, `digits` leading bits of the fraction, and a power of 2 from `low` to `high`. */
static real scaled_value(unsigned long *state, int digits, int low, int high) {
    const word fraction = random_word(state) & (((word)1 << FRACTION) - 1);
    const word kept = fraction >> (FRACTION - digits) << (FRACTION - digits);
    const real mantissa = 1 + (real)ldexp((double)kept, -FRACTION);
    const int exponent = low + (int)(next_random(state) % (unsigned long)(high - low + 1));
    return (next_random(state) % 2 ? 1 : -1) * (real)ldexp((double)mantissa, exponent);
}

static void draw_anything(struct cases *x, unsigned long *state) {
    x->a = any_value(state);
    for (int j = 0; j < WIDTH; j++) {
        x->b[j] = any_value(state);
        x->c[j] = any_value(state);
    }
}

/* The bits of product and addend overlap. */
static void draw_overlapping(struct cases *x, unsigned long *state) {
    x->a = scaled_value(state, FRACTION, 0, 0);
    for (int j = 0; j < WIDTH; j++) {
        x->b[j] = scaled_value(state, FRACTION, -2, 2);
        x->c[j] = scaled_value(state, FRACTION, -FRACTION - 4, FRACTION + 4);
    }
}

/* The addend nearly cancels the product, or a power of 2 up to 2^FRACTION times more or less. */
static void draw_cancelling(struct cases *x, unsigned long *state) {
    x->a = scaled_value(state, FRACTION, 0, 0);
    for (int j = 0; j < WIDTH; j++) {
        x->b[j] = scaled_value(state, FRACTION, -1, 1);
        const real product = x->a * x->b[j];
        x->c[j] = -product * scaled_value(state, 0, j % 2 ? -FRACTION : 0, j % 2 ? FRACTION : 0);
    }
}

/* Products of few bits, of half a unit in the last place of the addend or close to it: ties and near
 * ties. */
static void draw_ties(struct cases *x, unsigned long *state) {
    x->a = scaled_value(state, 1, 0, 0);
    for (int j = 0; j < WIDTH; j++) {
        x->b[j] = scaled_value(state, (int)(next_random(state) % 4), -FRACTION - 3, -FRACTION + 1);
        x->c[j] = scaled_value(state, FRACTION, 0, 1);
    }
}

/* The addend and half a unit in its last place, less a part so small that rounding to twice as many
 * bits loses it: (1 + t)(1 - t) = 1 - t^2. Rounded twice, that is a tie. */
static void draw_near_ties(struct cases *x, unsigned long *state) {
    const int exponent = FRACTION * 2 / 3 + (int)(next_random(state) % (FRACTION / 3 + 1));
    const real t = (real)ldexp(1, -exponent);
    x->a = 1 + t;
    for (int j = 0; j < WIDTH; j++) {
        x->b[j] = (1 - t) * scaled_value(state, 0, -FRACTION - 1, -FRACTION - 1);
        x->c[j] = scaled_value(state, FRACTION, 0, 0);
    }
}

/* Results among the subnormals and about the smallest normal value. */
static void draw_subnormal(struct cases *x, unsigned long *state) {
    const int least = BITS == 32 ? -126 : -1022;
    x->a = scaled_value(state, FRACTION, least / 2, least / 2);
    for (int j = 0; j < WIDTH; j++) {
        x->b[j] = scaled_value(state, FRACTION, least / 2 - FRACTION - 2, least / 2 + 1);
        x->c[j] = value_of(random_word(state) >> (2 + next_random(state) % (FRACTION + 4)));
    }
}

/* Results about the largest finite value. */
static void draw_overflowing(struct cases *x, unsigned long *state) {
    const int most = BITS == 32 ? 127 : 1023;
    x->a = scaled_value(state, FRACTION, most / 2, most / 2 + 1);
    for (int j = 0; j < WIDTH; j++) {
        x->b[j] = scaled_value(state, FRACTION, most / 2 - FRACTION - 2, most / 2 + 1);
        x->c[j] = j % 4 ? scaled_value(state, FRACTION, most - 1, most)
                        : (j % 8 ? REAL_MAX : -REAL_MAX);
    }
}

static void (*const draws[])(struct cases *, unsigned long *) = {
    draw_anything,  draw_overlapping, draw_cancelling,  draw_ties,
    draw_subnormal, draw_near_ties,   draw_overflowing,
};
enum { DRAWS = sizeof draws / sizeof draws[0] };

static void assert_fused(const struct gemm_variant *variant, const struct cases *x) {
    real sum[WIDTH];
    klimb_gemm_multiply(variant, &(struct gemm_product){.c = sum,
                                                        .a = &x->a,
                                                        .b = x->b,
                                                        .start = x->c,
                                                        .m = 1,
                                                        .n = WIDTH,
                                                        .k = 1,
                                                        .form = GEMM_NN});
    int j = 0;
    while (j < WIDTH && same_bits(sum[j], FMA(x->a, x->b[j], x->c[j])))
        j++;
    if (j < WIDTH)
        ck_abort_msg("%s: fma(%a, %a, %a) = %a, wanted %a", variant->name, (double)x->a,
                     (double)x->b[j], (double)x->c[j], (double)sum[j],
                     (double)FMA(x->a, x->b[j], x->c[j]));
}

START_TEST(multiply_of_depth_1_equals_fma_of_libm) {
    for (const char *const *name = klimb_gemm_exact_names(); *name != NULL; name++) {
        const struct gemm_variant *variant = klimb_gemm_exact_select(*name);
        unsigned long state = (unsigned long)_i;
        for (int round = 0; variant != NULL && round < ROUNDS; round++) {
            struct cases x;
            draws[_i](&x, &state);
            assert_fused(variant, &x);
        }
    }
}
END_TEST

/* a b + c as a product of depth 1 that starts from c. */
static real multiply_add(const struct gemm_variant *variant, const real *a, const real *b,
                         const real *c) {
    real sum = 0;
    klimb_gemm_multiply(
        variant,
        &(struct gemm_product){
            .c = &sum, .a = a, .b = b, .start = c, .m = 1, .n = 1, .k = 1, .form = GEMM_NN});
    return sum;
}

START_TEST(multiply_add_known_cases_are_rounded_once) {
    /* With u half a unit in the last place of 1: the exact sum, then what it rounds to. */
    const real u = REAL_EPSILON / 2, least = value_of(1);
    const struct {
        real a, b, c, wanted;
    } cases[] = {
        {1, u, 1, 1},                              /* a tie to even */
        {1, u, 1 + 2 * u, 1 + 4 * u},              /* a tie to even, upwards */
        {1 + 2 * u, u, 1, 1 + 2 * u},              /* above the tie by 2 u^2 */
        {1 - u, u, 1 + 2 * u, 1 + 2 * u},          /* below the tie by u^2 */
        {-u, u / 4, 1, 1},                         /* below 1, nearest is 1 */
        {-u * (1 + 2 * u), REAL(0.5), 1, 1 - u},   /* beyond the tie below 1 */
        {least, REAL(0.5), 0, 0},                  /* a tie among subnormals, to even */
        {least, REAL(0.5), least, 2 * least},      /* the same upwards */
        {least, least, least, least},              /* far below the least value */
        {-least, least, 0, REAL(-0.0)},            /* to zero, which keeps its sign */
        {REAL_MAX, 1, REAL_MAX * u / 2, REAL_MAX}, /* less than half a unit above */
        {REAL_MAX, 2, -REAL_MAX, REAL_MAX},        /* no overflow between */
        {REAL_MAX, 2, 0, (real)INFINITY},          /* overflow */
        {1, -1, 1, 0},                             /* exact zero is positive */
        {-1, 0, REAL(-0.0), REAL(-0.0)},           /* unless both are negative */
        {1, 2, (real)INFINITY, (real)INFINITY},    /* infinity stays, whatever is added */
        {(real)-INFINITY, 2, 1, (real)-INFINITY},  /* or multiplied */
        {(real)INFINITY, 0, 1, (real)NAN},         /* unless by 0 */
        {1, 1, (real)NAN, (real)NAN},              /* NaN stays as well */
    };
    for (const char *const *name = klimb_gemm_exact_names(); *name != NULL; name++) {
        const struct gemm_variant *variant = klimb_gemm_exact_select(*name);
        for (size_t i = 0; variant != NULL && i < sizeof cases / sizeof cases[0]; i++) {
            real sum = multiply_add(variant, &cases[i].a, &cases[i].b, &cases[i].c);
            ck_assert_msg(same_bits(sum, cases[i].wanted), "%s: case %d gives %a, wanted %a",
                          variant->name, (int)i, (double)sum, (double)cases[i].wanted);
        }
    }
}
END_TEST

static Suite *gemm_fma_suite(void) {
    Suite *suite = suite_create("gemm_fma");
    TCase *fma_case = tcase_create("fma");
    tcase_add_test(fma_case, multiply_add_known_cases_are_rounded_once);
    tcase_add_loop_test(fma_case, multiply_of_depth_1_equals_fma_of_libm, 0, DRAWS);
    tcase_set_timeout(fma_case, 60);
    suite_add_tcase(suite, fma_case);
    return suite;
}

TEST_MAIN(gemm_fma_suite)
