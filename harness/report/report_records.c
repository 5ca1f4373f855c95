#include "report/report_records.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "scenario/scenario_find.h"
#include "scenario/selection.h"

static const char suffix[] = ".csv";

enum { LABEL_MAX = SCENARIO_NAME_MAX };

/* What a subject points to. */
struct report_record {
    char name[SCENARIO_NAME_MAX];
    struct job job;
    struct evidence evidence;
};

static int ends_in_suffix(const char *name) {
    size_t length = strlen(name), end = sizeof suffix - 1;
    return length > end && strcasecmp(name + length - end, suffix) == 0;
}

int report_is_record(const char *name) {
    char path[FILE_PATH_MAX];
    if (ends_in_suffix(name))
        return 1;
    enum file_kind kind = FILE_NONE;
    return file_join(path, name, "record.csv", NULL) == STATUS_OK &&
           (file_look(&kind, path, NULL) != STATUS_OK || kind != FILE_NONE);
}

/* Whether there is something of that name, as far as the system tells. */
static int is_there(const char *path) {
    enum file_kind kind;
    return file_look(&kind, path, NULL) == STATUS_OK && kind != FILE_NONE;
}

static enum status not_a_record(const char *name, struct error *error) {
    klimb_error_set(error, STATUS_INVALID, "%s exists but is not a record", name);
    klimb_error_hint(error, "a record is a folder with record.csv or a file that ends in .csv");
    return STATUS_INVALID;
}

enum status report_check_names(const char *const *names, long count, const char *root,
                               struct error *error) {
    for (long i = 0; i < count; i++) {
        char **list = NULL;
        long found;
        if (!is_there(names[i]) || report_is_record(names[i]))
            continue;
        enum status status = selection_expand(&list, &found, &names[i], 1, root, NULL);
        free(list);
        if (status != STATUS_OK)
            return not_a_record(names[i], error);
    }
    return STATUS_OK;
}

int report_has_record(const char *const *names, long count) {
    for (long i = 0; i < count; i++)
        if (report_is_record(names[i]))
            return 1;
    return 0;
}

/* ---- labels ---------------------------------------------------------------------------------- */

static int is_taken(const struct report_records *records, const char *name) {
    for (long i = 0; i < records->count; i++)
        if (strcmp(records->logs[i].name, name) == 0)
            return 1;
    return 0;
}

/* "healthy seed 0" for what klimb ran, else the name of the file without its end. */
static void describe(char label[LABEL_MAX], const struct record *record, const char *path) {
    const char *leaf = scenario_leaf(path);
    if (strcmp(record->name, path) != 0 && record->seed >= 0 && record->name[0] != '\0')
        snprintf(label, LABEL_MAX, "%.170s seed %ld", scenario_leaf(record->name), record->seed);
    else if (leaf[0] == '\0')
        snprintf(label, LABEL_MAX, "record");
    else
        snprintf(label, LABEL_MAX, "%.*s",
                 (int)(strlen(leaf) - (ends_in_suffix(leaf) ? sizeof suffix - 1 : 0)), leaf);
}

static void name_record(struct report_records *records, char name[SCENARIO_NAME_MAX],
                        const char *label) {
    snprintf(name, SCENARIO_NAME_MAX, "records/%.200s", label);
    for (long number = 2; is_taken(records, name); number++)
        snprintf(name, SCENARIO_NAME_MAX, "records/%.200s (%ld)", label, number);
}

/* ---- loading --------------------------------------------------------------------------------- */

static enum status make_room(struct report_records *records, long count, struct error *error) {
    size_t room = (size_t)count + 1;
    records->subjects = calloc(room, sizeof *records->subjects);
    records->logs = calloc(room, sizeof *records->logs);
    if (records->subjects == NULL || records->logs == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld records", count);
    return STATUS_OK;
}

/* Read the log at `path` as the one behind the others. */
static enum status add_record(struct report_records *records, const char *path,
                              struct error *error) {
    struct report_record *log = &records->logs[records->count];
    char label[LABEL_MAX];
    log->job.done = 1;
    memcpy(log->job.folder, path, strlen(path) + 1);
    enum status status = evidence_take_log(&log->evidence, &log->job, error);
    if (status != STATUS_OK)
        return status;
    const struct record *record = &log->evidence.runs[0].record;
    /* Without a manifest its name is the path of its file. */
    if (records->golden[0] == '\0' && record->seed >= 0)
        snprintf(records->golden, SCENARIO_NAME_MAX, "%.*s", SCENARIO_NAME_MAX - 1, record->name);
    describe(label, record, path);
    name_record(records, log->name, label);
    log->evidence.runs[0].record.seed = record->seed < 0 ? 0 : record->seed;
    log->job.seed = record->seed;
    records->subjects[records->count++] = (struct report_subject){
        .name = log->name, .source = log->job.folder, .evidence = &log->evidence};
    return STATUS_OK;
}

static enum status load(struct report_records *records, const char *path, struct error *error) {
    if (!report_is_record(path)) {
        if (is_there(path))
            return not_a_record(path, error);
        klimb_error_set(error, STATUS_INVALID, "%s is not a record", path);
        klimb_error_hint(error, "records are compared with records; scenarios are reported alone");
        return STATUS_INVALID;
    }
    enum file_kind kind;
    if (file_look(&kind, path, error) != STATUS_OK)
        return error->status;
    if (kind == FILE_NONE)
        return klimb_error_set(error, STATUS_INVALID, "there is no record %s", path);
    if (strlen(path) >= sizeof records->logs->job.folder)
        return klimb_error_set(error, STATUS_INVALID, "the path %.64s... is longer than %zu bytes",
                               path, sizeof records->logs->job.folder - 1);
    return add_record(records, path, error);
}

/* The golden that all of them are drawn with. A damaged one is left out: nothing is judged by it. */
static enum status load_golden(struct report_records *records, const char *expected,
                               struct error *error) {
    int is_there = 0;
    if (records->golden[0] == '\0')
        return STATUS_OK;
    enum status status = golden_look(&is_there, expected, records->golden, error);
    if (status != STATUS_OK || !is_there)
        return status;
    records->curves = calloc(1, sizeof *records->curves);
    if (records->curves == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for a golden");
    status = golden_read(records->curves, expected, records->golden, &records->golden_error);
    if (status == STATUS_OK || status == STATUS_FORMAT)
        return STATUS_OK;
    *error = records->golden_error;
    return status;
}

enum status report_records_load(struct report_records *records, const char *const *names,
                                long count, const char *expected, struct error *error) {
    *records = (struct report_records){0};
    enum status status = make_room(records, count, error);
    for (long i = 0; status == STATUS_OK && i < count; i++)
        status = load(records, names[i], error);
    if (status == STATUS_OK)
        status = load_golden(records, expected, error);
    for (long i = 0; i < records->count; i++) {
        int is_read = records->golden_error.status == STATUS_OK;
        records->subjects[i].golden = is_read ? records->curves : NULL;
        records->subjects[i].golden_error = &records->golden_error;
    }
    if (status != STATUS_OK)
        report_records_free(records);
    return status;
}

void report_records_free(struct report_records *records) {
    for (long i = 0; i < records->count; i++)
        evidence_free(&records->logs[i].evidence);
    if (records->curves != NULL)
        golden_free(records->curves);
    free(records->curves);
    free(records->logs);
    free(records->subjects);
    *records = (struct report_records){0};
}
