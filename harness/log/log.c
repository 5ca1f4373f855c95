#include "log/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/yaml.h"
#include "log/log_grid.h"

#define LOG_BYTES_MAX ((size_t)1 << 30)

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

void log_free(struct log *log) {
    record_free(&log->record);
    text_free(&log->notes);
    *log = (struct log){.record = {.seed = -1}};
}

/* ---- notes ----------------------------------------------------------------------------------- */

static int is_negative(const struct log_grid *grid, long place) {
    for (long i = 0; i < grid->columns; i++)
        if (grid->column[i].slot.place == place)
            return grid->column[i].slot.sign < 0;
    return 0;
}

/* Which columns of the table are which, where the names do not say it.
 *   used  in [columns of the table] 1 + the quantity, 0: left out */
static void note_names(struct text *notes, const struct log_table *table,
                       const struct log_grid *grid, const unsigned char *used) {
    long count = 0;
    for (long place = 0; place < table->columns; place++) {
        struct log_cell cell = table->header[place];
        char name[LOG_CELL_SHOWN];
        if (used[place] == 0 || cell.length == 0)
            continue;
        const char *own = log_quantity_name(used[place] - 1);
        int negative = is_negative(grid, place);
        if (!negative && log_names_equal(own, (long)strlen(own), cell.text, cell.length))
            continue;
        log_cell_show(name, cell);
        text_add(notes, "%s%s is %s\"%s\"", count++ > 0 ? ", " : "", own,
                 negative ? "the negative of " : "", name);
    }
    if (count > 0)
        text_add(notes, "\n");
}

enum { NAMES_SHOWN = 12 };

static void note_left_out(struct text *notes, const struct log_table *table,
                          const unsigned char *used) {
    long count = 0;
    for (long place = 0; place < table->columns; place++) {
        char name[LOG_CELL_SHOWN];
        if (used[place] || table->header[place].length == 0)
            continue;
        log_cell_show(name, table->header[place]);
        if (count++ < NAMES_SHOWN)
            text_add(notes, "%s\"%s\"", count > 1 ? ", " : "left out: ", name);
    }
    if (count > NAMES_SHOWN)
        text_add(notes, " and %ld others", count - NAMES_SHOWN);
    if (count > 0)
        text_add(notes, "\n");
}

static void note_table(struct text *notes, const struct log_table *table) {
    if (table->cut_off_line > 0)
        text_add(notes, "line %ld is cut off and was left out\n", table->cut_off_line);
    if (table->first_comma > 0)
        text_add(notes, "numbers have decimal commas\n");
}

/* ---- reading --------------------------------------------------------------------------------- */

/* The columns that were read for what they are, though they are no observables. */
static void use_places(unsigned char *used, const struct log_columns *columns, enum log_axis axis) {
    const struct log_slot *step = &columns->slot[LOG_STEP][LOG_PLAIN];
    const struct log_slot *epoch = &columns->slot[LOG_EPOCH][LOG_PLAIN];
    if (axis == LOG_STEPS && step->place >= 0)
        used[step->place] = LOG_STEP + 1;
    if (axis == LOG_EPOCHS && epoch->place >= 0)
        used[epoch->place] = LOG_EPOCH + 1;
}

static enum status make_record(struct log *log, struct log_grid *grid, struct log_table *table,
                               const struct log_columns *columns, const struct log_options *options,
                               struct error *error) {
    long from, to;
    unsigned char *used = calloc((size_t)table->columns + 1, 1);
    if (used == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", table->name);
    enum status status = log_grid_read(grid, table, columns, error);
    if (status == STATUS_OK)
        status = log_steps_resolve(grid, &from, &to, &log->axis, options, &log->notes, error);
    if (status == STATUS_OK)
        status = log_record_make(&log->record, grid, from, to, used, &log->notes, error);
    if (status == STATUS_OK) {
        use_places(used, columns, log->axis);
        note_table(&log->notes, table);
        note_names(&log->notes, table, grid, used);
        note_left_out(&log->notes, table, used);
    }
    free(used);
    return status;
}

enum status log_parse(struct log *log, const char *name, const char *text, size_t size,
                      const struct log_options *options, struct error *error) {
    struct log_table table;
    struct log_columns columns;
    struct log_grid grid = {0};
    static const struct log_options as_it_is = {0};
    options = options != NULL ? options : &as_it_is;
    *log = (struct log){.record = {.seed = -1}};
    enum status status = log_table_open(&table, name, text, size, error);
    if (status != STATUS_OK)
        return status;
    status = log_columns_choose(&columns, &table, options, error);
    if (status == STATUS_OK) {
        log_grid_begin(&grid, name, &columns);
        status = make_record(log, &grid, &table, &columns, options, error);
    }
    if (status == STATUS_OK && log->notes.failed)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", name);
    log_grid_free(&grid);
    log_table_close(&table);
    if (status != STATUS_OK) {
        log_free(log);
        return status;
    }
    snprintf(log->record.name, sizeof log->record.name, "%s", name);
    return STATUS_OK;
}

void log_add_notes(struct text *text, const char *name, const struct log *log) {
    const char *line = text_string(&log->notes);
    for (const char *end; (end = strchr(line, '\n')) != NULL; line = end + 1)
        text_add(text, "%s: %.*s\n", name, (int)(end - line), line);
}

/* ---- files ----------------------------------------------------------------------------------- */

/* What a folder's log may be called. */
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
    return status;
}

/* What a folder's manifest.json is. */
enum manifest {
    MANIFEST_NONE,
    MANIFEST_OWN, /* klimb's, with the digest of its record; or nothing that can be read, of which record_read says
                         what is wrong */
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
    yaml_free(&yaml);
    return manifest;
}

static enum status look_for_manifest(enum manifest *manifest, const char *folder,
                                     struct error *error) {
    char path[FILE_PATH_MAX];
    enum file_kind kind = FILE_NONE;
    *manifest = MANIFEST_NONE;
    if (!file_is_folder(folder))
        return STATUS_OK;
    enum status status = file_join(path, folder, "manifest.json", error);
    if (status == STATUS_OK)
        status = file_look(&kind, path, error);
    if (status == STATUS_OK && kind != FILE_NONE)
        *manifest = kind_of_manifest(path);
    return status;
}

/* What lies beside the log of another program. */
static enum status read_beside(struct log *log, const char *folder, enum manifest manifest,
                               struct error *error) {
    enum status status = record_read_dimensions(&log->record, folder, error);
    if (status == STATUS_OK && manifest == MANIFEST_FOREIGN)
        status = record_read_manifest(&log->record, folder, error);
    if (status == STATUS_OK && manifest == MANIFEST_OTHER)
        text_add(&log->notes, "manifest.json names no scenario and was left out\n");
    return status;
}

static enum status read_file(struct log *log, const char *path, const struct log_options *options,
                             struct error *error) {
    char *text;
    size_t size;
    enum status status = file_read(&text, &size, path, LOG_BYTES_MAX, error);
    if (status != STATUS_OK)
        return status;
    status = log_parse(log, path, text, size, options, error);
    free(text);
    return status;
}

enum status log_read(struct log *log, const char *name, const struct log_options *options,
                     struct error *error) {
    char path[FILE_PATH_MAX];
    enum manifest manifest;
    *log = (struct log){.record = {.seed = -1}};
    enum status status = log_find(path, name, error);
    if (status == STATUS_OK && path[0] == '\0')
        status = klimb_error_set(error, STATUS_INVALID, "there is no record %s", name);
    if (status == STATUS_OK)
        status = look_for_manifest(&manifest, name, error);
    if (status != STATUS_OK)
        return status;
    log->is_own = manifest == MANIFEST_OWN;
    if (log->is_own)
        return record_read(&log->record, name, error);
    status = read_file(log, path, options, error);
    if (status == STATUS_OK && file_is_folder(name))
        status = read_beside(log, name, manifest, error);
    if (status != STATUS_OK)
        log_free(log);
    return status;
}
