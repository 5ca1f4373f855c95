#include "format/json.h"

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
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

/* All but the last three are YAML. */
START_TEST(json_parse_refuses_the_rest_with_its_line) {
    static const struct {
        const char *text;
        long line;
        const char *near;
    } cases[] = {{"{a: 1}", 1, ", near \"a: 1}\""},
                 {"{\"a\": 1}\n# more", 2, ", near \"# more\""},
                 {"{\"a\":\n  'b'}", 2, ", near \"'b'}\""},
                 {"{\"a\": 1,\n}", 2, ", near \"}\""},
                 {"{\"a\": \"b\\u0000\"}", 1, ", near \"\\u0000\"}\""},
                 {"", 1, ""},
                 {"{\"a\":", 1, ", near \"\":\""}};
    struct error error;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char message[80];
        snprintf(message, sizeof message, "this is not JSON%s", cases[i].near);
        ck_assert_int_eq(parse(cases[i].text, &error), STATUS_FORMAT);
        ck_assert_str_eq(error.message, message);
        ck_assert_str_eq(error.file, "a.json");
        ck_assert_msg(error.line == cases[i].line, "`%s`: line %ld", cases[i].text, error.line);
    }
}
END_TEST

/* Whatever is cut off is refused, and no byte after it is read: a page that may not be read follows. */
START_TEST(json_parse_bytes_reads_only_the_bytes) {
    static const char text[] =
        "{\"a\": [1, -2.5e1, true, null],\n \"\\u00e9\\ud83d\\ude00\\\"\": {}, \"c\": \"\"}";
    const long page = sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * (size_t)page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                       -1, 0);
    ck_assert(pages != MAP_FAILED);
    ck_assert_int_eq(mprotect(pages + page, (size_t)page, PROT_NONE), 0);
    for (size_t size = 0; size < sizeof text; size++) {
        struct error error = {0};
        cJSON *root;
        char *copy = pages + page - size;
        memcpy(copy, text, size);
        enum status status = json_parse_bytes(&root, "a.json", 7, copy, size, &error);
        ck_assert_int_eq(status, size == sizeof text - 1 ? STATUS_OK : STATUS_FORMAT);
        ck_assert(status == STATUS_OK || error.line == 7 + (size > 31));
        cJSON_Delete(root);
    }
    munmap(pages, 2 * (size_t)page);
}
END_TEST

START_TEST(json_parse_bytes_refuses_a_nul_and_what_follows) {
    static const struct {
        const char *text;
        size_t size;
    } cases[] = {{"{\"a\0\": 1}", 9}, {"1\0", 2}, {"[1]]", 4}, {"1,", 2}, {"{}\f", 3}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cJSON *root;
        ck_assert_int_eq(json_parse_bytes(&root, "a.json", 1, cases[i].text, cases[i].size, NULL),
                         STATUS_FORMAT);
        ck_assert_ptr_null(root);
    }
}
END_TEST

/* What one tree holds, printed. */
static const char *print(cJSON *root, int is_filled) {
    static char printed[256];
    FILE *out = fmemopen(printed, sizeof printed, "w");
    ck_assert_ptr_nonnull(out);
    json_print(out, root, is_filled);
    fclose(out);
    return printed;
}

START_TEST(json_add_keeps_what_cjson_would_not) {
    cJSON *root = cJSON_CreateObject(), *list = cJSON_AddArrayToObject(root, "list");
    cJSON *object = json_append_object(list);
    ck_assert(json_add_count(object, "count", 9007199254740993));
    ck_assert(json_add_number(object, "number", 0.5) &&
              json_add_number(object, "nan", (double)NAN) &&
              json_add_number(object, "inf", -(double)INFINITY));
    ck_assert(json_add_flag(object, "flag", 2) && json_add_null(object, "null"));
    ck_assert_ptr_nonnull(json_append_object(list));
    ck_assert_str_eq(
        print(root, 1),
        "{\n\t\"list\":\t[{\n\t\t\t\"count\":\t9007199254740993,\n\t\t\t\"number\":\t0.5,\n"
        "\t\t\t\"nan\":\tnull,\n\t\t\t\"inf\":\tnull,\n\t\t\t\"flag\":\ttrue,\n"
        "\t\t\t\"null\":\tnull\n\t\t}, {\n\t\t}]\n}\n");
    ck_assert(!text_ran_out());
}
END_TEST

START_TEST(json_print_of_a_tree_cut_short_prints_nothing_and_notes_it) {
    ck_assert_ptr_null(json_append_object(NULL));
    ck_assert_str_eq(print(cJSON_CreateObject(), 0), "");
    ck_assert(text_ran_out());
}
END_TEST

static Suite *json_suite(void) {
    Suite *suite = suite_create("json");
    TCase *tests = tcase_create("json");
    tcase_add_test(tests, json_parse_takes_json);
    tcase_add_test(tests, json_parse_refuses_the_rest_with_its_line);
    tcase_add_test(tests, json_parse_bytes_reads_only_the_bytes);
    tcase_add_test(tests, json_parse_bytes_refuses_a_nul_and_what_follows);
    tcase_add_test(tests, json_add_keeps_what_cjson_would_not);
    tcase_add_test(tests, json_print_of_a_tree_cut_short_prints_nothing_and_notes_it);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(json_suite)
