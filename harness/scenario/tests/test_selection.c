#include "scenario/selection.h"

#include <stdlib.h>
#include <string.h>

#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

/* Scenario files are listed, not read, so that empty ones do. */
static void make_experiments(char folder[FILE_PATH_MAX]) {
    static const char *const files[] = {"learning/healthy.yaml", "annealing/linear.yaml",
                                        "annealing/cosine.yaml", "linear/ppca.yaml",
                                        "linear/healthy.yaml",   "annealing-old/x.yaml"};
    temp_folder_make(folder);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        temp_folder_write(folder, files[i], "");
}

/* At most three words of a command line, and what they stand for, separated by spaces. */
static const struct {
    const char *names[3];
    const char *wanted;
} choices[] = {
    {{"learning/healthy"}, "learning/healthy"},
    {{"annealing"}, "annealing/cosine annealing/linear"},
    {{"annealing/"}, "annealing/cosine annealing/linear"},
    {{"ppca"}, "linear/ppca"},
    {{"linear"}, "linear/healthy linear/ppca"}, /* a family before a last part */
    {{"ppca", "annealing", "linear/ppca"}, "linear/ppca annealing/cosine annealing/linear"},
    {{"ppca.yaml"}, "linear/ppca"},
    {{"linear/ppca.yaml", "linear/ppca", "ppca"}, "linear/ppca"},
    {{NULL},
     "annealing-old/x annealing/cosine annealing/linear learning/healthy linear/healthy "
     "linear/ppca"},
};

static enum status expand(char ***list, long *found, const char *const names[3], const char *folder,
                          struct error *error) {
    long count = 0;
    while (count < 3 && names[count] != NULL)
        count++;
    return selection_expand(list, found, names, count, folder, error);
}

START_TEST(selection_expand_names_stand_for_scenarios_once_each) {
    char folder[FILE_PATH_MAX], joined[512] = "", **list;
    long found;
    struct error error = {0};
    make_experiments(folder);
    ck_assert_msg(expand(&list, &found, choices[_i].names, folder, &error) == STATUS_OK, "%s",
                  error.message);
    for (long i = 0; i < found; i++) {
        strcat(joined, i > 0 ? " " : "");
        strcat(joined, list[i]);
    }
    ck_assert_str_eq(joined, choices[_i].wanted);
    ck_assert_ptr_null(list[found]);
    free(list);
    temp_folder_remove(folder);
}
END_TEST

static const struct {
    const char *names[3];
    const char *message, *hint;
} refusals[] = {
    {{"healthy"}, "'healthy' is ambiguous: it may be learning/healthy, linear/healthy", "folder"},
    {{"learning/healty"}, "no scenario 'learning/healty' below", "did you mean learning/healthy?"},
    {{"ppca", "cosin"}, "no scenario 'cosin' below", "did you mean annealing/cosine?"},
    {{"anealing"}, "no scenario 'anealing' below", "did you mean annealing?"},
    {{"completely-different"}, "no scenario 'completely-different' below", "klimb list"},
    {{"elsewhere/mine.yaml"}, "no scenario 'elsewhere/mine' below", "klimb list"},
    {{""}, "no scenario '' below", ""},
    {{"/"}, "/ exists, but is not a scenario", "that ends in .yaml"},
    {{"/dev/null"}, "/dev/null exists, but is not a scenario", "that ends in .yaml"},
};

START_TEST(selection_expand_unknown_name_is_refused_with_a_hint) {
    char folder[FILE_PATH_MAX], **list;
    long found;
    struct error error = {0};
    make_experiments(folder);
    ck_assert_int_eq(expand(&list, &found, refusals[_i].names, folder, &error), STATUS_INVALID);
    ck_assert_msg(strstr(error.message, refusals[_i].message) != NULL, "%s", error.message);
    ck_assert_msg(strstr(error.hint, refusals[_i].hint) != NULL, "%s", error.hint);
    ck_assert_ptr_null(list);
    ck_assert_int_eq(found, 0);
    temp_folder_remove(folder);
}
END_TEST

/* By its path and by its name a scenario is still one, or two runs would write one record. */
START_TEST(selection_expand_path_of_a_file_is_its_scenario) {
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX], hidden[FILE_PATH_MAX], **list;
    long found;
    struct error error = {0};
    make_experiments(folder);
    temp_folder_write(folder, "linear/.draft.yaml", "");
    ck_assert_int_eq(file_join(path, folder, "linear/ppca.yaml", &error), STATUS_OK);
    ck_assert_int_eq(file_join(hidden, folder, "linear/.draft.yaml", &error), STATUS_OK);
    const char *const names[3] = {path, "ppca", hidden};
    ck_assert_int_eq(expand(&list, &found, names, folder, &error), STATUS_OK);
    ck_assert_int_eq(found, 2);
    ck_assert_str_eq(list[0], "linear/ppca");
    ck_assert_str_eq(list[1], hidden);
    free(list);
    temp_folder_remove(folder);
}
END_TEST

/* What a shell completes: the folder of a family, or of all, with and without a slash after it, from
 * here, from above or from the root. */
START_TEST(selection_expand_path_of_a_folder_is_its_family) {
    static const struct {
        const char *path;
        long found;
        const char *first;
    } paths[] = {
        {"linear", 2, "linear/healthy"},      {"linear/", 2, "linear/healthy"},
        {"./linear", 2, "linear/healthy"},    {"annealing/../linear", 2, "linear/healthy"},
        {"annealing", 2, "annealing/cosine"}, {"", 6, "annealing-old/x"},
    };
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX + 32], **list;
    long found;
    struct error error = {0};
    make_experiments(folder);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, paths[i].path);
        const char *const names[3] = {path};
        ck_assert_msg(expand(&list, &found, names, folder, &error) == STATUS_OK, "%s",
                      error.message);
        ck_assert_int_eq(found, paths[i].found);
        ck_assert_str_eq(list[0], paths[i].first);
        free(list);
    }
    temp_folder_write(folder, "empty/notes.txt", "");
    snprintf(path, sizeof path, "%s/empty", folder);
    const char *const names[3] = {path};
    ck_assert_int_eq(expand(&list, &found, names, folder, &error), STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(error.message, "there is no scenario in the folder "));
    temp_folder_remove(folder);
}
END_TEST

START_TEST(selection_expand_missing_folder_is_an_error) {
    char folder[FILE_PATH_MAX], **list;
    long found;
    struct error error = {0};
    temp_folder_make(folder);
    temp_folder_remove(folder);
    ck_assert_int_ne(selection_expand(&list, &found, NULL, 0, folder, &error), STATUS_OK);
    ck_assert_ptr_null(list);
}
END_TEST

static Suite *selection_suite(void) {
    Suite *suite = suite_create("selection");
    TCase *tests = tcase_create("selection");
    tcase_add_loop_test(tests, selection_expand_names_stand_for_scenarios_once_each, 0,
                        sizeof choices / sizeof *choices);
    tcase_add_loop_test(tests, selection_expand_unknown_name_is_refused_with_a_hint, 0,
                        sizeof refusals / sizeof *refusals);
    tcase_add_test(tests, selection_expand_path_of_a_file_is_its_scenario);
    tcase_add_test(tests, selection_expand_path_of_a_folder_is_its_family);
    tcase_add_test(tests, selection_expand_missing_folder_is_an_error);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(selection_suite)
