#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log/log_events.h"
#include "log/log_folder_kinds.h"
#include "log/log_points.h"
#include "log/log_walk.h"

/* The event files of one folder, consecutive in the list of all. */
struct group {
    char folder[FILE_PATH_MAX]; /* below the folder that is read; "": that folder */
    char run[FILE_PATH_MAX];    /* the folder that is the run: this one, or the one above */
    char prefix[LOG_NAME_MAX];  /* before its tags: "validation/" */
    char name[LOG_NAME_MAX];    /* replaces the name of its only tag; "": unchanged */
    long from, to;
};

static int is_event_file(const char *name) {
    return strstr(name, "tfevents") != NULL;
}

int log_folder_is_events(const char *path) {
    return log_walk_has((struct log_walk){.folder = path, .is_wanted = is_event_file});
}

/* ---- which folder is a run ------------------------------------------------------------------- */

static const char *last_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* Whether a folder is named after a set of data: train, validation, ... */
static int is_role(const char *name) {
    for (const struct log_affix *affix = log_affixes; affix->word != NULL; affix++)
        if (affix->role != LOG_PLAIN && strcasecmp(affix->word, name) == 0)
            return 1;
    return 0;
}

/* The first tag of a file. */
struct first {
    char tag[LOG_NAME_MAX];
};

static enum status take_first(void *context, int64_t step, const char *tag, long length,
                              double value, struct error *error) {
    struct first *first = context;
    (void)step;
    (void)value;
    if (length < LOG_NAME_MAX) {
        memcpy(first->tag, tag, (size_t)length);
        first->tag[length] = '\0';
    }
    return klimb_error_set(error, STATUS_FAILED, "enough"); /* the caller needs no more */
}

/* Whether SummaryWriter.add_scalars made the folder: it is named after the tag, with "_" for "/", and the value.
 *   name  out  "tag/value", or only the value if the tag is unknown */
static int is_of_scalars(char name[LOG_NAME_MAX], const struct log_frame *frame, const char *folder,
                         const char *tag) {
    size_t length = strlen(tag);
    if (length == 0 || strlen(folder) <= length + 1 || folder[length] != '_')
        return 0;
    for (size_t i = 0; i < length; i++)
        if (folder[i] != (tag[i] == '/' ? '_' : tag[i]))
            return 0;
    const char *value = folder + length + 1;
    int size = snprintf(name, LOG_NAME_MAX, "%s/%s", tag, value);
    if (!log_frame_keeps(frame, name, size) && log_frame_keeps(frame, value, (long)strlen(value)))
        size = snprintf(name, LOG_NAME_MAX, "%s", value);
    return size < LOG_NAME_MAX;
}

static enum status open_input(struct log_input *input, char path[FILE_PATH_MAX],
                              const struct log_walk *walk, long file, struct error *error) {
    static const struct log_options as_it_is = {0};
    enum status status = file_join(path, walk->folder, walk->path[file], error);
    return status == STATUS_OK ? log_input_open(input, path, &as_it_is, error) : status;
}

/* The tag that the first file of a group begins with, "" for none. */
static enum status find_first_tag(struct first *first, struct log_frame *frame,
                                  const struct log_walk *walk, const struct group *group,
                                  struct error *error) {
    char path[FILE_PATH_MAX];
    struct log_input input;
    long records;
    *first = (struct first){0};
    enum status status = open_input(&input, path, walk, group->from, error);
    if (status != STATUS_OK)
        return status;
    status = log_events_each(frame, &input, NULL, take_first, first, &records, error);
    log_input_close(&input);
    return status == STATUS_FAILED ? STATUS_OK : status;
}

/* Finds the run of a group. */
static enum status place_group(struct group *group, struct log_frame *frame,
                               const struct log_walk *walk, struct error *error) {
    struct first first;
    const char *name = last_name(group->folder);
    snprintf(group->run, sizeof group->run, "%s", group->folder);
    if (name[0] == '\0')
        return STATUS_OK;
    int is_above = is_role(name);
    if (is_above) {
        snprintf(group->prefix, sizeof group->prefix, "%.64s/", name);
    } else if (strchr(name, '_') != NULL) {
        enum status status = find_first_tag(&first, frame, walk, group, error);
        if (status != STATUS_OK)
            return status;
        is_above = is_of_scalars(group->name, frame, name, first.tag);
    }
    if (is_above)
        group->run[name - group->folder - (name > group->folder)] = '\0';
    return STATUS_OK;
}

/* The files of the same folder that begin at `from`. */
static void find_group(struct group *group, const struct log_walk *walk, long from) {
    *group = (struct group){.from = from, .to = from};
    const char *path = walk->path[from];
    size_t length = (size_t)(last_name(path) - path);
    while (group->to < walk->count &&
           (size_t)(last_name(walk->path[group->to]) - walk->path[group->to]) == length &&
           memcmp(walk->path[group->to], path, length) == 0)
        group->to++;
    length -= length > 0;
    memcpy(group->folder, path, length);
    group->folder[length] = '\0';
}

/* ---- values ---------------------------------------------------------------------------------- */

/* The destination of a group's values. */
struct target {
    struct log_points *points;
    const struct log_frame *frame;
    const struct group *group;
};

static enum status take_point(void *context, int64_t step, const char *tag, long length,
                              double value, struct error *error) {
    const struct target *target = context;
    const struct group *group = target->group;
    char name[2 * LOG_NAME_MAX];
    if (group->name[0] == '\0' && group->prefix[0] == '\0')
        return log_points_add(target->points, target->frame, tag, length, step, value, error);
    int shown = (int)(length < LOG_NAME_MAX ? length : LOG_NAME_MAX);
    if (group->name[0] != '\0')
        snprintf(name, sizeof name, "%s", group->name);
    else
        snprintf(name, sizeof name, "%s%.*s", group->prefix, shown, tag);
    return log_points_add(target->points, target->frame, name, (long)strlen(name), step, value,
                          error);
}

static enum status read_file(struct log_frame *frame, const struct log_walk *walk, long file,
                             log_events_taker *take, void *context, struct error *error) {
    char path[FILE_PATH_MAX], label[FILE_PATH_MAX + 2];
    struct log_input input;
    long records;
    enum status status = open_input(&input, path, walk, file, error);
    if (status != STATUS_OK)
        return status;
    snprintf(label, sizeof label, "%s: ", walk->path[file]);
    status = log_events_each(frame, &input, label, take, context, &records, error);
    if (status == STATUS_OK && records == 0)
        log_frame_note(frame, "%sno record is whole: left out", label);
    log_input_close(&input);
    return status;
}

/* Reads a single file as a stream, whatever its size; values of several files are sorted first. */
static enum status read_alone(struct log_frame *frame, const struct log_walk *walk,
                              const struct group *group, struct error *error) {
    struct log_events_rows rows = {.frame = frame};
    return read_file(frame, walk, group->from, log_events_take_row, &rows, error);
}

static enum status read_group(struct log_frame *frame, const struct log_walk *walk,
                              struct target *target, struct error *error) {
    enum status status = STATUS_OK;
    for (long i = target->group->from; i < target->group->to && status == STATUS_OK; i++)
        status = read_file(frame, walk, i, take_point, target, error);
    return status;
}

/* ---- runs ------------------------------------------------------------------------------------ */

static int is_of_run(const struct group *group, const struct group *first) {
    return strcmp(group->run, first->run) == 0;
}

/* Reads all groups of the run that begins with a group. */
static enum status read_run(struct log_frame *frame, const struct log_walk *walk,
                            const struct group *group, long count, struct error *error) {
    struct log_points points = {.name = walk->folder};
    long files = 0;
    enum status status = STATUS_OK;
    for (long i = 0; i < count; i++)
        files += is_of_run(&group[i], group) ? group[i].to - group[i].from : 0;
    if (files == 1 && group->prefix[0] == '\0' && group->name[0] == '\0')
        return read_alone(frame, walk, group, error);
    for (long i = 0; i < count && status == STATUS_OK; i++) {
        struct target target = {.points = &points, .frame = frame, .group = &group[i]};
        if (is_of_run(&group[i], group))
            status = read_group(frame, walk, &target, error);
    }
    if (status == STATUS_OK)
        status = log_points_flush(&points, frame, error);
    log_points_free(&points);
    return status;
}

static int is_first_of_run(const struct group *group, long number) {
    for (long i = 0; i < number; i++)
        if (is_of_run(&group[i], &group[number]))
            return 0;
    return 1;
}

static enum status read_runs(struct log_frame *frame, const struct log_walk *walk,
                             const struct group *group, long count, struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; i < count && status == STATUS_OK; i++) {
        if (!is_first_of_run(group, i))
            continue;
        const char *run = group[i].run;
        status = log_frame_run(frame, run[0] != '\0' ? run : ".", error);
        if (status == STATUS_OK)
            status = read_run(frame, walk, &group[i], count - i, error);
    }
    return status;
}

static enum status place_groups(struct group *group, long *count, struct log_frame *frame,
                                const struct log_walk *walk, struct error *error) {
    enum status status = STATUS_OK;
    for (long from = 0; from < walk->count && status == STATUS_OK; from = group[(*count)++].to) {
        find_group(&group[*count], walk, from);
        status = place_group(&group[*count], frame, walk, error);
    }
    return status;
}

/* The number of folders with files. */
static long count_folders(const struct log_walk *walk) {
    struct group group = {0};
    long count = 0;
    for (; group.to < walk->count; count++)
        find_group(&group, walk, group.to);
    return count;
}

enum status log_folder_read_events(struct log_frame *frame, const char *path, struct error *error) {
    struct log_walk walk = {.folder = path, .most = LOG_RUNS_MAX, .is_wanted = is_event_file};
    struct group *group = NULL;
    long count = 0;
    enum status status = log_walk_files(&walk, error);
    if (status == STATUS_OK) {
        group = calloc((size_t)count_folders(&walk) + 1, sizeof *group);
        if (group == NULL)
            status = klimb_error_set(error, STATUS_MEMORY, "no memory to list %s", path);
    }
    if (status == STATUS_OK)
        status = place_groups(group, &count, frame, &walk, error);
    if (status == STATUS_OK)
        status = read_runs(frame, &walk, group, count, error);
    if (status == STATUS_OK && walk.is_cut_off)
        log_frame_note(frame, "more event files than %d: the others are left out", LOG_RUNS_MAX);
    free(group);
    log_walk_free(&walk);
    return status;
}
