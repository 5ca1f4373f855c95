#include "base/file.h"

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/fixtures/scratch.h"

START_TEST(file_read_limit_is_the_largest_size) {
    char *bytes = NULL;
    size_t size;
    temp_folder_write(scratch, "c.txt", "12345");
    ck_assert_int_eq(file_read(&bytes, &size, in_scratch("c.txt"), 5, &error), STATUS_OK);
    free(bytes);
    ck_assert_int_eq(file_read(&bytes, &size, in_scratch("c.txt"), 4, &error), STATUS_FORMAT);
    ck_assert_ptr_nonnull(strstr(error.message, "larger than 4 bytes"));
}
END_TEST

START_TEST(file_read_large_file_with_nul_is_whole) {
    enum { SIZE = 100000 };
    char *wanted = calloc(SIZE, 1), *bytes;
    size_t size;
    wanted[SIZE - 1] = 'z';
    ck_assert_int_eq(file_write(in_scratch("c"), wanted, SIZE, &error), STATUS_OK);
    ck_assert_int_eq(file_read(&bytes, &size, path, SIZE, &error), STATUS_OK);
    ck_assert_uint_eq(size, SIZE);
    ck_assert_int_eq(memcmp(bytes, wanted, SIZE), 0);
    ck_assert_int_eq(bytes[SIZE], '\0');
    free(bytes);
    free(wanted);
}
END_TEST

START_TEST(file_read_missing_or_folder_is_refused) {
    char *bytes;
    size_t size;
    ck_assert_int_eq(file_read(&bytes, &size, in_scratch("none"), 10, &error), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(error.message, "No such file"));
    ck_assert_int_eq(file_read(&bytes, &size, scratch, 10, &error), STATUS_IO);
}
END_TEST

static enum file_kind look(const char *there) {
    enum file_kind kind;
    ck_assert_msg(file_look(&kind, there, &error) == STATUS_OK, "%s", error.message);
    return kind;
}

/* Nobody will ever write to the pipe, and the device never ends. */
START_TEST(file_read_pipe_or_device_is_refused_at_once) {
    char *bytes;
    size_t size;
    const char *endless = _i == 0 ? in_scratch("pipe") : "/dev/zero";
    if (_i == 0)
        ck_assert_int_eq(mkfifo(endless, 0600), 0);
    ck_assert_int_eq(file_read(&bytes, &size, endless, 10, &error), STATUS_IO);
    ck_assert_ptr_nonnull(
        strstr(error.message, _i == 0 ? "it is a pipe, not a file" : "it is a device, not a file"));
}
END_TEST

START_TEST(file_look_tells_files_from_folders) {
    temp_folder_write(scratch, "c.txt", "");
    ck_assert_int_eq(mkfifo(in_scratch("pipe"), 0600), 0);
    ck_assert_int_eq(look(in_scratch("c.txt")), FILE_REGULAR);
    ck_assert_int_eq(look(in_scratch("none")), FILE_NONE);
    ck_assert_int_eq(look(in_scratch("none/below")), FILE_NONE);
    ck_assert_int_eq(look(in_scratch("c.txt/below")), FILE_NONE);
    ck_assert_int_eq(look(scratch), FILE_FOLDER);
    ck_assert_int_eq(look(in_scratch("pipe")), FILE_OTHER);
    ck_assert_int_eq(file_is_folder(scratch), 1);
    ck_assert_int_eq(file_is_folder(in_scratch("c.txt")), 0);
    ck_assert_int_eq(file_is_folder(in_scratch("none")), 0);
}
END_TEST

/* A circle of links is neither there nor absent. */
START_TEST(file_look_that_cannot_tell_is_an_error) {
    enum file_kind kind;
    ck_assert_int_eq(symlink("circle", in_scratch("circle")), 0);
    ck_assert_int_eq(file_look(&kind, in_scratch("circle"), &error), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(error.message, "cannot read"));
}
END_TEST

START_TEST(file_join_resolves_dots_as_text) {
    static const struct {
        const char *a, *b, *joined;
    } cases[] = {
        {"a", "b", "a/b"},
        {"a/", "b/", "a/b"},
        {"", "b", "b"},
        {"a", "/b", "/b"},
        {"a", "", "a"},
        {"", "", "."},
        {"a", ".", "a"},
        {"a", "..", "."},
        {"a", "../..", ".."},
        {"weak-prior", "../learning/x.yaml", "learning/x.yaml"},
        {"..", "../b", "../../b"},
        {"/", "..", "/"},
        {"/a", "../../b", "/b"},
        {"a//b", "./c/../d", "a/b/d"},
        {"/", "b", "/b"},
        {"a", "...", "a/..."},
        {"..a", "..", "."},
        {"../a", "../..", "../.."},
        {".", "..", ".."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char joined[FILE_PATH_MAX];
        ck_assert_int_eq(file_join(joined, cases[i].a, cases[i].b, &error), STATUS_OK);
        ck_assert_str_eq(joined, cases[i].joined);
    }
}
END_TEST

START_TEST(file_join_into_its_own_argument_works) {
    char folder[FILE_PATH_MAX] = "a/b";
    ck_assert_int_eq(file_join(folder, folder, "../c", &error), STATUS_OK);
    ck_assert_str_eq(folder, "a/c");
}
END_TEST

START_TEST(file_join_longest_path_fits_and_one_more_is_refused) {
    char joined[FILE_PATH_MAX], name[FILE_PATH_MAX + 1];
    memset(name, 'x', sizeof name);
    name[FILE_PATH_MAX - 3] = '\0';
    ck_assert_int_eq(file_join(joined, "a", name, &error), STATUS_OK);
    ck_assert_uint_eq(strlen(joined), FILE_PATH_MAX - 1);
    ck_assert_int_eq(file_join(joined, "ab", name, &error), STATUS_INVALID);
    ck_assert_uint_eq(strlen(joined), FILE_PATH_MAX - 1);
}
END_TEST

START_TEST(file_parent_is_all_before_the_last_part) {
    static const char *const cases[][2] = {{"a/b", "a"}, {"a", "."},      {"/a", "/"},
                                           {"/", "/"},   {"a/", "."},     {"a//b", "a"},
                                           {"", "."},    {"/a/b/", "/a"}, {"a/b/c.txt", "a/b"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char parent[FILE_PATH_MAX];
        file_parent(parent, cases[i][0]);
        ck_assert_str_eq(parent, cases[i][1]);
        snprintf(parent, sizeof parent, "%s", cases[i][0]);
        file_parent(parent, parent);
        ck_assert_str_eq(parent, cases[i][1]);
    }
}
END_TEST

START_TEST(file_list_finds_what_ends_so_sorted) {
    static const char *const files[] = {"b/y.yaml",     "a/z.yaml",  "x.yaml",     "a/b/deep.yaml",
                                        "a/readme.txt", ".hid.yaml", ".git/h.yaml"};
    static const char *const wanted[] = {"a/b/deep.yaml", "a/z.yaml", "b/y.yaml", "linked.yaml",
                                         "x.yaml"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        temp_folder_write(scratch, files[i], "");
    ck_assert_int_eq(file_make_folders(in_scratch("folder.yaml"), &error), STATUS_OK);
    ck_assert_int_eq(symlink("x.yaml", in_scratch("linked.yaml")), 0);
    ck_assert_int_eq(symlink("none", in_scratch("dangling.yaml")), 0);
    ck_assert_int_eq(symlink(".", in_scratch("circle")), 0);
    char **list;
    long count;
    ck_assert_int_eq(file_list(&list, &count, scratch, ".yaml", &error), STATUS_OK);
    ck_assert_int_eq(count, 5);
    for (long i = 0; i < count; i++)
        ck_assert_str_eq(list[i], wanted[i]);
    ck_assert_ptr_null(list[5]);
    free(list);
}
END_TEST

/* A list that lacks what cannot be looked at would pass for the whole. */
START_TEST(file_list_link_in_a_circle_is_refused) {
    char **list;
    long count;
    temp_folder_write(scratch, "x.yaml", "");
    ck_assert_int_eq(symlink("turn.yaml", in_scratch("turn.yaml")), 0);
    ck_assert_int_eq(file_list(&list, &count, scratch, ".yaml", &error), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(error.message, "turn.yaml"));
}
END_TEST

/* However deep, one folder is open at a time. */
START_TEST(file_list_deep_tree_takes_no_more_files) {
    char deep[FILE_PATH_MAX] = "", **list;
    long count;
    struct rlimit before, few = {.rlim_cur = 12};
    for (int i = 0; i < 40; i++)
        strcat(deep, "d/");
    strcat(deep, "x.yaml");
    temp_folder_write(scratch, deep, "");
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
    few.rlim_max = before.rlim_max;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
    enum status status = file_list(&list, &count, scratch, ".yaml", &error);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
    ck_assert_msg(status == STATUS_OK, "%s", error.message);
    ck_assert_int_eq(count, 1);
    ck_assert_str_eq(list[0], deep);
    free(list);
}
END_TEST

START_TEST(file_list_empty_folder_gives_an_empty_list) {
    char **list;
    long count = -1;
    ck_assert_int_eq(file_list(&list, &count, scratch, ".yaml", &error), STATUS_OK);
    ck_assert_int_eq(count, 0);
    ck_assert_ptr_null(list[0]);
    free(list);
}
END_TEST

START_TEST(file_list_missing_folder_is_refused) {
    char **list;
    long count;
    ck_assert_int_eq(file_list(&list, &count, in_scratch("none"), "", &error), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(error.message, "cannot read the folder"));
}
END_TEST

START_TEST(file_digest_known_messages_match_the_standard) {
    char digest[65];
    /* FIPS 180-4, example "abc", and the digest of the empty message. */
    file_digest(digest, "abc", 3);
    ck_assert_str_eq(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    file_digest(digest, "", 0);
    ck_assert_str_eq(digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
END_TEST

static Suite *file_suite(void) {
    Suite *suite = suite_create("file");
    TCase *files = tcase_create("files");
    tcase_add_checked_fixture(files, make_scratch, remove_scratch);
    tcase_add_test(files, file_read_limit_is_the_largest_size);
    tcase_add_test(files, file_read_large_file_with_nul_is_whole);
    tcase_add_test(files, file_read_missing_or_folder_is_refused);
    tcase_add_test(files, file_look_tells_files_from_folders);
    tcase_add_test(files, file_look_that_cannot_tell_is_an_error);
    tcase_add_loop_test(files, file_read_pipe_or_device_is_refused_at_once, 0, 2);
    tcase_add_test(files, file_list_finds_what_ends_so_sorted);
    tcase_add_test(files, file_list_link_in_a_circle_is_refused);
    tcase_add_test(files, file_list_deep_tree_takes_no_more_files);
    tcase_add_test(files, file_list_empty_folder_gives_an_empty_list);
    tcase_add_test(files, file_list_missing_folder_is_refused);
    suite_add_tcase(suite, files);
    TCase *paths = tcase_create("paths");
    tcase_add_test(paths, file_join_resolves_dots_as_text);
    tcase_add_test(paths, file_join_into_its_own_argument_works);
    tcase_add_test(paths, file_join_longest_path_fits_and_one_more_is_refused);
    tcase_add_test(paths, file_parent_is_all_before_the_last_part);
    tcase_add_test(paths, file_digest_known_messages_match_the_standard);
    suite_add_tcase(suite, paths);
    return suite;
}

TEST_MAIN(file_suite)
