/* What git says about a commit, by programs of its name. */
#include "golden/commit.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

/* What `git` prints and how it ends, then what comes of it. */
static const struct {
    const char *script, *name, *trouble;
} cases[] = {
    {"echo 1a2b3c4d5e6f-dirty", "1a2b3c4d5e6f-dirty", ""},
    {"echo 'warning: unable to access /home/user/.config' >&2; echo v1-2-g1a2b", "v1-2-g1a2b", ""},
    {"echo \"fatal: detected dubious ownership in repository at '/x'\" >&2\n"
     "printf 'To add an exception:\\n\\n\\tgit config\\n' >&2; exit 128",
     "unknown", "fatal: detected dubious ownership in repository at '/x'"},
    {"exit 1", "unknown", "git said nothing"},
    {"exit 0", "unknown", "git said nothing"},
};

static void describe(struct commit *commit, const char *script) {
    char folder[FILE_PATH_MAX], text[512], path[FILE_PATH_MAX + 8];
    temp_folder_make(folder);
    snprintf(text, sizeof text, "#!/bin/sh\n%s\n", script);
    temp_folder_write(folder, "git", text);
    snprintf(path, sizeof path, "%s/git", folder);
    ck_assert_int_eq(chmod(path, 0755), 0);
    snprintf(path, sizeof path, "%s", folder);
    ck_assert_int_eq(setenv("PATH", path, 1), 0); /* tests run in processes of their own */
    commit_describe(commit);
    temp_folder_remove(folder);
}

START_TEST(commit_describe_says_what_git_says) {
    struct commit commit;
    describe(&commit, cases[_i].script);
    ck_assert_str_eq(commit.name, cases[_i].name);
    ck_assert_str_eq(commit.trouble, cases[_i].trouble);
}
END_TEST

START_TEST(commit_describe_without_git_says_so) {
    struct commit commit;
    ck_assert_int_eq(setenv("PATH", "/nowhere", 1), 0);
    commit_describe(&commit);
    ck_assert_str_eq(commit.name, "unknown");
    ck_assert_msg(strstr(commit.trouble, "git: not found") != NULL ||
                      strstr(commit.trouble, "git: command not found") != NULL,
                  "%s", commit.trouble);
}
END_TEST

static Suite *commit_suite(void) {
    Suite *suite = suite_create("commit");
    TCase *tests = tcase_create("commit");
    tcase_add_loop_test(tests, commit_describe_says_what_git_says, 0, sizeof cases / sizeof *cases);
    tcase_add_test(tests, commit_describe_without_git_says_so);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(commit_suite)
