#include "run/manifest.h"

#include <cjson/cJSON.h>
#include <sleef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/file.h"
#include "format/yaml.h"

#ifndef KLIMB_VERSION
#define KLIMB_VERSION "unreleased" /* the Makefile gives the number */
#endif
#ifndef KLIMB_FLAGS
#define KLIMB_FLAGS "unknown"
#endif

#ifdef __clang__
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

/* "model name	: Intel(R) Xeon(R) ..." of the first processor; the kind of machine where the system
 * does not tell. */
static void describe_cpu(char *out, size_t size) {
    struct utsname system;
    snprintf(out, size, "%s", uname(&system) == 0 ? system.machine : "unknown");
    FILE *file = fopen("/proc/cpuinfo", "r");
    if (file == NULL)
        return;
    char line[256];
    while (fgets(line, sizeof line, file) != NULL) {
        const char *value = strstr(line, ": ");
        if (strncmp(line, "model name", strlen("model name")) != 0 || value == NULL)
            continue;
        line[strcspn(line, "\n")] = '\0';
        snprintf(out, size, "%s", value + 2);
        break;
    }
    fclose(file);
}

/* Kernel and machine, without the kernel's release: no result depends on it. */
static void describe_system(char *out, size_t size) {
    struct utsname system;
    if (uname(&system) == 0)
        snprintf(out, size, "%.32s %.32s", system.sysname, system.machine);
    else
        snprintf(out, size, "unknown");
}

void versions_get(struct versions *versions, const struct backend *backend) {
    *versions = (struct versions){0};
    snprintf(versions->klimb, sizeof versions->klimb, "%s", KLIMB_VERSION);
    snprintf(versions->compiler, sizeof versions->compiler, "%s", COMPILER);
    snprintf(versions->flags, sizeof versions->flags, "%s", KLIMB_FLAGS);
    klimb_gemm_openblas_describe(versions->openblas, sizeof versions->openblas);
    snprintf(versions->sleef, sizeof versions->sleef, "%d.%d.%d", SLEEF_VERSION_MAJOR,
             SLEEF_VERSION_MINOR, SLEEF_VERSION_PATCHLEVEL);
    describe_cpu(versions->cpu, sizeof versions->cpu);
    snprintf(versions->simd, sizeof versions->simd, "%s", backend->simd);
    describe_system(versions->system, sizeof versions->system);
}

/* A whole number by its digits: cJSON's own numbers are doubles and round beyond 2^53. NULL out of
 * memory. */
static cJSON *add_count(cJSON *object, const char *key, long value) {
    char digits[32];
    snprintf(digits, sizeof digits, "%ld", value);
    return cJSON_AddRawToObject(object, key, digits);
}

int manifest_add_string(cJSON *parent, const char *key, const char *string) {
    struct text quoted = {0};
    text_add(&quoted, "\"");
    text_add_escaped(&quoted, string, TEXT_JSON);
    text_add(&quoted, "\"");
    int done = !quoted.failed && cJSON_AddRawToObject(parent, key, quoted.bytes) != NULL;
    text_free(&quoted);
    return done;
}

static int add_scenario(cJSON *manifest, const struct scenario *scenario) {
    struct text canonical = {0};
    scenario_canonical(&canonical, scenario, 1);
    cJSON *object = cJSON_AddObjectToObject(manifest, "scenario");
    int done = object != NULL && !canonical.failed &&
               manifest_add_string(object, "name", scenario->name) &&
               cJSON_AddStringToObject(object, "digest", scenario->digest) != NULL &&
               cJSON_AddStringToObject(object, "canonical", canonical.bytes) != NULL;
    text_free(&canonical);
    return done;
}

int manifest_add_versions(cJSON *parent, const struct versions *versions) {
    cJSON *object = cJSON_AddObjectToObject(parent, "versions");
    return object != NULL &&
           cJSON_AddStringToObject(object, "compiler", versions->compiler) != NULL &&
           cJSON_AddStringToObject(object, "flags", versions->flags) != NULL &&
           cJSON_AddStringToObject(object, "openblas", versions->openblas) != NULL &&
           cJSON_AddStringToObject(object, "sleef", versions->sleef) != NULL &&
           cJSON_AddStringToObject(object, "cpu", versions->cpu) != NULL &&
           cJSON_AddStringToObject(object, "simd", versions->simd) != NULL &&
           cJSON_AddStringToObject(object, "system", versions->system) != NULL;
}

/* How a run can end, by outcome.diverged. */
static const char *const outcome_kinds[] = {"completed", "non-finite", NULL};

int manifest_fill_outcome(cJSON *object, const struct outcome *outcome) {
    return object != NULL &&
           cJSON_AddStringToObject(object, "kind", outcome_kinds[outcome->diverged]) != NULL &&
           add_count(object, "step", outcome->step) != NULL &&
           cJSON_AddStringToObject(object, "term", klimb_term_names[outcome->term]) != NULL &&
           add_count(object, "dimension", outcome->dimension) != NULL &&
           cJSON_AddStringToObject(object, "tail", klimb_tail_names[outcome->tail]) != NULL;
}

/* What the outcome depends on. Returns 0 when memory ran out, as the other functions here. */
static int add_origin(cJSON *manifest, const struct scenario *scenario, long seed,
                      const struct backend *backend) {
    struct versions versions;
    versions_get(&versions, backend);
    cJSON *klimb = cJSON_AddObjectToObject(manifest, "klimb");
    return klimb != NULL && cJSON_AddStringToObject(klimb, "version", versions.klimb) != NULL &&
           add_scenario(manifest, scenario) && add_count(manifest, "seed", seed) != NULL &&
           cJSON_AddStringToObject(manifest, "backend", klimb_backend_names[backend->kind]) !=
               NULL &&
           add_count(manifest, "threads", klimb_threads_count(backend->threads)) != NULL &&
           manifest_add_versions(manifest, &versions);
}

static int add_results(cJSON *manifest, const struct record *record, double seconds,
                       long peak_kib) {
    char digest[65];
    record_digest(digest, record);
    return manifest_fill_outcome(cJSON_AddObjectToObject(manifest, "outcome"), &record->outcome) &&
           digest[0] != '\0' &&
           cJSON_AddStringToObject(manifest, "record_digest", digest) != NULL &&
           cJSON_AddNumberToObject(manifest, "wall_seconds", seconds) != NULL &&
           add_count(manifest, "peak_kib", peak_kib) != NULL;
}

/* Write a manifest to its file and give it back; `is_filled` is 0 when memory ran out before. */
static enum status write_and_delete(cJSON *manifest, int is_filled, const char *folder,
                                    struct error *error) {
    char path[FILE_PATH_MAX];
    struct text text = {0};
    char *json = is_filled ? cJSON_Print(manifest) : NULL;
    if (json != NULL)
        text_add(&text, "%s\n", json);
    else
        text.failed = 1;
    cJSON_free(json);
    cJSON_Delete(manifest);
    enum status status = file_join(path, folder, "manifest.json", error);
    if (status == STATUS_OK && text.failed)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for the text of %s", path);
    else if (status == STATUS_OK)
        status = file_write(path, text.bytes, text.length, error);
    text_free(&text);
    return status;
}

enum status manifest_write(const char *folder, const struct record *record,
                           const struct scenario *scenario, const struct backend *backend,
                           double seconds, long peak_kib, struct error *error) {
    cJSON *manifest = cJSON_CreateObject();
    int is_filled = manifest != NULL && add_origin(manifest, scenario, record->seed, backend) &&
                    add_results(manifest, record, seconds, peak_kib);
    return write_and_delete(manifest, is_filled, folder, error);
}

enum status manifest_write_export(const char *folder, const struct scenario *scenario, long seed,
                                  long steps, const struct backend *backend, struct error *error) {
    cJSON *manifest = cJSON_CreateObject();
    int is_filled = manifest != NULL && add_origin(manifest, scenario, seed, backend) &&
                    add_count(manifest, "steps", steps) != NULL;
    return write_and_delete(manifest, is_filled, folder, error);
}

/* The child `key` of a map, which has to be there. */
static enum status need(const struct yaml_node **out, const struct yaml *yaml,
                        const struct yaml_node *map, const char *key, struct error *error) {
    *out = yaml_get(map, key);
    if (*out != NULL)
        return STATUS_OK;
    yaml_error(yaml, map, error, "the key \"%s\" is missing", key);
    klimb_error_hint(error, "the file was not written by klimb, or was changed: run again");
    return STATUS_FORMAT;
}

static enum status get_string(const char **out, const struct yaml *yaml,
                              const struct yaml_node *map, const char *key, struct error *error) {
    const struct yaml_node *node;
    enum status status = need(&node, yaml, map, key, error);
    return status == STATUS_OK ? yaml_as_string(out, yaml, node, error) : status;
}

static enum status get_long(long *out, const struct yaml *yaml, const struct yaml_node *map,
                            const char *key, struct error *error) {
    const struct yaml_node *node;
    enum status status = need(&node, yaml, map, key, error);
    return status == STATUS_OK ? yaml_as_long(out, yaml, node, error) : status;
}

/* A string that has to be one of `names`, as its index. */
static enum status get_name(int *out, const struct yaml *yaml, const struct yaml_node *map,
                            const char *key, const char *const *names, struct error *error) {
    const char *name;
    enum status status = get_string(&name, yaml, map, key, error);
    if (status != STATUS_OK)
        return status;
    for (*out = 0; names[*out] != NULL; ++*out) {
        if (strcmp(name, names[*out]) == 0)
            return STATUS_OK;
    }
    struct text allowed = {0};
    for (long i = 0; names[i] != NULL; i++)
        text_add(&allowed, "%s%s", i ? ", " : "", names[i]);
    status = yaml_error(yaml, yaml_get(map, key), error, "%s is \"%s\", allowed are %s", key, name,
                        allowed.failed ? "others" : allowed.bytes);
    text_free(&allowed);
    return status;
}

enum status manifest_parse_outcome(struct outcome *outcome, const struct yaml *yaml,
                                   const struct yaml_node *map, struct error *error) {
    int term = TERM_NONE, tail = TAIL_NONE;
    enum status status = get_name(&outcome->diverged, yaml, map, "kind", outcome_kinds, error);
    if (status == STATUS_OK)
        status = get_long(&outcome->step, yaml, map, "step", error);
    if (status == STATUS_OK)
        status = get_name(&term, yaml, map, "term", klimb_term_names, error);
    if (status == STATUS_OK)
        status = get_long(&outcome->dimension, yaml, map, "dimension", error);
    if (status == STATUS_OK)
        status = get_name(&tail, yaml, map, "tail", klimb_tail_names, error);
    outcome->term = (enum term)term;
    outcome->tail = (enum tail)tail;
    return status;
}

static enum status take_all(struct record *record, const struct yaml *yaml, struct error *error) {
    if (yaml->root == NULL || yaml->root->kind != YAML_MAP) {
        return klimb_error_at(error, STATUS_FORMAT, yaml->file, 1, 1,
                              "a manifest is a JSON object, this is none");
    }
    const struct yaml_node *scenario = NULL, *outcome = NULL;
    const char *name = "", *digest = "";
    enum status status = need(&scenario, yaml, yaml->root, "scenario", error);
    if (status == STATUS_OK)
        status = get_string(&name, yaml, scenario, "name", error);
    if (status == STATUS_OK && yaml_get(scenario, "digest") != NULL)
        status = get_string(&digest, yaml, scenario, "digest", error);
    if (status == STATUS_OK)
        status = get_long(&record->seed, yaml, yaml->root, "seed", error);
    if (status == STATUS_OK)
        status = need(&outcome, yaml, yaml->root, "outcome", error);
    if (status == STATUS_OK)
        status = manifest_parse_outcome(&record->outcome, yaml, outcome, error);
    if (status == STATUS_OK)
        snprintf(record->name, sizeof record->name, "%s", name);
    if (status == STATUS_OK)
        snprintf(record->scenario_digest, sizeof record->scenario_digest, "%s", digest);
    return status;
}

/* Whether the record is the one that the manifest was written with. A manifest of another program may not
 * have a digest. */
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
                        "edited, or are of another run",
                        said, found);
    klimb_error_hint(error, "run it again; without manifest.json the files are read as they are");
    return status;
}

enum status manifest_read_outcome(struct record *record, const char *folder, struct error *error) {
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
    yaml_free(&yaml);
    return status;
}
