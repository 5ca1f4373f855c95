#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "judge/claims_evaluate.h"
#include "judge/verdict_format.h"
#include "tests/check_near.h"
#include "tests/fixtures/made_records.h"
#include "tests/fixtures/temp_folder.h"

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

/* ---- formats --------------------------------------------------------------------------------- */

static char *formatted(const char *name, const struct judgement *judgements, long count) {
    struct verdict_summary summary = {.planned = count};
    for (long i = 0; i < count; i++)
        summary.said[judgements[i].verdict]++;
    verdict_formatter *write;
    struct error error = {0};
    ck_assert_int_eq(verdict_format_find(&write, name, &error), STATUS_OK);
    char *bytes = NULL;
    size_t size;
    FILE *memory = open_memstream(&bytes, &size);
    ck_assert_ptr_nonnull(memory);
    write(memory, judgements, count, &summary);
    ck_assert_int_eq(fclose(memory), 0);
    return bytes;
}

static struct scenario made_scenario(const char *name) {
    struct scenario scenario = {.claim = "x < y & \"z\""};
    snprintf(scenario.name, sizeof scenario.name, "%s", name);
    return scenario;
}

START_TEST(tap_plans_every_scenario_and_says_why) {
    struct scenario a = made_scenario("f/a"), b = made_scenario("f/b"), c = made_scenario("g/c");
    struct judgement judgements[] = {
        {.scenario = &a, .verdict = VERDICT_PASS},
        {.scenario = &b, .verdict = VERDICT_FAIL, .reason = "kl: \"3\" \\ 4"},
        {.scenario = &c, .verdict = VERDICT_SKIP, .reason = "no data"}};
    char *tap = formatted("tap", judgements, 3);
    ck_assert_str_eq(tap, "TAP version 13\n1..3\nok 1 - f/a\nnot ok 2 - f/b\n  ---\n"
                          "  verdict: \"FAIL\"\n  reason: \"kl: \\\"3\\\" \\\\ 4\"\n"
                          "  claim: \"x < y & \\\"z\\\"\"\n  ...\nok 3 - g/c # SKIP no data\n");
    free(tap);
}
END_TEST

START_TEST(junit_has_a_suite_a_family_and_escapes) {
    struct scenario a = made_scenario("f/a"), b = made_scenario("f/b<"), c = made_scenario("g/c");
    struct judgement judgements[] = {
        {.scenario = &a, .verdict = VERDICT_PASS, .seconds = 1.5},
        {.scenario = &b, .verdict = VERDICT_DRIFT, .reason = "a < b & \"c\""},
        {.scenario = &c, .verdict = VERDICT_ERROR, .reason = "broke"}};
    char *junit = formatted("junit", judgements, 3);
    ck_assert_str_eq(
        junit,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"3\">\n"
        "  <testsuite name=\"klimb.f\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\">\n"
        "    <testcase classname=\"f\" name=\"f/a\" time=\"1.500\"/>\n"
        "    <testcase classname=\"f\" name=\"f/b&lt;\" time=\"0.000\"><failure type=\"DRIFT\" "
        "message=\"a &lt; b &amp; &quot;c&quot;\"/></testcase>\n  </testsuite>\n"
        "  <testsuite name=\"klimb.g\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\">\n"
        "    <testcase classname=\"g\" name=\"g/c\" time=\"0.000\"><error type=\"ERROR\" "
        "message=\"broke\"/></testcase>\n  </testsuite>\n</testsuites>\n");
    free(junit);
}
END_TEST

/* What a shift of KL at step 33 looks like. */
static const struct paired_result shifted = {
    .finding = PAIRED_SHIFTED,
    .pairs = 16,
    .cells = 200,
    .p = 2.0 / 65536,
    .statistic = 4,
    .cell = {.column = OBSERVABLE_kl, .feature = FEATURES, .step = 33},
    .shift = 0.25,
    .deviations = 1.5,
    .kl = 0.2,
    .recon = -0.1,
    .message = "16 runs shifted",
};

START_TEST(csv_tells_tiers_apart_and_quotes) {
    struct scenario a = made_scenario("f/a"), b = made_scenario("f/b,c");
    struct claim_result claims[] = {{.holds = 1, .of_theory = 1}, {.of_theory = 1}, {.holds = 0}};
    struct judgement judgements[] = {
        {.scenario = &a, .verdict = VERDICT_PASS, .bits_tested = 3, .bits_equal = 3},
        {.scenario = &b,
         .verdict = VERDICT_FAIL,
         .reason = "kl: \"3\", 5 % off",
         .claims = claims,
         .claims_tested = 3,
         .claims_failed = 2,
         .paired = shifted}};
    char *csv = formatted("csv", judgements, 2);
    const char *rows = strchr(csv, '\n');
    ck_assert_ptr_nonnull(rows);
    ck_assert_str_eq(rows, "\nf/a,PASS,3,3,0,,,,,,0,0,0,,,none,,,,,,0,,,,,,,,,\n"
                           "\"f/b,c\",FAIL,0,0,0,,,,,,3,2,1,\"kl: \"\"3\"\", 5 % off\",,none,,,,,,"
                           "16,1,3.052e-05,4,kl,33,0.25,1.5,0.2,-0.1\n");
    free(csv);
}
END_TEST

START_TEST(table_counts_verdicts_and_says_how_to_rerun) {
    struct scenario a = made_scenario("f/a"), b = made_scenario("f/b");
    struct judgement judgements[] = {
        {.scenario = &a, .verdict = VERDICT_PASS},
        {.scenario = &b, .verdict = VERDICT_NEW, .reason = "no golden yet"}};
    char *table = formatted("table", judgements, 2);
    ck_assert_ptr_nonnull(strstr(table, "2 scenarios: 1 PASS, 1 NEW\n"));
    ck_assert_ptr_nonnull(strstr(table, "NEW f/b: x < y & \"z\"\n    no golden yet\n"));
    ck_assert_ptr_nonnull(strstr(table, "klimb bless --reason \"...\" f/b"));
    free(table);
}
END_TEST

static int count_of(const char *part, const char *text) {
    int count = 0;
    for (; (text = strstr(text, part)) != NULL; text++)
        count++;
    return count;
}

START_TEST(table_says_a_failed_claim_once) {
    struct scenario scenario = made_scenario("f/a");
    struct claim_result claim = {.message = "non-finite kl at step 3"};
    long seed = 2;
    struct judgement judgement = {.scenario = &scenario,
                                  .verdict = VERDICT_FAIL,
                                  .reason = "seed 2: non-finite kl at step 3",
                                  .reason_source = REASON_CLAIM,
                                  .claims = &claim,
                                  .claim_seed = &seed,
                                  .claims_tested = 1,
                                  .claims_failed = 1};
    char *table = formatted("table", &judgement, 1);
    ck_assert_int_eq(count_of("    seed 2: non-finite kl at step 3\n", table), 1);
    ck_assert_int_eq(count_of("non-finite", table), 1);
    free(table);
}
END_TEST

/* In a cell of bits, in one of the ensemble, in a feature, and in rows: the last two are no place in a
 * curve. */
static const struct {
    struct departure bits;
    struct ensemble_result ensemble;
    enum backend_kind backend;
    const char *picture; /* NULL: none */
} pictures[] = {
    {{.found = 1, .column = OBSERVABLE_kl, .step = 3},
     {0},
     BACKEND_EXACT,
     "    picture: klimb plot departure --output build/plots/f/a-departure.svg f/a\n"
     "    rerun: klimb check f/a\n"},
    {{0},
     {.departed = 1, .cell = {OBSERVABLE_kl, FEATURES, 5, 0}},
     BACKEND_OPENBLAS,
     "    picture: klimb plot departure --backend openblas --output "
     "build/plots/f/a-departure.svg f/a\n    rerun: klimb check --backend openblas f/a\n"},
    {{0}, {.departed = 1, .cell = {OBSERVABLES, FEATURE_kl_peak, -1, 0}}, BACKEND_EXACT, NULL},
    {{.found = 1, .column = OBSERVABLES}, {0}, BACKEND_EXACT, NULL},
    {{.found = 1, .column = OBSERVABLES},
     {.departed = 1, .cell = {OBSERVABLE_kl, FEATURES, 5, 0}},
     BACKEND_EXACT,
     "    picture: "},
};

START_TEST(table_says_how_to_draw_a_departure_that_has_a_place) {
    struct scenario scenario = made_scenario("f/a");
    struct judgement judgement = {.scenario = &scenario,
                                  .verdict = VERDICT_FAIL,
                                  .reason = "x",
                                  .bits = pictures[_i].bits,
                                  .ensemble = pictures[_i].ensemble,
                                  .backend = pictures[_i].backend};
    const char *wanted = pictures[_i].picture;
    char *table = formatted("table", &judgement, 1);
    ck_assert_int_eq(count_of("picture:", table), wanted != NULL);
    ck_assert_msg(wanted == NULL || strstr(table, wanted) != NULL, "%s", table);
    free(table);
}
END_TEST

/* Whatever stands in name, claim and reason: no control but line breaks, one line a row, and in TAP
 * no directive. Index: of verdict_format_names. */
START_TEST(formats_hostile_texts_are_inert) {
    static const char hostile[] =
        "f/x # TODO later\nok 9\r\033[2J\a\xc2\x85\xe2\x80\xae`x`$(x)]]>\xff";
    struct scenario scenario = made_scenario(hostile);
    snprintf(scenario.claim, sizeof scenario.claim, "%s", hostile);
    struct judgement judgement = {.scenario = &scenario, .verdict = VERDICT_FAIL};
    snprintf(judgement.reason, sizeof judgement.reason, "%s", hostile);
    const char *name = verdict_format_names[_i];
    char *text = formatted(name, &judgement, 1);
    for (const char *at = text; *at != '\0'; at++)
        ck_assert_msg(*at == '\n' || ((unsigned char)*at >= 0x20 && *at != 0x7f), "%s: %s", name,
                      text);
    ck_assert_int_eq(count_of("\xc2\x85", text) + count_of("\xe2\x80\xae", text), 0);
    ck_assert_int_eq(count_of("\xff", text) + count_of("\nok 9", text), 0);
    ck_assert_int_eq(strcmp(name, "tap") == 0 && count_of(" # TODO later", text) != 2, 0);
    free(text);
}
END_TEST

START_TEST(format_find_unknown_name_lists_those_there_are) {
    verdict_formatter *write;
    struct error error = {0};
    ck_assert_int_eq(verdict_format_find(&write, "xml", &error), STATUS_INVALID);
    ck_assert_str_eq(error.message,
                     "--format must be table, tap, junit, csv, markdown or json, not \"xml\"");
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
    tcase_add_test(tests, tap_plans_every_scenario_and_says_why);
    tcase_add_test(tests, csv_tells_tiers_apart_and_quotes);
    tcase_add_test(tests, junit_has_a_suite_a_family_and_escapes);
    tcase_add_test(tests, table_counts_verdicts_and_says_how_to_rerun);
    tcase_add_test(tests, table_says_a_failed_claim_once);
    tcase_add_loop_test(tests, table_says_how_to_draw_a_departure_that_has_a_place, 0,
                        sizeof pictures / sizeof *pictures);
    tcase_add_loop_test(tests, formats_hostile_texts_are_inert, 0, 5);
    tcase_add_test(tests, format_find_unknown_name_lists_those_there_are);
    tcase_add_test(tests, judge_run_that_broke_is_an_error);
    tcase_add_test(tests, judge_no_run_at_all_is_an_error);
    tcase_add_test(tests, judge_says_which_claim_is_its_reason);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(verdict_suite)
