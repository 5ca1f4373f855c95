#include "cli/help/topics.h"

#include <stdlib.h>
#include <string.h>

#include "cli/help/exit_codes.h"
#include "judge/verdict.h"
#include "scenario/claims/claims.h"
#include "scenario/schema_keys.h"
#include "tests/check_near.h"

/* The page of a topic; to be freed. */
static char *page_of(const char *name) {
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    const struct topic *topic = topic_find(name);
    ck_assert_ptr_nonnull(out);
    ck_assert_ptr_nonnull(topic);
    topic->print(out);
    ck_assert_int_eq(fclose(out), 0);
    return text;
}

/* Whether a line of the page is blanks, then these words, and what may follow. */
static int has_row(const char *page, const char *words) {
    for (const char *line = page; line != NULL; line = strchr(line, '\n')) {
        line += strspn(line, "\n ");
        size_t length = strlen(words);
        if (strncmp(line, words, length) == 0 && strchr(" \n", line[length]) != NULL)
            return 1;
    }
    return 0;
}

START_TEST(topic_print_is_at_most_80_columns_of_plain_text) {
    for (const struct topic *topic = topics; topic->name != NULL; topic++) {
        char *page = page_of(topic->name);
        ck_assert_uint_gt(strlen(page), 400);
        for (const char *line = page; *line != '\0'; line += strcspn(line, "\n") + 1) {
            size_t width = strcspn(line, "\n");
            ck_assert_msg(width <= TOPIC_WIDTH, "%s: %zu columns: %.*s", topic->name, width,
                          (int)width, line);
            ck_assert_msg(width == 0 || line[width - 1] != ' ', "%s: a blank at the end: %.*s",
                          topic->name, (int)width, line);
        }
        free(page);
    }
}
END_TEST

/* Codes as the tables say and, so that a change of a table is seen, the promised ones. */
START_TEST(topic_verdicts_has_every_verdict_and_exit_code) {
#define VERDICT_ROW(NAME, name, code, text) {name, #code},
    static const struct { const char *name, *code; } verdicts[] = {VERDICT_TABLE(VERDICT_ROW)};
#define EXIT_ROW(NAME, code, text) #code,
    static const char *const codes[] = {EXIT_TABLE(EXIT_ROW)};
    char *page = page_of("verdicts"), row[64];
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
        snprintf(row, sizeof row, "%-15s          %s", verdicts[i].name, verdicts[i].code);
        ck_assert_msg(has_row(page, row), "%s", row);
    }
    ck_assert_int_eq(sizeof codes / sizeof *codes, 6);
    for (int i = 0; i < 6; i++) {
        snprintf(row, sizeof row, "%d", i);
        ck_assert_str_eq(codes[i], row);
        ck_assert_msg(has_row(page, row), "%s", row);
    }
    free(page);
}
END_TEST

/* What verdict_exit_code returns is an exit code of the table. */
START_TEST(exit_codes_of_verdicts_are_in_the_table) {
    static const int code_of[VERDICTS] = {
        [VERDICT_PASS] = EXIT_PASS,          [VERDICT_SKIP] = EXIT_PASS,
        [VERDICT_UNTESTED] = EXIT_UNBLESSED, [VERDICT_NEW] = EXIT_UNBLESSED,
        [VERDICT_STALE] = EXIT_UNBLESSED,    [VERDICT_DRIFT] = EXIT_FAIL,
        [VERDICT_SHIFTED] = EXIT_FAIL,       [VERDICT_FAIL] = EXIT_FAIL,
        [VERDICT_ERROR] = EXIT_BROKEN};
    for (enum verdict verdict = 0; verdict < VERDICTS; verdict++) {
        struct verdict_summary one = {.planned = 1};
        one.said[verdict] = 1;
        ck_assert_int_eq(verdict_exit_code(&one, NULL), code_of[verdict]);
    }
}
END_TEST

START_TEST(topic_claims_has_every_word_with_an_example) {
    char *page = page_of("claims"), item[64];
    for (long i = 0; claim_names[i] != NULL; i++) {
        snprintf(item, sizeof item, "- %s:", claim_names[i]);
        ck_assert_msg(has_row(page, claim_names[i]), "%s", claim_names[i]);
        ck_assert_msg(has_row(page, item), "%s", item);
    }
    free(page);
}
END_TEST

START_TEST(topic_scenarios_has_every_key) {
    char *page = page_of("scenarios");
    for (const struct schema_key *key = schema_keys; key->path != NULL; key++)
        ck_assert_msg(has_row(page, key->path), "%s", key->path);
    free(page);
}
END_TEST

START_TEST(topic_records_has_every_column) {
    char *page = page_of("records");
    for (int i = 0; i < OBSERVABLES; i++)
        ck_assert_msg(has_row(page, klimb_observable_info[i].name), "%s",
                      klimb_observable_info[i].name);
    free(page);
}
END_TEST

START_TEST(topic_find_unknown_name_is_null) {
    ck_assert_ptr_null(topic_find("verdict"));
    ck_assert_ptr_null(topic_find(""));
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("topics");
    TCase *tests = tcase_create("topics");
    tcase_add_test(tests, topic_print_is_at_most_80_columns_of_plain_text);
    tcase_add_test(tests, topic_verdicts_has_every_verdict_and_exit_code);
    tcase_add_test(tests, exit_codes_of_verdicts_are_in_the_table);
    tcase_add_test(tests, topic_claims_has_every_word_with_an_example);
    tcase_add_test(tests, topic_scenarios_has_every_key);
    tcase_add_test(tests, topic_records_has_every_column);
    tcase_add_test(tests, topic_find_unknown_name_is_null);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
