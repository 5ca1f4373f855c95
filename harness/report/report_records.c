#include "report/report_records.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "scenario/scenario_find.h"
#include "scenario/selection.h"

enum { LABEL_MAX = SCENARIO_NAME_MAX };

/* The data that a subject points to. */
struct report_record {
    char name[SCENARIO_NAME_MAX];
    struct job job;
    struct evidence evidence;
};

/* The length of a suffix of `kinds` at the end of a name, 0 if it has none. */
static size_t suffix_length(const char *name, const char *const *kinds) {
    size_t length = strlen(name);
    for (; *kinds != NULL; kinds++) {
        size_t end = strlen(*kinds);
        if (length > end && strcasecmp(name + length - end, *kinds) == 0)
            return end;
    }
    return 0;
}

static const char *const tables[] = {".csv", ".tsv", ".json", ".jsonl", ".ndjson", NULL};
static const char *const scenarios[] = {".yaml", ".yml", NULL};
static const char *const logs[] = {".csv", ".tsv", ".json", ".jsonl", ".ndjson",
                                   ".txt", ".log", ".dat",  ".out",   NULL};

/* Whether a name means scenarios below root. */
static int means_scenarios(const char *name, const char *root) {
    char **list = NULL;
    long found;
    enum status status = selection_expand(&list, &found, &name, 1, root, NULL);
    free(list);
    return status == STATUS_OK;
}

enum status report_look(int *is_record, const char *name, const char *root, struct error *error) {
    char path[FILE_PATH_MAX];
    *is_record = suffix_length(name, tables) > 0;
    if (*is_record || suffix_length(name, scenarios) > 0)
        return STATUS_OK;
    enum status status = log_find(path, name, error);
    if (status == STATUS_OK && path[0] != '\0')
        *is_record = file_is_folder(name) || !means_scenarios(name, root);
    return status;
}

int report_is_record(const char *name, const char *root) {
    int is_record;
    return report_look(&is_record, name, root, NULL) != STATUS_OK || is_record;
}

/* Whether something of that name exists; 0 if that cannot be determined. */
static int is_there(const char *path) {
    enum file_kind kind;
    return file_look(&kind, path, NULL) == STATUS_OK && kind != FILE_NONE;
}

static enum status not_a_record(const char *name, struct error *error) {
    klimb_error_set(error, STATUS_INVALID, "%s exists but is not a record", name);
    klimb_error_hint(error, "a record is a log of any program, or a folder with record.csv or "
                            "metrics.csv");
    return STATUS_INVALID;
}

enum status report_check_names(const char *const *names, long count, const char *root,
                               struct error *error) {
    for (long i = 0; i < count; i++)
        if (is_there(names[i]) && !report_is_record(names[i], root) &&
            !means_scenarios(names[i], root))
            return not_a_record(names[i], error);
    return STATUS_OK;
}

int report_has_record(const char *const *names, long count, const char *root) {
    for (long i = 0; i < count; i++)
        if (report_is_record(names[i], root))
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

/* "healthy seed 0" for klimb's runs, else the file's name without suffix. */
static void describe(char label[LABEL_MAX], const struct record *record, const char *path) {
    const char *leaf = scenario_leaf(path);
    if (strcmp(record->name, path) != 0 && record->seed >= 0 && record->name[0] != '\0')
        snprintf(label, LABEL_MAX, "%.170s seed %ld", scenario_leaf(record->name), record->seed);
    else if (leaf[0] == '\0')
        snprintf(label, LABEL_MAX, "record");
    else
        snprintf(label, LABEL_MAX, "%.*s", (int)(strlen(leaf) - suffix_length(leaf, logs)), leaf);
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

/* Reads the log at `path` and appends it. */
static enum status add_record(struct report_records *records, const char *path,
                              const struct log_options *how, struct error *error) {
    struct report_record *log = &records->logs[records->count];
    struct log read;
    char label[LABEL_MAX];
    log->job.done = 1;
    memcpy(log->job.folder, path, strlen(path) + 1);
    enum status status = log_read(&read, path, how, error);
    if (status != STATUS_OK)
        return status;
    log_add_notes(&records->notes, path, &read);
    status = evidence_take_record(&log->evidence, &read.record, &log->job, error);
    log_free(&read);
    if (status != STATUS_OK)
        return status;
    const struct record *record = &log->evidence.runs[0].record;
    /* Without a manifest, the record's name is its path. */
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

/* Takes a name that is not a record as the scenario whose golden is drawn. */
static enum status take_golden(struct report_records *records, const char *name,
                               const char *expected, struct error *error) {
    int has_golden = 0;
    enum status status = STATUS_OK;
    if (strlen(name) < SCENARIO_NAME_MAX)
        status = golden_look(&has_golden, expected, name, error);
    if (status != STATUS_OK)
        return status;
    if (has_golden) {
        memcpy(records->golden, name, strlen(name) + 1);
        return STATUS_OK;
    }
    klimb_error_set(error, STATUS_INVALID, "%s is neither a record nor a scenario with a golden",
                    name);
    klimb_error_hint(error, "records are drawn with records, and with the golden of one scenario; "
                            "report other scenarios by themselves");
    return STATUS_INVALID;
}

static enum status load(struct report_records *records, const char *path, const char *expected,
                        const struct log_options *how, struct error *error) {
    char found[FILE_PATH_MAX];
    enum status status = log_find(found, path, error);
    if (status != STATUS_OK)
        return status;
    if (found[0] == '\0' && is_there(path))
        return not_a_record(path, error);
    if (found[0] == '\0' && suffix_length(path, tables) == 0)
        return take_golden(records, path, expected, error);
    if (strlen(path) >= sizeof records->logs->job.folder)
        return klimb_error_set(error, STATUS_INVALID, "the path %.64s... is longer than %zu bytes",
                               path, sizeof records->logs->job.folder - 1);
    return add_record(records, path, how, error);
}

/* Loads the golden to draw with all records. A damaged one is left out, because nothing is judged. */
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
                                long count, const char *expected, const struct log_options *how,
                                struct error *error) {
    *records = (struct report_records){0};
    enum status status = make_room(records, count, error);
    for (long i = 0; status == STATUS_OK && i < count; i++)
        status = load(records, names[i], expected, how, error);
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
    text_free(&records->notes);
    *records = (struct report_records){0};
}
