/* Checks that one blessing wrote a golden: its counts, the digests of its tables, the seal of golden.json, and that the
 * tables agree where they overlap. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "golden/golden_internal.h"

/* Tables agree to their last digit. libm's last digit may differ between machines and round a feature the other way. */
static const double FEATURE_TOLERANCE = 1e-4;

/* ---- the contents ---------------------------------------------------------------------------- */

static long count_rows(const struct record *records, long count) {
    long rows = 0;
    for (long i = 0; i < count; i++)
        rows += records[i].rows;
    return rows;
}

/* Returns 0 when memory ran out, and frees the text. */
static int digest_of(char out[65], struct text *text) {
    int done = !text->failed;
    if (done)
        file_digest(out, text->bytes, text->length);
    text_free(text);
    return done;
}

enum status golden_measure(struct golden_contents *contents, const struct golden *golden,
                           struct error *error) {
    struct text bits = {0}, ensemble = {0}, features = {0};
    *contents = (struct golden_contents){
        .seeds = {[GOLDEN_BITS] = golden->bits_count,
                  [GOLDEN_ENSEMBLE] = golden->ensemble_count,
                  [GOLDEN_FEATURES] = golden->ensemble_count},
        .rows = {[GOLDEN_BITS] = count_rows(golden->bits, golden->bits_count),
                 [GOLDEN_ENSEMBLE] = count_rows(golden->ensemble, golden->ensemble_count),
                 [GOLDEN_FEATURES] = golden->ensemble_count},
    };
    record_format_seeds(&bits, golden->bits, golden->bits_count);
    record_format_seeds(&ensemble, golden->ensemble, golden->ensemble_count);
    golden_format_features(&features, golden->features, golden->ensemble_count);
    int done = digest_of(contents->digest[GOLDEN_BITS], &bits);
    done = digest_of(contents->digest[GOLDEN_ENSEMBLE], &ensemble) && done;
    done = digest_of(contents->digest[GOLDEN_FEATURES], &features) && done;
    if (golden->bits_count > 0)
        done = tensor_digests_sha256(contents->digest[GOLDEN_DIGESTS], &golden->bits[0].digests) &&
               done;
    return done ? STATUS_OK
                : klimb_error_set(error, STATUS_MEMORY, "no memory for the digests of a golden");
}

enum status golden_seal(char out[65], cJSON *json, struct error *error) {
    cJSON_DeleteItemFromObjectCaseSensitive(json, GOLDEN_SEAL_KEY);
    char *plain = cJSON_PrintUnformatted(json);
    if (plain == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the seal of a golden");
    file_digest(out, plain, strlen(plain));
    cJSON_free(plain);
    return STATUS_OK;
}

/* ---- where the tables overlap ---------------------------------------------------------------- */

/* The first difference between two tables, and the number of differences. */
struct clash {
    long cells, clashes;
    long seed, step; /* step -1: in a feature */
    const char *column;
    double wanted, got; /* in bits.csv, and in the other table */
};

static int same(double a, double b, double tolerance) {
    if (isnan(a) || isnan(b))
        return isnan(a) && isnan(b);
    return a == b || fabs(a - b) <= tolerance * fmax(fabs(a), fabs(b));
}

static void compare_cell(struct clash *clash, double wanted, double got, double tolerance,
                         const struct clash *place) {
    clash->cells++;
    if (same(wanted, got, tolerance))
        return;
    if (clash->clashes++ > 0)
        return;
    clash->seed = place->seed;
    clash->step = place->step;
    clash->column = place->column;
    clash->wanted = wanted;
    clash->got = got;
}

/* The ensemble has some steps of bits.csv with rounded values. If bits.csv lacks a step, all its cells count as
 * different. */
static void compare_ensemble_seed(struct clash *clash, const struct record *bits,
                                  const struct record *ensemble) {
    for (long row = 0; row < ensemble->rows; row++) {
        long at = record_row_at(bits, ensemble->step[row]);
        int is_there = at >= 0 && bits->step[at] == ensemble->step[row];
        for (enum observable column = 0; column < OBSERVABLES; column++) {
            if (klimb_observable_is_optional(column) && !bits->present[column] &&
                !ensemble->present[column])
                continue; /* the scenario's runs lack it */
            const struct clash place = {.seed = ensemble->seed,
                                        .step = ensemble->step[row],
                                        .column = klimb_observable_info[column].name};
            double wanted = is_there ? (double)golden_round(record_value(bits, at, column))
                                     : (double)NAN;
            double got = (double)record_value(ensemble, row, column);
            compare_cell(clash, wanted, got, 0, &place);
        }
    }
}

static void compare_feature_seed(struct clash *clash, const struct record *bits,
                                 const double *features) {
    double measured[FEATURES];
    feature_measure(measured, bits);
    for (enum feature feature = 0; feature < FEATURES; feature++) {
        const struct clash place = {
            .seed = bits->seed, .step = -1, .column = feature_names[feature]};
        compare_cell(clash, (double)golden_round((float)measured[feature]), features[feature],
                     FEATURE_TOLERANCE, &place);
    }
}

static struct clash find_clash(const struct golden *golden, enum golden_file file) {
    struct clash clash = {0};
    for (long seed = 0; seed < golden->bits_count; seed++)
        if (file == GOLDEN_ENSEMBLE)
            compare_ensemble_seed(&clash, &golden->bits[seed], &golden->ensemble[seed]);
        else
            compare_feature_seed(&clash, &golden->bits[seed], golden->features + seed * FEATURES);
    return clash;
}

/* After an edit by hand one cell differs; in another training most do. */
static enum status say_clash(const struct clash *clash, enum golden_file file, const char *path,
                             struct error *error) {
    const char *other = golden_file_names[file];
    char step[32] = "";
    if (clash->step >= 0)
        snprintf(step, sizeof step, "step %ld, ", clash->step);
    return klimb_error_at(
        error, STATUS_FORMAT, path, 0, 0,
        "%s: bits.csv and %s differ in %ld of the %ld values that both have; seed %ld, "
        "%s%s: %.9g and %.9g",
        2 * clash->clashes > clash->cells ? "files of two blessings" : "edited by hand", other,
        clash->clashes, clash->cells, clash->seed, step, clash->column, clash->wanted, clash->got);
}

enum status golden_check_overlap(const struct golden *golden, const char *expected,
                                 const char *name, struct error *error) {
    static const enum golden_file files[] = {GOLDEN_ENSEMBLE, GOLDEN_FEATURES};
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < sizeof files / sizeof *files; i++) {
        char path[FILE_PATH_MAX];
        struct clash clash = find_clash(golden, files[i]);
        status = golden_path(path, expected, name, files[i], error);
        if (status == STATUS_OK && clash.clashes > 0)
            status = say_clash(&clash, files[i], path, error);
    }
    return status;
}

/* ---- against golden.json --------------------------------------------------------------------- */

enum status golden_check_counts(const struct golden_contents *found,
                                const struct golden_contents *said, const char *expected,
                                const char *name, struct error *error) {
    for (enum golden_file file = GOLDEN_BITS; file < GOLDEN_FILES; file++) {
        char path[FILE_PATH_MAX];
        if (found->seeds[file] == said->seeds[file] && found->rows[file] == said->rows[file])
            continue;
        enum status status = golden_path(path, expected, name, file, error);
        if (status != STATUS_OK)
            return status;
        return klimb_error_at(
            error, STATUS_FORMAT, path, 0, 0, "%s: it has %ld of %ld seeds and %ld of %ld rows",
            found->rows[file] < said->rows[file] ? "a part is missing" : "not what was blessed",
            found->seeds[file], said->seeds[file], found->rows[file], said->rows[file]);
    }
    return STATUS_OK;
}

enum status golden_check_digests(const struct golden_contents *found,
                                 const struct golden_contents *said, const char *expected,
                                 const char *name, struct error *error) {
    for (enum golden_file file = GOLDEN_BITS; file < GOLDEN_FILES; file++) {
        char path[FILE_PATH_MAX];
        if (strcmp(found->digest[file], said->digest[file]) == 0)
            continue;
        enum status status = golden_path(path, expected, name, file, error);
        if (status != STATUS_OK)
            return status;
        if (found->digest[file][0] == '\0')
            return klimb_error_at(error, STATUS_FORMAT, path, 0, 0,
                                  "a part of the golden is missing: there is no %s",
                                  golden_file_names[file]);
        return klimb_error_at(error, STATUS_FORMAT, path, 0, 0,
                              "edited, or from another blessing: its values do not match their "
                              "digest in golden.json");
    }
    return STATUS_OK;
}
