#include "format/json.h"

#include <check.h>

#include "tests/check_near.h"

static enum status parse(const char *text, struct error *error) {
    cJSON *root;
    *error = (struct error){0};
    enum status status = json_parse(&root, "a.json", text, error);
    ck_assert_int_eq(root != NULL, status == STATUS_OK);
    cJSON_Delete(root);
    return status;
}

START_TEST(json_parse_takes_json) {
    static const char *const texts[] = {"{}", " {\"a\": [1, null]}\n", "\"x\"", "-2.385e1\n"};
    struct error error;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ck_assert_msg(parse(texts[i], &error) == STATUS_OK, "%s: %s", texts[i], error.message);
}
END_TEST

/* All but the last two are YAML. */
START_TEST(json_parse_refuses_the_rest_with_its_line) {
    static const struct {
        const char *text;
        long line;
    } cases[] = {{"{a: 1}", 1},
                 {"{\"a\": 1}\n# more", 2},
                 {"{\"a\":\n  'b'}", 2},
                 {"{\"a\": 1,\n}", 2},
                 {"", 1},
                 {"{\"a\":", 1}};
    struct error error;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(parse(cases[i].text, &error), STATUS_FORMAT);
        ck_assert_str_eq(error.message, "this is not JSON");
        ck_assert_str_eq(error.file, "a.json");
        ck_assert_msg(error.line == cases[i].line, "`%s`: line %ld", cases[i].text, error.line);
    }
}
END_TEST

static Suite *json_suite(void) {
    Suite *suite = suite_create("json");
    TCase *tests = tcase_create("json");
    tcase_add_test(tests, json_parse_takes_json);
    tcase_add_test(tests, json_parse_refuses_the_rest_with_its_line);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(json_suite)
