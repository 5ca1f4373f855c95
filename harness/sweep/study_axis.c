#include "sweep/study_axis.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "scenario/schema.h"
#include "sweep/study_sets.h"

#define COUNT_OF(list) ((long)(sizeof(list) / sizeof *(list)))

/* An axis as it is read: what its options come from is looked at when all its keys are known. */
struct draft {
    struct study_axis *axis;
    const char *key;
    const struct yaml_node *values, *options;
};

void study_axis_free(struct study_axis *axis) {
    for (long i = 0; i < axis->count; i++)
        study_sets_free(&axis->options[i].sets);
    free(axis->options);
    *axis = (struct study_axis){0};
}

/* ---- options ---------------------------------------------------------------------------------- */

static enum status read_option_name(const struct study_reader *reader, const struct yaml_node *node,
                                    void *into, struct error *error) {
    struct study_option *option = into;
    return study_map_word(option->name, reader, node, error);
}

static enum status read_option_sets(const struct study_reader *reader, const struct yaml_node *node,
                                    void *into, struct error *error) {
    struct study_option *option = into;
    return study_sets_read(reader, node, &option->sets, error);
}

static const struct study_member option_members[] = {{"name", 1, read_option_name},
                                                     {"set", 1, read_option_sets}};

/* A value of a key: its name is the value as written. */
static enum status read_value(struct study_option *option, const struct study_reader *reader,
                              const char *key, const struct yaml_node *node, struct error *error) {
    enum status status = study_sets_add(&option->sets, reader, key, node, error);
    if (status != STATUS_OK)
        return status;
    const char *value = strchr(option->sets.set[0], '=') + 1;
    if (strlen(value) >= STUDY_WORD_MAX)
        return yaml_error(reader->yaml, node, error, "a value of an axis has at most %d bytes",
                          STUDY_WORD_MAX - 1);
    snprintf(option->name, sizeof option->name, "%s", value);
    return STATUS_OK;
}

/* The name as a number, NaN of a word. */
static double number_of(const char *name) {
    double number = klimb_number_is_decimal(name, strlen(name), NUMBER_ANY) ? strtod(name, NULL)
                                                                            : (double)NAN;
    return isfinite(number) ? number : (double)NAN;
}

static enum status check_new(const struct study_axis *axis, const struct study_reader *reader,
                             const struct yaml_node *node, struct error *error) {
    const struct study_option *last = &axis->options[axis->count];
    for (long i = 0; i < axis->count; i++)
        if (strcmp(axis->options[i].name, last->name) == 0 ||
            axis->options[i].number == last->number)
            return yaml_error(reader->yaml, node, error, "the axis %s has %s twice", axis->name,
                              last->name);
    return STATUS_OK;
}

static enum status read_option(const struct draft *draft, const struct study_reader *reader,
                               const struct yaml_node *node, struct error *error) {
    struct study_axis *axis = draft->axis;
    struct study_option *option = &axis->options[axis->count];
    enum status status = draft->key != NULL
                             ? read_value(option, reader, draft->key, node, error)
                             : study_map_read(reader, "an option", node, option_members,
                                              COUNT_OF(option_members), option, error);
    option->number = number_of(option->name);
    axis->is_numeric = axis->is_numeric && !isnan(option->number);
    if (status == STATUS_OK)
        status = check_new(axis, reader, node, error);
    axis->count++; /* also a wrong one: it may own something */
    return status;
}

static enum status read_options(const struct draft *draft, const struct study_reader *reader,
                                const struct yaml_node *list, struct error *error) {
    struct study_axis *axis = draft->axis;
    struct error all = {0};
    if (list->kind != YAML_LIST || list->count < 1 || list->count > STUDY_OPTIONS_MAX)
        return yaml_error(reader->yaml, list, error, "%s must be a list of 1 to %d of them",
                          list->key, STUDY_OPTIONS_MAX);
    axis->options = calloc((size_t)list->count, sizeof *axis->options);
    if (axis->options == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for a study");
    axis->is_numeric = 1;
    for (long i = 0; i < list->count; i++) {
        struct error own = {0};
        if (read_option(draft, reader, &list->children[i], &own) != STATUS_OK)
            klimb_error_join(&all, &own);
        if (all.status != STATUS_OK && draft->key != NULL && schema_find(draft->key) == NULL)
            break; /* a wrong key is wrong once */
    }
    if (all.status != STATUS_OK)
        *error = all;
    return all.status;
}

/* ---- an axis ---------------------------------------------------------------------------------- */

/* It heads a column of the tables. */
static enum status read_name(const struct study_reader *reader, const struct yaml_node *node,
                             void *into, struct error *error) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    struct draft *draft = into;
    enum status status = study_map_word(draft->axis->name, reader, node, error);
    if (status == STATUS_OK && draft->axis->name[strspn(draft->axis->name, letters)] != '\0')
        status = yaml_error(reader->yaml, node, error,
                            "name must be of small letters, digits and _, not \"%s\"",
                            draft->axis->name);
    return status;
}

static enum status read_text(const struct study_reader *reader, const struct yaml_node *node,
                             void *into, struct error *error) {
    struct draft *draft = into;
    return study_map_word(draft->axis->text, reader, node, error);
}

static enum status read_key(const struct study_reader *reader, const struct yaml_node *node,
                            void *into, struct error *error) {
    struct draft *draft = into;
    return yaml_as_string(&draft->key, reader->yaml, node, error);
}

static enum status note_values(const struct study_reader *reader, const struct yaml_node *node,
                               void *into, struct error *error) {
    (void)reader;
    (void)error;
    ((struct draft *)into)->values = node;
    return STATUS_OK;
}

static enum status note_options(const struct study_reader *reader, const struct yaml_node *node,
                                void *into, struct error *error) {
    (void)reader;
    (void)error;
    ((struct draft *)into)->options = node;
    return STATUS_OK;
}

static const struct study_member axis_members[] = {{"name", 1, read_name},
                                                   {"text", 0, read_text},
                                                   {"key", 0, read_key},
                                                   {"values", 0, note_values},
                                                   {"options", 0, note_options}};

/* The label in a figure of an axis without a text. */
static void name_by_setting(struct study_axis *axis, const char *key) {
    if (key != NULL)
        snprintf(axis->text, sizeof axis->text, "%s", key);
    else
        memcpy(axis->text, axis->name, sizeof axis->text);
}

static enum status read_axis(struct study_axis *axis, const struct study_reader *reader,
                             const struct yaml_node *node, struct error *error) {
    struct draft draft = {.axis = axis};
    enum status status = study_map_read(reader, "an axis", node, axis_members,
                                        COUNT_OF(axis_members), &draft, error);
    if (status != STATUS_OK)
        return status;
    int is_of_key = draft.key != NULL && draft.values != NULL && draft.options == NULL;
    int is_of_options = draft.key == NULL && draft.values == NULL && draft.options != NULL;
    if (!is_of_key && !is_of_options)
        return yaml_error(reader->yaml, node, error,
                          "the axis %s must have a key and its values, or options", axis->name);
    if (axis->text[0] == '\0')
        name_by_setting(axis, draft.key);
    return read_options(&draft, reader, is_of_key ? draft.values : draft.options, error);
}

/* ---- all axes --------------------------------------------------------------------------------- */

static enum status check_axis(const struct study_reader *reader, const struct yaml_node *node,
                              struct error *error) {
    const struct study *study = reader->study;
    const struct study_axis *last = &study->axes[study->axis_count - 1];
    for (long i = 0; i < study->axis_count - 1; i++)
        if (strcmp(study->axes[i].name, last->name) == 0)
            return yaml_error(reader->yaml, node, error, "there are two axes %s", last->name);
    return STATUS_OK;
}

enum status study_axis_read(const struct study_reader *reader, const struct yaml_node *node,
                            void *into, struct error *error) {
    struct study *study = into;
    struct error all = {0};
    if (node->kind != YAML_LIST || node->count < 1 || node->count > STUDY_AXES_MAX)
        return yaml_error(reader->yaml, node, error, "axes must be a list of 1 to %d axes",
                          STUDY_AXES_MAX);
    for (long i = 0; i < node->count; i++) {
        struct error own = {0};
        struct study_axis *axis = &study->axes[study->axis_count++];
        enum status status = read_axis(axis, reader, &node->children[i], &own);
        if (status == STATUS_OK)
            status = check_axis(reader, &node->children[i], &own);
        if (status != STATUS_OK)
            klimb_error_join(&all, &own);
    }
    *reader->has_wrong_axes = all.status != STATUS_OK;
    if (all.status != STATUS_OK)
        *error = all;
    return all.status;
}
