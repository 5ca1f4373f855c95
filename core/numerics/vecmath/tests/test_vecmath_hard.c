/* The inputs that are hardest to round, for every function and table; and a test that they reveal a
 * slightly wrong coefficient. The cases are floats. */
#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "numerics/vecmath/vecmath_coefficients.h"
#include "tests/vecmath_sweep.h"

#ifdef KLIMB_DOUBLE

START_TEST(hard_cases_are_of_float) {
}
END_TEST

static void add_tests(TCase *hard) {
    tcase_add_test(hard, hard_cases_are_of_float);
}

#else

#include "numerics/vecmath/tests/hard_cases.h"

/* A table whose polynomials can be changed. */
static struct {
    double exp[EXP_DEGREE + 1], log[LOG_DEGREE + 1];
    double sinpi[SINPI_DEGREE + 1], cospi[COSPI_DEGREE + 1];
} planted;

static void plant_nothing(void) {
    memcpy(planted.exp, EXP, sizeof EXP);
    memcpy(planted.log, LOG, sizeof LOG);
    memcpy(planted.sinpi, SINPI, sizeof SINPI);
    memcpy(planted.cospi, COSPI, sizeof COSPI);
}

#define EXP                   planted.exp
#define LOG                   planted.log
#define SINPI                 planted.sinpi
#define COSPI                 planted.cospi
#define LANES                 1
#define MULTIPLY_ADD(a, b, c) ((a) * (b) + (c))
#define TABLE                 planted_table
#define TABLE_NAME            "planted"
extern const struct vecmath planted_table;
#include "numerics/vecmath/vecmath_template.h"

static float evaluate(const struct vecmath *table, const char *name, float x) {
    const struct {
        const char *name;
        vecmath_function *function;
    } functions[] = {{"exp", table->exp},          {"expm1", table->expm1},
                     {"log", table->log},          {"log1p", table->log1p},
                     {"tanh", table->tanh},        {"sigmoid", table->sigmoid},
                     {"softplus", table->softplus}};
    float y, z;
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strcmp(name, functions[i].name) == 0) {
            functions[i].function(&y, &x, 1);
            return y;
        }
    table->sincospi(&y, &z, &x, 1);
    return strcmp(name, "sinpi") == 0 ? y : z;
}

static float float_of(uint32_t bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static int is_right(const struct vecmath *table, const struct hard_case *hard) {
    return same(evaluate(table, hard->name, float_of(hard->x)), float_of(hard->y));
}

START_TEST(hard_cases_every_table_nearest_float) {
    int at = 0;
    for (const struct vecmath *table; (table = table_next(&at)) != NULL;)
        for (int i = 0; i < HARD_CASES; i++)
            ck_assert_msg(is_right(table, &hard_cases[i]), "%s of %s at %a: %a, nearest is %a",
                          hard_cases[i].name, table->name, (double)float_of(hard_cases[i].x),
                          (double)evaluate(table, hard_cases[i].name, float_of(hard_cases[i].x)),
                          (double)float_of(hard_cases[i].y));
}
END_TEST

/* Evenly spaced arguments over the range in which each polynomial matters. */
enum { SPACED = 16384 };

static int is_seen_by_spaced(const char *name) {
    const struct vecmath *right = klimb_vecmath_select("scalar");
    for (int i = 0; i < SPACED; i++) {
        const float x = ((float)i + 0.5F) / SPACED;
        if (!same(evaluate(&planted_table, name, x), evaluate(right, name, x)))
            return 1;
    }
    return 0;
}

static int is_seen(const char *name) {
    for (int i = 0; i < HARD_CASES; i++)
        if (!is_right(&planted_table, &hard_cases[i]))
            return 1;
    return is_seen_by_spaced(name);
}

/* The polynomials, and the lowest bit of the first coefficient whose change is seen: 0 to 3 is the last
 * hexadecimal digit. Later coefficients matter less: up to bit 52, which doubles or halves them. A change
 * of the last coefficient of sin(pi x), whose term is 2^-37 of the value, is seen only by the proof. */
static const struct {
    const char *name;
    double *coefficient;
    int count, last_bit;
} POLYNOMIALS[] = {{"exp", planted.exp, EXP_DEGREE + 1, 3},
                   {"log", planted.log, LOG_DEGREE + 1, 3},
                   {"sinpi", planted.sinpi, SINPI_DEGREE, 6},
                   {"cospi", planted.cospi, COSPI_DEGREE + 1, 9}};

/* The lowest bit of a coefficient whose change is seen; 53 if none is. */
static int last_bit_seen(const char *name, double *coefficient) {
    const double right = *coefficient;
    int bit = 0, seen = 0;
    for (; bit < DBL_MANT_DIG && !seen; bit += !seen) {
        uint64_t bits;
        memcpy(&bits, &right, sizeof bits);
        bits ^= (uint64_t)1 << bit;
        memcpy(coefficient, &bits, sizeof bits);
        seen = is_seen(name);
    }
    *coefficient = right;
    return bit;
}

START_TEST(planted_digit_of_a_coefficient_is_seen_by_the_hard_cases) {
    plant_nothing();
    ck_assert(!is_seen(POLYNOMIALS[_i].name));
    for (int i = 0; i < POLYNOMIALS[_i].count; i++) {
        const int bit = last_bit_seen(POLYNOMIALS[_i].name, POLYNOMIALS[_i].coefficient + i);
        ck_assert_msg(bit <= (i == 0 ? POLYNOMIALS[_i].last_bit : DBL_MANT_DIG - 1),
                      "%s, coefficient %d: seen from bit %d on", POLYNOMIALS[_i].name, i, bit);
    }
}
END_TEST

static void add_tests(TCase *hard) {
    tcase_add_test(hard, hard_cases_every_table_nearest_float);
    tcase_add_loop_test(hard, planted_digit_of_a_coefficient_is_seen_by_the_hard_cases, 0,
                        (int)(sizeof POLYNOMIALS / sizeof *POLYNOMIALS));
}

#endif

static Suite *vecmath_hard_suite(void) {
    Suite *suite = suite_create("vecmath_hard");
    TCase *hard = tcase_create("hard cases");
    add_tests(hard);
    suite_add_tcase(suite, hard);
    return suite;
}

TEST_MAIN(vecmath_hard_suite)
