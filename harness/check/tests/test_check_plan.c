/* Which scenarios are run, and with which seeds. */
#include "tests/fixtures/check_fixture.h"

/* ---- which scenarios, which runs ------------------------------------------------------------- */

static const struct {
    const char *names[NAMES_MAX], *wanted[NAMES_MAX];
    long jobs;
} selections[] = {
    {{"small/good"}, {"small/good"}, CHECK_SEEDS},
    {{"small"}, {"small/broken", "small/good", "small/wrong"}, 3 * CHECK_SEEDS},
    {{"wrong", "ratio/one"}, {"small/wrong", "ratio/one"}, CHECK_SEEDS + COMPARED_SEEDS},
    {{"small/good", "small"}, {"small/good", "small/broken", "small/wrong"}, 3 * CHECK_SEEDS},
};

START_TEST(check_plan_names_and_families_are_the_scenarios_asked_for) {
    struct check_options options = options_of(selections[_i].names);
    struct check check;
    ck_assert_int_eq(check_plan(&check, &options, &error), STATUS_OK);
    ck_assert_int_eq(check.total, check.count); /* no references */
    ck_assert_int_eq(check_runs(&check), selections[_i].jobs);
    for (long i = 0; i < check.count; i++)
        ck_assert_str_eq(check.items[i].scenario.name, selections[_i].wanted[i]);
    ck_assert_ptr_null(selections[_i].wanted[check.count]);
    ck_assert_ptr_null(check.judgements);
    ck_assert(!file_is_folder(out)); /* nothing was run */
    check_free(&check);
}
END_TEST

START_TEST(check_plan_no_names_are_all_scenarios) {
    static const char *const none[] = {NULL};
    struct check_options options = options_of(none);
    struct check check;
    ck_assert_int_eq(check_plan(&check, &options, &error), STATUS_OK);
    ck_assert_int_eq(check.count, sizeof scenarios / sizeof *scenarios);
    check_free(&check);
}
END_TEST

START_TEST(check_run_reference_is_run_with_as_many_seeds_but_not_judged) {
    static const char *const one[] = {"ratio/one", NULL};
    struct check_options options = options_of(one);
    struct check check = run(&options);
    ck_assert_int_eq(check.count, 1);
    ck_assert_int_eq(check.total, 2);
    ck_assert_str_eq(check.items[1].scenario.name, "small/good");
    ck_assert_int_eq(check.items[0].runs, COMPARED_SEEDS);
    ck_assert_int_eq(check_runs(&check), 2 * COMPARED_SEEDS); /* not CHECK_SEEDS, its own number */
    for (long job = 0; job < check_runs(&check); job++) {
        ck_assert_int_eq(job_of(&check, job)->seed, job % COMPARED_SEEDS);
        ck_assert_ptr_eq(job_of(&check, job)->scenario,
                         &check.items[job / COMPARED_SEEDS].scenario);
        ck_assert(job_of(&check, job)->done);
    }
    const struct judgement *judgement = &check.judgements[0];
    ck_assert_int_eq(judgement->verdict, VERDICT_NEW);
    ck_assert_int_eq(judgement->claims_tested, 2 * COMPARED_SEEDS); /* finite, and the ratio */
    ck_assert_int_eq(judgement->claims_failed, 0);
    ck_assert(judgement->claims[1].value == 1);
    ck_assert_int_eq(check.summary.planned, 1);
    ck_assert_int_eq(check.summary.said[VERDICT_NEW], 1);
    check_free(&check);
}
END_TEST

START_TEST(check_run_reference_that_was_selected_is_judged_with_the_larger_number) {
    static const char *const both[] = {"small/good", "ratio/one", NULL};
    struct check_options options = options_of(both);
    struct check check = run(&options);
    ck_assert_int_eq(check.count, 2);
    ck_assert_int_eq(check.total, 2);
    ck_assert_int_eq(check.items[0].runs, COMPARED_SEEDS);
    ck_assert_int_eq(check_runs(&check), 2 * COMPARED_SEEDS);
    ck_assert_int_eq(check.summary.said[VERDICT_NEW], 2);
    ck_assert_int_eq(check.judgements[0].claims_tested, 2 * COMPARED_SEEDS);
    check_free(&check);
}
END_TEST

START_TEST(check_run_reference_of_a_reference_is_run) {
    static const char *const chained[] = {"ratio/chained", NULL};
    struct check_options options = options_of(chained);
    struct check check = run(&options);
    ck_assert_int_eq(check.count, 1);
    ck_assert_int_eq(check.total, 3);
    ck_assert_str_eq(check.items[1].scenario.name, "ratio/one");
    ck_assert_str_eq(check.items[2].scenario.name, "small/good");
    ck_assert_int_eq(check_runs(&check), 3 * CHECK_SEEDS); /* ratio/one was not asked for: not 3 */
    ck_assert_int_eq(check.summary.said[VERDICT_NEW], 1);
    check_free(&check);
}
END_TEST

/* ratio/wide raises the seeds of ratio/one, which stands before it and has been asked for its own
 * references already; small/good, after both, has to follow. */
START_TEST(check_run_raised_seeds_travel_along_a_chain_in_any_order) {
    const char *const names[] = {"ratio/one", "ratio/wide", NULL};
    struct check_options options = options_of(names);
    struct check check = run(&options);
    ck_assert_int_eq(check.total, 3);
    for (long i = 0; i < check.total; i++)
        ck_assert_int_eq(check.items[i].runs, 4);
    ck_assert_int_eq(check.summary.said[VERDICT_NEW], 2);
    check_free(&check);
}
END_TEST

START_TEST(check_run_unknown_name_is_refused_and_nothing_is_run) {
    static const char *const unknown[] = {"small/good", "small/god", NULL};
    struct check_options options = options_of(unknown);
    struct check check;
    ck_assert_int_eq(check_run(&check, &options, &error), STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(error.message, "small/god"));
    ck_assert(!file_is_folder(out));
    ck_assert_ptr_null(check.items);
    ck_assert_int_eq(check.total, 0);
}
END_TEST

static void write_lost(void) {
    temp_folder_write(folder, "experiments/ratio/lost.yaml",
                      "claim: Its reference is not there.\n"
                      "base: ../small/good.yaml\n"
                      "expect: [ratio: {column: kl, of: nowhere.yaml, in: [1, 1]}]\n");
}

START_TEST(check_run_reference_to_no_scenario_is_refused_and_nothing_is_run) {
    static const char *const lost[] = {"ratio/lost", NULL};
    write_lost();
    struct check_options options = options_of(lost);
    struct check check;
    ck_assert_int_eq(check_run(&check, &options, &error), STATUS_FORMAT);
    ck_assert_ptr_nonnull(strstr(error.message, "ratio/nowhere.yaml"));
    ck_assert_int_eq(error.line, 3); /* of the claim */
    ck_assert(!file_is_folder(out));
    ck_assert_int_eq(check.total, 0);
}
END_TEST

START_TEST(check_run_scenario_that_cannot_be_read_leaves_the_others_their_verdicts) {
    static const char *const names[] = {"ratio/lost", "small/good", NULL};
    write_lost();
    struct check_options options = options_of(names);
    struct check check = run(&options);
    ck_assert_int_eq(check.count, 2);
    ck_assert_int_eq(check.judgements[0].verdict, VERDICT_ERROR);
    ck_assert_str_eq(check.judgements[0].scenario->name, "ratio/lost");
    ck_assert_ptr_nonnull(strstr(check.judgements[0].reason, "ratio/nowhere.yaml"));
    ck_assert_int_eq(check.judgements[1].verdict, VERDICT_NEW);
    ck_assert_int_eq(check_runs(&check), CHECK_SEEDS);
    ck_assert_int_eq(verdict_exit_code(&check.summary, 0), 3);
    check_free(&check);
}
END_TEST

/* A value of the command line is wrong for all of them. */
START_TEST(check_run_override_that_cannot_be_read_is_refused) {
    static const char *const names[] = {"small/good", "small/wrong", NULL},
                             *override = "train.steps=x";
    struct check_options options = options_of(names);
    struct check check;
    options.overrides = &override;
    options.override_count = 1;
    ck_assert_int_eq(check_run(&check, &options, &error), STATUS_FORMAT);
    ck_assert(!file_is_folder(out));
}
END_TEST

/* ---- missing data ---------------------------------------------------------------------------- */

/* A family whose data have to be fetched; small/broken is one that does not say from where. */
static const struct {
    const char *file, *text;
} lacking[] = {
    {"experiments/lacking/away.yaml",
     "claim: Its data have to be fetched.\n"
     "base: ../small/good.yaml\n"
     "data: {source: csv, path: far.csv, obtain: \"make\\nfar\"}\n"},
    {"experiments/lacking/heir.yaml", "claim: So have the same data of an heir.\n"
                                      "base: away.yaml\n"},
    {"experiments/lacking/drawn.yaml", "claim: Drawn data need no file.\n"
                                       "base: away.yaml\n"
                                       "data: {source: bars}\n"},
    {"experiments/lacking/measured.yaml",
     "claim: What it is measured by cannot be run.\n"
     "base: ../small/good.yaml\n"
     "seeds: {check: 4, golden: 4}\n"
     "expect: [ratio: {column: kl, of: away.yaml, in: [1, 1]}]\n"},
    {"experiments/lacking/outer.yaml",
     "claim: The KL is that of lacking/measured, which can be run but not be judged.\n"
     "base: ../small/good.yaml\n"
     "expect: [ratio: {column: kl, of: measured.yaml, in: [1, 1]}]\n"},
};

START_TEST(check_run_what_lacks_data_is_skipped_with_what_is_measured_by_it) {
    static const char *const names[] = {"lacking", "small/good", NULL};
    enum { AWAY, DRAWN, HEIR, MEASURED, OUTER, GOOD, COUNT };
    for (size_t i = 0; i < sizeof lacking / sizeof *lacking; i++)
        temp_folder_write(folder, lacking[i].file, lacking[i].text);
    struct check_options options = options_of(names);
    struct check check = run(&options);
    static const enum verdict wanted[COUNT] = {
        [AWAY] = VERDICT_SKIP, [DRAWN] = VERDICT_NEW,     [HEIR] = VERDICT_SKIP,
        [OUTER] = VERDICT_NEW, [MEASURED] = VERDICT_SKIP, [GOOD] = VERDICT_NEW};
    static const long runs[COUNT] = {[DRAWN] = CHECK_SEEDS,
                                     [MEASURED] = CHECK_SEEDS, /* of lacking/outer */
                                     [OUTER] = CHECK_SEEDS,
                                     [GOOD] = CHECK_SEEDS};
    ck_assert_int_eq(check.count, COUNT);
    for (long i = 0; i < COUNT; i++) {
        ck_assert_int_eq(check.judgements[i].verdict, wanted[i]);
        ck_assert_int_eq(check.items[i].runs, runs[i]);
    }
    ck_assert_str_eq(check.judgements[AWAY].reason, "its data are missing: run `make far`");
    ck_assert_str_eq(check.judgements[MEASURED].reason, "its data are missing: run `make far`");
    ck_assert_int_eq(check.judgements[AWAY].broken, 0);
    ck_assert_int_eq(check.summary.said[VERDICT_SKIP], 3);
    ck_assert_int_eq(verdict_exit_code(&check.summary, 0), 4); /* of NEW */
    check_free(&check);
}
END_TEST

/* Nothing is judged, so what a scenario is measured by is of no concern. */
START_TEST(check_plan_what_lacks_data_is_not_run) {
    static const char *const names[] = {"lacking", NULL};
    enum { AWAY, DRAWN, HEIR, MEASURED, OUTER, COUNT };
    static const long runs[COUNT] = {[DRAWN] = CHECK_SEEDS, [MEASURED] = 4, [OUTER] = CHECK_SEEDS};
    for (size_t i = 0; i < sizeof lacking / sizeof *lacking; i++)
        temp_folder_write(folder, lacking[i].file, lacking[i].text);
    struct check_options options = options_of(names);
    struct check check;
    ck_assert_int_eq(check_plan(&check, &options, &error), STATUS_OK);
    ck_assert_int_eq(check.count, COUNT);
    for (long i = 0; i < COUNT; i++)
        ck_assert_int_eq(check.items[i].runs, runs[i]);
    char *said = NULL;
    size_t length;
    FILE *stream = open_memstream(&said, &length);
    ck_assert_int_eq(check_print_skipped(stream, &check), 2);
    ck_assert_int_eq(fclose(stream), 0);
    ck_assert_str_eq(said,
                     "klimb: lacking/away is skipped: its data are missing: run `make far`\n"
                     "klimb: lacking/heir is skipped: its data are missing: run `make far`\n");
    free(said);
    check_free(&check);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("check_plan");
    TCase *tests = tcase_create("check_plan");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, check_plan_names_and_families_are_the_scenarios_asked_for, 0,
                        sizeof selections / sizeof *selections);
    tcase_add_test(tests, check_plan_no_names_are_all_scenarios);
    tcase_add_test(tests, check_run_reference_is_run_with_as_many_seeds_but_not_judged);
    tcase_add_test(tests, check_run_reference_that_was_selected_is_judged_with_the_larger_number);
    tcase_add_test(tests, check_run_reference_of_a_reference_is_run);
    tcase_add_test(tests, check_run_raised_seeds_travel_along_a_chain_in_any_order);
    tcase_add_test(tests, check_run_unknown_name_is_refused_and_nothing_is_run);
    tcase_add_test(tests, check_run_reference_to_no_scenario_is_refused_and_nothing_is_run);
    tcase_add_test(tests, check_run_scenario_that_cannot_be_read_leaves_the_others_their_verdicts);
    tcase_add_test(tests, check_run_override_that_cannot_be_read_is_refused);
    tcase_add_test(tests, check_run_what_lacks_data_is_skipped_with_what_is_measured_by_it);
    tcase_add_test(tests, check_plan_what_lacks_data_is_not_run);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
