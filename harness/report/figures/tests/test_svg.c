#include "report/figures/svg.h"

#include <check.h>
#include <string.h>

#include "tests/check_near.h"

static void assert_shrinks(const char *from, const char *to) {
    char bytes[4096];
    size_t size = strlen(from);
    ck_assert_uint_lt(size, sizeof bytes);
    memcpy(bytes, from, size + 1);
    size_t left = svg_shrink(bytes, size);
    ck_assert_uint_le(left, size);
    bytes[left] = '\0';
    ck_assert_str_eq(bytes, to);
}

START_TEST(shrink_places_have_a_tenth_of_a_pixel) {
    assert_shrinks("<path d='M73.64,377.45 L67.00,1234.96\n\t\tL5,0.049  '/>",
                   "<path d='M73.6,377.4 L67,1235\nL5,0.049'/>");
    assert_shrinks("<polygon points = '1.26,2.24 '/>", "<polygon points = '1.3,2.2'/>");
}
END_TEST

START_TEST(shrink_colours_are_hexadecimal) {
    assert_shrinks("<path stroke='rgb( 51,   0, 255)'/>", "<path stroke='#3300ff'/>");
    assert_shrinks("<path stroke='rgb(300, 0, 0)'/>", "<path stroke='rgb(300, 0, 0)'/>");
}
END_TEST

/* A label may say anything, be it what would be shortened in a tag. */
START_TEST(shrink_text_stays_as_it_is) {
    static const char text[] = "<text>  rgb( 51,  51,  51) d='1.26' 73.64 \t stroke-width=\"1.00\""
                               "</text>";
    assert_shrinks(text, text);
}
END_TEST

START_TEST(shrink_groups_without_content_go) {
    assert_shrinks("<a/>\n<g fill=\"none\" color=\"black\" x=\"1\">\n</g>\n<b/>\n", "<a/>\n<b/>\n");
}
END_TEST

/* Two marks in groups of the same looks become one group; in groups of others they do not. */
START_TEST(shrink_groups_of_the_same_looks_are_joined) {
    assert_shrinks("<g fill=\"none\" x=\"1\">\n\t<path/>\n</g>\n<g fill=\"none\" x=\"1\">\n\t<b/>\n"
                   "</g>\n",
                   "<g fill=\"none\" x=\"1\">\n<path/>\n<b/>\n</g>\n");
    assert_shrinks("<g fill=\"none\" x=\"1\">\n\t<path/>\n</g>\n<g fill=\"none\" x=\"2\">\n\t<b/>\n"
                   "</g>\n",
                   "<g fill=\"none\" x=\"1\">\n<path/>\n</g>\n<g fill=\"none\" x=\"2\">\n<b/>\n"
                   "</g>\n");
}
END_TEST

/* A mark stays that is used, or that one which stays is made of; a name is not part of a longer one. */
START_TEST(shrink_definitions_that_nothing_uses_go) {
    assert_shrinks("<defs>\n<path id='gpPt1'/>\n<path id='gpPt2'/>\n"
                   "<use xlink:href='#gpPt2' id='gpPt12'/>\n<use xlink:href='#gpPt1' id='gpPt3'/>\n"
                   "<filter id='box' x='0'>\n  <feFlood/>\n</filter>\n</defs>\n"
                   "<use xlink:href='#gpPt12'/>\n",
                   "<defs>\n<path id='gpPt2'/>\n<use xlink:href='#gpPt2' id='gpPt12'/>\n</defs>\n"
                   "<use xlink:href='#gpPt12'/>\n");
    assert_shrinks("<defs>\n<filter id='box'>\n  <feFlood/>\n</filter>\n</defs>\n"
                   "<g filter=\"url(#box)\">\n<a/>\n</g>\n",
                   "<defs>\n<filter id='box'>\n  <feFlood/>\n</filter>\n</defs>\n"
                   "<g filter=\"url(#box)\">\n<a/>\n</g>\n");
    assert_shrinks("<defs>\n<path id='a'/>", "<defs>\n<path id='a'/>");
}
END_TEST

/* What is longer than before waits for room: here there is none. */
START_TEST(shrink_never_grows) {
    assert_shrinks("<image preserveAspectRatio='none'/>", "<image preserveAspectRatio='none'/>");
}
END_TEST

START_TEST(shrink_damaged_input_is_survived) {
    assert_shrinks("", "");
    assert_shrinks("<", "<");
    assert_shrinks("<path d='1.2", "<path d='1.2");
    assert_shrinks("<path d='  ", "<path d='  ");
    assert_shrinks("<g fill=\"none\"", "<g fill=\"none\"");
    assert_shrinks("</g>\n", "</g>\n");
    assert_shrinks("<path stroke='rgb(", "<path stroke='rgb(");
    /* What does not end in its tag is not an id, whatever follows the tag. */
    assert_shrinks("<defs>\n<a id='x>'y\n</defs>", "<defs>\n<a id='x>'y\n</defs>");
}
END_TEST

static Suite *svg_suite(void) {
    Suite *suite = suite_create("svg");
    TCase *tests = tcase_create("svg");
    tcase_add_test(tests, shrink_places_have_a_tenth_of_a_pixel);
    tcase_add_test(tests, shrink_colours_are_hexadecimal);
    tcase_add_test(tests, shrink_text_stays_as_it_is);
    tcase_add_test(tests, shrink_groups_without_content_go);
    tcase_add_test(tests, shrink_groups_of_the_same_looks_are_joined);
    tcase_add_test(tests, shrink_definitions_that_nothing_uses_go);
    tcase_add_test(tests, shrink_never_grows);
    tcase_add_test(tests, shrink_damaged_input_is_survived);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(svg_suite)
