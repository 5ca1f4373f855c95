#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/yaml.h"
#include "log/log_folder_kinds.h"
#include "log/log_input.h"
#include "log/log_points.h"
#include "log/log_walk.h"

static const char meta_file[] = "meta.yaml", metrics_folder[] = "metrics";

/* An experiment below what holds it, a run below the experiment. */
enum { DEPTH = 2 };

struct run {
    char path[FILE_PATH_MAX];
    char name[LOG_RUN_NAME];
    long long start; /* in ms since 1970; 0: not known */
    int is_deleted;
};

/* ---- runs ------------------------------------------------------------------------------------ */

static int is_meta(const char *name) {
    return strcmp(name, meta_file) == 0;
}

/* Whether a folder of a run or an experiment has no runs. */
static int is_inside(const char *name) {
    static const char *const inside[] = {"artifacts", "datasets", "inputs", "metrics", "models",
                                         "outputs",   "params",   "tags",   "traces",  NULL};
    return text_index(name, inside) >= 0;
}

static int has_metrics(const char *folder) {
    char path[FILE_PATH_MAX];
    return file_join(path, folder, metrics_folder, NULL) == STATUS_OK && file_is_folder(path);
}

/* The first of the scalars with these keys that is not empty, "" for none. */
static const char *scalar(const struct yaml *yaml, const char *const *keys) {
    for (; *keys != NULL; keys++) {
        const struct yaml_node *node = yaml_get(yaml->root, *keys);
        if (node != NULL && node->kind == YAML_SCALAR && node->scalar[0] != '\0')
            return node->scalar;
    }
    return "";
}

static void take_line(char out[LOG_RUN_NAME], const char *text) {
    snprintf(out, LOG_RUN_NAME, "%.*s", (int)strcspn(text, "\r\n"), text);
}

/* Older versions store the name of a run only as a tag. */
static void name_by_tag(struct run *run) {
    char path[FILE_PATH_MAX], *text = NULL;
    size_t size;
    if (file_join(path, run->path, "tags/mlflow.runName", NULL) != STATUS_OK ||
        file_read(&text, &size, path, 4096, NULL) != STATUS_OK)
        return;
    take_line(run->name, text);
    free(text);
}

/* Reads meta.yaml; if that fails, its facts are unknown, but values are still read. */
static void read_meta(struct run *run) {
    static const char *const names[] = {"run_name", "name", NULL};
    static const char *const stages[] = {"lifecycle_stage", NULL};
    static const char *const starts[] = {"start_time", NULL};
    char path[FILE_PATH_MAX];
    struct yaml yaml;
    if (file_join(path, run->path, meta_file, NULL) == STATUS_OK &&
        yaml_read(&yaml, path, NULL) == STATUS_OK) {
        take_line(run->name, scalar(&yaml, names));
        run->is_deleted = strcmp(scalar(&yaml, stages), "deleted") == 0;
        run->start = strtoll(scalar(&yaml, starts), NULL, 10);
        yaml_tree_free(&yaml);
    }
    if (run->name[0] == '\0')
        name_by_tag(run);
    const char *slash = strrchr(run->path, '/');
    if (run->name[0] == '\0')
        take_line(run->name, slash != NULL ? slash + 1 : run->path);
}

int log_folder_is_mlflow(const char *path) {
    struct log_walk walk = {
        .folder = path, .depth = DEPTH, .is_wanted = is_meta, .skips = is_inside};
    int is = 0;
    if (log_walk_files(&walk, NULL) == STATUS_OK)
        for (long i = 0; i < walk.count && !is; i++) {
            char folder[FILE_PATH_MAX];
            if (file_join(folder, path, walk.path[i], NULL) != STATUS_OK)
                continue;
            file_parent(folder, folder);
            is = has_metrics(folder);
        }
    log_walk_free(&walk);
    return is;
}

/* ---- values ---------------------------------------------------------------------------------- */

/* A field of a line: up to a blank. */
static struct log_cell next_field(struct log_cell *line) {
    while (line->length > 0 && *line->text == ' ')
        line->text++, line->length--;
    struct log_cell field = {line->text, 0};
    while (field.length < line->length && field.text[field.length] != ' ')
        field.length++;
    line->text += field.length;
    line->length -= field.length;
    return field;
}

/* A number as Python writes a float: also "nan", "inf" and "-inf". */
static int read_double(double *out, struct log_cell field) {
    char text[64], *end;
    if (field.length == 0 || field.length >= (long)sizeof text)
        return 0;
    memcpy(text, field.text, (size_t)field.length);
    text[field.length] = '\0';
    *out = strtod(text, &end);
    return *end == '\0';
}

static int read_step(int64_t *out, struct log_cell field) {
    double value;
    if (!read_double(&value, field) || !(fabs(value) < 1e15) || floor(value) < value)
        return 0;
    *out = (int64_t)value;
    return 1;
}

/* A file of one metric. */
struct metric {
    struct log_points *points;
    const struct log_frame *frame;
    const char *key;
};

/* "time value step"; the first versions had no step, and MLflow 3 adds data about models at the end. */
static enum status take_value(const struct metric *metric, struct log_input *input,
                              struct log_cell line, struct error *error) {
    char shown[LOG_CELL_SHOWN];
    struct log_cell rest = line;
    double time, value = 0;
    int64_t step = 0;
    int is_right = read_double(&time, next_field(&rest)) && read_double(&value, next_field(&rest));
    struct log_cell field = next_field(&rest);
    if (is_right && (field.length == 0 || read_step(&step, field)))
        return step < 0 ? STATUS_OK
                        : log_points_add(metric->points, metric->frame, metric->key,
                                         (long)strlen(metric->key), step, value, error);
    log_cell_show(shown, line);
    return klimb_error_at(error, STATUS_FORMAT, input->name, input->line, 0,
                          "found \"%s\"; must be a time, a value and a step, which is a whole "
                          "number",
                          shown);
}

/* The last line may have no end: it is being written, or its writer was killed. */
static enum status take_values(const struct metric *metric, struct log_input *input,
                               struct error *error) {
    struct log_cell line;
    int has_line = 1;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && has_line) {
        status = log_input_line(input, &line, &has_line, error);
        if (status == STATUS_OK && has_line && line.length > 0 && !input->is_cut_off)
            status = take_value(metric, input, line, error);
    }
    return status;
}

static enum status read_metric(const struct metric *metric, const char *path, struct error *error) {
    struct log_input input;
    static const struct log_options as_it_is = {0};
    if (!log_frame_keeps(metric->frame, metric->key, (long)strlen(metric->key)))
        return log_points_add(metric->points, metric->frame, metric->key, (long)strlen(metric->key),
                              0, 0, error);
    enum status status = log_input_open(&input, path, &as_it_is, error);
    if (status != STATUS_OK)
        return status;
    status = take_values(metric, &input, error);
    log_input_close(&input);
    return status;
}

static int is_any(const char *name) {
    return name[0] != '\0';
}

static enum status read_run(struct log_frame *frame, const struct run *run, struct error *error) {
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    struct log_points points = {.name = run->path};
    struct log_walk walk = {.folder = folder, .is_wanted = is_any};
    enum status status = file_join(folder, run->path, metrics_folder, error);
    if (status == STATUS_OK)
        status = log_frame_run(frame, run->name, error);
    if (status == STATUS_OK)
        status = log_walk_files(&walk, error);
    for (long i = 0; i < walk.count && status == STATUS_OK; i++) {
        const struct metric metric = {.points = &points, .frame = frame, .key = walk.path[i]};
        status = file_join(path, folder, walk.path[i], error);
        if (status == STATUS_OK)
            status = read_metric(&metric, path, error);
    }
    if (status == STATUS_OK)
        status = log_points_flush(&points, frame, error);
    if (status == STATUS_OK && walk.is_cut_off)
        log_frame_note(frame, "more metrics than %d: the others are left out", LOG_WALK_FILES);
    log_walk_free(&walk);
    log_points_free(&points);
    return status;
}

/* ---- a folder of runs ------------------------------------------------------------------------ */

static int compare_starts(const void *a, const void *b) {
    const struct run *one = a, *other = b;
    if (one->start != other->start)
        return one->start < other->start ? -1 : 1;
    return strcmp(one->path, other->path);
}

/* Lists the runs below the folder, or the folder itself.
 *   run  out [walk->count], *count of them used */
static enum status list_runs(struct run *run, long *count, const struct log_walk *walk,
                             struct error *error) {
    for (long i = 0; i < walk->count; i++) {
        struct run *next = &run[*count];
        *next = (struct run){0};
        enum status status = file_join(next->path, walk->folder, walk->path[i], error);
        if (status != STATUS_OK)
            return status;
        file_parent(next->path, next->path);
        if (!has_metrics(next->path))
            continue;
        read_meta(next);
        ++*count;
    }
    qsort(run, (size_t)*count, sizeof *run, compare_starts);
    return STATUS_OK;
}

static enum status read_runs(struct log_frame *frame, const struct run *run, long count,
                             struct error *error) {
    long deleted = 0;
    enum status status = STATUS_OK;
    for (long i = 0; i < count && status == STATUS_OK; i++)
        if (count > 1 && run[i].is_deleted)
            deleted++;
        else
            status = read_run(frame, &run[i], error);
    if (status == STATUS_OK && deleted > 0)
        log_frame_note(frame, "%ld deleted %s left out", deleted, deleted == 1 ? "run" : "runs");
    return status;
}

enum status log_folder_read_mlflow(struct log_frame *frame, const char *path, struct error *error) {
    struct log_walk walk = {.folder = path,
                            .depth = DEPTH,
                            .most = LOG_RUNS_MAX,
                            .is_wanted = is_meta,
                            .skips = is_inside};
    long count = 0;
    enum status status = log_walk_files(&walk, error);
    struct run *run = calloc((size_t)walk.count + 1, sizeof *run);
    if (status == STATUS_OK && run == NULL)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory to list %s", path);
    if (status == STATUS_OK)
        status = list_runs(run, &count, &walk, error);
    if (status == STATUS_OK)
        status = read_runs(frame, run, count, error);
    if (status == STATUS_OK && walk.is_cut_off)
        log_frame_note(frame, "more runs than %d: the others are left out", LOG_RUNS_MAX);
    free(run);
    log_walk_free(&walk);
    return status;
}
