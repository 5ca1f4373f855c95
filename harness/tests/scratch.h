/* scratch.h -- a folder of its own for each test of files, made before it and removed afterwards.
 */
#ifndef KLIMB_SCRATCH_H
#define KLIMB_SCRATCH_H

#include "check_near.h"
#include "temp_folder.h"

static char scratch[FILE_PATH_MAX];
static char path[FILE_PATH_MAX];
static struct error error;

static inline void make_scratch(void) {
    temp_folder_make(scratch);
}

static inline void remove_scratch(void) {
    temp_folder_remove(scratch);
}

static inline const char *in_scratch(const char *name) {
    ck_assert_int_eq(file_join(path, scratch, name, &error), STATUS_OK);
    return path;
}

#endif
