#include "format/yaml.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

static struct yaml yaml;
static struct error error;

/* Parse text that has to be good. */
static const struct yaml_node *parse(const char *text) {
    yaml_tree_free(&yaml);
    enum status status = yaml_parse(&yaml, "x.yaml", text, (long)strlen(text), &error);
    ck_assert_msg(status == STATUS_OK, "%ld:%ld: %s", error.line, error.column, error.message);
    return yaml.root;
}

/* Parse text that has to fail at a place, with a message that holds `part`. */
static void refuse_sized(const char *text, long size, long line, long column, const char *part) {
    yaml_tree_free(&yaml);
    ck_assert_int_eq(yaml_parse(&yaml, "x.yaml", text, size, &error), STATUS_FORMAT);
    ck_assert_msg(strstr(error.message, part) != NULL, "\"%s\" does not say \"%s\"", error.message,
                  part);
    ck_assert_str_eq(error.file, "x.yaml");
    ck_assert_int_eq(error.line, line);
    ck_assert_int_eq(error.column, column);
    ck_assert_ptr_null(yaml.root);
}

static void refuse(const char *text, long line, long column, const char *part) {
    refuse_sized(text, (long)strlen(text), line, column, part);
}

START_TEST(yaml_parse_scenario_gives_kinds_and_places) {
    const struct yaml_node *root = parse("claim: With β = 1, \"all\" is well.\n"
                                         "model:\n"
                                         "  latent: 10   # a comment\n"
                                         "  hidden: [128, '64']\n");
    ck_assert_int_eq(root->kind, YAML_MAP);
    ck_assert_int_eq(root->count, 2);
    ck_assert_str_eq(yaml_get(root, "claim")->scalar, "With β = 1, \"all\" is well.");
    const struct yaml_node *model = yaml_get(root, "model");
    ck_assert_int_eq(model->key_line, 2);
    ck_assert_int_eq(model->key_column, 1);
    ck_assert_int_eq(model->line, 3);
    ck_assert_int_eq(model->column, 3);
    const struct yaml_node *hidden = yaml_get(model, "hidden");
    ck_assert_int_eq(hidden->kind, YAML_LIST);
    ck_assert_int_eq(hidden->line, 4);
    ck_assert_int_eq(hidden->column, 11);
    ck_assert_int_eq(hidden->count, 2);
    ck_assert_ptr_null(hidden->children[0].key);
    ck_assert_int_eq(hidden->children[0].is_quoted, 0);
    ck_assert_int_eq(hidden->children[1].is_quoted, 1);
    ck_assert_str_eq(hidden->children[1].scalar, "64");
}
END_TEST

START_TEST(yaml_parse_column_counts_characters_not_bytes) {
    /* β is two bytes; the value begins in the 4th character. */
    ck_assert_int_eq(yaml_get(parse("β: 1"), "β")->column, 4);
}
END_TEST

START_TEST(yaml_parse_json_is_read_too) {
    const struct yaml_node *root = parse("{\"seeds\": [{\"seed\": 0, \"end\": \"a\\nb\"}]}");
    const struct yaml_node *seed = &yaml_get(root, "seeds")->children[0];
    ck_assert_str_eq(yaml_get(seed, "end")->scalar, "a\nb");
}
END_TEST

START_TEST(yaml_parse_collections_inside_each_other_keep_their_children) {
    const struct yaml_node *root = parse("[[1, 2], {a: [3]}, [], {}, 4]");
    ck_assert_int_eq(root->count, 5);
    ck_assert_str_eq(root->children[0].children[1].scalar, "2");
    ck_assert_str_eq(root->children[1].children[0].children[0].scalar, "3");
    ck_assert_int_eq(root->children[2].count, 0);
    ck_assert_int_eq(root->children[3].kind, YAML_MAP);
    ck_assert_str_eq(root->children[4].scalar, "4");
}
END_TEST

START_TEST(yaml_parse_nothing_gives_no_root) {
    static const char *const empties[] = {"", "\n\n", "# only a comment\n", "---\n",
                                          "\xef\xbb\xbf"};
    for (size_t i = 0; i < sizeof empties / sizeof *empties; i++)
        ck_assert_ptr_null(parse(empties[i]));
}
END_TEST

START_TEST(yaml_parse_byte_order_mark_is_skipped) {
    ck_assert_str_eq(yaml_get(parse("\xef\xbb\xbf"
                                    "a: 1"),
                              "a")
                         ->scalar,
                     "1");
}
END_TEST

START_TEST(yaml_parse_bad_syntax_names_the_place) {
    refuse("a: 1\nb: [1, 2\n", 3, 1, "did not find expected");
    ck_assert_msg(error.hint[0] != '\0', "no hint");
    refuse("a: 1\n\tb: 2\n", 2, 1, "tab character");
    refuse("a: b: c\n", 1, 5, "mapping values are not allowed");
}
END_TEST

START_TEST(yaml_parse_duplicate_key_names_both_places) {
    refuse("a: 1\nm:\n  x: 1\n  y: 2\n  x: 3\n", 5, 3,
           "duplicate key \"x\", given before in line 3");
    parse("a: {x: 1}\nb: {x: 1}\nx: 1\n");
}
END_TEST

START_TEST(yaml_parse_too_many_keys_are_refused) {
    char text[16 * 1100] = "";
    for (int i = 0, length = 0; i < 1025; i++)
        length += sprintf(text + length, "k%d: 1\n", i);
    refuse(text, 1025, 1, "more than 1024 keys");
}
END_TEST

START_TEST(yaml_parse_features_without_use_are_refused) {
    refuse("a: &x 1\nb: *x\n", 1, 4, "anchor");
    refuse("a: &x [1]\n", 1, 4, "anchor");
    refuse("a: &x {b: 1}\n", 1, 4, "anchor");
    refuse("&x a: 1\n", 1, 1, "anchor");
    refuse("a: *x\n", 1, 4, "alias");
    refuse("*x : 1\n", 1, 1, "alias");
    refuse("a: !!int 1\n", 1, 4, "tag");
    refuse("a: !list [1]\n", 1, 4, "tag");
    refuse("a: !map {b: 1}\n", 1, 4, "tag");
    refuse("a: 1\n---\nb: 1\n", 2, 1, "second document");
    refuse("? [a, b]\n: 1\n", 1, 3, "key must be");
}
END_TEST

START_TEST(yaml_parse_depth_32_is_the_deepest) {
    char text[80] = "";
    memset(text, '[', 32);
    memset(text + 32, ']', 32);
    parse(text);
    memset(text, '[', 33);
    memset(text + 33, ']', 33);
    refuse(text, 1, 33, "deeper than 32");
}
END_TEST

START_TEST(yaml_parse_what_is_no_text_is_refused_with_its_place) {
    refuse_sized("a: 1\nb: \0\n", 10, 2, 4, "control characters");
    refuse("a: 1\nβ: \xff\n", 2, 4, "invalid leading UTF-8");
    refuse("a: \x01\n", 1, 4, "control characters");
    refuse("a: \"x\\0y\"\n", 1, 4, "NUL");
}
END_TEST

START_TEST(yaml_get_missing_gives_null) {
    const struct yaml_node *root = parse("a: [1]");
    ck_assert_ptr_null(yaml_get(root, "b"));
    ck_assert_ptr_null(yaml_get(yaml_get(root, "a"), "b"));
    ck_assert_ptr_null(yaml_get(NULL, "b"));
}
END_TEST

static const struct yaml_node *value_of(const char *scalar) {
    char text[256];
    snprintf(text, sizeof text, "key: %s", scalar);
    return yaml_get(parse(text), "key");
}

START_TEST(yaml_as_long_integers_convert) {
    static const struct {
        const char *text;
        long value;
    } cases[] = {{"0", 0},
                 {"-17", -17},
                 {"+3", 3},
                 {"007", 7}, /* decimal in YAML 1.2 */
                 {"9223372036854775807", 9223372036854775807L}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        long got = -1;
        const struct yaml_node *node = value_of(cases[i].text);
        ck_assert_int_eq(yaml_as_long(&got, &yaml, node, &error), STATUS_OK);
        ck_assert_int_eq(got, cases[i].value);
    }
}
END_TEST

START_TEST(yaml_as_long_anything_else_is_refused) {
    static const char *const bad[] = {
        "1e3",  "1.0",  "1_000", "0x10", "0o7", "''",  "\"3\"",   "",
        "~",    "+",    "three", "[1]",  "{}",  "1 2", "| \n  3", "9223372036854775808",
        ".inf", "1,000"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        long got = -1;
        const struct yaml_node *node = value_of(bad[i]);
        ck_assert_msg(yaml_as_long(&got, &yaml, node, &error) == STATUS_FORMAT, "%s", bad[i]);
        ck_assert_int_eq(got, -1);
        ck_assert_msg(strstr(error.message, "key must be an integer") != NULL, "%s", error.message);
        ck_assert_int_eq(error.line, 1);
    }
}
END_TEST

START_TEST(yaml_as_long_message_says_what_was_found) {
    long got;
    ck_assert_int_eq(yaml_as_long(&got, &yaml, value_of("1e3"), &error), STATUS_FORMAT);
    ck_assert_str_eq(error.message, "key must be an integer, digits only, found \"1e3\"");
    ck_assert_int_eq(error.column, 6);
    ck_assert_int_eq(yaml_as_long(&got, &yaml, value_of("'3'"), &error), STATUS_FORMAT);
    ck_assert_str_eq(error.message,
                     "key must be an integer, digits only, found the quoted text \"3\"");
    ck_assert_int_eq(yaml_as_long(&got, &yaml, value_of("[3]"), &error), STATUS_FORMAT);
    ck_assert_str_eq(error.message, "key must be an integer, digits only, found a list");
    ck_assert_int_eq(yaml_as_long(&got, &yaml, value_of(""), &error), STATUS_FORMAT);
    ck_assert_str_eq(error.message, "key must be an integer, digits only, found nothing");
    ck_assert_int_eq(yaml_as_long(&got, &yaml, parse("x"), &error), STATUS_FORMAT);
    ck_assert_str_eq(error.message, "a value here must be an integer, digits only, found \"x\"");
}
END_TEST

START_TEST(yaml_as_double_numbers_convert) {
    static const struct {
        const char *text;
        double value;
    } cases[] = {{"3", 3},
                 {"-0.5", -0.5},
                 {"1e-4", 1e-4},
                 {"2.5E+3", 2500},
                 {".5", 0.5},
                 {"5.", 5},
                 {"5.e1", 50},
                 {"4.9e-324", 4.9e-324},
                 {".inf", (double)INFINITY},
                 {"-.inf", -(double)INFINITY}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double got = -1;
        const struct yaml_node *node = value_of(cases[i].text);
        ck_assert_int_eq(yaml_as_double(&got, &yaml, node, &error), STATUS_OK);
        ck_assert_msg(got == cases[i].value, "%s gave %.17g", cases[i].text, got);
    }
    double got = 0;
    ck_assert_int_eq(yaml_as_double(&got, &yaml, value_of(".nan"), &error), STATUS_OK);
    ck_assert(isnan(got));
}
END_TEST

START_TEST(yaml_as_double_anything_else_is_refused) {
    static const char *const bad[] = {"1e",  "e5",  ".",     "1.2.3",  "0x1p3",   "inf",
                                      "nan", "NaN", "",      "1e9999", "-1e9999", "1e-9999",
                                      "'1'", "[1]", "1e1.5", "--1",    "1e5x",    "infinity"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double got = -1;
        const struct yaml_node *node = value_of(bad[i]);
        ck_assert_msg(yaml_as_double(&got, &yaml, node, &error) == STATUS_FORMAT, "%s", bad[i]);
        ck_assert_msg(strstr(error.message, "key must be a number") != NULL, "%s", error.message);
    }
}
END_TEST

START_TEST(yaml_as_bool_takes_true_and_false_alone) {
    int got = -1;
    ck_assert_int_eq(yaml_as_bool(&got, &yaml, value_of("true"), &error), STATUS_OK);
    ck_assert_int_eq(got, 1);
    ck_assert_int_eq(yaml_as_bool(&got, &yaml, value_of("false"), &error), STATUS_OK);
    ck_assert_int_eq(got, 0);
    static const char *const bad[] = {"yes", "True", "1", "\"true\"", "", "[true]"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const struct yaml_node *node = value_of(bad[i]);
        ck_assert_msg(yaml_as_bool(&got, &yaml, node, &error) == STATUS_FORMAT, "%s", bad[i]);
    }
}
END_TEST

START_TEST(yaml_as_string_takes_any_scalar) {
    const char *got = NULL;
    ck_assert_int_eq(yaml_as_string(&got, &yaml, value_of("3"), &error), STATUS_OK);
    ck_assert_str_eq(got, "3");
    ck_assert_int_eq(yaml_as_string(&got, &yaml, value_of("\"a b\""), &error), STATUS_OK);
    ck_assert_str_eq(got, "a b");
    ck_assert_int_eq(yaml_as_string(&got, &yaml, value_of("[a]"), &error), STATUS_FORMAT);
    ck_assert_int_eq(yaml_as_string(&got, &yaml, value_of("{a: b}"), &error), STATUS_FORMAT);
    ck_assert_str_eq(error.message, "key must be text, found a map");
}
END_TEST

START_TEST(yaml_error_without_node_names_the_file_alone) {
    parse("a: 1");
    ck_assert_int_eq(yaml_error(&yaml, NULL, &error, "no key \"%s\"", "steps"), STATUS_FORMAT);
    ck_assert_str_eq(error.file, "x.yaml");
    ck_assert_str_eq(error.message, "no key \"steps\"");
    ck_assert_int_eq(error.line, 0);
}
END_TEST

START_TEST(yaml_read_file_is_parsed_and_named) {
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    temp_folder_make(folder);
    temp_folder_write(folder, "x.yaml", "a: 1\na: 2\n");
    ck_assert_int_eq(file_join(path, folder, "x.yaml", &error), STATUS_OK);
    ck_assert_int_eq(yaml_read(&yaml, path, &error), STATUS_FORMAT);
    ck_assert_str_eq(error.file, path);
    ck_assert_int_eq(error.line, 2);
    temp_folder_remove(folder);
    ck_assert_int_eq(yaml_read(&yaml, path, &error), STATUS_IO);
    ck_assert_ptr_null(yaml.root);
}
END_TEST

START_TEST(yaml_read_larger_than_a_mebibyte_is_refused) {
    static char comment[(1 << 20) + 2];
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    memset(comment, '#', sizeof comment - 1);
    temp_folder_make(folder);
    temp_folder_write(folder, "x.yaml", comment);
    ck_assert_int_eq(file_join(path, folder, "x.yaml", &error), STATUS_OK);
    ck_assert_int_eq(yaml_read(&yaml, path, &error), STATUS_FORMAT);
    ck_assert_msg(strstr(error.message, "larger than 1048576 bytes") != NULL, "%s", error.message);
    comment[1 << 20] = '\0';
    temp_folder_write(folder, "x.yaml", comment);
    ck_assert_int_eq(yaml_read(&yaml, path, &error), STATUS_OK);
    temp_folder_remove(folder);
}
END_TEST

static void clear(void) {
    yaml_tree_free(&yaml);
}

/* A path is shown whole: a cut one would lead nowhere. */
START_TEST(yaml_parse_error_names_a_long_path_whole) {
    char name[900] = "";
    memset(name, 'x', sizeof name - 1);
    ck_assert_int_eq(yaml_parse(&yaml, name, "a: [", 4, &error), STATUS_FORMAT);
    ck_assert_str_eq(error.file, name);
}
END_TEST

static Suite *yaml_suite(void) {
    Suite *suite = suite_create("yaml");
    TCase *parsing = tcase_create("parsing");
    tcase_add_test(parsing, yaml_parse_error_names_a_long_path_whole);
    tcase_add_checked_fixture(parsing, NULL, clear);
    tcase_add_test(parsing, yaml_parse_scenario_gives_kinds_and_places);
    tcase_add_test(parsing, yaml_parse_column_counts_characters_not_bytes);
    tcase_add_test(parsing, yaml_parse_json_is_read_too);
    tcase_add_test(parsing, yaml_parse_collections_inside_each_other_keep_their_children);
    tcase_add_test(parsing, yaml_parse_nothing_gives_no_root);
    tcase_add_test(parsing, yaml_parse_byte_order_mark_is_skipped);
    tcase_add_test(parsing, yaml_parse_bad_syntax_names_the_place);
    tcase_add_test(parsing, yaml_parse_duplicate_key_names_both_places);
    tcase_add_test(parsing, yaml_parse_too_many_keys_are_refused);
    tcase_add_test(parsing, yaml_parse_features_without_use_are_refused);
    tcase_add_test(parsing, yaml_parse_depth_32_is_the_deepest);
    tcase_add_test(parsing, yaml_parse_what_is_no_text_is_refused_with_its_place);
    tcase_add_test(parsing, yaml_read_file_is_parsed_and_named);
    tcase_add_test(parsing, yaml_read_larger_than_a_mebibyte_is_refused);
    suite_add_tcase(suite, parsing);
    TCase *values = tcase_create("values");
    tcase_add_checked_fixture(values, NULL, clear);
    tcase_add_test(values, yaml_get_missing_gives_null);
    tcase_add_test(values, yaml_as_long_integers_convert);
    tcase_add_test(values, yaml_as_long_anything_else_is_refused);
    tcase_add_test(values, yaml_as_long_message_says_what_was_found);
    tcase_add_test(values, yaml_as_double_numbers_convert);
    tcase_add_test(values, yaml_as_double_anything_else_is_refused);
    tcase_add_test(values, yaml_as_bool_takes_true_and_false_alone);
    tcase_add_test(values, yaml_as_string_takes_any_scalar);
    tcase_add_test(values, yaml_error_without_node_names_the_file_alone);
    suite_add_tcase(suite, values);
    return suite;
}

TEST_MAIN(yaml_suite)
