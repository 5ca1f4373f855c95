/* Archives in memory, and the folder where they are unpacked. */
#include "packed/packed.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "packed/packed_columns.h"
#include "packed/packed_tar.h"
#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

enum { ARCHIVE_MAX = 1 << 17 };

static char scratch[FILE_PATH_MAX], path[FILE_PATH_MAX];
static unsigned char archive[ARCHIVE_MAX];
static size_t archive_size;
static struct error error;

static void set_up(void) {
    temp_folder_make(scratch);
    memset(archive, 0, sizeof archive);
    archive_size = 0;
    ck_assert_int_eq(unsetenv("XDG_CACHE_HOME"), 0);
    ck_assert_int_eq(setenv("HOME", scratch, 1), 0);
}

static void tear_down(void) {
    temp_folder_remove(scratch);
}

/* The archive in a pipe's end: what GNU tar makes of a folder. */
static void read_archive(const char *command) {
    FILE *pipe = popen(command, "r");
    ck_assert_ptr_nonnull(pipe);
    archive_size = fread(archive, 1, sizeof archive, pipe);
    ck_assert_int_eq(pclose(pipe), 0);
}

/* Files a, deep/b, which can be run, and deep/c of a name that needs the field prefix. */
static void make_archive(void) {
    char command[8 * FILE_PATH_MAX];
    snprintf(command, sizeof command,
             "set -e; cd %s; mkdir -p from/deep/%090d/%090d; cd from; printf 1 >a; printf "
             "'#!/bin/sh\\n' >deep/b; "
             "chmod 755 deep/b; seq 1000 >deep/%090d/%090d/c; tar --format=ustar -cf - a deep",
             scratch, 0, 0, 0, 0);
    read_archive(command);
    ck_assert_uint_gt(archive_size, 512);
}

static const char *in(const char *name) {
    ck_assert_int_eq(file_join(path, scratch, name, &error), STATUS_OK);
    return path;
}

static enum status write_to(const char *name) {
    char folder[FILE_PATH_MAX];
    ck_assert_int_eq(file_make_folders(in(name), &error), STATUS_OK);
    strcpy(folder, path);
    return packed_tar_write(folder, archive, archive_size, &error);
}

/* Whether both folders hold the same files of the same bytes. */
static int is_same(const char *a, const char *b) {
    char command[4 * FILE_PATH_MAX];
    snprintf(command, sizeof command, "cd %s && diff -r '%s' '%s' >/dev/null", scratch, a, b);
    return system(command) == 0;
}

START_TEST(packed_tar_write_makes_what_tar_packed) {
    struct stat about;
    make_archive();
    ck_assert_msg(write_to("to") == STATUS_OK, "%s", error.message);
    ck_assert(is_same("from", "to"));
    ck_assert_int_eq(stat(in("to/deep/b"), &about), 0);
    ck_assert_int_eq(about.st_mode & 0100, 0100);
    ck_assert_int_eq(stat(in("to/a"), &about), 0);
    ck_assert_int_eq(about.st_mode & 0111, 0);
}
END_TEST

/* What is wrong with an archive, and how it is said. */
static const struct damage {
    size_t at;          /* byte that is overwritten */
    unsigned char byte; /* by this */
    size_t cut;         /* the archive ends here; 0: nowhere */
    const char *says;
} damages[] = {
    {0, 'b', 0, "checksum"}, {148, '1', 0, "checksum"},     {257, 'U', 0, "checksum"},
    {0, 0, 700, "no end"},   {0, 0, 512, "behind the end"}, {0, 0, 1024, "no end"},
};

START_TEST(packed_tar_write_damaged_says_so) {
    const struct damage *damage = &damages[_i];
    make_archive();
    if (damage->byte != 0)
        archive[damage->at] = damage->byte;
    if (damage->cut != 0)
        archive_size = damage->cut;
    ck_assert_int_eq(write_to("to"), STATUS_FORMAT);
    ck_assert_msg(strstr(error.message, damage->says) != NULL, "%s", error.message);
}
END_TEST

/* How an archive that would write elsewhere is made, in a folder of its own. */
static const char *const escapes[] = {
    "printf 1 >a; tar --format=ustar -P --transform='s|^a|/tmp/klimb-escaped|' -cf - a",
    "printf 1 >a; tar --format=ustar -P --transform='s|^a|../klimb-escaped|' -cf - a",
    "printf 1 >a; tar --format=ustar -P --transform='s|^a|b/../../klimb-escaped|' -cf - a",
    "ln -s /etc/passwd a; tar --format=ustar -cf - a",
};

START_TEST(packed_tar_write_refuses_what_leaves_the_folder) {
    char command[2 * FILE_PATH_MAX];
    snprintf(command, sizeof command, "cd %s && %s", scratch, escapes[_i]);
    read_archive(command);
    ck_assert_int_eq(write_to("to"), STATUS_FORMAT);
    ck_assert_msg(strstr(error.message, "below this one") != NULL, "%s", error.message);
    ck_assert(access(in("klimb-escaped"), F_OK) != 0 && access("/tmp/klimb-escaped", F_OK) != 0);
}
END_TEST

/* ---- tables ------------------------------------------------------------------------------------ */

/* A table, and the one that its columns make; NULL: the lines differ in cells, or the last has no end. */
static const struct turn {
    const char *table, *turned;
} turns[] = {
    {"", ""},
    {"\n", "\n"},
    {"a\n", "a\n"},
    {"a,b,c\n", "a\nb\nc\n"},
    {"step,kl\n0,1.5\n10,\n", "step,0,10\nkl,1.5,\n"},
    {"a,b\nc,d", NULL},
    {"a,b\nc\n", NULL},
    {"a\nb,c\n", NULL},
    {"a,b\n\n", NULL},
};

START_TEST(packed_columns_turn_makes_lines_of_columns) {
    const struct turn *turn = &turns[_i];
    unsigned char out[64] = {0}, again[64] = {0};
    size_t size = strlen(turn->table);
    enum status status = packed_columns_turn(out, (const unsigned char *)turn->table, size);
    ck_assert_int_eq(status, turn->turned != NULL ? STATUS_OK : STATUS_FORMAT);
    ck_assert_uint_eq(out[size], 0);
    if (turn->turned == NULL)
        return;
    ck_assert_str_eq((const char *)out, turn->turned);
    ck_assert_int_eq(packed_columns_turn(again, out, size), STATUS_OK);
    ck_assert_str_eq((const char *)again, turn->table);
}
END_TEST

/* A folder of a table, and an archive in which its columns are packed. */
static void make_archive_of_columns(const char *packed) {
    char command[4 * FILE_PATH_MAX];
    snprintf(command, sizeof command,
             "set -e; cd %s; mkdir from; cd from; printf '%s' >t.csv.columns; "
             "tar --format=ustar -cf - t.csv.columns; rm t.csv.columns; printf 'a,b\n1,2\n' >t.csv",
             scratch, packed);
    read_archive(command);
}

START_TEST(packed_tar_write_turns_tables_back) {
    make_archive_of_columns("a,1\\nb,2\\n");
    ck_assert_msg(write_to("to") == STATUS_OK, "%s", error.message);
    ck_assert(is_same("from", "to"));
}
END_TEST

START_TEST(packed_tar_write_damaged_table_says_which) {
    make_archive_of_columns("a,1\\nb\\n");
    ck_assert_int_eq(write_to("to"), STATUS_FORMAT);
    ck_assert_msg(strstr(error.message, "t.csv is not a table") != NULL, "%s", error.message);
}
END_TEST

/* ---- where it is unpacked ---------------------------------------------------------------------- */

static struct packed packed_of_archive(void) {
    make_archive();
    return (struct packed){archive, archive_size, archive_size, "0123456789abcdef"};
}

/* Unpack, and compare with the folder that is expected. */
static void unpacks_to(const char *expected) {
    char folder[FILE_PATH_MAX];
    const struct packed packed = packed_of_archive();
    ck_assert_msg(packed_unpack(folder, &packed, &error) == STATUS_OK, "%s", error.message);
    ck_assert_str_eq(folder, in(expected));
    ck_assert(is_same("from", folder));
}

START_TEST(packed_unpack_takes_home) {
    unpacks_to(".cache/klimb/0123456789abcdef");
    ck_assert(access(in(".cache/klimb/.klimb"), F_OK) != 0); /* nothing else is left */
}
END_TEST

START_TEST(packed_unpack_takes_xdg_cache_home_first) {
    ck_assert_int_eq(setenv("XDG_CACHE_HOME", in("x/y"), 1), 0);
    unpacks_to("x/y/klimb/0123456789abcdef");
}
END_TEST

START_TEST(packed_unpack_relative_xdg_cache_home_is_ignored) {
    ck_assert_int_eq(setenv("XDG_CACHE_HOME", "x", 1), 0);
    unpacks_to(".cache/klimb/0123456789abcdef");
}
END_TEST

/* A home that is a file cannot be written to, not by root either. */
static void have_no_home(void) {
    temp_folder_write(scratch, "file", "");
    ck_assert_int_eq(setenv("HOME", in("file"), 1), 0);
    ck_assert_int_eq(setenv("TMPDIR", scratch, 1), 0);
}

START_TEST(packed_unpack_without_home_takes_temporary_folder) {
    char name[128];
    have_no_home();
    snprintf(name, sizeof name, "klimb-%ld/klimb/0123456789abcdef", (long)geteuid());
    unpacks_to(name);
}
END_TEST

START_TEST(packed_unpack_shuns_temporary_folder_of_others) {
    char name[64], folder[FILE_PATH_MAX];
    const struct packed packed = packed_of_archive();
    have_no_home();
    snprintf(name, sizeof name, "klimb-%ld", (long)geteuid());
    ck_assert_int_eq(mkdir(in(name), 0700), 0);
    ck_assert_int_eq(chmod(path, 0777), 0);
    ck_assert_int_eq(packed_unpack(folder, &packed, &error), STATUS_IO);
    ck_assert_msg(strstr(error.message, "no folder to unpack") != NULL, "%s", error.message);
    ck_assert_ptr_nonnull(strstr(error.hint, "XDG_CACHE_HOME"));
}
END_TEST

START_TEST(packed_unpack_leaves_what_is_there) {
    unpacks_to(".cache/klimb/0123456789abcdef");
    temp_folder_write(scratch, ".cache/klimb/0123456789abcdef/a", "changed");
    char folder[FILE_PATH_MAX];
    const struct packed packed = {archive, archive_size, archive_size, "0123456789abcdef"};
    ck_assert_int_eq(packed_unpack(folder, &packed, &error), STATUS_OK);
    ck_assert(!is_same("from", folder));
}
END_TEST

START_TEST(packed_unpack_damaged_puts_nothing) {
    char folder[FILE_PATH_MAX];
    const struct packed packed = packed_of_archive();
    archive[0] = 'b';
    ck_assert_int_eq(packed_unpack(folder, &packed, &error), STATUS_FORMAT);
    ck_assert(!file_is_folder(in(".cache/klimb/0123456789abcdef")));
}
END_TEST

/* Each finds all files at once, as nobody replaces the folder that another has found. */
START_TEST(packed_unpack_many_at_once_all_find_it) {
    enum { PROCESSES = 16 };
    const struct packed packed = packed_of_archive();
    for (int i = 0; i < PROCESSES; i++)
        if (fork() == 0) {
            char folder[FILE_PATH_MAX];
            struct stat first, last;
            if (packed_unpack(folder, &packed, &error) != STATUS_OK || stat(folder, &first) != 0)
                _exit(1);
            usleep(50000);
            _exit(stat(folder, &last) != 0 || first.st_ino != last.st_ino);
        }
    for (int i = 0, state; i < PROCESSES; i++) {
        ck_assert_int_ge(wait(&state), 0);
        ck_assert_int_eq(state, 0);
    }
}
END_TEST

START_TEST(packed_unpack_compressed_says_that_this_build_cannot) {
    char folder[FILE_PATH_MAX];
    struct packed packed = packed_of_archive();
    packed.unpacked = 2 * packed.size;
    ck_assert_int_eq(packed_unpack(folder, &packed, &error), STATUS_UNSUPPORTED);
}
END_TEST

START_TEST(packed_here_is_empty_but_in_the_static_program) {
    ck_assert_ptr_null(packed_here().bytes);
}
END_TEST

static Suite *packed_suite(void) {
    Suite *suite = suite_create("packed");
    TCase *tar = tcase_create("tar"), *unpack = tcase_create("unpack");
    tcase_set_timeout(unpack, 60);
    tcase_add_checked_fixture(tar, set_up, tear_down);
    tcase_add_checked_fixture(unpack, set_up, tear_down);
    tcase_add_test(tar, packed_tar_write_makes_what_tar_packed);
    tcase_add_loop_test(tar, packed_tar_write_damaged_says_so, 0, sizeof damages / sizeof *damages);
    tcase_add_loop_test(tar, packed_tar_write_refuses_what_leaves_the_folder, 0,
                        sizeof escapes / sizeof *escapes);
    tcase_add_loop_test(tar, packed_columns_turn_makes_lines_of_columns, 0,
                        sizeof turns / sizeof *turns);
    tcase_add_test(tar, packed_tar_write_turns_tables_back);
    tcase_add_test(tar, packed_tar_write_damaged_table_says_which);
    tcase_add_test(unpack, packed_unpack_takes_home);
    tcase_add_test(unpack, packed_unpack_takes_xdg_cache_home_first);
    tcase_add_test(unpack, packed_unpack_relative_xdg_cache_home_is_ignored);
    tcase_add_test(unpack, packed_unpack_without_home_takes_temporary_folder);
    tcase_add_test(unpack, packed_unpack_shuns_temporary_folder_of_others);
    tcase_add_test(unpack, packed_unpack_leaves_what_is_there);
    tcase_add_test(unpack, packed_unpack_damaged_puts_nothing);
    tcase_add_test(unpack, packed_unpack_many_at_once_all_find_it);
    tcase_add_test(unpack, packed_unpack_compressed_says_that_this_build_cannot);
    tcase_add_test(unpack, packed_here_is_empty_but_in_the_static_program);
    suite_add_tcase(suite, tar);
    suite_add_tcase(suite, unpack);
    return suite;
}

TEST_MAIN(packed_suite)
