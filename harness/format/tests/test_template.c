#include "format/template.h"
#include "tests/check_near.h"

static const struct template_field fields[] = {
    {"name", "a <b> & {{bold}}", TEMPLATE_TEXT},
    {"bold", "<b>x</b>", TEMPLATE_MARKUP},
    {"none", NULL, TEMPLATE_TEXT},
};
enum { FIELDS = sizeof fields / sizeof *fields };

static void assert_filled(const char *template, const char *expected) {
    struct text out = {0};
    struct error error = {0};
    ck_assert_msg(template_fill(&out, "t", template, fields, FIELDS, &error) == STATUS_OK, "%s",
                  error.message);
    ck_assert_str_eq(out.bytes, expected);
    text_free(&out);
}

static void assert_refused(const char *template, long line, long column, struct error *error) {
    struct text out = {0};
    ck_assert_int_eq(template_fill(&out, "page.html", template, fields, FIELDS, error),
                     STATUS_FORMAT);
    ck_assert_str_eq(error->file, "page.html");
    ck_assert_int_eq(error->line, line);
    ck_assert_int_eq(error->column, column);
    text_free(&out);
}

START_TEST(template_fill_without_fields_copies) {
    assert_filled("a { b } c }} d\n", "a { b } c }} d\n");
    assert_filled("", "");
}
END_TEST

/* The value of `name` speaks of a field, which must not be called up by it. */
START_TEST(template_fill_text_is_escaped_and_not_looked_at_again) {
    assert_filled("<p>{{name}}</p>", "<p>a &lt;b&gt; &amp; {{bold}}</p>");
}
END_TEST

START_TEST(template_fill_markup_stands_as_it_is) {
    assert_filled("{{bold}}{{bold}}", "<b>x</b><b>x</b>");
}
END_TEST

START_TEST(template_fill_missing_value_is_empty) {
    assert_filled("[{{none}}]", "[]");
}
END_TEST

START_TEST(template_fill_unknown_field_is_named_with_place_and_suggestion) {
    struct error error = {0};
    assert_refused("one\n two {{nome}}", 2, 6, &error);
    ck_assert_ptr_nonnull(strstr(error.message, "{{nome}}"));
    ck_assert_ptr_nonnull(strstr(error.hint, "{{name}}"));
}
END_TEST

START_TEST(template_fill_open_field_is_refused) {
    struct error error = {0};
    assert_refused("{{name", 1, 1, &error);
    assert_refused("x{{na\nme}}", 1, 2, &error);
    assert_refused("{{na}me}}", 1, 1, &error);
    assert_refused("{{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}}",
                   1, 1, &error);
}
END_TEST

static Suite *template_suite(void) {
    Suite *suite = suite_create("template");
    TCase *tests = tcase_create("template");
    tcase_add_test(tests, template_fill_without_fields_copies);
    tcase_add_test(tests, template_fill_text_is_escaped_and_not_looked_at_again);
    tcase_add_test(tests, template_fill_markup_stands_as_it_is);
    tcase_add_test(tests, template_fill_missing_value_is_empty);
    tcase_add_test(tests, template_fill_unknown_field_is_named_with_place_and_suggestion);
    tcase_add_test(tests, template_fill_open_field_is_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(template_suite)
