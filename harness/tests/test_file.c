#include "file.h"

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

#include "check_near.h"
#include "temp_folder.h"

/* Every test works in a folder of its own. */
static char scratch[FILE_PATH_MAX];
static char path[FILE_PATH_MAX];
static struct error error;

static void make_scratch(void) {
    temp_folder_make(scratch);
}

static void remove_scratch(void) {
    temp_folder_remove(scratch);
}

static const char *in_scratch(const char *name) {
    ck_assert_int_eq(file_join(path, scratch, name, &error), STATUS_OK);
    return path;
}

static void assert_holds(const char *name, const char *text) {
    char *bytes;
    size_t size;
    ck_assert_int_eq(file_read(&bytes, &size, in_scratch(name), 1000, &error), STATUS_OK);
    ck_assert_uint_eq(size, strlen(text));
    ck_assert_str_eq(bytes, text);
    free(bytes);
}

static int count_entries(const char *name) {
    DIR *folder = opendir(in_scratch(name));
    ck_assert_ptr_nonnull(folder);
    int count = 0;
    while (readdir(folder) != NULL)
        count++;
    closedir(folder);
    return count - 2; /* without . and .. */
}

START_TEST(file_write_new_file_has_folders_contents_and_mode) {
    umask(022);
    temp_folder_write(scratch, "a/b/c.txt", "hello\n");
    assert_holds("a/b/c.txt", "hello\n");
    struct stat status;
    ck_assert_int_eq(stat(in_scratch("a/b/c.txt"), &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0644);
    ck_assert_int_eq(count_entries("a/b"), 1);
}
END_TEST

START_TEST(file_write_umask_is_respected_and_kept) {
    umask(077);
    temp_folder_write(scratch, "c.txt", "secret");
    struct stat status;
    ck_assert_int_eq(stat(in_scratch("c.txt"), &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0600);
    ck_assert_int_eq(umask(022), 077);
}
END_TEST

START_TEST(file_write_old_file_is_replaced_and_none_may_be_empty) {
    temp_folder_write(scratch, "c.txt", "a long old text");
    temp_folder_write(scratch, "c.txt", "new");
    assert_holds("c.txt", "new");
    temp_folder_write(scratch, "c.txt", "");
    assert_holds("c.txt", "");
}
END_TEST

START_TEST(file_write_full_disk_leaves_the_old_file_alone) {
    temp_folder_write(scratch, "c.txt", "old");
    /* A limit on the size of files makes write fail halfway, as a full disk does. */
    struct rlimit limit = {.rlim_cur = 1000, .rlim_max = 1000};
    char bytes[5000] = {0};
    ck_assert_ptr_ne(signal(SIGXFSZ, SIG_IGN), SIG_ERR);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert_int_eq(file_write(in_scratch("c.txt"), bytes, sizeof bytes, &error), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(error.message, "cannot write"));
    ck_assert_ptr_nonnull(strstr(error.message, "File too large"));
    assert_holds("c.txt", "old");
    ck_assert_int_eq(count_entries("."), 1);
}
END_TEST

START_TEST(file_write_below_a_file_is_refused) {
    temp_folder_write(scratch, "c.txt", "old");
    ck_assert_int_eq(file_write(in_scratch("c.txt/d/e"), "x", 1, &error), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(error.message, "cannot make the folder"));
    assert_holds("c.txt", "old");
}
END_TEST

START_TEST(file_write_over_what_is_no_file_is_refused) {
    ck_assert_int_eq(file_make_folders(in_scratch("folder"), &error), STATUS_OK);
    ck_assert_int_eq(symlink("elsewhere", in_scratch("link")), 0);
    ck_assert_int_eq(file_write(in_scratch("folder"), "x", 1, &error), STATUS_IO);
    ck_assert_int_eq(file_write(in_scratch("link"), "x", 1, &error), STATUS_IO);
    ck_assert_int_eq(file_write("/dev/null", "x", 1, &error), STATUS_IO);
    ck_assert_str_eq(error.message, "cannot write /dev/null: it exists and is not a regular file");
    ck_assert_int_eq(count_entries("."), 2);
}
END_TEST

START_TEST(file_write_path_too_long_is_refused) {
    char name[3000];
    memset(name, 'x', sizeof name);
    name[sizeof name - 1] = '\0';
    ck_assert_int_eq(file_write(name, "x", 1, &error), STATUS_IO);
    ck_assert_int_eq(file_make_folders(name, &error), STATUS_IO);
    name[300] = '\0'; /* longer than a name may be, shorter than a path may be */
    ck_assert_int_eq(file_write(in_scratch(name), "x", 1, &error), STATUS_IO);
    ck_assert_int_eq(count_entries("."), 0);
}
END_TEST

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

/* One name for all writers: what a killed one left is taken over, and gone afterwards. */
START_TEST(file_write_takes_over_what_a_killed_writer_left) {
    char *bytes;
    size_t size;
    temp_folder_write(scratch, ".d.txt.klimb", "half of an old fi");
    temp_folder_write(scratch, "d.txt", "new");
    ck_assert(!temp_folder_has(in_scratch(".d.txt.klimb")));
    ck_assert_int_eq(file_read(&bytes, &size, in_scratch("d.txt"), 100, &error), STATUS_OK);
    ck_assert_str_eq(bytes, "new");
    free(bytes);
}
END_TEST

/* Two writers of one file at the same time: each time one of their texts, whole. */
START_TEST(file_write_two_processes_write_one_file) {
    enum { ROUNDS = 200, LENGTH = 20000 };
    char text[LENGTH + 1] = "", both[FILE_PATH_MAX];
    snprintf(both, sizeof both, "%s", in_scratch("both.txt"));
    pid_t child = fork();
    memset(text, child == 0 ? 'a' : 'b', LENGTH);
    for (int i = 0; i < ROUNDS; i++) {
        char *bytes = NULL;
        size_t size = 0;
        int is_written = file_write(both, text, LENGTH, &error) == STATUS_OK;
        int is_whole = file_read(&bytes, &size, both, LENGTH, &error) == STATUS_OK &&
                       size == LENGTH && strspn(bytes, bytes[0] == 'a' ? "a" : "b") == LENGTH;
        free(bytes);
        if (child == 0 && !(is_written && is_whole))
            _exit(1);
        ck_assert_msg(is_written && is_whole, "%s", error.message);
    }
    if (child == 0)
        _exit(0);
    int how;
    ck_assert_int_eq(waitpid(child, &how, 0), child);
    ck_assert(WIFEXITED(how) && WEXITSTATUS(how) == 0);
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
    tcase_add_test(files, file_write_new_file_has_folders_contents_and_mode);
    tcase_add_test(files, file_write_umask_is_respected_and_kept);
    tcase_add_test(files, file_write_old_file_is_replaced_and_none_may_be_empty);
    tcase_add_test(files, file_write_full_disk_leaves_the_old_file_alone);
    tcase_add_test(files, file_write_below_a_file_is_refused);
    tcase_add_test(files, file_write_over_what_is_no_file_is_refused);
    tcase_add_test(files, file_write_path_too_long_is_refused);
    tcase_add_test(files, file_read_limit_is_the_largest_size);
    tcase_add_test(files, file_read_large_file_with_nul_is_whole);
    tcase_add_test(files, file_read_missing_or_folder_is_refused);
    tcase_add_test(files, file_look_tells_files_from_folders);
    tcase_add_test(files, file_look_that_cannot_tell_is_an_error);
    tcase_add_test(files, file_write_takes_over_what_a_killed_writer_left);
    tcase_add_test(files, file_write_two_processes_write_one_file);
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
