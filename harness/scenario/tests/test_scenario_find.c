/* Which scenario is meant, and what loading many of them has in common. */
#include "scenario/scenario_cache.h"
#include "scenario/scenario_find.h"
#include "scenario/scenario_load.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

static char root[FILE_PATH_MAX];
static struct error error;

static void set_up(void) {
    temp_folder_make(root);
    temp_folder_write(root, "base.yaml", "claim: base\nmodel: {latent: 7}\n");
    temp_folder_write(root, "a/one.yaml", "claim: one\nbase: ../base.yaml\n");
    temp_folder_write(root, "a/two.yaml", "claim: two\nbase: ../base.yaml\ntrain: {steps: 9}\n");
    temp_folder_write(root, "a/.hidden/x.yaml", "claim: hidden\n");
    temp_folder_write(root, "a/lost.yaml", "claim: lost\nbase: ../bases.yaml\n");
    temp_folder_write(root, "a/lost-too.yaml", "claim: lost\nbase: ../bases.yaml\n");
}

static void tear_down(void) {
    temp_folder_remove(root);
}

/* Makes a folder whose path is too long to be listed: listing root gives an error. */
static void forbid_listing(void) {
    char path[2 * FILE_PATH_MAX];
    snprintf(path, sizeof path, "%s", root);
    while (strlen(path) < FILE_PATH_MAX + 10) {
        strcat(path, "/ddddddddddddddddddddddddddddddddddddddddddddddddddddddddd");
        ck_assert_int_eq(mkdir(path, 0777), 0);
    }
    char **names;
    long count;
    ck_assert_int_eq(scenario_list(&names, &count, root, &error), STATUS_INVALID);
}

static enum status find(char name[SCENARIO_NAME_MAX], const char *reference) {
    error = (struct error){0};
    return scenario_find(name, root, reference, &error);
}

/* To list the folder for each of thousands of scenarios would take minutes. */
START_TEST(scenario_find_whole_name_lists_nothing) {
    static const char *const whole[] = {"a/one", "a/one.yaml", "base"};
    char name[SCENARIO_NAME_MAX];
    forbid_listing();
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        ck_assert_msg(find(name, whole[i]) == STATUS_OK, "%s: %s", whole[i], error.message);
    ck_assert_str_eq(name, "base");
    ck_assert_int_eq(find(name, "one"), STATUS_INVALID);
    struct scenario scenario;
    ck_assert_int_eq(scenario_load(&scenario, root, "a/two", NULL, 0, &error), STATUS_OK);
    scenario_free(&scenario);
}
END_TEST

/* What scenario_list would not name is not a whole name: hidden, by a link, another spelling. */
START_TEST(scenario_find_name_that_is_not_listed_is_refused) {
    static const char *const names[] = {"a/.hidden/x", "a//one", "/a/one", "./a/one",
                                        "a/../a/one",  "l/one",  "a/l/one"};
    char name[SCENARIO_NAME_MAX], link[FILE_PATH_MAX];
    ck_assert_int_eq(file_join(link, root, "l", &error), STATUS_OK);
    ck_assert_int_eq(symlink("a", link), 0);
    ck_assert_int_eq(file_join(link, root, "a/l", &error), STATUS_OK);
    ck_assert_int_eq(symlink(".", link), 0);
    ck_assert_int_eq(find(name, names[_i]), STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(error.message, "there is no scenario"));
}
END_TEST

/* What is in the folder of studies is not a scenario, by whatever name. */
START_TEST(scenario_list_leaves_out_studies) {
    char **names, name[SCENARIO_NAME_MAX], file[FILE_PATH_MAX];
    long count;
    temp_folder_write(root, "studies/sweep.yaml", "claim: a study\n");
    temp_folder_write(root, "a/studies/three.yaml", "claim: three\n");
    ck_assert_int_eq(scenario_list(&names, &count, root, &error), STATUS_OK);
    for (long i = 0; i < count; i++)
        ck_assert_int_ne(strncmp(names[i], "studies/", 8), 0);
    ck_assert_ptr_null(names[count]);
    free(names);
    ck_assert_int_eq(find(name, "three"), STATUS_OK);
    ck_assert_int_eq(find(name, "sweep"), STATUS_INVALID);
    ck_assert_int_eq(file_join(file, root, "studies/sweep.yaml", &error), STATUS_OK);
    const char *const studies[] = {"studies/sweep", "studies/sweep.yaml", file};
    for (size_t i = 0; i < sizeof studies / sizeof *studies; i++) {
        ck_assert_int_eq(find(name, studies[i]), STATUS_INVALID);
        ck_assert_str_eq(error.message, "'studies/sweep' is a study, not a scenario");
        ck_assert_str_eq(error.hint, "`klimb sweep sweep` is for studies");
    }
}
END_TEST

/* With the same defaults, bases and digests as without. */
START_TEST(scenario_load_cached_is_like_scenario_load) {
    static const char *const names[] = {"a/one", "a/two", "base", "a/two"};
    struct scenario_cache *cache = scenario_cache_new(1);
    ck_assert_ptr_nonnull(cache);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct scenario plain, cached;
        struct text texts[2] = {{0}};
        ck_assert_int_eq(scenario_load(&plain, root, names[i], NULL, 0, &error), STATUS_OK);
        ck_assert_int_eq(scenario_load_cached(&cached, cache, root, names[i], NULL, 0, &error),
                         STATUS_OK);
        scenario_canonical(&texts[0], &plain, 1);
        scenario_canonical(&texts[1], &cached, 1);
        ck_assert_str_eq(texts[0].bytes, texts[1].bytes);
        ck_assert_str_eq(plain.digest, cached.digest);
        ck_assert_str_eq(plain.path, cached.path);
        ck_assert_int_eq(cached.config.model.latent, 7);
        text_free(&texts[0]);
        text_free(&texts[1]);
        scenario_free(&plain);
        scenario_free(&cached);
    }
    scenario_cache_free(cache);
}
END_TEST

START_TEST(scenario_load_cached_reads_a_base_once) {
    struct scenario_cache *cache = scenario_cache_new(0);
    struct scenario scenario;
    ck_assert_int_eq(scenario_load_cached(&scenario, cache, root, "a/one", NULL, 0, &error),
                     STATUS_OK);
    ck_assert_str_eq(scenario.digest, "");
    scenario_free(&scenario);
    temp_folder_write(root, "base.yaml", "claim: base\nmodel: {latent: 5}\n");
    ck_assert_int_eq(scenario_load_cached(&scenario, cache, root, "a/two", NULL, 0, &error),
                     STATUS_OK);
    ck_assert_int_eq(scenario.config.model.latent, 7);
    scenario_free(&scenario);
    scenario_cache_free(cache);
}
END_TEST

/* The folder is listed for the first; the others give the same message. */
START_TEST(scenario_load_cached_lost_base_is_looked_for_once) {
    struct scenario_cache *cache = scenario_cache_new(0);
    struct scenario scenario;
    ck_assert_int_eq(scenario_load_cached(&scenario, cache, root, "a/lost", NULL, 0, &error),
                     STATUS_FORMAT);
    ck_assert_str_eq(error.hint, "did you mean base?");
    forbid_listing();
    ck_assert_int_eq(scenario_load_cached(&scenario, cache, root, "a/lost-too", NULL, 0, &error),
                     STATUS_FORMAT);
    ck_assert_str_eq(error.hint, "did you mean base?");
    scenario_cache_free(cache);
}
END_TEST

/* More bases than there is room for are all found. */
START_TEST(scenario_load_cached_many_bases_are_all_read) {
    enum { MANY = 40 };
    struct scenario_cache *cache = scenario_cache_new(0);
    for (int i = 0; i < 2 * MANY; i++) {
        struct scenario scenario;
        char file[64], text[128];
        snprintf(file, sizeof file, "b/base%d.yaml", i % MANY);
        snprintf(text, sizeof text, "claim: c\nmodel: {latent: %d}\n", i % MANY + 1);
        temp_folder_write(root, file, text);
        snprintf(text, sizeof text, "claim: c\nbase: base%d.yaml\n", i % MANY);
        temp_folder_write(root, "b/user.yaml", text);
        ck_assert_int_eq(scenario_load_cached(&scenario, cache, root, "b/user", NULL, 0, &error),
                         STATUS_OK);
        ck_assert_int_eq(scenario.config.model.latent, i % MANY + 1);
        scenario_free(&scenario);
    }
    scenario_cache_free(cache);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("scenario_find");
    TCase *tests = tcase_create("scenario_find");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, scenario_find_whole_name_lists_nothing);
    tcase_add_loop_test(tests, scenario_find_name_that_is_not_listed_is_refused, 0, 7);
    tcase_add_test(tests, scenario_list_leaves_out_studies);
    tcase_add_test(tests, scenario_load_cached_is_like_scenario_load);
    tcase_add_test(tests, scenario_load_cached_reads_a_base_once);
    tcase_add_test(tests, scenario_load_cached_lost_base_is_looked_for_once);
    tcase_add_test(tests, scenario_load_cached_many_bases_are_all_read);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
