/* What the pages say about verdicts, claims, scenarios and numbers. */
#include <stdlib.h>

#include "judge/claims_evaluate.h"
#include "scenario/scenario_load.h"
#include "tests/fixtures/report_page.h"

/* ---- what the page says ---------------------------------------------------------------------- */

/* The gravest first: ERROR, then FAIL, then NEW; what passed is not there. */
START_TEST(report_write_troubles_stand_first_by_gravity) {
    static struct fixture fixture;
    static const struct {
        enum verdict verdict;
        const char *reason;
    } cases[] = {{VERDICT_NEW, "reason-new"},
                 {VERDICT_PASS, ""},
                 {VERDICT_ERROR, "reason-error"},
                 {VERDICT_FAIL, "reason-fail"}};
    fixture_make(&fixture);
    for (int i = 0; i < 4; i++) {
        char name[64];
        snprintf(name, sizeof name, "family/case-%d", i);
        fixture_add(&fixture, name, cases[i].verdict);
        snprintf(fixture.judgements[i].reason, sizeof fixture.judgements[i].reason, "%s",
                 cases[i].reason);
    }
    write_well(&fixture);
    char *page = read_page(&fixture, "index.html");
    const char *error = strstr(page, "reason-error"), *fail = strstr(page, "reason-fail");
    const char *unblessed = strstr(page, "reason-new"), *table = strstr(page, "id=\"scenarios\"");
    ck_assert(error != NULL && fail != NULL && unblessed != NULL && table != NULL);
    ck_assert(error < fail && fail < unblessed && unblessed < table);
    ck_assert_ptr_nonnull(strstr(page, "1 of 4 scenarios passes"));
    free(page);
    fixture_remove(&fixture);
}
END_TEST

/* Two seeds and two claims, one of which the second seed breaks. */
START_TEST(report_write_claims_have_the_values_of_every_seed) {
    static struct fixture fixture;
    static struct claim claims[] = {
        {.kind = CLAIM_FINAL, .column = OBSERVABLE_kl, .low = 2, .high = 4, .by = -1},
        {.kind = CLAIM_NON_FINITE, .by = -1}};
    static struct claim_result results[] = {
        {.claim = &claims[0], .holds = 1, .value = 3.25, .step = -1},
        {.claim = &claims[1], .holds = 1, .value = (double)NAN, .step = 61},
        {.claim = &claims[0], .holds = 0, .value = 4.75, .step = -1, .message = "too <large>"},
        {.claim = &claims[1], .holds = 1, .value = (double)NAN, .step = 58}};
    fixture_make(&fixture);
    struct scenario *scenario = fixture_add(&fixture, "family/claims", VERDICT_FAIL);
    scenario->expect = (struct claim_list){.claims = claims, .count = 2};
    static long seeds[] = {0, 0, 1, 1};
    fixture.judgements[0].claims = results;
    fixture.judgements[0].claim_seed = seeds;
    fixture.judgements[0].claims_tested = 4;
    write_well(&fixture);
    char *page = read_page(&fixture, "scenarios/family/claims.html");
    ck_assert_ptr_nonnull(strstr(page, "final kl is in [2, 4] nats"));
    ck_assert_ptr_nonnull(strstr(page, "<li class=\"yes\">3.25</li>\n<li class=\"no\">4.75</li>"));
    ck_assert_ptr_nonnull(strstr(page, "too &lt;large&gt;"));
    ck_assert_ptr_nonnull(
        strstr(page, "<li class=\"yes\">at step 61</li>\n<li class=\"yes\">at step 58</li>"));
    free(page);
    fixture_remove(&fixture);
}
END_TEST

/* What a run of sequences left, escaped; a scenario whose run left none has no such section. */
START_TEST(report_write_words_are_those_of_the_first_run) {
    static struct fixture fixture;
    fixture_make(&fixture);
    fixture_add(&fixture, "family/text", VERDICT_NEW);
    struct record record = made_record(0, 30);
    fixture_add_run(&fixture, &record);
    temp_folder_write(fixture.jobs[0].folder, "words.txt", "example\na<b|cd |_.\n");
    fixture_add(&fixture, "family/plain", VERDICT_NEW);
    record = made_record(0, 30);
    fixture_add_run(&fixture, &record);
    fixture_add(&fixture, "family/unrun", VERDICT_NEW);
    write_well(&fixture);
    char *page = read_page(&fixture, "scenarios/family/text.html");
    ck_assert_ptr_nonnull(strstr(page, ">example\na&lt;b|cd |_.\n</pre>"));
    free(page);
    page = read_page(&fixture, "scenarios/family/plain.html");
    ck_assert_ptr_null(strstr(page, "id=\"words\""));
    free(page);
    fixture_remove(&fixture);
}
END_TEST

/* The glossary cannot drift: each word of the two tables is there. */
START_TEST(report_write_explains_every_observable_and_verdict) {
    static struct fixture fixture;
    fixture_make(&fixture);
    write_well(&fixture);
    char *page = read_page(&fixture, "glossary.html");
    for (int column = 0; column < OBSERVABLES; column++) {
        char term[128];
        snprintf(term, sizeof term, "<dt>%s</dt>", klimb_observable_info[column].name);
        ck_assert_msg(strstr(page, term) != NULL, "%s is not explained", term);
    }
    for (int verdict = 0; verdict < VERDICTS; verdict++) {
        char term[128];
        snprintf(term, sizeof term, "<dt>%s</dt>", verdict_names[verdict]);
        ck_assert_msg(strstr(page, term) != NULL, "%s is not explained", term);
    }
    free(page);
    fixture_remove(&fixture);
}
END_TEST

/* Scenarios of a family stand together, wherever the check has them. */
START_TEST(report_write_families_are_gathered) {
    static struct fixture fixture;
    fixture_make(&fixture);
    fixture_add(&fixture, "one/first", VERDICT_PASS);
    fixture_add(&fixture, "two/second", VERDICT_PASS);
    fixture_add(&fixture, "one/third", VERDICT_PASS);
    write_well(&fixture);
    char *page = read_page(&fixture, "index.html");
    const char *table = strstr(page, "id=\"scenarios\""), *end = strstr(page, "id=\"changes\"");
    ck_assert(table != NULL && end != NULL);
    const char *third = strstr(table, "scenarios/one/third.html");
    const char *second = strstr(table, "scenarios/two/second.html");
    ck_assert(third != NULL && second != NULL && third < second && second < end);
    free(page);
    assert_in(&fixture, "families/one.html", "../scenarios/one/third.html");
    assert_not_in(&fixture, "families/one.html", "second");
    fixture_remove(&fixture);
}
END_TEST

/* ---- what differs ---------------------------------------------------------------------------- */

/* The page begins with what failed: where, both values, and the command for that seed alone. */
START_TEST(report_write_failure_stands_first_with_both_values_and_its_seed) {
    static struct fixture fixture;
    fixture_make(&fixture);
    fixture_add(&fixture, "family/drifted", VERDICT_DRIFT);
    fixture.judgements[0].bits_tested = 3;
    fixture.judgements[0].bits = (struct departure){.found = 1,
                                                    .seed = 2,
                                                    .step = 40,
                                                    .column = OBSERVABLE_kl,
                                                    .got = 3.25,
                                                    .wanted = 3.5,
                                                    .count = 17};
    fixture_add(&fixture, "family/same", VERDICT_PASS);
    fixture.judgements[1].bits_tested = fixture.judgements[1].bits_equal = 3;
    write_well(&fixture);
    static const char path[] = "scenarios/family/drifted.html";
    assert_in(&fixture, path, "kl at step 40, seed 2");
    assert_in(&fixture, path, "3.25, golden 3.5");
    assert_in(&fixture, path, "<code>klimb check --seeds 2..2 family/drifted</code>");
    char *page = read_page(&fixture, path);
    const char *failure = strstr(page, "class=\"failure DRIFT\"");
    ck_assert(failure != NULL && failure < strstr(page, "a claim about family/drifted"));
    free(page);
    assert_not_in(&fixture, "scenarios/family/same.html", "class=\"failure");
    assert_in(&fixture, "index.html", "1 of 2 scenarios have other trajectories");
    assert_in(&fixture, "index.html",
              "<td>kl at step 40, seed 2</td><td class=\"number\">3.5</td>"
              "<td class=\"number\">3.25</td><td class=\"number\">17</td>");
    fixture_remove(&fixture);
}
END_TEST

/* A failed claim of one seed, and no departure: its seed is what has to be run again. */
START_TEST(report_write_failed_claim_is_rerun_with_its_seed) {
    static struct fixture fixture;
    static struct claim claim = {.kind = CLAIM_FINAL, .column = OBSERVABLE_kl, .by = -1};
    static struct claim_result results[] = {
        {.claim = &claim, .holds = 1, .value = 1},
        {.claim = &claim, .holds = 0, .value = 2, .message = "kl is too large"}};
    static long seeds[] = {0, 1};
    fixture_make(&fixture);
    fixture_add(&fixture, "family/failed", VERDICT_FAIL)->expect = (struct claim_list){
        .claims = &claim, .count = 1};
    fixture.judgements[0].claims = results;
    fixture.judgements[0].claim_seed = seeds;
    fixture.judgements[0].claims_tested = 2;
    write_well(&fixture);
    static const char path[] = "scenarios/family/failed.html";
    assert_in(&fixture, path, "<li>seed 1: kl is too large</li>");
    assert_in(&fixture, path, "<code>klimb check --seeds 1..1 family/failed</code>");
    fixture_remove(&fixture);
}
END_TEST

START_TEST(report_write_unblessed_says_how_to_bless) {
    static struct fixture fixture;
    fixture_make(&fixture);
    fixture_add(&fixture, "family/new", VERDICT_NEW);
    write_well(&fixture);
    assert_in(&fixture, "scenarios/family/new.html",
              "<code>klimb bless --reason &quot;...&quot; family/new</code>");
    fixture_remove(&fixture);
}
END_TEST

/* Against a base in the same folder of experiments: an inherited value, a changed one, a list and a
 * key of the same name in another section. */
START_TEST(report_write_scenario_whole_marks_what_differs_from_its_base) {
    static struct fixture fixture;
    struct error error = {0};
    char experiments[FILE_PATH_MAX];
    fixture_make(&fixture);
    ck_assert_int_eq(file_join(experiments, fixture.folder, "experiments", &error), STATUS_OK);
    fixture.check_options.experiments = experiments;
    temp_folder_write(experiments, "base.yaml", "claim: the base\nmodel: {hidden: [8]}\n");
    temp_folder_write(experiments, "own.yaml",
                      "claim: own\nbase: base.yaml\nobjective: {beta: 4}\n"
                      "model: {hidden: [8, 4]}\n");
    struct scenario *scenario = fixture_add(&fixture, "own", VERDICT_PASS);
    ck_assert_msg(scenario_load(scenario, experiments, "own", NULL, 0, &error) == STATUS_OK, "%s",
                  error.message);
    write_well(&fixture);
    static const char path[] = "scenarios/own.html";
    assert_in(&fixture, path,
              "<div class=\"own\"><code>  beta: 4</code><span class=\"was\"> 1</span></div>");
    assert_in(&fixture, path,
              "<div class=\"own\"><code>  hidden: [8, 4]</code><span class=\"was\"> [8]</span>");
    assert_in(&fixture, path, "<div class=\"inherited\"><code>claim: &quot;own&quot;</code>");
    assert_in(&fixture, path, "<div class=\"inherited\"><code>  batch: 64</code>");
    assert_in(&fixture, path, "What differs from its base, base, is marked");
    scenario_free(scenario);
    fixture_remove(&fixture);
}
END_TEST

/* As many seeds as have a record, and the first and last row of the first one. */
START_TEST(report_write_numbers_are_those_of_the_records) {
    static struct fixture fixture;
    fixture_make(&fixture);
    fixture_add(&fixture, "family/numbers", VERDICT_NEW);
    struct record record = made_record(3, 60);
    made_set(&record, 0, OBSERVABLE_kl, 0.0625F);
    made_set(&record, 59, OBSERVABLE_kl, 1234.5F);
    long last = record.step[59];
    record.present[OBSERVABLE_mi] = 0;
    fixture_add_run(&fixture, &record);
    fixture_add_run(&fixture, NULL);
    record = made_record(5, 60);
    fixture_add_run(&fixture, &record);
    write_well(&fixture);
    static const char path[] = "scenarios/family/numbers.html";
    char row[64];
    snprintf(row, sizeof row, "<tr><th scope=\"row\">%ld</th>", last);
    assert_in(&fixture, path, row);
    assert_in(&fixture, path, "<tr><th scope=\"row\">0</th>");
    assert_in(&fixture, path, ">seed 3</th>");
    assert_in(&fixture, path, ">seed 5</th>");
    assert_in(&fixture, path, "<td>0.0625</td>");
    assert_in(&fixture, path, "<td>1234</td>");
    assert_in(&fixture, path, "href=\"../../data/family/numbers/seed-0005.csv\"");
    fixture_remove(&fixture);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("report_pages");
    TCase *tests = tcase_create("report_pages");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, report_write_troubles_stand_first_by_gravity);
    tcase_add_test(tests, report_write_claims_have_the_values_of_every_seed);
    tcase_add_test(tests, report_write_words_are_those_of_the_first_run);
    tcase_add_test(tests, report_write_explains_every_observable_and_verdict);
    tcase_add_test(tests, report_write_families_are_gathered);
    tcase_add_test(tests, report_write_failure_stands_first_with_both_values_and_its_seed);
    tcase_add_test(tests, report_write_failed_claim_is_rerun_with_its_seed);
    tcase_add_test(tests, report_write_unblessed_says_how_to_bless);
    tcase_add_test(tests, report_write_scenario_whole_marks_what_differs_from_its_base);
    tcase_add_test(tests, report_write_numbers_are_those_of_the_records);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
