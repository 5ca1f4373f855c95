/* The keys of golden.json for a user's trainer: the columns of its logs, and the noise between runs of one seed. */
#include <string.h>

#include "format/yaml_member.h"
#include "golden/golden_internal.h"

static int add_columns(cJSON *root, const struct golden *golden) {
    cJSON *list = cJSON_AddArrayToObject(root, "columns");
    int done = list != NULL;
    for (enum observable column = 0; done && column < OBSERVABLES; column++) {
        if (!golden->has_column[column])
            continue;
        cJSON *name = cJSON_CreateString(klimb_observable_info[column].name);
        done = name != NULL && cJSON_AddItemToArray(list, name);
    }
    return done;
}

static int add_noise(cJSON *root, const struct golden *golden) {
    cJSON *noise = cJSON_AddObjectToObject(root, "noise");
    int done = noise != NULL && json_add_count(noise, "seeds", golden->noise.seeds);
    cJSON *columns = done ? cJSON_AddObjectToObject(noise, "columns") : NULL;
    done = columns != NULL;
    for (enum observable column = 0; done && column < OBSERVABLES; column++)
        if (golden->has_column[column])
            done = cJSON_AddNumberToObject(columns, klimb_observable_info[column].name,
                                           golden->noise.column[column]) != NULL;
    return done;
}

int golden_json_add_external(cJSON *root, const struct golden *golden) {
    if (!golden->is_external)
        return 1;
    return add_columns(root, golden) && (golden->noise.seeds == 0 || add_noise(root, golden));
}

static long find_column(const char *name) {
    for (enum observable column = 0; column < OBSERVABLES; column++)
        if (strcmp(klimb_observable_info[column].name, name) == 0)
            return (long)column;
    return -1;
}

static enum status read_columns(struct golden *golden, const struct yaml *yaml,
                                const struct yaml_node *list, struct error *error) {
    if (list->kind != YAML_LIST)
        return yaml_error(yaml, list, error, "`columns` must be a list of names");
    for (long i = 0; i < list->count; i++) {
        const struct yaml_node *node = &list->children[i];
        long column = node->kind == YAML_SCALAR ? find_column(node->scalar) : -1;
        if (column < 0)
            return yaml_error(yaml, node, error,
                              "`columns` must be names of columns, not \"%.40s\"",
                              node->kind == YAML_SCALAR ? node->scalar : "a list");
        golden->has_column[column] = 1;
    }
    return STATUS_OK;
}

/* Reads a number that is not negative, if the key is there. */
static enum status read_most(double *most, const struct yaml *yaml, const struct yaml_node *map,
                             const char *key, struct error *error) {
    const struct yaml_node *node = yaml_get(map, key);
    if (node == NULL)
        return STATUS_OK;
    enum status status = yaml_as_double(most, yaml, node, error);
    if (status == STATUS_OK && !(*most >= 0))
        status = yaml_error(yaml, node, error, "%s must be at least 0, not %s", key, node->scalar);
    return status;
}

/* Ignores the noise of features, which some goldens have. */
static enum status read_noise(struct golden_noise *noise, const struct yaml *yaml,
                              const struct yaml_node *map, struct error *error) {
    const struct yaml_node *columns = NULL;
    enum status status = yaml_member_long(&noise->seeds, yaml, map, "seeds", error);
    if (status == STATUS_OK)
        status = yaml_member(&columns, yaml, map, "columns", error);
    for (enum observable column = 0; status == STATUS_OK && column < OBSERVABLES; column++)
        status = read_most(&noise->column[column], yaml, columns,
                           klimb_observable_info[column].name, error);
    return status;
}

enum status golden_json_read_external(struct golden *golden, const struct yaml *yaml,
                                      struct error *error) {
    const struct yaml_node *columns = yaml_get(yaml->root, "columns");
    const struct yaml_node *noise = yaml_get(yaml->root, "noise");
    golden->is_external = columns != NULL;
    for (enum observable column = 0; columns == NULL && column < OBSERVABLES; column++)
        golden->has_column[column] = !klimb_observable_is_optional(column) ||
                                     (golden->bits_count > 0 && golden->bits[0].present[column]);
    enum status status = columns != NULL ? read_columns(golden, yaml, columns, error) : STATUS_OK;
    if (status == STATUS_OK && noise != NULL)
        status = read_noise(&golden->noise, yaml, noise, error);
    return status;
}
