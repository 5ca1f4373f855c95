/* Identities on a record whose columns agree, and with one number of it changed. */
#include "judge/claims_identities.h"
#include "tests/check_near.h"

enum { DIMENSIONS = 2 };

/* Two rows. recon 100.25, kl 3.5 = 3 + 0.5, beta 0.5, mi 2.25, ln 1000 examples; all but ln 1000
 * are exact in binary32. */
static struct record made_record(void) {
    struct record record;
    struct error error = {0};
    float dimension[DIMENSIONS * DIMENSION_OBSERVABLES] = {0};
    struct observation row = {.dimension = dimension};
    dimension[DIMENSION_kl] = 3;
    dimension[DIMENSION_OBSERVABLES + DIMENSION_kl] = 0.5F;
    row.value[OBSERVABLE_beta] = 0.5F;
    row.value[OBSERVABLE_recon] = 100.25F;
    row.value[OBSERVABLE_kl] = 3.5F;
    row.value[OBSERVABLE_loss] = 102;
    row.value[OBSERVABLE_elbo] = -103.75F;
    row.value[OBSERVABLE_mi] = 2.25F;
    row.value[OBSERVABLE_mi_cap] = (float)log(1000);
    row.value[OBSERVABLE_kl_agg] = 1.25F;
    ck_assert_int_eq(record_new(&record, 2, DIMENSIONS, &error), STATUS_OK);
    record_append(&record, &row);
    row.step = 10;
    record_append(&record, &row);
    return record;
}

static void set(struct record *record, enum observable column, double value) {
    record->value[OBSERVABLES + (long)column] = (float)value;
}

static void set_dimension_kl(struct record *record, long j, double value) {
    record->dimension[(DIMENSIONS + j) * DIMENSION_OBSERVABLES + DIMENSION_kl] = (float)value;
}

static struct claim_result evaluate(const struct record *record) {
    struct claim_result result;
    claims_evaluate_identities(&result, record, 1, 1);
    ck_assert_ptr_null(result.claim);
    return result;
}

static void expect_broken(const struct record *record, const char *part) {
    struct claim_result result = evaluate(record);
    ck_assert_msg(!result.holds, "%s", result.message);
    ck_assert_int_eq(result.step, 10);
    ck_assert_msg(strstr(result.message, part) != NULL, "%s", result.message);
}

START_TEST(identities_of_columns_that_agree_hold) {
    struct record record = made_record();
    struct claim_result result = evaluate(&record);
    ck_assert_msg(result.holds, "%s", result.message);
    ck_assert_int_eq(result.step, -1);
    record_free(&record);
}
END_TEST

/* Changes by what rounding cannot do: a float near 100 has 2^-17 = 7.6e-6 to its neighbours and the
 * tolerance of a sum of 200 nats is 2.4e-5. */
static const struct {
    enum observable column;
    double value;
    const char *message;
} planted[] = {
    {OBSERVABLE_elbo, -103.7501, "elbo = -(recon + kl) does not hold at step 10: -103.7500"},
    {OBSERVABLE_elbo, 103.75, "103.75 is not -103.75, off by 208 where rounding explains"},
    {OBSERVABLE_loss, 102.0001, "loss = recon + beta kl does not hold at step 10"},
    {OBSERVABLE_beta, 0.50001, "loss = recon + beta kl"},
    {OBSERVABLE_recon, 100.2501, "elbo = -(recon + kl)"},
    {OBSERVABLE_kl_agg, 1.250003, "kl_agg = kl - mi does not hold at step 10: 1.25000"},
    {OBSERVABLE_kl, 3.500002, "kl = sum of kl_i over dimensions does not hold at step 10: 3.50000"},
    /* ln 1000 = 6.907755 */
    {OBSERVABLE_mi, 6.9079, "kl_agg = kl - mi"},
    {OBSERVABLE_mi_cap, 2.2498, "mi <= mi_cap = ln N does not hold at step 10: 2.25 is above 2.24"},
};

START_TEST(identities_a_number_that_is_off_breaks_its_identity) {
    struct record record = made_record();
    set(&record, planted[_i].column, planted[_i].value);
    expect_broken(&record, planted[_i].message);
    record_free(&record);
}
END_TEST

START_TEST(identities_what_rounding_explains_holds) {
    struct record record = made_record();
    set(&record, OBSERVABLE_elbo, (double)nextafterf(-103.75F, 0));
    set(&record, OBSERVABLE_loss, (double)nextafterf(102, 0));
    set(&record, OBSERVABLE_kl_agg, (double)nextafterf(1.25F, 0));
    set_dimension_kl(&record, 1, (double)nextafterf(0.5F, 1));
    struct claim_result result = evaluate(&record);
    ck_assert_msg(result.holds, "%s", result.message);
    record_free(&record);
}
END_TEST

START_TEST(identities_a_dimension_off_breaks_the_sum) {
    struct record record = made_record();
    set_dimension_kl(&record, 1, 0.50001);
    expect_broken(&record, "kl = sum of kl_i over dimensions does not hold at step 10: 3.5 is not "
                           "3.5000");
    record_free(&record);
}
END_TEST

START_TEST(identities_a_negative_kl_is_none) {
    struct record record = made_record();
    set_dimension_kl(&record, 0, 4);
    set_dimension_kl(&record, 1, -0.5);
    expect_broken(&record, "0 <= kl_i of every dimension does not hold at step 10: 0 is above "
                           "-0.5");
    /* A KL near 0 may be so by rounding. */
    set_dimension_kl(&record, 0, 3.5);
    set_dimension_kl(&record, 1, -5e-7);
    ck_assert(evaluate(&record).holds);
    set(&record, OBSERVABLE_kl, -0.5);
    set_dimension_kl(&record, 0, 0);
    set_dimension_kl(&record, 1, -0.5);
    expect_broken(&record, "0 <= kl does not hold at step 10: 0 is above -0.5");
    record_free(&record);
}
END_TEST

/* kl = 3.5 in 2 dimensions with 1000 examples: 5 sqrt(2/1000) = 0.2236 above it is the edge. In one
 * with kl = 0.5 it would be 5 sqrt(1/1000). */
START_TEST(identities_mi_above_kl_breaks_beyond_its_error) {
    struct record record = made_record();
    set(&record, OBSERVABLE_mi, 3.72);
    set(&record, OBSERVABLE_kl_agg, (double)3.5F - (double)3.72F);
    ck_assert(evaluate(&record).holds);
    set(&record, OBSERVABLE_mi, 3.725);
    set(&record, OBSERVABLE_kl_agg, (double)3.5F - (double)3.725F);
    expect_broken(&record, "mi <= kl within the error of its estimate does not hold at step 10: "
                           "3.7249999 is above 3.5");
    record_free(&record);
}
END_TEST

START_TEST(identities_are_not_tested_where_values_are_not_there) {
    struct record record = made_record();
    set(&record, OBSERVABLE_elbo, 0);
    record.present[OBSERVABLE_elbo] = 0;
    ck_assert(evaluate(&record).holds);
    set(&record, OBSERVABLE_recon, (double)INFINITY);
    set(&record, OBSERVABLE_loss, (double)NAN);
    ck_assert(evaluate(&record).holds);
    set(&record, OBSERVABLE_kl_agg, 0); /* what is finite beside it still is */
    expect_broken(&record, "kl_agg = kl - mi");
    record_free(&record);
}
END_TEST

/* The sum of what is finite may be beyond binary32, and its end stands in the record then. */
START_TEST(identities_are_not_tested_at_the_end_of_the_range) {
    struct record record = made_record();
    for (long j = 0; j < DIMENSIONS; j++)
        set_dimension_kl(&record, j, 3e38);
    set(&record, OBSERVABLE_kl, (double)FLT_MAX);
    set(&record, OBSERVABLE_loss, (double)FLT_MAX);
    set(&record, OBSERVABLE_elbo, -(double)FLT_MAX);
    set(&record, OBSERVABLE_kl_agg, (double)FLT_MAX);
    ck_assert_msg(evaluate(&record).holds, "%s", evaluate(&record).message);
    set(&record, OBSERVABLE_kl, 3.4e38);
    expect_broken(&record, "kl = sum of kl_i");
    record_free(&record);
}
END_TEST

/* A learned prior has a KL that is sampled, and kl_i that are to another prior; the rest holds all the same. */
START_TEST(identities_of_a_sampled_kl_are_those_that_need_no_sum) {
    struct record record = made_record();
    struct claim_result result;
    set_dimension_kl(&record, 0, 1000);
    claims_evaluate_identities(&result, &record, 1, 1);
    ck_assert(!result.holds);
    claims_evaluate_identities(&result, &record, 0, 1);
    ck_assert_msg(result.holds, "%s", result.message);
    set(&record, OBSERVABLE_elbo, 1000);
    claims_evaluate_identities(&result, &record, 0, 1);
    ck_assert(!result.holds);
    record_free(&record);
}
END_TEST

/* 2 nats of kl belong to the second level, which weighs three times as much: 0.5 (3 - 1) 2 = 2 nats of loss more. */
START_TEST(identities_of_two_levels_weigh_the_second_by_its_own) {
    struct record record = made_record();
    struct claim_result result;
    record.present[OBSERVABLE_kl_2] = 1;
    for (long row = 0; row < 2; row++) {
        record.value[row * OBSERVABLES + OBSERVABLE_kl_2] = 2;
        record.value[row * OBSERVABLES + OBSERVABLE_loss] = 104;
    }
    claims_evaluate_identities(&result, &record, 1, 3);
    ck_assert_msg(result.holds, "%s", result.message);
    claims_evaluate_identities(&result, &record, 1, 1);
    ck_assert(!result.holds);
    record_free(&record);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("claims_identities");
    TCase *tests = tcase_create("claims_identities");
    tcase_add_test(tests, identities_of_columns_that_agree_hold);
    tcase_add_loop_test(tests, identities_a_number_that_is_off_breaks_its_identity, 0,
                        sizeof planted / sizeof *planted);
    tcase_add_test(tests, identities_what_rounding_explains_holds);
    tcase_add_test(tests, identities_a_dimension_off_breaks_the_sum);
    tcase_add_test(tests, identities_a_negative_kl_is_none);
    tcase_add_test(tests, identities_of_a_sampled_kl_are_those_that_need_no_sum);
    tcase_add_test(tests, identities_of_two_levels_weigh_the_second_by_its_own);
    tcase_add_test(tests, identities_mi_above_kl_breaks_beyond_its_error);
    tcase_add_test(tests, identities_are_not_tested_where_values_are_not_there);
    tcase_add_test(tests, identities_are_not_tested_at_the_end_of_the_range);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
