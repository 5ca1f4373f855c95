#include "sweep/sweep_record.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "format/json.h"

enum { MANIFEST_LIMIT = 1 << 20, RECORD_LIMIT = 64 << 20 };

/* ---- manifest.json ---------------------------------------------------------------------------- */

static const char *string_of(const cJSON *object, const char *key) {
    const char *string = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
    return string != NULL ? string : "";
}

static double number_of(const cJSON *object, const char *key) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsNumber(item) ? item->valuedouble : (double)NAN;
}

static enum status broken(struct sweep_run *run, const char *file, struct error *error,
                          const char *what) {
    run->state = SWEEP_BROKEN;
    return klimb_error_at(error, STATUS_FORMAT, file, 0, 0, "%s", what);
}

static enum status is_other(struct sweep_run *run, const char *file, struct error *error,
                            const char *what, const char *said, const char *wanted) {
    run->state = SWEEP_OTHER;
    return klimb_error_at(error, STATUS_INVALID, file, 0, 0, "%s is %.64s, not %.64s", what, said,
                          wanted);
}

/* Whether it is of the run that is wanted. */
static enum status check_origin(struct sweep_run *run, const char *file, const cJSON *root,
                                const struct sweep_wanted *wanted, struct error *error) {
    const cJSON *scenario = cJSON_GetObjectItemCaseSensitive(root, "scenario");
    const cJSON *klimb = cJSON_GetObjectItemCaseSensitive(root, "klimb");
    double seed = number_of(root, "seed");
    char said[32], wants[32];
    snprintf(said, sizeof said, "%.0f", seed);
    snprintf(wants, sizeof wants, "%ld", wanted->seed);
    const char *const pairs[][3] = {
        {"the version of klimb", string_of(klimb, "version"), wanted->version},
        {"the digest of the scenario", string_of(scenario, "digest"), wanted->digest},
        {"the backend", string_of(root, "backend"), wanted->backend},
        {"the seed", said, wants}};
    if (!(number_of(root, "format") == RECORD_FORMAT))
        return broken(run, file, error, "the manifest has another format number");
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (strcmp(pairs[i][1], pairs[i][2]) != 0)
            return is_other(run, file, error, pairs[i][0], pairs[i][1], pairs[i][2]);
    return STATUS_OK;
}

static enum status take_outcome(struct sweep_run *run, const char *file, const cJSON *root,
                                struct error *error) {
    const cJSON *outcome = cJSON_GetObjectItemCaseSensitive(root, "outcome");
    const char *kind = string_of(outcome, "kind");
    double step = number_of(outcome, "step");
    long term = text_index(string_of(outcome, "term"), klimb_term_names);
    run->outcome = (struct outcome){.diverged = strcmp(kind, "completed") != 0};
    if (strcmp(kind, "failed") == 0)
        return broken(run, file, error, "the trainer of the run failed and left no record");
    if ((run->outcome.diverged && strcmp(kind, "non-finite") != 0) || term < 0 ||
        !(step >= 0 && step <= 1e15))
        return broken(run, file, error, "the manifest does not say how the run ended");
    run->outcome.step = (long)step;
    run->outcome.term = (enum term)term;
    run->seconds = number_of(root, "wall_seconds");
    snprintf(run->record_digest, sizeof run->record_digest, "%s", string_of(root, "record_digest"));
    if (strlen(run->record_digest) != 64 || !(run->seconds >= 0))
        return broken(run, file, error, "the manifest has no record_digest or wall_seconds");
    return STATUS_OK;
}

static enum status read_manifest(struct sweep_run *run, const char *folder,
                                 const struct sweep_wanted *wanted, struct error *error) {
    char file[FILE_PATH_MAX], *text;
    size_t size;
    cJSON *root = NULL;
    enum file_kind kind = FILE_NONE;
    enum status status = file_join(file, folder, "manifest.json", error);
    if (status == STATUS_OK)
        status = file_look(&kind, file, error);
    if (status == STATUS_OK && kind == FILE_NONE) {
        run->state = SWEEP_MISSING;
        return STATUS_INVALID;
    }
    if (status == STATUS_OK)
        status = file_read(&text, &size, file, MANIFEST_LIMIT, error);
    if (status != STATUS_OK)
        return status;
    status = json_parse_bytes(&root, file, 1, text, size, error);
    if (status == STATUS_OK)
        status = check_origin(run, file, root, wanted, error);
    if (status == STATUS_OK)
        status = take_outcome(run, file, root, error);
    cJSON_Delete(root);
    free(text);
    return status;
}

/* ---- the rows of the end ---------------------------------------------------------------------- */

/* Where the line before `line` begins, `first` for none. */
static const char *line_before(const char *line, const char *first) {
    if (line <= first)
        return first;
    line--;
    while (line > first && line[-1] != '\n')
        line--;
    return line;
}

/* Where the rows begin that record_final may look at: the last one at or before `step`, and those after it. */
static const char *find_rows(const char *first, const char *end, double step) {
    const char *row = line_before(end, first);
    while (row > first && !(strtod(row, NULL) <= step))
        row = line_before(row, first);
    return row;
}

/* Header and last rows as a record. */
static enum status parse_end(struct record *record, const char *file, const char *text, size_t size,
                             long last_step, struct error *error) {
    struct text part = {0};
    const char *first = memchr(text, '\n', size), *end = text + size;
    if (first == NULL || end[-1] != '\n')
        return klimb_error_at(error, STATUS_FORMAT, file, 0, 0,
                              "the last line has no end: the file was cut off");
    const char *rows = find_rows(++first, end, 0.9 * (double)last_step);
    text_add_bytes(&part, text, (size_t)(first - text));
    text_add_bytes(&part, rows, (size_t)(end - rows));
    enum status status = part.failed ? klimb_error_set(error, STATUS_MEMORY,
                                                       "no memory for the rows of %s", file)
                                     : record_parse(record, file, part.bytes, part.length, error);
    text_free(&part);
    return status;
}

static void take_finals(struct sweep_run *run, const struct record *record,
                        const struct study *study) {
    for (long i = 0; i < study->column_count; i++) {
        enum observable column = study->columns[i];
        run->has_column[i] = record->present[column] != 0;
        run->final[i] = run->has_column[i] ? record_final(record, column) : (double)NAN;
    }
}

static enum status read_rows(struct sweep_run *run, const char *folder, const struct study *study,
                             struct error *error) {
    char file[FILE_PATH_MAX], *text;
    size_t size;
    struct record record = {0};
    enum status status = file_join(file, folder, "record.csv", error);
    if (status == STATUS_OK)
        status = file_read(&text, &size, file, RECORD_LIMIT, error);
    if (status != STATUS_OK)
        return status;
    status = parse_end(&record, file, text, size, run->outcome.step, error);
    free(text);
    if (status != STATUS_OK)
        return status;
    record.outcome = run->outcome;
    if (record.step[record.rows - 1] != run->outcome.step)
        status = klimb_error_at(error, STATUS_FORMAT, file, 0, 0,
                                "the last row is of step %ld; the manifest says that the run "
                                "ended at step %ld",
                                record.step[record.rows - 1], run->outcome.step);
    else
        take_finals(run, &record, study);
    record_free(&record);
    return status;
}

enum status sweep_record_read(struct sweep_run *run, const char *folder,
                              const struct sweep_wanted *wanted, const struct study *study,
                              struct error *error) {
    *run = (struct sweep_run){.state = SWEEP_BROKEN};
    enum status status = read_manifest(run, folder, wanted, error);
    if (status == STATUS_OK)
        status = read_rows(run, folder, study, error);
    if (status == STATUS_OK)
        run->state = SWEEP_TAKEN;
    return status;
}
