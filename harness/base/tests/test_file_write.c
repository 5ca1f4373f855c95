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

static Suite *file_write_suite(void) {
    Suite *suite = suite_create("file_write");
    TCase *files = tcase_create("file_write");
    tcase_add_checked_fixture(files, make_scratch, remove_scratch);
    tcase_add_test(files, file_write_new_file_has_folders_contents_and_mode);
    tcase_add_test(files, file_write_umask_is_respected_and_kept);
    tcase_add_test(files, file_write_old_file_is_replaced_and_none_may_be_empty);
    tcase_add_test(files, file_write_full_disk_leaves_the_old_file_alone);
    tcase_add_test(files, file_write_below_a_file_is_refused);
    tcase_add_test(files, file_write_over_what_is_no_file_is_refused);
    tcase_add_test(files, file_write_path_too_long_is_refused);
    tcase_add_test(files, file_write_takes_over_what_a_killed_writer_left);
    tcase_add_test(files, file_write_two_processes_write_one_file);
    suite_add_tcase(suite, files);
    return suite;
}

TEST_MAIN(file_write_suite)
