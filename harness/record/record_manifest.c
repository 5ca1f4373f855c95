/* Reads what manifest.json says about the record beside it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "format/yaml_member.h"
#include "record/outcome.h"
#include "record/record.h"

/* Checks the format's version first: another version may have other keys. */
static enum status check_format(const struct yaml *yaml, struct error *error) {
    long format;
    enum status status = yaml_member_format(&format, yaml, RECORD_FORMAT, error);
    const struct yaml_node *name = yaml_get(yaml_get(yaml->root, "scenario"), "name");
    if (status != STATUS_OK && name != NULL && name->kind == YAML_SCALAR)
        text_hint_command(error, "klimb run", name->scalar,
                          "makes the record again; or update klimb");
    return status;
}

/* The outcome of a run that has a record; one that broke or was stopped has none. */
static enum status take_outcome(struct outcome *outcome, const struct yaml *yaml,
                                struct error *error) {
    const struct yaml_node *map = NULL;
    enum status status = yaml_member(&map, yaml, yaml->root, "outcome", error);
    if (status != STATUS_OK)
        return status;
    const struct yaml_node *kind = yaml_get(map, "kind"), *message = yaml_get(map, "message");
    if (kind == NULL || kind->kind != YAML_SCALAR || strcmp(kind->scalar, "failed") != 0)
        return outcome_parse(outcome, yaml, map, error);
    yaml_error(yaml, kind, error, "the run has no record: %s",
               message != NULL && message->kind == YAML_SCALAR ? message->scalar : "it failed");
    klimb_error_hint(error,
                     "its log may end anywhere; by its own name it is read as far as it goes");
    return STATUS_FORMAT;
}

/* Reads keys that manifests of other programs may lack. */
static enum status take_making(struct record *record, const struct yaml *yaml,
                               struct error *error) {
    const struct yaml_node *seconds = yaml_get(yaml->root, "wall_seconds");
    const struct yaml_node *version = yaml_get(yaml_get(yaml->root, "klimb"), "version");
    const char *said = "";
    enum status status = STATUS_OK;
    if (seconds != NULL)
        status = yaml_as_double(&record->seconds, yaml, seconds, error);
    if (status == STATUS_OK && version != NULL)
        status = yaml_as_string(&said, yaml, version, error);
    if (status == STATUS_OK)
        snprintf(record->version, sizeof record->version, "%s", said);
    return status;
}

static enum status take_all(struct record *record, const struct yaml *yaml, struct error *error) {
    if (yaml->root == NULL || yaml->root->kind != YAML_MAP) {
        return klimb_error_at(error, STATUS_FORMAT, yaml->file, 1, 1,
                              "the manifest is not a JSON object");
    }
    const struct yaml_node *scenario = NULL;
    const char *name = "", *digest = "", *backend = "";
    enum status status = check_format(yaml, error);
    if (status == STATUS_OK)
        status = yaml_member(&scenario, yaml, yaml->root, "scenario", error);
    if (status == STATUS_OK)
        status = yaml_member_string(&name, yaml, scenario, "name", error);
    if (status == STATUS_OK && yaml_get(scenario, "digest") != NULL)
        status = yaml_member_string(&digest, yaml, scenario, "digest", error);
    if (status == STATUS_OK && yaml_get(yaml->root, "backend") != NULL)
        status = yaml_member_string(&backend, yaml, yaml->root, "backend", error);
    if (status == STATUS_OK)
        status = yaml_member_long(&record->seed, yaml, yaml->root, "seed", error);
    if (status == STATUS_OK)
        status = take_outcome(&record->outcome, yaml, error);
    if (status == STATUS_OK)
        status = take_making(record, yaml, error);
    if (status == STATUS_OK)
        snprintf(record->name, sizeof record->name, "%s", name);
    if (status == STATUS_OK)
        snprintf(record->scenario_digest, sizeof record->scenario_digest, "%s", digest);
    if (status == STATUS_OK)
        snprintf(record->backend, sizeof record->backend, "%s", backend);
    return status;
}

/* Whether the record has the manifest's digest. A manifest of another program may have no digest. */
static enum status check_digest(const struct record *record, const struct yaml *yaml,
                                struct error *error) {
    char found[65];
    const char *said;
    const struct yaml_node *node = yaml_get(yaml->root, "record_digest");
    if (node == NULL)
        return STATUS_OK;
    enum status status = yaml_as_string(&said, yaml, node, error);
    if (status != STATUS_OK)
        return status;
    record_digest(found, record);
    if (found[0] == '\0')
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the digest of a record");
    if (strcmp(found, said) == 0)
        return STATUS_OK;
    status = yaml_error(yaml, node, error,
                        "record_digest is %.12s, but record.csv and dims.csv have %.12s: they were "
                        "edited after they were written, or belong to another run",
                        said, found);
    klimb_error_hint(error, "run it again; without manifest.json the files are read as they are");
    return status;
}

/* ---- digests.csv ---- */

/* A hundred times the largest that klimb writes. */
enum { DIGESTS_LIMIT = 8 << 20 };

static enum status read_digests(struct tensor_digests *digests, const char *path,
                                struct error *error) {
    char *text;
    size_t size;
    enum status status = file_read(&text, &size, path, DIGESTS_LIMIT, error);
    if (status != STATUS_OK)
        return status;
    status = tensor_digests_parse(digests, path, text, size, error);
    free(text);
    return status;
}

/* Reads digests.csv if the manifest has its digest. Records of klimb 0.1 and of other programs have none; a digests.csv
 * beside them is not klimb's. */
static enum status take_digests(struct record *record, const char *folder, const struct yaml *yaml,
                                struct error *error) {
    char path[FILE_PATH_MAX], found[65];
    const char *said;
    const struct yaml_node *node = yaml_get(yaml->root, "tensor_digests");
    if (node == NULL)
        return STATUS_OK;
    enum status status = yaml_as_string(&said, yaml, node, error);
    if (status == STATUS_OK)
        status = file_join(path, folder, "digests.csv", error);
    if (status == STATUS_OK)
        status = read_digests(&record->digests, path, error);
    if (status != STATUS_OK)
        return status;
    if (!tensor_digests_sha256(found, &record->digests))
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the digest of %s", path);
    if (strcmp(found, said) == 0)
        return STATUS_OK;
    status = yaml_error(yaml, node, error,
                        "tensor_digests is %.12s, but digests.csv has %.12s: it was edited after "
                        "it was written, or belongs to another run",
                        said, found);
    klimb_error_hint(error, "run it again");
    return status;
}

enum status record_read_manifest(struct record *record, const char *folder, struct error *error) {
    char path[FILE_PATH_MAX];
    enum status status = file_join(path, folder, "manifest.json", error);
    if (status != STATUS_OK)
        return status;
    struct yaml yaml = {0};
    status = yaml_read(&yaml, path, error);
    if (status == STATUS_OK)
        status = take_all(record, &yaml, error);
    if (status == STATUS_OK)
        status = check_digest(record, &yaml, error);
    if (status == STATUS_OK)
        status = take_digests(record, folder, &yaml, error);
    if (status == STATUS_FORMAT && error != NULL && error->hint[0] == '\0')
        klimb_error_hint(error, "klimb did not write this file, or it was edited: run again");
    yaml_tree_free(&yaml);
    return status;
}
