/* data_folder.h -- data files in a temporary folder, and loads that must fail.
 *
 *     tcase_add_checked_fixture(tcase, data_folder_make, data_folder_remove);
 *     config.source = DATA_CSV;
 *     data_folder_write(config.path, "a.csv", "1,2\n", 4);
 *     assert_load_fails(&config, STATUS_FORMAT, "cell 2");
 */
#ifndef KLIMB_DATA_FOLDER_H
#define KLIMB_DATA_FOLDER_H

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "data/dataset.h"

static char data_folder[128];

static inline void data_folder_make(void) {
    const char *parent = getenv("TMPDIR");
    snprintf(data_folder, sizeof data_folder, "%.90s/klimb-data-XXXXXX",
             parent != NULL ? parent : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(data_folder));
}

static inline void data_folder_remove(void) {
    DIR *folder = opendir(data_folder);
    ck_assert_ptr_nonnull(folder);
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", data_folder, entry->d_name);
        if (entry->d_name[0] != '.')
            ck_assert_int_eq(unlink(path), 0);
    }
    closedir(folder);
    ck_assert_int_eq(rmdir(data_folder), 0);
}

/* Writes a file and its full name to path [DATA_PATH_MAX]. */
static inline void data_folder_write(char *path, const char *name, const void *bytes, size_t size) {
    snprintf(path, DATA_PATH_MAX, "%s/%s", data_folder, name);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
}

static inline void data_folder_write_gzip(char *path, const char *name, const void *bytes,
                                          unsigned size) {
    snprintf(path, DATA_PATH_MAX, "%s/%s", data_folder, name);
    gzFile file = gzopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(gzwrite(file, bytes, size), (int)size);
    ck_assert_int_eq(gzclose(file), Z_OK);
}

/* Loads a dataset; on an error the test fails with the loader's message. */
static inline struct dataset load(const struct data_config *config) {
    struct dataset set;
    struct error error = {0};
    enum status status = klimb_dataset_load(&set, config, klimb_vecmath_select(NULL), &error);
    ck_assert_msg(status == STATUS_OK, "%s", error.message);
    return set;
}

/* A load that must fail with this status and these words in the message, and leave the dataset empty. */
static inline struct error assert_load_fails(const struct data_config *config, enum status wanted,
                                             const char *words) {
    static const struct dataset empty;
    struct dataset set;
    struct error error = {0};
    enum status status = klimb_dataset_load(&set, config, klimb_vecmath_select(NULL), &error);
    ck_assert_msg(status == wanted, "status %d, wanted %d: %s", (int)status, (int)wanted,
                  error.message);
    ck_assert_int_eq((int)error.status, (int)wanted);
    ck_assert_msg(strstr(error.message, words) != NULL, "no '%s' in: %s", words, error.message);
    ck_assert_mem_eq(&set, &empty, sizeof set);
    return error;
}

#endif
