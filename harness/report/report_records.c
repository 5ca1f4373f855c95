#include "report/report_records.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "scenario/scenario_find.h"
#include "scenario/selection.h"

static const char suffix[] = ".csv";

enum { LABEL_MAX = SCENARIO_NAME_MAX };

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
    klimb_error_set(error, STATUS_INVALID, "%s exists, but is no record", name);
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

static int is_taken(const struct check *check, const char *name) {
    for (long i = 0; i < check->count; i++)
        if (strcmp(check->scenarios[i].name, name) == 0)
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

static void name_record(struct check *check, struct scenario *scenario, const char *label) {
    snprintf(scenario->name, sizeof scenario->name, "records/%.200s", label);
    for (long number = 2; is_taken(check, scenario->name); number++)
        snprintf(scenario->name, sizeof scenario->name, "records/%.200s (%ld)", label, number);
}

/* ---- loading --------------------------------------------------------------------------------- */

static enum status make_room(struct check *check, long count, struct error *error) {
    size_t room = (size_t)count + 1;
    check->scenarios = calloc(room, sizeof *check->scenarios);
    check->jobs = calloc(room, sizeof *check->jobs);
    check->first_job = calloc(room, sizeof *check->first_job);
    check->lack = calloc(room, sizeof *check->lack);
    check->judgements = calloc(room, sizeof *check->judgements);
    if (check->scenarios == NULL || check->jobs == NULL || check->first_job == NULL ||
        check->lack == NULL || check->judgements == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld records", count);
    return STATUS_OK;
}

/* Add what has been read from `path` as the scenario behind the others. */
static void add_record(struct check *check, const struct record *record, const char *path) {
    long i = check->count;
    struct scenario *scenario = &check->scenarios[i];
    struct job *job = &check->jobs[i];
    char label[LABEL_MAX];
    describe(label, record, path);
    name_record(check, scenario, label);
    snprintf(scenario->claim, sizeof scenario->claim, "%s", path);
    *job = (struct job){
        .scenario = scenario, .done = 1, .seed = record->seed < 0 ? 0 : record->seed};
    memcpy(job->folder, path, strlen(path) + 1);
    check->judgements[i] = (struct judgement){.scenario = scenario};
    check->count = check->total = check->job_count = i + 1;
    check->first_job[i + 1] = i + 1;
}

static enum status load(struct check *check, char golden[SCENARIO_NAME_MAX], const char *path,
                        struct error *error) {
    struct record record;
    if (!report_is_record(path)) {
        if (is_there(path))
            return not_a_record(path, error);
        klimb_error_set(error, STATUS_INVALID, "%s is no record", path);
        klimb_error_hint(error, "records are compared with records; scenarios are reported alone");
        return STATUS_INVALID;
    }
    enum file_kind kind;
    if (file_look(&kind, path, error) != STATUS_OK)
        return error->status;
    if (kind == FILE_NONE)
        return klimb_error_set(error, STATUS_INVALID, "there is no record %s", path);
    if (strlen(path) >= sizeof check->jobs->folder)
        return klimb_error_set(error, STATUS_INVALID, "the path %.64s... is longer than %zu bytes",
                               path, sizeof check->jobs->folder - 1);
    enum status status = record_read(&record, path, error);
    if (status != STATUS_OK)
        return status;
    /* Without a manifest its name is the path of its file. */
    if (golden[0] == '\0' && record.seed >= 0)
        snprintf(golden, SCENARIO_NAME_MAX, "%.*s", SCENARIO_NAME_MAX - 1, record.name);
    add_record(check, &record, path);
    record_free(&record);
    return STATUS_OK;
}

enum status report_records_load(struct check *check, char golden[SCENARIO_NAME_MAX],
                                const char *const *names, long count, struct error *error) {
    *check = (struct check){0};
    golden[0] = '\0';
    enum status status = make_room(check, count, error);
    for (long i = 0; status == STATUS_OK && i < count; i++)
        status = load(check, golden, names[i], error);
    if (status != STATUS_OK)
        check_free(check);
    return status;
}
