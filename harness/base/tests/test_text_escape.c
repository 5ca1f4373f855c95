/* Foreign text: a table for each place it is put into. */
#include <stdlib.h>

#include "base/text.h"
#include "tests/check_near.h"

/* What text from a file may hold. */
#define ESC      "\x1b[31m"
#define NEL      "\xc2\x85"
#define CSI      "\xc2\x9b"
#define OVERRIDE "\xe2\x80\xae" /* right to left */
#define ISOLATE  "\xe2\x81\xa6"
#define LINES    "\xe2\x80\xa8" /* line separator */
#define BROKEN   "\xef\xbf\xbd" /* U+FFFD */

struct row {
    const char *string, *escaped;
};

static void assert_rows(enum text_escape escape, const struct row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct text text = {0};
        text_add_escaped(&text, rows[i].string, escape);
        text_add(&text, "%s", "");
        ck_assert_str_eq(text.bytes, rows[i].escaped);
        text_free(&text);
    }
}
#define ASSERT_ROWS(escape, rows) assert_rows(escape, rows, sizeof(rows) / sizeof *(rows))

START_TEST(text_add_escaped_terminal) {
    static const struct row rows[] = {
        {ESC "a\a\r\b\x7f", "?[31ma????"},
        {"a\nok 1\tb", "a ok 1 b"},
        {NEL CSI OVERRIDE ISOLATE LINES, "?????"},
        {"caf\xe9\xff", "caf" BROKEN BROKEN},
        {"# TODO $(touch x) `x` ' \" ]]> @name größe 1",
         "# TODO $(touch x) `x` ' \" ]]> @name größe 1"},
        {"", ""},
    };
    ASSERT_ROWS(TEXT_TERMINAL, rows);
}
END_TEST

static const struct row shell_rows[] = {
    {"learning/healthy", "learning/healthy"},
    {"objective.beta=1e-3", "objective.beta=1e-3"},
    {"", "''"},
    {"=ls", "'=ls'"},
    {"~", "'~'"},
    {"a b", "'a b'"},
    {"mit leer/größe 1", "'mit leer/größe 1'"},
    {"$(touch x)", "'$(touch x)'"},
    {"`touch x`;touch x&", "'`touch x`;touch x&'"},
    {"it's \"x\"", "'it'\\''s \"x\"'"},
    {"#x", "'#x'"},
    {"a\\b*?[!]", "'a\\b*?[!]'"},
    {"a\nb", "$'a\\012b'"},
    {ESC "1", "$'\\033[31m1'"},
    {"caf\xe9"
     "1",
     "$'caf\\3511'"},
    {"'!\\\xff", "$'\\047\\041\\134\\377'"},
    {NEL "\xc3\xb6" OVERRIDE, "$'\\302\\205\xc3\xb6\\342\\200\\256'"},
};

START_TEST(text_add_escaped_shell) {
    ASSERT_ROWS(TEXT_SHELL, shell_rows);
}
END_TEST

/* What bash makes of the word is what went in. */
START_TEST(text_add_escaped_shell_words_are_read_back) {
    for (size_t i = 0; i < sizeof shell_rows / sizeof *shell_rows; i++) {
        struct text command = {0};
        char back[256];
        text_add(&command, "exec bash --noprofile --norc <<'END'\nprintf '%%s' ");
        text_add_escaped(&command, shell_rows[i].string, TEXT_SHELL);
        text_add(&command, "\nEND");
        FILE *bash = popen(command.bytes, "r");
        ck_assert_ptr_nonnull(bash);
        back[fread(back, 1, sizeof back - 1, bash)] = '\0';
        ck_assert_int_eq(pclose(bash), 0);
        ck_assert_str_eq(back, shell_rows[i].string);
        text_free(&command);
    }
}
END_TEST

START_TEST(text_add_operands_dash_is_no_option) {
    const char *const plain[] = {"a b", "c"}, *const dashed[] = {"a", "-rf"};
    struct text text = {0};
    text_add_operands(&text, plain, 2);
    text_add_operands(&text, plain, 0);
    text_add_operands(&text, dashed, 2);
    ck_assert_str_eq(text.bytes, " 'a b' c -- a -rf");
    text_free(&text);
}
END_TEST

START_TEST(text_add_escaped_tap) {
    static const struct row rows[] = {
        {"x # TODO later", "x \\# TODO later"},
        {"x\\# SKIP", "x\\\\\\# SKIP"},
        {"a\nnot ok 2\r" ESC NEL "\xff", "a not ok 2??[31m?" BROKEN},
    };
    ASSERT_ROWS(TEXT_TAP, rows);
}
END_TEST

START_TEST(text_add_escaped_markdown) {
    static const struct row rows[] = {
        {"x|`y`@team<script>*[z](u)_$(a)",
         "x&#124;&#96;y&#96;&#64;<!-- "
         "-->team&lt;script&gt;&#42;&#91;z&#93;&#40;u&#41;&#95;&#36;&#40;a&#41;"},
        {"a\n# heading\t\\{}!~^", "a # heading &#92;&#123;&#125;&#33;&#126;&#94;"},
        {ESC NEL OVERRIDE "\xff", "&#91;31m" BROKEN},
    };
    ASSERT_ROWS(TEXT_MARKDOWN, rows);
}
END_TEST

START_TEST(text_add_escaped_html_and_xml) {
    static const struct row html[] = {
        {"a<b & \"c\" 'd'>]]>", "a&lt;b &amp; &quot;c&quot; &#39;d&#39;&gt;]]&gt;"},
        {"β\n\t\x01\x7f" ESC, "β\n\t[31m"},
        {NEL OVERRIDE LINES ".", "."},
        {"\xc0\xaf", BROKEN BROKEN}, /* an overlong "/" */
    };
    static const struct row xml[] = {
        {"a\n\t\x1b<]]>", "a&#10;&#9;&lt;]]&gt;"},
        {"\xef\xbf\xbf" NEL OVERRIDE ".", "."}, /* U+FFFF is not allowed in XML */
        {"\xed\xa0\x80", BROKEN BROKEN BROKEN}, /* a surrogate */
    };
    ASSERT_ROWS(TEXT_HTML, html);
    ASSERT_ROWS(TEXT_XML, xml);
}
END_TEST

START_TEST(text_add_escaped_json_and_yaml) {
    static const struct row json[] = {
        {"\"\\\n\t\x01 β / <", "\\\"\\\\\\n\\t\\u0001 β / <"},
        {"\xff\xce", BROKEN BROKEN},
        {"\xf4\x90\x80\x80", BROKEN BROKEN BROKEN BROKEN}, /* beyond U+10FFFF */
        {"\xf0\x9f\x98\x80" BROKEN, "\xf0\x9f\x98\x80" BROKEN},
        {ESC OVERRIDE, "\\u001b[31m\\u202e"},
    };
    static const struct row yaml[] = {
        {"no: # \"x\"", "\"no: # \\\"x\\\"\""},
        {NEL LINES "\xef\xbb\xbf\x7f" OVERRIDE, "\"\\u0085\\u2028\\ufeff\\u007f\\u202e\""},
        {"", "\"\""},
    };
    ASSERT_ROWS(TEXT_JSON, json);
    ASSERT_ROWS(TEXT_YAML, yaml);
}
END_TEST

START_TEST(text_add_escaped_csv) {
    static const struct row rows[] = {
        {"learning/healthy", "learning/healthy"},
        {"a,b", "\"a,b\""},
        {"say \"x\"", "\"say \"\"x\"\"\""},
        {"a\nPASS\r" ESC NEL "\xff", "a PASS??[31m?" BROKEN},
    };
    ASSERT_ROWS(TEXT_CSV, rows);
}
END_TEST

START_TEST(text_add_escaped_github) {
    static const struct row message[] = {
        {"50 % of a: b, c\n::error::x", "50 %25 of a: b, c ::error::x"},
        {"a\r" ESC NEL "\xff", "a??[31m?" BROKEN},
    };
    static const struct row property[] = {
        {"a,line=2::x %", "a%2Cline=2%3A%3Ax %25"},
        {"a\nb", "a b"},
    };
    ASSERT_ROWS(TEXT_GITHUB, message);
    ASSERT_ROWS(TEXT_GITHUB_PROPERTY, property);
}
END_TEST

START_TEST(text_add_escaped_gnuplot) {
    static const struct row rows[] = {
        {"#1 \"x\"\t\\n", "\u266f1 'x' \\\\n"},
        {"a#b `x` $(x) @x {/Bold y}_z", "a#b `x` $(x) @x {/Bold y}_z"},
        {ESC NEL OVERRIDE "\xff", " [31m  " BROKEN},
    };
    ASSERT_ROWS(TEXT_GNUPLOT, rows);
}
END_TEST

START_TEST(text_is_utf8_refuses_what_is_not) {
    static const char *const good[] = {
        "", "a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xef\xbf\xbd"};
    static const char *const bad[] = {"\xe2", "a\x80", "\xc0\xaf", "\xed\xa0\x80",
                                      "\xf4\x90\x80\x80"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        ck_assert_msg(text_is_utf8(good[i]), "%zu", i);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!text_is_utf8(bad[i]), "%zu", i);
}
END_TEST

START_TEST(text_has_controls_finds_what_a_name_must_not_hold) {
    static const char *const with[] = {"a\nb", ESC,      "\t",    "\x7f", NEL,
                                       CSI,    OVERRIDE, ISOLATE, LINES},
                             *const without[] = {"",        "a b",  "größe #1 'x' \"y\" $(z)",
                                                 "caf\xe9", BROKEN, "\xe2\x80\x8f"};
    for (size_t i = 0; i < sizeof with / sizeof *with; i++)
        ck_assert_msg(text_has_controls(with[i]), "%zu", i);
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        ck_assert_msg(!text_has_controls(without[i]), "%zu", i);
}
END_TEST

START_TEST(text_find_merge_marker_says_the_first_line) {
    static const struct {
        const char *text;
        long line;
    } cases[] = {
        {"", 0},
        {"a: 1\n<<<<<<< HEAD\n=======\n>>>>>>> x\n", 2},
        {"=======\n", 1},
        {"a\r\n=======\r\n", 2},
        {"a\n||||||| base\n", 2},
        {"a\n\n>>>>>>> topic", 3},
        {"a\n========\n <<<<<<< x\n<<<<<<<x\n>>>>>>\n======= x\n=======", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_int_eq(text_find_merge_marker(cases[i].text, strlen(cases[i].text)),
                         cases[i].line);
}
END_TEST

static Suite *text_escape_suite(void) {
    Suite *suite = suite_create("text_escape");
    TCase *places = tcase_create("places");
    tcase_add_test(places, text_add_escaped_terminal);
    tcase_add_test(places, text_add_escaped_shell);
    tcase_add_test(places, text_add_escaped_shell_words_are_read_back);
    tcase_add_test(places, text_add_operands_dash_is_no_option);
    tcase_add_test(places, text_add_escaped_tap);
    tcase_add_test(places, text_add_escaped_markdown);
    tcase_add_test(places, text_add_escaped_html_and_xml);
    tcase_add_test(places, text_add_escaped_json_and_yaml);
    tcase_add_test(places, text_add_escaped_csv);
    tcase_add_test(places, text_add_escaped_github);
    tcase_add_test(places, text_add_escaped_gnuplot);
    tcase_add_test(places, text_is_utf8_refuses_what_is_not);
    tcase_add_test(places, text_has_controls_finds_what_a_name_must_not_hold);
    tcase_add_test(places, text_find_merge_marker_says_the_first_line);
    suite_add_tcase(suite, places);
    return suite;
}

TEST_MAIN(text_escape_suite)
