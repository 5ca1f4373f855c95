#include "run/train.h"

#include <string.h>

#include "scenario/scenario_data.h"
#include "tests/fixtures/run_fixture.h"

/* Counts its calls; a call that does not follow the one before spoils the count. */
static void count_ticks(void *context, long step, long steps) {
    long *count = context;
    *count = step == *count + 1 && steps == STEPS ? step : -1000;
}

START_TEST(train_run_completed_run_fills_the_record) {
    struct stage stage;
    struct record record;
    struct error error = {0};
    struct backend backend = select_exact();
    long ticks = 0;
    begin(&stage, as_it_is);
    ck_assert_int_eq(train_run(&record, &stage.scenario, 3, &backend, count_ticks, &ticks, &error),
                     STATUS_OK);
    ck_assert_int_eq(ticks, STEPS);
    ck_assert_str_eq(record.name, "tests/small");
    ck_assert_int_eq(record.seed, 3);
    ck_assert_int_eq(record.latent, LATENT);
    ck_assert_int_eq(record.rows, klimb_config_logged_count(&stage.scenario.config));
    ck_assert_int_eq(record.step[0], 0);
    ck_assert_int_eq(record.step[record.rows - 1], STEPS);
    ck_assert_int_eq(record.outcome.diverged, 0);
    ck_assert_int_eq(record.outcome.step, STEPS);
    /* The KL of a row is the sum over its dimensions, whatever their values are. */
    const float *dimension = record.dimension + (record.rows - 1) * LATENT * DIMENSION_OBSERVABLES;
    ck_assert_near_relative(dimension[DIMENSION_kl] +
                                dimension[DIMENSION_OBSERVABLES + DIMENSION_kl],
                            record_value(&record, record.rows - 1, OBSERVABLE_kl), 1e-5);
    record_free(&record);
    end(&stage);
}
END_TEST

START_TEST(train_run_diverged_run_ends_with_the_row_of_its_end) {
    struct stage stage;
    struct record record;
    struct error error = {0};
    struct backend backend = select_exact();
    begin(&stage, diverging);
    ck_assert_int_eq(train_run(&record, &stage.scenario, 0, &backend, NULL, NULL, &error),
                     STATUS_OK);
    ck_assert_int_eq(record.outcome.diverged, 1);
    ck_assert_int_ne(record.outcome.term, TERM_NONE);
    ck_assert(!klimb_config_is_logged(&stage.scenario.config, record.outcome.step));
    ck_assert_int_eq(record.rows, 3); /* 0, 1 and the last */
    ck_assert_int_eq(record.step[2], record.outcome.step);
    record_free(&record);
    end(&stage);
}
END_TEST

/* The digest of the initial weights, as klimb_tensors_list has them before any step. */
static uint64_t digest_of_initial(const struct scenario *scenario, const char *wanted) {
    struct backend backend = select_exact();
    struct dataset data;
    struct trainer trainer;
    struct tensor list[TENSORS_MAX];
    struct error error = {0};
    uint64_t digest = 0;
    ck_assert_int_eq(scenario_load_data(&data, scenario, backend.vm, &error), STATUS_OK);
    ck_assert_int_eq(klimb_trainer_init(&trainer, &scenario->config, &data, 3, &backend, &error),
                     STATUS_OK);
    long count = klimb_tensors_list(list, &trainer);
    for (long i = 0; i < count; i++) {
        char name[TENSOR_NAME_MAX];
        klimb_tensor_say(name, &list[i]);
        if (strcmp(name, wanted) == 0)
            digest = klimb_tensor_digest(&list[i]);
    }
    klimb_trainer_free(&trainer);
    klimb_dataset_free(&data);
    return digest;
}

static const struct tensor_digest_row *row_of(const struct record *record, const char *name) {
    for (long i = 0; i < record->digests.tensors; i++)
        if (strcmp(record->digests.row[i].name, name) == 0)
            return &record->digests.row[i];
    ck_abort_msg("no tensor %s", name);
    return NULL;
}

static struct record run_with(const char *const *overrides) {
    struct stage stage;
    struct record record;
    struct error error = {0};
    struct backend backend = select_exact();
    begin(&stage, overrides);
    ck_assert_int_eq(train_run(&record, &stage.scenario, 3, &backend, NULL, NULL, &error),
                     STATUS_OK);
    end(&stage);
    return record;
}

START_TEST(train_run_digests_are_of_the_first_steps) {
    static const char *const clipped[] = {"optimiser.clip_norm=1e-3", NULL};
    static const char *const short_run[] = {"optimiser.clip_norm=1e-3", "train.steps=2", NULL};
    struct stage stage;
    struct record record = run_with(clipped), two = run_with(short_run);
    begin(&stage, as_it_is);
    const struct tensor_digest_row *weight = row_of(&record, "parameter encoder.0.weight");
    const struct tensor_digest_row *last = row_of(&two, "clipped gradient of encoder.0.bias");
    ck_assert_int_eq(record.digests.steps, DIGEST_STEPS);
    ck_assert_uint_eq(weight->digest[0],
                      digest_of_initial(&stage.scenario, "parameter encoder.0.weight"));
    ck_assert_uint_ne(weight->digest[0], weight->digest[1]);
    /* Clipping makes the gradient another one. */
    ck_assert_uint_ne(row_of(&record, "clipped gradient of encoder.0.bias")->digest[0],
                      row_of(&record, "gradient of encoder.0.bias")->digest[0]);
    /* The row of the last step has a batch, and no update. */
    ck_assert_int_eq(two.digests.steps, 3);
    ck_assert(last->has[1] && !last->has[2]);
    ck_assert(row_of(&two, "gradient of encoder.0.bias")->has[2]);
    record_free(&record);
    record_free(&two);
    end(&stage);
}
END_TEST

/* Up to the first step without a row: 0, 1, and then 11. */
START_TEST(train_run_digests_end_where_steps_are_not_logged) {
    static const char *const sparse[] = {"record.dense_until=0", "record.growth=10",
                                         "record.rows_at_most=1", NULL};
    struct record record = run_with(sparse);
    ck_assert_int_eq(record.digests.steps, 2);
    record_free(&record);
}
END_TEST

START_TEST(train_run_missing_data_is_an_error_without_a_record) {
    struct stage stage;
    struct record record;
    struct error error = {0};
    struct backend backend = select_exact();
    begin(&stage, without_data);
    ck_assert_int_eq(train_run(&record, &stage.scenario, 0, &backend, NULL, NULL, &error),
                     STATUS_IO);
    ck_assert_ptr_null(record.value);
    end(&stage);
}
END_TEST

static Suite *train_suite(void) {
    Suite *suite = suite_create("train");
    TCase *tests = tcase_create("train");
    tcase_add_test(tests, train_run_completed_run_fills_the_record);
    tcase_add_test(tests, train_run_diverged_run_ends_with_the_row_of_its_end);
    tcase_add_test(tests, train_run_digests_are_of_the_first_steps);
    tcase_add_test(tests, train_run_digests_end_where_steps_are_not_logged);
    tcase_add_test(tests, train_run_missing_data_is_an_error_without_a_record);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(train_suite)
