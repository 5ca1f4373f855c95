/* Folders that appear whole, and private ones. */
#include "base/folder.h"
#include "base/lock.h"

#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/private_folder.h"
#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

static char scratch[FILE_PATH_MAX];
static struct error error;

static void set_up(void) {
    temp_folder_make(scratch);
}

static void tear_down(void) {
    temp_folder_remove(scratch);
}

static const char *in(char path[FILE_PATH_MAX], const char *name) {
    ck_assert_int_eq(file_join(path, scratch, name, &error), STATUS_OK);
    return path;
}

/* The text of a file, NULL when it is not there; valid until the next call. */
static const char *text_of(const char *name) {
    static char *bytes;
    char path[FILE_PATH_MAX];
    size_t size;
    free(bytes);
    bytes = NULL;
    if (!temp_folder_has(in(path, name)))
        return NULL;
    ck_assert_int_eq(file_read(&bytes, &size, path, 1000, &error), STATUS_OK);
    return bytes;
}

static void put(const char *from, const char *to) {
    char a[FILE_PATH_MAX], b[FILE_PATH_MAX];
    ck_assert_msg(folder_put(in(a, from), in(b, to), &error) == STATUS_OK, "%s", error.message);
}

START_TEST(folder_put_makes_and_replaces) {
    temp_folder_write(scratch, "new/a", "1");
    put("new", "deep/place");
    ck_assert_str_eq(text_of("deep/place/a"), "1");
    temp_folder_write(scratch, "new/b", "2");
    put("new", "deep/place");
    ck_assert_str_eq(text_of("deep/place/b"), "2");
    ck_assert_ptr_null(text_of("deep/place/a")); /* all of the old one is gone */
    ck_assert_ptr_null(text_of("new/a"));
    char path[FILE_PATH_MAX];
    ck_assert(!file_is_folder(in(path, "new")));
}
END_TEST

START_TEST(folder_put_on_a_file_is_refused) {
    char from[FILE_PATH_MAX], to[FILE_PATH_MAX];
    temp_folder_write(scratch, "new/a", "1");
    temp_folder_write(scratch, "file", "x");
    ck_assert_int_eq(folder_put(in(from, "new"), in(to, "file"), &error), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(error.message, "is not a folder"));
    ck_assert_str_eq(text_of("file"), "x");
    ck_assert_str_eq(text_of("new/a"), "1");
}
END_TEST

/* A reader beside 200 replacements finds two equal files each time. */
START_TEST(folder_put_shows_a_reader_one_of_both) {
    char path[FILE_PATH_MAX];
    temp_folder_write(scratch, "place/a", "0");
    pid_t child = fork();
    if (child == 0) {
        for (int i = 0; i < 200; i++) {
            char number[16];
            snprintf(number, sizeof number, "%d", i);
            temp_folder_write(scratch, "new/a", number);
            put("new", "place");
        }
        _exit(0);
    }
    int how, absent = 0, looks = 0;
    in(path, "place/a");
    for (; waitpid(child, &how, WNOHANG) == 0; looks++)
        absent += access(path, F_OK) != 0;
    ck_assert(WIFEXITED(how) && WEXITSTATUS(how) == 0);
    ck_assert_msg(absent == 0, "%d of %d looks found nothing", absent, looks);
}
END_TEST

static int skips_b(void *context, const char *below) {
    ++*(int *)context;
    return strcmp(below, "sub/b") == 0;
}

START_TEST(folder_link_takes_what_is_not_there_and_not_skipped) {
    char from[FILE_PATH_MAX], to[FILE_PATH_MAX];
    int asked = 0;
    temp_folder_write(scratch, "old/a", "old a");
    temp_folder_write(scratch, "old/sub/b", "old b");
    temp_folder_write(scratch, "old/sub/c", "old c");
    temp_folder_write(scratch, "new/a", "new a");
    ck_assert_int_eq(folder_link(in(from, "old"), in(to, "new"), skips_b, &asked, &error),
                     STATUS_OK);
    ck_assert_str_eq(text_of("new/a"), "new a");
    ck_assert_ptr_null(text_of("new/sub/b"));
    ck_assert_str_eq(text_of("new/sub/c"), "old c");
    ck_assert_str_eq(text_of("old/sub/c"), "old c");
    ck_assert_int_eq(asked, 4);
}
END_TEST

START_TEST(folder_remove_does_not_follow_links) {
    char path[FILE_PATH_MAX], link[FILE_PATH_MAX];
    temp_folder_write(scratch, "kept/a", "kept");
    temp_folder_write(scratch, "gone/b/c", "gone");
    ck_assert_int_eq(symlink(in(path, "kept"), in(link, "gone/link")), 0);
    ck_assert_int_eq(folder_remove(in(path, "gone"), &error), STATUS_OK);
    ck_assert(!file_is_folder(path));
    ck_assert_str_eq(text_of("kept/a"), "kept");
    ck_assert_int_eq(folder_remove(path, &error), STATUS_OK); /* none there is fine */
}
END_TEST

/* ---- private folders ------------------------------------------------------------------------- */

START_TEST(private_folder_is_hidden_from_git_and_leaves_nothing) {
    struct private_folder first = {0}, second = {0};
    char path[FILE_PATH_MAX];
    in(path, "runs");
    ck_assert_int_eq(private_folder_make(&first, path, &error), STATUS_OK);
    ck_assert_int_eq(private_folder_make(&second, path, &error), STATUS_OK);
    ck_assert_str_ne(first.path, second.path);
    ck_assert_str_eq(text_of("runs/.klimb/.gitignore"), "*\n");
    private_folder_remove(&first);
    ck_assert(file_is_folder(second.path));
    ck_assert_str_eq(text_of("runs/.klimb/.gitignore"), "*\n");
    private_folder_remove(&second);
    ck_assert(!file_is_folder(in(path, "runs/.klimb")));
    private_folder_remove(&second); /* does nothing the second time */
}
END_TEST

/* What a killed process leaves goes with the next one; what a living one has stays. */
START_TEST(private_folder_make_sweeps_what_a_killed_process_left) {
    char path[FILE_PATH_MAX];
    int ends[2];
    struct private_folder mine = {0};
    in(path, "runs");
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        struct private_folder its = {0};
        if (private_folder_make(&its, path, &error) != STATUS_OK)
            _exit(1);
        char file[FILE_PATH_MAX];
        if (file_join(file, its.path, "half", &error) != STATUS_OK ||
            file_write(file, "x", 1, &error) != STATUS_OK ||
            write(ends[1], its.path, sizeof its.path) != sizeof its.path)
            _exit(1);
        pause();
    }
    char left[FILE_PATH_MAX];
    ck_assert_int_eq(read(ends[0], left, sizeof left), sizeof left);
    ck_assert_int_eq(private_folder_make(&mine, path, &error), STATUS_OK);
    ck_assert(file_is_folder(left)); /* it lives */
    private_folder_remove(&mine);
    ck_assert(file_is_folder(left));
    ck_assert_int_eq(kill(child, SIGKILL), 0);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    ck_assert(file_is_folder(left));
    ck_assert_int_eq(private_folder_make(&mine, path, &error), STATUS_OK);
    ck_assert(!file_is_folder(left));
    private_folder_remove(&mine);
    ck_assert(!file_is_folder(in(path, "runs/.klimb")));
}
END_TEST

/* Its locks may not be seen from here, so that what another host has made is not to be swept: that of a host whose name
 * begins with this one's, neither. */
START_TEST(private_folder_make_leaves_what_another_host_made) {
    struct utsname names;
    struct private_folder mine = {0};
    char path[FILE_PATH_MAX], host[80];
    ck_assert_int_eq(uname(&names), 0);
    snprintf(host, sizeof host, "runs/.klimb/%.40s2.17-0/half", names.nodename);
    temp_folder_write(scratch, "runs/.klimb/elsewhere.17-0/half", "x");
    temp_folder_write(scratch, host, "x");
    in(path, "runs");
    ck_assert_int_eq(private_folder_make(&mine, path, &error), STATUS_OK);
    ck_assert(file_is_folder(mine.path));
    private_folder_remove(&mine);
    ck_assert_str_eq(text_of("runs/.klimb/elsewhere.17-0/half"), "x");
    ck_assert_str_eq(text_of(host), "x");
}
END_TEST

/* Another host may find the root empty and remove it, just when a folder is made in it. */
START_TEST(private_folder_make_while_others_remove_the_root_works) {
    enum { ROUNDS = 60 };
    char path[FILE_PATH_MAX], root[FILE_PATH_MAX], ignore[FILE_PATH_MAX];
    in(path, "runs");
    in(root, "runs/.klimb");
    in(ignore, "runs/.klimb/.gitignore");
    pid_t child = fork();
    int is_child = child == 0;
    while (is_child) {
        unlink(ignore);
        rmdir(root);
        lock_pause();
    }
    for (int round = 0; round < ROUNDS; round++) {
        struct private_folder mine = {0};
        ck_assert_int_eq(private_folder_make(&mine, path, &error), STATUS_OK);
        ck_assert(file_is_folder(mine.path));
        private_folder_remove(&mine);
    }
    ck_assert_int_eq(kill(child, SIGKILL), 0);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
}
END_TEST

/* Three processes that make and remove theirs as fast as they can. */
START_TEST(private_folder_make_beside_others_that_do_the_same) {
    enum { PROCESSES = 3, ROUNDS = 100 };
    char path[FILE_PATH_MAX];
    in(path, "runs");
    for (int i = 0; i < PROCESSES; i++) {
        if (fork() != 0)
            continue;
        for (int round = 0; round < ROUNDS; round++) {
            struct private_folder its = {0};
            if (private_folder_make(&its, path, &error) != STATUS_OK || !file_is_folder(its.path))
                _exit(1);
            private_folder_remove(&its);
        }
        _exit(0);
    }
    for (int i = 0; i < PROCESSES; i++) {
        int how;
        ck_assert_int_gt(wait(&how), 0);
        ck_assert(WIFEXITED(how) && WEXITSTATUS(how) == 0);
    }
}
END_TEST

static Suite *folder_suite(void) {
    Suite *suite = suite_create("folder");
    TCase *tests = tcase_create("folder");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, folder_put_makes_and_replaces);
    tcase_add_test(tests, folder_put_on_a_file_is_refused);
    tcase_add_test(tests, folder_put_shows_a_reader_one_of_both);
    tcase_add_test(tests, folder_link_takes_what_is_not_there_and_not_skipped);
    tcase_add_test(tests, folder_remove_does_not_follow_links);
    tcase_add_test(tests, private_folder_is_hidden_from_git_and_leaves_nothing);
    tcase_add_test(tests, private_folder_make_sweeps_what_a_killed_process_left);
    tcase_add_test(tests, private_folder_make_leaves_what_another_host_made);
    tcase_add_test(tests, private_folder_make_while_others_remove_the_root_works);
    tcase_add_test(tests, private_folder_make_beside_others_that_do_the_same);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(folder_suite)
