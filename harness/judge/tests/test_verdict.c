#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "judge/claims_evaluate.h"
#include "tests/fixtures/made_records.h"
#include "tests/fixtures/temp_folder.h"
#include "tests/fixtures/verdict_fixture.h"

/* A summary from a list of verdicts, NULL-less: ends with VERDICTS. */
static struct verdict_summary summary_of(const enum verdict *verdicts) {
    struct verdict_summary summary = {0};
    for (long i = 0; verdicts[i] != VERDICTS; i++) {
        summary.planned++;
        summary.said[verdicts[i]]++;
    }
    return summary;
}

/* Exit codes as README and `klimb help` promise them. */
static const struct {
    enum verdict verdicts[4];
    enum verdict forgiven; /* VERDICTS: none */
    int code;
} exits[] = {
    {{VERDICTS}, VERDICTS, 0},
    {{VERDICT_PASS, VERDICT_PASS, VERDICTS}, VERDICTS, 0},
    {{VERDICT_PASS, VERDICT_SKIP, VERDICTS}, VERDICTS, 0},
    {{VERDICT_PASS, VERDICT_FAIL, VERDICTS}, VERDICTS, 1},
    {{VERDICT_DRIFT, VERDICT_PASS, VERDICTS}, VERDICTS, 1},
    {{VERDICT_DRIFT, VERDICT_PASS, VERDICTS}, VERDICT_DRIFT, 0},
    {{VERDICT_DRIFT, VERDICT_FAIL, VERDICTS}, VERDICT_DRIFT, 1},
    {{VERDICT_ERROR, VERDICT_FAIL, VERDICTS}, VERDICTS, 3},
    {{VERDICT_NEW, VERDICT_PASS, VERDICTS}, VERDICTS, 4},
    {{VERDICT_STALE, VERDICT_PASS, VERDICTS}, VERDICTS, 4},
    {{VERDICT_STALE, VERDICT_FAIL, VERDICTS}, VERDICTS, 1},
    {{VERDICT_NEW, VERDICT_DRIFT, VERDICTS}, VERDICT_DRIFT, 4},
    {{VERDICT_SHIFTED, VERDICT_PASS, VERDICTS}, VERDICTS, 1},
    {{VERDICT_SHIFTED, VERDICT_PASS, VERDICTS}, VERDICT_DRIFT, 1},
    {{VERDICT_SHIFTED, VERDICT_PASS, VERDICTS}, VERDICT_SHIFTED, 0},
    {{VERDICT_SHIFTED, VERDICT_DRIFT, VERDICTS}, VERDICT_SHIFTED, 1},
};

START_TEST(exit_code_is_that_of_the_gravest_verdict) {
    struct verdict_summary summary = summary_of(exits[_i].verdicts);
    unsigned char forgiven[VERDICTS + 1] = {0};
    forgiven[exits[_i].forgiven] = 1;
    ck_assert_int_eq(verdict_exit_code(&summary, forgiven), exits[_i].code);
    if (exits[_i].forgiven == VERDICTS)
        ck_assert_int_eq(verdict_exit_code(&summary, NULL), exits[_i].code);
}
END_TEST

START_TEST(exit_code_with_a_lost_verdict_is_not_zero) {
    struct verdict_summary summary = summary_of((enum verdict[]){VERDICT_PASS, VERDICTS});
    summary.planned = 2;
    ck_assert_int_eq(verdict_exit_code(&summary, NULL), 3);
}
END_TEST

/* ---- judging --------------------------------------------------------------------------------- */

START_TEST(judge_run_that_broke_is_an_error) {
    struct scenario scenario = made_scenario("f/a");
    struct job job = {.scenario = &scenario, .done = 0};
    klimb_error_at(&job.error, STATUS_FORMAT, "x.csv", 3, 5, "a cell is empty");
    klimb_error_hint(&job.error, "write nan");
    struct judgement judgement;
    struct evidence evidence = {0};
    struct error error = {0};
    ck_assert_int_eq(evidence_take_runs(&evidence, &scenario, &job, 1, &error), STATUS_OK);
    evidence_take_golden(&evidence, "/nonexistent");
    verdict_judge(&judgement, &evidence, &(struct verdict_runs){0}, NULL);
    evidence_free(&evidence);
    ck_assert_int_eq(judgement.verdict, VERDICT_ERROR);
    ck_assert_str_eq(judgement.reason, "seed 0: x.csv:3:5: a cell is empty; write nan");
    ck_assert_int_eq(judgement.broken, 1);
    judgement_free(&judgement);
}
END_TEST

START_TEST(judge_no_run_at_all_is_an_error) {
    struct scenario scenario = made_scenario("f/a");
    struct judgement judgement;
    const struct evidence evidence = {.scenario = &scenario};
    verdict_judge(&judgement, &evidence, &(struct verdict_runs){0}, NULL);
    ck_assert_int_eq(judgement.verdict, VERDICT_ERROR);
    judgement_free(&judgement);
}
END_TEST

/* A record of two rows as another program would write it, in <scratch>/<seed>. */
static struct job made_job(const struct scenario *scenario, const char *scratch, long seed,
                           const char *record) {
    struct job job = {.scenario = scenario, .seed = seed, .done = 1};
    char path[FILE_PATH_MAX];
    struct error error = {0};
    snprintf(job.folder, sizeof job.folder, "%.400s/%ld", scratch, seed);
    ck_assert_int_eq(mkdir(job.folder, 0755), 0);
    ck_assert_int_eq(file_join(path, job.folder, "record.csv", &error), STATUS_OK);
    ck_assert_int_eq(file_write(path, record, strlen(record), &error), STATUS_OK);
    return job;
}

/* Both seeds fail in the same words; the reason is the claim of the first, which is therefore the only
 * one that a list of failed claims leaves out. */
START_TEST(judge_says_which_claim_is_its_reason) {
    char scratch[FILE_PATH_MAX];
    struct scenario scenario = made_scenario("f/a");
    temp_folder_make(scratch);
    const char *negative = "step,kl\n0,1\n10,-1\n";
    struct job jobs[] = {made_job(&scenario, scratch, 0, "step,kl\n0,1\n10,1\n"),
                         made_job(&scenario, scratch, 1, negative),
                         made_job(&scenario, scratch, 2, negative)};
    struct judgement judgement;
    struct evidence evidence = {0};
    struct error error = {0};
    ck_assert_int_eq(evidence_take_runs(&evidence, &scenario, jobs, 3, &error), STATUS_OK);
    verdict_judge(&judgement, &evidence, &(struct verdict_runs){0}, NULL);
    evidence_free(&evidence);
    ck_assert_int_eq(judgement.verdict, VERDICT_FAIL);
    ck_assert_int_eq(judgement.claims_failed, 2);
    ck_assert_int_eq(judgement.reason_source, REASON_CLAIM);
    ck_assert_int_eq(judgement.reason_claim, 1);
    ck_assert_str_eq(judgement.claims[1].message, judgement.claims[2].message);
    char *table = formatted("table", &judgement, 1), *page = formatted("markdown", &judgement, 1);
    ck_assert_int_eq(count_of(judgement.claims[1].message, table), 2);
    ck_assert_int_eq(count_of("\n- seed ", page), 2);
    ck_assert_int_eq(count_of("\n- seed 1: ", page), 1);
    free(table);
    free(page);
    judgement_free(&judgement);
    temp_folder_remove(scratch);
}
END_TEST

static Suite *verdict_suite(void) {
    Suite *suite = suite_create("verdict");
    TCase *tests = tcase_create("verdict");
    tcase_add_loop_test(tests, exit_code_is_that_of_the_gravest_verdict, 0,
                        sizeof exits / sizeof *exits);
    tcase_add_test(tests, exit_code_with_a_lost_verdict_is_not_zero);
    tcase_add_test(tests, judge_run_that_broke_is_an_error);
    tcase_add_test(tests, judge_no_run_at_all_is_an_error);
    tcase_add_test(tests, judge_says_which_claim_is_its_reason);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(verdict_suite)
