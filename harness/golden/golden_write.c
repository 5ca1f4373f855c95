#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/private_folder.h"
#include "golden/golden_internal.h"

/* ---- in memory ------------------------------------------------------------------------------- */

static long most_rows(const struct record *records, long count) {
    long most = 0;
    for (long i = 0; i < count; i++)
        most = records[i].rows > most ? records[i].rows : most;
    return most;
}

/* All records must have the same columns, because a table has one header. */
static enum status check_columns(const struct record *records, long count, struct error *error) {
    for (long i = 1; i < count; i++)
        for (enum observable column = 0; column < OBSERVABLES; column++)
            if (records[i].present[column] != records[0].present[column])
                return klimb_error_set(
                    error, STATUS_FAILED,
                    "%s: the log of seed %ld has %s but that of seed %ld has not; all seeds must "
                    "have the same columns",
                    records[0].name, records[i].present[column] ? records[i].seed : records[0].seed,
                    klimb_observable_info[column].name,
                    records[i].present[column] ? records[0].seed : records[i].seed);
    return STATUS_OK;
}

/* The ensemble rows of a record. The row where a run diverged is left out: it is usually not a logged step, other seeds
 * lack it, and golden.json has the outcome.
 *   config   NULL for a user's trainer, whose seeds all have the same rows
 *   planned  rows of a complete run */
static enum status thin(struct record *out, const struct record *record,
                        const struct config *config, long planned, struct error *error) {
    enum status status = record_new(out, record->rows, 0, error);
    if (status != STATUS_OK)
        return status;
    out->seed = record->seed;
    memcpy(out->present, record->present, sizeof out->present);
    for (long row = 0; row < record->rows && row < planned; row++) {
        struct observation kept = {.step = record->step[row]};
        if (!golden_is_ensemble_row(row, planned) ||
            (config != NULL && !klimb_config_is_logged(config, kept.step)))
            continue;
        for (enum observable column = 0; column < OBSERVABLES; column++)
            kept.value[column] = golden_round(record_value(record, row, column));
        record_append(out, &kept);
    }
    out->outcome = record->outcome;
    return STATUS_OK;
}

static void measure_features(double *out, const struct record *record) {
    feature_measure(out, record);
    for (enum feature feature = 0; feature < FEATURES; feature++)
        out[feature] = (double)golden_round((float)out[feature]);
}

/* Makes a golden of records, without its provenance. The caller owns the contents of its bits. */
static enum status make_golden(struct golden *golden, const struct golden_subject *subject,
                               const struct record *records, long count, struct error *error) {
    long checked = subject->check_seeds < count ? subject->check_seeds : count;
    *golden = (struct golden){.bits_count = checked, .is_external = subject->config == NULL};
    memcpy(golden->has_column, records[0].present, sizeof golden->has_column);
    if (subject->noise != NULL)
        golden->noise = *subject->noise;
    golden->bits = calloc((size_t)checked + 1, sizeof *golden->bits);
    golden->ensemble = calloc((size_t)count + 1, sizeof *golden->ensemble);
    golden->features = calloc((size_t)count * FEATURES + 1, sizeof *golden->features);
    if (golden->bits == NULL || golden->ensemble == NULL || golden->features == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the golden of %s",
                               subject->name);
    memcpy(golden->bits, records, (size_t)checked * sizeof *golden->bits);
    long planned = subject->config != NULL ? klimb_config_logged_count(subject->config)
                                           : most_rows(records, count);
    enum status status = check_columns(records, count, error);
    for (long i = 0; status == STATUS_OK && i < count; i++) {
        measure_features(golden->features + i * FEATURES, &records[i]);
        status = thin(&golden->ensemble[i], &records[i], subject->config, planned, error);
        golden->ensemble_count += status == STATUS_OK;
    }
    return status;
}

static void unmake_golden(struct golden *golden) {
    for (long i = 0; i < golden->ensemble_count; i++)
        record_free(&golden->ensemble[i]);
    free(golden->bits);
    free(golden->ensemble);
    free(golden->features);
}

/* ---- on the disk ----------------------------------------------------------------------------- */

static enum status write_text(const char *folder, const char *name, enum golden_file file,
                              const struct text *text, struct error *error) {
    if (text->failed)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the golden of %s", name);
    char path[FILE_PATH_MAX];
    enum status status = golden_path(path, folder, name, file, error);
    return status == STATUS_OK ? file_write(path, text->bytes, text->length, error) : status;
}

/* Signals that end a program, held back while a golden is put in place. */
static void hold_signals(sigset_t *before) {
    sigset_t held;
    sigemptyset(&held);
    sigaddset(&held, SIGINT);
    sigaddset(&held, SIGTERM);
    sigaddset(&held, SIGHUP);
    sigaddset(&held, SIGQUIT);
    sigprocmask(SIG_BLOCK, &held, before);
}

/* Files that do not move along with an old golden: its digests.csv, and temporary files of a killed klimb 0.1:
 * bits.csv.a1B2c3. */
static int is_left_behind(void *context, const char *name) {
    enum { RANDOM = 7 }; /* a dot and six characters */
    (void)context;
    if (strcmp(name, golden_file_names[GOLDEN_DIGESTS]) == 0)
        return 1;
    for (enum golden_file file = 0; file < GOLDEN_FILES; file++) {
        size_t length = strlen(golden_file_names[file]);
        if (strncmp(name, golden_file_names[file], length) == 0 && name[length] == '.' &&
            strlen(name) == length + RANDOM)
            return 1;
    }
    return 0;
}

/* Moves the folder of a whole golden into place. Other files beside the old golden, and goldens of a family of the same
 * name, are kept. */
static enum status put_in_place(const char *made, const char *place, struct error *error) {
    sigset_t before;
    enum file_kind kind;
    hold_signals(&before);
    enum status status = file_look(&kind, place, error);
    if (status == STATUS_OK && kind == FILE_FOLDER)
        status = folder_link(place, made, is_left_behind, NULL, error);
    if (status == STATUS_OK)
        status = folder_sync(made, error);
    if (status == STATUS_OK)
        status = folder_put(made, place, error);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return status;
}

/* Writes all files into a private folder beside the golden, reads them as a check will, and moves the folder into
 * place. */
static enum status write_whole(const char *expected, const char *name,
                               const struct text text[GOLDEN_FILES], struct error *error) {
    struct private_folder private = {0};
    struct golden read_back;
    char place[FILE_PATH_MAX], parent[FILE_PATH_MAX], made[FILE_PATH_MAX];
    enum status status = file_join(place, expected, name, error);
    if (status != STATUS_OK)
        return status;
    file_parent(parent, place);
    status = private_folder_make(&private, parent, error);
    if (status == STATUS_OK)
        status = file_join(made, private.path, name, error);
    for (enum golden_file file = 0; status == STATUS_OK && file < GOLDEN_FILES; file++)
        if (file != GOLDEN_DIGESTS || text[file].length > 0 || text[file].failed)
            status = write_text(private.path, name, file, &text[file], error);
    if (status == STATUS_OK)
        status = golden_read(&read_back, private.path, name, error);
    if (status == STATUS_OK) {
        golden_free(&read_back);
        status = put_in_place(made, place, error);
    }
    private_folder_remove(&private);
    return status;
}

static void free_texts(struct text text[GOLDEN_FILES]) {
    for (int i = 0; i < GOLDEN_FILES; i++)
        text_free(&text[i]);
}

enum status golden_write(const char *expected, struct golden_subject subject,
                         const struct record *records, long count,
                         const struct golden_provenance *provenance, struct error *error) {
    struct golden golden;
    struct text text[GOLDEN_FILES] = {{0}};
    enum status status = make_golden(&golden, &subject, records, count, error);
    if (status == STATUS_OK) {
        record_format_seeds(&text[GOLDEN_BITS], golden.bits, golden.bits_count);
        record_format_seeds(&text[GOLDEN_ENSEMBLE], golden.ensemble, golden.ensemble_count);
        golden_format_features(&text[GOLDEN_FEATURES], golden.features, golden.ensemble_count);
        if (golden.bits_count > 0)
            tensor_digests_format(&text[GOLDEN_DIGESTS], &golden.bits[0].digests);
        status = golden_json_format(&text[GOLDEN_JSON], &golden, &subject, provenance, error);
    }
    if (status == STATUS_OK)
        status = write_whole(expected, subject.name, text, error);
    free_texts(text);
    unmake_golden(&golden);
    return status;
}

/* Add the text of a file; digests.csv may be missing. */
static enum status copy_text(struct text *text, const char *from, const char *name,
                             enum golden_file file, struct error *error) {
    char path[FILE_PATH_MAX], *bytes;
    size_t size;
    enum file_kind kind = FILE_NONE;
    enum status status = golden_path(path, from, name, file, error);
    if (status == STATUS_OK)
        status = file_look(&kind, path, error);
    if (status != STATUS_OK || kind == FILE_NONE)
        return status;
    status = file_read(&bytes, &size, path, GOLDEN_FILE_LIMIT, error);
    if (status == STATUS_OK) {
        text_add_bytes(text, bytes, size);
        free(bytes);
    }
    return status;
}

enum status golden_copy(const char *expected, const char *from, const char *name,
                        struct error *error) {
    struct golden golden;
    struct text text[GOLDEN_FILES] = {{0}};
    enum status status = golden_read(&golden, from, name, error);
    if (status != STATUS_OK)
        return status;
    golden_free(&golden);
    for (enum golden_file file = 0; status == STATUS_OK && file < GOLDEN_FILES; file++)
        status = copy_text(&text[file], from, name, file, error);
    if (status == STATUS_OK)
        status = write_whole(expected, name, text, error);
    free_texts(text);
    return status;
}

enum status golden_reseal(const char *expected, const char *name, struct error *error) {
    struct golden golden;
    struct golden_texts old;
    struct text text[GOLDEN_FILES] = {{0}};
    enum status status = golden_read_unsealed(&golden, &old, expected, name, error);
    if (status != STATUS_OK)
        return status;
    for (enum golden_file file = GOLDEN_BITS; file < GOLDEN_DIGESTS; file++)
        text_add_bytes(&text[file], old.bytes[file], old.size[file]);
    status = golden_json_seal(&text[GOLDEN_JSON], old.path[GOLDEN_JSON], old.bytes[GOLDEN_JSON],
                              &golden, error);
    if (status == STATUS_OK)
        status = write_whole(expected, name, text, error);
    free_texts(text);
    golden_texts_free(&old);
    golden_free(&golden);
    return status;
}
