#include "golden/golden.h"

#include <stdio.h>
#include <stdlib.h>

#include "golden/golden_internal.h"

const char *const golden_file_names[GOLDEN_FILES] = {"golden.json", "bits.csv", "ensemble.csv",
                                                     "features.csv", "digests.csv"};

enum status golden_path(char out[FILE_PATH_MAX], const char *expected, const char *name,
                        enum golden_file file, struct error *error) {
    enum status status = file_join(out, expected, name, error);
    return status == STATUS_OK ? file_join(out, out, golden_file_names[file], error) : status;
}

enum status golden_look(int *is_there, const char *expected, const char *name,
                        struct error *error) {
    *is_there = 0;
    for (enum golden_file file = 0; file < GOLDEN_FILES; file++) {
        char path[FILE_PATH_MAX];
        enum file_kind kind = FILE_NONE;
        enum status status = golden_path(path, expected, name, file, error);
        if (status == STATUS_OK)
            status = file_look(&kind, path, error);
        if (status != STATUS_OK)
            return status;
        *is_there = *is_there || kind != FILE_NONE;
    }
    return STATUS_OK;
}

int golden_has_feature(const struct golden *golden, enum feature feature) {
    const struct feature_info *info = &feature_info[feature];
    return (info->column == OBSERVABLES || golden->has_column[info->column]) &&
           (info->without == OBSERVABLES || golden->has_column[info->without]);
}

float golden_round(float value) {
    char text[32];
    snprintf(text, sizeof text, "%.*g", GOLDEN_ENSEMBLE_DIGITS, (double)value);
    return strtof(text, NULL);
}

int golden_is_ensemble_row(long row, long planned) {
    if (planned <= GOLDEN_ENSEMBLE_ROWS)
        return 1;
    /* Row i of the ensemble is the one nearest below i (planned - 1)/(GOLDEN_ENSEMBLE_ROWS - 1). */
    long gaps = GOLDEN_ENSEMBLE_ROWS - 1, last = planned - 1;
    long nearest = (row * gaps + last - 1) / last;
    return nearest <= gaps && nearest * last / gaps == row;
}

const struct record *golden_longest_seed(const struct golden *golden) {
    const struct record *longest = &golden->ensemble[0];
    for (long seed = 1; seed < golden->ensemble_count; seed++)
        if (golden->ensemble[seed].rows > longest->rows)
            longest = &golden->ensemble[seed];
    return longest;
}

static void free_records(struct record *records, long count) {
    for (long i = 0; i < count; i++)
        record_free(&records[i]);
    free(records);
}

void golden_free(struct golden *golden) {
    free_records(golden->bits, golden->bits_count);
    free_records(golden->ensemble, golden->ensemble_count);
    free(golden->features);
    free(golden->canonical);
    *golden = (struct golden){0};
}
