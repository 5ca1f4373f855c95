#include "sweep/study.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "scenario/schema.h"
#include "sweep/study_axis.h"
#include "sweep/study_find.h"
#include "sweep/study_sets.h"

#define COUNT_OF(list) ((long)(sizeof(list) / sizeof *(list)))

#define STUDY_SCALE_NAME(NAME, name, meaning) name,
const char *const study_scale_names[] = {STUDY_SCALE_TABLE(STUDY_SCALE_NAME) NULL};

/* ---- the figure ------------------------------------------------------------------------------- */

static enum status read_x(const struct study_reader *reader, const struct yaml_node *node,
                          void *into, struct error *error) {
    const char *names[STUDY_AXES_MAX + 1] = {NULL};
    struct study *study = into;
    for (long i = 0; i < study->axis_count; i++)
        names[i] = study->axes[i].name;
    return study_map_choice(&study->x, reader, node, names, error);
}

static enum status read_scale(const struct study_reader *reader, const struct yaml_node *node,
                              void *into, struct error *error) {
    long scale = STUDY_LIN;
    enum status status = study_map_choice(&scale, reader, node, study_scale_names, error);
    ((struct study *)into)->scale = (enum study_scale)scale;
    return status;
}

static enum status read_observable(enum observable *column, const struct study_reader *reader,
                                   const struct yaml_node *node, struct error *error) {
    const char *names[OBSERVABLES + 1];
    long found = 0;
    for (long i = 0; i < OBSERVABLES; i++)
        names[i] = klimb_observable_info[i].name;
    names[OBSERVABLES] = NULL;
    enum status status = study_map_choice(&found, reader, node, names, error);
    *column = (enum observable)found;
    return status;
}

static enum status read_columns(const struct study_reader *reader, const struct yaml_node *node,
                                void *into, struct error *error) {
    struct study *study = into;
    if (node->kind != YAML_LIST || node->count < 1 || node->count > STUDY_COLUMNS_MAX)
        return yaml_error(reader->yaml, node, error,
                          "columns must be a list of 1 to %d columns, like [recon, kl]",
                          STUDY_COLUMNS_MAX);
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < node->count; i++) {
        enum observable *column = &study->columns[i];
        status = read_observable(column, reader, &node->children[i], error);
        for (long j = 0; status == STATUS_OK && j < i; j++)
            if (study->columns[j] == *column)
                status = yaml_error(reader->yaml, &node->children[i], error, "columns has %s twice",
                                    klimb_observable_info[*column].name);
        study->column_count = i + 1;
    }
    return status;
}

static const struct study_member figure_members[] = {
    {"x", 1, read_x}, {"scale", 1, read_scale}, {"columns", 1, read_columns}};

/* The options of x as its scale has them. */
static enum status check_scale(const struct study_reader *reader, const struct yaml_node *node,
                               struct error *error) {
    const struct study *study = reader->study;
    const struct study_axis *axis = &study->axes[study->x];
    if (study->scale == STUDY_NAMES)
        return STATUS_OK;
    if (!axis->is_numeric)
        return yaml_error(reader->yaml, node, error, "scale must be names: %s is not of numbers",
                          axis->name);
    for (long i = 0; i < axis->count; i++) {
        const struct study_option *option = &axis->options[i];
        if (i > 0 && !(option->number > axis->options[i - 1].number))
            return yaml_error(reader->yaml, node, error,
                              "the numbers of %s must ascend, %s does not", axis->name,
                              option->name);
        if (study->scale == STUDY_LOG && !(option->number >= 0))
            return yaml_error(reader->yaml, node, error,
                              "%s has %s, which is below 0: not on a log scale", axis->name,
                              option->name);
    }
    return STATUS_OK;
}

static enum status read_figure(const struct study_reader *reader, const struct yaml_node *node,
                               void *into, struct error *error) {
    struct study *study = into;
    if (*reader->has_wrong_axes)
        return STATUS_OK;
    enum status status = study_map_read(reader, "the figure", node, figure_members,
                                        COUNT_OF(figure_members), study, error);
    return status == STATUS_OK ? check_scale(reader, yaml_get(node, "scale"), error) : status;
}

/* ---- the phase -------------------------------------------------------------------------------- */

/* STUDY_DIVERGED is no word of a study: the tables have it for points. */
static enum status read_phase_word(char word[STUDY_WORD_MAX], const struct study_reader *reader,
                                   const struct yaml_node *node, struct error *error) {
    enum status status = study_map_word(word, reader, node, error);
    if (status == STATUS_OK && strcmp(word, STUDY_DIVERGED) == 0)
        status = yaml_error(reader->yaml, node, error,
                            "%s must not be " STUDY_DIVERGED
                            ": that is what a point with infinite losses is called",
                            node->key);
    return status;
}

static enum status read_phase_name(const struct study_reader *reader, const struct yaml_node *node,
                                   void *into, struct error *error) {
    return read_phase_word(((struct study_phase *)into)->name, reader, node, error);
}

static enum status read_otherwise(const struct study_reader *reader, const struct yaml_node *node,
                                  void *into, struct error *error) {
    return read_phase_word(((struct study_phase *)into)->otherwise, reader, node, error);
}

static enum status read_phase_column(const struct study_reader *reader,
                                     const struct yaml_node *node, void *into,
                                     struct error *error) {
    return read_observable(&((struct study_phase *)into)->column, reader, node, error);
}

static enum status read_limit(const struct study_reader *reader, const struct yaml_node *node,
                              void *into, struct error *error) {
    struct study_phase *phase = into;
    enum status status = yaml_as_double(&phase->limit, reader->yaml, node, error);
    phase->is_above = strcmp(node->key, "above") == 0;
    return status != STATUS_OK || isfinite(phase->limit)
               ? status
               : yaml_error(reader->yaml, node, error, "%s must be a finite number", node->key);
}

static const struct study_member phase_members[] = {{"name", 1, read_phase_name},
                                                    {"otherwise", 1, read_otherwise},
                                                    {"column", 1, read_phase_column},
                                                    {"below", 0, read_limit},
                                                    {"above", 0, read_limit}};

static int has_column(const struct study *study, enum observable column) {
    for (long i = 0; i < study->column_count; i++)
        if (study->columns[i] == column)
            return 1;
    return 0;
}

static enum status read_phase(const struct study_reader *reader, const struct yaml_node *node,
                              void *into, struct error *error) {
    struct study *study = into;
    enum status status = study_map_read(reader, "the phase", node, phase_members,
                                        COUNT_OF(phase_members), &study->phase, error);
    if (status != STATUS_OK)
        return status;
    if ((yaml_get(node, "below") != NULL) == (yaml_get(node, "above") != NULL))
        return yaml_error(reader->yaml, node, error, "the phase must have below or above");
    if (strcmp(study->phase.name, study->phase.otherwise) == 0)
        return yaml_error(reader->yaml, yaml_get(node, "otherwise"), error,
                          "name and otherwise are both \"%s\"", study->phase.name);
    if (study->column_count > 0 && !has_column(study, study->phase.column))
        return yaml_error(reader->yaml, yaml_get(node, "column"), error,
                          "column must be one of the figure's");
    return STATUS_OK;
}

/* ---- the study -------------------------------------------------------------------------------- */

/* Reads prose, and the name of the base, like those of a scenario. */
static enum status read_prose(const struct study_reader *reader, const struct yaml_node *node,
                              char *into, size_t offset, struct error *error) {
    const struct schema_source source = {.yaml = reader->yaml, .folder = SCENARIO_STUDIES};
    enum status status = schema_apply(reader->scratch, &source, node->key, node, error);
    if (status == STATUS_OK)
        strcpy(into, (const char *)reader->scratch + offset);
    return status;
}

static enum status read_claim(const struct study_reader *reader, const struct yaml_node *node,
                              void *into, struct error *error) {
    return read_prose(reader, node, ((struct study *)into)->claim, offsetof(struct scenario, claim),
                      error);
}

static enum status read_about(const struct study_reader *reader, const struct yaml_node *node,
                              void *into, struct error *error) {
    return read_prose(reader, node, ((struct study *)into)->about, offsetof(struct scenario, about),
                      error);
}

static enum status read_base(const struct study_reader *reader, const struct yaml_node *node,
                             void *into, struct error *error) {
    struct study *study = into;
    study->base_line = node->line;
    study->base_column = node->column;
    return read_prose(reader, node, study->base, offsetof(struct scenario, base), error);
}

static enum status read_seeds(const struct study_reader *reader, const struct yaml_node *node,
                              void *into, struct error *error) {
    struct study *study = into;
    enum status status = yaml_as_long(&study->seeds, reader->yaml, node, error);
    if (status == STATUS_OK && (study->seeds < 1 || study->seeds > STUDY_SEEDS_MAX))
        status = yaml_error(reader->yaml, node, error,
                            "seeds must be an integer from 1 to %d, not %ld", STUDY_SEEDS_MAX,
                            study->seeds);
    return status;
}

static enum status read_sets(const struct study_reader *reader, const struct yaml_node *node,
                             void *into, struct error *error) {
    return study_sets_read(reader, node, &((struct study *)into)->sets, error);
}

static enum status read_theory(const struct study_reader *reader, const struct yaml_node *node,
                               void *into, struct error *error) {
    return yaml_as_bool(&((struct study *)into)->wants_theory, reader->yaml, node, error);
}

/* The figure names axes, and the phase a column of the figure. */
static const struct study_member members[] = {
    {"claim", 1, read_claim},   {"about", 0, read_about}, {"base", 1, read_base},
    {"seeds", 1, read_seeds},   {"set", 0, read_sets},    {"axes", 1, study_axis_read},
    {"figure", 1, read_figure}, {"phase", 0, read_phase}, {"theory", 0, read_theory},
};

/* ---- what concerns it as a whole -------------------------------------------------------------- */

/* A setting of this axis that is also set at every point, or on an axis before. */
static const char *find_twice(const struct study *study, long axis) {
    for (long i = 0; i < study->axes[axis].count; i++) {
        const struct study_sets *own = &study->axes[axis].options[i].sets;
        for (long j = 0; j < own->count; j++) {
            if (study_sets_find(&study->sets, own->set[j]) != NULL)
                return own->set[j];
            for (long k = 0; k < axis; k++)
                for (long l = 0; l < study->axes[k].count; l++)
                    if (study_sets_find(&study->axes[k].options[l].sets, own->set[j]) != NULL)
                        return own->set[j];
        }
    }
    return NULL;
}

static enum status check_axes(const struct study_reader *reader, struct error *error) {
    const struct study *study = reader->study;
    const struct yaml_node *node = yaml_get(reader->yaml->root, "axes");
    for (long i = 0; i < study->axis_count; i++) {
        const char *twice = find_twice(study, i);
        if (twice != NULL)
            return yaml_error(reader->yaml, node, error,
                              "the axis %s sets %.*s, which is set already", study->axes[i].name,
                              (int)strcspn(twice, "="), twice);
    }
    if (study_points(study) > STUDY_POINTS_MAX)
        return yaml_error(reader->yaml, node, error, "the axes have %ld points, more than %d",
                          study_points(study), STUDY_POINTS_MAX);
    return STATUS_OK;
}

/* Checks names of axes against the other columns of the tables: those of the record, and fixed ones. */
static enum status check_names(const struct study_reader *reader, struct error *error) {
    static const char *const taken[] = {"seed",        "seeds",         "outcome",  "step",
                                        "phase",       "runs",          "diverged", "missing",
                                        "phase_share", "record_digest", NULL};
    const struct study *study = reader->study;
    for (long i = 0; i < study->axis_count; i++) {
        const char *name = study->axes[i].name;
        int is_taken = text_index(name, taken) >= 0 || strncmp(name, "theory_", 7) == 0;
        for (long j = 0; j < study->column_count; j++) {
            const char *column = klimb_observable_info[study->columns[j]].name;
            size_t length = strlen(column);
            is_taken |= strncmp(name, column, length) == 0 &&
                        (name[length] == '\0' || name[length] == '_');
        }
        if (is_taken)
            return yaml_error(reader->yaml, yaml_get(reader->yaml->root, "axes"), error,
                              "the axis %s has the name of a column of the tables", name);
    }
    return STATUS_OK;
}

static enum status read_tree(struct study *study, const struct yaml *yaml, struct error *error) {
    const struct yaml_node empty = {.kind = YAML_MAP, .line = 1, .column = 1};
    int has_wrong_axes = 1; /* as long as none were read */
    struct study_reader reader = {.yaml = yaml,
                                  .study = study,
                                  .scratch = calloc(1, sizeof *reader.scratch),
                                  .has_wrong_axes = &has_wrong_axes};
    if (reader.scratch == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for a study");
    snprintf(reader.scratch->name, sizeof reader.scratch->name, "%s/%.200s", SCENARIO_STUDIES,
             study->name);
    enum status status = study_map_read(&reader, "a study",
                                        yaml->root != NULL ? yaml->root : &empty, members,
                                        COUNT_OF(members), study, error);
    if (status == STATUS_OK)
        status = check_axes(&reader, error);
    if (status == STATUS_OK)
        status = check_names(&reader, error);
    scenario_free(reader.scratch);
    free(reader.scratch);
    return status;
}

enum status study_read(struct study *study, const char *experiments, const char *reference,
                       struct error *error) {
    struct yaml yaml = {0};
    *study = (struct study){0};
    enum status status = study_find(study->name, study->path, experiments, reference, error);
    if (status == STATUS_OK)
        status = yaml_read(&yaml, study->path, error);
    if (status == STATUS_OK)
        status = read_tree(study, &yaml, error);
    yaml_tree_free(&yaml);
    if (status != STATUS_OK)
        study_free(study);
    return status;
}

void study_free(struct study *study) {
    for (long i = 0; i < study->axis_count; i++)
        study_axis_free(&study->axes[i]);
    study_sets_free(&study->sets);
    *study = (struct study){0};
}

long study_points(const struct study *study) {
    long points = 1;
    for (long i = 0; i < study->axis_count; i++)
        points *= study->axes[i].count;
    return points;
}

void study_places(long place[STUDY_AXES_MAX], const struct study *study, long point) {
    for (long i = study->axis_count - 1; i >= 0; i--) {
        place[i] = point % study->axes[i].count;
        point /= study->axes[i].count;
    }
}
