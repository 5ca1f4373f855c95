#include <math.h>

#include "golden/golden_internal.h"

/* All seeds of the ensemble must have the same steps up to divergence, because rows are compared by
 * their index. */
static enum status check_steps(const struct golden *golden, const char *path, struct error *error) {
    const struct record *longest = golden_longest_seed(golden);
    for (long i = 0; i < golden->ensemble_count; i++) {
        const struct record *seed = &golden->ensemble[i];
        int is_whole = seed->rows == longest->rows || seed->outcome.diverged;
        for (long row = 0; row < seed->rows; row++)
            is_whole = is_whole && seed->step[row] == longest->step[row];
        if (!is_whole)
            return klimb_error_at(error, STATUS_FORMAT, path, 0, 0,
                                  "ensemble.csv has seed %ld at other steps than the others", i);
    }
    return STATUS_OK;
}

/* Refuses missing values, which would not be compared. */
static enum status refuse_missing(const struct golden *golden, const struct record *record,
                                  const char *path, struct error *error) {
    for (enum observable column = 0; column < OBSERVABLES; column++)
        if (golden->has_column[column] && !record->present[column])
            return klimb_error_at(error, STATUS_FORMAT, path, 1, 0, "the column %s is missing",
                                  klimb_observable_info[column].name);
    return STATUS_OK;
}

static enum status check_bits_columns(const struct golden *golden, const char *path,
                                      struct error *error) {
    return refuse_missing(golden, &golden->bits[0], path, error);
}

static enum status check_ensemble_columns(const struct golden *golden, const char *path,
                                          struct error *error) {
    return refuse_missing(golden, &golden->ensemble[0], path, error);
}

static enum status refuse(const char *path, long line, const char *name, double value, long seed,
                          struct error *error) {
    return klimb_error_at(error, STATUS_FORMAT, path, line, 0,
                          "column %s is %s, but golden.json says that seed %ld completed; only a "
                          "run that diverged has such values",
                          name,
                          isnan(value) ? "nan"
                          : value > 0  ? "inf"
                                       : "-inf",
                          seed);
}

/* Refuses NaN in a golden, which would weaken the test of fresh runs. */
static enum status check_ensemble_values(const struct golden *golden, const char *path,
                                         struct error *error) {
    long line = 1; /* the header */
    for (long seed = 0; seed < golden->ensemble_count; seed++) {
        const struct record *record = &golden->ensemble[seed];
        for (long row = 0; row < record->rows; row++) {
            line++;
            for (enum observable column = 0; column < OBSERVABLES; column++) {
                double value = (double)record_value(record, row, column);
                if (!isfinite(value) && !record->outcome.diverged && golden->has_column[column] &&
                    !record_is_missing(record, row, column))
                    return refuse(path, line, klimb_observable_info[column].name, value, seed,
                                  error);
            }
        }
    }
    return STATUS_OK;
}

/* The features of a run with finite values must be finite. */
static enum status check_features(const struct golden *golden, const char *path,
                                  struct error *error) {
    for (long seed = 0; seed < golden->ensemble_count; seed++) {
        const double *value = golden->features + seed * FEATURES;
        int diverged = golden->ensemble[seed].outcome.diverged;
        for (enum feature feature = 0; feature < FEATURES; feature++)
            if (!isfinite(value[feature]) && !diverged && golden_has_feature(golden, feature))
                return refuse(path, seed + 2, feature_names[feature], value[feature], seed, error);
        if (value[FEATURE_diverged] != (double)diverged)
            return klimb_error_at(error, STATUS_FORMAT, path, seed + 2, 0,
                                  "column diverged is %g, but golden.json says that seed %ld %s",
                                  value[FEATURE_diverged], seed,
                                  diverged ? "diverged" : "completed");
    }
    return STATUS_OK;
}

enum status golden_check(const struct golden *golden, const char *expected, const char *name,
                         struct error *error) {
    static const struct {
        enum golden_file file;
        enum status (*check)(const struct golden *, const char *, struct error *);
    } checks[] = {
        {GOLDEN_JSON, check_steps},
        {GOLDEN_BITS, check_bits_columns},
        {GOLDEN_ENSEMBLE, check_ensemble_columns},
        {GOLDEN_ENSEMBLE, check_ensemble_values},
        {GOLDEN_FEATURES, check_features},
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < sizeof checks / sizeof *checks; i++) {
        char path[FILE_PATH_MAX];
        status = golden_path(path, expected, name, checks[i].file, error);
        if (status == STATUS_OK)
            status = checks[i].check(golden, path, error);
    }
    return status;
}
