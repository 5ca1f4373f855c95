/* Runs that are made besides, because bits changed; and what is compared where there are few. */
#include "tests/fixtures/check_fixture.h"

/* ---- more runs to compare ------------------------------------------------------------------ */

START_TEST(check_run_changed_bits_bring_as_many_runs_as_comparing_wants) {
    struct check_options options = options_of(good);
    bless_good(one_bit_off);
    struct check check = run(&options);
    const struct judgement *judgement = &check.judgements[0];
    ck_assert_int_eq(check_runs(&check), PAIRED_SEEDS);
    ck_assert_int_eq(check.items[0].runs, PAIRED_SEEDS);
    for (long job = 0; job < check_runs(&check); job++) {
        ck_assert_int_eq(job_of(&check, job)->seed, job);
        ck_assert(job_of(&check, job)->done);
    }
    ck_assert_int_eq(judgement->ensemble.method, ENSEMBLE_PERMUTATION);
    ck_assert_int_eq(judgement->ensemble.runs, ENSEMBLE_SEEDS);
    ck_assert_int_eq(judgement->ensemble.golden, GOLDEN_SEEDS - ENSEMBLE_SEEDS);
    ck_assert_int_eq(judgement->paired.pairs, PAIRED_SEEDS);
    ck_assert_int_eq(judgement->paired.finding, PAIRED_ROUNDING_ONLY);
    ck_assert_int_eq(judgement->claims_tested, 2 * PAIRED_SEEDS); /* judged anew, not twice */
    ck_assert_int_eq(check.summary.planned, 1);
    ck_assert_int_eq(check.summary.said[VERDICT_DRIFT], 1);
    check_free(&check);
}
END_TEST

/* The runs of another scenario, and what was found in them, keep their places. */
START_TEST(check_run_more_runs_move_no_others) {
    static const char *const both[] = {"ratio/one", "small/wrong", "small/good", NULL};
    struct check_options options = options_of(both);
    bless_good(one_bit_off);
    struct check check = run(&options);
    static const long runs[] = {COMPARED_SEEDS, CHECK_SEEDS, PAIRED_SEEDS};
    for (long i = 0, job = 0; i < check.total; i++) {
        ck_assert_int_eq(check.items[i].runs, runs[i]);
        for (long seed = 0; seed < runs[i]; seed++, job++) {
            ck_assert_ptr_eq(job_of(&check, job)->scenario, &check.items[i].scenario);
            ck_assert_int_eq(job_of(&check, job)->seed, seed);
            ck_assert(job_of(&check, job)->done);
            ck_assert(job_of(&check, job)->seconds > 0);
        }
    }
    ck_assert_int_eq(check.judgements[0].verdict, VERDICT_NEW);
    ck_assert_int_eq(check.judgements[1].verdict, VERDICT_FAIL);
    ck_assert_int_eq(check.judgements[2].verdict, VERDICT_DRIFT);
    check_free(&check);
}
END_TEST

START_TEST(check_run_more_runs_bring_those_of_the_reference) {
    static const char *const one[] = {"ratio/one", NULL};
    struct check_options options = options_of(one);
    bless(one, one_bit_off);
    struct check check = run(&options);
    const struct judgement *judgement = &check.judgements[0];
    ck_assert_msg(judgement->verdict == VERDICT_DRIFT, "%s", judgement->reason);
    ck_assert_int_eq(check_runs(&check), 2 * PAIRED_SEEDS);
    ck_assert_int_eq(judgement->claims_tested, 2 * PAIRED_SEEDS);
    ck_assert_int_eq(judgement->claims_failed, 0);
    check_free(&check);
}
END_TEST

/* Each run takes its own seed from the ensemble: 8 have to remain, else seeds are run that no golden has. */
static const struct {
    const char *override;
    long jobs, last_seed, golden;
} remainders[] = {{"seeds.ensemble=16", 16, 15, GOLDEN_SEEDS - 16},
                  {"seeds.ensemble=17", PAIRED_SEEDS + 17, GOLDEN_SEEDS_MAX + 16, GOLDEN_SEEDS}};

START_TEST(check_run_more_runs_leave_enough_to_compare_with) {
    struct check_options options = options_of(good);
    bless_good(one_bit_off);
    options.overrides = &remainders[_i].override;
    options.override_count = 1;
    struct check check = run(&options);
    ck_assert_int_eq(check_runs(&check), remainders[_i].jobs);
    ck_assert_int_eq(job_of(&check, check_runs(&check) - 1)->seed, remainders[_i].last_seed);
    ck_assert_int_ne(check.judgements[0].ensemble.method, ENSEMBLE_NONE);
    ck_assert_int_eq(check.judgements[0].ensemble.golden, remainders[_i].golden);
    check_free(&check);
}
END_TEST

/* What a golden of few seeds can tell: 12 are enough on any backend, 8 are where no seed leaves them, and with fewer
 * nothing says what changed bits mean. */
static const struct {
    long golden;
    enum backend_kind backend;
    void (*change)(struct record *);
    enum verdict verdict;
    enum ensemble_method method;
} evidence[] = {
    {12, BACKEND_EXACT, as_they_are, VERDICT_PASS, ENSEMBLE_NONE},
    {12, BACKEND_EXACT, one_bit_off, VERDICT_DRIFT, ENSEMBLE_PREDICTION},
    {12, BACKEND_OPENBLAS, as_they_are, VERDICT_PASS, ENSEMBLE_PREDICTION},
    {8, BACKEND_OPENBLAS, as_they_are, VERDICT_PASS, ENSEMBLE_PREDICTION},
    {8, BACKEND_EXACT, one_bit_off, VERDICT_DRIFT, ENSEMBLE_PREDICTION},
    {7, BACKEND_OPENBLAS, as_they_are, VERDICT_UNTESTED, ENSEMBLE_NONE},
    {2, BACKEND_OPENBLAS, as_they_are, VERDICT_UNTESTED, ENSEMBLE_NONE},
    {2, BACKEND_EXACT, as_they_are, VERDICT_PASS, ENSEMBLE_NONE},
    {3, BACKEND_EXACT, one_bit_off, VERDICT_FAIL, ENSEMBLE_NONE},
};

START_TEST(check_run_without_a_comparison_does_not_pass) {
    char override[32];
    const char *const overrides[] = {override};
    snprintf(override, sizeof override, "seeds.golden=%ld", evidence[_i].golden);
    struct check_options options = options_of(good);
    options.overrides = overrides;
    options.override_count = 1;
    bless_some(good, evidence[_i].change, override, evidence[_i].golden);
    options.backend = evidence[_i].backend;
    struct check check = run(&options);
    ck_assert_msg(check.judgements[0].verdict == evidence[_i].verdict, "%s: %s",
                  verdict_names[check.judgements[0].verdict], check.judgements[0].reason);
    ck_assert_int_eq(check.judgements[0].ensemble.method, evidence[_i].method);
    const unsigned char forgiven[VERDICTS] = {[VERDICT_DRIFT] = 1};
    ck_assert_int_eq(verdict_exit_code(&check.summary, forgiven) == 0,
                     evidence[_i].verdict == VERDICT_PASS || evidence[_i].verdict == VERDICT_DRIFT);
    check_free(&check);
}
END_TEST

START_TEST(check_run_given_seeds_are_all_that_is_run) {
    struct check_options options = options_of(good);
    bless_good(one_bit_off);
    options.seeds = CHECK_SEEDS_GIVEN;
    options.seed_count = CHECK_SEEDS;
    struct check check = run(&options);
    ck_assert_int_eq(check_runs(&check), CHECK_SEEDS);
    ck_assert_int_eq(check.judgements[0].verdict, VERDICT_DRIFT);
    ck_assert_int_eq(check.judgements[0].ensemble.method, ENSEMBLE_PREDICTION);
    check_free(&check);
}
END_TEST

/* From seed 1 on: the first has golden bits, the others have not. One run, or two, are judged by
 * themselves, more of them as a group. An ensemble of no width lets nothing but itself pass. */
static const struct {
    long count;
    void (*change)(struct record *);
    enum verdict verdict;
    enum ensemble_method method;
} ensembles[] = {
    {2, as_they_are, VERDICT_PASS, ENSEMBLE_PREDICTION},
    {8, as_they_are, VERDICT_PASS, ENSEMBLE_PERMUTATION},
    {2, all_the_same, VERDICT_FAIL, ENSEMBLE_PREDICTION},
    {8, all_the_same, VERDICT_FAIL, ENSEMBLE_PERMUTATION},
};

START_TEST(check_run_seeds_beyond_the_golden_are_judged_by_the_ensemble) {
    enum { FIRST = 1 };
    long count = ensembles[_i].count;
    struct check_options options = options_of(good);
    bless_good(ensembles[_i].change);
    options.seeds = CHECK_SEEDS_GIVEN;
    options.seed_first = FIRST;
    options.seed_count = count;
    struct check check = run(&options);
    const struct judgement *judgement = &check.judgements[0];
    int is_same = ensembles[_i].change == all_the_same;
    ck_assert_int_eq(check_runs(&check), count);
    for (long job = 0; job < count; job++)
        ck_assert_int_eq(job_of(&check, job)->seed, FIRST + job);
    ck_assert_msg(judgement->verdict == ensembles[_i].verdict, "%s", judgement->reason);
    ck_assert_int_eq(judgement->bits_tested, CHECK_SEEDS - FIRST);
    ck_assert_int_eq(judgement->bits_equal, is_same ? 0 : 1);
    ck_assert_int_eq(judgement->ensemble.method, ensembles[_i].method);
    ck_assert_int_eq(judgement->ensemble.runs, count);
    ck_assert_int_eq(judgement->ensemble.golden, GOLDEN_SEEDS - count);
    ck_assert_int_eq(judgement->ensemble.departed, is_same);
    check_free(&check);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("check_more");
    TCase *tests = tcase_create("check_more");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, check_run_changed_bits_bring_as_many_runs_as_comparing_wants);
    tcase_add_loop_test(tests, check_run_without_a_comparison_does_not_pass, 0,
                        sizeof evidence / sizeof *evidence);
    tcase_add_test(tests, check_run_given_seeds_are_all_that_is_run);
    suite_add_tcase(suite, tests);

    /* They train the seeds of ensembles. */
    TCase *slow = suite_add_long(suite);
    tcase_add_checked_fixture(slow, set_up, tear_down);
    tcase_add_test(slow, check_run_more_runs_move_no_others);
    tcase_add_test(slow, check_run_more_runs_bring_those_of_the_reference);
    tcase_add_loop_test(slow, check_run_more_runs_leave_enough_to_compare_with, 0,
                        sizeof remainders / sizeof *remainders);
    tcase_add_loop_test(slow, check_run_seeds_beyond_the_golden_are_judged_by_the_ensemble, 0,
                        sizeof ensembles / sizeof *ensembles);
    return suite;
}

TEST_MAIN(suite)
