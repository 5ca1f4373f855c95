#include "scenario/substitute.h"

#include "scenario/schema.h"
#include "tests/check_near.h"
#include "tests/fixtures/scenario_fixture.h"

static struct text text;

/* A word with its substitutions in the scenario of the fixture. */
static enum status fill(const char *word) {
    const struct substitution values = {
        .scenario = &scenario, .seed = 7, .dir = "/runs/seed-0007", .experiment = "/home/own"};
    text_free(&text);
    text = (struct text){0};
    error = (struct error){0};
    return substitute(&text, word, &values, NULL, &error);
}

static void begin(void) {
    set_up();
    load_well("learning/healthy");
    words_set(&scenario.external.settings, "layers", "{seed}");
    words_set(&scenario.external.settings, "dir-2", "two words");
}

static void end(void) {
    text_free(&text);
    tear_down();
}

static const struct {
    const char *word, *filled;
} words[] = {
    {"", ""},
    {"plain", "plain"},
    {"{seed}", "7"},
    {"a{seed}b{seed}", "a7b7"},
    {"{dir}/x", "/runs/seed-0007/x"},
    {"{experiment}", "/home/own"},
    {"{settings.layers}", "{seed}"}, /* what is put in is not looked at again */
    {"{settings.dir-2}", "two words"},
    {"{model.latent}", "6"},
    {"{model.hidden}", "[32, 16]"},
    {"{objective.beta}", "1"},
    {"{model.activation}", "relu"},
    {"{model.head.low}", "-10"},
    {"{data.path}", "../d/x.csv"}, /* without quotes */
    {"{data.obtain}", ""},
    {"{{seed}}", "{seed}"},
    {"{{{seed}}}", "{7}"},
    {"}}{{", "}{"},
};

START_TEST(substitute_replaces_what_is_in_braces) {
    ck_assert_msg(fill(words[_i].word) == STATUS_OK, "%s: %s", words[_i].word, error.message);
    ck_assert_str_eq(text_string(&text), words[_i].filled);
}
END_TEST

static const struct {
    const char *word, *message, *hint;
} refused[] = {
    {"{sed}", "{sed} is not known; must be {seed}", "did you mean {seed}?"},
    {"{beta}", "{beta} is not known", "did you mean {objective.beta}?"},
    {"{layers}", "{layers} is not known", "did you mean {settings.layers}?"},
    {"{settings.layer}", "{settings.layer} is not known", "did you mean {settings.layers}?"},
    {"{settings.}", "{settings.} is not known", ""},
    {"{}", "{} is not known", "a brace by itself"},
    {"{claim}", "{claim} is not known", ""},
    {"{expect}", "{expect} is not known", ""},
    {"{trainer.command}", "{trainer.command} is not known", ""},
    {"{seed", "the brace in \"{seed\" is not closed", "{{ or }}"},
    {"x{a{seed}", "is not closed", "{{ or }}"},
    {"seed}", "the brace in \"}\" is not opened", "{{ or }}"},
    {"{", "is not closed", "{{ or }}"},
};

START_TEST(substitute_refuses_what_is_not_known) {
    ck_assert_int_eq(fill(refused[_i].word), STATUS_FORMAT);
    ck_assert_msg(strstr(error.message, refused[_i].message) != NULL, "%s", error.message);
    ck_assert_msg(strstr(error.hint, refused[_i].hint) != NULL, "%s", error.hint);
}
END_TEST

START_TEST(substitute_notes_which_keys_are_used) {
    const struct substitution values = {.scenario = &scenario, .dir = "", .experiment = ""};
    unsigned char used[SCENARIO_KEYS_MAX] = {0};
    struct text filled = {0};
    long count = 0;
    ck_assert_int_eq(
        substitute(&filled, "{objective.beta}{seed}{settings.layers}", &values, used, &error),
        STATUS_OK);
    for (long i = 0; i < SCENARIO_KEYS_MAX; i++)
        count += used[i];
    ck_assert_int_eq(count, 1);
    ck_assert_int_eq(used[schema_find("objective.beta") - schema_keys], 1);
    text_free(&filled);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("substitute");
    TCase *tests = tcase_create("substitute");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_loop_test(tests, substitute_replaces_what_is_in_braces, 0,
                        sizeof words / sizeof *words);
    tcase_add_loop_test(tests, substitute_refuses_what_is_not_known, 0,
                        sizeof refused / sizeof *refused);
    tcase_add_test(tests, substitute_notes_which_keys_are_used);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
