/* temp_folder.h -- a fresh folder for a test to write in, and its removal.
 *
 *     char folder[FILE_PATH_MAX];
 *     temp_folder_make(folder);
 *     temp_folder_write(folder, "dims.csv", "step\n");
 *     temp_folder_remove(folder);
 */
#ifndef KLIMB_TEMP_FOLDER_H
#define KLIMB_TEMP_FOLDER_H

#include <check.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"

static inline void temp_folder_make(char folder[FILE_PATH_MAX]) {
    const char *above = getenv("TMPDIR");
    snprintf(folder, FILE_PATH_MAX, "%s/klimb-XXXXXX", above != NULL ? above : P_tmpdir);
    ck_assert_msg(mkdtemp(folder) != NULL, "no folder %s", folder);
}

/* Write a text as the file `name` below the folder. */
static inline void temp_folder_write(const char *folder, const char *name, const char *text) {
    char path[FILE_PATH_MAX];
    struct error error = {0};
    ck_assert_int_eq(file_join(path, folder, name, &error), STATUS_OK);
    ck_assert_msg(file_write(path, text, strlen(text), &error) == STATUS_OK, "%s", error.message);
}

/* Whether there is a file of this path. */
static inline int temp_folder_has(const char *path) {
    enum file_kind kind;
    struct error error = {0};
    ck_assert_msg(file_look(&kind, path, &error) == STATUS_OK, "%s", error.message);
    return kind == FILE_REGULAR;
}

static inline int temp_folder_remove_entry(const char *path, const struct stat *about, int type,
                                           struct FTW *place) {
    (void)about;
    (void)type;
    (void)place;
    return remove(path);
}

static inline void temp_folder_remove(const char *folder) {
    ck_assert_int_eq(nftw(folder, temp_folder_remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
}

#endif
