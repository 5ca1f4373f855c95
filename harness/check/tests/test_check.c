/* The whole way from names to verdicts. */
#include "tests/fixtures/check_fixture.h"

/* ---- theory ---------------------------------------------------------------------------------- */

/* Every seed against the curve from its own weights: that of another would not do. */
START_TEST(check_run_claims_of_theory_hold_in_a_linear_model) {
    static const char *const exact[] = {"theory/exact", NULL};
    struct check_options options = options_of(exact);
    struct check check = run(&options);
    const struct judgement *judgement = &check.judgements[0];
    ck_assert_msg(judgement->verdict == VERDICT_NEW, "%s", judgement->reason);
    ck_assert_int_eq(judgement->claims_tested, 5 * CHECK_SEEDS);
    /* The optimum: theta = 1, kl = 1/2 ln 4. */
    ck_assert_near(judgement->claims[1].value, log(2), 1e-4);
    check_free(&check);
}
END_TEST

START_TEST(check_run_claims_of_theory_that_says_nothing_fail_with_the_reason) {
    static const char *const sampled[] = {"theory/sampled", NULL};
    struct check_options options = options_of(sampled);
    struct check check = run(&options);
    ck_assert_int_eq(check.judgements[0].verdict, VERDICT_FAIL);
    ck_assert_ptr_nonnull(strstr(check.judgements[0].reason, "objective.noise is sampled"));
    check_free(&check);
}
END_TEST

/* The run that broke is said, rather than that theory did too. */
START_TEST(check_run_claims_of_theory_without_data_are_an_error) {
    static const char *const missing[] = {"theory/missing", NULL};
    struct check_options options = options_of(missing);
    struct check check = run(&options);
    ck_assert_int_eq(check.judgements[0].verdict, VERDICT_ERROR);
    ck_assert_ptr_nonnull(strstr(check.judgements[0].reason, "seed 0: "));
    ck_assert_ptr_nonnull(strstr(check.judgements[0].reason, "nowhere.csv"));
    ck_assert_int_eq(check.judgements[0].broken, CHECK_SEEDS + 1);
    check_free(&check);
}
END_TEST

/* ---- identities ------------------------------------------------------------------------------ */

START_TEST(verdict_judge_record_that_contradicts_itself_fails) {
    struct check_options options = options_of(good);
    struct check check = run(&options);
    struct judgement judgement;
    struct record record;
    ck_assert_int_eq(check.judgements[0].claims_failed, 0);
    ck_assert_int_eq(record_read(&record, job_of(&check, 1)->folder, &error), STATUS_OK);
    record.value[3 * OBSERVABLES + OBSERVABLE_kl_agg] += 0.125F;
    ck_assert_int_eq(record_remove(job_of(&check, 1)->folder, &error),
                     STATUS_OK); /* and its manifest */
    ck_assert_int_eq(record_write(&record, job_of(&check, 1)->folder, &error), STATUS_OK);
    const struct check_item *item = &check.items[0];
    struct evidence evidence = {0};
    ck_assert_int_eq(evidence_take_runs(&evidence, &item->scenario, item->jobs, item->runs, &error),
                     STATUS_OK);
    verdict_judge(&judgement, &evidence, &(struct verdict_runs){0}, NULL);
    evidence_free(&evidence);
    ck_assert_int_eq(judgement.verdict, VERDICT_FAIL);
    ck_assert_int_eq(judgement.claims_failed, 1);
    ck_assert_msg(strstr(judgement.reason, "seed 1: kl_agg = kl - mi does not hold") != NULL, "%s",
                  judgement.reason);
    judgement_free(&judgement);
    record_free(&record);
    check_free(&check);
}
END_TEST

/* ---- verdicts -------------------------------------------------------------------------------- */

START_TEST(check_run_verdict_of_each_scenario_is_its_own) {
    static const char *const small[] = {"small", NULL};
    struct check_options options = options_of(small);
    struct check check = run(&options);
    const struct judgement *broken = &check.judgements[0], *wrong = &check.judgements[2];
    ck_assert_int_eq(broken->verdict, VERDICT_ERROR);
    ck_assert_int_eq(broken->broken, CHECK_SEEDS);
    ck_assert_ptr_nonnull(strstr(broken->reason, "nowhere.csv"));
    ck_assert_int_eq(check.judgements[1].verdict, VERDICT_NEW);
    ck_assert_int_eq(wrong->verdict, VERDICT_FAIL);
    ck_assert_int_eq(wrong->claims_failed, CHECK_SEEDS);
    ck_assert_ptr_nonnull(strstr(wrong->reason, "claimed in [-2, -1] nats"));
    ck_assert_int_eq(check.summary.planned, 3);
    long sum = 0;
    for (enum verdict verdict = 0; verdict < VERDICTS; verdict++)
        sum += check.summary.said[verdict];
    ck_assert_int_eq(sum, check.summary.planned);
    ck_assert_int_eq(verdict_exit_code(&check.summary, 0), 3);
    check_free(&check);
}
END_TEST

START_TEST(check_run_broken_reference_is_an_error_of_what_refers_to_it) {
    static const char *const stranded[] = {"ratio/stranded", NULL};
    struct check_options options = options_of(stranded);
    struct check check = run(&options);
    ck_assert_int_eq(check.judgements[0].verdict, VERDICT_ERROR);
    ck_assert_int_eq(check.judgements[0].broken, CHECK_SEEDS);
    ck_assert_ptr_nonnull(strstr(check.judgements[0].reason, "ratio refers to"));
    ck_assert_int_eq(check.summary.planned, 1);
    ck_assert_int_eq(check.summary.said[VERDICT_ERROR], 1);
    check_free(&check);
}
END_TEST

START_TEST(check_run_blessed_records_pass_to_the_last_bit) {
    struct check_options options = options_of(good);
    bless_good(as_they_are);
    struct check check = run(&options);
    ck_assert_msg(check.judgements[0].verdict == VERDICT_PASS, "%s", check.judgements[0].reason);
    ck_assert_int_eq(check.judgements[0].bits_tested, CHECK_SEEDS);
    ck_assert_int_eq(check.judgements[0].bits_equal, CHECK_SEEDS);
    ck_assert_int_eq(check.judgements[0].ensemble.method, ENSEMBLE_NONE);
    ck_assert_int_eq(check_runs(&check), CHECK_SEEDS);
    ck_assert_int_eq(verdict_exit_code(&check.summary, 0), 0);
    check_free(&check);
}
END_TEST

/* Runs of the golden seeds are members of the golden family, so the ensemble holds but for once in
 * 1/ENSEMBLE_ALPHA = 10^4 ensembles, and this is always the same one. */
START_TEST(check_run_one_bit_changed_is_drift_at_its_place) {
    struct check_options options = options_of(good);
    bless_good(one_bit_off);
    struct check check = run(&options);
    const struct judgement *judgement = &check.judgements[0];
    ck_assert_msg(judgement->verdict == VERDICT_DRIFT, "%s", judgement->reason);
    ck_assert_int_eq(judgement->bits_tested, CHECK_SEEDS);
    ck_assert_int_eq(judgement->bits_equal, CHECK_SEEDS - 1);
    ck_assert_int_eq(judgement->bits.seed, 1);
    ck_assert_int_eq(judgement->bits.step, 2); /* the first steps are logged densely */
    ck_assert_int_eq(judgement->bits.column, OBSERVABLE_recon);
    ck_assert_int_eq(judgement->bits.count, 1);
    ck_assert_uint_eq(judgement->bits.ulps, 1);
    check_free(&check);
}
END_TEST

/* ---- overrides, workers ---------------------------------------------------------------------- */

/* What a trajectory depends on makes the golden stale; how many are run does not. */
static const struct {
    const char *override;
    enum verdict verdict;
    long bits_tested;
} overridden[] = {{"train.batch=17", VERDICT_STALE, 0}, {"seeds.check=1", VERDICT_PASS, 1}};

START_TEST(check_run_override_of_the_trajectory_makes_it_stale) {
    struct check_options options = options_of(good);
    bless_good(as_they_are);
    options.overrides = &overridden[_i].override;
    options.override_count = 1;
    struct check check = run(&options);
    const struct judgement *judgement = &check.judgements[0];
    ck_assert_msg(judgement->verdict == overridden[_i].verdict, "%s", judgement->reason);
    ck_assert_int_eq(judgement->bits_tested, overridden[_i].bits_tested);
    check_free(&check);
}
END_TEST

/* The reference trains in batches of 17 too, or the ratio would not be 1. */
START_TEST(check_run_override_holds_for_references) {
    static const char *const one[] = {"ratio/one", NULL}, *const batch[] = {"train.batch=17"};
    struct check_options options = options_of(one);
    options.overrides = batch;
    options.override_count = 1;
    struct check check = run(&options);
    ck_assert_int_eq(check.items[1].scenario.config.batches.batch, 17);
    ck_assert_int_eq(check.judgements[0].claims_failed, 0);
    check_free(&check);
}
END_TEST

static void compare_judgements(const struct judgement *a, const struct judgement *b) {
    ck_assert_str_eq(a->scenario->name, b->scenario->name);
    ck_assert_int_eq(a->verdict, b->verdict);
    ck_assert_str_eq(a->reason, b->reason);
    ck_assert_int_eq(a->bits_equal, b->bits_equal);
    ck_assert_int_eq(a->claims_tested, b->claims_tested);
    for (long i = 0; i < a->claims_tested; i++) {
        ck_assert_int_eq(a->claim_seed[i], b->claim_seed[i]);
        ck_assert_str_eq(a->claims[i].message, b->claims[i].message);
    }
}

START_TEST(check_run_number_of_workers_changes_no_judgement) {
    static const char *const most[] = {"small", "ratio/one", NULL};
    struct check_options options = options_of(most);
    char other[FILE_PATH_MAX];
    bless_good(as_they_are);
    struct check one = run(&options);
    join(other, "other-runs");
    options.out = other;
    options.runner.workers = 2;
    struct check two = run(&options);
    ck_assert_int_eq(one.count, 4);
    ck_assert_int_eq(two.count, 4);
    for (long i = 0; i < 4; i++)
        compare_judgements(&one.judgements[i], &two.judgements[i]);
    check_free(&one);
    check_free(&two);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("check");
    TCase *tests = tcase_create("check");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, check_run_claims_of_theory_hold_in_a_linear_model);
    tcase_add_test(tests, check_run_claims_of_theory_that_says_nothing_fail_with_the_reason);
    tcase_add_test(tests, check_run_claims_of_theory_without_data_are_an_error);
    tcase_add_test(tests, verdict_judge_record_that_contradicts_itself_fails);
    tcase_add_test(tests, check_run_verdict_of_each_scenario_is_its_own);
    tcase_add_test(tests, check_run_broken_reference_is_an_error_of_what_refers_to_it);
    tcase_add_test(tests, check_run_blessed_records_pass_to_the_last_bit);
    tcase_add_test(tests, check_run_one_bit_changed_is_drift_at_its_place);
    tcase_add_loop_test(tests, check_run_override_of_the_trajectory_makes_it_stale, 0,
                        sizeof overridden / sizeof *overridden);
    tcase_add_test(tests, check_run_override_holds_for_references);
    tcase_add_test(tests, check_run_number_of_workers_changes_no_judgement);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
