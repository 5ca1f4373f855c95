#include "sweep/sweep_record.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"

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

static enum status read_rows(struct sweep_run *run, const struct made_manifest *made,
                             const char *folder, const struct study *study, struct error *error) {
    char file[FILE_PATH_MAX], *text;
    size_t size;
    struct record record = {0};
    enum status status = file_join(file, folder, "record.csv", error);
    if (status == STATUS_OK)
        status = file_read(&text, &size, file, RECORD_BYTES_MAX, error);
    if (status != STATUS_OK)
        return status;
    status = parse_end(&record, file, text, size, made->outcome.step, error);
    free(text);
    if (status != STATUS_OK)
        return status;
    record.outcome = made->outcome;
    status = made_manifest_check_end(made, file, record.step[record.rows - 1], error);
    if (status == STATUS_OK)
        take_finals(run, &record, study);
    record_free(&record);
    return status;
}

static void take_manifest(struct sweep_run *run, const struct made_manifest *made) {
    static const enum sweep_state states[] = {
        [MADE_MISSING] = SWEEP_MISSING,
        [MADE_WANTED] = SWEEP_BROKEN, /* until its rows are read */
        [MADE_OTHER] = SWEEP_OTHER,
        [MADE_BROKEN] = SWEEP_BROKEN};
    *run = (struct sweep_run){
        .state = states[made->state], .outcome = made->outcome, .seconds = made->seconds};
    memcpy(run->record_digest, made->record_digest, sizeof run->record_digest);
}

enum status sweep_record_read(struct sweep_run *run, const char *folder,
                              const struct made_wanted *wanted, const struct study *study,
                              struct error *error) {
    struct made_manifest made;
    enum status status = made_manifest_read(&made, folder, wanted, error);
    take_manifest(run, &made);
    if (status == STATUS_OK)
        status = read_rows(run, &made, folder, study, error);
    if (status == STATUS_OK)
        run->state = SWEEP_TAKEN;
    return status;
}

int sweep_record_is_refused(enum status status, const char *folder) {
    static const char *const needed[] = {"manifest.json", "record.csv"};
    if (status != STATUS_IO)
        return 0;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        char path[FILE_PATH_MAX];
        enum file_kind kind;
        if (file_join(path, folder, needed[i], NULL) == STATUS_OK &&
            file_look(&kind, path, NULL) == STATUS_OK && kind != FILE_REGULAR)
            return 0;
    }
    return 1;
}
