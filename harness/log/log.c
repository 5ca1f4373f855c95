#include "log/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/yaml.h"
#include "log/log_formats.h"
#include "log/log_make.h"

long log_segment_number(const char *word) {
    char *end;
    if (strcmp(word, "last") == 0)
        return LOG_SEGMENT_LAST;
    if (strcmp(word, "first") == 0)
        return 1;
    if (word[0] < '1' || word[0] > '9' || strlen(word) > 9)
        return -2;
    long number = strtol(word, &end, 10);
    return *end == '\0' ? number : -2;
}

/* ---- notes ----------------------------------------------------------------------------------- */

void log_add_notes(struct text *text, const char *name, const struct log *log) {
    const char *line = text_string(&log->notes);
    for (const char *end; (end = strchr(line, '\n')) != NULL; line = end + 1)
        text_add(text, "%s: %.*s\n", name, (int)(end - line), line);
}

/* ---- files ----------------------------------------------------------------------------------- */

/* The names of a folder's log. */
static const char *const folder_files[] = {"record.csv", "metrics.csv"};

enum status log_find(char path[FILE_PATH_MAX], const char *name, struct error *error) {
    enum file_kind kind;
    enum status status = file_look(&kind, name, error);
    path[0] = '\0';
    if (status != STATUS_OK || kind == FILE_NONE)
        return status;
    if (kind != FILE_FOLDER)
        return file_join(path, "", name, error);
    for (size_t i = 0; i < sizeof folder_files / sizeof *folder_files; i++) {
        status = file_join(path, name, folder_files[i], error);
        if (status == STATUS_OK)
            status = file_look(&kind, path, error);
        if (status != STATUS_OK || kind != FILE_NONE)
            break;
        path[0] = '\0';
    }
    if (status == STATUS_OK && path[0] == '\0' && log_formats_is_folder(name))
        return file_join(path, "", name, error);
    return status;
}

/* The kind of a folder's manifest.json. */
enum manifest {
    MANIFEST_NONE,
    MANIFEST_OWN, /* klimb's, with the digest of its record; or unreadable, which record_read reports */
    MANIFEST_FOREIGN, /* another program's in klimb's form: scenario, seed and outcome */
    MANIFEST_OTHER    /* something else */
};

static enum manifest kind_of_manifest(const char *path) {
    struct yaml yaml;
    if (yaml_read(&yaml, path, NULL) != STATUS_OK)
        return MANIFEST_OWN;
    enum manifest manifest = MANIFEST_OTHER;
    if (yaml.root == NULL || yaml_get(yaml.root, "record_digest") != NULL)
        manifest = MANIFEST_OWN;
    else if (yaml_get(yaml.root, "scenario") != NULL)
        manifest = MANIFEST_FOREIGN;
    yaml_tree_free(&yaml);
    return manifest;
}

static enum status look_for_manifest(enum manifest *manifest, const char *folder,
                                     struct error *error) {
    char path[FILE_PATH_MAX];
    enum file_kind kind = FILE_NONE;
    *manifest = MANIFEST_NONE;
    enum status status = file_look(&kind, folder, error);
    if (status != STATUS_OK || kind != FILE_FOLDER)
        return status;
    status = file_join(path, folder, "manifest.json", error);
    if (status == STATUS_OK)
        status = file_look(&kind, path, error);
    if (status == STATUS_OK && kind != FILE_NONE)
        *manifest = kind_of_manifest(path);
    return status;
}

/* Reads the files beside the log of another program. */
static enum status read_beside(struct log *log, const char *folder, enum manifest manifest,
                               struct error *error) {
    enum status status = record_read_dimensions(&log->record, folder, error);
    if (status == STATUS_OK && manifest == MANIFEST_FOREIGN)
        status = record_read_manifest(&log->record, folder, error);
    if (status == STATUS_OK && manifest == MANIFEST_OTHER)
        text_add(&log->notes, "manifest.json names no scenario and was left out\n");
    return status;
}

/* ---- reading --------------------------------------------------------------------------------- */

static const struct log_options as_it_is;

enum status log_parse(struct log *log, const char *name, const char *text, size_t size,
                      const struct log_options *options, struct error *error) {
    struct log_frame frame;
    struct log_input input;
    *log = (struct log){.record = {.seed = -1}};
    enum status status = log_frame_begin(&frame, name, options != NULL ? options : &as_it_is,
                                         error);
    if (status != STATUS_OK)
        return status;
    log_input_open_text(&input, name, text, size);
    status = log_formats_read(&frame, &input, error);
    if (status == STATUS_OK)
        status = log_make_one(log, &frame, error);
    log_frame_free(&frame);
    return status;
}

static enum status read_file(struct log *log, const char *path, const struct log_options *options,
                             struct error *error) {
    struct log_frame frame;
    enum status status = log_frame_begin(&frame, log_shown_name(path), options, error);
    if (status != STATUS_OK)
        return status;
    status = log_formats_read_path(&frame, path, NULL, error);
    if (status == STATUS_OK)
        status = log_make_one(log, &frame, error);
    log_frame_free(&frame);
    return status;
}

/* Finds the file that a name means, and the manifest beside it. */
static enum status find(char path[FILE_PATH_MAX], enum manifest *manifest, const char *name,
                        struct error *error) {
    *manifest = MANIFEST_NONE;
    if (strcmp(name, "-") == 0)
        return file_join(path, "", name, error);
    enum status status = log_find(path, name, error);
    if (status == STATUS_OK && path[0] == '\0')
        status = klimb_error_set(error, STATUS_INVALID, "there is no record %s", name);
    if (status == STATUS_OK)
        status = look_for_manifest(manifest, name, error);
    return status;
}

static enum status read_own(struct log *log, const char *name, struct error *error) {
    log->is_own = 1;
    log->format = "record";
    enum status status = record_read(&log->record, name, error);
    for (int i = 0; status == STATUS_OK && i < OBSERVABLES; i++)
        if (log->record.present[i]) {
            log->source[i].sign = 1;
            snprintf(log->source[i].name, sizeof log->source[i].name, "%s", log_quantity_name(i));
        }
    return status;
}

enum status log_read(struct log *log, const char *name, const struct log_options *options,
                     struct error *error) {
    char path[FILE_PATH_MAX];
    enum manifest manifest;
    *log = (struct log){.record = {.seed = -1}};
    enum status status = find(path, &manifest, name, error);
    if (status != STATUS_OK)
        return status;
    if (manifest == MANIFEST_OWN)
        return read_own(log, name, error);
    status = read_file(log, path, options != NULL ? options : &as_it_is, error);
    if (status == STATUS_OK && file_is_folder(name))
        status = read_beside(log, name, manifest, error);
    if (status != STATUS_OK)
        log_free(log);
    return status;
}

/* ---- all runs -------------------------------------------------------------------------------- */

/* Reads the log of a run that klimb recorded. */
static enum status read_own_run(struct log_runs *runs, const char *name, struct error *error) {
    runs->log = calloc(1, sizeof *runs->log);
    if (runs->log == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", name);
    enum status status = read_own(runs->log, name, error);
    runs->count = 1;
    if (status != STATUS_OK)
        log_runs_free(runs);
    return status;
}

enum status log_read_runs(struct log_runs *runs, const char *name,
                          const struct log_options *options, struct error *error) {
    char path[FILE_PATH_MAX];
    enum manifest manifest;
    *runs = (struct log_runs){0};
    enum status status = find(path, &manifest, name, error);
    if (status != STATUS_OK)
        return status;
    if (manifest == MANIFEST_OWN)
        return read_own_run(runs, name, error);
    status = log_runs_read(runs, path, options != NULL ? options : &as_it_is, error);
    if (status == STATUS_OK && runs->count == 1 && file_is_folder(name))
        status = read_beside(runs->log, name, manifest, error);
    if (status != STATUS_OK)
        log_runs_free(runs);
    return status;
}
