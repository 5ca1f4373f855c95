/* Verdicts for the summary of a CI job: everything from a file inert in Markdown and HTML. */
#include "base/text.h"
#include "judge/claims_evaluate.h"
#include "judge/verdict_format.h"
#include "judge/verdict_markdown.h"
#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

static struct scenario scenarios[3];
static struct judgement judgements[3];

static char *written(long count, const struct verdict_summary *summary) {
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX], *bytes;
    size_t size;
    struct error error = {0};
    temp_folder_make(folder);
    ck_assert_int_eq(file_join(path, folder, "summary.md", &error), STATUS_OK);
    ck_assert_int_eq(
        verdict_format_save(path, verdict_write_markdown, judgements, count, summary, &error),
        STATUS_OK);
    ck_assert_int_eq(file_read(&bytes, &size, path, 1 << 20, &error), STATUS_OK);
    temp_folder_remove(folder);
    return bytes;
}

static void judge(int i, const char *name, enum verdict verdict, const char *reason) {
    snprintf(scenarios[i].name, sizeof scenarios[i].name, "%s", name);
    snprintf(scenarios[i].claim, sizeof scenarios[i].claim, "claim of %s", name);
    judgements[i] = (struct judgement){.scenario = &scenarios[i], .verdict = verdict};
    snprintf(judgements[i].reason, sizeof judgements[i].reason, "%s", reason);
}

/* The gravest first, with reason and command; a pass is in the table alone. */
START_TEST(verdict_markdown_says_reason_and_command_of_what_did_not_pass) {
    static struct claim_result results[] = {{.holds = 0, .message = "kl is too large"},
                                            {.holds = 0, .message = "mi is too small"}};
    static long seeds[] = {1, 2};
    const struct verdict_summary summary = {
        3, {[VERDICT_PASS] = 1, [VERDICT_NEW] = 1, [VERDICT_FAIL] = 1}};
    judge(0, "a/new", VERDICT_NEW, "no golden yet");
    judge(1, "a/pass", VERDICT_PASS, "");
    judge(2, "a/fail", VERDICT_FAIL, "seed 1: kl is too large");
    judgements[1].bits_tested = judgements[1].bits_equal = 3;
    judgements[2].claims = results;
    judgements[2].claim_seed = seeds;
    judgements[2].reason_source = REASON_CLAIM; /* results[0] */
    judgements[2].claims_tested = judgements[2].claims_failed = 2;
    judgements[2].bits = (struct departure){.found = 1, .message = "seed 0; batch x"};
    char *text = written(3, &summary);
    ck_assert_ptr_eq(strstr(text, "## 1 of 3 scenarios pass\n"), text);
    const char *fail = strstr(text, "### FAIL a/fail\n\nClaim: claim of a/fail\n\n"
                                    "- seed 1: kl is too large\n- seed 2: mi is too small\n"
                                    "- bits: seed 0; batch x\n"
                                    "- again: <code>klimb check a/fail</code>\n");
    const char *new = strstr(text, "- next: <code>klimb bless --reason &quot;...&quot; a/new");
    ck_assert(fail != NULL && new != NULL &&fail < new);
    ck_assert_ptr_null(strstr(text, "### PASS"));
    ck_assert_ptr_nonnull(strstr(text, "| PASS | a/pass | 3/3 | - |\n"));
    ck_assert_ptr_nonnull(strstr(text, "| FAIL | a/fail | - | 0/2 |\n"));
    free(text);
}
END_TEST

START_TEST(verdict_markdown_hostile_texts_are_inert) {
    const struct verdict_summary summary = {1, {[VERDICT_ERROR] = 1}};
    judge(0, "x|`y`@team<script>*[z](u)_$(a)", VERDICT_ERROR, "broke\n# heading\n| row |");
    char *text = written(1, &summary);
    ck_assert_ptr_null(strstr(text, "<script"));
    ck_assert_ptr_null(strchr(text, '`'));
    ck_assert_ptr_null(strchr(text, '@'));
    ck_assert_ptr_null(strstr(text, "](u)"));
    ck_assert_ptr_null(strstr(text, "\n# heading"));
    ck_assert_ptr_nonnull(strstr(text, "x&#124;&#96;y&#96;&#64;<!-- -->team&lt;script&gt;"));
    ck_assert_ptr_nonnull(strstr(text, "- broke # heading &#124; row &#124;\n"));
    free(text);
}
END_TEST

static Suite *verdict_markdown_suite(void) {
    Suite *suite = suite_create("verdict markdown");
    TCase *tests = tcase_create("markdown");
    tcase_add_test(tests, verdict_markdown_says_reason_and_command_of_what_did_not_pass);
    tcase_add_test(tests, verdict_markdown_hostile_texts_are_inert);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(verdict_markdown_suite)
