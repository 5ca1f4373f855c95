#include "scenario/scenario_override.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "scenario/schema.h"

void scenario_blame_override(struct error *error, const char *override) {
    if (error == NULL)
        return;
    snprintf(error->file, sizeof error->file, "--set %s", override);
    error->line = error->column = 0;
}

static enum status apply_value(struct scenario *scenario, const char *path, const char *value,
                               struct error *error) {
    const struct schema_key *key = schema_find(path);
    if (key != NULL && (key->flags & SCHEMA_OWN))
        return klimb_error_set(error, STATUS_FORMAT,
                               "%s belongs to the file and cannot be overridden", path);
    struct yaml yaml;
    char folder[FILE_PATH_MAX];
    file_parent(folder, scenario->name);
    enum status status = yaml_parse(&yaml, "--set", value, (long)strlen(value), error);
    if (status != STATUS_OK)
        return status;
    const struct schema_source source = {.yaml = &yaml, .folder = folder};
    if (yaml.root == NULL)
        status = klimb_error_set(error, STATUS_FORMAT, "%s has no value", path);
    else
        status = schema_apply(scenario, &source, path, yaml.root, error);
    yaml_tree_free(&yaml);
    return status;
}

enum status scenario_override(struct scenario *scenario, const char *override,
                              struct error *error) {
    char path[SCHEMA_PATH_MAX];
    size_t length = strcspn(override, "=");
    enum status status;
    if (override[length] == '\0' || length == 0) {
        status = klimb_error_set(error, STATUS_FORMAT, "an override must be path=value");
        klimb_error_hint(error, "for example --set objective.beta=1e-3");
    } else {
        snprintf(path, sizeof path, "%.*s", (int)length, override);
        status = apply_value(scenario, path, override + length + 1, error);
    }
    if (status != STATUS_OK)
        scenario_blame_override(error, override);
    return status;
}
