#include "engine/expect.h"

#include "run/runner.h"
#include "scenario/scenario.h"
#include "tests/fixtures/run_fixture.h"

START_TEST(expect_seconds_are_those_of_a_record_of_another_seed) {
    struct stage stage;
    struct error error = {0};
    char path[FILE_PATH_MAX];
    double seconds[2];
    begin(&stage, as_it_is);
    struct job jobs[] = {{.scenario = &stage.scenario, .seed = 3},
                         {.scenario = &stage.scenario, .seed = 4}};
    ck_assert_int_eq(file_join(path, stage.folder, "tests/small/exact/seed-0000", &error),
                     STATUS_OK);
    temp_folder_write(path, "manifest.json",
                      "{\"record_digest\": \"0\", \"wall_seconds\": 12.5}\n");
    expect_seconds(seconds, jobs, 2, stage.folder);
    ck_assert_double_eq(seconds[0], 12.5);
    ck_assert_double_eq(seconds[1], 12.5);
    end(&stage);
}
END_TEST

/* A trainer that failed says how long it took to fail; and no run took for ever. */
static const char *const useless[] = {
    "{\"wall_seconds\": 12.5}\n",
    "{\"record_digest\": \"0\", \"wall_seconds\": 1e999}\n",
    "{\"record_digest\": \"0\", \"wall_seconds\": -12.5}\n",
    "{\"record_digest\": \"0\", \"wall_seconds\": \"12.5\"}\n",
};

START_TEST(expect_seconds_of_a_manifest_that_cannot_be_true_do_not_count) {
    struct stage stage;
    double seconds;
    begin(&stage, as_it_is);
    struct job job = {.scenario = &stage.scenario};
    temp_folder_write(stage.folder, "tests/small/exact/seed-0000/manifest.json", useless[_i]);
    expect_seconds(&seconds, &job, 1, stage.folder);
    ck_assert(seconds > 0 && seconds < 12);
    end(&stage);
}
END_TEST

/* Without a record a trial tells. A thousand times the steps are some hundred times the time at least. */
START_TEST(expect_seconds_grow_with_the_steps) {
    static const char *const longer[] = {"train.steps=200000000", NULL};
    struct stage small, large;
    double seconds[2];
    begin(&small, as_it_is);
    begin(&large, longer);
    struct job jobs[] = {{.scenario = &small.scenario}, {.scenario = &large.scenario}};
    expect_seconds(seconds, jobs, 2, small.folder);
    ck_assert(seconds[0] > 0 && seconds[0] < 60);
    ck_assert_msg(seconds[1] > 100, "%g", seconds[1]);
    end(&small);
    end(&large);
}
END_TEST

START_TEST(expect_seconds_of_what_cannot_be_tried_are_one) {
    struct stage stage;
    double seconds;
    begin(&stage, without_data);
    struct job job = {.scenario = &stage.scenario};
    expect_seconds(&seconds, &job, 1, stage.folder);
    ck_assert_double_eq(seconds, 1);
    end(&stage);
}
END_TEST

static Suite *expect_suite(void) {
    Suite *suite = suite_create("expect");
    TCase *tests = tcase_create("expect");
    tcase_add_test(tests, expect_seconds_are_those_of_a_record_of_another_seed);
    tcase_add_loop_test(tests, expect_seconds_of_a_manifest_that_cannot_be_true_do_not_count, 0, 4);
    tcase_add_test(tests, expect_seconds_grow_with_the_steps);
    tcase_add_test(tests, expect_seconds_of_what_cannot_be_tried_are_one);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(expect_suite)
