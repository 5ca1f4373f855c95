/* golden.json: provenance, outcomes, and the seal of the tables beside it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/yaml_member.h"
#include "golden/golden_internal.h"
#include "record/outcome.h"
#include "record/versions.h"

/* Version of a golden's format. klimb 0.1 wrote version 1, without a number and a seal. */
enum { GOLDEN_FORMAT = 2 };

/* The names of the tables in "seeds" and "rows"; features.csv has a row for each seed. */
static const struct {
    enum golden_file file;
    const char *name;
} counted[] = {{GOLDEN_BITS, "bits"}, {GOLDEN_ENSEMBLE, "ensemble"}};
enum { COUNTED = sizeof counted / sizeof *counted };

/* ---- writing --------------------------------------------------------------------------------- */

/* {"<key>": {"bits": ..., "ensemble": ...}} */
static int add_counts(cJSON *root, const char *key, const long *counts) {
    cJSON *object = cJSON_AddObjectToObject(root, key);
    int done = object != NULL;
    for (int i = 0; done && i < COUNTED; i++)
        done = cJSON_AddNumberToObject(object, counted[i].name, (double)counts[counted[i].file]) !=
               NULL;
    return done;
}

static int add_contents(cJSON *root, const struct golden_contents *contents) {
    int done = cJSON_AddNumberToObject(root, "format", GOLDEN_FORMAT) != NULL &&
               add_counts(root, "seeds", contents->seeds) &&
               add_counts(root, "rows", contents->rows);
    cJSON *digests = done ? cJSON_AddObjectToObject(root, "sha256") : NULL;
    done = digests != NULL;
    for (enum golden_file file = GOLDEN_BITS; done && file < GOLDEN_FILES; file++)
        if (contents->digest[file][0] != '\0')
            done = cJSON_AddStringToObject(digests, golden_file_names[file],
                                           contents->digest[file]) != NULL;
    return done;
}

static int add_provenance(cJSON *root, const struct golden_subject *subject,
                          const struct golden_provenance *provenance) {
    struct versions versions;
    versions_get(&versions, provenance->backend);
    const char *const strings[][2] = {
        {"scenario", subject->name},    {"digest", subject->digest},
        {"reason", provenance->reason}, {"date", provenance->date},
        {"commit", provenance->commit}, {"command", provenance->command},
        {"klimb", versions.klimb},
    };
    int done = 1;
    for (size_t i = 0; done && i < sizeof strings / sizeof *strings; i++)
        done = json_add_string(root, strings[i][0], strings[i][1]);
    if (done && subject->canonical != NULL)
        done = json_add_string(root, "canonical", subject->canonical);
    return done && versions_add(root, &versions);
}

static int add_outcomes(cJSON *root, const struct golden *golden) {
    cJSON *outcomes = cJSON_AddArrayToObject(root, "outcomes");
    int done = outcomes != NULL;
    for (long i = 0; done && i < golden->ensemble_count; i++) {
        cJSON *outcome = cJSON_CreateObject();
        done = outcome_fill(outcome, &golden->ensemble[i].outcome);
        cJSON_AddItemToArray(outcomes, outcome);
    }
    return done;
}

/* Adds the seal last: it covers all other keys. */
static int add_seal(cJSON *root) {
    char seal[65];
    return golden_seal(seal, root, NULL) == STATUS_OK &&
           cJSON_AddStringToObject(root, GOLDEN_SEAL_KEY, seal) != NULL;
}

/* Prints a finished tree and frees it. */
static enum status finish(struct text *out, cJSON *root, int is_filled, struct error *error) {
    char *json = is_filled && add_seal(root) ? cJSON_Print(root) : NULL;
    cJSON_Delete(root);
    if (json != NULL)
        text_add(out, "%s\n", json);
    int done = json != NULL && !out->failed;
    cJSON_free(json);
    return done ? STATUS_OK
                : klimb_error_set(error, STATUS_MEMORY, "no memory for the text of a golden");
}

enum status golden_json_format(struct text *out, const struct golden *golden,
                               const struct golden_subject *subject,
                               const struct golden_provenance *provenance, struct error *error) {
    struct golden_contents contents;
    enum status status = golden_measure(&contents, golden, error);
    if (status != STATUS_OK)
        return status;
    cJSON *root = cJSON_CreateObject();
    int is_filled = root != NULL && add_contents(root, &contents) &&
                    add_provenance(root, subject, provenance) &&
                    golden_json_add_external(root, golden) && add_outcomes(root, golden);
    return finish(out, root, is_filled, error);
}

/* Moves the old keys behind the new ones. */
static int move_children(cJSON *to, cJSON *from) {
    while (from->child != NULL) {
        cJSON *child = cJSON_DetachItemViaPointer(from, from->child);
        if (!cJSON_AddItemToObject(to, child->string, child)) {
            cJSON_Delete(child);
            return 0;
        }
    }
    return 1;
}

enum status golden_json_seal(struct text *out, const char *path, const char *old,
                             const struct golden *golden, struct error *error) {
    struct golden_contents contents;
    cJSON *source = NULL;
    enum status status = golden_measure(&contents, golden, error);
    if (status == STATUS_OK)
        status = json_parse(&source, path, old, error);
    if (status != STATUS_OK)
        return status;
    cJSON *root = cJSON_CreateObject();
    int is_filled = root != NULL && add_contents(root, &contents) && move_children(root, source);
    cJSON_Delete(source);
    return finish(out, root, is_filled, error);
}

/* ---- reading --------------------------------------------------------------------------------- */

/* Reads a name or a digest; one that does not fit is an error, not cut. */
static enum status read_string(char *out, size_t size, const struct yaml *yaml,
                               const struct yaml_node *map, const char *key, struct error *error) {
    const char *string;
    enum status status = yaml_member_string(&string, yaml, map, key, error);
    if (status != STATUS_OK)
        return status;
    if (strlen(string) >= size)
        return yaml_error(yaml, yaml_get(map, key), error,
                          "%s must have at most %zu bytes, not %zu", key, size - 1, strlen(string));
    memcpy(out, string, strlen(string) + 1);
    return STATUS_OK;
}

/* Reads a text for people, cut to fit. */
static enum status read_words(char *out, size_t size, const struct yaml *yaml, const char *key,
                              struct error *error) {
    const char *string;
    enum status status = yaml_member_string(&string, yaml, yaml->root, key, error);
    if (status == STATUS_OK)
        snprintf(out, size, "%s", string);
    return status;
}

/* A key of the root that is an object. */
static enum status find_object(const struct yaml_node **object, const struct yaml *yaml,
                               const char *key, struct error *error) {
    *object = yaml_get(yaml->root, key);
    if (*object == NULL || (*object)->kind != YAML_MAP)
        return yaml_error(yaml, yaml->root, error, "the object `%s` is missing", key);
    return STATUS_OK;
}

static enum status read_counts(long *counts, const struct yaml *yaml, const char *key,
                               struct error *error) {
    const struct yaml_node *object;
    enum status status = find_object(&object, yaml, key, error);
    for (int i = 0; status == STATUS_OK && i < COUNTED; i++)
        status = yaml_member_long(&counts[counted[i].file], yaml, object, counted[i].name, error);
    return status;
}

static enum status read_contents(struct golden_contents *said, const struct yaml *yaml,
                                 struct error *error) {
    const struct yaml_node *digests;
    enum status status = read_counts(said->seeds, yaml, "seeds", error);
    if (status == STATUS_OK)
        status = read_counts(said->rows, yaml, "rows", error);
    said->seeds[GOLDEN_FEATURES] = said->rows[GOLDEN_FEATURES] = said->seeds[GOLDEN_ENSEMBLE];
    if (status == STATUS_OK)
        status = find_object(&digests, yaml, "sha256", error);
    for (enum golden_file file = GOLDEN_BITS; status == STATUS_OK && file < GOLDEN_FILES; file++)
        if (file != GOLDEN_DIGESTS || yaml_get(digests, golden_file_names[file]) != NULL)
            status = read_string(said->digest[file], sizeof said->digest[file], yaml, digests,
                                 golden_file_names[file], error);
    return status;
}

/* Refuses a golden without a seal: edits of its files could not be detected. */
static enum status check_format(const struct yaml *yaml, const char *name, int wants_seal,
                                struct error *error) {
    long format;
    enum status status = yaml_member_format(&format, yaml, GOLDEN_FORMAT, error);
    if (status != STATUS_OK)
        return status;
    if (format == GOLDEN_FORMAT && !wants_seal)
        return klimb_error_at(error, STATUS_INVALID, yaml->file, 0, 0, "it has a seal already");
    if (format == GOLDEN_FORMAT || !wants_seal)
        return STATUS_OK;
    klimb_error_at(error, STATUS_FORMAT, yaml->file, 0, 0,
                   "it has no seal: klimb 0.1 wrote it, or the key `format` was deleted");
    klimb_error_hint(error,
                     "check with version control that it is as it was blessed, then run: klimb "
                     "bless --reseal %.100s",
                     name);
    return STATUS_FORMAT;
}

static enum status check_seal(const struct yaml *yaml, cJSON *json, struct error *error) {
    char said[65], found[65];
    enum status status = read_string(said, sizeof said, yaml, yaml->root, GOLDEN_SEAL_KEY, error);
    if (status == STATUS_OK)
        status = golden_seal(found, json, error);
    if (status == STATUS_OK && strcmp(said, found) != 0)
        status = klimb_error_at(error, STATUS_FORMAT, yaml->file, 0, 0,
                                "edited after it was blessed: its values do not match its seal");
    return status;
}

/* Reads the outcomes of all seeds into the ensemble and, for the first seeds, into bits. */
static enum status read_outcomes(struct golden *golden, const struct yaml *yaml,
                                 struct error *error) {
    const struct yaml_node *list = yaml_get(yaml->root, "outcomes");
    if (list == NULL || list->kind != YAML_LIST || list->count != golden->ensemble_count)
        return yaml_error(yaml, list != NULL ? list : yaml->root, error,
                          "`outcomes` must list the %ld seeds of ensemble.csv",
                          golden->ensemble_count);
    for (long i = 0; i < list->count; i++) {
        struct outcome outcome;
        enum status status = outcome_parse(&outcome, yaml, &list->children[i], error);
        if (status != STATUS_OK)
            return status;
        golden->ensemble[i].outcome = outcome;
        if (i < golden->bits_count)
            golden->bits[i].outcome = outcome;
    }
    return STATUS_OK;
}

/* The text of the scenario, which goldens of an earlier klimb lack. */
static enum status read_canonical(struct golden *golden, const struct yaml *yaml,
                                  struct error *error) {
    const struct yaml_node *node = yaml_get(yaml->root, "canonical");
    const char *text;
    if (node == NULL)
        return STATUS_OK;
    enum status status = yaml_as_string(&text, yaml, node, error);
    if (status != STATUS_OK)
        return status;
    golden->canonical = strdup(text);
    return golden->canonical != NULL
               ? STATUS_OK
               : klimb_error_set(error, STATUS_MEMORY, "no memory for the text of a scenario");
}

static enum status read_strings(struct golden *golden, const struct yaml *yaml,
                                struct error *error) {
    const struct {
        const char *key;
        char *out;
        size_t size;
    } words[] = {
        {"reason", golden->reason, sizeof golden->reason},
        {"date", golden->date, sizeof golden->date},
        {"commit", golden->commit, sizeof golden->commit},
        {"command", golden->command, sizeof golden->command},
    };
    const struct yaml_node *root = yaml->root;
    enum status status = read_string(golden->name, sizeof golden->name, yaml, root, "scenario",
                                     error);
    if (status == STATUS_OK)
        status = read_string(golden->digest, sizeof golden->digest, yaml, root, "digest", error);
    for (size_t i = 0; status == STATUS_OK && i < sizeof words / sizeof *words; i++)
        status = read_words(words[i].out, words[i].size, yaml, words[i].key, error);
    return status;
}

static enum status take_all(struct golden *golden, struct golden_contents *said,
                            const struct yaml *yaml, cJSON *json, const char *name, int wants_seal,
                            struct error *error) {
    if (yaml->root == NULL || yaml->root->kind != YAML_MAP)
        return klimb_error_at(error, STATUS_FORMAT, yaml->file, 1, 1, "a golden is a JSON object");
    enum status status = read_strings(golden, yaml, error);
    if (status == STATUS_OK)
        status = read_canonical(golden, yaml, error);
    if (status == STATUS_OK)
        status = golden_json_read_external(golden, yaml, error);
    if (status == STATUS_OK)
        status = read_outcomes(golden, yaml, error);
    if (status == STATUS_OK)
        status = check_format(yaml, name, wants_seal, error);
    if (status == STATUS_OK && wants_seal)
        status = read_contents(said, yaml, error);
    if (status == STATUS_OK && wants_seal)
        status = check_seal(yaml, json, error);
    if (status == STATUS_OK && strcmp(golden->name, name) != 0)
        status = klimb_error_at(error, STATUS_FORMAT, yaml->file, 0, 0,
                                "this is the golden of %.100s, in the folder of %.100s",
                                golden->name, name);
    return status;
}

enum status golden_json_read(struct golden *golden, struct golden_contents *said, const char *path,
                             const char *text, const char *name, int wants_seal,
                             struct error *error) {
    struct yaml yaml = {0};
    cJSON *json = NULL;
    *said = (struct golden_contents){0};
    enum status status = yaml_parse(&yaml, path, text, (long)strlen(text), error);
    /* YAML allows more than JSON; a sealed text must be JSON. */
    if (status == STATUS_OK)
        status = json_parse(&json, path, text, error);
    if (status == STATUS_OK)
        status = take_all(golden, said, &yaml, json, name, wants_seal, error);
    cJSON_Delete(json);
    yaml_tree_free(&yaml);
    return status;
}
