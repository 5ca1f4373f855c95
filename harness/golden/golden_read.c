#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "format/csv.h"
#include "golden/golden_internal.h"

/* How often another process may replace the golden while it is read. */
enum { READ_TRIES = 100 };

/* The names of columns of features.csv: the seed, then all features. */
static const char *const *feature_columns(const char *names[FEATURES + 2]) {
    names[0] = "seed";
    memcpy(names + 1, feature_names, (FEATURES + 1) * sizeof *names);
    return names;
}

/* Parses one line: the seed `seed`, then every feature. */
static enum status parse_features(double *out, struct csv *csv, long seed, struct error *error) {
    enum status status = csv_next(csv, error);
    for (long place = 0; status == STATUS_OK && place < csv->columns; place++) {
        long meaning = csv->meaning[place], number = seed;
        float value = 0;
        status = meaning == 0 ? csv_as_count(&number, csv, place, error)
                              : csv_as_float(&value, csv, place, error);
        if (status == STATUS_OK && number != seed)
            status = csv_error(csv, place, error, "the next seed here is %ld", seed);
        if (status == STATUS_OK && meaning > 0)
            out[meaning - 1] = (double)value;
    }
    return status;
}

static enum status parse_feature_table(struct golden *golden, const char *path, const char *text,
                                       size_t size, struct error *error) {
    const char *names[FEATURES + 2];
    struct csv csv;
    enum status status = csv_open(&csv, path, text, size, feature_columns(names), error);
    if (status == STATUS_OK && (csv.rows != golden->ensemble_count || csv.columns != FEATURES + 1))
        status = klimb_error_at(
            error, STATUS_FORMAT, path, 0, 0,
            "%ld seeds with %ld columns, but ensemble.csv has %ld seeds and there are %d "
            "columns",
            csv.rows, csv.columns, golden->ensemble_count, FEATURES + 1);
    for (long seed = 0; status == STATUS_OK && seed < csv.rows; seed++)
        status = parse_features(golden->features + seed * FEATURES, &csv, seed, error);
    return status;
}

static enum status parse_features_of_all(struct golden *golden, const char *path, const char *text,
                                         size_t size, struct error *error) {
    golden->features = calloc((size_t)golden->ensemble_count * FEATURES, sizeof(double));
    if (golden->features == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", path);
    return parse_feature_table(golden, path, text, size, error);
}

/* Whether the numbers of seeds of the two tables fit each other. */
static enum status compare_seed_counts(const struct golden *golden, const char *path,
                                       struct error *error) {
    if (golden->bits_count <= golden->ensemble_count)
        return STATUS_OK;
    return klimb_error_at(error, STATUS_FORMAT, path, 0, 0,
                          "bits.csv holds %ld seeds and ensemble.csv only %ld", golden->bits_count,
                          golden->ensemble_count);
}

/* ---- the files ------------------------------------------------------------------------------- */

void golden_texts_free(struct golden_texts *texts) {
    for (int file = 0; file < GOLDEN_FILES; file++)
        free(texts->bytes[file]);
    *texts = (struct golden_texts){0};
}

/* klimb 0.1 called ensemble.csv band.csv. */
static enum status look_for_old_name(enum file_kind *kind, char path[FILE_PATH_MAX],
                                     const char *expected, const char *name, struct error *error) {
    enum status status = file_join(path, expected, name, error);
    if (status == STATUS_OK)
        status = file_join(path, path, "band.csv", error);
    if (status == STATUS_OK)
        status = file_look(kind, path, error);
    return status;
}

static enum status read_text(struct golden_texts *texts, enum golden_file file,
                             const char *expected, const char *name, struct error *error) {
    enum file_kind kind = FILE_NONE;
    enum status status = golden_path(texts->path[file], expected, name, file, error);
    if (status == STATUS_OK)
        status = file_look(&kind, texts->path[file], error);
    if (status == STATUS_OK && kind == FILE_NONE && file == GOLDEN_ENSEMBLE) {
        status = look_for_old_name(&kind, texts->path[file], expected, name, error);
        if (status == STATUS_OK && kind == FILE_NONE)
            status = golden_path(texts->path[file], expected, name, file, error);
    }
    if (status == STATUS_OK && kind == FILE_NONE && file == GOLDEN_DIGESTS)
        return STATUS_OK;
    if (status == STATUS_OK && kind == FILE_NONE)
        status = klimb_error_at(error, STATUS_FORMAT, texts->path[file], 0, 0,
                                "a part of the golden is missing: there is no %s",
                                golden_file_names[file]);
    if (status == STATUS_OK)
        status = file_read(&texts->bytes[file], &texts->size[file], texts->path[file],
                           GOLDEN_FILE_LIMIT, error);
    return status;
}

/* Gets what distinguishes a folder from the next one of the same name. */
static void identify(struct stat *folder, const char *expected, const char *name) {
    char path[FILE_PATH_MAX];
    if (file_join(path, expected, name, NULL) != STATUS_OK || stat(path, folder) != 0)
        *folder = (struct stat){0};
}

static int is_same_folder(const struct stat *a, const struct stat *b) {
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
           a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* Reads all files of one folder. If another process replaces the golden meanwhile, reads again, so that the files are
 * of one golden. */
static enum status read_texts(struct golden_texts *texts, const char *expected, const char *name,
                              struct error *error) {
    struct stat before, after;
    enum status status = STATUS_OK;
    for (int i = 0; i < READ_TRIES; i++) {
        *texts = (struct golden_texts){0};
        identify(&before, expected, name);
        status = STATUS_OK;
        for (enum golden_file file = 0; status == STATUS_OK && file < GOLDEN_FILES; file++)
            status = read_text(texts, file, expected, name, error);
        identify(&after, expected, name);
        if (is_same_folder(&before, &after))
            break;
        golden_texts_free(texts);
        status = klimb_error_set(error, STATUS_IO,
                                 "cannot read the golden of %s: other processes keep "
                                 "replacing it",
                                 name);
    }
    if (status != STATUS_OK)
        golden_texts_free(texts);
    return status;
}

/* Refuses NUL bytes, which would end a text early, and conflict markers of a merge. */
static enum status check_bytes(const struct golden_texts *texts, const char *name,
                               struct error *error) {
    for (enum golden_file file = 0; file < GOLDEN_FILES && texts->bytes[file] != NULL; file++) {
        enum status status = text_check_merged(texts->path[file], texts->bytes[file],
                                               texts->size[file], error);
        if (status != STATUS_OK) {
            text_hint_command(error, "klimb review", name, "compares both sides and takes one");
            return status;
        }
        if (memchr(texts->bytes[file], '\0', texts->size[file]) != NULL)
            return klimb_error_at(error, STATUS_FORMAT, texts->path[file], 0, 0,
                                  "a NUL byte: this is not text, or the disk was full when it was "
                                  "written");
    }
    return STATUS_OK;
}

static enum status parse_seeds(struct record **records, long *count,
                               const struct golden_texts *texts, enum golden_file file,
                               struct error *error) {
    return record_parse_seeds(records, count, GOLDEN_SEEDS_MAX, texts->path[file],
                              texts->bytes[file], texts->size[file], error);
}

/* Parses the digests of seed 0. A golden of klimb 0.1 has none; a digests.csv beside it is ignored. */
static enum status parse_digests(struct golden *golden, const struct golden_texts *texts,
                                 int wants_seal, struct error *error) {
    if (!wants_seal || texts->bytes[GOLDEN_DIGESTS] == NULL || golden->bits_count == 0)
        return STATUS_OK;
    return tensor_digests_parse(&golden->bits[0].digests, texts->path[GOLDEN_DIGESTS],
                                texts->bytes[GOLDEN_DIGESTS], texts->size[GOLDEN_DIGESTS], error);
}

/* Parses the tables. Drops the hints of the parsers, such as to run the program again, which do not help here. */
static enum status parse_tables(struct golden *golden, const struct golden_texts *texts,
                                int wants_seal, struct error *error) {
    enum status status = parse_seeds(&golden->bits, &golden->bits_count, texts, GOLDEN_BITS, error);
    if (status == STATUS_OK)
        status = parse_seeds(&golden->ensemble, &golden->ensemble_count, texts, GOLDEN_ENSEMBLE,
                             error);
    if (status == STATUS_OK)
        status = parse_features_of_all(golden, texts->path[GOLDEN_FEATURES],
                                       texts->bytes[GOLDEN_FEATURES], texts->size[GOLDEN_FEATURES],
                                       error);
    if (status == STATUS_OK)
        status = compare_seed_counts(golden, texts->path[GOLDEN_JSON], error);
    if (status == STATUS_OK)
        status = parse_digests(golden, texts, wants_seal, error);
    if (status != STATUS_OK && error != NULL)
        error->hint[0] = '\0';
    return status;
}

/* Checks that all parts are of one blessing.
 *   said  what golden.json says about the tables */
static enum status check_all(const struct golden *golden, const struct golden_contents *said,
                             const char *expected, const char *name, int wants_seal,
                             struct error *error) {
    struct golden_contents found;
    enum status status = golden_measure(&found, golden, error);
    if (status == STATUS_OK && wants_seal)
        status = golden_check_counts(&found, said, expected, name, error);
    if (status == STATUS_OK)
        status = golden_check(golden, expected, name, error);
    if (status == STATUS_OK)
        status = golden_check_overlap(golden, expected, name, error);
    if (status == STATUS_OK && wants_seal)
        status = golden_check_digests(&found, said, expected, name, error);
    return status;
}

static enum status parse(struct golden *golden, const struct golden_texts *texts,
                         const char *expected, const char *name, int wants_seal,
                         struct error *error) {
    struct golden_contents said;
    enum status status = check_bytes(texts, name, error);
    if (status == STATUS_OK)
        status = parse_tables(golden, texts, wants_seal, error);
    if (status == STATUS_OK)
        status = golden_json_read(golden, &said, texts->path[GOLDEN_JSON],
                                  texts->bytes[GOLDEN_JSON], name, wants_seal, error);
    return status == STATUS_OK ? check_all(golden, &said, expected, name, wants_seal, error)
                               : status;
}

static enum status read_golden(struct golden *golden, struct golden_texts *texts,
                               const char *expected, const char *name, int wants_seal,
                               struct error *error) {
    *golden = (struct golden){0};
    enum status status = read_texts(texts, expected, name, error);
    if (status == STATUS_OK)
        status = parse(golden, texts, expected, name, wants_seal, error);
    if (status != STATUS_OK) {
        golden_free(golden);
        golden_texts_free(texts);
    }
    return status;
}

enum status golden_read(struct golden *golden, const char *expected, const char *name,
                        struct error *error) {
    struct golden_texts texts;
    enum status status = read_golden(golden, &texts, expected, name, 1, error);
    golden_texts_free(&texts);
    return status;
}

enum status golden_read_unsealed(struct golden *golden, struct golden_texts *texts,
                                 const char *expected, const char *name, struct error *error) {
    return read_golden(golden, texts, expected, name, 0, error);
}
