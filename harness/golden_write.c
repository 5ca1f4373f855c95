#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

#include "golden_internal.h"
#include "text.h"

/* Add a record as CSV behind a column `seed`; the header only when the text is still empty. */
static void add_seed_rows(struct text *out, const struct record *record) {
    struct text plain = {0};
    record_format(&plain, record);
    int is_header = 1, wants_header = out->length == 0;
    for (const char *line = plain.bytes; line != NULL && *line != '\0';) {
        size_t length = strcspn(line, "\n") + 1;
        if (is_header && wants_header)
            text_add(out, "%s", golden_seed_column);
        else if (!is_header)
            text_add(out, "%ld,", record->seed);
        if (!is_header || wants_header)
            text_add_bytes(out, line, length);
        is_header = 0;
        line += length;
    }
    out->failed |= plain.failed;
    text_free(&plain);
}

/* The band rows of a record. The row at which a run diverged is usually no logged step and has no
 * counterpart in other seeds, so it is left to golden.json. */
static enum status thin(struct record *out, const struct record *record,
                        const struct config *config, struct error *error) {
    enum status status = record_new(out, record->rows, 0, error);
    if (status != STATUS_OK)
        return status;
    out->seed = record->seed;
    long planned = config_logged_count(config);
    for (long row = 0; row < record->rows && row < planned; row++) {
        struct observation kept = {.step = record->step[row]};
        if (!golden_is_band_row(row, planned) || !config_is_logged(config, kept.step))
            continue;
        for (enum observable column = 0; column < OBSERVABLES; column++)
            kept.value[column] = golden_round(record_value(record, row, column));
        record_append(out, &kept);
    }
    return STATUS_OK;
}

static enum status format_band(struct text *out, const struct scenario *scenario,
                               const struct record *records, long count, struct error *error) {
    for (long i = 0; i < count; i++) {
        struct record thinned;
        enum status status = thin(&thinned, &records[i], &scenario->config, error);
        if (status != STATUS_OK)
            return status;
        add_seed_rows(out, &thinned);
        record_free(&thinned);
    }
    return STATUS_OK;
}

static void format_features(struct text *out, const struct record *records, long count) {
    text_add(out, "seed");
    for (enum feature feature = 0; feature < FEATURES; feature++)
        text_add(out, ",%s", feature_names[feature]);
    text_add(out, "\n");
    for (long i = 0; i < count; i++) {
        double value[FEATURES];
        feature_measure(value, &records[i]);
        text_add(out, "%ld", records[i].seed);
        for (enum feature feature = 0; feature < FEATURES; feature++) {
            text_add(out, ",");
            text_add_float(out, golden_round((float)value[feature]));
        }
        text_add(out, "\n");
    }
}

static int fill_json(cJSON *root, const struct scenario *scenario, const struct record *records,
                     long count, const struct golden_provenance *provenance) {
    struct versions versions;
    versions_get(&versions, provenance->backend);
    const char *const strings[][2] = {
        {"scenario", scenario->name},   {"digest", scenario->digest},
        {"reason", provenance->reason}, {"date", provenance->date},
        {"commit", provenance->commit}, {"command", provenance->command},
        {"klimb", versions.klimb},
    };
    int done = root != NULL;
    for (size_t i = 0; done && i < sizeof strings / sizeof *strings; i++)
        done = manifest_add_string(root, strings[i][0], strings[i][1]);
    done = done && manifest_add_versions(root, &versions);
    cJSON *outcomes = done ? cJSON_AddArrayToObject(root, "outcomes") : NULL;
    for (long i = 0; outcomes != NULL && i < count; i++) {
        cJSON *outcome = cJSON_CreateObject();
        done = done && manifest_fill_outcome(outcome, &records[i].outcome);
        cJSON_AddItemToArray(outcomes, outcome);
    }
    return done && outcomes != NULL;
}

static void format_json(struct text *text, const struct scenario *scenario,
                        const struct record *records, long count,
                        const struct golden_provenance *provenance) {
    cJSON *root = cJSON_CreateObject();
    char *json = fill_json(root, scenario, records, count, provenance) ? cJSON_Print(root) : NULL;
    cJSON_Delete(root);
    if (json != NULL)
        text_add(text, "%s\n", json);
    text->failed |= json == NULL;
    cJSON_free(json);
}

static enum status write_text(const char *expected, const char *name, enum golden_file file,
                              const struct text *text, struct error *error) {
    if (text->failed)
        return error_set(error, STATUS_MEMORY, "no memory for the golden of %s", name);
    char path[FILE_PATH_MAX];
    enum status status = golden_path(path, expected, name, file, error);
    return status == STATUS_OK ? file_write(path, text->bytes, text->length, error) : status;
}

/* golden.json is written last: without it there is no golden, so a broken bless leaves none or
 * the old one, whose seeds then no longer fit and are reported by golden_read. */
enum status golden_write(const char *expected, const struct scenario *scenario,
                         const struct record *records, long count,
                         const struct golden_provenance *provenance, struct error *error) {
    struct text text[GOLDEN_FILES] = {{0}};
    for (long i = 0; i < scenario->check_seeds && i < count; i++)
        add_seed_rows(&text[GOLDEN_BITS], &records[i]);
    enum status status = format_band(&text[GOLDEN_BAND], scenario, records, count, error);
    format_features(&text[GOLDEN_FEATURES], records, count);
    format_json(&text[GOLDEN_JSON], scenario, records, count, provenance);
    static const enum golden_file order[] = {GOLDEN_BITS, GOLDEN_BAND, GOLDEN_FEATURES,
                                             GOLDEN_JSON};
    for (int i = 0; i < GOLDEN_FILES && status == STATUS_OK; i++)
        status = write_text(expected, scenario->name, order[i], &text[order[i]], error);
    for (int i = 0; i < GOLDEN_FILES; i++)
        text_free(&text[i]);
    return status;
}
