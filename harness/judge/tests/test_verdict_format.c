#include <stdlib.h>

#include "format/json.h"
#include "judge/verdict_github.h"
#include "tests/fixtures/verdict_fixture.h"

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

START_TEST(junit_has_what_was_measured_as_properties) {
    struct scenario a = made_scenario("f/a");
    struct judgement judgement = {
        .scenario = &a,
        .verdict = VERDICT_DRIFT,
        .reason = "moved",
        .ensemble = {.method = ENSEMBLE_PERMUTATION, .p = 0.25},
        .bits = {.found = 1,
                 .step = 33,
                 .column = OBSERVABLE_kl,
                 .ulps = 2,
                 .tensor = {.steps = 8, .step = 1, .name = "gradient of a<b"}}};
    char *junit = formatted("junit", &judgement, 1);
    ck_assert_ptr_nonnull(strstr(
        junit, "time=\"0.000\"><properties><property name=\"ensemble_p\" value=\"0.25\"/>"
               "<property name=\"step\" value=\"33\"/><property name=\"column\" value=\"kl\"/>"
               "<property name=\"ulp\" value=\"2\"/><property name=\"tensor_step\" value=\"1\"/>"
               "<property name=\"tensor\" value=\"gradient of a&lt;b\"/></properties><failure "));
    free(junit);
}
END_TEST

START_TEST(github_annotates_the_worst_first_and_names_the_rest) {
    struct scenario scenarios[13];
    struct judgement judgements[13];
    for (int i = 0; i < 13; i++) {
        char name[16];
        snprintf(name, sizeof name, "f/%c", 'a' + i);
        scenarios[i] = made_scenario(name);
        snprintf(scenarios[i].path, sizeof scenarios[i].path, "experiments/%s.yaml", name);
        judgements[i] = (struct judgement){
            .scenario = &scenarios[i], .verdict = VERDICT_DRIFT, .reason = "50 % of a: b, c"};
    }
    judgements[0].verdict = VERDICT_PASS;
    judgements[12].verdict = VERDICT_ERROR;
    char *text = formatted("github", judgements, 13);
    const char *first = "::error file=experiments/f/m.yaml,line=1,title=ERROR f/m::50 %25 of a: b, "
                        "c%0Arerun: klimb check f/m\n::error file=experiments/f/b.yaml,";
    ck_assert_msg(strncmp(text, first, strlen(first)) == 0, "%s", text);
    ck_assert_int_eq(count_of("::error ", text), VERDICT_GITHUB_MOST);
    ck_assert_ptr_nonnull(
        strstr(text, "Not annotated, because GitHub shows only 10 for a step:\n  DRIFT f/k\n"
                     "  DRIFT f/l\n13 scenarios: 1 PASS, 11 DRIFT, 1 ERROR\n"));
    free(text);
}
END_TEST

START_TEST(github_warns_of_what_is_forgiven) {
    struct scenario a = made_scenario("f/a: b, c");
    struct verdict_asked asked = {.allow_drift = 1};
    struct judgement judgements[] = {
        {.scenario = &a, .verdict = VERDICT_DRIFT, .reason = "moved", .asked = &asked},
        {.scenario = &a, .verdict = VERDICT_SHIFTED, .reason = "moved", .asked = &asked},
        {.scenario = &a, .verdict = VERDICT_SKIP, .reason = "no data", .asked = &asked}};
    char *text = formatted("github", judgements, 3);
    ck_assert_ptr_nonnull(strstr(text, "::warning title=DRIFT f/a%3A b%2C c::moved%0A"));
    ck_assert_ptr_nonnull(strstr(text, "::error title=DRIFT (shifted) f/a%3A b%2C c::moved%0A"));
    ck_assert_int_eq(count_of("::", text), 4);
    free(text);
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
         .bits = {.found = 1,
                  .tensor = {.steps = 8, .step = 1, .name = "moment v of encoder.0.weight"}},
         .paired = shifted},
        {.scenario = &a,
         .level = 1e-4,
         .ensemble = {.method = ENSEMBLE_PREDICTION,
                      .runs = 1,
                      .golden = 64,
                      .p = 0.5,
                      .left_out = {[FEATURE_kl_peak] = 1, [FEATURE_mi_final] = 1}}},
        {.scenario = &a,
         .verdict = VERDICT_DRIFT,
         .bits_tested = 3,
         .bits = {.found = 1, .tensor = {.steps = 8, .step = -1}}}};
    char *csv = formatted("csv", judgements, 4);
    const char *rows = strchr(csv, '\n');
    ck_assert_ptr_nonnull(rows);
    ck_assert_str_eq(rows,
                     "\nf/a,PASS,3,3,0,,,,,,0,0,0,,,none,,,,,,0,,,,,,,,,,,,\n"
                     "\"f/b,c\",FAIL,0,0,0,,,,,,3,2,1,\"kl: \"\"3\"\", 5 % off\",,none,,,,,,"
                     "16,1,3.052e-05,4,kl,33,0.25,1.5,0.2,-0.1,,1,moment v of encoder.0.weight\n"
                     "f/a,PASS,0,0,1,0,0,0.5,,,0,0,0,,0.0001,prediction,1,64,0,0,0,"
                     "0,,,,,,,,,,kl_peak mi_final,,\n"
                     "f/a,DRIFT,3,0,0,,,,,,0,0,0,,,none,,,,,,0,,,,,,,,,,,,none\n");
    free(csv);
}
END_TEST

/* The number of a key in the tier of the first verdict; NaN where it is null. */
static const cJSON *member(const cJSON *object, const char *key) {
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

static double number_of(const cJSON *verdict, const char *tier, const char *key) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(
        cJSON_GetObjectItemCaseSensitive(verdict, tier), key);
    ck_assert_msg(item != NULL, "%s.%s", tier, key);
    return cJSON_IsNumber(item) ? item->valuedouble : (double)NAN;
}

/* The verdicts that JSON gives of one judgement in which every tier found something, and of an empty one.
 *   root  out  the caller's */
static const cJSON *verdicts_of_tiers(cJSON **root) {
    struct scenario a = made_scenario("f/a"), b = made_scenario("f/b");
    struct judgement judgements[] = {
        {.scenario = &a,
         .verdict = VERDICT_SHIFTED,
         .reason = "\"shift\"",
         .level = 1e-4,
         .bits = {.found = 1,
                  .column = OBSERVABLE_kl,
                  .step = 3,
                  .got = (double)NAN,
                  .tensor = {.steps = 8, .step = 2, .name = "noise eps"}},
         .bits_tested = 3,
         .ensemble = {.method = ENSEMBLE_PERMUTATION,
                      .runs = 8,
                      .p = 0.25,
                      .critical = HUGE_VAL,
                      .left_out = {[FEATURE_mi_final] = 1}},
         .paired = shifted},
        {.scenario = &b, .verdict = VERDICT_PASS}};
    char *text = formatted("json", judgements, 2);
    *root = cJSON_Parse(text);
    ck_assert_msg(*root != NULL, "%s", text);
    free(text);
    const cJSON *list = member(*root, "verdicts");
    ck_assert_int_eq(cJSON_GetArraySize(list), 2);
    return list;
}

START_TEST(json_has_what_each_tier_found) {
    cJSON *root;
    const cJSON *first = cJSON_GetArrayItem(verdicts_of_tiers(&root), 0);
    const cJSON *bits = member(first, "bits");
    ck_assert_str_eq(member(first, "verdict")->valuestring, "DRIFT (shifted)");
    ck_assert_str_eq(member(first, "reason")->valuestring, "\"shift\"");
    ck_assert_near(number_of(first, "bits", "tested"), 3, 0);
    ck_assert_near(number_of(bits, "first_tensor", "steps"), 8, 0);
    ck_assert_near(number_of(bits, "first_tensor", "step"), 2, 0);
    ck_assert_str_eq(member(member(bits, "first_tensor"), "tensor")->valuestring, "noise eps");
    ck_assert_near(number_of(first, "ensemble", "p"), 0.25, 0);
    ck_assert(isnan(number_of(first, "ensemble", "critical")));
    const cJSON *left_out = member(member(first, "ensemble"), "left_out");
    ck_assert_int_eq(cJSON_GetArraySize(left_out), 1);
    ck_assert_str_eq(cJSON_GetArrayItem(left_out, 0)->valuestring, "mi_final");
    ck_assert_near(number_of(first, "paired", "pairs"), 16, 0);
    ck_assert_near(number_of(first, "paired", "p"), 2.0 / 65536, 1e-15);
    ck_assert_near(number_of(first, "paired", "deviations"), 1.5, 0);
    cJSON_Delete(root);
}
END_TEST

START_TEST(json_of_a_tier_that_found_nothing_is_null) {
    cJSON *root;
    const cJSON *second = cJSON_GetArrayItem(verdicts_of_tiers(&root), 1);
    ck_assert(isnan(number_of(second, "bits", "first_tensor")));
    ck_assert(cJSON_IsNull(member(second, "paired")));
    ck_assert(cJSON_IsArray(member(second, "claims")));
    cJSON_Delete(root);
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

/* Only where one run was judged: of a group it would be noise. */
START_TEST(table_says_what_one_run_was_not_judged_by) {
    struct scenario a = made_scenario("f/a");
    struct judgement judgement = {
        .scenario = &a,
        .verdict = VERDICT_FAIL,
        .reason = "it departed",
        .ensemble = {.method = ENSEMBLE_PREDICTION,
                     .runs = 1,
                     .left_out = {[FEATURE_kl_peak] = 1, [FEATURE_mi_final] = 1}}};
    const char *words = "\n    left out: kl_peak, mi_final: golden runs are equal there";
    char *text = formatted("table", &judgement, 1);
    ck_assert_msg(strstr(text, words) != NULL, "%s", text);
    free(text);
    judgement.ensemble.method = ENSEMBLE_PERMUTATION;
    text = formatted("table", &judgement, 1);
    ck_assert_msg(strstr(text, "left out") == NULL, "%s", text);
    free(text);
}
END_TEST

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

/* In a cell of bits, in one of the ensemble, in a feature, and in rows: the last two are not a place in a
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
    ck_assert_str_eq(
        error.message,
        "--format must be table, tap, junit, csv, markdown, github or json, not \"xml\"");
}
END_TEST

static Suite *verdict_format_suite(void) {
    Suite *suite = suite_create("verdict_format");
    TCase *tests = tcase_create("verdict_format");
    tcase_add_test(tests, tap_plans_every_scenario_and_says_why);
    tcase_add_test(tests, csv_tells_tiers_apart_and_quotes);
    tcase_add_test(tests, json_has_what_each_tier_found);
    tcase_add_test(tests, json_of_a_tier_that_found_nothing_is_null);
    tcase_add_test(tests, junit_has_a_suite_a_family_and_escapes);
    tcase_add_test(tests, junit_has_what_was_measured_as_properties);
    tcase_add_test(tests, github_annotates_the_worst_first_and_names_the_rest);
    tcase_add_test(tests, github_warns_of_what_is_forgiven);
    tcase_add_test(tests, table_counts_verdicts_and_says_how_to_rerun);
    tcase_add_test(tests, table_says_what_one_run_was_not_judged_by);
    tcase_add_test(tests, table_says_a_failed_claim_once);
    tcase_add_loop_test(tests, table_says_how_to_draw_a_departure_that_has_a_place, 0,
                        sizeof pictures / sizeof *pictures);
    tcase_add_loop_test(tests, formats_hostile_texts_are_inert, 0, 6);
    tcase_add_test(tests, format_find_unknown_name_lists_those_there_are);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(verdict_format_suite)
