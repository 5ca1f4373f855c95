#include "scenario/scenario_external.h"

#include <stdlib.h>
#include <unistd.h>

#include "scenario/schema.h"
#include "tests/check_near.h"
#include "tests/fixtures/scenario_fixture.h"

static void begin(void) {
    set_up();
    temp_folder_write(root, "own/train.py", "print('hello')\n");
    temp_folder_write(root, "own/base.yaml",
                      "claim: another program trains\n"
                      "trainer: {command: [sh, train.py, \"{objective.beta}\"], timeout: 2 min}\n"
                      "settings: {layers: 2, rate: 0.1}\n"
                      "files: [train.py]\n");
    temp_folder_write(root, "far/other.yaml",
                      "claim: in another folder\n"
                      "base: ../own/base.yaml\n"
                      "settings: {rate: 0.2}\n");
}

/* The digest of a scenario as it is now. */
static void digest_of(char digest[65], const char *name, const char *override) {
    ck_assert_msg(load_from(root, name, &override, override != NULL) == STATUS_OK, "%s",
                  error.message);
    memcpy(digest, scenario.digest, 65);
}

START_TEST(external_scenario_is_read) {
    load_well("own/base");
    const struct external *external = &scenario.external;
    ck_assert(scenario_is_external(&scenario));
    ck_assert_int_eq(external->command.count, 3);
    ck_assert_str_eq(external->log, "metrics.csv");
    ck_assert_double_eq(external->timeout, 120);
    ck_assert_uint_eq(external->is_deterministic, 0);
    ck_assert_str_eq(words_find(&external->settings, "layers"), "2");
    ck_assert_uint_eq(strlen(external->file_digests[0]), 64);
    ck_assert_str_eq(scenario_backend_name(&scenario, BACKEND_OPENBLAS), "external");
}
END_TEST

/* Settings of a base stay, one by one; its files are seen from the folder of the scenario. */
START_TEST(external_scenario_inherits) {
    load_well("far/other");
    const struct external *external = &scenario.external;
    ck_assert_str_eq(words_find(&external->settings, "layers"), "2");
    ck_assert_str_eq(words_find(&external->settings, "rate"), "0.2");
    ck_assert_str_eq(words_first(&external->files), "../own/train.py");
}
END_TEST

START_TEST(external_digest_is_of_what_determines_a_trajectory) {
    char first[65], again[65];
    digest_of(first, "own/base", NULL);
    static const char *const none[] = {"trainer.timeout=3 h", "trainer.needs=[sh]",
                                       "trainer.install=make it", "seeds.check=2",
                                       "objective.beta=1"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        digest_of(again, "own/base", none[i]);
        ck_assert_msg(strcmp(first, again) == 0, "%s", none[i]);
    }
    static const char *const some[] = {"settings.rate=0.3",
                                       "objective.beta=2",
                                       "trainer.command=[sh]",
                                       "trainer.deterministic=true",
                                       "trainer.columns={kl: a}",
                                       "trainer.log=x.csv",
                                       "files=[]",
                                       "train.steps=3000"};
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        digest_of(again, "own/base", some[i]);
        ck_assert_msg(strcmp(first, again) != 0, "%s", some[i]);
    }
}
END_TEST

START_TEST(external_digest_is_of_the_contents_of_files) {
    char first[65], again[65];
    digest_of(first, "own/base", NULL);
    temp_folder_write(root, "own/train.py", "print('hallo')\n");
    digest_of(again, "own/base", NULL);
    ck_assert_str_ne(first, again);
    temp_folder_write(root, "own/train.py", "print('hello')\n");
    digest_of(again, "own/base", NULL);
    ck_assert_str_eq(first, again);
}
END_TEST

/* The keys of an external trainer are not part of the digest of klimb's own. */
START_TEST(external_keys_leave_other_scenarios_alone) {
    struct text canonical = {0};
    load_well("learning/healthy");
    ck_assert(!scenario_is_external(&scenario));
    scenario_canonical(&canonical, &scenario, 1);
    ck_assert_ptr_null(strstr(canonical.bytes, "trainer"));
    ck_assert_ptr_null(strstr(canonical.bytes, "settings"));
    text_free(&canonical);
}
END_TEST

START_TEST(external_canonical_form_reads_back_the_same) {
    struct text canonical = {0};
    char first[65];
    digest_of(first, "own/base", "settings={odd: \"a: 'b' {x}\"}");
    scenario_canonical(&canonical, &scenario, 1);
    temp_folder_write(root, "own/again.yaml", canonical.bytes);
    load_well("own/again");
    ck_assert_str_eq(scenario.digest, first);
    text_free(&canonical);
}
END_TEST

static const struct {
    const char *text;
    double seconds; /* 0: refused */
} times[] = {
    {"1 s", 1}, {"600 s", 600}, {"10min", 600}, {"1.5 h", 5400}, {"720 h", 2592000}, {"600", 0},
    {"0 s", 0}, {"-1 s", 0},    {"721 h", 0},   {"1 d", 0},      {"nan s", 0},       {"inf h", 0},
    {"s", 0},   {"1 s s", 0},   {"0x10 s", 0},  {"1e400 s", 0},  {"[1]", 0},         {"''", 0},
};

START_TEST(external_timeout_has_a_unit) {
    char override[64];
    snprintf(override, sizeof override, "trainer.timeout=%s", times[_i].text);
    enum status status = load_with("own/base", override);
    ck_assert_msg((status == STATUS_OK) == (times[_i].seconds > 0), "%s", override);
    if (status == STATUS_OK)
        ck_assert_double_eq(scenario.external.timeout, times[_i].seconds);
    else
        ck_assert_ptr_nonnull(strstr(error.message, "with its unit, like 600 s, 10 min or 2 h"));
}
END_TEST

START_TEST(external_errors_name_file_and_line) {
    temp_folder_write(root, "own/bad.yaml", "claim: bad\nbase: base.yaml\nfiles:\n  - gone.csv\n");
    ck_assert_int_eq(load("own/bad"), STATUS_FORMAT);
    ck_assert_str_eq(error.file, in_root("own/bad.yaml"));
    ck_assert_int_eq(error.line, 4);
    ck_assert_ptr_nonnull(strstr(error.message, "there is no file"));
    temp_folder_write(root, "own/bad.yaml", "claim: bad\n\ntrainer: {command: [sh, \"{dri}\"]}\n");
    ck_assert_int_eq(load("own/bad"), STATUS_FORMAT);
    check_error("own/bad.yaml", 3, "{dri} is not known", "did you mean {dir}?");
}
END_TEST

START_TEST(external_program_that_is_not_installed_is_lacking_only_with_an_install_line) {
    static const struct {
        const char *command, *needs, *install;
        int lacks;
    } cases[] = {
        {"[sh]", "[]", "''", 0},
        {"[sh]", "[]", "make", 0},
        {"[sh]", "[sh, -c, 'exit 0']", "make", 0},
        {"[sh]", "[sh, -c, 'exit 1']", "make", 1},
        {"[sh]", "[sh, -c, 'exit 1']", "''", 0},
        {"[sh]", "[no-such-program]", "make", 1},
        {"[no-such-program]", "[]", "make", 1},
        {"[no-such-program]", "[]", "''", 0},
        {"[./train.py]", "[]", "make", 1},       /* it may not be executed */
        {"['{experiment}/x']", "[]", "make", 0}, /* nobody knows before it is filled in */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char command[128], needs[128], install[128];
        snprintf(command, sizeof command, "trainer.command=%s", cases[i].command);
        snprintf(needs, sizeof needs, "trainer.needs=%s", cases[i].needs);
        snprintf(install, sizeof install, "trainer.install=%s", cases[i].install);
        const char *const overrides[] = {command, needs, install};
        ck_assert_msg(load_from(root, "own/base", overrides, 3) == STATUS_OK, "%s", error.message);
        ck_assert_msg(scenario_lacks_program(&scenario) == cases[i].lacks, "case %zu", i);
    }
    load_well("learning/healthy");
    ck_assert_int_eq(scenario_lacks_program(&scenario), 0);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("scenario_external");
    TCase *tests = tcase_create("scenario_external");
    tcase_add_checked_fixture(tests, begin, tear_down);
    tcase_add_test(tests, external_scenario_is_read);
    tcase_add_test(tests, external_scenario_inherits);
    tcase_add_test(tests, external_digest_is_of_what_determines_a_trajectory);
    tcase_add_test(tests, external_digest_is_of_the_contents_of_files);
    tcase_add_test(tests, external_keys_leave_other_scenarios_alone);
    tcase_add_test(tests, external_canonical_form_reads_back_the_same);
    tcase_add_loop_test(tests, external_timeout_has_a_unit, 0, sizeof times / sizeof *times);
    tcase_add_test(tests, external_errors_name_file_and_line);
    tcase_add_test(tests,
                   external_program_that_is_not_installed_is_lacking_only_with_an_install_line);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
